"""Activity: what people did, newest first, and the way back."""

from curation.services.activity import read_activity
from curation.ui.activity_view import say_what_was_done, show_filters, show_pager, show_rows
from curation.ui.page import open_page
from curation.ui.widgets import empty_state, page_header

page = open_page("activity")
page_header("Activity", "What was done, by whom. You can take back what you did; curators also what others did.")
say_what_was_done()
asked = show_filters(page)
found = read_activity(
    page.workspace,
    person_id=asked.person_id,
    noun=asked.noun,
    days=asked.days,
    before=asked.before,
    after=asked.after,
    actor=page.actor,
)
if found.rows:
    show_rows(page, found.rows)
else:
    empty_state("Nothing like that happened", "Choose another person, another kind or another day.")
show_pager(found)
