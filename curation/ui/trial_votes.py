"""The vote on each persona of a trial: which text is the best, or none; and what all votes say."""

from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.services import trials
from curation.services.permissions import may
from curation.services.trial_reading import TrialRow, TrialView
from curation.services.trial_votes import Tally
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line

_NONE: Final = "None of them"
_PROBLEM: Final = "trial_vote_problem"


def show_vote(page: OpenPage, shown: TrialView, row: TrialRow) -> None:
    """Let a reader say which text of a row is the best; what was said before stands there and can be changed."""
    if not may(page.actor.role, "review") or not any(cell.text for cell in row.cells):
        return
    names = [cell.letter or plain_line(shown.arms[cell.arm or 0].name, 80) for cell in row.cells]
    key = f"trial_vote_{shown.token}_{row.number}"
    if row.number in shown.my_votes and key not in st.session_state:
        place = shown.my_votes[row.number]
        st.session_state[key] = len(names) if place is None else place
    st.segmented_control(
        "Best for this persona",
        range(len(names) + 1),
        format_func=lambda place: names[place] if place < len(names) else _NONE,
        key=key,
        on_change=_vote,
        args=(page, shown.token, row, key),
        required=row.number in shown.my_votes,
    )
    n_mine = len(shown.my_votes)
    told = " What all votes say stands below once you are told which is which." if shown.is_hidden else ""
    st.caption(f"You voted on {n_mine:,} of {len(shown.rows):,} personas.{told}")
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))


def show_tally(shown: TrialView) -> None:
    """Draw what the votes say of each arm, once the reader knows which is which."""
    if shown.tally is None:
        return
    st.header("Votes", anchor=False)
    found = shown.tally
    if not found.n:
        st.caption("Nobody has voted yet. Say under each persona which text is the best for it.")
        return
    st.markdown(_sentence(shown, found))
    rows = [
        {
            "Arm": cell_text(arm.name, 80),
            "Votes": f"{round(share.value * share.n):,} of {share.n:,}",
            "Share": f"{share.value:.0%}",
            "95 %": f"{share.low:.0%} to {share.high:.0%}",
        }
        for arm, share in zip(shown.arms, found.for_arm, strict=True)
    ]
    none = {
        "Arm": _NONE,
        "Votes": f"{found.n_none:,} of {found.n:,}",
        "Share": f"{found.n_none / found.n:.0%}",
        "95 %": "",
    }
    st.dataframe([*rows, none], hide_index=True, alt="How often each arm was found the best")


def _sentence(shown: TrialView, found: Tally) -> str:
    votes = f"{found.n:,} {'vote' if found.n == 1 else 'votes'}"
    readers = f"{found.n_readers:,} {'reader' if found.n_readers == 1 else 'readers'}"
    said = f"{votes} by {readers} on {found.n_rows:,} of {len(shown.rows):,} personas."
    if shown.is_blind and found.n_blind < found.n:
        said += f" {found.n - found.n_blind:,} by readers who knew which is which."
    if found.n_readers > 1:
        said += " Votes of several readers on one persona count each, so the intervals are too narrow."
    return said


def _vote(page: OpenPage, token: str, row: TrialRow, key: str) -> None:
    """Store a vote; this runs before the page is drawn again."""
    chosen = st.session_state.get(key)
    if chosen is None:
        return
    place = chosen if chosen < len(row.cells) else None
    try:
        trials.vote(page.workspace, token, row.number, place, actor=page.actor)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
