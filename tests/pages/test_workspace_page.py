"""Workspace as an admin uses it: what is there, a backup, a check."""

from collections.abc import Callable

from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from curation.services import backups
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.exporting import add_exportable

OpenPage = Callable[..., AppTest]


def said(shown: AppTest) -> str:
    parts = (shown.markdown, shown.caption, shown.success, shown.error)
    return "\n".join(element.value for part in parts for element in part).replace("\\", "")


def press(shown: AppTest, label: str, place: int = 0) -> AppTest:
    return [button for button in shown.button if button.label == label][place].click().run()


def test_the_page_says_what_is_there_and_how_the_machine_is(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_exportable(workspace, 3)
    shown = page("workspace", actor_id=admin.id)
    assert {metric.label: metric.value for metric in shown.metric}["Samples"] == "3"
    assert "No backup yet" in said(shown)
    assert "sqlite" in said(shown)
    assert "keys" not in said(shown)


def test_a_backup_is_made_listed_and_checked(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = press(page("workspace", actor_id=admin.id), "Back up now")
    (known,) = backups.list_backups(workspace)
    assert known.path.name in said(shown)
    assert "Backed up and checked" in said(shown)
    assert f"restore {known.path}" in shown.code[1].value
    assert "the newest 5 are kept; backups that you make, and replaced files, are never removed" in said(shown)
    press(shown, "Check")
    assert "can be restored" in said(shown)
    known.path.write_bytes(b"spoiled")
    press(shown, "Check")
    assert "not a readable SQLite file" in said(shown)


def test_verify_names_what_is_not_as_it_was_written(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    (sample_id,) = add_exportable(workspace, 1)
    shown = press(page("workspace", actor_id=admin.id), "Verify")
    assert "Everything is as it was written" in said(shown)
    with workspace.write() as tx:
        tx.execute(text("update sample set text = 'something else' where id = :id"), {"id": sample_id})
    press(shown, "Verify")
    assert "not as it was written" in shown.error[0].value
    assert f"sample {sample_id}" in said(shown)
