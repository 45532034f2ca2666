"""Votes on a trial: of each persona's texts the best one, or none; kept as events, so every change of mind stays."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from curation.metrics.intervals import Interval, wilson_interval
from curation.models import Event

VOTED: Final = "trial.voted"


@dataclass(frozen=True, slots=True)
class Vote:
    """What a reader thinks of a row now.

    Attributes:
        arm: The best one; None where none of them is.
        is_blind: Whether the reader did not know then which text is of which arm.
    """

    actor_id: int
    row: int
    arm: int | None
    is_blind: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """What all votes say.

    Attributes:
        n: Votes, one for each reader and row.
        for_arm: For each arm, in order, its share of all votes with Wilson's interval; none without a vote.
        n_none: Votes that none of the texts is the best.
        n_blind: Votes by readers who did not know then which is which.
    """

    n: int
    n_rows: int
    n_readers: int
    for_arm: Sequence[Interval]
    n_none: int
    n_blind: int


def row_order(seed: int, row: int, n_arms: int, *, is_blind: bool) -> list[int]:
    """Return the arms of a row in the order in which they are shown; each row of a blind trial has its own."""
    order = list(range(n_arms))
    if is_blind:  # the same at every look
        random.Random(f"trial:{seed}:{row}").shuffle(order)  # noqa: S311 - an order, no secret
    return order


def votes_of(session: Session, job_id: int) -> list[Vote]:
    """Return the votes that count, by the first job of a trial: the last one of each reader on each row."""
    wanted = select(Event).where(Event.entity == "job", Event.entity_id == job_id, Event.action == VOTED)
    last: dict[tuple[int, int], Vote] = {}
    for event in session.exec(wanted.order_by(col(Event.id))):
        said, reader = event.after, event.actor_id or 0
        last[reader, said["row"]] = Vote(reader, said["row"], said["arm"], said["is_blind"])
    return list(last.values())


def tally(votes: Sequence[Vote], n_arms: int) -> Tally:
    """Count votes; several readers of one row count each."""
    n, won = len(votes), Counter(vote.arm for vote in votes)
    return Tally(
        n=n,
        n_rows=len({vote.row for vote in votes}),
        n_readers=len({vote.actor_id for vote in votes}),
        for_arm=[wilson_interval(won[arm], n) for arm in range(n_arms)] if n else [],
        n_none=won[None],
        n_blind=sum(vote.is_blind for vote in votes),
    )


def places_of(votes: Sequence[Vote], orders: Mapping[int, Sequence[int]]) -> dict[int, int | None]:
    """Return by row at which place the text stands that was voted for; None where none was."""
    return {vote.row: None if vote.arm is None else orders[vote.row].index(vote.arm) for vote in votes}
