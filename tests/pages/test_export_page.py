"""Export and Releases as a curator uses them: counts first, then the licence, then the files."""

from collections.abc import Callable

import pytest
from sqlmodel import func, select
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from curation.models import DEMO_LABEL, Job, JobKind, Sample
from curation.services import releases
from curation.services.jobs import list_jobs
from curation.services.permissions import Actor
from curation.ui.export_view import HANDED_OVER
from curation.workspace import Workspace
from tests.services.dedup_runs import run_job
from tests.services.exporting import add_exportable, export

OpenPage = Callable[..., AppTest]


def said(shown: AppTest) -> str:
    parts = (shown.markdown, shown.caption, shown.warning, shown.error, shown.info, shown.success)
    return "\n".join(element.value for part in parts for element in part).replace("\\", "")


def numbers(shown: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in shown.metric}


def button(shown: AppTest, begin: str) -> Button:
    return next(button for button in shown.button if button.label.startswith(begin))


def set_licence(workspace: Workspace, sample_id: int, licence: str) -> None:
    with workspace.write() as tx:
        row = tx.get_one(Sample, sample_id)
        row.licence = licence
        tx.add(row)


@pytest.fixture
def ids(workspace: Workspace, admin: Actor) -> list[int]:
    """Four samples, of which one is not ok and one is by the demo."""
    made = add_exportable(workspace, 2)
    made += add_exportable(workspace, 1, outcome="refused", scenario="npc")
    return made + add_exportable(workspace, 1, label=DEMO_LABEL, counts=False)


def test_without_samples_the_page_says_what_to_do(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    assert "No sample to export" in said(page("export", actor_id=admin.id))


def test_the_counts_come_first_and_nothing_is_written(
    page: OpenPage, workspace: Workspace, admin: Actor, ids: list[int]
) -> None:
    shown = page("export", actor_id=admin.id)
    assert numbers(shown) == {"Rows that leave": "3", "Left out": "1"}
    assert "1: its outcome is not ok" in said(shown)
    assert "the label goes along" in said(shown)
    assert "Licence of the whole: **CC0-1.0**" in said(shown)
    assert not list(workspace.exports.iterdir())


def test_what_the_samples_page_handed_over_is_what_leaves(
    page: OpenPage, workspace: Workspace, admin: Actor, ids: list[int]
) -> None:
    shown = page("export", actor_id=admin.id)
    shown.session_state[HANDED_OVER] = {"ids": [ids[0], ids[2]]}
    shown.run()
    assert numbers(shown) == {"Rows that leave": "1", "Left out": "1"}
    button(shown, "Choose here instead").click().run()
    assert numbers(shown)["Rows that leave"] == "3"


def test_a_click_makes_one_export_and_leads_to_its_release(
    page: OpenPage, workspace: Workspace, admin: Actor, ids: list[int]
) -> None:
    shown = page("export", actor_id=admin.id)
    shown.text_input(key="export_name").set_value("First try").run()
    button(shown, "Export 3").click().run()
    with workspace.read() as session:
        assert session.exec(select(func.count()).where(Job.kind == JobKind.EXPORT)).one() == 1
    for job in list_jobs(workspace, only_active=True):
        run_job(workspace, job.id)
    shown.run()
    assert "Exported 3 rows" in said(shown)
    assert [release.name for release in releases.list_releases(workspace)] == ["First-try"]
    button(shown, "Export 3").click().run()
    assert "There is an export named First-try already" in said(shown)


def test_mixed_licences_stop_the_export_until_they_are_settled(
    page: OpenPage, workspace: Workspace, admin: Actor, ids: list[int]
) -> None:
    set_licence(workspace, ids[0], "CC-BY-NC-SA-4.0")
    shown = page("export", actor_id=admin.id)
    assert button(shown, "Export 3").disabled
    assert "**CC-BY-NC-SA-4.0** (1)" in said(shown)
    button(shown, "Only the 2 rows under CC0").click().run()
    assert numbers(shown)["Rows that leave"] == "2"
    assert not button(shown, "Export 2").disabled


def test_a_freer_licence_needs_a_reason(page: OpenPage, workspace: Workspace, admin: Actor, ids: list[int]) -> None:
    set_licence(workspace, ids[0], "CC-BY-NC-SA-4.0")
    shown = page("export", actor_id=admin.id)
    shown.selectbox(key="export_licence").set_value("MIT").run()
    assert "permits more than CC-BY-NC-SA-4.0" in said(shown)
    assert button(shown, "Export 3").disabled
    shown.text_input(key="export_reason").set_value("agreed with the authors").run()
    assert not button(shown, "Export 3").disabled
    assert "The card will say" in said(shown)


def test_a_release_shows_its_files_its_card_and_whether_they_hold(
    page: OpenPage, workspace: Workspace, admin: Actor, ids: list[int]
) -> None:
    result = export(workspace, admin, workspace.exports / "one", name="one")
    shown = page("releases", actor_id=admin.id)
    assert "3 rows" in said(shown)
    query = {"release": str(result["release_id"])}
    shown = page("releases", actor_id=admin.id, query=query)
    assert list(shown.dataframe[0].value["File"]) == ["samples.jsonl", "ratings.jsonl", "README.md", "manifest.json"]
    assert "Rows by scenario and outcome" in said(shown)
    button(shown, "Verify").click().run()
    assert "Every file is as it was written" in said(shown)
    button(shown, "Prepare a zip").click().run()
    assert shown.download_button[0].label == "Download one.zip"
    (workspace.exports / "one" / "README.md").write_text("other")
    button(shown, "Verify").click().run()
    assert "sha256 differs" in shown.error[-1].value


@pytest.mark.parametrize("wanted", ["99", "x", "-1"])
def test_a_release_that_is_none_leads_back(page: OpenPage, workspace: Workspace, admin: Actor, wanted: str) -> None:
    assert "No such release" in said(page("releases", actor_id=admin.id, query={"release": wanted}))
