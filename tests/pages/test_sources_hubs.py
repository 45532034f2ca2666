"""Other people's hubs on the Sources page: recognised, their licence proposed and confirmed, their samples readable."""

import json
from typing import Any

import pytest
from sqlmodel import select

from curation.models import Persona, Sample
from curation.services import sources
from curation.services.imports import start_import
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.pages.test_sources_page import OpenPage, import_button, run_imports, said, upload
from tests.services.dedup_runs import run_job
from tests.unit.test_hubs import FINE, NEMOTRON, SHAPES

MESSAGES = [
    {"role": "user", "content": "How heavy is a hive in May?"},
    {"role": "assistant", "content": "Thirty kilos."},
]


def content(*rows: dict[str, Any]) -> bytes:
    return "".join(f"{json.dumps(row)}\n" for row in rows).encode()


def test_a_recognised_hub_is_named_and_its_licence_waits_for_a_word(
    page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    shown = upload(page("sources", actor_id=admin.id), content(FINE))
    assert "This looks like FinePersonas, which argilla publishes" in shown.info[0].value
    assert "llama3 (terms of a model)" in shown.info[0].value
    assert shown.selectbox(key="import_licence").value == "llama3"
    assert import_button(shown).disabled
    assert "confirm it" in said(shown)
    shown.checkbox[0].set_value(True).run()
    assert not import_button(shown).disabled
    shown.text_input(key=next(str(t.key) for t in shown.text_input if "revision" in str(t.key))).set_value("v0.1").run()
    import_button(shown).click().run()
    run_imports(workspace)
    report = sources.source_reports(workspace)[0]
    assert (report.hub, report.revision, report.licence, report.added) == ("finepersonas", "v0.1", "llama3", 1)
    assert "Read as FinePersonas, revision v0.1" in said(shown.run())


def test_another_licence_needs_no_second_word(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = upload(page("sources", actor_id=admin.id), content(FINE))
    shown.selectbox(key="import_licence").set_value("CC0-1.0").run()
    assert not shown.checkbox
    assert not import_button(shown).disabled
    assert shown.run().selectbox(key="import_licence").value == "CC0-1.0"


def test_a_hub_that_is_turned_down_leaves_no_licence_behind(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = upload(page("sources", actor_id=admin.id), content(FINE))
    shown.selectbox(key=next(str(s.key) for s in shown.selectbox if "schema" in str(s.key))).set_value("none").run()
    assert shown.selectbox(key="import_licence").value is None
    shown.selectbox(key="import_licence").set_value("MIT").run()
    import_button(shown).click().run()
    run_imports(workspace)
    assert sources.source_reports(workspace)[0].hub == ""


def test_a_column_called_persona_alone_proposes_no_licence(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = upload(page("sources", actor_id=admin.id), content(SHAPES["personahub"]))
    assert "says nothing of your file" in shown.info[0].value
    assert shown.selectbox(key="import_licence").value is None


def test_all_texts_of_a_row_can_be_taken(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = upload(page("sources", actor_id=admin.id), content(NEMOTRON))
    column = shown.selectbox(key=next(str(s.key) for s in shown.selectbox if str(s.key).startswith("column")))
    assert column.value == "persona"
    assert column.options[0] == "all 6 texts of a row"
    column.set_value("*").run()
    shown.checkbox[0].set_value(True).run()
    import_button(shown).click().run()
    run_imports(workspace)
    with workspace.read() as session:
        assert session.exec(select(Persona.gender)).all() == ["female"] * 6


@pytest.mark.parametrize("name", ["sample", "samples", "review"])
def test_a_sample_without_a_persona_is_shown(page: OpenPage, workspace: Workspace, admin: Actor, name: str) -> None:
    path = workspace.uploads / "a.jsonl"
    path.write_bytes(content({"messages": MESSAGES, "source": "smol"}))
    run_job(workspace, start_import(workspace, path, kind="samples", licence="Apache-2.0", actor=admin))
    with workspace.read() as session:
        sample_id = session.exec(select(Sample.id)).one()
    shown = page(name, actor_id=admin.id, query={"sample": str(sample_id)} if name == "sample" else {})
    assert not shown.exception
    assert "How heavy is a hive in May?" in said(shown) or name == "samples"


def test_what_was_noticed_and_set_aside_stands_with_the_source(
    page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    path = workspace.uploads / "a.txt"
    path.write_text("A keeper of bees who answers at bees@hives.example every day\nA reader\n", "utf-8")
    run_job(workspace, start_import(workspace, path, kind="personas", licence="CC0-1.0", actor=admin))
    shown = page("sources", actor_id=admin.id)
    assert "1: e-mail address" in said(shown)
    assert "1: fewer than 3 words" in said(shown)
    assert "1 of them is in quarantine" in said(shown)
