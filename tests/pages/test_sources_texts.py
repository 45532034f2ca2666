"""Texts on the Sources page: looked at, imported, accounted for, and read one by one."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from curation.services import sources
from curation.services.imports import start_import
from curation.services.jobs import list_jobs
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.letters import letter, written_letters
from tests.pages.test_sources_page import import_button, said, upload
from tests.services.dedup_runs import run_job

OpenPage = Callable[..., AppTest]
HOSTILE = f"# ![x](http://evil.example/p.png) <script>alert(1)</script>\n\n{letter(1)}"


def chosen(shown: AppTest, kind: str) -> AppTest:
    control = next(group for group in shown.segmented_control if group.label == "What its rows are")
    return control.set_value(kind).run()


def imported(workspace: Workspace, admin: Actor, path: Path) -> int:
    job_id = start_import(workspace, path, kind="texts", licence="CC-BY-4.0", actor=admin)
    run_job(workspace, job_id)
    return sources.list_sources(workspace)[0].id or 0


def test_texts_are_shown_as_they_would_be_kept_before_they_are_imported(
    page: OpenPage, workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    content = written_letters(tmp_path / "a.jsonl", [1, 2], title="To the editor").read_bytes() + b'{"text": "x y"}\n'
    shown = chosen(upload(page("sources", actor_id=admin.id), content), "texts")
    table = shown.dataframe[-1].value
    assert list(table["Title"]) == ["To the editor"] * 2
    assert [len(letter(number)) for number in (1, 2)] == list(table["Characters"])
    assert "Of the first texts, 1 cannot be used. line 3" in said(shown)
    assert import_button(shown).label == "Import texts"
    assert import_button(shown).disabled
    shown.selectbox(key="import_licence").set_value("CC-BY-4.0").run()
    import_button(shown).click().run()
    for job in list_jobs(workspace, only_active=True):
        run_job(workspace, job.id)
    shown.run()
    assert "3 texts read: 2 added + 1 skipped" in said(shown)
    assert sources.list_sources(workspace)[0].licence == "CC-BY-4.0"


def test_the_column_of_the_texts_can_be_chosen(
    page: OpenPage, workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    content = written_letters(tmp_path / "a.jsonl", [1, 2], note=letter(9)).read_bytes()
    shown = chosen(upload(page("sources", actor_id=admin.id), content), "texts")
    assert shown.dataframe[-1].value["Begins with"][1].startswith("Dear editor, I am writing to you from Ghent")
    box = next(box for box in shown.selectbox if box.label == "Column with the texts")
    box.set_value("note").run()
    assert shown.dataframe[-1].value["Begins with"][1].startswith(letter(9)[:60])


@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_what_is_no_table_is_taken_for_texts_at_once(
    page: OpenPage, workspace: Workspace, admin: Actor, name: str
) -> None:
    body = f"<html><body><article><p>{letter(1)}</p></article></body></html>" if name == "a.html" else letter(1)
    shown = upload(page("sources", actor_id=admin.id), body.encode(), name)
    assert not shown.exception
    assert not shown.error
    assert "The file holds texts" in said(shown)
    assert shown.dataframe[-1].value["Begins with"][0].startswith(letter(1)[:60])


def test_a_file_of_which_nothing_can_be_kept_says_so(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = upload(page("sources", actor_id=admin.id), b"# Menu\n\nHome\n", "a.md")
    assert "None of its first texts can be kept" in said(shown)


def test_the_documents_of_a_source_are_listed_fifty_a_page_and_opened_without_effect(
    page: OpenPage, workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    path = written_letters(tmp_path / "a.jsonl", range(60))
    with path.open("a", encoding="utf-8") as handle:
        handle.write(f"{json.dumps({'text': HOSTILE})}\n")
    source_id = imported(workspace, admin, path)
    shown = page("sources", actor_id=admin.id, query={"source": str(source_id)})
    assert "50 shown of 61" in said(shown)
    shown.button(key="documents-last").click().run()
    assert "line 61" in said(shown)
    opened = page("sources", actor_id=admin.id, query={"document": "61"})
    text = "\n".join(element.value for element in opened.markdown)
    assert "Nobody in the council" in text
    assert "evil" in text
    assert re.search(r"(?<!\\)(<script|!\[)", text) is None
    assert not opened.exception


@pytest.mark.parametrize(("query", "words"), [({"source": "7"}, "no source 7"), ({"document": "7"}, "no document 7")])
def test_an_address_that_leads_nowhere_says_so(
    page: OpenPage, workspace: Workspace, admin: Actor, query: dict[str, str], words: str
) -> None:
    shown = page("sources", actor_id=admin.id, query=query)
    assert words in said(shown)
    assert not shown.exception


def test_a_source_of_which_every_text_was_known_says_where_they_are(
    page: OpenPage, workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    imported(workspace, admin, written_letters(tmp_path / "a.jsonl", [1]))
    (tmp_path / "b").mkdir()
    second = imported(workspace, admin, written_letters(tmp_path / "b" / "b.jsonl", [1]))
    shown = page("sources", actor_id=admin.id, query={"source": str(second)})
    assert "came with another one before" in said(shown)
