"""What people decide about a group of near-duplicates, and how it is taken back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import DuplicateGroup, DuplicateMember, Event, GroupDecision, ItemKind, ItemState, utc_now
from curation.services.permissions import Actor, allow
from curation.store.duplicates import drop_members, first_later_group, states_of, write_states
from curation.store.events import add_event
from curation.workspace import Workspace

_ENTITY: Final = "duplicate_group"
_DECIDED: Final = "duplicate_group.decided"
_UNDONE: Final = "duplicate_group.decision_undone"


class Standing(NamedTuple):
    """What became of a member."""

    state: str
    reason: str
    is_dropped: bool


def decide(
    workspace: Workspace,
    group_id: int,
    decision: GroupDecision,
    *,
    keeper_id: int | None = None,
    version: int,
    actor: Actor,
) -> int:
    """Keep one member and drop the others, or keep all; return the group's new version.

    Without `keeper_id` the one stays that stayed so far. A group may be decided
    anew. What is excluded or in quarantine stays so.

    Raises:
        BadInputError: The keeper is no member, or "open" was given.
        ConflictError: The group is another one by now, the keeper is excluded, or a later group builds on a member.
    """
    if decision == GroupDecision.OPEN:
        raise BadInputError("Open is no decision.", "Undo the decision instead.")
    with workspace.write() as tx:
        allow(tx, actor, "decide_duplicates")
        group = _current_group(tx, group_id)
        if group.version != version:
            raise ConflictError("Somebody decided about this group meanwhile.", "Look at it again.")
        before = _standings(tx, group)
        keeper = group.keeper_id if keeper_id is None else keeper_id
        _check_keeper(group, before, keeper, decision)
        was = _as_json(group, before)
        after = {item_id: _decided(now, item_id, keeper, decision) for item_id, now in before.items()}
        _write_standings(tx, group, before, after)
        if decision == GroupDecision.KEEP_ONE and keeper != group.keeper_id:
            group.keeper_id, group.keeper_reason = keeper, f"kept: chosen by {actor.name}"
        group.decision, group.decided_by, group.decided_at = decision, actor.id, utc_now()
        return _close(tx, group, _DECIDED, actor, before=was, after=_as_json(group, after))


def undo_decision(workspace: Workspace, group_id: int, *, event_id: int | None = None, actor: Actor) -> int:
    """Take back the last decision about a group, exactly, by an inverse event; return the group's new version.

    Args:
        workspace: Where.
        group_id: Which group.
        event_id: Only where this is the event of its last decision.
        actor: Who takes it back.

    Raises:
        ConflictError: There is none to take back, or something changed since that builds on it.
    """
    with workspace.write() as tx:
        allow(tx, actor, "decide_duplicates")
        group = _current_group(tx, group_id)
        event = _last_decision_event(tx, group_id)
        if event is None:
            raise ConflictError(f"Nobody has decided about group {group_id}.", "There is nothing to undo.")
        if event_id not in (None, event.id):
            raise ConflictError(f"Group {group_id} was decided anew since.", "Take the newer decision back first.")
        now = _standings(tx, group)
        told, earlier = _from_json(event.after), _from_json(event.before)
        _refuse_changed(group, now, told)
        _write_standings(tx, group, now, earlier)
        said = event.before
        group.keeper_id, group.keeper_reason = said["keeper_id"], said["keeper_reason"]
        group.decision, group.decided_by = said["decision"], said["decided_by"]
        group.decided_at = datetime.fromisoformat(said["decided_at"]) if said["decided_at"] else None
        return _close(tx, group, _UNDONE, actor, before=event.after, after=said, undoes=event.id)


def last_decision(workspace: Workspace, kind: ItemKind, *, actor: Actor) -> int | None:
    """Return the group that a person decided about last, if that decision still stands."""
    with workspace.read() as session:
        of_person = (Event.entity == _ENTITY, Event.action == _DECIDED, Event.actor_id == actor.id)
        wanted = select(Event.entity_id).join(DuplicateGroup, col(DuplicateGroup.id) == Event.entity_id)
        wanted = wanted.where(*of_person, _stands(), DuplicateGroup.kind == kind, col(DuplicateGroup.is_current))
        return session.exec(wanted.order_by(col(Event.id).desc()).limit(1)).first()


def _current_group(tx: Session, group_id: int) -> DuplicateGroup:
    group = tx.get(DuplicateGroup, group_id)
    if group is None:
        raise NotFoundError(f"There is no group {group_id}.", "See: duplicates list.")
    if not group.is_current:
        raise ConflictError(f"A later run made group {group_id} anew.", "Look at the groups of that run.")
    return group


def _check_keeper(
    group: DuplicateGroup, standings: Mapping[int, Standing], keeper: int, decision: GroupDecision
) -> None:
    if keeper not in standings:
        raise BadInputError(f"{keeper} is not in group {group.id}.", "Choose one of its members.")
    state = standings[keeper].state
    if decision == GroupDecision.KEEP_ONE and state not in (ItemState.ACTIVE, ItemState.DUPLICATE):
        raise ConflictError(f"{ItemKind(group.kind).capitalize()} {keeper} is {state}.", "Choose another member.")


def _decided(now: Standing, item_id: int, keeper: int, decision: GroupDecision) -> Standing:
    """Return what a decision makes of a member."""
    if now.state not in (ItemState.ACTIVE, ItemState.DUPLICATE):
        return now._replace(is_dropped=False)
    if decision == GroupDecision.KEEP_ALL or item_id == keeper:
        return Standing(ItemState.ACTIVE, "", is_dropped=False)
    return Standing(ItemState.DUPLICATE, f"near-duplicate of #{keeper}", is_dropped=True)


def _standings(tx: Session, group: DuplicateGroup) -> dict[int, Standing]:
    """Return what became of each member so far."""
    wanted = select(DuplicateMember).where(DuplicateMember.group_id == group.id)
    members = tx.exec(wanted.order_by(col(DuplicateMember.item_id))).all()
    states = states_of(tx, ItemKind(group.kind), [member.item_id for member in members])
    return {member.item_id: Standing(*states[member.item_id], member.is_dropped) for member in members}


def _write_standings(
    tx: Session, group: DuplicateGroup, before: Mapping[int, Standing], after: Mapping[int, Standing]
) -> None:
    changed = {item_id: standing for item_id, standing in after.items() if standing != before[item_id]}
    moved = [item_id for item_id, standing in changed.items() if standing.state != before[item_id].state]
    later = first_later_group(tx, group.id or 0, moved)
    if later is not None:
        raise ConflictError(
            f"{ItemKind(group.kind).capitalize()} {later.item_id} is in the later group {later.group_id} as well.",
            "Decide there.",
        )
    write_states(tx, ItemKind(group.kind), [(item_id, found.state, found.reason) for item_id, found in changed.items()])
    drop_members(tx, group.id or 0, {item_id: found.is_dropped for item_id, found in changed.items()})


def _refuse_changed(group: DuplicateGroup, now: Mapping[int, Standing], told: Mapping[int, Standing]) -> None:
    """Raise ConflictError where a member is no longer what the decision made of it."""
    for item_id, standing in now.items():
        if standing != told.get(item_id):
            name = f"{ItemKind(group.kind).capitalize()} {item_id}"
            raise ConflictError(
                f"{name} changed since the decision: now it is {standing.state}.", "Take that change back first."
            )


def _close(
    tx: Session,
    group: DuplicateGroup,
    action: str,
    actor: Actor,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    undoes: int | None = None,
) -> int:
    """Store the group as it is now with the event that says why; return its new version."""
    group.version += 1
    tx.add(group)
    tx.flush()
    add_event(
        tx,
        actor_id=actor.id,
        action=action,
        entity=_ENTITY,
        entity_id=group.id,
        before=before,
        after=after,
        undoes=undoes,
    )
    return group.version


def _as_json(group: DuplicateGroup, standings: Mapping[int, Standing]) -> dict[str, Any]:
    """Return a group's decision and its members' standings as an event keeps them."""
    return {
        "decision": str(group.decision),
        "keeper_id": group.keeper_id,
        "keeper_reason": group.keeper_reason,
        "decided_by": group.decided_by,
        "decided_at": group.decided_at.isoformat() if group.decided_at else None,
        "members": {str(item_id): [str(s.state), s.reason, s.is_dropped] for item_id, s in standings.items()},
    }


def _from_json(said: Mapping[str, Any]) -> dict[int, Standing]:
    return {int(item_id): Standing(*standing) for item_id, standing in said["members"].items()}


def _last_decision_event(tx: Session, group_id: int) -> Event | None:
    of_group = (Event.entity == _ENTITY, Event.entity_id == group_id, Event.action == _DECIDED)
    return tx.exec(select(Event).where(*of_group, _stands()).order_by(col(Event.id).desc()).limit(1)).first()


def _stands() -> ColumnElement[bool]:
    """The condition that nobody has undone the event."""
    undoing = aliased(Event)
    return ~select(undoing.id).where(undoing.undoes == Event.id).exists()
