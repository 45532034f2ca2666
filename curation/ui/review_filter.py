"""Which queue, and search and filter inside it; what is chosen stands in the address and can be shared."""

from typing import Final

import streamlit as st

from curation.models import SampleFilter
from curation.review import Queue, QueueCounts
from curation.services import review_queue, samples
from curation.ui.page import OpenPage
from curation.ui.review_desk import Desk
from curation.ui.review_state import UnderFilter
from curation.ui.widgets import facet, url_values

_PREFIX: Final = "r_"
_TEXT: Final = "r_text"
_QUEUE: Final = "r_queue"
_LABELS: Final = {
    "languages": "Language",
    "outcomes": "Outcome",
    "failed_checks": "Failed check",
    "verdicts": "Solved again",
    "models": "Model",
    "tags": "Tag",
}


def queue_in_address() -> Queue:
    """Return which list the address names; what names none is the one that waits."""
    said = st.query_params.get(_QUEUE, "").lower()
    return Queue(said) if said in list(Queue) else Queue.PENDING


def choose_queue(queue: Queue) -> None:
    """Go through another list of one's work."""
    if queue is Queue.PENDING:
        st.query_params.pop(_QUEUE, None)
    else:
        st.query_params[_QUEUE] = queue.capitalize()
    st.query_params.pop("sample", None)


def choose_filter(page: OpenPage) -> SampleFilter | None:
    """Draw the filter, folded until wanted, and return what it means; None where nothing is chosen."""
    values: dict[str, object] = {name: url_values(_PREFIX + name) for name in _LABELS}
    chosen = SampleFilter.model_validate({**values, "text": " ".join(url_values(_TEXT))})
    count = len(chosen.set_fields())
    # It looks the same whatever is chosen: another label would close it after each choice.
    box = st.popover("Filter", icon=":material/filter_alt:", type="tertiary", key="r_filter", on_change="rerun")
    if box.open:
        with box:
            _show_fields(page, chosen)
    if count:
        label = f"Clear {count} filter{'s' if count > 1 else ''}"
        st.button(label, icon=":material/filter_alt_off:", key="r_clear", on_click=_clear)
    return chosen if count else None


def left_under_filter(desk: Desk, counts: QueueCounts) -> str:
    """Return how many samples still wait under the filter; they are counted once, when it is set."""
    if desk.filter is None or desk.queue is not Queue.PENDING:
        return ""
    done = counts.decided + counts.skipped
    if desk.state.under_filter is None:
        waited, has_more = review_queue.count_under_filter(
            desk.page.workspace, desk.page.actor, desk.filter, scenario=desk.scenario
        )
        desk.state.under_filter = UnderFilter(waited, has_more, done)
    waited, has_more, done_before = desk.state.under_filter
    left = max(waited - (done - done_before), 0)
    return f"{left:,}{' or more' if has_more else ''} left under the filter"


def _show_fields(page: OpenPage, chosen: SampleFilter) -> None:
    """Draw the fields; their values are counted only while the box is open, since that reads every row."""
    st.text_input(
        "Words",
        chosen.text,
        key=f"field_{_TEXT}",
        type="search",
        placeholder="bees, probability, 市場 …",
        on_change=_write_text,
    )
    counts = samples.sample_facets(page.workspace, chosen)
    for name, label in _LABELS.items():
        values = {str(value): number for value, number in counts.get(name, {}).items() if value != ""}
        if values or url_values(_PREFIX + name):
            facet(label, values, key=_PREFIX + name)


def _write_text() -> None:
    text = str(st.session_state[f"field_{_TEXT}"] or "").strip()
    if text:
        st.query_params[_TEXT] = text
    else:
        st.query_params.pop(_TEXT, None)


def _clear() -> None:
    for name in (_TEXT, *(_PREFIX + name for name in _LABELS)):
        st.query_params.pop(name, None)
        for widget in (f"facet_{name}", f"field_{name}"):
            st.session_state.pop(widget, None)
