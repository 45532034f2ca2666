"""What people did, on the screen: filters that stand in the address, a line for each thing, and its Undo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.services import people
from curation.services.activity import Activity, ActivityPage
from curation.services.activity_words import NOUNS
from curation.services.undo import undo_event
from curation.text.ids import read_id
from curation.ui.local_time import hour_and_minute, local_zone
from curation.ui.nav import BY_NAME, link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line

_PLACES: Final = ("before", "after")
_FILTERS: Final = ("by", "of", "day")
_SAID: Final = "activity_said"
_LINKS: Final[Mapping[str, tuple[str, str]]] = {
    "sample": ("sample", "sample"),
    "persona": ("persona", "persona"),
    "job": ("jobs", "job"),
    "duplicate_group": ("duplicates", "group"),
    "source": ("sources", "source"),
    "release": ("releases", "release"),
    "annotator": ("person", "person"),
}
"""On which page an entity is, and by which word of the address."""


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """What the address says of the feed."""

    person_id: int | None
    noun: str | None
    day: date | None
    before: int | None
    after: int | None

    @property
    def days(self) -> tuple[datetime, datetime] | None:
        """The day from its begin to its end on the reader's clock."""
        if self.day is None:
            return None
        start = datetime.combine(self.day, time(), local_zone())
        return start, datetime.combine(self.day + timedelta(days=1), time(), local_zone())


def show_filters(page: OpenPage) -> FeedFilter:
    """Draw who, what and when, and return what they mean; all three stand in the address."""
    who = {str(row.id): cell_text(row.name, 60) for row in people.list_people(page.workspace)}
    by, of, day = st.columns(3)
    with by:
        _choice("Who", "by", {"": "Everybody", **who})
    with of:
        _choice("What", "of", {"": "Everything", **{noun: noun for noun in NOUNS}})
    said = _date(st.query_params.get("day", ""))
    day.date_input("Day", said, key="activity_day", on_change=_write_day, format="YYYY-MM-DD")
    params = st.query_params
    return FeedFilter(
        person_id=read_id(params.get("by", "")),
        noun=params.get("of") if params.get("of") in NOUNS else None,
        day=said,
        before=read_id(params.get("before", "")),
        after=read_id(params.get("after", "")),
    )


def show_rows(page: OpenPage, rows: Sequence[Activity]) -> None:
    """Draw a line for each thing that happened, under its day on the reader's clock."""
    shown_day = None
    for row in rows:
        day = row.at.astimezone(local_zone()).date()
        if day != shown_day:
            st.header(f"{day:%A, %Y-%m-%d}", anchor=False)
            shown_day = day
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"activity_{row.id}"):
            st.caption(hour_and_minute(row.at), width="content")
            undone = " · taken back" if row.is_undone else ""
            st.markdown(f"**{plain_line(row.who, 60)}** {plain_line(row.sentence, 300)}{undone}", width="content")
            _show_link(row)
            if row.can_undo:
                st.button(
                    "Undo",
                    key=f"undo_{row.id}",
                    type="tertiary",
                    icon=":material/undo:",
                    on_click=_undo,
                    args=(page, row.id),
                )


def show_pager(found: ActivityPage) -> None:
    """Draw the way to what is newer and older."""
    if found.is_cut:
        st.caption("Only a part of the log was looked through for this page; older ones may follow.")
    with st.container(horizontal=True, gap="small"):
        for label, name, place, icon in (
            ("Newer", "after", found.newer, "chevron_left"),
            ("Older", "before", found.older, "chevron_right"),
        ):
            st.button(
                label,
                key=f"activity_{name}",
                icon=f":material/{icon}:",
                disabled=place is None,
                on_click=_go,
                args=(name, place),
            )
        if any(name in st.query_params for name in _PLACES):
            st.button("Newest", key="activity_newest", icon=":material/first_page:", on_click=_go, args=("", None))


def say_what_was_done() -> None:
    """Say once what an undo came to."""
    kind, sentence = st.session_state.pop(_SAID, ("", ""))
    if kind:
        (st.success if kind == "done" else st.error)(plain_line(sentence, 600))


def _show_link(row: Activity) -> None:
    if row.entity_id is not None and row.entity in _LINKS and _LINKS[row.entity][0] in BY_NAME:
        name, word = _LINKS[row.entity]
        link_to(name, "Open", query={word: row.entity_id})


def _choice(label: str, name: str, options: Mapping[str, str]) -> None:
    chosen, values = st.query_params.get(name, ""), list(options)
    st.selectbox(
        label,
        values,
        index=values.index(chosen) if chosen in options else 0,
        format_func=lambda value: options[value],
        key=f"activity_{name}",
        on_change=_write,
        args=(name,),
    )


def _write(name: str) -> None:
    _set(name, str(st.session_state[f"activity_{name}"] or ""))


def _write_day() -> None:
    chosen = st.session_state["activity_day"]
    _set("day", f"{chosen:%Y-%m-%d}" if isinstance(chosen, date) else "")


def _set(name: str, value: str) -> None:
    """Narrow the feed otherwise; it begins at its newest page again."""
    for gone in (name, *_PLACES):
        st.query_params.pop(gone, None)
    if value:
        st.query_params[name] = value


def _go(name: str, place: int | None) -> None:
    for gone in _PLACES:
        st.query_params.pop(gone, None)
    if place is not None:
        st.query_params[name] = str(place)


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _undo(page: OpenPage, event_id: int) -> None:
    """Take something back; this runs before the page is drawn again."""
    try:
        st.session_state[_SAID] = ("done", undo_event(page.workspace, event_id, actor=page.actor))
    except CurationError as error:
        st.session_state[_SAID] = ("refused", str(error))
