"""What differs between the arms of a trial: one thing at a time, everything else is the same for all."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, get_args

import streamlit as st

from curation.models import DEMO_LABEL, Mode, Template
from curation.services import examples, provider_findings, providers, templates
from curation.services.providers import DEMO_MODEL, PROVIDERS
from curation.services.trials import MAX_ARMS, Who
from curation.synthesis import HUB_SCENARIOS, SCENARIOS
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.widgets import label_badge

Arms = Sequence[dict[str, Any]]
_DIFFERS: Final = {"prompt": "The prompt", "examples": "The examples", "model": "The model", "persona": "The persona"}
_TOLD: Final = {
    "prompt": "The same personas and the same model, by two to four prompts or versions of one.",
    "examples": "The same prompt without examples, after some, or after some with the persons they were written for.",
    "model": "The same prompts, answered by two to four models.",
    "persona": "Does the persona matter? Its own text beside one for somebody else and one for nobody, with one seed.",
}
_MODES: Final = {
    Mode.ZERO_SHOT: "No examples",
    Mode.FEW_SHOT: "Examples",
    Mode.PERSONA_FEW_SHOT: "Examples with their persons",
}
_WHO: Final[Mapping[Who, str]] = {"persona": "The persona", "another": "Another persona", "nobody": "No persona"}
_N_EXAMPLES: Final = 3
_DEMO: Final = f"demo:{DEMO_MODEL}"


def choose_arms(page: OpenPage) -> Arms:
    """Let a reader choose what is compared; fewer than two arms where something is missing for it, which is said."""
    differs = st.segmented_control(
        "What differs",
        list(_DIFFERS),
        default="prompt",
        format_func=_DIFFERS.__getitem__,
        required=True,
        key="t_differs",
        label_visibility="collapsed",
    )
    st.caption(_TOLD[differs or "prompt"])
    rows = _rows_of_scenario(page)
    if differs == "prompt":
        prompts: Arms = _choose_prompts(rows)
    else:
        prompts = [_choose_prompt(rows)]
    parts: Sequence[Arms] = [prompts]
    if differs == "examples":
        parts = [*parts, _choose_modes(page, rows[0].scenario)]
    if differs == "persona":
        parts = [*parts, _choose_who()]
    models = _choose_models(page, several=differs == "model")
    return _combined([*parts, models])


def _combined(parts: Sequence[Arms]) -> Arms:
    """Return an arm for each value of the part that differs, named by it; the other parts have one value each."""
    arms: list[dict[str, Any]] = [{}]
    for values in parts:
        names = len(values) > 1
        arms = [
            {**arm, **value, "name": value["name"] if names else arm.get("name", value["name"])}
            for arm in arms
            for value in values
        ]
    return arms


def _rows_of_scenario(page: OpenPage) -> Sequence[Template]:
    """Let a reader choose the scenario; return its prompts, of each the newest version first."""
    newest = [one.template for one in templates.list_newest(page.workspace)]
    names = list(dict.fromkeys(row.scenario for row in newest if row.scenario not in HUB_SCENARIOS))
    scenario = st.pills(
        "Scenario",
        names,
        default=names[0],
        format_func=lambda name: plain_line(SCENARIOS[name].title if name in SCENARIOS else name, 40),
        required=True,
        key="t_scenario",
    )
    variants = [row.variant for row in newest if row.scenario == scenario]
    versions = (templates.list_versions(page.workspace, scenario or names[0], variant) for variant in variants)
    return [row for rows in versions for row in rows]


def _title(row: Template) -> str:
    return cell_text(f"{row.title.split(': ', 1)[-1]}, version {row.version}", 80)


def _of_prompt(row: Template) -> dict[str, Any]:
    name = cell_text(f"{row.variant}, version {row.version}", 80)
    return {"name": name, "scenario": row.scenario, "variant": row.variant, "version": row.version}


def _choose_prompts(rows: Sequence[Template]) -> Arms:
    """Let a reader choose several; the newest version and the one before, else the first two prompts."""
    again = [row for row in rows if row.version > 1]
    newest = again[0] if again else rows[0]
    others = [row for row in rows if row.id != newest.id]
    before = [row for row in others if row.variant == newest.variant] if again else others
    first = [newest.id, *(row.id for row in before[:1])]
    by_id = {row.id: row for row in rows}
    chosen = st.multiselect(
        "Prompts",
        list(by_id),
        default=first,
        max_selections=MAX_ARMS,
        format_func=lambda row_id: _title(by_id[row_id]),
        key=f"t_prompts_{rows[0].scenario}",
        select_all=False,
    )
    if len(rows) == 1:
        st.info("There is one prompt only. Save a second version, or let something else differ.")
        link_to("templates", "Templates", icon="edit_note")
    return [_of_prompt(by_id[row_id]) for row_id in chosen]


def _choose_prompt(rows: Sequence[Template]) -> dict[str, Any]:
    by_id = {row.id: row for row in rows}
    chosen = st.selectbox(
        "Prompt", list(by_id), format_func=lambda row_id: _title(by_id[row_id]), key=f"t_prompt_{rows[0].scenario}"
    )
    return _of_prompt(by_id[chosen])


def _choose_modes(page: OpenPage, scenario: str) -> Arms:
    """Let a reader choose the modes and the examples; none where there are no examples, which is said."""
    rows = {row.id: row for row in examples.list_examples(page.workspace, scenario, with_set_aside=False)}
    if not rows:
        st.info("There are no examples of this yet. Take accepted or edited samples, or bring a file.")
        link_to("templates", "Add examples", icon="add", query={"template": f"{scenario}/", "view": "examples"})
        return []
    modes = st.multiselect(
        "Examples in the prompt",
        list(_MODES),
        default=[Mode.ZERO_SHOT, Mode.FEW_SHOT],
        format_func=_MODES.__getitem__,
        key="t_modes",
        select_all=False,
    )
    usable = [row_id for row_id, row in rows.items() if row.persona or Mode.PERSONA_FEW_SHOT not in modes]
    shown = st.multiselect(
        "Which",
        usable,
        default=usable[:_N_EXAMPLES],
        format_func=lambda row_id: f"{row_id} · {cell_text(rows[row_id].text, 70)}",
        key=f"t_examples_{scenario}_{len(usable)}",
        select_all=False,
        help="With their persons only those that have one.",
    )
    return [
        {"name": _MODES[mode], "mode": mode, "example_ids": () if mode is Mode.ZERO_SHOT else tuple(shown)}
        for mode in map(Mode, modes)
    ]


def _choose_who() -> Arms:
    chosen = st.multiselect(
        "For whom each text is",
        list(get_args(Who)),
        default=list(get_args(Who)),
        format_func=lambda who: _WHO[who],
        key="t_who",
        select_all=False,
        help="Another persona is that of the next row, so that all texts together are for the same people.",
    )
    return [{"name": _WHO[who], "who": who} for who in chosen]


def _choose_models(page: OpenPage, *, several: bool) -> Arms:
    """Let a reader choose who answers, written as PROVIDER:MODEL; a name that is not listed can be typed."""
    findings = provider_findings.list_findings(page.workspace)
    options = [_DEMO] + [
        f"{setup.name}:{model}"
        for setup in providers.list_providers(page.workspace)
        if setup.name != "demo"
        for model in provider_findings.suggested_models(setup, findings[setup.name])
    ]
    label, told = ("Models", "By whom"), "One of these, or type another as PROVIDER:MODEL."
    if several:
        chosen = st.multiselect(
            label[0], options, default=options[:2], max_selections=MAX_ARMS, accept_new_options=True, help=told,
            format_func=lambda name: cell_text(name, 200), key="t_models", select_all=False,
        )  # fmt: skip
    else:
        one = st.selectbox(
            label[1], options, accept_new_options=True, help=told, format_func=lambda name: cell_text(name, 200),
            key="t_model",
        )  # fmt: skip
        chosen = [one] if one else []
    if _DEMO in chosen:
        label_badge(DEMO_LABEL)
    found = [_of_model(name) for name in chosen]
    for name, arm in zip(chosen, found, strict=True):
        if not arm:
            st.error(plain_line(f"{name}: write PROVIDER:MODEL, with {', '.join(PROVIDERS)}.", 300))
    return [arm for arm in found if arm]


def _of_model(written: str) -> dict[str, Any]:
    """Read PROVIDER:MODEL; the name of a model may hold colons, too."""
    provider, _, model = written.strip().partition(":")
    if provider not in PROVIDERS or not (model or provider == "demo"):
        return {}
    return {"name": cell_text(f"{provider} / {model}", 80), "provider": provider, "model": model}
