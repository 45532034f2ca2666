"""Rubrics: which questions are asked about a sample of a scenario; each change is a new version."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Annotator, Rubric
from curation.review.rubric import RUBRIC_OF_ALL, RubricForm
from curation.review.rubric_changes import changes_between, refuse_other_kind
from curation.review.shipped_rubrics import SHIPPED
from curation.services.permissions import Actor, allow
from curation.store.events import add_event
from curation.store.reviews import count_answered, newest_rubric
from curation.synthesis import SCENARIOS
from curation.workspace import Workspace

_PROGRAM = "the program"


@dataclass(frozen=True, slots=True)
class RubricVersion:
    """One version of a rubric; without an id it is as shipped and nobody has answered it yet."""

    id: int | None
    name: str
    version: int
    form: RubricForm


@dataclass(frozen=True, slots=True)
class SavedRubric:
    """A version, who saved it when, and how many reviews were given under it."""

    rubric: RubricVersion
    by: str
    at: datetime | None
    n_reviews: int


def rubric_names() -> list[str]:
    """Return whose rubrics there can be: the one of all, and one for each scenario."""
    return [RUBRIC_OF_ALL, *SCENARIOS]


def rubric_for(session: Session, scenario: str) -> RubricVersion:
    """Return the newest rubric of a scenario, else the rubric of all."""
    return _own(session, scenario) or _own(session, RUBRIC_OF_ALL) or _shipped(RUBRIC_OF_ALL)


def get_rubric(workspace: Workspace, name: str) -> RubricVersion:
    """Return the rubric that is asked under a name: its own, else that of all.

    Raises:
        NotFoundError: There can be no rubric of this name.
    """
    _check_name(name)
    with workspace.read() as session:
        return rubric_for(session, name)


def list_history(workspace: Workspace, name: str) -> list[SavedRubric]:
    """Return all versions of a rubric, the newest first; none for a scenario that asks the rubric of all.

    Raises:
        NotFoundError: There can be no rubric of this name.
    """
    _check_name(name)
    with workspace.read() as session:
        found = select(Rubric, Annotator.name).join(Annotator, col(Annotator.id) == Rubric.created_by, isouter=True)
        rows = session.exec(found.where(Rubric.name == name).order_by(col(Rubric.version).desc())).all()
        answered = count_answered(session, [row.id or 0 for row, _ in rows])
        saved = [
            SavedRubric(version_of(row), by or _PROGRAM, row.created_at, answered.get(row.id or 0, 0))
            for row, by in rows
        ]
    shipped = [SavedRubric(_shipped(name), _PROGRAM, None, 0)] if name in SHIPPED else []
    return saved or shipped


def save_rubric(
    workspace: Workspace, name: str, form: RubricForm, *, seen_version: int | None = None, actor: Actor
) -> int:
    """Save a new version of a rubric, which is asked from then on; return its number. Old answers keep theirs.

    Args:
        workspace: Where.
        name: A scenario, or the rubric of all.
        form: The questions.
        seen_version: The version that was changed; None takes whatever is the newest.
        actor: Who saves it.

    Raises:
        NotFoundError: There can be no rubric of this name.
        BadInputError: It is as before, or a question would become one of another kind.
        ConflictError: Somebody saved another version meanwhile.
    """
    _check_name(name)
    with workspace.write() as tx:
        allow(tx, actor, "edit_rubric")
        before = _own(tx, name)
        version = before.version if before else 0
        if seen_version is not None and seen_version != version:
            raise ConflictError(
                f"Somebody saved version {version} meanwhile.", "Look at it; what you typed stays until you discard it."
            )
        if before is not None and not changes_between(before.form, form):
            raise BadInputError(f"This is version {version} as it stands.", "Change it, then save it.")
        _check_kinds(tx, name, form)
        if before is not None:
            stored_rubric(tx, before)
        row = Rubric(
            name=name,
            version=version + 1,
            questions=form.as_rows(),
            guideline=form.guideline,
            created_by=actor.id,
        )
        tx.add(row)
        tx.flush()
        add_event(
            tx,
            actor_id=actor.id,
            action="rubric.saved",
            entity="rubric",
            entity_id=row.id,
            before={"version": version},
            after={"name": name, "version": row.version, "questions": [question.id for question in form.questions]},
        )
        return row.version


def stored_rubric(tx: Session, rubric: RubricVersion) -> int:
    """Return the id of a rubric; one that is as shipped gets its row with the first answer."""
    if rubric.id is not None:
        return rubric.id
    row = Rubric(
        name=rubric.name, version=rubric.version, questions=rubric.form.as_rows(), guideline=rubric.form.guideline
    )
    tx.add(row)
    tx.flush()
    return row.id or 0


def version_of(row: Rubric) -> RubricVersion:
    """Read a version as the table keeps it."""
    return RubricVersion(row.id, row.name, row.version, RubricForm.from_rows(row.questions, row.guideline))


def _own(session: Session, name: str) -> RubricVersion | None:
    row = newest_rubric(session, name)
    if row is not None:
        return version_of(row)
    return _shipped(name) if name in SHIPPED else None


def _shipped(name: str) -> RubricVersion:
    return RubricVersion(None, name, 1, SHIPPED[name])


def _check_name(name: str) -> None:
    if name not in rubric_names():
        raise NotFoundError(f"There is no rubric '{name[:60]}'.", f"There can be: {', '.join(rubric_names())}.")


def _check_kinds(tx: Session, name: str, form: RubricForm) -> None:
    earlier = [version_of(row).form for row in tx.exec(select(Rubric).where(Rubric.name == name))]
    try:
        refuse_other_kind([*earlier, *([SHIPPED[name]] if name in SHIPPED else [])], form)
    except ValueError as error:
        raise BadInputError(f"This cannot be saved: {error}.", "Nothing was saved.") from error
