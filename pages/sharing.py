"""Sharing: how many people judge each sample, who is asked about what, and who has what on the screen."""

from curation.ui.page import open_page
from curation.ui.sharing_view import show_assignments, show_rules, show_screens, show_told
from curation.ui.widgets import page_header

page = open_page("sharing")
page_header("Sharing", "How many people judge each sample, who is asked about what, and who has what on the screen.")
show_told()
show_rules(page)
show_assignments(page)
show_screens(page)
