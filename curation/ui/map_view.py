"""The map on the screen: how it was made, the picture, who lies in an area, and the clusters as a table."""

import secrets
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import JobState, PersonaFilter
from curation.personas.clusters import MAX_CLUSTERS, MIN_CLUSTERS
from curation.services import jobs
from curation.services import map as service
from curation.services.map import Cluster, MapView, Selected
from curation.services.permissions import may
from curation.ui.map_chart import chart_options, corners_of
from curation.ui.nav import go_to, link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line
from curation.ui.widgets import empty_state, show_error, state_name

_TOKEN: Final = "map_token"  # noqa: S105 - it tells one click from the next and is no secret
_HEIGHT_PX: Final = 640
_HOW_TO: Final = (
    "Near means alike; between groups that lie far apart, distance says little. Take the lasso or the frame and draw"
    " around personas to select them; the wheel looks closer."
)


def show_making(page: OpenPage, shown: MapView | None) -> None:
    """Draw the job that works, or what the map was made from."""
    job = service.newest_map_job(page.workspace)
    if job is not None and job.is_active:
        st.fragment(_show_running, run_every="1s")(page, job.id)
        return
    if job is not None and job.state in (JobState.FAILED, JobState.REFUSED):
        st.error(plain_line(job.error, 600))
    if shown is not None:
        _show_facts(shown)


def show_again(page: OpenPage) -> None:
    """Offer to draw the map again, to those who may and while nobody has asked for it."""
    job = service.newest_map_job(page.workspace)
    if may(page.actor.role, "draw_map") and not (job and job.is_active):
        with st.expander("Draw it again", icon=":material/refresh:"):
            _show_form(page)


def show_empty(page: OpenPage) -> None:
    """Say why there is no map, and offer what changes it."""
    if not service.can_be_drawn(page.workspace):
        with empty_state("There are too few personas for a map", "Five that the model can read are enough."):
            if may(page.actor.role, "import"):
                link_to("sources", "Import personas", icon="upload_file")
        return
    job = service.newest_map_job(page.workspace)
    if job is not None and job.is_active:
        return
    advice = "It puts personas that are alike near each other, and names the groups that they form."
    with empty_state("Nobody has drawn the map yet", advice, icon="scatter_plot"):
        if may(page.actor.role, "draw_map"):
            _show_form(page)
        else:
            st.caption("A curator can draw it.")


@st.fragment
def show_picture(page: OpenPage, shown: MapView) -> None:
    """Draw the points and who lies in the area that somebody drew; drawing reruns this and nothing else."""
    colour = st.selectbox(
        "Colour by", service.COLOURS, format_func=lambda name: state_name(name).capitalize(), key="m_colour",
        bind="query-params", width=260,
    )  # fmt: skip
    coloured = service.read_points(page.workspace, shown, colour)
    options = chart_options(shown, coloured, theme="dark" if st.context.theme.type == "dark" else "light")
    above = st.container()
    drawn = st.echarts_chart(
        options,
        height=_HEIGHT_PX,
        key=f"map_{shown.id}",
        on_select="rerun",
        alt=f"Map of {shown.n_drawn:,} personas in {len(shown.clusters)} clusters. The table below says the same.",
    )
    areas = drawn.selection.areas
    with above:
        if areas:
            _show_selected(page, shown, areas[-1])
        else:
            st.caption(_HOW_TO)


def show_clusters(page: OpenPage, shown: MapView) -> None:
    """Draw the table of clusters, which says what the picture shows."""
    st.header(f"The {len(shown.clusters)} clusters", anchor=False)
    st.caption(
        "A cluster is named by the words that set it apart. Its share is of the personas on the map, with a 95 %"
        " interval; the examples lie near its middle."
    )
    for cluster in shown.clusters:
        with st.container(border=True, gap="small"):
            _show_cluster(page, cluster)


def _show_cluster(page: OpenPage, cluster: Cluster) -> None:
    share = cluster.share
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(plain_line(cluster.name, 80), anchor=False, width="content")
        st.badge(f"{cluster.n:,}", color="gray")
        st.caption(f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})", width="content")
    if cluster.words:
        st.caption("Words: " + plain_line(", ".join(cluster.words), 200))
    for persona_id, text in cluster.examples:
        link_to("persona", plain_line(text, 160), query={"persona": persona_id})
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        link_to("personas", f"Show {_people(cluster.n)}", icon="groups", query={"p_clusters": cluster.id})
        _generate_button(page, PersonaFilter(clusters=(cluster.id,)), key=f"generate_{cluster.id}")


def _show_selected(page: OpenPage, shown: MapView, area: dict[str, object]) -> None:
    try:
        found = service.select_in_polygon(page.workspace, shown.id, corners_of(area))
    except CurationError as error:
        show_error(error)
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small", key="map_selected"):
        st.markdown(_selected_text(shown, found), width="content")
        if found.n:
            link_to("personas", "Show these personas", icon="groups", query={"p_area": found.chosen.area})
            _generate_button(page, found.chosen, key="generate_area")


def _selected_text(shown: MapView, found: Selected) -> str:
    said = f"**{found.count_text}** of {shown.n:,} personas lie in the area"
    return said + (", drawn or not." if shown.n_drawn < shown.n else ".")


def _generate_button(page: OpenPage, chosen: PersonaFilter, *, key: str) -> None:
    if may(page.actor.role, "generate") and st.button("Generate for them", icon=":material/auto_awesome:", key=key):
        st.session_state["generate_for"] = chosen.set_fields()
        go_to("generate")


def _show_facts(shown: MapView) -> None:
    """Say when and of whom the map was made, what came since, and who is not on it."""
    drawn = "" if shown.n_drawn == shown.n else f", {shown.n_drawn:,} of them drawn, some of each cluster"
    how = f"{plain_line(shown.method, 200)}; k-means on the vectors of {plain_line(shown.model)}; seed {shown.seed}."
    clusters = f"{len(shown.clusters)} clusters"
    left_out = sum(shown.not_embedded.values())
    reasons = "; ".join(f"{plain_line(reason, 80)}: {count:,}" for reason, count in shown.not_embedded.items())
    missing = f" {left_out:,} {_be(left_out)} not on it, since the model has not read them." if left_out else ""
    made = f"Made on {shown.made_at:%Y-%m-%d %H:%M} UTC of {shown.n:,} personas{drawn}, in {clusters}."
    st.caption(made + missing, help=f"{how} {f'Not on it: {reasons}.' if left_out else ''}")
    news = []
    if shown.came_since:
        news.append(f"{_people(shown.came_since)} came since and {_be(shown.came_since)} not on it.")
    if shown.edited_since:
        news.append(f"{_people(shown.edited_since)} {'was' if shown.edited_since == 1 else 'were'} edited since.")
    if not shown.is_of_this_model:
        news.append("The workspace has another model now.")
    if news:
        st.info(" ".join([*news, "Draw it again to bring it up to date."]), icon=":material/fiber_new:")


def _be(n: int) -> str:
    return "is" if n == 1 else "are"


def _people(n: int) -> str:
    return f"{n:,} persona{'' if n == 1 else 's'}"


def _show_running(page: OpenPage, job_id: int) -> None:
    job = jobs.get_job(page.workspace, job_id)
    if not job.is_active:
        st.rerun()
    lines = jobs.job_log(page.workspace, job_id, limit=1)
    text = lines[-1].text if lines else "Waiting for the worker."
    with st.container(border=True):
        st.progress(min(job.done / job.total, 1.0) if job.total else 0.0, text=plain_line(text, 200))
        link_to("jobs", f"Job {job_id}", icon="pending_actions", query={"job": job_id})


def _show_form(page: OpenPage) -> None:
    number, seed = st.columns(2, gap="large")
    number.slider(
        "Clusters", MIN_CLUSTERS, MAX_CLUSTERS, service.usual_number(page.workspace), key="map_clusters",
        help="Few give a rough picture; many tell small groups apart.",
    )  # fmt: skip
    seed.number_input(
        "Seed", 0, service.MAX_SEED, 0, step=1, key="map_seed", help="The same hub and seed give the same map."
    )
    token = st.session_state.setdefault(_TOKEN, secrets.token_hex(16))
    st.button(
        "Draw the map",
        type="primary",
        icon=":material/scatter_plot:",
        key="draw_map",
        on_click=_start,
        args=(page, token),
    )


def _start(page: OpenPage, token: str) -> None:
    asked = {"clusters": st.session_state["map_clusters"], "seed": st.session_state["map_seed"]}
    try:
        service.start_map(page.workspace, **asked, actor=page.actor, client_token=token)
    except CurationError as error:
        show_error(error)
    else:
        st.session_state.pop(_TOKEN, None)
