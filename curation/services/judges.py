"""Models that judge, as raters: one row for each provider and model, made when it is first asked."""

from typing import Final

from sqlmodel import Session, select

from curation.errors import NotFoundError
from curation.models import Annotator, RaterKind, Role
from curation.services.permissions import Actor
from curation.store import judgements as store
from curation.store.events import add_event
from curation.workspace import Workspace

MAX_NAME_CHARS: Final = 80


def list_judges(workspace: Workspace) -> list[Annotator]:
    """Return the models that judge or have judged, in the order in which they came."""
    with workspace.read() as session:
        return store.all_judges(session)


def find_judge(session: Session, judge_id: int) -> Annotator:
    """Return the row of a judge.

    Raises:
        NotFoundError: There is no judge of that id.
    """
    row = session.get(Annotator, judge_id)
    if row is None or row.kind != RaterKind.JUDGE:
        raise NotFoundError(f"There is no judge {judge_id}.", "See: judges list.")
    return row


def judge_for(tx: Session, provider: str, model: str, *, actor: Actor) -> int:
    """Return the id of the rater that a model is; one that never judged gets its row.

    It is a viewer and can be nobody's name: nobody works under it, and it is
    asked by jobs only.
    """
    row = store.judge_named(tx, provider, model)
    if row is not None:
        return row.id or 0
    row = Annotator(
        name=_free_name(tx, f"Judge: {provider} {model}"),
        kind=RaterKind.JUDGE,
        role=Role.VIEWER,
        provider=provider,
        model=model,
    )
    tx.add(row)
    tx.flush()
    told = {"name": row.name, "provider": provider, "model": model}
    add_event(tx, actor_id=actor.id, action="judge.added", entity="annotator", entity_id=row.id, after=told)
    return row.id or 0


def _free_name(session: Session, wanted: str) -> str:
    """Return the name, or one with a number behind it where somebody has it."""
    taken = {name.casefold() for name in session.exec(select(Annotator.name))}
    names = [wanted[:MAX_NAME_CHARS]]
    names += [f"{wanted[: MAX_NAME_CHARS - 5]} ({number})" for number in range(2, 100)]
    return next(name for name in names if name.casefold() not in taken)
