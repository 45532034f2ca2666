"""What the long lists share: search, order, facets and place in the URL, rows to select, pages by key."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from curation.services.lists import ListPage
from curation.services.search import MODES, Mode
from curation.ui.nav import link_to
from curation.ui.safe_text import plain_line
from curation.ui.widgets import facet, pager, state_name, url_values

PLACE: Final = "place"
MODE_NAMES: Final[Mapping[str, str]] = {"text": "Words", "semantic": "Meaning", "hybrid": "Both"}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list: both texts are Markdown without effect."""

    id: int
    text: str
    facts: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the search row says."""

    text: str
    mode: Mode
    order: str


def search_row(prefix: str, orders: Sequence[str], *, placeholder: str) -> Asked:
    """Draw the search box, how to search and how to sort; all three stand in the URL."""
    box, how, sort = st.columns([4, 3, 2], vertical_alignment="bottom")
    text = box.text_input(
        "Search", key=f"{prefix}q", bind="query-params", placeholder=placeholder, type="search", live="350ms"
    )
    with how:
        mode = st.segmented_control(
            "Search by",
            MODES,
            format_func=lambda name: MODE_NAMES[name],
            key=f"{prefix}mode",
            bind="query-params",
            default="text",
            required=True,
            width="stretch",
        )
    order = sort.selectbox("Sort by", orders, key=f"{prefix}sort", bind="query-params", format_func=str.capitalize)
    return Asked(text=text or "", mode=mode or "text", order=order)


def filter_box(
    prefix: str,
    labels: Mapping[str, str],
    count: Callable[[], Mapping[str, Mapping[Any, int]]],
    names: Callable[[], Mapping[str, Mapping[str, str]]],
) -> None:
    """Draw the facets, folded until wanted; only an open box is counted, since counting reads every row."""
    active = [name for name in labels if url_values(prefix + name)]
    box = st.expander("Filters", icon=":material/filter_alt:", key=f"{prefix}filters", on_change="rerun")
    shown_names = names() if box.open or active else {}
    if active:
        _show_active(prefix, {name: labels[name] for name in active}, shown_names)
    if not box.open:
        return
    counts = count()
    with box:
        columns = st.columns(3)
        drawn = [name for name in labels if counts.get(name) or name in active]
        for position, name in enumerate(drawn):
            with columns[position % 3]:
                values = {str(value): number for value, number in counts.get(name, {}).items() if value != ""}
                facet(labels[name], values, key=prefix + name, names=shown_names.get(name))


def _show_active(prefix: str, labels: Mapping[str, str], shown_names: Mapping[str, Mapping[str, str]]) -> None:
    """Say which filters narrow the list, also while the box is folded, and offer to take them away."""
    said = [
        f"**{label}**: "
        + ", ".join(plain_line(shown_names.get(name, {}).get(v, state_name(v)), 40) for v in url_values(prefix + name))
        for name, label in labels.items()
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(" · ".join(said), width="content")
        st.button(
            "Clear filters",
            key=f"{prefix}clear",
            type="tertiary",
            icon=":material/filter_alt_off:",
            on_click=_clear,
            args=(prefix, list(labels)),
        )


def _clear(prefix: str, names: Sequence[str]) -> None:
    for name in names:
        st.query_params.pop(prefix + name, None)


def current_place(page_name: str, asked: object) -> str | None:
    """Return the place in the list that the URL names; a changed question starts at the first page."""
    signature, key = repr(asked), f"{page_name}_asked"
    before = st.session_state.get(key)
    if before is not None and before != signature:
        st.query_params.pop(PLACE, None)
    st.session_state[key] = signature
    return st.query_params.get(PLACE)


def show_pager(shown: ListPage[Any], key: str) -> None:
    """Draw the way to the other pages and follow it."""
    move = pager(
        key,
        shown=f"{len(shown.rows)} shown of {shown.total_text}",
        has_previous=shown.previous is not None,
        has_next=shown.next is not None,
    )
    if move is None:
        return
    place = {"first": None, "previous": shown.previous, "next": shown.next, "last": shown.last}[move]
    if place is None:
        st.query_params.pop(PLACE, None)
    else:
        st.query_params[PLACE] = place
    st.rerun()


def select_rows(rows: Sequence[ListRow], *, page_name: str) -> list[int]:
    """Draw rows that wrap at any width, each with a box to select it and a link; return the selected ids."""
    prefix = f"{page_name}_row_"
    everything = st.checkbox(f"Select the {len(rows)} on this page", key=f"{prefix}all_{rows[0].id}_{len(rows)}")
    selected = []
    with st.container(key="list_rows"):
        for row in rows:
            with st.container(horizontal=True, vertical_alignment="top", gap="small"):
                with st.container(gap=None):
                    if st.checkbox(row.text, key=f"{prefix}{row.id}") or everything:
                        selected.append(row.id)
                    st.caption(f"{row.id} · {row.facts}")
                with st.container(width=88, horizontal_alignment="right"):
                    link_to(page_name, "Open", query={page_name: row.id})
    return selected
