"""Releases: what was exported, its files and its card."""

import streamlit as st

from curation.errors import CurationError
from curation.services import releases
from curation.services.permissions import may
from curation.ui.nav import link_to
from curation.ui.page import open_page
from curation.ui.releases_view import MAX_LISTED, show_acts, show_card, show_files, show_list
from curation.ui.safe_text import plain_line
from curation.ui.widgets import empty_state, page_header, state_badge, url_id

page = open_page("releases")
if "release" in st.query_params:
    try:
        release = releases.get_release(page.workspace, url_id("release") or 0)
    except CurationError as error:
        page_header("Release")
        with empty_state("No such release", str(error)):
            link_to("releases", "All releases", icon="inventory_2")
        st.stop()
    page_header(plain_line(release.name, 80))
    link_to("releases", "All releases", icon="arrow_back")
    if not release.is_complete:
        state_badge("interrupted")
        st.stop()
    show_files(release)
    show_acts(release)
    with st.container(border=True):
        show_card(release)
    st.stop()

page_header("Releases", "Every export, frozen: which rows, under which licence, with the hash of each file.")
listed = releases.list_releases(page.workspace, limit=MAX_LISTED)
if listed:
    show_list(listed)
else:
    with empty_state("Nothing was exported yet", "A release is a dataset with its card, its ratings and a manifest."):
        if may(page.actor.role, "export"):
            link_to("export", "Export samples", icon="outbox")
