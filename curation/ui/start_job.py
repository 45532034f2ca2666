"""The last step of Generate: what it will cost, what will be sent, and the button that starts the job once."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import streamlit as st
from pydantic import BaseModel, ValidationError

from curation.errors import CurationError
from curation.services.estimates import Estimate, usd
from curation.services.make_personas import ShownCall
from curation.ui.by_whom import renew_seed
from curation.ui.nav import link_to
from curation.ui.safe_text import plain_line, show_text
from curation.ui.times import duration
from curation.ui.widgets import metric_row

Ask = TypeVar("Ask", bound=BaseModel)
_TOKEN, _STARTED, _PROBLEM = "generate_token", "generate_started", "generate_problem"
_SAID_BY_PYDANTIC: Final = "Value error, "


def read_ask(model: type[Ask], fields: Mapping[str, Any]) -> Ask | str:
    """Return what the steps say, or the sentence why it cannot be."""
    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        return "; ".join(
            f"{'.'.join(map(str, problem['loc']))}: {problem['msg'].removeprefix(_SAID_BY_PYDANTIC)}"
            for problem in error.errors()
        )


def show_estimate(
    counts: Mapping[str, str | int], guess: Estimate, *, left_out: Mapping[str, int], budget_usd: float | None
) -> None:
    """Draw what the job will do, in numbers."""
    cost = "unknown" if guess.cost_low_usd is None else _range(guess.cost_low_usd, guess.cost_high_usd or 0.0)
    if guess.input_tokens is None:
        cost = "free"
    time = "not known yet" if guess.seconds is None else f"≈ {duration(guess.seconds)}"
    metric_row({**counts, "Cost": cost, "Time": time})
    if guess.input_tokens is not None and guess.output_tokens is not None:
        st.caption(f"About {guess.input_tokens:,} tokens in and {guess.output_tokens:,} tokens out.")
    if guess.no_price_for:
        st.caption(f"No price is known for {plain_line(guess.no_price_for, 80)}; an admin can set it under Providers.")
    elif guess.cost_high_usd:
        st.caption("The first number is what to expect; the second is the most that these calls can cost.")
    if budget_usd is not None and (guess.cost_high_usd or 0.0) > budget_usd:
        st.caption(f"Should the answers be that long, the job ends when {plain_line(usd(budget_usd))} are used up.")
    for reason, count in left_out.items():
        st.caption(f"{count:,} left out: {plain_line(reason, 120)}.")


def show_prompts(shown: Sequence[ShownCall]) -> None:
    """Draw prompts as they will be sent, each with what it is about."""
    st.markdown("**As they will be sent**")
    for place, (tab, call) in enumerate(zip(st.tabs([one.title for one in shown]), shown, strict=True)):
        with tab:
            st.caption(plain_line(call.about, 300))
            show_text(call.prompt, mode="plain", key=f"prompt_shown_{place}")


def show_started(ask: BaseModel) -> bool:
    """Draw where the job is, if the button was pressed for just this; else return False."""
    started = st.session_state.get(_STARTED)
    if started is None or started[0] != ask:
        return False
    job_id = started[1]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.success(f"Job {job_id} is in the queue. You can leave this page; the worker goes on.", width="stretch")
        link_to("jobs", "Watch it", icon="pending_actions", query={"job": job_id})
        st.button("Make others", icon=":material/casino:", on_click=_forget_started, help="With a new seed")
    return True


def start_button(label: str, ask: BaseModel, start: Callable[[str], int]) -> None:
    """Draw the button that starts the job; `start` takes the token of the form and returns the job's id.

    The token is a part of the button's identity, so that a second click, which
    the browser sends for the button it still shows, asks for the same job.
    """
    token = st.session_state.setdefault(_TOKEN, secrets.token_hex(16))
    st.button(
        label,
        key=f"make_{token}",
        type="primary",
        icon=":material/auto_awesome:",
        on_click=_start,
        args=(ask, start, token),
    )
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))


def _range(low: float, high: float) -> str:
    return usd(low) if high <= low else f"{usd(low)} to {usd(high)}"


def _start(ask: BaseModel, start: Callable[[str], int], token: str) -> None:
    """Put the job into the queue; this runs before the page is drawn again."""
    try:
        job_id = start(token)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state[_STARTED] = (ask, job_id)
    st.session_state[_TOKEN] = secrets.token_hex(16)


def _forget_started() -> None:
    renew_seed()
    st.session_state.pop(_STARTED, None)
