"""Changes of settings: done, told of once on the next run, or refused with the sentence why."""

from collections.abc import Callable
from typing import Final, TypeVar

import streamlit as st
from pydantic import ValidationError

from curation.errors import CurationError
from curation.ui.safe_text import plain_line

Number = TypeVar("Number", int, float)
_DONE: Final = "setting_done"
_PROBLEM: Final = "setting_problem"


def change(act: Callable[[], object], said: str) -> None:
    """Do it and draw the page anew; where it is refused, say why at this place."""
    problem = _problem_of(act)
    if problem:
        st.error(plain_line(problem, 600))
        return
    st.session_state[_DONE] = said
    st.rerun()


def change_before(act: Callable[[], object], said: str) -> bool:
    """Do it in a button's callback, which runs before the page is drawn; tell whether it was done."""
    problem = _problem_of(act)
    st.session_state[_PROBLEM if problem else _DONE] = problem or said
    return not problem


def emptiable_box(label: str, kept: Number | None, least: Number, *, key: str, empty: str) -> Number | None:
    """Draw a box for a number that may be none; Streamlit lets nobody empty a box that was made with a number."""
    st.session_state.setdefault(key, kept)
    found: Number | None = st.number_input(label, least, None, None, placeholder=empty, key=key)
    return found


def show_done() -> None:
    """Say what the last change did, or why it was refused."""
    if said := st.session_state.pop(_DONE, None):
        st.success(said)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))


def _problem_of(act: Callable[[], object]) -> str:
    """Do it, and return why it was refused; empty where it was not."""
    try:
        act()
    except CurationError as error:
        return str(error)
    except ValidationError as error:
        return "; ".join(f"{problem['loc'][0]}: {problem['msg']}" for problem in error.errors())
    return ""
