"""A new set of pairs: what differs, from which samples, how it is shown, and what it would hold."""

import secrets
from typing import Any, Final

import streamlit as st
from pydantic import ValidationError

from curation.errors import CurationError
from curation.models import PairSource, SampleFilter
from curation.services import samples, trials
from curation.services.calls import MAX_SEED
from curation.services.comparison_sets import SetPreview, make_set, preview_set, template_names, why_no_pair
from curation.services.set_ask import CHOSEN, MAX_ARMS, MAX_OVERLAP, MAX_PAIRS, QUESTION, SOURCES, SetAsk
from curation.synthesis import SCENARIOS
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line, show_text
from curation.ui.widgets import label_badge, metric_row

PROBLEM: Final = "c_problem"
_SEED, _TRIAL = "c_seed", "trial"
_NAMES: Final = {**{str(source): words for source, words in SOURCES.items()}, _TRIAL: "A trial: its arms as they are"}


def show_form(page: OpenPage) -> None:
    """Draw the form; what it would make is counted as one fills it in."""
    source = st.selectbox("What the two texts differ in", list(_NAMES), format_func=_NAMES.__getitem__, key="c_source")
    fields: dict[str, Any] = {"source": source, **_choose_arms(page, source)}
    scenarios = st.multiselect(
        "Scenarios", list(SCENARIOS), format_func=lambda name: SCENARIOS[name].title, key="c_scenarios",
        placeholder="All",
    )  # fmt: skip
    fields |= {"chosen": SampleFilter(scenarios=tuple(scenarios)), **_choose_how()}
    name = st.text_input("Name of the set", max_chars=120, key="c_name", placeholder="e.g. which model for maths")
    try:
        ask = SetAsk(name=name.strip() or "unnamed", **fields)
        shown = preview_set(page.workspace, ask, actor=page.actor)
    except ValidationError as error:
        st.caption(plain_line(f"Not yet: {error.errors()[0]['msg'].removeprefix('Value error, ')}.", 300))
        return
    except CurationError as error:
        st.caption(plain_line(str(error), 600))
        return
    _show_preview(shown)
    st.button(
        f"Make a set of {shown.n:,} {'pair' if shown.n == 1 else 'pairs'}",
        type="primary",
        key="c_make",
        icon=":material/add:",
        disabled=not shown.n or not name.strip(),
        on_click=_make,
        args=(page, ask),
        help=None if name.strip() else "Give the set a name first",
    )


def _choose_arms(page: OpenPage, source: str) -> dict[str, Any]:
    if source == _TRIAL:
        found = {row.token: " | ".join(row.names) for row in trials.list_trials(page.workspace)}
        token = st.selectbox("Trial", list(found), format_func=lambda one: cell_text(found[one], 120), key="c_trial")
        return {"trial": token or ""}
    if source not in CHOSEN:
        return {}
    if source == PairSource.MODELS:
        counts = samples.sample_facets(page.workspace, SampleFilter())["models"]
        names = {str(name): f"{name} ({n:,} samples)" for name, n in counts.items()}
    else:
        counts = samples.sample_facets(page.workspace, SampleFilter())["templates"]
        titles = template_names(page.workspace)
        names = {str(number): f"{titles[number]} ({n:,} samples)" for number, n in counts.items() if number is not None}
    arms = st.multiselect(
        "Which", list(names), format_func=lambda one: cell_text(names[one], 100), key=f"c_arms_{source}",
        max_selections=MAX_ARMS, placeholder="Two or more",
    )  # fmt: skip
    return {"arms": tuple(arms)}


def _choose_how() -> dict[str, Any]:
    """Draw how many pairs, and how people see them."""
    st.session_state.setdefault(_SEED, secrets.randbelow(100_000))
    most, overlap, seed = st.columns(3)
    n = most.number_input("Pairs, at most", 1, MAX_PAIRS, value=100, key="c_n")
    people = overlap.number_input("Votes for each pair", 1, MAX_OVERLAP, value=1, key="c_overlap")
    drawn = seed.number_input("Seed", 0, MAX_SEED, key=_SEED, help="The same seed draws the same pairs")
    question = st.text_input("Question", QUESTION, max_chars=300, key="c_question")
    shows = st.toggle(
        "Show the persona", value=True, key="c_persona",
        help="With the persona one judges what fits it; without it which text is better by itself.",
    )  # fmt: skip
    return {"n": n, "overlap": people, "seed": drawn, "question": question.strip() or QUESTION, "shows_persona": shows}


def _show_preview(shown: SetPreview) -> None:
    metric_row({"Pairs": f"{shown.n:,} of {shown.available:,}", "Personas": shown.personas})
    if not shown.n:
        st.info(plain_line(why_no_pair(shown), 400))
        return
    between = [f"{plain_line(a, 60)} | {plain_line(b, 60)}: {n:,}" for (a, b), n in shown.by_arms.items()]
    left = [f"{shown.no_partner:,} samples have no counterpart"] if shown.no_partner else []
    left += [f"{shown.same_text:,} pairs have the same text twice"] if shown.same_text else []
    left += [f"only the newest {shown.read_most:,} samples were paired"] if shown.read_most else []
    st.caption(" · ".join([*between, *left]))
    for label in shown.labels:
        label_badge(plain_line(label, 80))
    with st.popover("Look at the first pair", icon=":material/preview:"):
        for arm, text in shown.example:
            st.markdown(f"**{plain_line(arm, 80)}**")
            show_text(text, max_chars=1_500, key=f"c_example_{plain_line(arm, 20)}")


def _make(page: OpenPage, ask: SetAsk) -> None:
    try:
        made = make_set(page.workspace, ask, actor=page.actor)
    except CurationError as error:
        st.session_state[PROBLEM] = str(error)
        return
    for key in ("c_name", _SEED):
        st.session_state.pop(key, None)
    st.query_params["results"] = str(made)
