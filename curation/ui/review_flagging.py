"""Flags, and which sample this one is a near-duplicate of."""

from curation.review import NEAR_DUPLICATE
from curation.services import review, review_twins
from curation.ui.review_desk import Desk
from curation.ui.review_state import Notice, Shown, act


@act
def toggle_flag(desk: Desk, shown: Shown, flag: str) -> None:
    """Set a flag or take it back."""
    _flag(desk, shown, flag)


@act
def ask_flag(desk: Desk, _shown: Shown) -> None:
    """Let the next digit choose a flag; pressed again, it is an answer again."""
    desk.state.mode = "rate" if desk.state.mode == "flag" else "flag"


@act
def ask_twin(desk: Desk, shown: Shown) -> None:
    """Ask which sample this one is a near-duplicate of; pressed again, nothing was asked."""
    if desk.state.mode == "twin":
        desk.state.mode = "rate"
    else:
        _flag(desk, shown, NEAR_DUPLICATE)


@act
def name_twin(desk: Desk, shown: Shown, number: int) -> None:
    """Say which sample this one is a near-duplicate of; 0 is none of those shown."""
    if number > len(desk.state.candidates):
        desk.state.notice = Notice("info", f"There is no number {number} to choose.")
        return
    twin = desk.state.candidates[number - 1].sample_id if number else None
    desk.save(shown, lambda answers: answers.twin_named(twin))
    desk.state.mode = "rate"


def _flag(desk: Desk, shown: Shown, flag: str) -> None:
    """Toggle a flag; a near-duplicate that is not flagged yet asks first which sample it is like."""
    desk.state.mode = "rate"
    answers = review.get_item(desk.page.workspace, shown.sample_id, actor=desk.page.actor).answers
    if flag == NEAR_DUPLICATE and flag not in answers.flags:
        desk.state.candidates = review_twins.near_candidates(desk.page.workspace, shown.sample_id)
        desk.state.mode = "twin"
    else:
        desk.save(shown, lambda stored: stored.toggled(flag))
