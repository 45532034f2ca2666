"""A correction for all samples that read alike: what it would change, which of them are meant, and undo."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.services.fix_similar import Similar, SimilarSample, apply_fix, find_similar, has_similar, undo_fix
from curation.services.permissions import may
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.ui.text_changes import show_changes

PAGE_ROWS: Final = 10
_STATE: Final = "fix_similar"
_WIDE: Final = "fix_wide"


@dataclass(slots=True)
class _Open:
    """The window that is open: for which sample, and what was chosen and done in it."""

    sample_id: int
    start: int = 0
    left_out: set[int] = field(default_factory=set)
    said: str = ""
    is_error: bool = False
    event_id: int | None = None


def fix_button(page: OpenPage, sample_id: int) -> None:
    """Offer to correct other samples as this one was; it draws nothing where no other reads so, or one may not."""
    if not may(page.actor.role, "select_many"):
        return
    open_: _Open | None = st.session_state.get(_STATE)
    if open_ is not None and open_.sample_id != sample_id:
        open_ = None
    if open_ or has_similar(page.workspace, sample_id, actor=page.actor):
        st.button(
            "Correct similar samples",
            icon=":material/find_replace:",
            key="fix_open",
            help="Shows what would change, before anything does.",
            on_click=_open,
            args=(sample_id,),
        )
    if open_:
        _window(page, open_)


def _open(sample_id: int | None) -> None:
    st.session_state.pop(_WIDE, None)
    st.session_state[_STATE] = None if sample_id is None else _Open(sample_id)


@st.dialog("Correct similar samples", width="large", on_dismiss=lambda: _open(None))
def _window(page: OpenPage, open_: _Open) -> None:
    """Draw what the correction would change, ten samples at a time."""
    is_wide = bool(st.session_state.get(_WIDE))
    try:
        similar = find_similar(page.workspace, open_.sample_id, with_context=not is_wide, actor=page.actor)
    except CurationError as error:
        st.error(plain_line(str(error), 600))
        return
    _show_said(page, open_)
    for one in similar.replacements:
        show_changes(one.before, one.after)
    st.toggle(
        "Also where the words around it differ",
        key=_WIDE,
        help="Finds more, and more that is meant otherwise: look at each.",
        on_change=_turn,
        args=(open_, 0),
    )
    if not similar.samples:
        st.caption(plain_line(similar.why_not or "No other sample of this scenario reads so.", 400))
        return
    _show_samples(page, open_, similar, is_wide=is_wide)


def _show_said(page: OpenPage, open_: _Open) -> None:
    if not open_.said:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        (st.error if open_.is_error else st.success)(plain_line(open_.said, 600), width="stretch")
        if open_.event_id is not None:
            st.button("Undo", icon=":material/undo:", key="fix_undo", on_click=_undo, args=(page, open_))


def _show_samples(page: OpenPage, open_: _Open, similar: Similar, *, is_wide: bool) -> None:
    found = similar.samples
    start = min(open_.start, (len(found) - 1) // PAGE_ROWS * PAGE_ROWS)
    shown = found[start : start + PAGE_ROWS]
    meant = [row for row in found if row.sample_id not in open_.left_out]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Correct {len(meant):,} {'sample' if len(meant) == 1 else 'samples'}",
            key="fix_apply",
            type="primary",
            disabled=not meant,
            on_click=_apply,
            args=(page, open_, meant, similar.version, is_wide),
        )
        st.caption("The originals stay, and so does what was judged. One Undo takes all of it back.")
    _show_pager(open_, similar, start)
    for row in shown:
        st.checkbox(
            f"Sample {row.sample_id}",
            value=row.sample_id not in open_.left_out,
            key=f"fix_row_{row.sample_id}_{row.sample_id in open_.left_out}",
            on_change=_choose,
            args=(open_, [row.sample_id], row.sample_id in open_.left_out),
        )
        show_changes(row.before, row.after)


def _show_pager(open_: _Open, similar: Similar, start: int) -> None:
    ids = [row.sample_id for row in similar.samples]
    more = " More have these words; the newest are looked at." if similar.is_capped else ""
    last = min(start + PAGE_ROWS, len(ids))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("All", key="fix_all", on_click=_choose, args=(open_, ids, True))
        st.button("None", key="fix_none", on_click=_choose, args=(open_, ids, False))
        for label, to, is_off in (("Before", start - PAGE_ROWS, start == 0), ("Next", last, last == len(ids))):
            if len(ids) > PAGE_ROWS:
                st.button(label, key=f"fix_{label}", disabled=is_off, on_click=_turn, args=(open_, to))
        st.caption(f"{start + 1:,} to {last:,} of {len(ids):,} that read so.{more}", width="content")


def _turn(open_: _Open, to: int) -> None:
    open_.start = max(to, 0)


def _choose(open_: _Open, ids: Sequence[int], is_meant: bool) -> None:
    open_.left_out = open_.left_out - set(ids) if is_meant else open_.left_out | set(ids)


def _apply(page: OpenPage, open_: _Open, meant: Sequence[SimilarSample], version: int, is_wide: bool) -> None:
    versions = {row.sample_id: row.version for row in meant}
    try:
        done = apply_fix(
            page.workspace, open_.sample_id, versions, version=version, with_context=not is_wide, actor=page.actor
        )
    except CurationError as error:
        open_.said, open_.is_error, open_.event_id = str(error), True, None
        return
    n_left = len(done.changed_since)
    rest = f" {n_left:,} changed meanwhile and {'was' if n_left == 1 else 'were'} left alone." if n_left else ""
    open_.said = f"{done.count:,} {'sample is' if done.count == 1 else 'samples are'} corrected.{rest}"
    open_.is_error, open_.event_id, open_.start = False, done.event_id, 0


def _undo(page: OpenPage, open_: _Open) -> None:
    try:
        count = undo_fix(page.workspace, open_.event_id or 0, actor=page.actor)
    except CurationError as error:
        open_.said, open_.is_error = str(error), True
    else:
        open_.said, open_.is_error = f"{count:,} {'sample reads' if count == 1 else 'samples read'} as before.", False
    open_.event_id = None
