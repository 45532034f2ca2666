"""Asking people to judge samples: by hand, evenly, by filter or by language; and taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from sqlmodel import Session, col, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Annotator, Event, RaterKind, Role, SampleFilter
from curation.services.permissions import Actor, allow, may
from curation.store import assignments as store
from curation.store.assignments import Asked as Asked
from curation.store.assignments import Dealt as Dealt
from curation.store.events import add_event
from curation.workspace import Workspace

How = Literal["each", "evenly", "per_item"]
HOWS: Final[tuple[How, ...]] = get_args(How)
MADE: Final = "assignment.made"
_TAKEN_BACK, _HANDED_OVER = "assignment.taken_back", "assignment.handed_over"
_MOST_IDS: Final = 1_000
"""An event keeps so many ids of a selection; of more it says how many they are."""


@dataclass(frozen=True, slots=True)
class AssignAsk:
    """Who is to judge what.

    Attributes:
        chosen: Which samples; those without a text and those set aside are left out.
        people: Who is asked.
        how: `each` asks everybody about everything, `evenly` deals each sample to one of them,
            `per_item` to so many of them.
        per_item: How many people are asked about each sample, for `per_item`.
        languages: Who is asked about samples of a language, in the place of `people`.
        seed: Draws who is given which.
    """

    chosen: SampleFilter
    people: tuple[int, ...] = ()
    how: How = "evenly"
    per_item: int = 1
    languages: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Assigned:
    """What an act came to.

    Attributes:
        event_id: By which it is taken back; None where nobody was asked about anything new.
    """

    dealt: Dealt
    event_id: int | None

    @property
    def count(self) -> int:
        """How many times somebody is asked about a sample."""
        return count_new(self.dealt)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What became of somebody's open assignments: moved to another, or ended since that one had them already."""

    moved: int
    ended: int


def count_new(dealt: Dealt) -> int:
    """Return how many times somebody is asked about a sample."""
    return sum(new for new, _ in dealt.by_person.values())


def preview_assignment(workspace: Workspace, ask: AssignAsk, *, actor: Actor) -> Dealt:
    """Count what `assign` would do, cached until the data changes; nothing is written.

    Raises:
        BadInputError: Somebody who is named cannot be asked, or nobody is named.
    """
    with workspace.read() as session:
        allow(session, actor, "assign")
        deal = _deal(session, ask)
    return workspace.cached(("deal", deal), lambda: _count_deal(workspace, deal))


def assign(workspace: Workspace, ask: AssignAsk, *, actor: Actor) -> Assigned:
    """Ask people to judge samples; nobody is asked twice about one, nor about what they have decided on.

    Raises:
        BadInputError: Somebody who is named cannot be asked, or nobody is named.
    """
    with workspace.write() as tx:
        allow(tx, actor, "assign")
        dealt = store.write_deal(tx, _deal(tx, ask))
        if not count_new(dealt):
            return Assigned(dealt, None)
        by_person = {str(person_id): new for person_id, (new, _) in dealt.by_person.items() if new}
        after = {"count": count_new(dealt), "by_person": by_person, **_said(ask)}
        event = add_event(tx, actor_id=actor.id, action=MADE, entity="assignment", after=after)
        store.write_assignments(tx, event.id or 0)
        return Assigned(dealt, event.id)


def list_assignments(workspace: Workspace, *, actor: Actor) -> list[Asked]:
    """Return who was asked by which act, the newest first; cached until the data changes."""
    with workspace.read() as session:
        allow(session, actor, "assign")
    return workspace.cached(("assignments",), lambda: _read_asked(workspace))


def take_back(workspace: Workspace, *, event_id: int | None = None, person_id: int | None = None, actor: Actor) -> int:
    """Ask no more about what is still open of an act, of a person, or of both; what was judged stays.

    Raises:
        BadInputError: Neither an act nor a person is named.
        NotFoundError: There is no such act.
        ConflictError: Nothing of it is open.
    """
    if event_id is None and person_id is None:
        raise BadInputError("Neither an act nor a person is named.", "Nothing was taken back.")
    with workspace.write() as tx:
        allow(tx, actor, "assign")
        event = None if event_id is None else tx.get(Event, event_id)
        if event_id is not None and (event is None or event.action not in (MADE, _HANDED_OVER)):
            raise NotFoundError(f"There is no assignment {event_id}.", "`assignments list` shows which there are.")
        ended = store.take_back_open(tx, event_id=event_id, annotator_id=person_id)
        if not ended:
            raise ConflictError("Nothing of it is open any more.", "Nothing was changed.")
        by_person = {str(annotator_id): count for annotator_id, count in ended.items()}
        after: dict[str, Any] = {"count": sum(ended.values()), "by_person": by_person, "of": event_id}
        undoes = event_id if person_id is None and not _is_undone(tx, event_id) else None
        add_event(tx, actor_id=actor.id, action=_TAKEN_BACK, entity="assignment", after=after, undoes=undoes)
        return sum(ended.values())


def hand_over(workspace: Workspace, from_id: int, to_id: int, *, actor: Actor) -> HandedOver:
    """Ask another person what is open of one, e.g. of somebody who has left.

    Raises:
        BadInputError: The other one cannot be asked.
        ConflictError: Nothing is open.
    """
    with workspace.write() as tx:
        allow(tx, actor, "assign")
        if from_id == to_id:
            raise BadInputError("That is the same person.", "Choose another one.")
        _check_people(tx, [to_id])
        moved, ended = store.count_hand_over(tx, from_id, to_id)
        if not moved + ended:
            raise ConflictError("Nothing is open that could be handed over.", "Nothing was changed.")
        after = {"from": from_id, "to": to_id, "count": moved, "ended": ended}
        event = add_event(tx, actor_id=actor.id, action=_HANDED_OVER, entity="assignment", after=after)
        store.hand_over_open(tx, from_id, to_id, event_id=event.id or 0)
        return HandedOver(moved, ended)


def can_be_asked(person: Annotator) -> bool:
    """Tell whether somebody is an active person whose role reaches judging."""
    return person.kind == RaterKind.PERSON and person.is_active and may(Role(person.role), "review")


def _deal(session: Session, ask: AssignAsk) -> store.Deal:
    pairs = [(person, "") for person in ask.people]
    if ask.languages:
        pairs = [(person, language) for language, people in ask.languages.items() for person in people]
    pairs = list(dict.fromkeys(pairs))
    people = tuple(person for person, _ in pairs)
    if not people:
        raise BadInputError("Nobody is named who could be asked.", "Name at least one person.")
    _check_people(session, people)
    if ask.how == "per_item" and not 1 <= ask.per_item <= len(set(people)):
        raise BadInputError(
            f"{ask.per_item} people cannot be asked about each sample: {len(set(people))} are named.",
            "Name more people, or ask fewer about each.",
        )
    each = {"each": len(people), "evenly": 1, "per_item": ask.per_item}[ask.how]
    languages = tuple(language for _, language in pairs) if ask.languages else ()
    return store.Deal(ask.chosen, people, languages, each, ask.seed)


def _check_people(session: Session, people: Sequence[int]) -> None:
    rows = {row.id: row for row in session.exec(select(Annotator).where(col(Annotator.id).in_(set(people))))}
    for person_id in people:
        row = rows.get(person_id)
        if row is None or row.kind == RaterKind.PROGRAM:
            raise NotFoundError(f"There is no person {person_id}.")
        if not can_be_asked(row):
            why = "a model that judges" if row.kind == RaterKind.JUDGE else f"{row.role}" if row.is_active else "gone"
            raise BadInputError(f"{row.name} cannot be asked: {row.name} is {why}.", "Choose somebody else.")


def _said(ask: AssignAsk) -> dict[str, Any]:
    fields = ask.chosen.set_fields()
    if len(ask.chosen.ids) > _MOST_IDS:
        fields["ids"] = f"{len(ask.chosen.ids):,} samples"
    said: dict[str, Any] = {"filter": fields, "how": ask.how, "seed": ask.seed}
    said |= {"per_item": ask.per_item} if ask.how == "per_item" else {}
    return {**said, **({"languages": {k: list(v) for k, v in ask.languages.items()}} if ask.languages else {})}


def _is_undone(tx: Session, event_id: int | None) -> bool:
    return tx.exec(select(Event.id).where(Event.undoes == event_id)).first() is not None


def _count_deal(workspace: Workspace, deal: store.Deal) -> Dealt:
    with workspace.read() as session:
        return store.count_deal(session, deal)


def _read_asked(workspace: Workspace) -> list[Asked]:
    with workspace.read() as session:
        return store.asked(session)
