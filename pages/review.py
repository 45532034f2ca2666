"""Review."""

from curation.ui.page import open_page
from curation.ui.widgets import page_header

page = open_page("review")
page_header("Review")
