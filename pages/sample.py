"""Sample: everything known of one, and how to correct it."""

import streamlit as st

from curation.errors import CurationError
from curation.models import ItemKind, SampleFilter
from curation.services import samples
from curation.services.blind_samples import detail_as_seen
from curation.services.solve_plan import SOLVED_SCENARIO
from curation.ui.act_on_many import Reach, act_on_many
from curation.ui.comments_view import comments_box
from curation.ui.edit_form import edit_form
from curation.ui.gold_view import known_box
from curation.ui.nav import link_to
from curation.ui.page import open_page
from curation.ui.safe_text import plain_line
from curation.ui.sample_view import again_button, show_badges, show_sample_in_full
from curation.ui.solve_form import solve_box
from curation.ui.widgets import empty_state, page_header, url_id

page = open_page("sample")
try:
    found = samples.get_sample(page.workspace, url_id("sample") or 0)
    detail = detail_as_seen(page.workspace, found, actor=page.actor)
except CurationError as error:
    page_header("Sample")
    with empty_state("No such sample", str(error)):
        link_to("samples", "All samples", icon="article")
    st.stop()

sample = detail.sample
page_header(f"Sample {sample.id}")
show_badges(sample)
if sample.state_reason or sample.reason:
    st.caption(plain_line(f"{sample.state_reason} {sample.reason}", 400))
show_sample_in_full(page, detail)
act_on_many(
    page,
    ItemKind.SAMPLE,
    Reach.of_ids(SampleFilter, [sample.id or 0]),
    more=lambda: again_button(page, [sample.id or 0]),
)
if sample.scenario == SOLVED_SCENARIO:
    solve_box(page, SampleFilter(ids=(sample.id or 0,)))
edit_form(page, detail)
known_box(page, sample)
comments_box(page, "sample", sample.id or 0)
link_to("samples", "All samples", icon="article")
