"""The workspace on the screen: what is in it, its backups, whether it is sound."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from curation.errors import CurationError
from curation.services import backups, health
from curation.services.backups import KnownBackup
from curation.services.health import Check, Status
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.ui.widgets import empty_state, metric_row, state_name
from curation.workspace import Holder

_BACKED_UP, _PROBLEM, _VERIFIED, _CHECKED = "backed_up", "backup_problem", "verified", "checked_backups"
MAX_LISTED: Final = 20


def show_status(status: Status) -> None:
    """Draw where the workspace lies, who works on it, and what is in it."""
    st.code(status.workspace, language=None, wrap_lines=True)
    metric_row(
        {
            "Personas": sum(status.counts["personas"].values()),
            "Samples": sum(status.counts["samples"].values()),
            "Reviews": status.counts["reviews"].get("current", 0),
            "Releases": sum(status.counts["releases"].values()),
        }
    )
    versions = ", ".join(f"{name} {version}" for name, version in status.versions.items())
    st.caption(f"Versions: {versions}. Server: {_say(status.locks['web'])}. Worker: {_say(status.locks['worker'])}.")
    st.caption("Search index: " + "; ".join(_say_index(kind, facts) for kind, facts in status.index.items()) + ".")
    with st.expander("All counts"):
        rows = [
            {"What": state_name(noun), "State": state_name(state), "Rows": count}
            for noun, states in status.counts.items()
            for state, count in states.items()
        ]
        st.dataframe(rows, hide_index=True, alt="Counts by state")


def show_backups(page: OpenPage) -> None:
    """Draw the button that makes a backup, those that are there, and how one is brought back."""
    if st.button("Back up now", icon=":material/backup:", type="primary"):
        _back_up(page)
    if done := st.session_state.pop(_BACKED_UP, None):
        st.success(f"Backed up and checked: {plain_line(done, 300)}")
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))
    known = backups.list_backups(page.workspace)
    if not known:
        empty_state(
            "No backup yet",
            "A backup is a checked copy of everything that cannot be made again. People can go on working meanwhile.",
            icon="backup",
        )
        return
    for one in known[:MAX_LISTED]:
        _show_backup(one)
    if len(known) > MAX_LISTED:
        st.caption(f"The newest {MAX_LISTED} of {len(known):,} are shown.")
    st.markdown("To bring one back, stop the app, then:")
    st.code(
        f"python -m curation --workspace {page.workspace.path} restore {known[0].path}", language=None, wrap_lines=True
    )
    kept = page.workspace.settings.backups_kept
    st.caption(
        "The file that is there now is kept beside the backups. Of the copies that the program makes before a"
        f" migration the newest {kept} are kept; backups that you make, and replaced files, are never removed."
    )


def show_verify(page: OpenPage) -> None:
    """Draw the button that checks everything that is kept, and what it found."""
    if st.button("Verify", icon=":material/verified:", help="Reads every row and every file; nothing is changed"):
        with st.spinner("Reading every row …"):
            st.session_state[_VERIFIED] = health.verify(page.workspace)
    found: Sequence[Check] | None = st.session_state.get(_VERIFIED)
    if found is None:
        st.caption("Checks the database, every text against its hash, the events, the index and the exports.")
        return
    if all(check.ok for check in found):
        st.success("Everything is as it was written.")
    else:
        st.error("Something is not as it was written. Restore a backup, or ask for help with the lines below.")
    show_checks(found)


def show_checks(found: Sequence[Check]) -> None:
    """Draw each point that was looked at: an icon, a word, and what was found."""
    with st.container(border=True, gap="xsmall"):
        for check in found:
            icon = ":green[:material/check_circle:]" if check.ok else ":red[:material/error:]"
            said = "" if check.ok else " **not sound**:"
            st.markdown(f"{icon} **{plain_line(check.name, 40)}**{said} {plain_line(check.detail, 600)}")


def _back_up(page: OpenPage) -> None:
    try:
        with st.spinner("Copying and checking …"):
            made = backups.backup(page.workspace, backups.default_target(page.workspace), actor=page.actor)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_BACKED_UP] = made.path


def _show_backup(one: KnownBackup) -> None:
    checked: dict[str, list[str]] = st.session_state.setdefault(_CHECKED, {})
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/database: **{plain_line(one.path.name, 80)}**")
        st.caption(f"{one.size_bytes / 1024**2:,.1f} MB · {_rows(one)}", width="content")
        if st.button("Check", key=f"check_{one.path.name}", type="tertiary", icon=":material/verified:"):
            with st.spinner("Reading it through …"):
                checked[one.path.name] = backups.check_backup(one.path)
    problems = checked.get(one.path.name)
    if problems:
        st.error(plain_line("; ".join(problems), 400))
    elif problems is not None:
        st.caption(":green[:material/check_circle:] Whole, and can be restored.")


def _rows(one: KnownBackup) -> str:
    if one.is_rotated:
        return "made by the program before a migration"
    if one.is_replaced:
        return "what was there before a restore"
    if one.note is None:
        return "no note"
    counts = one.note.counts
    return f"checked when it was made · {counts.get('persona', 0):,} personas, {counts.get('sample', 0):,} samples"


def _say_index(kind: str, facts: Mapping[str, Any]) -> str:
    found = f"{facts['vectors']:,} vectors" if facts["usable"] else f"none ({facts['reason']}), searched exactly"
    return f"{kind}s {found}"


def _say(holder: Holder | None) -> str:
    return "none" if holder is None else f"process {holder.pid} on {plain_line(holder.host, 60)}"
