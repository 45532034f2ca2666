"""The acts that the keys of the review desk start; what only some of them need stands in `review_answering`."""

from typing import Final

import streamlit as st

from curation.errors import BadInputError, CurationError
from curation.review import Answers, Change, Queue, QueueCounts
from curation.review.suggestions import Suggestion, taken_over
from curation.services import review, review_queue
from curation.services.judge_prefills import recheck_prefills
from curation.services.preferences import Preferences
from curation.services.review import ReviewItem
from curation.services.suggestions import suggestions_for
from curation.ui.page import OpenPage
from curation.ui.review_state import Chosen, DeskState, Notice, Shown, Stored, act

DONE: Final = {"accept": "accepted", "reject": "rejected", "skip": "skipped"}


class Desk:
    """One run's view of the desk: the page, what the person has set and chosen, and the session's state."""

    def __init__(self, page: OpenPage, prefs: Preferences, chosen: Chosen) -> None:
        """Take the session's state; another queue or another filter starts another walk."""
        self.page = page
        self.prefs = prefs
        self.queue, self.scenario, self.filter = self.chosen = chosen
        self.state: DeskState = st.session_state.setdefault(f"review_desk_{page.actor.id}", DeskState())
        if self.state.chosen not in (None, chosen):
            st.session_state[f"review_desk_{page.actor.id}"] = self.state = self.state.afresh()
        self.state.chosen = chosen

    def item(self) -> ReviewItem | None:
        """Return what is on the screen, taken from the queue where nothing is; None where nothing waits."""
        current = self.state.walk.current
        if current is None:
            current = self._left_half_judged() or self.find_next()
            if current is None:
                return None
            self.put(current)
        item = review.get_item(self.page.workspace, current, actor=self.page.actor)
        self.state.hides_persona = self._hides_persona(item)
        if not self.state.hides_persona:
            self.state.revealed.add(current)
        return item

    def asks_again(self, item: ReviewItem) -> bool:
        """Tell whether a sample was judged without its persona and now stands there with it."""
        judged = item.answers.is_judged and item.answers.persona_hidden
        return self.prefs.halo and judged and item.persona is not None

    def suggestions(self, item: ReviewItem) -> tuple[Suggestion, ...]:
        """Return what is suggested on the screen; nothing is while one judges without the persona."""
        found: tuple[Suggestion, ...] = ()
        if not (self.prefs.hide_suggestions or self.state.hides_persona or self.asks_again(item)):
            recheck_prefills(self.page.workspace)
            with self.page.workspace.read() as session:
                found = suggestions_for(session, item)
        self.state.suggested = {suggestion.question_id: suggestion.value for suggestion in found}
        return found

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
            self._put_again(sample_id)

    @act
    def decide(self, shown: Shown, decision: str) -> None:
        """Store a decision and go on."""
        self.decide_with(shown, lambda answers: answers.decided(decision))

    @act
    def submit(self, shown: Shown) -> None:
        """Store what is given as a decision and go on; what was suggested for questions that were left is taken."""
        suggested = tuple(self.state.suggested.items())
        self.decide_with(shown, lambda answers: taken_over(answers, suggested).submitted())

    @act
    def take_back(self, shown: Shown) -> None:
        """Let a sample wait again that the person has decided on."""
        review.take_back(self.page.workspace, shown.sample_id, actor=self.page.actor)
        self.state.stored = None
        text = f"Sample {shown.sample_id} is back among those that wait; your answers are a draft."
        if self.queue is Queue.PENDING:
            self.state.turn_to_sample()
        else:
            self._go_to(self.find_next())
        self.state.notice = Notice("info", text)

    @act
    def save_draft(self, shown: Shown) -> None:
        """Store the answers as they are, so that the sample is found among the drafts."""
        self.save(shown, lambda answers: answers)

    @act
    def go_on(self, shown: Shown) -> None:
        """Go to the next sample without a decision."""
        walk = self.state.walk
        self._keep_draft(shown)
        if walk.can_go_forward:
            self._step(1)
            return
        walk.pass_by(shown.sample_id)
        found = self.find_next()
        if found is None or found == shown.sample_id:
            self.state.notice = Notice("info", "There is no other sample in this queue.")
        else:
            self.put(found)

    @act
    def go_back(self, shown: Shown) -> None:
        """Go to the sample before."""
        if not self.state.walk.can_go_back:
            self.state.notice = Notice("info", "This is the first sample of this visit.")
            return
        self._keep_draft(shown)
        self._step(-1)

    def set_sheet(self, is_open: bool) -> None:
        """Open or close the sheet of keys."""
        self.state.sheet_is_open = is_open

    def undo(self) -> None:
        """Take back the newest decision and show its sample with what was answered."""
        self.state.notice = None
        try:
            undone = review.undo_last(self.page.workspace, actor=self.page.actor)
        except CurationError as error:
            self.state.notice = Notice("error", str(error))
            return
        if self.prefs.halo and undone.sample_id in self.state.revealed:
            self._keep_seen(undone.sample_id)
        self._put_again(undone.sample_id)
        self.state.stored = None
        text = f"Sample {undone.sample_id} is no longer {DONE[undone.decision]}; your answers are a draft again."
        self.state.notice = Notice("info", text)

    def save(self, shown: Shown, change: Change) -> Answers:
        """Store a change, with what was on the screen beside the questions."""
        state = self.state
        saved = review.save_review(
            self.page.workspace,
            shown.sample_id,
            lambda answers: change(answers).seen(persona_hidden=state.hides_persona),
            version=shown.version,
            seconds=state.lap_s(),
            suggested={name: list(said) if isinstance(said, tuple) else said for name, said in state.suggested.items()},
            actor=self.page.actor,
        )
        word = DONE.get(saved.answers.decision or "", "kept as a draft")
        state.stored = Stored(f"Sample {shown.sample_id} {word}", saved.saved_at)
        return saved.answers

    def put(self, sample_id: int) -> None:
        """Put a sample on the screen as the newest step."""
        self.state.walk.show(sample_id)
        self._turn()

    def _put_again(self, sample_id: int) -> None:
        """Put a sample on the screen that no queue gave, so that nobody else is given it meanwhile."""
        review_queue.put_on_screen(self.page.workspace, sample_id, actor=self.page.actor)
        self.put(sample_id)

    def find_next(self) -> int | None:
        """Return what waits; what was gone past comes again when nothing else does."""
        walk, found = self.state.walk, self._ask(self.state.walk.passed)
        if found is None and walk.passed:
            walk.passed = walk.passed[-1:]
            found = self._ask(walk.passed) or self._ask([])
        return found

    def _hides_persona(self, item: ReviewItem) -> bool:
        """Tell whether the persona is out of sight; who has judged without it or has seen it sees it."""
        if item.persona is None or not self.prefs.halo:
            return item.persona is not None and self.prefs.hide_persona
        said = item.answers
        has_seen = said.is_judged if said.persona_hidden else item.saved_at is not None
        return not has_seen and item.sample.id not in self.state.revealed

    def _left_half_judged(self) -> int | None:
        """Return the sample that was judged without its persona when the page was left."""
        last = self.last_decisions()[:1] if self.prefs.halo and self.queue is Queue.PENDING else []
        if not last:
            return None
        item = review.get_item(self.page.workspace, last[0].sample_id, actor=self.page.actor)
        return last[0].sample_id if self.asks_again(item) else None

    def decide_with(self, shown: Shown, change: Change) -> None:
        """Store a change that decides and go on; refused, the question that is missing is marked."""
        was_hidden = self.state.hides_persona
        try:
            answers = self.save(shown, change)
        except BadInputError:
            self._mark_missing(shown)
            raise
        self.state.mode = "rate"
        if self.queue not in (Queue.PENDING, Queue.DRAFTS):
            self.state.walk.pass_by(shown.sample_id)  # it may stand in the same list again
        if self.prefs.halo and was_hidden and answers.is_judged:
            self.state.question = ""  # the same sample comes again, with its persona
        elif self.prefs.auto_advance:
            self._go_to(self.find_next())

    def _mark_missing(self, shown: Shown) -> None:
        """Mark the first required question without an answer."""
        item = review.get_item(self.page.workspace, shown.sample_id, actor=self.page.actor)
        for question_id in item.answers.unanswered(item.rubric.form)[:1]:
            self.state.mark(question_id)

    def _keep_seen(self, sample_id: int) -> None:
        """Note on a draft that its persona was in sight, so that it does not go out of sight again."""
        review.save_review(
            self.page.workspace, sample_id, lambda answers: answers.seen(persona_hidden=False), actor=self.page.actor
        )

    def _keep_draft(self, shown: Shown) -> None:
        """Add the time spent to a draft that is there; what was answered is stored already."""
        item = review.get_item(self.page.workspace, shown.sample_id, actor=self.page.actor)
        if item.saved_at is not None and not item.answers.is_decided:
            self.save(shown, lambda answers: answers)

    def _ask(self, passed: list[int]) -> int | None:
        return review_queue.next_sample(
            self.page.workspace,
            queue=self.queue,
            scenario=self.scenario,
            chosen=self.filter,
            passed=passed,
            actor=self.page.actor,
        )

    def _go_to(self, found: int | None) -> None:
        if found is None:
            self.state.walk = type(self.state.walk)()
        else:
            self.put(found)

    def _step(self, by: int) -> None:
        self.state.walk.step(by)
        review_queue.put_on_screen(self.page.workspace, self.state.walk.current or 0, actor=self.page.actor)
        self._turn()

    def _turn(self) -> None:
        self.state.turn_to_sample()
        if st.query_params.get("sample", "") not in ("", str(self.state.walk.current)):
            del st.query_params["sample"]
