"""Samples: find them by facets, words or meaning, then act on one or on many."""

from dataclasses import replace

import streamlit as st

from curation.errors import CurationError
from curation.models import ItemKind, SampleFilter
from curation.services import samples
from curation.services.blind_samples import RATED_ORDER, as_seen, reads_blind
from curation.services.permissions import may
from curation.ui.act_on_many import act_on_many, scope
from curation.ui.lists import current_place, search_row, show_pager
from curation.ui.nav import go_to, link_to
from curation.ui.page import open_page
from curation.ui.sample_view import again_button, show_filters, show_rows
from curation.ui.solve_form import solve_box
from curation.ui.widgets import empty_state, page_header, show_error

page = open_page("samples")
page_header("Samples", "Every output that was asked for, also those that failed, each with its reason.")

orders = [name for name in samples.ORDERS if not (reads_blind(page.actor) and name == RATED_ORDER)]
asked = search_row("s_", orders, placeholder="bees, probability, 市場 …")
chosen = show_filters(page, asked.text)
try:
    shown = samples.list_samples(
        page.workspace, chosen, order=asked.order, place=current_place("samples", (asked, chosen)), mode=asked.mode
    )
    shown = replace(shown, rows=as_seen(page.workspace, shown.rows, actor=page.actor))
except CurationError as error:
    show_error(error)
    st.stop()

if not shown.rows:
    title = "No sample matches" if chosen.set_fields() else "There are no samples yet"
    with empty_state(
        title, "Take a filter away, or make samples." if chosen.set_fields() else "Make some from personas."
    ):
        if may(page.actor.role, "generate"):
            link_to("generate", "Generate samples", icon="auto_awesome")
    st.stop()

selected = show_rows(shown)
show_pager(shown, "samples")
reach = scope(ItemKind.SAMPLE, chosen, selected, shown)


def open_or_again() -> None:
    """Offer what only samples have: their own page, another try, and a dataset of them."""
    if len(selected) == 1 and st.button(f"Open sample {selected[0]}", icon=":material/open_in_full:"):
        go_to("sample", {"sample": selected[0]})
    again_button(page, selected)
    if may(page.actor.role, "export") and st.button(f"Export {reach.count_text}", icon=":material/outbox:"):
        st.session_state["export_filter"] = reach.meant.set_fields()
        go_to("export")


act_on_many(page, ItemKind.SAMPLE, reach, more=open_or_again)
if isinstance(reach.meant, SampleFilter):
    solve_box(page, reach.meant, reach.count_text)
