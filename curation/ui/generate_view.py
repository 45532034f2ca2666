"""Samples for chosen personas: what, for whom, by whom, how many, and a look at it before it starts."""

from functools import partial
from typing import Any

import streamlit as st

from curation.errors import CurationError
from curation.services import generation, personas, providers
from curation.services.generation import GenerationAsk, Preview
from curation.services.make_personas import ShownCall
from curation.ui.by_whom import choose_by_whom
from curation.ui.for_whom import choose_for_whom
from curation.ui.make_extent import choose_extent
from curation.ui.make_task import choose_task
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.prompt_editor import show_prompt_editor
from curation.ui.safe_text import plain_line
from curation.ui.start_job import read_ask, show_estimate, show_prompts, show_started, start_button
from curation.ui.widgets import empty_state


def make_samples(page: OpenPage) -> None:
    """Draw the four steps to samples."""
    if not personas.count_personas(page.workspace):
        with empty_state("Nobody to write for yet", "Samples are made from personas, and the hub has none."):
            link_to("sources", "Import personas", icon="upload_file")
        return
    with st.container(border=True):
        st.header("1 · What", anchor=False)
        task = choose_task(page)
    with st.container(border=True):
        st.header("2 · For whom", anchor=False)
        scenarios = {template.scenario for template in task.templates}
        for_whom = choose_for_whom(page, scenario=next(iter(scenarios)) if len(scenarios) == 1 else "")
    with st.container(border=True):
        st.header("3 · By whom", anchor=False)
        by_whom = choose_by_whom(page)
        extent = choose_extent(can_be_batch=_can_be_batch(page, by_whom))
    with st.container(border=True):
        st.header("4 · Check and start", anchor=False)
        _check_and_start(page, read_ask(GenerationAsk, {**task.fields, **for_whom.fields, **by_whom, **extent}))
    first = task.templates[0]
    show_prompt_editor(page, first.scenario, first.variant, {})


def _can_be_batch(page: OpenPage, by_whom: dict[str, Any]) -> bool:
    """Tell whether the provider has a batch interface: the vendors themselves do."""
    setups = {setup.name: setup for setup in providers.list_providers(page.workspace)}
    return by_whom["provider"] != "demo" and setups[by_whom["provider"]].base_url is None


def _check_and_start(page: OpenPage, ask: GenerationAsk | str) -> None:
    if isinstance(ask, str):
        st.error(plain_line(ask, 600))
        return
    if show_started(ask):
        return
    try:
        shown = generation.preview(page.workspace, ask)
    except CurationError as error:
        st.info(plain_line(str(error), 600))
        return
    _show_estimate(ask, shown)
    start = partial(_start, page, ask)
    n = ask.target or shown.n
    what = f"{n:,} good samples" if ask.target else f"{n:,} {'sample' if n == 1 else 'samples'}"
    start_button(f"Make {what}", ask, start)
    link_to("trial", "Not sure yet? Try out two to four prompts, models or modes side by side", icon="compare")
    show_prompts(_shown_calls(shown))


def _show_estimate(ask: GenerationAsk, shown: Preview) -> None:
    counts: dict[str, str | int] = {"Samples": shown.n}
    if ask.target:
        counts = {"Good samples": ask.target, "Tries": f"≈ {shown.expected:,}, at most {shown.n:,}"}
    show_estimate(counts, shown.estimate, left_out=shown.left_out, budget_usd=ask.budget_usd)
    if ask.target:
        past = shown.past
        told = "Nothing is known yet of how many come out well, so that one try is counted for each."
        if past.tried:
            told = f"{past.good:,} of the last {past.tried:,} of this kind by this model came out well."
        st.caption(told)


def _shown_calls(shown: Preview) -> list[ShownCall]:
    return [ShownCall(f"Persona {one.persona_id}", one.persona, one.prompt) for one in shown.prompts]


def _start(page: OpenPage, ask: GenerationAsk, token: str) -> int:
    return generation.start_generation(page.workspace, ask, actor=page.actor, client_token=token)
