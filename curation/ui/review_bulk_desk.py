"""What the bulk view remembers between two presses, and what each press does."""

import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from curation.errors import ConflictError, CurationError
from curation.review import ACCEPT, DECISIONS, LOWEST_ACCEPTED, Answers, Change, Queue
from curation.services import review, review_many, review_queue
from curation.services.preferences import Preferences, set_preference
from curation.services.review_many import BulkRow, RowChange
from curation.ui.page import OpenPage
from curation.ui.review_bulk_panel import BulkAct, BulkPress
from curation.ui.review_filter import choose_queue
from curation.ui.review_state import LONGEST_PAUSE_S, Chosen, Notice, Shown, Stored

VIEW: Final = "r_view"
"""Widget key of the switch between the views."""
_MOST_PASSED: Final = 300
_MOST_UNDONE: Final = 100
_NAMED: Final = re.compile(r"(rate|rows|queue)-([a-z0-9]{1,20})")
_STATE: Final = "review_bulk"


@dataclass(slots=True)
class BulkState:
    """What the session remembers between two presses."""

    chosen: Chosen | None = None
    ids: list[int] = field(default_factory=list)
    size: int = 0
    page: str = field(default_factory=lambda: secrets.token_hex(8))
    passed: list[int] = field(default_factory=list)
    """Rows that were on the screen before; they come again when nothing else waits."""
    seen: dict[int, int] = field(default_factory=dict)
    """The version in which a row was drawn last."""
    refused: dict[int, str] = field(default_factory=dict)
    """Why what was pressed on a row is not stored."""
    whole: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    """Rows whose persona is out of sight."""
    decided: list[tuple[int, ...]] = field(default_factory=list)
    """The reviews of each act that decided, the newest last."""
    mark: tuple[int, str] | None = None
    notice: Notice | None = None
    stored: Stored | None = None
    sheet_is_open: bool = False
    turns_away: bool = False
    """Whether the whole page is to be drawn anew, in the focus view."""
    answered: str = ""


class Bulk:
    """One run's view of many rows: the page, what the person has set and chosen, and the session's state."""

    def __init__(self, page: OpenPage, prefs: Preferences, chosen: Chosen) -> None:
        """Take the session's state; another queue or another filter starts with other rows."""
        self.page = page
        self.prefs = prefs
        self.chosen = chosen
        key = f"{_STATE}_{page.actor.id}"
        self.state: BulkState = st.session_state.setdefault(key, BulkState())
        if self.state.chosen not in (None, chosen):
            st.session_state[key] = self.state = BulkState(answered=self.state.answered, decided=self.state.decided)
        self.state.chosen = chosen

    def rows(self) -> list[BulkRow]:
        """Return what is on the screen, taken from the queue where nothing is."""
        if not self.state.ids or self.state.size != self.prefs.bulk_rows:
            self._take_next()
        return review_many.get_rows(self.page.workspace, self.state.ids, actor=self.page.actor)

    def start(self, press: BulkPress) -> None:
        """Do what was pressed, in its order; a report that comes twice is done once."""
        if press.turn == self.state.answered:
            return
        self.state.answered = press.turn
        self.state.notice = None
        waiting: list[BulkAct] = []
        for act in press.acts:
            if not act.rows or self._change_of(act) is None:
                self._save(waiting)
                waiting = []
                self._do(act)
            else:
                waiting.append(act)
        self._save(waiting)

    def hold(self) -> None:
        """Keep the rows from being given to others for as long as they are worked on."""
        if self.state.ids:
            review_many.keep_on_screen(self.page.workspace, self.state.ids, actor=self.page.actor)

    def set_sheet(self, is_open: bool) -> None:
        """Open or close the sheet of keys."""
        self.state.sheet_is_open = is_open

    def _do(self, act: BulkAct) -> None:
        """Do what is not about the answers to one row."""
        named = _NAMED.fullmatch(act.action)
        if act.action == "accept_rated":
            self._accept_rated(act)
        elif act.action == "undo":
            self._undo()
        elif act.action == "more":
            self._take_next()
        elif act.action == "help":
            self.set_sheet(True)
        elif act.action in ("whole", "open"):
            self._look(act)
        elif named and named[1] == "rows" and named[2].isdecimal():
            self._set_size(int(named[2]))
        elif named and named[2] in list(Queue):
            choose_queue(Queue(named[2]))

    def _look(self, act: BulkAct) -> None:
        """Show all of a row's text, here or in the focus view."""
        ids = {row.sample_id for row in act.rows if row.sample_id in self.state.ids}
        if act.action == "whole":
            self.state.whole ^= ids
        for sample_id in ids if act.action == "open" else ():
            self.state.turns_away = True
            st.session_state[VIEW] = "focus"
            st.query_params["sample"] = str(sample_id)

    def _change_of(self, act: BulkAct) -> Change | None:
        """Return what an act makes of the answers to its row; None where it is about something else."""
        if act.action in DECISIONS:
            return lambda answers: answers.decided(act.action)
        if act.action == "submit":
            return Answers.submitted
        named = _NAMED.fullmatch(act.action)
        if named and named[1] == "rate" and named[2] in "012345":
            return lambda answers: answers.rated(int(named[2]) or None)
        return None

    def _save(self, acts: list[BulkAct]) -> None:
        """Store acts on rows, each as a decision of its own that can be taken back."""
        changes = [
            self._row_change(act.rows[0], change, act.seconds) for act in acts if (change := self._change_of(act))
        ]
        if changes and (done := self._store(changes)):
            self.state.decided += [(row.review_id,) for _, row in done if row.answers.is_decided]
            self.state.decided = self.state.decided[-_MOST_UNDONE:]
            self._tell(f"Sample {done[-1][0]} saved" if len(done) == 1 else f"{len(done)} changes saved", done)

    def _accept_rated(self, act: BulkAct) -> None:
        """Accept the rows that were counted on the screen, as one act that is taken back as one."""
        seconds = act.seconds / max(len(act.rows), 1)
        done = self._store([self._row_change(row, _accepted_if_rated, seconds) for row in act.rows])
        if not done:
            return
        self.state.decided.append(tuple(row.review_id for _, row in done))
        n_left = len(act.rows) - len(done)
        rest = f" {n_left} could not be; the {'row says' if n_left == 1 else 'rows say'} why." if n_left else ""
        self.state.notice = Notice("info", f"{len(done)} accepted. Undo takes all of them back together.{rest}")
        self._tell(f"{len(done)} accepted", done)

    def _store(self, changes: list[RowChange]) -> list[tuple[int, review.SavedReview]]:
        try:
            found = review_many.save_many(self.page.workspace, changes, on_screen=self.state.ids, actor=self.page.actor)
        except CurationError as error:
            self.state.notice = Notice("error", f"{error} What you pressed is not stored.")
            return []
        for sample_id, _ in found.saved:
            self.state.refused.pop(sample_id, None)
        self.state.refused.update(found.refused)
        if found.refused:
            self._mark(next(iter(found.refused)))
        return list(found.saved)

    def _row_change(self, shown: Shown, change: Change, seconds: float) -> RowChange:
        hides = shown.sample_id in self.state.hidden
        spent = min(max(seconds, 0.0), LONGEST_PAUSE_S)
        return RowChange(
            shown.sample_id, shown.version, lambda answers: change(answers).seen(persona_hidden=hides), spent
        )

    def _undo(self) -> None:
        """Take back the newest act of this visit that can be, else the person's newest decision."""
        state, workspace, actor = self.state, self.page.workspace, self.page.actor
        try:
            undone = self._undo_of_this_visit() or [review.undo_last(workspace, actor=actor)]
        except CurationError as error:
            state.notice = Notice("error", str(error))
            return
        state.stored = None
        first = undone[0].sample_id
        if first not in state.ids:
            state.ids.insert(0, first)
        self._mark(first)
        what = f"Sample {first} is" if len(undone) == 1 else f"{len(undone)} samples are"
        draft = "a draft" if len(undone) == 1 else "drafts"
        state.notice = Notice("info", f"{what} no longer decided; your answers are {draft} again.")

    def _undo_of_this_visit(self) -> list[review.Withdrawn]:
        """Take back the newest act of which something still stands; nothing where there is none."""
        while self.state.decided:
            with suppress(ConflictError):
                return review_many.undo_many(self.page.workspace, self.state.decided.pop(), actor=self.page.actor)
        return []

    def _take_next(self) -> None:
        """Take other rows from the queue; what was gone past comes again when nothing else does."""
        state = self.state
        if state.size == self.prefs.bulk_rows:
            state.passed = [*(one for one in state.passed if one not in state.ids), *state.ids][-_MOST_PASSED:]
        found = self._ask(state.passed)
        if not found and state.passed:
            state.passed = []
            found = self._ask([])
        state.ids, state.size, state.page = found, self.prefs.bulk_rows, secrets.token_hex(8)
        state.seen, state.refused, state.whole, state.mark = {}, {}, set(), None

    def _ask(self, passed: list[int]) -> list[int]:
        queue, scenario, chosen = self.chosen
        return review_queue.next_samples(
            self.page.workspace,
            queue=queue,
            scenario=scenario,
            chosen=chosen,
            passed=passed,
            limit=self.prefs.bulk_rows,
            actor=self.page.actor,
        )

    def _set_size(self, size: int) -> None:
        try:
            set_preference(self.page.workspace, "bulk_rows", size, actor=self.page.actor)
        except CurationError as error:
            self.state.notice = Notice("error", str(error))

    def _mark(self, sample_id: int) -> None:
        self.state.mark = (sample_id, secrets.token_hex(4))

    def _tell(self, text: str, done: list[tuple[int, review.SavedReview]]) -> None:
        self.state.stored = Stored(text, done[-1][1].saved_at)


def _accepted_if_rated(answers: Answers) -> Answers:
    """Accept what was rated high enough and is not decided.

    Raises:
        ValueError: It is not so any more.
    """
    if answers.is_decided or (answers.overall or 0) < LOWEST_ACCEPTED:
        raise ValueError(f"it is not rated {LOWEST_ACCEPTED} or more, or it is decided")
    return answers.decided(ACCEPT)
