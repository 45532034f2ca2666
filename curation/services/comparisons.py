"""Votes on pairs: what is next, two texts on two sides, one choice, and undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import (
    Annotator,
    Choice,
    Comparison,
    ComparisonPair,
    ComparisonSet,
    Event,
    ItemState,
    Persona,
    RaterKind,
    Sample,
    utc_now,
)
from curation.review import MAX_NOTE_CHARS
from curation.review.pairing import Side, left_side
from curation.services.comparison_sets import HASHES, find_set, text_of_arm, text_was_changed
from curation.services.permissions import Actor, allow
from curation.store import comparisons as store
from curation.store.events import add_event
from curation.text import clean_text
from curation.workspace import Workspace

MAX_SECONDS: Final = 3_600.0
_SUBMITTED, _WITHDRAWN = "comparison.submitted", "comparison.withdrawn"


@dataclass(frozen=True, slots=True)
class Revealed:
    """Of which arm each side is, for who has voted; sample ids lead to the texts' pages."""

    left_arm: str
    right_arm: str
    left_sample_id: int
    right_sample_id: int


@dataclass(frozen=True, slots=True)
class PairItem:
    """A pair as one person sees it: what it is of is in `revealed` alone, once this person has voted.

    `left_label` and `right_label` tell what a text has to be labelled with.
    """

    pair_id: int
    set_id: int
    set_name: str
    question: str
    scenario: str
    persona: str | None
    left: str
    right: str
    left_label: str
    right_label: str
    choice: Choice | None
    revealed: Revealed | None


@dataclass(frozen=True, slots=True)
class Voted:
    """A vote that was stored; `arm` is the one that it is for, None where it is for neither."""

    comparison_id: int
    pair_id: int
    choice: Choice
    saved_at: datetime
    revealed: Revealed | None
    arm: str | None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A vote that was taken back."""

    pair_id: int
    choice: Choice


def next_pair(
    workspace: Workspace, set_id: int, *, passed: Sequence[int] = (), skipped: bool = False, actor: Actor
) -> int | None:
    """Return the pair that the actor judges next, the one with the fewest votes; None where none waits.

    Args:
        workspace: The workspace.
        set_id: Which set.
        passed: Pairs that the actor has gone past without a vote.
        skipped: Give those that the actor skipped instead.
        actor: For whom; nobody is given a pair again that they have voted on.
    """
    with workspace.read() as session:
        allow(session, actor, "review")
        row = find_set(session, set_id)
        if not row.is_open:
            return None
        changed = _changed_pairs(session, row)
        return store.next_pair(session, set_id, actor.id, passed=[*passed, *changed], skipped=skipped)


def get_pair(workspace: Workspace, pair_id: int, *, actor: Actor) -> PairItem:
    """Return a pair as the actor sees it; the sides are drawn for each person, and the same at every look.

    Raises:
        NotFoundError: There is no such pair.
    """
    with workspace.read() as session:
        allow(session, actor, "review")
        pair, of_set = _find(session, pair_id)
        vote = store.current_vote(session, pair_id, actor.id)
        stands = vote is not None and not vote.is_withdrawn
        choice = Choice(vote.choice) if vote is not None and stands else None
        left, right = _sides(pair, _side_for(of_set, pair, actor, vote))
        samples = [session.get_one(Sample, sample_id) for sample_id, _ in (left, right)]
        persona = session.get(Persona, pair.persona_id) if pair.persona_id and of_set.shows_persona else None
        texts = [
            text_of_arm(sample, of_set.source, arm) for sample, (_, arm) in zip(samples, (left, right), strict=True)
        ]
        return PairItem(
            pair_id=pair_id,
            set_id=of_set.id or 0,
            set_name=of_set.name,
            question=of_set.question,
            scenario=samples[0].scenario,
            persona=persona.text if persona else None,
            left=texts[0],
            right=texts[1],
            left_label=samples[0].label,
            right_label=samples[1].label,
            choice=choice,
            revealed=_reveal(left, right) if choice not in (None, Choice.SKIP) else None,
        )


def submit(
    workspace: Workspace, pair_id: int, choice: Choice, *, seconds: float = 0.0, note: str = "", actor: Actor
) -> Voted:
    """Store the actor's choice as a new row; it takes the place of what the actor said of the pair before.

    Raises:
        NotFoundError: There is no such pair.
        ConflictError: Its set is closed, a text was changed, or a sample is in use no more.
        BadInputError: The note is too long.
    """
    note = clean_text(note)
    if len(note) > MAX_NOTE_CHARS:
        raise BadInputError(f"A note has at most {MAX_NOTE_CHARS:,} characters.", "Nothing was stored.")
    with workspace.write() as tx:
        _allow_person(tx, actor)
        pair, of_set = _find(tx, pair_id)
        _check_open(tx, pair, of_set)
        old = store.current_vote(tx, pair_id, actor.id)
        side = _side_for(of_set, pair, actor, old)
        row = _new_row(pair, of_set, side, choice, actor)
        row.note, row.seconds_active = note, round(min(max(seconds, 0.0), MAX_SECONDS), 3)
        store.add_vote(tx, row, supersedes=old)
        before = {} if old is None or old.is_withdrawn else {"choice": old.choice}
        _log(tx, row, _SUBMITTED, actor, before=before)
        left, right = _sides(pair, side)
        arm = {Choice.LEFT: left[1], Choice.RIGHT: right[1]}.get(choice)
        revealed = None if choice == Choice.SKIP else _reveal(left, right)
        return Voted(row.id or 0, pair_id, choice, row.created_at, revealed, arm)


def undo_last(workspace: Workspace, *, set_id: int | None = None, actor: Actor) -> Withdrawn:
    """Take back the actor's newest vote or skip, of all or of one set, by an inverse event; the pair waits again.

    Raises:
        ConflictError: There is none, or its set is closed.
    """
    with workspace.write() as tx:
        _allow_person(tx, actor)
        old = store.last_vote(tx, actor.id, set_id)
        if old is None:
            raise ConflictError("You have no vote that could be taken back.")
        return _withdraw(tx, old, actor)


def take_back(workspace: Workspace, comparison_id: int, *, actor: Actor) -> Withdrawn:
    """Take back one vote or skip of the actor's own, as long as it stands.

    Raises:
        ConflictError: It stands no more, or its set is closed.
        NotAllowedError: It is somebody else's.
    """
    with workspace.write() as tx:
        _allow_person(tx, actor)
        old = tx.get(Comparison, comparison_id)
        if old is None or old.superseded_by is not None or old.is_withdrawn:
            raise ConflictError("This vote stands no more.", "Nothing was changed.")
        if old.annotator_id != actor.id:
            raise NotAllowedError("A vote is taken back by who gave it.", "Nothing was changed.")
        return _withdraw(tx, old, actor)


def _find(session: Session, pair_id: int) -> tuple[ComparisonPair, ComparisonSet]:
    pair = session.get(ComparisonPair, pair_id)
    if pair is None:
        raise NotFoundError(f"There is no pair {pair_id}.", "It may be of another workspace.")
    return pair, session.get_one(ComparisonSet, pair.set_id)


def _withdraw(tx: Session, old: Comparison, actor: Actor) -> Withdrawn:
    pair, of_set = _find(tx, old.pair_id)
    if not of_set.is_open:
        raise ConflictError(f"The set '{of_set.name}' is closed.", "A curator can open it again.")
    row = _new_row(pair, of_set, "a" if old.left_is == "a" else "b", Choice(old.choice), actor)
    row.is_withdrawn = True
    store.add_vote(tx, row, supersedes=old)
    _log(tx, row, _WITHDRAWN, actor, before={"choice": old.choice}, undoes=_event_of(tx, old.pair_id, actor))
    return Withdrawn(old.pair_id, Choice(old.choice))


def _allow_person(tx: Session, actor: Actor) -> None:
    """Refuse who is no person: a model that judges has its own way, and is never counted as one."""
    allow(tx, actor, "review")
    if tx.get_one(Annotator, actor.id).kind != RaterKind.PERSON:
        raise NotAllowedError(f"{actor.name} is no person, and votes here are those of people.")


def _check_open(tx: Session, pair: ComparisonPair, of_set: ComparisonSet) -> None:
    if not of_set.is_open:
        raise ConflictError(f"The set '{of_set.name}' is closed.", "A curator can open it again.")
    for sample_id in (pair.a_sample_id, pair.b_sample_id):
        sample = tx.get_one(Sample, sample_id)
        if sample.state != ItemState.ACTIVE:
            raise ConflictError("One of the two samples is in use no more.", "Go on with the next pair.")
        if text_was_changed(of_set, sample_id, sample.text_hash):
            raise ConflictError(
                "Somebody changed the edited text since the set was made.", "A new set shows it as it is now."
            )


def _changed_pairs(session: Session, of_set: ComparisonSet) -> list[int]:
    """Return the pairs whose edited text was changed since the set was made."""
    if not of_set.params.get(HASHES):
        return []
    pairs = store.pairs_of(session, of_set.id or 0)
    facts = store.sample_facts(session, [pair.a_sample_id for pair in pairs])
    return [
        pair.id or 0 for pair in pairs if text_was_changed(of_set, pair.a_sample_id, facts[pair.a_sample_id].text_hash)
    ]


def _side_for(of_set: ComparisonSet, pair: ComparisonPair, actor: Actor, vote: Comparison | None) -> Side:
    """Return what stands on the left: what stood there when the person voted, else what is drawn."""
    if vote is not None:
        return "a" if vote.left_is == "a" else "b"
    return left_side(of_set.seed, pair.id or 0, actor.id)


def _sides(pair: ComparisonPair, left: Side) -> tuple[tuple[int, str], tuple[int, str]]:
    a, b = (pair.a_sample_id, pair.a_arm), (pair.b_sample_id, pair.b_arm)
    return (a, b) if left == "a" else (b, a)


def _reveal(left: tuple[int, str], right: tuple[int, str]) -> Revealed:
    return Revealed(left[1], right[1], left[0], right[0])


def _new_row(pair: ComparisonPair, of_set: ComparisonSet, left: Side, choice: Choice, actor: Actor) -> Comparison:
    return Comparison(
        pair_id=pair.id or 0,
        annotator_id=actor.id,
        left_is=left,
        choice=choice,
        persona_hidden=not of_set.shows_persona,
        created_at=utc_now(),
    )


def _log(
    tx: Session, row: Comparison, action: str, actor: Actor, *, before: dict[str, Any], undoes: int | None = None
) -> None:
    after = {"comparison_id": row.id, "choice": None if row.is_withdrawn else row.choice, "left_is": row.left_is}
    add_event(
        tx,
        actor_id=actor.id,
        action=action,
        entity="comparison_pair",
        entity_id=row.pair_id,
        before=before,
        after=after,
        undoes=undoes,
    )


def _event_of(tx: Session, pair_id: int, actor: Actor) -> int | None:
    """Return the event of the actor's newest vote on a pair."""
    mine = (Event.entity == "comparison_pair", Event.entity_id == pair_id, Event.actor_id == actor.id)
    found = select(Event.id).where(*mine, Event.action == _SUBMITTED)
    return tx.exec(found.order_by(col(Event.id).desc()).limit(1)).first()
