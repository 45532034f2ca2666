"""Personas from personas: whose relations, which, over how many steps, by whom, and a look at it before it starts."""

from typing import Any

import streamlit as st

from curation.services import personas
from curation.services.make_personas import preview_expansion, start_expansion
from curation.services.persona_plans import (
    DEFAULT_PER_STEP_CALLS,
    MAX_CALLS,
    MAX_DEPTH,
    RELATIONS,
    ExpandAsk,
    most_calls,
    variables_of,
)
from curation.synthesis import PERSONA_TO_PERSONA
from curation.ui.by_whom import choose_by_whom
from curation.ui.for_whom import choose_for_whom
from curation.ui.gaps_view import choose_gap
from curation.ui.make_personas_view import check_and_start, choose_form, per_call_box
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.prompt_editor import show_prompt_editor
from curation.ui.safe_text import plain_line
from curation.ui.start_job import read_ask
from curation.ui.widgets import empty_state


def make_from_people(page: OpenPage) -> None:
    """Draw the four steps from personas to those who are close to them."""
    if not personas.count_personas(page.workspace):
        with empty_state("Nobody to begin with yet", "Relations are found from personas, and the hub has none."):
            link_to("sources", "Import personas", icon="upload_file")
            link_to("generate", "Make personas from texts", icon="article", query={"make": "texts"})
        return
    with st.container(border=True):
        st.header("1 · Whose relations", anchor=False)
        whose = choose_for_whom(page)
    with st.container(border=True):
        st.header("2 · Who comes next", anchor=False)
        who = _choose_who(page, whose.n)
    with st.container(border=True):
        st.header("3 · By whom", anchor=False)
        by_whom = choose_by_whom(page)
    ask = read_ask(ExpandAsk, {**whose.fields, **who, **by_whom})
    with st.container(border=True):
        st.header("4 · Check and start", anchor=False)
        check_and_start(
            page,
            ask,
            preview=preview_expansion,
            start=start_expansion,
            counts=lambda shown: {"Begin with": shown.n, "Calls at most": shown.most_calls},
        )
    if isinstance(ask, ExpandAsk):
        show_prompt_editor(page, PERSONA_TO_PERSONA, "plain", variables_of(ask))


def _choose_who(page: OpenPage, n_first: int) -> dict[str, Any]:
    relations = st.pills(
        "Each is one of these to the person; without any, whoever is close",
        RELATIONS,
        selection_mode="multi",
        key="m_relations",
    )
    others = st.text_input("Other relations, with commas between them", key="m_others", placeholder="landlord, coach")
    per_person, steps, most = st.columns(3)
    with per_person:
        n = per_call_box("People for each person")
    n_steps = steps.number_input(
        "Steps",
        1,
        MAX_DEPTH,
        1,
        key="m_steps",
        width=220,
        help="1 finds their relations, 2 also the relations of those, and so on: six link almost anybody to anybody.",
    )
    cap = most.number_input(
        "Calls in a step at most",
        1,
        MAX_CALLS,
        DEFAULT_PER_STEP_CALLS,
        key="m_cap",
        width=220,
        help="Of more people some are drawn by the seed.",
    )
    fields = {"per_call": n, "steps": n_steps, "max_per_step": cap}
    _say_how_many(fields, n_first)
    typed = tuple(relation.strip() for relation in (others or "").split(",") if relation.strip())
    return {**fields, "relations": (*relations, *typed), "gap": choose_gap(page), "form": choose_form()}


def _say_how_many(fields: dict[str, Any], n_first: int) -> None:
    """Say how far it goes, before anything is sent."""
    ask = read_ask(ExpandAsk, fields)
    if isinstance(ask, str):
        st.error(plain_line(ask, 300))
        return
    n_calls = most_calls(ask, n_first)
    st.markdown(
        f"Up to **{n_calls:,} {'call' if n_calls == 1 else 'calls'}** and up to "
        f"**{n_calls * ask.per_call:,} new people**. Whoever is like an ancestor or already there is not added."
    )
