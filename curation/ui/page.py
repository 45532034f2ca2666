"""How every page opens: the workspace, the person, and the role checked once more."""

from dataclasses import dataclass

import streamlit as st

from curation.models import Role
from curation.services import people
from curation.services.permissions import Actor
from curation.settings import load_settings
from curation.text.ids import read_id
from curation.ui.nav import BY_NAME
from curation.ui.safe_text import plain_line
from curation.workspace import Workspace, open_workspace

_PERSON = "person_id"
_COOKIE = "pc_person"

_REMEMBER = st.components.v2.component(
    "remember_person",
    html="<span hidden></span>",
    js="""
export default function({ data }) {
  const age = data ? 31536000 : 0;
  document.cookie = `pc_person=${data ?? ""}; path=/; max-age=${age}; SameSite=Lax`;
}""",
)


@dataclass(frozen=True, slots=True)
class OpenPage:
    """What a page works with."""

    workspace: Workspace
    actor: Actor

    @property
    def shown_name(self) -> str:
        """The person's name as Markdown without effect."""
        return plain_line(self.actor.name, 60)


@st.cache_resource
def get_workspace() -> Workspace:
    """Return the workspace of this server, opened once."""
    return open_workspace(load_settings())


def open_page(name: str) -> OpenPage:
    """Open a page of the menu for the person of this session.

    It stops the script with a sentence where nobody has given a name yet or
    where the role is too low: the menu hides such a page, an address does not.
    """
    entry = BY_NAME[name]
    actor = current_actor()
    if actor is None:
        st.info("Give your name first.")
        st.stop()
    order = tuple(Role)
    if order.index(actor.role) < order.index(entry.role):
        name = plain_line(actor.name, 60)
        st.error(f"{entry.title} needs the role {entry.role}; {name} is {actor.role}. Ask an admin.")
        st.stop()
    return OpenPage(get_workspace(), actor)


def current_actor() -> Actor | None:
    """Return the person of this session with the role of this moment; a reload finds it by a cookie."""
    person_id = st.session_state.get(_PERSON)
    if person_id is None:
        person_id = read_id(st.context.cookies.get(_COOKIE, ""))
    actor = None if person_id is None else people.find_actor(get_workspace(), person_id)
    if actor is not None:
        st.session_state[_PERSON] = actor.id
    return actor


def sign_in(actor: Actor) -> None:
    """Make somebody the person of this session."""
    st.session_state[_PERSON] = actor.id


def sign_out() -> None:
    """Forget who this session belongs to, so that somebody else can say a name."""
    st.session_state[_PERSON] = 0


def remember_person() -> None:
    """Let the browser keep who this is; there is no password, so it is a convenience and no proof."""
    _REMEMBER(data=st.session_state.get(_PERSON) or None, key="remember_person")
