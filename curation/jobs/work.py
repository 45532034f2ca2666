"""What a job of calls is made of: its items, what is asked for each, what is kept, and how an item goes on."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal, Protocol, TypeVar

from sqlmodel import Session

from curation.jobs.money import NoMoney
from curation.models import Outcome
from curation.providers import Answer, Request
from curation.services.calls import MAX_SEED
from curation.store.changes import Change


@dataclass(slots=True)
class Item:
    """One of the items to make, and how often it was tried."""

    no: int
    try_no: int = 0
    """Tries of all runs; a row each."""
    tries_now: int = 0
    """Tries of this run since the item's last answer; the policy counts these, since a job that rested begins anew."""
    answers: int = 0
    """Answers that were paid for so far: steps of the item, or such as could not be used."""
    is_heard: bool = False
    """Whether the provider has said what it will say to this try, so that another call may begin."""
    on_heard: Callable[[], None] | None = None
    """Told when that is so, which is before it is stored."""

    def hear(self) -> None:
        """Note that the provider has answered."""
        self.is_heard = True
        if self.on_heard is not None:
            self.on_heard()


@dataclass(frozen=True, slots=True)
class Call:
    """One item, ready to be sent.

    Attributes:
        turn: How many answers to it there are already.
        not_sent: Why it must not be sent after all; empty where it may.
    """

    item_no: int
    turn: int
    request: Request
    not_sent: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of an answer, or of a call without one.

    Attributes:
        changes: Rows to write.
        goes_on: The item is not finished: it is asked for again, for its next step or since this could not be used.
        reason: Why it goes on, where that is not the next step.
        also: Runs in the same transaction; it may run twice.
    """

    changes: Sequence[Change] = ()
    goes_on: bool = False
    reason: str = ""
    also: Callable[[Session], object] | None = None


C = TypeVar("C", bound=Call)


class Work(Protocol[C]):
    """What a job asks for and what it keeps: a row for each item, whatever became of it."""

    def calls(self, session: Session, items: Sequence[Item]) -> list[C]:
        """Return items as they are to be sent, in their order."""
        ...

    def finished(self, session: Session) -> set[int]:
        """Return the numbers of the items that have their row."""
        ...

    def answered(self, call: C, answer: Answer, *, cost_usd: float | None, latency_s: float) -> Kept:
        """Read an answer, and return what is kept of it."""
        ...

    def failed(self, call: C, outcome: Outcome, reason: str, *, raw: str = "") -> Kept:
        """Return what is kept where no usable answer came."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a try: the item is finished, or comes again after a wait, or the job cannot go on."""

    kind: Literal["finished", "again", "no_money", "park", "stop"]
    reason: str = ""
    wait_s: float = 0.0
    no_money: NoMoney | None = None


FINISHED: Final = Step("finished")


@dataclass(frozen=True, slots=True)
class Reused:
    """An earlier answer to the same request; it costs nothing more."""

    attempt_id: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Ready(Generic[C]):
    """A call, by what name its request is known again, and its earlier answer where there is one."""

    call: C
    request_hash: str | None = None
    reused: Reused | None = None


def item_seed(seed: int, item_no: int, turn: int = 0) -> int:
    """Derive the seed of an item from that of its job; another turn has another one."""
    digest = hashlib.sha256((f"{seed}:{item_no}" + (f":{turn}" if turn else "")).encode()).digest()
    return int.from_bytes(digest[:8], "big") % MAX_SEED
