"""The inverse of changes of single things, each in the caller's transaction: what was there before is there again.

Each refuses where the thing is no longer what the change made of it, so that
nothing newer is lost, and returns a sentence that says what is so now.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from curation.errors import ConflictError, NotFoundError
from curation.models import Comment, Event, Example, ItemKind, ModelPrice, Persona, Role, Sample, Setting
from curation.services.activity_words import UNDONE
from curation.services.comments import REOPENED, RESOLVED, settle_comment
from curation.services.jobs import enqueue_embedding
from curation.services.people import set_membership
from curation.services.permissions import Actor
from curation.services.personas import refuse_known, screen_written
from curation.services.samples import write_shown
from curation.services.spending import DAILY_CAP, TOTAL_CAP
from curation.store.duplicates import forget_pairs
from curation.store.events import add_event
from curation.workspace.workspace import PRECISION_SETTING

Row = TypeVar("Row", bound=SQLModel)


def undo_sample_text(tx: Session, event: Event, actor: Actor) -> str:
    """Give a sample the text that it had before a correction."""
    sample = _row(tx, Sample, event.entity_id)
    _refuse_changed(sample.edited_text == event.after["edited_text"])
    before = event.before["edited_text"]
    write_shown(tx, sample, sample.text if before is None else before, actor=actor)
    _tell(tx, event, actor)
    return f"Sample {sample.id} has its text of before again."


def undo_persona_text(tx: Session, event: Event, actor: Actor) -> str:
    """Give a persona the text and the attributes that it had before a correction; it is screened as any new text is."""
    persona = _row(tx, Persona, event.entity_id)
    now = {name: getattr(persona, name) for name in event.after}
    _refuse_changed(now == event.after)
    if event.before["text_hash"] != persona.text_hash:
        refuse_known(tx, event.before["text_hash"])
        forget_pairs(tx, ItemKind.PERSONA, persona.id or 0)
        persona.embedding = ""
        enqueue_embedding(tx, actor=actor)
    for name, value in event.before.items():
        setattr(persona, name, value)
    persona.version += 1
    tx.add(persona)
    _tell(tx, event, actor)
    screen_written(tx, persona, actor, old_text=now["text"])
    return f"Persona {persona.id} reads as before again."


def undo_example(tx: Session, event: Event, actor: Actor) -> str:
    """Give an example the state, or the persona, that it had before."""
    row = _row(tx, Example, event.entity_id)
    _put_back(row, event)
    tx.add(row)
    _tell(tx, event, actor)
    return f"Example {row.id} is as before again."


def undo_setting(tx: Session, event: Event, actor: Actor) -> str:
    """Give settings the values that they had before; one that was not set is not set again."""
    if PRECISION_SETTING in event.after:
        raise ConflictError(
            "The number format of vectors is changed with everything stopped.",
            "Run: precision set, on the command line.",
        )
    for name, value in event.after.items():
        _put_setting(tx, name, now=value, before=event.before.get(name))
    _tell(tx, event, actor)
    return f"{', '.join(event.after)} is as before again."


def undo_policy(tx: Session, event: Event, actor: Actor) -> str:
    """Share the work as before."""
    _put_setting(tx, "review.policy", now=event.after, before=event.before)
    _tell(tx, event, actor)
    return "The work is shared as before again."


def undo_caps(tx: Session, event: Event, actor: Actor) -> str:
    """Set the caps on spending as before; they hold at once, also for jobs that run."""
    for name, field in ((DAILY_CAP, "daily_usd"), (TOTAL_CAP, "total_usd")):
        now, before = event.after[field], event.before[field]
        _put_setting(tx, name, now="" if now is None else now, before="" if before is None else before)
    _tell(tx, event, actor)
    return "The caps are as before again."


def undo_price(tx: Session, event: Event, actor: Actor) -> str:
    """Give a model the price that it had before, or none."""
    named = event.after or event.before
    row = tx.get(ModelPrice, (named["provider"], named["model"]))
    _refuse_changed((row.model_dump() if row is not None else {}) == event.after)
    if event.before:
        tx.merge(ModelPrice.model_validate(event.before))
    elif row is not None:
        tx.delete(row)
    _tell(tx, event, actor)
    return f"The price of {named['provider']} / {named['model']} is as before again."


def undo_membership(tx: Session, event: Event, actor: Actor) -> str:
    """Give a person the role and the membership of before."""
    before = event.before
    set_membership(
        tx,
        event.entity_id or 0,
        role=Role(before["role"]),
        is_active=before["is_active"],
        expected=event.after,
    )
    _tell(tx, event, actor)
    return "Role and membership are as before again."


def undo_settled(tx: Session, event: Event, actor: Actor) -> str:
    """Reopen a comment that was resolved, or the other way round."""
    comment = _row(tx, Comment, event.after["comment_id"])
    was_resolved = event.action == RESOLVED
    later = select(Event.after).where(
        Event.entity == event.entity,
        Event.entity_id == event.entity_id,
        col(Event.id) > event.id,
        col(Event.action).in_((RESOLVED, REOPENED)),
    )
    _refuse_changed(all(after["comment_id"] != comment.id for after in tx.exec(later)))
    settle_comment(tx, comment.id or 0, actor, is_resolved=not was_resolved, undoes=event.id)
    return f"The comment is {'open' if was_resolved else 'resolved'} again."


def _row(tx: Session, table: type[Row], row_id: object) -> Row:
    row = tx.get(table, row_id)
    if row is None:
        raise NotFoundError("What was changed is not there any more.", "Nothing was changed now.")
    return row


def _put_back(row: Any, event: Event) -> None:  # noqa: ANN401 - a row of any table
    _refuse_changed(all(getattr(row, name) == value for name, value in event.after.items()))
    for name, value in event.before.items():
        setattr(row, name, value)


def _put_setting(tx: Session, name: str, *, now: object, before: object) -> None:
    row = tx.get(Setting, name)
    _refuse_changed((None if row is None else row.value) == now)
    if before is not None:
        tx.merge(Setting(name=name, value=before))
    elif row is not None:
        tx.delete(row)


def _refuse_changed(is_same: bool) -> None:
    """Raise where a thing is no longer what the change made of it."""
    if not is_same:
        raise ConflictError("This was changed again since.", "Look at the newer change; nothing was changed now.")


def _tell(tx: Session, event: Event, actor: Actor) -> None:
    """Write the inverse event."""
    after: Mapping[str, Any] = event.before
    add_event(
        tx,
        actor_id=actor.id,
        action=f"{event.action}{UNDONE}",
        entity=event.entity,
        entity_id=event.entity_id,
        before=event.after,
        after=dict(after),
        undoes=event.id,
    )
