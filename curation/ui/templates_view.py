"""Templates: all prompts by scenario, one of them on the desk, and a new one of one's own."""

from itertools import groupby
from typing import Final, Literal

import streamlit as st

from curation.errors import CurationError
from curation.services import templates
from curation.services.template_rules import CUSTOM, is_of_hub
from curation.services.templates import TemplateVersion
from curation.synthesis import HUB_SCENARIOS, SCENARIOS
from curation.ui.examples_view import show_examples
from curation.ui.nav import go_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.template_draft import Desk, open_desk
from curation.ui.template_editor import show_editor, show_said
from curation.ui.template_looks import show_draft_changes, show_history, show_preview, show_try, version_line
from curation.ui.widgets import page_header, show_error

View = Literal["edit", "try", "history", "examples"]
NAMED: Final = "template"
"""What the address says: `scenario/variant`."""
_VIEWS: Final[dict[str, str]] = {
    "edit": "Edit and preview",
    "try": "Try an answer",
    "history": "History",
    "examples": "Examples",
}
_VIEW: Final = "view"
_NEW_PROBLEM: Final = "new_template_problem"
_OPEN: Final = "open_template"


def show_list(page: OpenPage) -> None:
    """Draw every prompt with its version, and who changed it when."""
    page_header(
        "Templates",
        "The prompts by which samples and personas are made. Every version stays; the newest is used.",
    )
    if (name := st.session_state.pop(_OPEN, None)) is not None:
        go_to("templates", {NAMED: name})
    _new_template(page)
    for scenario, rows in groupby(templates.list_newest(page.workspace), key=lambda one: one.template.scenario):
        known = SCENARIOS.get(scenario) or HUB_SCENARIOS.get(scenario)
        with st.container(border=True, gap="small"):
            st.header(plain_line(known.title if known else scenario, 60), anchor=False)
            if known:
                st.caption(plain_line(known.description, 300))
            for one in rows:
                _show_row(one)


def show_one(page: OpenPage, name: str) -> None:
    """Draw one prompt: the editor beside what it gives, and three further views of it."""
    try:
        scenario, variant = _named(page, name)
        versions = templates.list_history(page.workspace, scenario, variant)
    except CurationError as error:
        page_header("Templates")
        show_error(error)
        _back()
        return
    desk = open_desk(page, versions)
    st.title(plain_line(desk.newest.title, 120), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{plain_line(f'{scenario}/{variant}', 90)} · {version_line(versions[0])}", width="content")
        _back()
    show_said()
    _show_view(desk)


def _show_view(desk: Desk) -> None:
    views = [view for view in _VIEWS if not is_of_hub(desk.newest.scenario) or view in ("edit", "history")]
    said = st.query_params.get(_VIEW, "")
    view = st.segmented_control(
        "View",
        views,
        default=said if said in views else "edit",
        format_func=_VIEWS.__getitem__,
        required=True,
        key=desk.key("view"),
        label_visibility="collapsed",
        on_change=_keep_view,
        args=(desk.key("view"),),
    )
    if view == "try":
        show_try(desk)
    elif view == "history":
        show_history(desk)
    elif view == "examples":
        show_examples(desk.page, desk.newest.scenario)
    else:
        left, right = st.columns(2, gap="large")
        with left:
            show_editor(desk)
        with right:
            show_draft_changes(desk)
            show_preview(desk)


def _keep_view(key: str) -> None:
    st.query_params[_VIEW] = st.session_state[key]


def _named(page: OpenPage, name: str) -> tuple[str, str]:
    """Return the scenario and the variant of an address; without a variant the first of the scenario."""
    scenario, _, variant = name.partition("/")
    if not variant:
        rows = (one.template for one in templates.list_newest(page.workspace))
        variant = next((row.variant for row in rows if row.scenario == scenario), "")
    return scenario, variant


def _show_row(one: TemplateVersion) -> None:
    row = one.template
    name = f"{row.scenario}/{row.variant}"
    with st.container(horizontal=True, vertical_alignment="center"):
        title = plain_line(row.title.split(": ", 1)[-1], 60)
        if st.button(title, key=f"open_{name}", icon=":material/chevron_right:", type="tertiary"):
            go_to("templates", {NAMED: name})
        st.caption(f"{plain_line(name, 90)} · {version_line(one)}", width="content")


def _back() -> None:
    if st.button("All templates", icon=":material/arrow_back:", type="tertiary"):
        go_to("templates")


def _new_template(page: OpenPage) -> None:
    own = {
        row.variant: row for one in templates.list_newest(page.workspace) if (row := one.template).scenario == CUSTOM
    }
    with st.popover("New template", icon=":material/add:"):
        st.caption("A prompt of your own for whatever you need, with a contract that says how its answers are read.")
        title = st.text_input("Title", key="new_template_title", max_chars=120, placeholder="Haiku of the season")
        name = st.text_input(
            "Name",
            key="new_template_name",
            max_chars=40,
            placeholder="haiku",
            help="How commands call it: small letters, digits and hyphens.",
        )
        begin = st.selectbox(
            "Begin with a copy of",
            list(own),
            format_func=lambda key: cell_text(own[key].title, 60),
            key="new_template_from",
        )
        st.button(
            "Make it",
            key="new_template_make",
            type="primary",
            on_click=_make,
            args=(page, title or "", name or "", begin or "free"),
        )
        if problem := st.session_state.pop(_NEW_PROBLEM, None):
            st.error(plain_line(problem, 400))


def _make(page: OpenPage, title: str, name: str, begin: str) -> None:
    """Make it before the page is drawn again; then its page opens."""
    try:
        first = templates.get_template(page.workspace, CUSTOM, begin)
        templates.create_template(
            page.workspace,
            name.strip(),
            title=title,
            text=first.text,
            variables=first.variables,
            contract=first.contract,
            actor=page.actor,
        )
    except CurationError as error:
        st.session_state[_NEW_PROBLEM] = str(error)
    else:
        st.session_state[_OPEN] = f"{CUSTOM}/{name.strip()}"
