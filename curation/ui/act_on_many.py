"""Select many, then act: exclude, restore, tag, and what else the page offers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import streamlit as st

from curation.errors import CurationError
from curation.models import ItemKind, PersonaFilter, SampleFilter
from curation.services import examples, select_many
from curation.services.lists import ListPage
from curation.services.permissions import may
from curation.ui.assign_view import assign_button
from curation.ui.examples_view import told
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.ui.widgets import show_error

Filter = PersonaFilter | SampleFilter
UNDO = "undo_batch"


@dataclass(frozen=True, slots=True)
class Reach:
    """What an action reaches, and how many these are as people read it."""

    meant: Filter
    count_text: str

    @classmethod
    def of_ids(cls, chosen: type[PersonaFilter] | type[SampleFilter], ids: Sequence[int]) -> Self:
        """Reach the items of some ids, of which there is at least one: without any, a filter means everything."""
        return cls(chosen(ids=tuple(ids)), f"{len(ids):,}")


def scope(kind: ItemKind, chosen: Filter, selected: Sequence[int], shown: ListPage[Any]) -> Reach:
    """Let a reader say what an action reaches: the selected rows, or all that match.

    After a search by meaning those are the rows of the ranking, which the
    filter alone does not say.
    """
    everything = Reach.of_ids(type(chosen), shown.ranking) if shown.ranking else Reach(chosen, shown.total_text)
    if not selected:
        st.caption(f"Actions reach all {everything.count_text} {kind}s that match. Select rows to reach only those.")
        return everything
    only = f"The {len(selected)} selected"
    reach = st.segmented_control(
        "Actions reach",
        [only, f"All {everything.count_text} that match"],
        default=only,
        required=True,
        key=f"{kind}_reach",
    )
    return everything if reach != only else Reach.of_ids(type(chosen), selected)


def act_on_many(page: OpenPage, kind: ItemKind, reach: Reach, *, more: Callable[[], None] | None = None) -> None:
    """Draw the actions on many; only for those who may."""
    show_undo(page)
    if not may(page.actor.role, "select_many"):
        return
    meant = reach.meant
    with st.container(horizontal=True, gap="small"):
        with st.popover("Exclude", icon=":material/block:"):
            st.write(f"Set {reach.count_text} {kind}s aside. Nothing is deleted, and you can take it back.")
            reason = st.text_input("Reason", key=f"{kind}_exclude_reason", placeholder="e.g. not a person")
            if st.button("Exclude them", key=f"{kind}_exclude", type="primary"):
                _act(
                    lambda: select_many.exclude(page.workspace, kind, meant, reason=reason, actor=page.actor),
                    "Excluded",
                )
        with st.popover("Tag", icon=":material/sell:"):
            word = st.text_input("Tag", key=f"{kind}_tag_word", max_chars=60)
            if st.button(f"Tag {reach.count_text}", key=f"{kind}_tag", type="primary", disabled=not word.strip()):
                _act(lambda: select_many.tag(page.workspace, kind, meant, word=word, actor=page.actor), "Tagged")
        if st.button(
            "Restore",
            key=f"{kind}_restore",
            icon=":material/undo:",
            help="Take excluded ones back, and quarantined ones where the filter names them",
        ):
            _act(lambda: select_many.restore(page.workspace, kind, meant, actor=page.actor), "Restored")
        if isinstance(meant, SampleFilter):
            _act_on_samples(page, meant, reach.count_text)
        if more is not None:
            more()


def _act_on_samples(page: OpenPage, meant: SampleFilter, count_text: str) -> None:
    """Draw what only samples have: being judged, and being examples."""
    if st.button("Send to review", icon=":material/rate_review:"):
        _act(lambda: select_many.send_to_review(page.workspace, meant, actor=page.actor), "Sent to review")
    assign_button(page, meant, count_text, on_done=_told)
    if st.button(
        "Use as examples",
        icon=":material/lightbulb:",
        help="For few-shot prompts: those that somebody accepted or edited",
    ):
        _use_as_examples(page, meant)


def show_undo(page: OpenPage) -> None:
    """Say what the last action did and offer to take it back."""
    done = st.session_state.get(UNDO)
    if done is None:
        return
    text, event_id = done
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.success(text, width="stretch")
        if event_id is not None and st.button("Undo", key="undo_batch_button", icon=":material/undo:"):
            try:
                count = select_many.undo_batch(page.workspace, event_id, actor=page.actor)
            except CurationError as error:
                show_error(error)
            else:
                st.session_state[UNDO] = (f"Taken back for {count:,}.", None)
                st.rerun()


def _use_as_examples(page: OpenPage, meant: SampleFilter) -> None:
    try:
        added = examples.add_from_samples(page.workspace, meant, actor=page.actor)
    except CurationError as error:
        show_error(error)
        return
    st.session_state[UNDO] = (plain_line(f"{told(added)} They stand with their templates.", 600), None)
    st.rerun()


def _told(text: str) -> None:
    st.session_state[UNDO] = (text, None)


def _act(action: Callable[[], select_many.Done], verb: str) -> None:
    try:
        done = action()
    except CurationError as error:
        show_error(error)
        return
    st.session_state[UNDO] = (
        f"{verb} {done.count:,}." if done.count else "There was nothing to change.",
        done.event_id,
    )
    st.rerun()
