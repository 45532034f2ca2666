"""Overview: what is there, what waits, what runs, what to do next."""

from curation.ui.page import open_page
from curation.ui.widgets import page_header

page = open_page("overview")
page_header("Overview")
