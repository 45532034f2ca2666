"""What a session remembers at the review desk, and the rules that hold for every key.

The state only says what is on the screen. Every answer is stored before the
next run draws anything, and read back from the store when it is drawn.
"""

import functools
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, Final, Literal, NamedTuple, ParamSpec, Protocol, TypeVar, get_args

from curation.errors import CurationError
from curation.models import SampleFilter
from curation.review import Question, Queue, Value, Walk
from curation.services.review_twins import Candidate

P = ParamSpec("P")
Mode = Literal["rate", "flag", "twin", "edit"]
"""What the digits mean: an answer, a flag, a sample that this one is like."""
Part = Literal["raw", "answer", "changes", "guideline", "last", "comments"]
PARTS: Final[tuple[Part, ...]] = get_args(Part)
_OF_ONE_SAMPLE: Final = frozenset[Part](("changes", "comments"))
"""Closed again with the next sample; the other parts stay open."""
LONGEST_PAUSE_S: Final = 60.0
"""Who does nothing for longer is not at work."""


class Shown(NamedTuple):
    """What was on the screen when a button was drawn; a late click on something else is told by it."""

    sample_id: int
    version: int


class Chosen(NamedTuple):
    """Which of a person's work is gone through: a queue, a scenario, a filter."""

    queue: Queue = Queue.PENDING
    scenario: str | None = None
    filter: SampleFilter | None = None


class UnderFilter(NamedTuple):
    """How many samples waited under the filter when it was set, and how many the person had done with by then."""

    waited: int
    has_more: bool
    done: int


class Notice(NamedTuple):
    """A sentence for the person, until the next key."""

    kind: Literal["info", "error"]
    text: str


class Stored(NamedTuple):
    """What was stored last, and when."""

    text: str
    at: datetime


@dataclass(slots=True)
class DeskState:
    """What the session remembers between two keys."""

    walk: Walk = field(default_factory=Walk)
    chosen: Chosen | None = None
    under_filter: UnderFilter | None = None
    mode: Mode = "rate"
    candidates: list[Candidate] = field(default_factory=list)
    notice: Notice | None = None
    stored: Stored | None = None
    sheet_is_open: bool = False
    beside: set[Part] = field(default_factory=set)
    """What stands beside the sample because it was asked for."""
    question: str = ""
    """The question that is marked; empty for the first that is not answered."""
    asked: tuple[Question, ...] = ()
    """The questions that can be answered on the screen."""
    suggested: Mapping[str, Value] = field(default_factory=dict)
    """What is suggested on the screen, by question."""
    hides_persona: bool = False
    """Whether the persona of the sample on the screen is out of sight."""
    revealed: set[int] = field(default_factory=set)
    """Samples whose persona was in sight during this visit."""
    edited_version: int = 0
    """The version of the text that was put into the box for correction."""
    cursor: str = ""
    """Widget key of the text box that gets the cursor at the next drawing."""
    answered: str = ""
    """The turn of the panel's last press."""
    touched_s: float = field(default_factory=time.monotonic)
    turn: str = field(default_factory=lambda: secrets.token_hex(16))
    """Names this showing of the sample, so that a key pressed twice asks for the same job."""

    def afresh(self) -> "DeskState":
        """Return what is kept for another walk: what the person has set, and what the panel was answered."""
        return DeskState(beside=self.beside - _OF_ONE_SAMPLE, revealed=self.revealed, answered=self.answered)

    def turn_to_sample(self) -> None:
        """Begin with a sample: nothing is asked yet, the clock starts."""
        self.mode = "rate"
        self.question = ""
        self.candidates = []
        self.suggested = {}
        self.beside = self.beside - _OF_ONE_SAMPLE
        self.touched_s = time.monotonic()
        self.turn = secrets.token_hex(16)

    def lap_s(self) -> float:
        """Return the seconds of work since the last time that this was asked."""
        now = time.monotonic()
        spent, self.touched_s = now - self.touched_s, now
        return min(spent, LONGEST_PAUSE_S)

    def marked(self) -> Question | None:
        """Return the question that the digits answer, as it was drawn."""
        return next((question for question in self.asked if question.id == self.question), None)

    def mark(self, question_id: str, by: int = 0) -> None:
        """Mark a question, or the one that stands so many places from it; none is beyond the first and the last."""
        ids = [question.id for question in self.asked]
        if question_id in ids:
            self.question = ids[min(max(ids.index(question_id) + by, 0), len(ids) - 1)]

    def take_cursor(self) -> str:
        """Return which text box is to get the cursor now: once for each time that it was asked for."""
        due, self.cursor = self.cursor, ""
        return due


class HasState(Protocol):
    """What has a desk's state."""

    state: DeskState


D = TypeVar("D", bound=HasState)


def act(method: Callable[Concatenate[D, Shown, P], None]) -> Callable[Concatenate[D, Shown, P], None]:
    """Make a callback of a method: ignore what was meant for another sample, say what the person can mend."""

    @functools.wraps(method)
    def run(desk: D, shown: Shown, /, *args: P.args, **kwargs: P.kwargs) -> None:
        desk.state.notice = None
        if shown.sample_id != desk.state.walk.current:
            text = f"That key came too late: it was meant for sample {shown.sample_id}. Nothing was changed."
            desk.state.notice = Notice("info", text)
            return
        try:
            method(desk, shown, *args, **kwargs)
        except CurationError as error:
            desk.state.notice = Notice("error", str(error))

    return run
