"""Map: the hub as a picture, in which personas that are alike lie near each other, and the same as a table."""

from curation.services import map as service
from curation.ui.map_view import show_again, show_clusters, show_empty, show_making, show_picture
from curation.ui.page import open_page
from curation.ui.widgets import page_header

page = open_page("map")
page_header("Map", "Who is in the hub, at one look: personas that are alike lie near each other.")
shown = service.read_map(page.workspace)
show_making(page, shown)
if shown is None:
    show_empty(page)
else:
    show_picture(page, shown)
    show_again(page)
    show_clusters(page, shown)
