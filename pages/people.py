"""People: who works here, and who may do what."""

import streamlit as st

from curation.errors import CurationError
from curation.models import Role
from curation.services import people
from curation.services.permissions import LOWEST_ROLE, may
from curation.services.team import list_team
from curation.ui.local_time import local_zone
from curation.ui.nav import link_to
from curation.ui.page import open_page
from curation.ui.person_view import show_team
from curation.ui.safe_text import plain_line
from curation.ui.widgets import page_header, show_error

page = open_page("people")
page_header("People", "Names keep work apart. They are no security boundary: the server listens on this machine only.")

st.header("Work", anchor=False)
show_team(list_team(page.workspace, zone=local_zone(), actor=page.actor))
st.caption("Judged: accepted or rejected. Waits: what the queue still has for the person.")

st.header("Roles", anchor=False)
can_set = may(page.actor.role, "set_role")
for person in people.list_people(page.workspace):
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        left = "" if person.is_active else " · left"
        with st.container(width=240):
            link_to("person", f"{plain_line(person.name, 60)}{left}", icon="person", query={"person": person.id})
        role = st.selectbox(
            f"Role of {plain_line(person.name, 60)}",
            list(Role),
            index=list(Role).index(Role(person.role)),
            key=f"role_{person.id}",
            disabled=not can_set,
            format_func=str.capitalize,
            width=180,
        )
        is_active = st.toggle("Works here", person.is_active, key=f"active_{person.id}", disabled=not can_set)
    if can_set and (role != person.role or is_active != person.is_active):
        try:
            people.change_person(
                page.workspace, person.id or 0, role=Role(role or person.role), is_active=is_active, actor=page.actor
            )
        except CurationError as error:
            show_error(error)
        else:
            st.rerun()

st.header("Who may do what", anchor=False)
st.caption("Each role may also do what the roles before it may.")
roles: dict[str, list[str]] = {role: [] for role in Role}
for verb, lowest in LOWEST_ROLE.items():
    roles[lowest].append(verb.replace("_", " "))
st.table([{"Role": role.capitalize(), "May": ", ".join(verbs)} for role, verbs in roles.items()])
