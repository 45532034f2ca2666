"""Small pieces that pages share; their texts are ours, never a persona's or a model's."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import streamlit as st

from curation.errors import CurationError
from curation.text.ids import read_id
from curation.ui.safe_text import cell_text, plain_line

Move = Literal["first", "previous", "next", "last"]
Colour = Literal["green", "blue", "orange", "red", "violet", "gray"]

_COLOURS: Final[dict[str, Colour]] = {
    "ok": "green",
    "active": "green",
    "accepted": "green",
    "done": "green",
    "kept": "green",
    "queued": "blue",
    "running": "blue",
    "pending": "blue",
    "reserved": "blue",
    "sent": "blue",
    "draft": "violet",
    "check_failed": "orange",
    "cut_off": "orange",
    "unparseable": "orange",
    "empty": "orange",
    "unknown": "orange",
    "refused": "orange",
    "quarantined": "orange",
    "interrupted": "orange",
    "failed": "red",
    "rejected": "red",
    "cancelled": "gray",
    "not_sent": "gray",
    "excluded": "gray",
    "dropped": "gray",
    "duplicate": "gray",
}
_MOVES: Final[tuple[tuple[Move, str, str], ...]] = (
    ("first", "First page", "first_page"),
    ("previous", "Previous page", "chevron_left"),
    ("next", "Next page", "chevron_right"),
    ("last", "Last page", "last_page"),
)


def page_header(title: str, caption: str = "") -> None:
    """Open a page: its name and one line on what it is for."""
    st.title(title, anchor=False)
    if caption:
        st.caption(caption)


def show_error(error: CurationError) -> None:
    """Say what went wrong and what to do; the sentence may quote a name or a file, so it is shown without effect."""
    st.error(plain_line(str(error), 1_000))


def empty_state(title: str, text: str, *, icon: str = "inbox") -> st.delta_generator.DeltaGenerator:
    """Say why there is nothing here; put the link or the button that changes it into what is returned."""
    box = st.container(border=True, horizontal_alignment="center", gap="small")
    with box:
        st.markdown(f":material/{icon}: **{title}**", text_alignment="center")
        st.caption(text, text_alignment="center")
    return box


def metric_row(metrics: Mapping[str, str | int]) -> None:
    """Draw numbers side by side; they wrap on a narrow screen."""
    with st.container(horizontal=True, gap="small"):
        for name, value in metrics.items():
            st.metric(name, f"{value:,}" if isinstance(value, int) else value, border=True, width="stretch")


def state_badge(state: str) -> None:
    """Draw a state as a badge; the colour says how it went, the word says what it is."""
    st.badge(state_name(state), color=_COLOURS.get(state, "gray"))


def state_name(state: str) -> str:
    """Return a state as people read it."""
    return state.replace("_", " ")


def label_badge(label: str) -> None:
    """Draw what a text has to be labelled with, e.g. that no language model wrote it."""
    st.badge(label, color="orange", icon=":material/info:")


def pager(key: str, *, shown: str, has_previous: bool, has_next: bool) -> Move | None:
    """Draw first, previous, next and last, and return which one was pressed.

    Args:
        key: Tells two pagers on one page apart.
        shown: What is on the page now, e.g. `1 to 50 of 312`.
        has_previous: There is something before this page.
        has_next: There is something after it.
    """
    pressed: Move | None = None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for move, name, icon in _MOVES:
            can_go = has_previous if move in ("first", "previous") else has_next
            if st.button(name, key=f"{key}-{move}", icon=f":material/{icon}:", disabled=not can_go):
                pressed = move
        st.caption(shown, width="content")
    return pressed


def url_values(key: str) -> tuple[str, ...]:
    """Return what the address of the page says under a key."""
    return tuple(st.query_params.get_all(key))


def url_id(key: str) -> int | None:
    """Return the id that the address says under a key; None where it says none, or what can be none."""
    return read_id(st.query_params.get(key, ""))


def url_ids(key: str) -> tuple[int, ...]:
    """Return the ids that the address says under a key, and take away from it what can be none."""
    said = url_values(key)
    ids = tuple(found for value in said if (found := read_id(value)) is not None)
    if len(ids) < len(said):
        _write_values(key, [str(found) for found in ids])
    return ids


def facet(label: str, counts: Mapping[str, int], *, key: str, names: Mapping[str, str] | None = None) -> None:
    """Let a reader choose values of one attribute, each with how many rows have it; options read no Markdown.

    The choice stands in the address of the page, where `url_values` reads it
    and whence it can be shared. Streamlit's own binding would write the words
    on the options there, counts included, and forget the choice where the
    facet is not drawn.
    """
    shown = names or {}
    chosen = url_values(key)
    st.multiselect(
        label,
        [*counts, *(value for value in chosen if value not in counts)],
        default=chosen,
        format_func=lambda value: f"{cell_text(shown.get(value, state_name(value)), 60)} ({counts.get(value, 0):,})",
        key=f"facet_{key}",
        on_change=_write_choice,
        args=(key,),
        placeholder="Any",
        select_all=False,
    )


def _write_choice(key: str) -> None:
    _write_values(key, st.session_state[f"facet_{key}"])


def _write_values(key: str, values: Sequence[str]) -> None:
    if values:
        st.query_params[key] = values
    else:
        st.query_params.pop(key, None)
