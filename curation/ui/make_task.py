"""What samples are made: the scenario, its prompts, what can be set in them, and the examples that they show."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from curation.models import Template
from curation.services import generation
from curation.services.generation import TemplateName
from curation.synthesis import HUB_SCENARIOS, SCENARIOS
from curation.ui.examples_choice import choose_examples
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line

_LONG_VALUE = 80
"""A value that is longer than this gets a box of several lines."""


class Task(NamedTuple):
    """What was chosen: the prompts, and the fields of what is asked for."""

    templates: Sequence[Template]
    fields: dict[str, Any]


def choose_task(page: OpenPage) -> Task:
    """Let a reader choose what is made."""
    by_scenario: dict[str, list[Template]] = {}
    for template in generation.list_templates(page.workspace):
        if template.scenario not in HUB_SCENARIOS:
            by_scenario.setdefault(template.scenario, []).append(template)
    first = _choose_template(by_scenario)
    values = _choose_values(first)
    shown = choose_examples(page, first.scenario)
    others = _choose_others(by_scenario, first)
    names = [TemplateName(scenario=row.scenario, variant=row.variant) for row in others]
    fields = {"scenario": first.scenario, "variant": first.variant, "variables": values, "also": names, **shown}
    return Task([first, *others], fields)


def _choose_template(by_scenario: dict[str, list[Template]]) -> Template:
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
    variant = st.pills(
        "Variant",
        list(variants),
        default=next(iter(variants)),
        format_func=lambda name: _title(variants[name]),
        required=True,
        key=f"g_variant_{scenario}",
    )
    return variants[variant or next(iter(variants))]


def _choose_values(template: Template) -> dict[str, str]:
    """Let a reader set what the prompt can be told; what stays as it is need not be said."""
    values = {}
    for name, default in template.variables.items():
        key = f"g_value_{template.scenario}_{template.variant}_{template.version}_{name}"
        box = st.text_area if len(default) > _LONG_VALUE else st.text_input
        label = plain_line(name.replace("_", " ").capitalize(), 60)
        value = (box(label, default, key=key) or "").strip()
        if value and value != default:
            values[name] = value
    return values


def _choose_others(by_scenario: dict[str, list[Template]], first: Template) -> list[Template]:
    rows = {
        f"{row.scenario}/{row.variant}": row
        for found in by_scenario.values()
        for row in found
        if (row.scenario, row.variant) != (first.scenario, first.variant)
    }
    with st.expander("More prompts for the same people", icon=":material/library_add:"):
        chosen = st.multiselect(
            "Also make",
            list(rows),
            format_func=lambda name: plain_line(rows[name].title, 80),
            key=f"g_also_{first.scenario}_{first.variant}",
            placeholder="each persona gets one sample by each",
            select_all=False,
        )
        link_to("templates", "All prompts, and your own", icon="edit_note")
    return [rows[name] for name in chosen if name in rows]


def _title(template: Template) -> str:
    return plain_line(template.title.split(": ", 1)[-1], 60)
