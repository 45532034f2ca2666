"""The script of every visit: who is it, which pages are there, then the page."""

from pathlib import Path

import streamlit as st

from curation.errors import CurationError
from curation.models import Role
from curation.services import people
from curation.services.comments import count_unread
from curation.ui.nav import link_to, menu
from curation.ui.page import current_actor, get_workspace, remember_person, sign_in, sign_out
from curation.ui.safe_text import plain_line
from curation.ui.style import apply_style
from curation.ui.widgets import show_error

ICON = Path(__file__).resolve().parents[1] / "static" / "icon.png"


def ask_for_a_name() -> None:
    """Let a visitor say who it is: somebody known, or a new name."""
    st.title("Persona Curator")
    st.write("Who is working here? Your name stands beside every rating and every change you make.")
    known = [row for row in people.list_people(get_workspace()) if row.is_active]
    with st.form("who"):
        chosen = st.selectbox("Known here", [row.name for row in known], index=None) if known else None
        typed = st.text_input("Or a new name" if known else "Your name", max_chars=80)
        if not known:
            st.write("The first person becomes admin and can give others their roles.")
        submitted = st.form_submit_button("Start", type="primary")
    st.write("This is not a login: there is no password, and the server listens on this machine only.")
    if submitted:
        try:
            sign_in(people.join(get_workspace(), typed or chosen or ""))
        except CurationError as error:
            show_error(error)
        else:
            st.rerun()


st.set_page_config(page_title="Persona Curator", page_icon=str(ICON), layout="wide")
apply_style()
actor = current_actor()
remember_person()
page = st.navigation(
    menu(actor.role if actor else Role.VIEWER), position="sidebar" if actor else "hidden", expanded=True
)
if actor is None:
    ask_for_a_name()
    st.stop()
n_unread = count_unread(get_workspace(), actor=actor)
mentions = f" · {n_unread:,} new mention{'s' if n_unread > 1 else ''}" if n_unread else ""
with st.sidebar:
    link_to(
        "person", f"Your work{mentions}", icon="alternate_email" if n_unread else "person", query={"person": actor.id}
    )
with st.sidebar, st.popover(f"{plain_line(actor.name, 40)} · {actor.role}", icon=":material/person:", width="stretch"):
    st.write("Names keep work apart; they are not a security boundary.")
    st.button("Work under another name", on_click=sign_out)
page.run()
