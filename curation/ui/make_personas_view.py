"""What both ways of making personas share: how many, in which form, and the last look before the job starts."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol, TypeVar

import streamlit as st

from curation.errors import CurationError
from curation.services.make_personas import CallsPreview
from curation.services.permissions import Actor
from curation.services.persona_plans import MAX_PER_CALL, PersonasAsk
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.ui.start_job import show_estimate, show_prompts, show_started, start_button
from curation.workspace import Workspace

Ask = TypeVar("Ask", bound=PersonasAsk)
Contra = TypeVar("Contra", bound=PersonasAsk, contravariant=True)
_FORMS: Final = {"structured": "Structured", "plain": "Plain"}
_FORMS_TOLD: Final = {
    "structured": "Attributes such as age and region come along, each with the words that prove it; "
    "without such words an attribute stays unknown.",
    "plain": "Descriptions alone, in labelled lines, for models that do not keep to JSON; every attribute is unknown.",
}


class Start(Protocol[Contra]):
    """A service that puts the job into the queue and returns its id."""

    def __call__(self, workspace: Workspace, ask: Contra, /, *, actor: Actor, client_token: str | None) -> int:
        """Start it."""


def choose_form() -> str:
    """Let a reader choose the form of the answers, and say what each means."""
    form = st.segmented_control(
        "Answers",
        list(_FORMS),
        default="structured",
        format_func=lambda name: _FORMS[name],
        required=True,
        key="m_form",
    )
    st.caption(_FORMS_TOLD[form or "structured"])
    return form or "structured"


def per_call_box(label: str) -> int:
    """Draw the box for how many people each call asks for."""
    return int(st.number_input(label, 1, MAX_PER_CALL, 2, key="m_per_call", width=220) or 1)


def check_and_start(
    page: OpenPage,
    ask: Ask | str,
    *,
    preview: Callable[[Workspace, Ask], CallsPreview],
    start: Start[Ask],
    counts: Callable[[CallsPreview], Mapping[str, str | int]],
) -> None:
    """Draw what the job would do and the button that starts it, or why it cannot be.

    `counts` are numbers to show beside how many people it makes at most and what that costs.
    """
    if isinstance(ask, str):
        st.error(plain_line(ask, 600))
        return
    if show_started(ask):
        return
    try:
        shown = preview(page.workspace, ask)
    except CurationError as error:
        st.info(plain_line(str(error), 600))
        return
    n_people = shown.most_calls * ask.per_call
    numbers = {**counts(shown), "People at most": n_people}
    show_estimate(numbers, shown.estimate, left_out=shown.left_out, budget_usd=ask.budget_usd)

    def start_it(token: str) -> int:
        return start(page.workspace, ask, actor=page.actor, client_token=token)

    start_button(f"Make up to {n_people:,} {'persona' if n_people == 1 else 'personas'}", ask, start_it)
    show_prompts(shown.shown)
