"""The acts that the keys of the review desk start."""

from typing import Final

import streamlit as st

from curation.errors import CurationError, NotAllowedError
from curation.review import FLAGS, NEAR_DUPLICATE, SKIP, Answers, Change, Queue, QueueCounts
from curation.services import generate_again, review, review_queue, review_twins, samples
from curation.services.again_cost import cost_of_again
from curation.services.permissions import may
from curation.services.review import ReviewItem
from curation.ui.again import say_cost
from curation.ui.page import OpenPage
from curation.ui.review_state import DeskState, Notice, Shown, Stored, act
from curation.ui.safe_text import cell_text

AUTO_ADVANCE, SINGLE_KEYS, HIDE_PERSONA = "r_auto", "r_keys", "r_hide"
"""Widget keys of the switches."""
DONE: Final = {"accept": "accepted", "reject": "rejected", "skip": "skipped"}


class Desk:
    """One run's view of the desk: the page, the chosen queue, and the session's state."""

    def __init__(self, page: OpenPage, *, queue: Queue = Queue.OPEN, scenario: str | None = None) -> None:
        """Take the session's state; another queue starts another walk."""
        self.page = page
        self.queue = queue
        self.scenario = scenario
        self.state: DeskState = st.session_state.setdefault(f"review_desk_{page.actor.id}", DeskState())
        if self.state.queue not in (None, (queue, scenario)):
            st.session_state[f"review_desk_{page.actor.id}"] = self.state = self.state.afresh()
        self.state.queue = (queue, scenario)

    def item(self) -> ReviewItem | None:
        """Return what is on the screen, taken from the queue where nothing is; None where nothing waits."""
        current = self.state.walk.current
        if current is None:
            current = self._find_next()
            if current is None:
                return None
            self._show(current)
        return review.get_item(self.page.workspace, current, actor=self.page.actor)

    def counts(self) -> QueueCounts:
        """Return how far the person has come."""
        return review_queue.queue_counts(self.page.workspace, self.page.actor, scenario=self.scenario)

    def last_decisions(self) -> list[review_queue.LastDecision]:
        """Return the person's newest decisions."""
        return review_queue.last_decisions(self.page.workspace, self.page.actor)

    def follow_address(self) -> None:
        """Put the sample on the screen that the address names; it names none once one has gone on."""
        asked = st.query_params.get("sample", "")
        if asked.isascii() and asked.isdigit():
            self.show(int(asked))

    def show(self, sample_id: int) -> None:
        """Put a sample on the screen that somebody asked for."""
        if sample_id == self.state.walk.current:
            return
        self.state.notice = None
        try:
            review.get_item(self.page.workspace, sample_id, actor=self.page.actor)
        except CurationError as error:
            self.state.notice = Notice("error", str(error))
            st.query_params.pop("sample", None)
        else:
            self._show(sample_id)

    @act
    def digit(self, shown: Shown, number: int) -> None:
        """Take a digit as a rating, or as a choice after F or D, also where the screen has not followed yet."""
        if self.state.mode == "flag":
            self._flag(shown, FLAGS[number - 1] if number else None)
        elif self.state.mode == "twin":
            self._name_twin(shown, number)
        else:
            self._save(shown, lambda answers: answers.rated(number or None))

    @act
    def toggle_flag(self, shown: Shown, flag: str) -> None:
        """Set a flag or take it back."""
        self._flag(shown, flag)

    @act
    def decide(self, shown: Shown, decision: str) -> None:
        """Store a decision and go on."""
        self._decide(shown, lambda answers: answers.decided(decision))

    @act
    def submit(self, shown: Shown) -> None:
        """Store what is given as a decision and go on; while a text is corrected, store the text."""
        if self.state.mode == "edit":
            self._save_text(shown)
        else:
            self._decide(shown, Answers.submitted)

    @act
    def ask_flag(self, _shown: Shown) -> None:
        """Let the next digit choose a flag; pressed again, it is a rating again."""
        self.state.mode = "rate" if self.state.mode == "flag" else "flag"

    @act
    def ask_twin(self, shown: Shown) -> None:
        """Ask which sample this one is a near-duplicate of; pressed again, nothing was asked."""
        if self.state.mode == "twin":
            self.state.mode = "rate"
        else:
            self._flag(shown, NEAR_DUPLICATE)

    @act
    def edit(self, shown: Shown) -> None:
        """Open the text for correction, or close it as it was."""
        self.state.mode = "rate" if self.state.mode == "edit" else "edit"
        if self.state.mode == "edit":
            self.state.cursor = f"text-{shown.sample_id}"

    @act
    def again(self, shown: Shown) -> None:
        """Ask for another sample in the place of this one; pressed again while it is shown, it is the same job."""
        if not may(self.page.actor.role, "generate"):
            raise NotAllowedError(
                "Making a sample again can cost money and needs the role curator.", "Say in a note what is wrong."
            )
        job_id = generate_again.generate_again(
            self.page.workspace, [shown.sample_id], actor=self.page.actor, client_token=self.state.turn
        )
        cost = say_cost(cost_of_again(self.page.workspace, [shown.sample_id]))
        self.state.notice = Notice(
            "info", f"Sample {shown.sample_id} is being made again by job {job_id}. {cost}".rstrip()
        )

    def again_help(self, shown: Shown) -> str | None:
        """Return what another sample costs, for those who may ask for one."""
        if not may(self.page.actor.role, "generate"):
            return None
        return cell_text(f"The old one stays. {say_cost(cost_of_again(self.page.workspace, [shown.sample_id]))}", 200)

    @act
    def save_draft(self, shown: Shown) -> None:
        """Store the answers as they are, so that the sample is found among the drafts."""
        self._save(shown, lambda answers: answers)

    @act
    def go_on(self, shown: Shown) -> None:
        """Go to the next sample without a decision."""
        walk = self.state.walk
        self._keep_draft(shown)
        if walk.can_go_forward:
            self._step(1)
            return
        walk.pass_by(shown.sample_id)
        found = self._find_next()
        if found is None or found == shown.sample_id:
            self.state.notice = Notice("info", "There is no other sample in this queue.")
        else:
            self._show(found)

    @act
    def go_back(self, shown: Shown) -> None:
        """Go to the sample before."""
        if not self.state.walk.can_go_back:
            self.state.notice = Notice("info", "This is the first sample of this visit.")
            return
        self._keep_draft(shown)
        self._step(-1)

    def keep_note(self, sample_id: int) -> None:
        """Store the note that was typed, also for a sample that has left the screen meanwhile."""
        note = str(st.session_state.get(f"note-{sample_id}") or "")
        try:
            saved = review.save_review(
                self.page.workspace, sample_id, lambda answers: answers.noted(note), actor=self.page.actor
            )
        except CurationError as error:
            self.state.notice = Notice("error", f"{error} The note is not stored yet.")
        else:
            self.state.stored = Stored(f"Note on sample {sample_id}", saved.saved_at)

    def undo(self) -> None:
        """Take back the newest decision and show its sample with what was answered."""
        self.state.notice = None
        try:
            undone = review.undo_last(self.page.workspace, actor=self.page.actor)
        except CurationError as error:
            self.state.notice = Notice("error", str(error))
            return
        self._show(undone.sample_id)
        self.state.stored = None
        text = f"Sample {undone.sample_id} is no longer {DONE[undone.decision]}; your answers are a draft again."
        self.state.notice = Notice("info", text)

    def set_sheet(self, is_open: bool) -> None:
        """Open or close the sheet of keys."""
        self.state.sheet_is_open = is_open

    def _flag(self, shown: Shown, flag: str | None) -> None:
        """Toggle a flag; a near-duplicate that is not flagged yet asks first which sample it is like."""
        self.state.mode = "rate"
        if flag is None:
            return
        answers = review.get_item(self.page.workspace, shown.sample_id, actor=self.page.actor).answers
        if flag == NEAR_DUPLICATE and flag not in answers.flags:
            self.state.candidates = review_twins.near_candidates(self.page.workspace, shown.sample_id)
            self.state.mode = "twin"
        else:
            self._save(shown, lambda stored: stored.toggled(flag))

    def _name_twin(self, shown: Shown, number: int) -> None:
        if number > len(self.state.candidates):
            self.state.notice = Notice("info", f"There is no number {number} to choose.")
            return
        twin = self.state.candidates[number - 1].sample_id if number else None
        self._save(shown, lambda answers: answers.twin_named(twin))
        self.state.mode = "rate"

    def _decide(self, shown: Shown, change: Change) -> None:
        decision = self._save(shown, change).decision or ""
        self.state.mode = "rate"
        if decision == SKIP and self.queue is Queue.SKIPPED:
            self.state.walk.pass_by(shown.sample_id)
        if st.session_state.get(AUTO_ADVANCE, True):
            found = self._find_next()
            if found is None:
                self.state.walk = type(self.state.walk)()
            else:
                self._show(found)

    def _save(self, shown: Shown, change: Change) -> Answers:
        is_hidden = bool(st.session_state.get(HIDE_PERSONA, False))
        saved = review.save_review(
            self.page.workspace,
            shown.sample_id,
            lambda answers: change(answers).seen(persona_hidden=is_hidden),
            version=shown.version,
            seconds=self.state.lap_s(),
            actor=self.page.actor,
        )
        word = DONE.get(saved.answers.decision or "", "kept as a draft")
        self.state.stored = Stored(f"Sample {shown.sample_id} {word}", saved.saved_at)
        return saved.answers

    def _keep_draft(self, shown: Shown) -> None:
        """Add the time spent to a draft that is there; what was answered is stored already."""
        item = review.get_item(self.page.workspace, shown.sample_id, actor=self.page.actor)
        if item.saved_at is not None and not item.answers.is_decided:
            self._save(shown, lambda answers: answers)

    def _save_text(self, shown: Shown) -> None:
        typed = str(st.session_state.get(f"text-{shown.sample_id}") or "")
        samples.edit_sample(
            self.page.workspace, shown.sample_id, text=typed, version=shown.version, actor=self.page.actor
        )
        self.state.mode = "rate"
        self.state.notice = Notice("info", "The corrected text is stored; the original is kept beside it.")

    def _find_next(self) -> int | None:
        """Return what waits; what was gone past comes again when nothing else does."""
        walk, found = self.state.walk, self._ask(self.state.walk.passed)
        if found is None and walk.passed:
            walk.passed = walk.passed[-1:]
            found = self._ask(walk.passed) or self._ask([])
        return found

    def _ask(self, passed: list[int]) -> int | None:
        return review_queue.next_sample(
            self.page.workspace, queue=self.queue, scenario=self.scenario, passed=passed, actor=self.page.actor
        )

    def _show(self, sample_id: int) -> None:
        self.state.walk.show(sample_id)
        self._turn()

    def _step(self, by: int) -> None:
        self.state.walk.step(by)
        self._turn()

    def _turn(self) -> None:
        self.state.turn_to_sample()
        if st.query_params.get("sample", "") not in ("", str(self.state.walk.current)):
            del st.query_params["sample"]
