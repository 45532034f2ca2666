"""The pages: which there are, in which group, and who sees them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from curation.models import Role

_PAGES = Path(__file__).resolve().parents[2] / "pages"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page of the menu; a detail page is reached by links only."""

    name: str
    title: str
    icon: str
    group: str
    role: Role
    is_detail: bool = False


ENTRIES: Final[tuple[PageEntry, ...]] = (
    PageEntry("overview", "Overview", "home", "Work", Role.VIEWER),
    PageEntry("review", "Review", "rate_review", "Work", Role.ANNOTATOR),
    PageEntry("compare", "Compare", "compare_arrows", "Work", Role.ANNOTATOR),
    PageEntry("whose", "Whose text?", "person_search", "Work", Role.ANNOTATOR),
    PageEntry("duplicates", "Duplicates", "content_copy", "Work", Role.ANNOTATOR),
    PageEntry("sources", "Sources", "upload_file", "Data", Role.CURATOR),
    PageEntry("personas", "Personas", "groups", "Data", Role.VIEWER),
    PageEntry("persona", "Persona", "person", "Data", Role.VIEWER, is_detail=True),
    PageEntry("map", "Map", "scatter_plot", "Data", Role.VIEWER),
    PageEntry("samples", "Samples", "article", "Data", Role.VIEWER),
    PageEntry("sample", "Sample", "description", "Data", Role.VIEWER, is_detail=True),
    PageEntry("generate", "Generate", "auto_awesome", "Make", Role.CURATOR),
    PageEntry("trial", "Try out", "compare", "Make", Role.CURATOR),
    PageEntry("templates", "Templates", "edit_note", "Make", Role.CURATOR),
    PageEntry("jobs", "Jobs", "pending_actions", "Make", Role.VIEWER),
    PageEntry("agreement", "Agreement", "handshake", "Evidence", Role.VIEWER),
    PageEntry("judges", "Judges", "gavel", "Evidence", Role.CURATOR),
    PageEntry("export", "Export", "outbox", "Release", Role.CURATOR),
    PageEntry("releases", "Releases", "inventory_2", "Release", Role.VIEWER),
    PageEntry("adjudication", "Adjudication", "gavel", "Team", Role.CURATOR),
    PageEntry("rubrics", "Rubrics", "checklist", "Team", Role.CURATOR),
    PageEntry("activity", "Activity", "history", "Team", Role.VIEWER),
    PageEntry("sharing", "Sharing", "call_split", "Team", Role.CURATOR),
    PageEntry("people", "People", "badge", "Team", Role.CURATOR),
    PageEntry("person", "Person", "person", "Team", Role.VIEWER, is_detail=True),
    PageEntry("providers", "Providers", "hub", "Settings", Role.ADMIN),
    PageEntry("workspace", "Workspace", "database", "Settings", Role.ADMIN),
)
BY_NAME: Final = {entry.name: entry for entry in ENTRIES}


def page_of(name: str, *, is_listed: bool = True) -> StreamlitPage:
    """Return the page of that name, for the menu, for links and for switching to it."""
    entry = BY_NAME[name]
    return st.Page(
        _PAGES / f"{name}.py",
        title=entry.title,
        icon=f":material/{entry.icon}:",
        url_path=name,
        default=name == "overview",
        visibility="visible" if is_listed and not entry.is_detail else "hidden",
    )


def menu(role: Role) -> dict[str, list[StreamlitPage]]:
    """Return all pages by group; those above the role are not listed, and say so when asked for by address."""
    order = tuple(Role)
    groups: dict[str, list[StreamlitPage]] = {}
    for entry in ENTRIES:
        is_listed = order.index(entry.role) <= order.index(role)
        groups.setdefault(entry.group, []).append(page_of(entry.name, is_listed=is_listed))
    return groups


def go_to(name: str, query: Mapping[str, object] | None = None) -> None:
    """Leave this page for another one."""
    st.switch_page(page_of(name), query_params={key: str(value) for key, value in (query or {}).items()})


def link_to(name: str, label: str, *, icon: str | None = None, query: Mapping[str, object] | None = None) -> None:
    """Draw a link to a page of this app; a text that is not ours comes through `plain_line`."""
    params = {key: str(value) for key, value in (query or {}).items()}
    st.page_link(page_of(name), label=label, icon=f":material/{icon}:" if icon else None, query_params=params)
