"""Samples for chosen personas: what, for whom, by whom, and a look at it before it starts."""

from functools import partial

import streamlit as st

from curation.errors import CurationError
from curation.models import Template
from curation.services import generation, personas
from curation.services.generation import GenerationAsk, Preview
from curation.services.make_personas import ShownCall
from curation.synthesis import HUB_SCENARIOS, SCENARIOS
from curation.ui.by_whom import choose_by_whom
from curation.ui.for_whom import choose_for_whom
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.prompt_editor import show_prompt_editor
from curation.ui.safe_text import plain_line
from curation.ui.start_job import read_ask, show_estimate, show_prompts, show_started, start_button
from curation.ui.widgets import empty_state


def make_samples(page: OpenPage) -> None:
    """Draw the four steps to samples, one for each chosen persona."""
    if not personas.count_personas(page.workspace):
        with empty_state("Nobody to write for yet", "Samples are made from personas, and the hub has none."):
            link_to("sources", "Import personas", icon="upload_file")
        return
    with st.container(border=True):
        st.header("1 · What", anchor=False)
        template = _choose_what(page)
    with st.container(border=True):
        st.header("2 · For whom", anchor=False)
        for_whom = choose_for_whom(page)
    with st.container(border=True):
        st.header("3 · By whom", anchor=False)
        by_whom = choose_by_whom(page)
    with st.container(border=True):
        st.header("4 · Check and start", anchor=False)
        what = {"scenario": template.scenario, "variant": template.variant}
        _check_and_start(page, read_ask(GenerationAsk, {**what, **for_whom.fields, **by_whom}))
    show_prompt_editor(page, template.scenario, template.variant, {})


def _choose_what(page: OpenPage) -> Template:
    """Let a reader choose the scenario and its variant."""
    by_scenario: dict[str, list[Template]] = {}
    for template in generation.list_templates(page.workspace):
        if template.scenario not in HUB_SCENARIOS:
            by_scenario.setdefault(template.scenario, []).append(template)
    titles = {name: SCENARIOS[name].title if name in SCENARIOS else name for name in by_scenario}
    first = next(iter(by_scenario))
    scenario = st.pills(
        "Scenario",
        list(by_scenario),
        default=first,
        format_func=lambda name: plain_line(titles[name], 40),
        required=True,
        key="g_scenario",
        label_visibility="collapsed",
    )
    if scenario in SCENARIOS:
        st.caption(SCENARIOS[scenario].description)
    variants = {row.variant: row for row in by_scenario[scenario or first]}
    if len(variants) == 1:
        return next(iter(variants.values()))
    variant = st.segmented_control(
        "Variant",
        list(variants),
        default=next(iter(variants)),
        format_func=lambda name: plain_line(variants[name].title.split(": ", 1)[-1], 60),
        required=True,
        key=f"g_variant_{scenario}",
    )
    return variants[variant or next(iter(variants))]


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
    show_estimate({"Samples": shown.n}, shown.estimate, left_out=shown.left_out, budget_usd=ask.budget_usd)
    start = partial(_start, page, ask)
    start_button(f"Make {shown.n:,} {'sample' if shown.n == 1 else 'samples'}", ask, start)
    show_prompts(_shown_calls(shown))


def _shown_calls(shown: Preview) -> list[ShownCall]:
    return [ShownCall(f"Persona {one.persona_id}", one.persona, one.prompt) for one in shown.prompts]


def _start(page: OpenPage, ask: GenerationAsk, token: str) -> int:
    return generation.start_generation(page.workspace, ask, actor=page.actor, client_token=token)
