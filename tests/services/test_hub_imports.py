"""Other people's hubs in the workspace: attributes, licence and revision of every row, and counts that add up."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from curation.errors import BadInputError
from curation.jobs.imports import FileRows
from curation.models import Persona, PersonaSource, Sample, Source
from curation.services import imports, samples, sources
from curation.services.hub_imports import stated_licence
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.sources.hub_download import Dataset
from curation.workspace import Workspace
from tests.services.dedup_runs import run_job
from tests.unit.test_hubs import FINE, MPERSONA, NEMOTRON, PROFILE, TULU, profiles, written

SMOL = {"messages": TULU["messages"], "source": "smol-rewrite"}


def import_(workspace: Workspace, actor: Actor, path: Path, **options: Any) -> dict[str, Any]:  # noqa: ANN401
    job_id = imports.start_import(
        workspace, path, **{"kind": "personas", "licence": "CC-BY-4.0", **options}, actor=actor
    )
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert job.state == "done", job.error
    result = dict(job.result)
    assert result["read"] == result["added"] + result["already_present"] + sum(result["skipped"].values())
    return result


def rows(workspace: Workspace, table: Any) -> list[Any]:  # noqa: ANN401
    with workspace.read() as session:
        return list(session.exec(select(table).order_by(col(table.id))))


def test_a_row_of_nemotron_has_attributes_how_they_came_licence_and_revision(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    result = import_(workspace, admin, written(tmp_path / "a.jsonl", NEMOTRON), revision="v1.1")
    assert (result["read"], result["added"]) == (1, 1)
    (persona,) = rows(workspace, Persona)
    assert (persona.gender, persona.age_band, persona.education) == ("female", "35-44", "bachelor")
    assert (persona.occupation, persona.region) == ("agriculture", "northern_america")
    assert persona.how == dict.fromkeys(("gender", "age_band", "education", "occupation", "region"), "import")
    assert persona.evidence["gender"] == "sex: Female"
    assert persona.extra["city"] == "Springfield"
    assert persona.licence == "CC-BY-4.0"
    with workspace.read() as session:
        found = session.exec(select(Source).join(PersonaSource).where(PersonaSource.persona_id == persona.id)).one()
    assert (found.hub, found.revision, found.column_name) == ("nemotron", "v1.1", "persona")
    report = sources.source_report(workspace, result["source_id"])
    assert (report.hub, report.revision) == ("nemotron", "v1.1")


def test_all_texts_of_a_row_are_personas_and_are_counted_each(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.jsonl", NEMOTRON, {**NEMOTRON, "arts_persona": ""}, NEMOTRON)
    result = import_(workspace, admin, path, column="*")
    assert (result["read"], result["added"], result["already_present"], result["skipped"]) == (18, 6, 11, {"empty": 1})
    assert {row.gender for row in rows(workspace, Persona)} == {"female"}
    with pytest.raises(BadInputError, match="several persona texts"):
        import_(workspace, admin, written(tmp_path / "b.jsonl", FINE), column="*")


def test_the_progress_of_all_texts_counts_texts(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", *[{**NEMOTRON, "persona": f"{NEMOTRON['persona']} {n}"} for n in range(7)])
    source = Source(path=str(path), kind="personas", hub="nemotron", column_name="*", name="a", created_by=admin.id)
    assert FileRows(workspace, source, {}).count() == 42
    source.column_name = "persona"
    assert FileRows(workspace, source, {}).count() == 7


def test_another_revision_or_schema_is_another_source(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", FINE)
    made = [
        import_(workspace, admin, path, **options)["source_id"] for options in ({}, {"revision": "2"}, {"hub": "none"})
    ]
    assert len(set(made)) == 3
    assert import_(workspace, admin, path, revision="2")["source_id"] == made[1]
    assert [source.hub for source in rows(workspace, Source)] == ["finepersonas", "finepersonas", ""]


def test_the_language_that_a_row_names_is_not_guessed(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    import_(workspace, admin, written(tmp_path / "a.jsonl", MPERSONA))
    assert [row.language for row in rows(workspace, Persona)] == ["ca"]


def test_profiles_come_in_with_their_summary(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    path = profiles(tmp_path / "a.json", {"metadata": {}, "Profile_1": PROFILE, "Profile_2": {"Summary": ""}})
    assert import_(workspace, admin, path)["skipped"] == {"empty": 1}
    (persona,) = rows(workspace, Persona)
    assert (persona.age_band, persona.region, persona.occupation) == ("35-44", "northern_america", "retired")


def test_a_conversation_is_a_sample_of_its_persona(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    more = [{"role": "system", "content": "Be kind."}, *TULU["messages"]]
    path = written(tmp_path / "a.jsonl", TULU, {**TULU, "id": "2", "messages": more}, {**TULU, "messages": 7}, TULU)
    result = import_(workspace, admin, path, kind="samples")
    assert (result["added"], result["already_present"], result["personas_added"]) == (2, 1, 1)
    assert result["skipped"] == {"no_conversation": 1}
    first, second = rows(workspace, Sample)
    assert (first.text, first.answer) == (TULU["messages"][0]["content"], TULU["messages"][1]["content"])
    assert json.loads(first.raw) == TULU["messages"]
    assert first.data == {}
    assert (first.scenario, first.prompt, first.licence) == ("math", "", "CC-BY-4.0")
    assert (second.scenario, second.data) == ("instruction", {"turns": more})
    assert first.persona_id == second.persona_id == rows(workspace, Persona)[0].id


def test_a_conversation_without_a_persona_is_known_by_itself(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    other = [{"role": "user", "content": "Which jar is full?"}, {"role": "assistant", "content": "The third."}]
    path = written(tmp_path / "a.jsonl", SMOL, {**SMOL, "messages": other}, SMOL)
    result = import_(workspace, admin, path, kind="samples", licence="Apache-2.0")
    assert (result["added"], result["already_present"], result["personas_added"]) == (2, 1, 0)
    again = import_(workspace, admin, path, kind="samples", licence="Apache-2.0", name="again")
    assert (again["added"], again["already_present"]) == (0, 3)
    found = rows(workspace, Sample)
    assert [(row.persona_id, row.licence) for row in found] == [(None, "Apache-2.0")] * 2
    assert samples.get_sample(workspace, found[0].id).persona is None


def test_a_file_without_personas_is_not_imported_as_personas(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    with pytest.raises(BadInputError, match="Import it as samples"):
        import_(workspace, admin, written(tmp_path / "a.jsonl", SMOL))
    assert not sources.list_sources(workspace)


@pytest.mark.parametrize("revision", ["a b", "x" * 101, "é", "a\nb"])
def test_a_revision_is_a_name(workspace: Workspace, admin: Actor, tmp_path: Path, revision: str) -> None:
    with pytest.raises(BadInputError, match="no name of a revision"):
        import_(workspace, admin, written(tmp_path / "a.jsonl", FINE), revision=revision)


@pytest.mark.parametrize(
    ("given", "schema", "dataset", "card", "licence"),
    [
        ("MIT", "finepersonas", "argilla/FinePersonas-v0.1", "llama3", "MIT"),
        ("unknown", "finepersonas", "argilla/FinePersonas-v0.1", "llama3", "unknown"),
        (None, None, None, "", "unknown"),
        (None, "finepersonas", None, "", "llama3"),
        (None, "none", None, "", "unknown"),
        (None, "deeppersona", None, "", "unknown"),
        (None, None, "nvidia/Nemotron-Personas-USA", "", "CC-BY-4.0"),
        (None, None, "somebody/else", "cc-by-sa-4.0", "CC-BY-SA-4.0"),
        (None, None, "somebody/else", "other", "unknown"),
    ],
)
def test_a_licence_is_taken_only_where_it_was_given_or_its_hub_named(
    given: str | None, schema: str | None, dataset: str | None, card: str, licence: str
) -> None:
    found = Dataset(dataset, "0" * 40, (), card) if dataset else None
    assert stated_licence(given, schema=schema, dataset=found) == licence
