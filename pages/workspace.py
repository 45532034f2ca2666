"""Workspace."""

from curation.ui.page import open_page
from curation.ui.widgets import page_header

page = open_page("workspace")
page_header("Workspace")
