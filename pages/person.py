"""Person: one's own work, and for curators anybody's."""

import streamlit as st

from curation.errors import CurationError
from curation.services.person_page import person_page
from curation.ui.local_time import day_and_minute, local_zone
from curation.ui.nav import link_to
from curation.ui.page import open_page
from curation.ui.person_view import show_days, show_mentions, show_scenarios, show_work
from curation.ui.safe_text import plain_line
from curation.ui.widgets import empty_state, page_header, url_id

page = open_page("person")
person_id = url_id("person") or page.actor.id
try:
    found = person_page(page.workspace, person_id, zone=local_zone(), actor=page.actor)
except CurationError as error:
    page_header("Person")
    with empty_state("Nothing to see here", str(error)):
        link_to("person", "Your own page", icon="person", query={"person": page.actor.id})
    st.stop()

is_own = person_id == page.actor.id
person = found.person
page_header(plain_line(person.name, 60), "Your work." if is_own else "")
seen = "never" if found.last_seen is None else day_and_minute(found.last_seen)
st.caption(f"{person.role.capitalize()}{'' if person.is_active else ', left'} · last seen {seen}")
with st.container(horizontal=True):
    link_to("activity", "What was done", icon="history", query={"by": person_id})
if is_own:
    show_mentions(page)
show_work(found)
show_scenarios(found)
show_days(found)
