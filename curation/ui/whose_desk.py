"""The acts that the keys of the page Whose text? start, and what a session remembers there."""

import time
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.review.guessing import CANNOT_TELL
from curation.services import whose
from curation.services.whose import Guessed, GuessItem
from curation.ui.page import OpenPage
from curation.ui.review_panel import Press
from curation.ui.review_state import Notice, Shown

LONGEST_PAUSE_S: Final = 120.0
"""Who does nothing for longer is not at work."""
MOST_PASSED: Final = 300


@dataclass(slots=True)
class WhoseState:
    """What the session remembers between two keys; the guesses are in the store."""

    scenario: str | None = None
    item: GuessItem | None = None
    passed: list[int] = field(default_factory=list)
    before: Guessed | None = None
    """The guess before, whose truth is told."""
    notice: Notice | None = None
    sheet_is_open: bool = False
    answered: str = ""
    touched_s: float = field(default_factory=time.monotonic)


class Desk:
    """One run's view of the desk."""

    def __init__(self, page: OpenPage, scenario: str | None) -> None:
        """Take the session's state; another scenario begins with another text."""
        self.page = page
        self.state: WhoseState = st.session_state.setdefault(f"whose_{page.actor.id}", WhoseState())
        if self.state.scenario != scenario:
            self.state.scenario, self.state.item, self.state.passed = scenario, None, []

    def item(self) -> GuessItem | None:
        """Return what is on the screen, the next text where nothing is; None where none is left."""
        state = self.state
        if state.item is None:
            state.item = self._next(state.passed)
            if state.item is None and state.passed:  # what one went past comes again when nothing else is left
                state.passed = []
                state.item = self._next([])
            state.touched_s = time.monotonic()
        return state.item

    def start(self, press: Press) -> None:
        """Do what was pressed; the browser is told that it was taken, also where it was refused."""
        state = self.state
        state.answered, state.notice = press.turn, None
        if press.action == "help":
            self.set_sheet(True)
        elif not self._is_shown(press.shown):
            state.notice = Notice("info", "That key came too late for the text before. Nothing was changed.")
        elif press.action == "next":
            self._pass_by()
        else:
            self._guess(CANNOT_TELL if press.action == "cannot_tell" else int(press.action[-1]))

    def set_sheet(self, is_open: bool) -> None:
        """Open or close the sheet of keys."""
        self.state.sheet_is_open = is_open

    def _is_shown(self, shown: Shown) -> bool:
        return self.state.item is not None and self.state.item.sample_id == shown.sample_id

    def _pass_by(self) -> None:
        item = self.state.item
        if item is not None:
            self.state.passed = [*self.state.passed, item.sample_id][-MOST_PASSED:]
        self.state.item = None

    def _guess(self, choice: int) -> None:
        item = self.state.item
        if item is None:
            return
        try:
            self.state.before = whose.submit_guess(
                self.page.workspace,
                item.sample_id,
                choice,
                options=[option.persona_id for option in item.options],
                seconds=min(time.monotonic() - self.state.touched_s, LONGEST_PAUSE_S),
                actor=self.page.actor,
            )
        except CurationError as error:
            self.state.notice = Notice("error", str(error))
        self.state.item = None

    def _next(self, passed: list[int]) -> GuessItem | None:
        return whose.next_guess(self.page.workspace, scenario=self.state.scenario, passed=passed, actor=self.page.actor)
