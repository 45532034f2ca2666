"""Imports: every row counted once, known rows not stored twice, and nothing lost by a stop in the middle."""

import gzip
import io
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, func, select

from curation.errors import BadInputError, NotAllowedError, NotFoundError
from curation.jobs import import_rows
from curation.jobs import imports as import_job
from curation.models import Event, Job, JobKind, Origin, Outcome, Persona, PersonaSource, Sample, Source
from curation.services import imports, people, sources
from curation.services.jobs import get_job, resume_job
from curation.services.permissions import Actor
from curation.store.personas import new_persona
from curation.text import identity_hash
from curation.workspace import Workspace
from tests.services.dedup_runs import run_job

BEES = "A keeper of bees in the hills who sells honey at the weekly market"
SMITH = "A blacksmith who mends ploughs and reads poems to his apprentices"
PROBLEM = "Math problem: A keeper of bees sells 12 jars of honey at 4 coins each. How many coins is that in all?"
ANSWER = f"{PROBLEM}\nSolution: 12 jars at 4 coins each are 12 times 4 coins.\nAnswer: 48 coins"


def written(path: Path, rows: Sequence[object]) -> Path:
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def task_file(path: Path, rows: Sequence[tuple[str, str]], description: str = "math problem") -> Path:
    return written(path, [{"input persona": p, "synthesized text": t, "description": description} for p, t in rows])


def import_(workspace: Workspace, actor: Actor, path: Path, **options: Any) -> dict[str, Any]:  # noqa: ANN401
    job_id = imports.start_import(workspace, path, **{"kind": "personas", "licence": "CC0-1.0", **options}, actor=actor)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert job.state == "done", job.error
    return dict(job.result)


def personas_in(workspace: Workspace) -> dict[str, str]:
    with workspace.read() as session:
        return {row.text: row.licence for row in session.exec(select(Persona))}


def test_every_row_is_added_or_present_or_skipped_with_its_line(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    rows = [
        {"persona": BEES},
        "no json",
        {"persona": ""},
        {"persona": f"  {BEES}\n"},
        {"persona": 7},
        {"persona": SMITH},
    ]
    result = import_(workspace, admin, written(tmp_path / "a.jsonl", rows))
    assert (result["read"], result["added"], result["already_present"]) == (6, 2, 1)
    assert result["skipped"] == {"invalid_json": 1, "empty": 1, "not_text": 1}
    skipped = sources.skipped_rows(workspace, result["source_id"], limit=10)
    assert [(row.line, row.excerpt) for row in skipped] == [(2, "no json"), (3, ""), (5, "7")]
    report = sources.source_reports(workspace)[0]
    assert (report.read, report.added, report.already_present, report.skipped_total) == (6, 2, 1, 3)
    assert report.is_complete


def test_the_same_file_again_adds_nothing_and_is_the_same_source(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.jsonl", [{"persona": BEES}, "bad", {"persona": SMITH}])
    first = import_(workspace, admin, path)
    again = import_(workspace, admin, path)
    assert again == {**first, "added": 0, "already_present": 2}
    assert len(personas_in(workspace)) == 2
    assert len(sources.list_sources(workspace)) == 1
    assert [row.line for row in sources.skipped_rows(workspace, first["source_id"], limit=10)] == [2]


@pytest.mark.parametrize("order", [("CC0-1.0", "CC-BY-NC-SA-4.0"), ("CC-BY-NC-SA-4.0", "CC0-1.0")])
def test_a_persona_of_two_sources_has_the_stricter_licence(
    workspace: Workspace, admin: Actor, tmp_path: Path, order: tuple[str, str]
) -> None:
    path = written(tmp_path / "a.jsonl", [{"persona": BEES}])
    for licence in order:
        import_(workspace, admin, path, licence=licence)
    assert personas_in(workspace) == {BEES: "CC-BY-NC-SA-4.0"}
    with workspace.read() as session:
        assert session.exec(select(func.count()).select_from(PersonaSource)).one() == 2


def test_what_follows_from_a_text_is_what_a_persona_written_by_hand_has(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    texts = [BEES, "在山里养蜂的老人，每周去集市卖蜂蜜", "  two   words  "]
    import_(workspace, admin, written(tmp_path / "a.jsonl", [{"persona": text} for text in texts]))
    # Without `embedding`: the reading of new texts ran behind the import.
    derived = ("text", "search_text", "text_hash", "language", "n_words", "state", "occupation", "sample_count")
    with workspace.read() as session:
        rows = session.exec(select(Persona).order_by(col(Persona.id))).all()
    for row, text in zip(rows, texts, strict=True):
        expected = new_persona(text, origin=Origin.IMPORTED, licence="CC0-1.0")
        assert {n: getattr(row, n) for n in derived} == {n: getattr(expected, n) for n in derived}


def test_a_language_that_was_given_is_not_guessed(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    import_(workspace, admin, written(tmp_path / "a.jsonl", [{"persona": BEES}]), language="cy")
    with workspace.read() as session:
        assert session.exec(select(Persona.language)).all() == ["cy"]


def test_one_event_stands_for_the_start_and_one_for_the_end(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    result = import_(workspace, admin, written(tmp_path / "a.jsonl", [{"persona": f"{BEES} {n}"} for n in range(9)]))
    with workspace.read() as session:
        events = session.exec(select(Event).where(Event.entity == "source").order_by(col(Event.id))).all()
    assert [event.action for event in events] == ["source.import_started", "source.imported"]
    assert events[1].after == result


def test_samples_come_with_their_personas_checks_and_licence(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    rows = [(BEES, ANSWER), (BEES, "Something without the label of a problem"), (SMITH, ANSWER)]
    result = import_(workspace, admin, task_file(tmp_path / "t.jsonl", rows), kind="samples", licence="CC-BY-NC-SA-4.0")
    assert (result["added"], result["personas_added"]) == (3, 2)
    with workspace.read() as session:
        samples = session.exec(select(Sample).order_by(col(Sample.id))).all()
    assert [sample.outcome for sample in samples[:2]] == [Outcome.OK, Outcome.UNPARSEABLE]
    assert samples[0].text == PROBLEM.removeprefix("Math problem: ")
    assert [sample.raw for sample in samples] == [text for _, text in rows]
    assert {(s.provider, s.model, s.label, s.licence, s.prompt) for s in samples} == {
        ("imported", "unknown", "", "CC-BY-NC-SA-4.0", "")
    }


def test_a_sample_is_known_by_its_persona_and_its_raw_text(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    first = import_(workspace, admin, task_file(tmp_path / "a.jsonl", [(BEES, PROBLEM)]), kind="samples")
    rows = [(BEES, PROBLEM), (SMITH, PROBLEM), (BEES, f"{PROBLEM} Think."), (SMITH, PROBLEM)]
    second = import_(workspace, admin, task_file(tmp_path / "b.jsonl", rows), kind="samples", licence="CC-BY-4.0")
    assert (first["added"], second["added"], second["already_present"]) == (1, 2, 2)


def test_a_row_of_no_known_scenario_is_skipped_unless_one_is_chosen(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    path = task_file(tmp_path / "t.jsonl", [(BEES, PROBLEM)], description="something new")
    left = import_(workspace, admin, path, kind="samples")
    assert left["skipped"] == {imports.UNKNOWN_SCENARIO: 1}
    assert "no scenario was chosen" in sources.skipped_rows(workspace, left["source_id"], limit=1)[0].reason
    assert import_(workspace, admin, path, kind="samples", scenario="math", name="again")["added"] == 1


def test_a_file_that_was_cut_off_gives_its_rows_and_says_so_once(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = gzip.compress(
        "".join(f'{{"persona": "{BEES} {n:04} {os.urandom(8).hex()}"}}\n' for n in range(100)).encode()
    )
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(whole[: len(whole) // 2])
    monkeypatch.setattr(import_job, "BATCH_ROWS", {"personas": 1})
    result = import_(workspace, admin, path)
    assert result["skipped"]["truncated_file"] == 1
    assert result["read"] == result["added"] + 1
    assert 0 < result["added"] < 100


@pytest.mark.parametrize("stop_after", [1, 3, 4])
def test_an_import_that_broke_off_goes_on_and_comes_to_the_same(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    rows: list[object] = [{"persona": f"{BEES}, hive {n % 7}"} if n % 5 else f"bad line {n}" for n in range(40)]
    path = written(tmp_path / "a.jsonl", rows)
    monkeypatch.setattr(import_job, "BATCH_ROWS", {"personas": 8})
    real, calls = import_rows.prepare, []

    def break_off(*args: Any) -> Any:  # noqa: ANN401 - passed through
        calls.append(1)
        if len(calls) == stop_after + 1:
            raise OSError("the disk is gone")
        return real(*args)

    monkeypatch.setattr("curation.jobs.imports.prepare", break_off)
    job_id = imports.start_import(workspace, path, kind="personas", licence="CC0-1.0", actor=admin)
    run_job(workspace, job_id)
    report = sources.source_reports(workspace)[0]
    assert (report.is_complete, report.read, report.job_state) == (False, 8 * stop_after, "failed")
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).result == {
        "source_id": report.id,
        "read": 40,
        "added": 7,
        "already_present": 25,
        "skipped": {"invalid_json": 8},
    }
    assert len(sources.skipped_rows(workspace, report.id, limit=99)) == 8


def test_a_file_that_changed_after_the_start_is_refused(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [{"persona": BEES}])
    job_id = imports.start_import(workspace, path, kind="personas", licence="CC0-1.0", actor=admin)
    written(path, [{"persona": SMITH}])
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert job.state == "failed"
    assert "not what it was" in job.error
    assert not personas_in(workspace)


def test_two_clicks_on_one_form_make_one_job(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [{"persona": BEES}])
    ids = {
        imports.start_import(
            workspace,
            path,
            kind="personas",
            licence="CC0-1.0",
            actor=admin,
            client_token="form",
        )
        for _ in range(2)
    }
    with workspace.read() as session:
        assert session.exec(select(func.count()).where(Job.kind == JobKind.IMPORT_PERSONAS)).one() == len(ids) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"licence": "CC-BY-NC-SA"}, "CC-BY-NC-SA-4.0"),
        ({"licence": ""}, "no licence"),
        ({"column": "nobody"}, "persona"),
        ({"kind": "samples"}, "input persona"),
        ({"scenario": "poem"}, "math"),
        ({"language": "English"}, "ISO 639-1"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_could(
    workspace: Workspace, admin: Actor, tmp_path: Path, options: dict[str, Any], words: str
) -> None:
    path = written(tmp_path / "a.jsonl", [{"persona": BEES}])
    with pytest.raises(BadInputError) as refused:
        imports.start_import(workspace, path, **{"kind": "personas", "licence": "CC0-1.0", **options}, actor=admin)
    assert words in str(refused.value)
    assert not sources.list_sources(workspace)


def test_an_annotator_may_not_import(workspace: Workspace, annotator: Actor, tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [{"persona": BEES}])
    with pytest.raises(NotAllowedError):
        imports.start_import(workspace, path, kind="personas", licence="CC0-1.0", actor=annotator)
    with pytest.raises(NotAllowedError):
        imports.save_upload(workspace, io.BytesIO(b"x"), "a.txt", actor=annotator)


def test_a_missing_file_is_named(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"gone\.jsonl"):
        imports.start_import(workspace, tmp_path / "gone.jsonl", kind="personas", licence="MIT", actor=admin)


def test_an_upload_stays_in_its_folder_and_goes_with_its_import(workspace: Workspace, admin: Actor) -> None:
    content = json.dumps({"persona": BEES}).encode()
    upload = imports.save_upload(workspace, io.BytesIO(content), "../../evil\0/na me.jsonl", actor=admin)
    assert upload.path.parent == workspace.uploads
    assert upload.path.read_bytes() == content
    assert import_(workspace, admin, upload.path)["added"] == 1
    assert not list(workspace.uploads.iterdir())


def test_an_upload_beyond_the_limit_leaves_nothing(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MAX_UPLOAD_BYTES", 1_000)
    with pytest.raises(BadInputError, match="larger"):
        imports.save_upload(workspace, io.BytesIO(b"x" * 1_001), "a.txt", actor=admin)
    assert not list(workspace.uploads.iterdir())


def test_a_forgotten_upload_is_removed_and_one_that_is_needed_stays(workspace: Workspace, admin: Actor) -> None:
    kept = [imports.save_upload(workspace, io.BytesIO(f"{BEES} {n}".encode()), "a.txt", actor=admin) for n in range(2)]
    imports.start_import(workspace, kept[1].path, kind="personas", licence="CC0-1.0", actor=admin)
    for upload in kept:
        os.utime(upload.path, (time.time() - 90_000,) * 2)
    newest = imports.save_upload(workspace, io.BytesIO(b"x"), "b.txt", actor=admin)
    assert {path.name for path in workspace.uploads.iterdir()} == {kept[1].path.name, newest.path.name}


def test_the_skipped_rows_leave_as_csv_without_a_formula(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    result = import_(workspace, admin, written(tmp_path / "a.jsonl", ["=cmd|' /C calc'!A0", {"persona": BEES}]))
    assert sources.skipped_csv(workspace, result["source_id"]).splitlines()[1].endswith(",'=cmd|' /C calc'!A0")


def test_the_id_of_a_text_is_its_hash(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    import_(workspace, admin, written(tmp_path / "a.txt", [BEES]), name="by hand")
    with workspace.read() as session:
        assert session.exec(select(Persona.text_hash)).one() == identity_hash(BEES)
        assert session.exec(select(Source.name).where(Source.kind == "personas")).one() == "by hand"
    assert people.list_people(workspace)[0].id == admin.id
