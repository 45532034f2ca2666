"""What a session remembers at the review desk, and the rules that hold for every key.

The state only says what is on the screen. Every answer is stored before the
next run draws anything, and read back from the store when it is drawn.
"""

import functools
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, Final, Literal, NamedTuple, ParamSpec, Protocol, TypeVar

from curation.errors import CurationError
from curation.review import Queue, Walk
from curation.services.review_twins import Candidate

P = ParamSpec("P")
Mode = Literal["rate", "flag", "twin", "edit"]
"""What the digits mean: a rating, a flag, a sample that this one is like; while a text is corrected, nothing."""
LONGEST_PAUSE_S: Final = 60.0
"""Who does nothing for longer is not at work."""


class Shown(NamedTuple):
    """What was on the screen when a button was drawn; a late click on something else is told by it."""

    sample_id: int
    version: int


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
    queue: tuple[Queue, str | None] | None = None
    mode: Mode = "rate"
    candidates: list[Candidate] = field(default_factory=list)
    notice: Notice | None = None
    stored: Stored | None = None
    sheet_is_open: bool = False
    shows_raw: bool = False
    shows_answer: bool = False
    shows_last: bool = False
    cursor: str = ""
    """Widget key of the text box that gets the cursor at the next drawing."""
    answered: str = ""
    """The turn of the panel's last press."""
    touched_s: float = field(default_factory=time.monotonic)
    turn: str = field(default_factory=lambda: secrets.token_hex(16))
    """Names this showing of the sample, so that a key pressed twice asks for the same job."""

    def afresh(self) -> "DeskState":
        """Return what is kept for another walk: what the person has set, and what the panel was answered."""
        return DeskState(
            shows_raw=self.shows_raw, shows_answer=self.shows_answer, shows_last=self.shows_last, answered=self.answered
        )

    def turn_to_sample(self) -> None:
        """Begin with a sample: nothing is asked yet, the clock starts."""
        self.mode = "rate"
        self.candidates = []
        self.touched_s = time.monotonic()
        self.turn = secrets.token_hex(16)

    def lap_s(self) -> float:
        """Return the seconds of work since the last time that this was asked."""
        now = time.monotonic()
        spent, self.touched_s = now - self.touched_s, now
        return min(spent, LONGEST_PAUSE_S)

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
