"""The acts that the keys of the Compare page start, and what a session remembers there."""

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, Final, ParamSpec

import streamlit as st

from curation.errors import CurationError
from curation.models import Choice
from curation.review import Walk
from curation.services import comparisons
from curation.services.comparison_sets import SetPublic, get_set
from curation.services.comparisons import PairItem, Voted
from curation.ui.page import OpenPage
from curation.ui.review_panel import Press
from curation.ui.review_state import Notice, Shown

P = ParamSpec("P")
LONGEST_PAUSE_S: Final = 120.0
"""Who does nothing for longer is not at work; two texts take longer to read than one."""
VOTES: Final = {
    "prefer_left": Choice.LEFT,
    "prefer_right": Choice.RIGHT,
    "tie": Choice.TIE,
    "both_bad": Choice.BOTH_BAD,
    "skip": Choice.SKIP,
}
"""What the actions of the panel say of a pair."""
VOTED: Final = {
    Choice.LEFT: "left",
    Choice.RIGHT: "right",
    Choice.TIE: "equally good",
    Choice.BOTH_BAD: "both bad",
    Choice.SKIP: "skipped",
}


@dataclass(slots=True)
class CompareState:
    """What the session remembers between two keys."""

    set_id: int
    walk: Walk = field(default_factory=Walk)
    goes_through_skipped: bool = False
    notice: Notice | None = None
    before: Voted | None = None
    """The vote before, whose arms are told."""
    sheet_is_open: bool = False
    answered: str = ""
    """The turn of the panel's last press."""
    touched_s: float = field(default_factory=time.monotonic)


def _act(method: Callable[Concatenate["Desk", Shown, P], None]) -> Callable[Concatenate["Desk", Shown, P], None]:
    """Make a callback of a method: ignore what was meant for another pair, say what the person can mend."""

    @functools.wraps(method)
    def run(desk: "Desk", shown: Shown, /, *args: P.args, **kwargs: P.kwargs) -> None:
        desk.state.notice = None
        if shown.sample_id != desk.state.walk.current:
            desk.state.notice = Notice("info", "That key came too late for the pair before. Nothing was changed.")
            return
        try:
            method(desk, shown, *args, **kwargs)
        except CurationError as error:
            desk.state.notice = Notice("error", str(error))

    return run


class Desk:
    """One run's view of the desk: the page, the set, and the session's state. `Shown.sample_id` names a pair here."""

    def __init__(self, page: OpenPage, set_id: int) -> None:
        """Take the session's state; another set starts another walk."""
        self.page = page
        key = f"compare_desk_{page.actor.id}"
        state: CompareState = st.session_state.setdefault(key, CompareState(set_id))
        if state.set_id != set_id:
            st.session_state[key] = state = CompareState(set_id, answered=state.answered)
        self.state = state

    def of_set(self) -> SetPublic:
        """Return the set with the person's own counts."""
        return get_set(self.page.workspace, self.state.set_id, actor=self.page.actor)

    def item(self) -> PairItem | None:
        """Return what is on the screen, the next pair where nothing is; None where none waits."""
        if self.state.walk.current is None and (found := self._find_next()) is not None:
            self._show(found)
        current = self.state.walk.current
        return None if current is None else comparisons.get_pair(self.page.workspace, current, actor=self.page.actor)

    def start(self, press: Press) -> None:
        """Do what was pressed; the browser is told that it was taken, also where it was refused."""
        self.state.answered = press.turn
        if press.action in VOTES:
            self.vote(press.shown, VOTES[press.action])
        elif press.action == "undo":
            self.undo()
        elif press.action == "help":
            self.set_sheet(True)
        elif press.action == "next":
            self.go_on(press.shown)
        elif press.action == "previous":
            self.go_back(press.shown)

    @_act
    def vote(self, shown: Shown, choice: Choice) -> None:
        """Store a vote or a skip and go on."""
        spent = min(time.monotonic() - self.state.touched_s, LONGEST_PAUSE_S)
        voted = comparisons.submit(self.page.workspace, shown.sample_id, choice, seconds=spent, actor=self.page.actor)
        self.state.before = voted
        if choice is Choice.SKIP and self.state.goes_through_skipped:
            self.state.walk.pass_by(shown.sample_id)
        self._go_to(self._find_next())

    @_act
    def go_on(self, shown: Shown) -> None:
        """Go to the next pair without a vote."""
        walk = self.state.walk
        if walk.can_go_forward:
            walk.step(1)
            self._start_clock()
            return
        walk.pass_by(shown.sample_id)
        found = self._find_next()
        if found in (None, shown.sample_id):
            self.state.notice = Notice("info", "There is no other pair in this set.")
        else:
            self._go_to(found)

    @_act
    def go_back(self, _shown: Shown) -> None:
        """Go to the pair before."""
        if not self.state.walk.can_go_back:
            self.state.notice = Notice("info", "This is the first pair of this visit.")
            return
        self.state.walk.step(-1)
        self._start_clock()

    def undo(self) -> None:
        """Take back the newest vote of this set and show its pair."""
        self.state.notice = None
        try:
            undone = comparisons.undo_last(self.page.workspace, set_id=self.state.set_id, actor=self.page.actor)
        except CurationError as error:
            self.state.notice = Notice("error", str(error))
            return
        self._show(undone.pair_id)
        self.state.before = None
        self.state.notice = Notice("info", f"Your vote '{VOTED[undone.choice]}' is taken back; the pair is here again.")

    def go_through_skipped(self, does: bool) -> None:
        """Go through the pairs that were skipped, or through the others again."""
        self.state.goes_through_skipped = does
        self.state.walk = Walk()

    def set_sheet(self, is_open: bool) -> None:
        """Open or close the sheet of keys."""
        self.state.sheet_is_open = is_open

    def _find_next(self) -> int | None:
        """Return what waits; what was gone past comes again when nothing else does."""
        walk, found = self.state.walk, self._ask(self.state.walk.passed)
        if found is None and walk.passed:
            walk.passed = walk.passed[-1:]
            found = self._ask(walk.passed) or self._ask([])
        return found

    def _ask(self, passed: list[int]) -> int | None:
        return comparisons.next_pair(
            self.page.workspace,
            self.state.set_id,
            passed=passed,
            skipped=self.state.goes_through_skipped,
            actor=self.page.actor,
        )

    def _go_to(self, found: int | None) -> None:
        if found is None:
            self.state.walk = Walk()
        else:
            self._show(found)

    def _show(self, pair_id: int) -> None:
        self.state.walk.show(pair_id)
        self._start_clock()

    def _start_clock(self) -> None:
        self.state.touched_s = time.monotonic()
