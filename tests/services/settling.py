"""People who differ on samples, for the tests of settling."""

from curation.models import Annotator, RaterKind, Review, Role
from curation.services import people
from curation.services.permissions import Actor
from curation.services.review import save_review
from curation.services.rubrics import rubric_for, stored_rubric
from curation.store.reviews import add_review
from curation.workspace import Workspace
from tests.services.judging import add_samples, say


def curator(workspace: Workspace, admin: Actor, name: str) -> Actor:
    """Let somebody join as curator."""
    joined = people.join(workspace, name)
    people.change_person(workspace, joined.id, role=Role.CURATOR, is_active=True, actor=admin)
    return Actor(joined.id, joined.name, Role.CURATOR)


def differ(
    workspace: Workspace, one: Actor, other: Actor, *ratings: tuple[int, int], ids: list[int] | None = None
) -> list[int]:
    """Add a sample for each pair of ratings, or take those given; who rates below three rejects."""
    ids = ids or add_samples(workspace, len(ratings))
    for sample_id, given in zip(ids, ratings, strict=True):
        for actor, stars in zip((one, other), given, strict=True):
            say(workspace, sample_id, actor, overall=stars, decision="accept" if stars >= 3 else "reject")
    return ids


def note(workspace: Workspace, sample_id: int, actor: Actor, text: str) -> None:
    """Add a note to what somebody said."""
    save_review(workspace, sample_id, lambda answers: answers.noted(text), actor=actor)


def judge_says(workspace: Workspace, sample_id: int, *, decision: str, overall: int) -> int:
    """Let a model judge a sample; return the judge's id."""
    with workspace.write() as tx:
        judge = Annotator(name="Judge: m", kind=RaterKind.JUDGE, role=Role.VIEWER, provider="p", model="m")
        tx.add(judge)
        tx.flush()
        rubric = stored_rubric(tx, rubric_for(tx, "math"))
        row = Review(
            sample_id=sample_id, annotator_id=judge.id or 0, rubric_id=rubric, overall=overall, decision=decision
        )
        add_review(tx, row, supersedes=None)
        return judge.id or 0
