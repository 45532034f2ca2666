"""What is known of a persona's person on the screen: shown with who found it, set by hand, and how much is unknown."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from curation.errors import CurationError
from curation.models import Persona, PersonaFilter
from curation.personas import UNKNOWN, VOCABULARY, Attribute, label_of
from curation.services import attributes as service
from curation.services import personas
from curation.services.attributes import Coverage
from curation.services.permissions import may
from curation.services.personas import PersonaDetail
from curation.ui.history import show_history
from curation.ui.nav import go_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.ui.widgets import show_error

_FOUND_BY: Mapping[str, str] = {
    "rules": "found by rules",
    "hand": "set by hand",
    "import": "from the source",
    "document": "from the text it was made from",
    "starter": "comes with the starter hub",
}


def show_attributes(detail: PersonaDetail) -> None:
    """Draw each attribute with the words that say so and who found it; unknown is a value like others."""
    st.header("What is known", anchor=False)
    for name, found in detail.attributes.items():
        evidence = f" — “{plain_line(found.evidence)}”" if found.evidence else ""
        with st.container(gap=None):
            st.markdown(f"**{_name(name)}**: {label_of(name, found.value)}{evidence}")
            if said := _found_by(detail.persona, name):
                st.caption(said)
    st.markdown(f"**Language**: {plain_line(detail.persona.language, 20)}")


def edit_form(page: OpenPage, detail: PersonaDetail) -> None:
    """Let a curator correct the text and the attributes."""
    persona = detail.persona
    with st.form("edit_persona"):
        text = st.text_area("Text", persona.text, height=140)
        st.caption(
            "Evidence is words of the text, exactly as they stand there. Left empty, you answer for the value yourself."
            " What you set is not changed by rules or models; that goes for unknown, too."
        )
        attributes = {name: _attribute_row(name, found) for name, found in detail.attributes.items()}
        if st.form_submit_button("Save", type="primary"):
            try:
                _save(page, persona, text, attributes)
            except CurationError as error:
                show_error(error)
            else:
                st.rerun()


def show_attribute_history(page: OpenPage, detail: PersonaDetail) -> None:
    """Draw what happened to a persona; what set attributes by hand can be taken back there."""
    may_edit = may(page.actor.role, "edit_persona")
    show_history(detail.events, undo=partial(_undo, page) if may_edit else None)
    if problem := st.session_state.pop("undo_problem", None):
        show_error(problem)


def known_box(page: OpenPage, meant: PersonaFilter) -> None:
    """Say of how many of these personas each attribute is unknown, and offer to look; counted once it is wanted."""
    box = st.expander("How much is known of them", icon=":material/fact_check:", key="known_box", on_change="rerun")
    if not box.open:
        return
    with box:
        found = service.coverage(page.workspace, meant)
        st.markdown(
            "\n".join(["| Attribute | Unknown | Share (95 % interval) |", "|---|---:|---:|", *map(_row, found.items())])
        )
        if may(page.actor.role, "edit_persona"):
            st.caption(
                "Rules read what the text says, in English and twelve other languages, at no cost. They fill in what is"
                " unknown and change nothing that somebody set, a source gave or a model found."
            )
            st.button("Find attributes by rules", icon=":material/rule:", on_click=_start, args=(page, meant))
            if problem := st.session_state.pop("find_problem", None):
                show_error(problem)
            if job_id := st.session_state.pop("find_job", None):
                go_to("jobs", {"job": job_id})


def _row(one: tuple[str, Coverage]) -> str:
    name, found = one
    if found.share is None:
        return f"| {_name(name)} | 0 of 0 | not defined: nobody is shown |"
    share = f"{found.share.value:.0%} ({found.share.low:.0%} to {found.share.high:.0%})"
    return f"| {_name(name)} | {found.unknown:,} of {found.n:,} | {share} |"


def _start(page: OpenPage, meant: PersonaFilter) -> None:
    try:
        st.session_state["find_job"] = service.start_attributes(page.workspace, meant, actor=page.actor)
    except CurationError as error:
        st.session_state["find_problem"] = error


def _attribute_row(name: str, found: Attribute) -> Attribute:
    value_column, evidence_column = st.columns(2)
    options = list(VOCABULARY[name])
    value = value_column.selectbox(
        _name(name), options, index=options.index(found.value), format_func=partial(label_of, name)
    )
    evidence = evidence_column.text_input(f"Evidence for {_name(name).lower()}", found.evidence or "").strip()
    return Attribute(value, None if value == UNKNOWN else evidence or None)


def _save(page: OpenPage, persona: Persona, text: str, attributes: Mapping[str, Attribute]) -> None:
    """Store what changed; attributes alone are an event of their own, which can be taken back."""
    persona_id, version = persona.id or 0, persona.version
    if text.strip() == persona.text:
        service.set_attributes(page.workspace, persona_id, attributes, version=version, actor=page.actor)
    else:
        personas.edit_persona(
            page.workspace, persona_id, text=text, attributes=attributes, version=version, actor=page.actor
        )


def _undo(page: OpenPage, event_id: int) -> None:
    try:
        service.undo_attributes(page.workspace, event_id, actor=page.actor)
    except CurationError as error:
        st.session_state["undo_problem"] = error


def _name(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _found_by(persona: Persona, name: str) -> str:
    """Return who found an attribute, in words; a provider and its model stand there by name."""
    how = persona.how.get(name, "")
    return _FOUND_BY.get(how, f"found by {plain_line(how, 80)}" if how else "")
