"""Jobs: the queue, live; one job with what became of it; who does the work."""

import streamlit as st

from curation.errors import CurationError
from curation.services import jobs
from curation.services.permissions import may
from curation.ui.comments_view import comments_box
from curation.ui.jobs_view import back_button, job_title, show_one, show_queue, show_worker
from curation.ui.nav import link_to
from curation.ui.page import open_page
from curation.ui.widgets import empty_state, page_header, url_id

page = open_page("jobs")
if "job" in st.query_params:
    try:
        job = jobs.get_job(page.workspace, url_id("job") or 0)
    except CurationError as error:
        page_header("Job")
        with empty_state("No such job", str(error)):
            back_button()
        st.stop()
    page_header(f"Job {job_title(job)}")
    back_button()
    if job.is_active:
        show_worker(page, is_needed=True)
    show_one(page, job.id)
    comments_box(page, "job", job.id)
    st.stop()

page_header("Jobs", "Long work goes on in the background: you can leave this page, close the tab or restart the app.")
show_worker(page, is_needed=jobs.any_active(page.workspace))
if jobs.list_jobs(page.workspace, limit=1):
    show_queue(page)
else:
    with empty_state("Nothing has been done yet", "Imports, generation and the search for duplicates show up here."):
        if may(page.actor.role, "generate"):
            link_to("generate", "Generate samples", icon="auto_awesome")
