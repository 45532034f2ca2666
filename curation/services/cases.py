"""The cases that wait to be settled: samples on which people differ, with everybody's answers side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session

from curation.models import Persona, RaterKind, Sample
from curation.review import Answers, summarise
from curation.review.differences import Difference, agreed_answers, differences
from curation.services.adjudication import Settlement, current_settlement, find_sample
from curation.services.permissions import Actor, allow
from curation.services.review import answers_of
from curation.services.rubrics import RubricVersion, rubric_for
from curation.store import adjudications as store
from curation.store.adjudications import MOST_COUNTED, CasePlace, Order
from curation.store.known import gold_of
from curation.workspace import Workspace

__all__ = ["ORDERS", "Case", "CasePlace", "Opinion", "Order", "count_cases", "get_case", "next_case"]

ORDERS: Final[Mapping[Order, str]] = {"largest": "Largest difference first", "oldest": "Oldest first"}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one rater says of a sample; `is_judge` marks a model, which is beside the people and never among them."""

    rater_id: int
    name: str
    is_judge: bool
    answers: Answers
    rubric_version: int
    saved_at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Case:
    """A sample on which people differ, or did until it was settled, with what everybody says.

    `differences` has one answer for each of `people`, then for each of `judges`,
    and tells of a difference between people only. `agreed` is what all people
    who answered agree on.
    """

    place: CasePlace
    sample: Sample
    persona: Persona | None
    rubric: RubricVersion
    people: tuple[Opinion, ...]
    judges: tuple[Opinion, ...]
    differences: tuple[Difference, ...]
    agreed: Answers
    settled: Settlement | None
    is_known: bool


def next_case(
    workspace: Workspace,
    *,
    order: Order = "largest",
    scenario: str | None = None,
    place: CasePlace | None = None,
    back: bool = False,
    actor: Actor,
) -> CasePlace | None:
    """Return the case that comes after a place, or before it; without a place the first; None where there is none.

    How large a difference is: so many points as the ratings are apart, and two
    more where some accept and others reject.
    """
    with workspace.read() as session:
        allow(session, actor, "adjudicate")
        return store.neighbour_case(session, place, order=order, scenario=scenario, back=back)


def count_cases(workspace: Workspace, *, scenario: str | None = None) -> tuple[int, bool]:
    """Return how many cases wait, and whether there may be more than were counted."""

    def count() -> int:
        with workspace.read() as session:
            return store.count_cases(session, scenario)

    found = workspace.cached(("cases", scenario), count)
    return found, found >= MOST_COUNTED


def get_case(workspace: Workspace, sample_id: int, *, actor: Actor) -> Case:
    """Return a sample with everybody's answers and notes, those of people first.

    Raises:
        NotFoundError: There is no such sample.
    """
    with workspace.read() as session:
        allow(session, actor, "adjudicate")
        sample = find_sample(session, sample_id)
        rubric = rubric_for(session, sample.scenario)
        opinions = _opinions(session, sample_id)
        people = tuple(one for one in opinions if not one.is_judge)
        judges = tuple(one for one in opinions if one.is_judge)
        gold = gold_of(session, sample_id)
        given = [one.answers for one in people]
        return Case(
            place=store.place_of(sample, summarise(given).decision),
            sample=sample,
            persona=session.get(Persona, sample.persona_id) if sample.persona_id else None,
            rubric=rubric,
            people=people,
            judges=judges,
            differences=tuple(_compared(rubric, people, judges)),
            agreed=agreed_answers(rubric.form, [answers for answers in given if answers.is_judged]),
            settled=current_settlement(session, sample_id),
            is_known=gold is not None and gold.is_active,
        )


def _opinions(session: Session, sample_id: int) -> list[Opinion]:
    return [
        Opinion(
            rater_id=row.annotator_id,
            name=rater.name,
            is_judge=rater.kind == RaterKind.JUDGE,
            answers=answers_of(row),
            rubric_version=version,
            saved_at=row.saved_at,
            seconds=row.seconds_active,
        )
        for row, rater, version in store.reviews_with_names(session, sample_id)
    ]


def _compared(rubric: RubricVersion, people: Sequence[Opinion], judges: Sequence[Opinion]) -> list[Difference]:
    """Return all answers by question; who differs, and how far, is told of people alone."""
    of_people = {row.question_id: row for row in differences(rubric.form, [one.answers for one in people])}
    rows = []
    for row in differences(rubric.form, [one.answers for one in (*people, *judges)]):
        own = of_people.get(row.question_id)
        differs, spread = (own.differs, own.spread) if own else (False, None)
        rows.append(Difference(row.question_id, row.label, row.said, differs, spread))
    return rows
