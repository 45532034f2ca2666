"""Sources as a curator uses it: a file given, looked at, described, imported, and accounted for."""

import json
from collections.abc import Callable

import pytest
from sqlmodel import func, select
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from curation.models import Job, JobKind, Persona
from curation.services import sources
from curation.services.imports import start_import
from curation.services.jobs import cancel_job, list_jobs
from curation.services.permissions import Actor
from curation.ui.nav import ENTRIES
from curation.workspace import Workspace
from tests.services.dedup_runs import run_job

OpenPage = Callable[..., AppTest]
BEES = "A keeper of bees in the hills"
HOSTILE = "![x](http://evil.example/p.png) <script>alert(1)</script>"
ROWS = [{"persona": BEES}, {"persona": f"{HOSTILE} reader of newspapers"}, "no json =1+1", {"persona": BEES}]
FILE = "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in ROWS).encode()
TASK = json.dumps({"input persona": BEES, "synthesized text": "Math problem: 1 + 1?", "description": "math"}).encode()


def upload(shown: AppTest, content: bytes = FILE, name: str = "a.jsonl") -> AppTest:
    return shown.file_uploader[0].set_value((name, content, "application/json")).run()


def import_button(shown: AppTest) -> Button:
    return next(button for button in shown.button if str(button.key).startswith("import_"))


def said(shown: AppTest) -> str:
    parts = (shown.markdown, shown.caption, shown.warning, shown.error)
    return "\n".join(element.value for part in parts for element in part).replace("\\", "")


def count_imports(workspace: Workspace) -> int:
    with workspace.read() as session:
        return session.exec(select(func.count()).where(Job.kind == JobKind.IMPORT_PERSONAS)).one()


def run_imports(workspace: Workspace) -> None:
    for job in list_jobs(workspace, only_active=True):
        run_job(workspace, job.id)


def test_an_empty_hub_says_what_to_do(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = page("sources", actor_id=admin.id)
    assert "Nothing came in yet" in said(shown)
    assert "import personas PATH" in shown.code[0].value


def test_a_file_is_looked_at_before_anything_is_stored(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = upload(page("sources", actor_id=admin.id))
    assert list(shown.dataframe[0].value["persona"]) == [BEES, f"{HOSTILE} reader of newspapers", BEES]
    assert "line 3: the line is not valid JSON" in said(shown)
    assert shown.selectbox(key=next(str(s.key) for s in shown.selectbox if "column" in str(s.key))).value == "persona"
    assert not sources.list_sources(workspace)


def test_the_licence_is_asked_for_and_never_taken_for_granted(
    page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    shown = upload(page("sources", actor_id=admin.id))
    assert shown.selectbox(key="import_licence").value is None
    assert import_button(shown).disabled
    assert "Choose the licence first" in said(shown)
    shown.selectbox(key="import_licence").set_value("unknown").run()
    assert not import_button(shown).disabled
    assert "stops until somebody states a licence" in said(shown)


def test_an_import_is_started_once_and_accounted_for(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = upload(page("sources", actor_id=admin.id))
    shown.selectbox(key="import_licence").set_value("CC-BY-4.0").run()
    import_button(shown).click().run()
    assert count_imports(workspace) == 1
    assert not shown.error
    run_imports(workspace)
    shown.run()
    assert "4 rows read: 2 added + 1 already present + 1 skipped" in said(shown)
    assert "1: the line is not valid JSON" in said(shown)
    shown.toggle(key="skipped_1").set_value(True).run()
    assert list(shown.dataframe[0].value["Line"]) == [3]
    with workspace.read() as session:
        assert set(session.exec(select(Persona.licence))) == {"CC-BY-4.0"}


def test_a_file_that_went_away_meanwhile_is_missed_and_asked_for_again(
    page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    shown = upload(page("sources", actor_id=admin.id))
    shown.selectbox(key="import_licence").set_value("MIT").run()
    for path in workspace.uploads.iterdir():
        path.unlink()
    import_button(shown).click().run()
    assert "There is no file" in said(shown)
    assert len(shown.file_uploader) == 1
    assert count_imports(workspace) == 0


def test_a_task_file_is_taken_for_samples(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = upload(page("sources", actor_id=admin.id), TASK)
    shown.selectbox(key="import_licence").set_value("MIT").run()
    assert import_button(shown).label == "Import samples"
    import_button(shown).click().run()
    run_imports(workspace)
    assert [source.kind for source in sources.list_sources(workspace)] == ["samples"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", b"PAR1 broken", b"\x1f\x8b broken"])
def test_a_file_that_cannot_be_read_says_why_and_another_can_be_given(
    page: OpenPage, workspace: Workspace, admin: Actor, content: bytes
) -> None:
    shown = upload(page("sources", actor_id=admin.id), content, "a.bin")
    assert shown.error[0].value
    assert not shown.exception
    next(button for button in shown.button if button.label == "Another file").click().run()
    assert len(shown.file_uploader) == 1
    assert not list(workspace.uploads.iterdir())


def test_an_import_that_was_stopped_says_where_and_how_it_goes_on(
    page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    (workspace.uploads / "a.txt").write_text(BEES)
    job_id = start_import(workspace, workspace.uploads / "a.txt", kind="personas", licence="MIT", actor=admin)
    assert "as soon as the worker comes to it" in progress_on(page("sources", actor_id=admin.id))
    cancel_job(workspace, job_id, actor=admin)
    shown = page("sources", actor_id=admin.id)
    assert "Stopped after 0 rows" in said(shown)


def progress_on(shown: AppTest) -> str:
    return " ".join(str(bar.proto.text) for bar in shown.progress)


def test_the_page_is_for_curators() -> None:
    assert next(entry.role for entry in ENTRIES if entry.name == "sources") == "curator"
