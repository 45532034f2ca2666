"""Releases on the screen: which there are, and one in full."""

from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.services import exports, releases
from curation.services.releases import ReleasePublic
from curation.ui.nav import link_to
from curation.ui.safe_text import cell_text, plain_line, show_text
from curation.ui.widgets import state_badge

MAX_LISTED: Final = 100


def show_list(listed: list[ReleasePublic]) -> None:
    """Draw the releases, the newest first."""
    for release in listed:
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                link_to("releases", plain_line(release.name, 80), icon="inventory_2", query={"release": release.id})
                st.badge(plain_line(release.licence or "no licence", 60), color="blue")
                if not release.is_complete:
                    state_badge("interrupted")
            st.caption(_facts(release))
    if len(listed) == MAX_LISTED:
        st.caption(f"The newest {MAX_LISTED} are shown.")


def show_files(release: ReleasePublic) -> None:
    """Draw the files with their rows and hashes, and where they lie."""
    st.caption(_facts(release))
    rows = [
        {
            "File": cell_text(str(file["path"]), 80),
            "Rows": "" if file["rows"] is None else f"{file['rows']:,}",
            "sha256": str(file["sha256"]),
        }
        for file in release.files
    ]
    st.dataframe(rows, hide_index=True, alt="Files of the release")
    st.code(str(release.folder), language=None, wrap_lines=True)
    if release.left_out:
        said = "; ".join(f"{count:,}: {exports.left_out_label(reason)}" for reason, count in release.left_out.items())
        st.caption(f"Left out: {plain_line(said, 600)}")


def show_acts(release: ReleasePublic) -> None:
    """Draw what can be done with a release: compare its files with the manifest, take them along."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Verify", icon=":material/verified:", help="Compare every file with its sha256"):
            st.session_state["release_problems"] = (release.id, releases.check_release(release))
        if releases.release_bytes(release) <= releases.MAX_ZIP_BYTES:
            if st.session_state.get("release_packed") == release.id:
                _offer_zip(release)
            elif st.button("Prepare a zip", icon=":material/folder_zip:"):
                st.session_state["release_packed"] = release.id
                st.rerun()
        else:
            st.caption("Too large for a download here: take the files from the folder above.", width="content")
    checked = st.session_state.get("release_problems")
    if checked is not None and checked[0] == release.id:
        if checked[1]:
            st.error(plain_line(" ".join(checked[1]), 600))
        else:
            st.success("Every file is as it was written.")


def show_card(release: ReleasePublic) -> None:
    """Draw the dataset card without its front matter, which is for machines."""
    card = releases.release_card(release)
    if not card:
        st.info("The card is not there any more.")
        return
    _, _, body = card.removeprefix("---\n").partition("\n---\n")
    show_text(body or card, key=f"card_{release.id}")


def _offer_zip(release: ReleasePublic) -> None:
    try:
        packed = releases.release_zip(release)
    except CurationError as error:
        st.error(plain_line(str(error), 400))
        return
    st.download_button(
        f"Download {plain_line(release.name, 80)}.zip",
        packed,
        file_name=f"{release.name}.zip",
        mime="application/zip",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
    )


def _facts(release: ReleasePublic) -> str:
    form = release.format if release.format != "messages" else f"messages, {release.target}"
    when = f"{release.created_at:%Y-%m-%d %H:%M} UTC"
    return f"{release.rows:,} rows · {form} · {plain_line(release.made_by, 60)}, {when} · {release.fingerprint}"
