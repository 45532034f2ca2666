"""The map's page: an empty state that helps, who may draw it, and the clusters as a table."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import JobKind, Role
from curation.services import jobs, people
from curation.services import map as service
from curation.services.permissions import Actor
from curation.ui.safe_text import plain_line
from curation.workspace import Workspace
from tests.services.test_map import add_groups, add_personas, drawn

OpenPage = Callable[..., AppTest]


def said(shown: AppTest) -> str:
    return " ".join(element.value for element in (*shown.caption, *shown.markdown, *shown.info))


def test_an_empty_hub_says_what_a_map_needs(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = page("map", actor_id=admin.id)
    assert "too few personas" in said(shown)
    assert "draw_map" not in [button.key for button in shown.button]


def test_a_curator_draws_the_first_map_from_the_empty_state(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace, each=3)
    shown = page("map", actor_id=admin.id)
    assert "Nobody has drawn the map yet" in said(shown)
    shown.slider(key="map_clusters").set_value(5)
    shown.button(key="draw_map").click().run()
    assert not shown.exception
    (job,) = jobs.list_jobs(workspace)
    assert (job.kind, job.params) == (JobKind.MAP, {"clusters": 5, "seed": 0})
    assert "Nobody has drawn the map yet" not in said(shown)


def test_a_viewer_looks_and_is_not_offered_to_draw(
    page: OpenPage, workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    people.change_person(workspace, annotator.id, role=Role.VIEWER, actor=admin)
    add_groups(workspace)
    assert "A curator can draw it" in said(page("map", actor_id=annotator.id))
    drawn(workspace, admin)
    shown = page("map", actor_id=annotator.id)
    assert not shown.exception
    assert shown.header[0].value == "The 3 clusters"
    assert [button.label for button in shown.button if "Generate" in button.label or "Draw" in button.label] == []


def test_the_table_says_name_size_share_words_and_examples(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace)
    add_personas(workspace, ["夜勤の看護師"])
    found = drawn(workspace, admin)
    add_personas(workspace, ["A judge"])
    shown = page("map", actor_id=admin.id)
    assert not shown.exception
    assert len(shown.subheader) == 3
    text = said(shown)
    assert "of 60 personas, in 3 clusters. 1 is not on it" in text
    assert "1 persona came since and is not" in text
    assert text.count("33.3% (22.7% to 45.9%)") == 3
    for cluster in found.clusters:
        assert "Words: " + plain_line(", ".join(cluster.words)) in text
    links = [element.proto.label for element in shown.get("page_link")]
    assert links.count("Show 20 personas") == 3
    assert all(any(written[:20] in label for label in links) for c in found.clusters for _, written in c.examples)


def test_a_cluster_goes_to_generation_as_a_filter(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace)
    (first, *_) = drawn(workspace, admin).clusters
    shown = page("map", actor_id=admin.id)
    shown.button(key=f"generate_{first.id}").click().run()
    assert shown.session_state["generate_for"] == {"clusters": [first.id]}


def test_an_address_filters_the_list_by_cluster_and_by_area(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace)
    found = drawn(workspace, admin)
    shown = page("personas", actor_id=admin.id, query={"p_clusters": str(found.clusters[0].id)})
    assert "20 shown of 20" in said(shown)
    selected = service.select_in_polygon(workspace, found.id, [(0, 0), (500, 0), (500, 1000), (0, 1000)])
    shown = page("personas", actor_id=admin.id, query={"p_area": selected.chosen.area})
    assert f"{min(selected.n, 50)} shown of {selected.n}" in said(shown)
    assert "drawn by hand" in said(shown)


@pytest.mark.parametrize("written", ["zzz", "1:0,0;1,1", "9:0,0;1,0;1,1) or 1=1 --"])
def test_an_area_that_cannot_be_read_is_taken_away_from_the_address(
    page: OpenPage, workspace: Workspace, admin: Actor, written: str
) -> None:
    add_groups(workspace)
    shown = page("personas", actor_id=admin.id, query={"p_area": written})
    assert not shown.exception
    assert "50 shown of 60" in said(shown)
    assert "p_area" not in shown.query_params
