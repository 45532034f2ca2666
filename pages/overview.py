"""Overview: what is there, what waits, what runs, what to do next."""

from curation.services.overview import read_overview
from curation.ui.overview_view import show_next_step, show_numbers, show_progress
from curation.ui.page import open_page
from curation.ui.widgets import page_header

page = open_page("overview")
seen = read_overview(page.workspace, actor=page.actor)
page_header(f"Good to see you, {page.shown_name}", "From personas to a dataset you can defend.")
show_next_step(seen, page.actor.role)
show_numbers(seen)
show_progress(seen)
