"""The acts that the keys of the Adjudication page start, and what a session remembers there."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Concatenate, Final, ParamSpec

import streamlit as st

from curation.errors import CurationError
from curation.review import ACCEPT, OVERALL, REJECT, Answers
from curation.services import adjudication, cases, gold
from curation.services.cases import Case, CasePlace, Order
from curation.ui.page import OpenPage
from curation.ui.review_panel import Press
from curation.ui.review_state import Notice, Shown

P = ParamSpec("P")
SAMPLE: Final = "sample"
"""Where the case stands in the address."""
DONE: Final = {ACCEPT: "accepted", REJECT: "rejected"}


@dataclass(slots=True)
class CaseState:
    """What the session remembers between two keys; what is settled is in the store."""

    order: Order = "largest"
    scenario: str | None = None
    place: CasePlace | None = None
    draft_of: int = 0
    draft: Answers = field(default_factory=Answers)
    """The rating and the answers that will be settled, until one goes on."""
    notice: Notice | None = None
    last: int | None = None
    """The sample that was settled last."""
    sheet_is_open: bool = False
    answered: str = ""


def _act(method: Callable[Concatenate["Desk", Shown, P], None]) -> Callable[Concatenate["Desk", Shown, P], None]:
    """Make a callback of a method: ignore what was meant for another case, say what the person can mend."""

    @functools.wraps(method)
    def run(desk: "Desk", shown: Shown, /, *args: P.args, **kwargs: P.kwargs) -> None:
        desk.state.notice = None
        if desk.state.place is None or shown.sample_id != desk.state.place.sample_id:
            desk.state.notice = Notice("info", "That key came too late for the case before. Nothing was changed.")
            return
        try:
            method(desk, shown, *args, **kwargs)
        except CurationError as error:
            desk.state.notice = Notice("error", str(error))

    return run


class Desk:
    """One run's view of the desk. `Shown.version` is the settlement that was on the screen; 0 where none was."""

    def __init__(self, page: OpenPage, *, order: Order, scenario: str | None, opens: int | None) -> None:
        """Take the session's state; another order or scenario begins at its first case, an address at what it names."""
        self.page = page
        state: CaseState = st.session_state.setdefault(f"cases_{page.actor.id}", CaseState())
        if (state.order, state.scenario) != (order, scenario):
            state.order, state.scenario, state.place = order, scenario, None
        self.state = state
        if opens is not None and (state.place is None or state.place.sample_id != opens):
            state.place = CasePlace(0, opens)

    def case(self) -> Case | None:
        """Return what is on the screen, the first case where nothing is; None where none waits."""
        if self.state.place is None:
            self._show(self._neighbour(None))
        if self.state.place is None:
            return None
        try:
            case = cases.get_case(self.page.workspace, self.state.place.sample_id, actor=self.page.actor)
        except CurationError as error:
            self.state.notice = Notice("error", str(error))
            self._show(None)
            return None
        self.state.place = case.place
        if self.state.draft_of != case.sample.id:
            settled = case.settled
            self.state.draft_of = case.sample.id or 0
            self.state.draft = Answers(settled.overall, answers=settled.answers) if settled else case.agreed
        return case

    def start(self, press: Press) -> None:
        """Do what was pressed; the browser is told that it was taken, also where it was refused."""
        self.state.answered = press.turn
        action, shown = press.action, press.shown
        if action in DONE:
            self.settle(shown, action)
        elif action.startswith("rate_"):
            self.answer(shown, OVERALL, int(action[-1]))
        elif action.startswith("answer-"):
            question_id, _, digit = action.removeprefix("answer-").rpartition("-")
            self.answer(shown, question_id, int(digit))
        elif action in ("next", "previous"):
            self.go(shown, back=action == "previous")
        elif action == "help":
            self.set_sheet(True)
        elif action in ("undo", "make_known"):
            self._freely(self._undo if action == "undo" else self._make_known)

    @_act
    def settle(self, shown: Shown, decision: str) -> None:
        """Settle what is on the screen and go on to the next case."""
        case = cases.get_case(self.page.workspace, shown.sample_id, actor=self.page.actor)
        adjudication.settle(
            self.page.workspace,
            shown.sample_id,
            decision=decision,
            overall=self.state.draft.overall,
            answers=self.state.draft.answers,
            note=str(st.session_state.get(note_key(shown.sample_id), "")),
            instead_of=shown.version or None,
            actor=self.page.actor,
        )
        self.state.last, self.state.draft_of = shown.sample_id, 0
        self._show(self._neighbour(case.place) or self._neighbour(None))

    @_act
    def answer(self, shown: Shown, question_id: str, digit: int) -> None:
        """Keep an answer to settle; the same one again takes it away."""
        case = cases.get_case(self.page.workspace, shown.sample_id, actor=self.page.actor)
        question, before = case.rubric.form.question(question_id), self.state.draft.answer_to(question_id)
        value = question.of_digit(digit, before)
        self.state.draft = self.state.draft.answered(question_id, None if value == before else value)

    @_act
    def go(self, shown: Shown, *, back: bool) -> None:
        """Go to the case beside this one."""
        found = self._neighbour(self.state.place, back=back)
        if found is None and not back:
            found = self._neighbour(None)
        if found is None or found.sample_id == shown.sample_id:
            self.state.notice = Notice("info", "This is the first case." if back else "There is no other case.")
        else:
            self._show(found)

    def set_sheet(self, is_open: bool) -> None:
        """Open or close the sheet of keys."""
        self.state.sheet_is_open = is_open

    def open(self, sample_id: int) -> None:
        """Show a case that was chosen elsewhere."""
        self._show(CasePlace(0, sample_id))

    def _freely(self, act: Callable[[], None]) -> None:
        """Do what is about no case on the screen."""
        self.state.notice = None
        try:
            act()
        except CurationError as error:
            self.state.notice = Notice("error", str(error))

    def _undo(self) -> None:
        back = adjudication.undo_last(self.page.workspace, actor=self.page.actor)
        self.state.last, self.state.draft_of = None, 0
        self._show(CasePlace(0, back.sample_id))
        said = f"Sample {back.sample_id} is not settled any more: '{back.decision}' is taken back."
        self.state.notice = Notice("info", said)

    def _make_known(self) -> None:
        if self.state.last is None:
            self.state.notice = Notice("info", "Settle a case first; then it can be made a known sample.")
            return
        gold.make_gold_of_settled(self.page.workspace, self.state.last, actor=self.page.actor)
        said = f"Sample {self.state.last} is a known sample now; it is mixed into people's queues. See Known samples."
        self.state.notice = Notice("info", said)

    def _neighbour(self, place: CasePlace | None, *, back: bool = False) -> CasePlace | None:
        return cases.next_case(
            self.page.workspace,
            order=self.state.order,
            scenario=self.state.scenario,
            place=place,
            back=back,
            actor=self.page.actor,
        )

    def _show(self, place: CasePlace | None) -> None:
        self.state.place = place
        if place is None:
            st.query_params.pop(SAMPLE, None)
        else:
            st.query_params[SAMPLE] = str(place.sample_id)


def note_key(sample_id: int) -> str:
    """Return the widget key of the box for why a case is settled so."""
    return f"settle-note-{sample_id}"
