"""The one editor of prompts: the text, what can be set, how answers are read, an example, and the save."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import Template
from curation.services import templates
from curation.services.template_rules import contract_told, is_of_hub, is_variable_name, variables_told
from curation.synthesis import FORMS, KEY_TYPES
from curation.ui.safe_text import plain_line
from curation.ui.template_draft import Desk, fields_told

_SAID, _PROBLEM, _NAME_PROBLEM = "template_saved", "template_problem", "variable_problem"
_FORMS: Final = {"text": "Whole text", "labels": "Labelled parts", "json": "JSON object"}
_LONG: Final = 70
"""A default longer than this, or of several lines, is edited in a box of its own."""


def show_editor(desk: Desk) -> None:
    """Draw everything of a prompt that can be changed, and the button that saves it."""
    fields = desk.fields
    fields["title"] = st.text_input("Title", key=desk.bind("title"), max_chars=120)
    fields["text"] = st.text_area("Prompt", key=desk.bind("text"), height=420)
    save_row = st.container()
    _tell_places(desk)
    if not is_of_hub(desk.newest.scenario):
        _edit_variables(desk)
    _edit_contract(desk)
    if not is_of_hub(desk.newest.scenario):
        with st.expander("Example answer", icon=":material/lightbulb:"):
            st.caption("A whole answer as it should be, as a model would write it. It is shown here and to authors.")
            fields["example"] = st.text_area("Example answer", key=desk.bind("example"), height=220)
    with save_row:
        _offer_save(desk)


def show_said() -> None:
    """Say what the last act on a prompt came to."""
    if said := st.session_state.pop(_SAID, None):
        st.success(said)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))


def act(do: Callable[[], int], desk: Desk) -> None:
    """Save or restore before the page is drawn again; what was typed stays where it cannot be."""
    try:
        version = do()
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        desk.discard()
        st.session_state[_SAID] = f"Saved as version {version}. It is used from now on."


def _tell_places(desk: Desk) -> None:
    with st.expander("What it can place", icon=":material/data_object:"):
        try:
            told = variables_told(desk.draft)
        except CurationError as error:
            st.caption(plain_line(str(error), 300))
            return
        st.markdown("\n".join(f"- `{{{{ {name} }}}}`: {plain_line(what, 200)}" for name, what in told.items()))
        st.caption(
            "Conditions such as `{% if step %}` and the filters capitalize, default, lower, title, trim and upper are"
            " understood, nothing else. The demo generator writes by rule and reads no prompt; models do."
        )


def _edit_variables(desk: Desk) -> None:
    variables: dict[str, str] = desk.fields["variables"]
    with st.expander(f"Variables ({len(variables)})", icon=":material/tune:", expanded=bool(variables)):
        st.caption(
            "What stands here is used where nobody sets another value on the Generate page. A `default(…)` in the text"
            " itself is not looked at."
        )
        for name in list(variables):
            _edit_variable(desk, name)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("A further variable", key=desk.key("new_name"), placeholder="such as season", max_chars=40)
            st.button("Add", key=desk.key("add_name"), icon=":material/add:", on_click=_add_variable, args=(desk,))
        if problem := st.session_state.pop(_NAME_PROBLEM, None):
            st.error(plain_line(problem, 300))


def _edit_variable(desk: Desk, name: str) -> None:
    variables: dict[str, str] = desk.fields["variables"]
    key = desk.key(f"of_{name}")
    st.session_state.setdefault(key, variables[name])
    first = desk.base.variables.get(name, "")
    is_long = len(first) > _LONG or "\n" in first
    label = f"Default of {plain_line(name, 40)}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_area(label, key=key, height=220) if is_long else st.text_input(label, key=key)
        st.button(
            "Remove",
            key=desk.key(f"drop_{name}"),
            icon=":material/close:",
            type="tertiary",
            help=f"Remove {plain_line(name, 40)}; the text must not place it then.",
            on_click=_drop_variable,
            args=(desk, name),
        )
    if name in variables:
        variables[name] = typed or ""


def _drop_variable(desk: Desk, name: str) -> None:
    desk.fields["variables"].pop(name, None)


def _add_variable(desk: Desk) -> None:
    name = str(st.session_state.get(desk.key("new_name"), "")).strip()
    if not is_variable_name(name) or name in desk.fields["variables"]:
        st.session_state[_NAME_PROBLEM] = (
            f"“{name}” cannot be added: a name has small letters, digits and underscores, a letter first, and is not"
            " taken."
        )
        return
    desk.fields["variables"][name] = ""
    st.session_state[desk.key("new_name")] = ""


def _edit_contract(desk: Desk) -> None:
    with st.expander("How an answer is read", icon=":material/fact_check:", expanded=desk.is_own):
        if desk.is_own:
            _edit_own_contract(desk)
        try:
            st.caption(plain_line(contract_told(desk.draft), 600))
        except CurationError as error:
            st.error(plain_line(str(error), 300))


def _edit_own_contract(desk: Desk) -> None:
    fields = desk.fields
    fields["form"] = st.segmented_control(
        "Form", FORMS, format_func=_FORMS.__getitem__, required=True, key=desk.bind("form")
    )
    if fields["form"] == "labels":
        fields["labels"] = st.text_area(
            "Labels, one a line",
            key=desk.bind("labels"),
            height=110,
            placeholder="Haiku\nReason",
            help="An answer opens with the first, as in “Haiku: …”; all of them are required.",
        )
    elif fields["form"] == "json":
        fields["keys"] = st.text_area(
            "Keys, one a line, each with its type",
            key=desk.bind("keys"),
            height=110,
            placeholder="title: string\nlines: number",
            help=f"Types: {', '.join(KEY_TYPES)}. All are required and no others allowed; none means any object.",
        )
    least, most = st.columns(2)
    fields["min_words"] = least.number_input("Fewest words", 1, 50_000, key=desk.bind("min_words"))
    fields["max_words"] = most.number_input("Most words", 1, 50_000, key=desk.bind("max_words"))


def _offer_save(desk: Desk) -> None:
    newest = desk.newest
    if desk.fields["seen"] != newest.version:
        _tell_meanwhile(desk)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Save as version {newest.version + 1}",
            key=desk.key("save"),
            type="primary",
            icon=":material/save:",
            disabled=not desk.is_changed,
            help="Used from then on by everybody; earlier versions stay, and what was made keeps its own.",
            on_click=act,
            args=(lambda: save(desk, newest), desk),
        )
        if desk.is_changed:
            st.button(
                "Discard changes",
                key=desk.key("discard"),
                icon=":material/undo:",
                type="tertiary",
                on_click=desk.discard,
            )


def save(desk: Desk, newest: Template) -> int:
    """Save what was typed."""
    page = desk.page
    told = fields_told(desk)
    return templates.save_template(page.workspace, newest.scenario, newest.variant, **told, actor=page.actor)


def _tell_meanwhile(desk: Desk) -> None:
    """Say that another version came while this one was changed; nobody's words are lost."""
    latest = desk.versions[0]
    st.warning(
        f"{plain_line(latest.by, 60)} saved version {latest.template.version} meanwhile. Yours is still here; look at"
        " theirs under History before you save over it."
    )
    with st.container(horizontal=True):
        st.button("Keep mine and go on", key=desk.key("over"), icon=":material/edit:", on_click=_rebase, args=(desk,))
        st.button("Discard mine", key=desk.key("discard"), icon=":material/undo:", on_click=desk.discard)


def _rebase(desk: Desk) -> None:
    desk.fields["seen"] = desk.newest.version
