"""Sharing on the screen: the rules, what is assigned to whom, and who has what on the screen."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

import streamlit as st

from curation.errors import CurationError
from curation.models import utc_now
from curation.services import assigning, review_queue
from curation.services.assigning import Asked, can_be_asked
from curation.services.people import list_people
from curation.services.review_policy import MAX_OVERLAP, ReviewPolicy, get_review_policy, set_review_policy
from curation.ui.local_time import day_and_minute
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.sharing_words import by_person, in_words, what_waits
from curation.ui.times import duration
from curation.ui.widgets import empty_state, show_error

T = TypeVar("T")
_TOLD: Final = "sharing_told"
_MOST_ACTS: Final = 20


def show_told() -> None:
    """Say what the last act did."""
    if told := st.session_state.pop(_TOLD, None):
        st.success(told)


def show_rules(page: OpenPage) -> None:
    """Draw the rules as a form, and what they mean for the samples that there are."""
    policy, sizes = get_review_policy(page.workspace), review_queue.samples_by_reviews(page.workspace)
    st.header("Rules", anchor=False)
    left, right = st.columns([3, 2], gap="large")
    with left, st.form("sharing_rules"):
        overlap = st.number_input(
            "Reviews per sample", 0, MAX_OVERLAP, policy.overlap,
            help="So many people judge each sample, then it waits no longer. 0 asks everybody about everything.",
        )  # fmt: skip
        only_assigned = st.toggle(
            "Ask people only about what is assigned to them", policy.only_assigned,
            help="Else what is assigned comes first, and everything else after it.",
        )  # fmt: skip
        gold_every = st.number_input(
            "One known sample after about this many others", 0, 1_000, policy.gold_every,
            help="Samples whose right answers are known are mixed in; after how many differs each time. 0 for never.",
        )  # fmt: skip
        lease_minutes = st.number_input(
            "Minutes that a screen keeps a sample", 1, 24 * 60, policy.lease_minutes,
            help="So long nobody else is given what somebody has on the screen unanswered.",
        )  # fmt: skip
        if st.form_submit_button("Save the rules", type="primary"):
            said = ReviewPolicy(
                overlap=overlap, only_assigned=only_assigned, gold_every=gold_every, lease_minutes=lease_minutes
            )
            _act(lambda: set_review_policy(page.workspace, said, actor=page.actor), lambda _: "The rules are saved.")
    with right:
        st.markdown(f"**Now:** {in_words(policy, sizes)}")
        if sizes:
            st.table(what_waits(policy, sizes))


def show_assignments(page: OpenPage) -> None:
    """Draw how far each person is with what was assigned, and how it is taken back or handed over."""
    st.header("Assigned", anchor=False)
    rows = assigning.list_assignments(page.workspace, actor=page.actor)
    if not rows:
        with empty_state("Nothing is assigned to anybody", "Select samples, then Assign."):
            link_to("samples", "Choose samples", icon="article")
        return
    able = {person.id or 0: person.name for person in list_people(page.workspace) if can_be_asked(person)}
    for person_id in dict.fromkeys(row.annotator_id for row in rows):
        _show_person(page, [row for row in rows if row.annotator_id == person_id], able)
    with st.expander("By act"):
        for row in rows[:_MOST_ACTS]:
            _show_act(page, row)
        if len(rows) > _MOST_ACTS:
            st.caption(f"The newest {_MOST_ACTS} of {len(rows):,}; `assignments list` shows all.")


def show_screens(page: OpenPage) -> None:
    """Draw who has what on the screen, for how long, and how it is freed."""
    st.header("On the screen now", anchor=False)
    taken = review_queue.on_all_screens(page.workspace, actor=page.actor)
    if not taken:
        st.caption("Nobody has a sample on the screen.")
    ids = {row.name: row.annotator_id for row in taken}
    for name, samples, at in by_person(taken):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            what = f"sample {samples[0]}" if len(samples) == 1 else f"{len(samples):,} samples"
            age = duration((utc_now() - at).total_seconds())
            st.markdown(f"**{plain_line(name, 60)}**: {what}, for {age}", width="content")
            if st.button(
                "Free it", key=f"free_{ids[name]}", icon=":material/lock_open:",
                help="Others are given it. What was answered is kept, and what is still answered too.",
            ):  # fmt: skip
                _free(page, ids[name], name)


def _free(page: OpenPage, person_id: int, name: str) -> None:
    _act(
        lambda: review_queue.release_screen(page.workspace, person_id, actor=page.actor),
        lambda count: f"{count:,} of {plain_line(name, 60)} freed.",
    )


def _show_person(page: OpenPage, rows: Sequence[Asked], able: Mapping[int, str]) -> None:
    person_id, name = rows[0].annotator_id, plain_line(rows[0].name, 60)
    total, left = sum(row.total for row in rows), sum(row.open for row in rows)
    gone = "" if rows[0].is_active else " · left"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.progress((total - left) / total, text=f"**{name}**{gone}: {total - left:,} of {total:,} done", width=360)
        if not left:
            return
        with st.popover(f"{left:,} open", icon=":material/undo:"):
            st.write("What was judged stays.")
            if st.button("Take back what is open", key=f"take_back_{person_id}", type="primary"):
                _act(
                    lambda: assigning.take_back(page.workspace, person_id=person_id, actor=page.actor),
                    lambda count: f"{count:,} taken back from {name}.",
                )
            others = {other: said for other, said in able.items() if other != person_id}
            to = st.selectbox(
                "Or hand it over to", list(others), index=None, key=f"to_{person_id}",
                format_func=lambda other: cell_text(others[other], 60),
            )  # fmt: skip
            if st.button("Hand over", key=f"hand_over_{person_id}", disabled=to is None) and to is not None:
                _act(
                    lambda: assigning.hand_over(page.workspace, person_id, to, actor=page.actor),
                    lambda done: f"{done.moved:,} handed over; {done.ended:,} ended, since they were known already.",
                )


def _show_act(page: OpenPage, row: Asked) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        at = day_and_minute(datetime.fromisoformat(row.created_at))
        st.markdown(
            f"{at} · **{plain_line(row.name, 60)}**: {row.total - row.open:,} of {row.total:,} done", width="content"
        )
        if row.open and st.button("Take back", key=f"act_{row.event_id}_{row.annotator_id}"):
            _act(
                lambda: assigning.take_back(
                    page.workspace, event_id=row.event_id, person_id=row.annotator_id, actor=page.actor
                ),
                lambda count: f"{count:,} taken back.",
            )


def _act(action: Callable[[], T], words: Callable[[T], str]) -> None:
    try:
        done = action()
    except CurationError as error:
        show_error(error)
        return
    st.session_state[_TOLD] = words(done)
    st.rerun()
