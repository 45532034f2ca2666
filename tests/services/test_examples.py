"""Examples of few-shot prompts: from samples that people vouched for, or a file; each with the person it is for."""

import json
from pathlib import Path

import pytest
from sqlmodel import select

from curation.errors import BadInputError, NotAllowedError, NotFoundError
from curation.models import Event, Example, ItemState, Job, Mode, PersonaHow, Sample, SampleFilter
from curation.services.derive_examples import preview_deriving, start_deriving
from curation.services.examples import (
    add_from_file,
    add_from_samples,
    list_examples,
    restore,
    set_aside,
    set_persona,
    shown_examples,
)
from curation.services.jobs import get_job
from curation.services.people import join
from curation.services.permissions import Actor
from curation.services.persona_counts import persona_counts
from curation.services.persona_plans import DeriveAsk
from curation.workspace import Workspace
from tests.services.asking_for_personas import calls_of, in_json, stated
from tests.services.scripted import MAYBE_BILLED, MODEL, ScriptedProvider, answered, run_job

PROBLEM = "Math problem: A baker has 3 loaves and sells 2. How many are left?\nAnswer: 1"


def write(folder: Path, name: str, *rows: object) -> Path:
    path = folder / name
    path.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def change(workspace: Workspace, sample_id: int, **values: object) -> Sample:
    with workspace.write() as tx:
        row = tx.get_one(Sample, sample_id)
        for name, value in values.items():
            setattr(row, name, value)
        tx.add(row)
    return row


def add(workspace: Workspace, actor: Actor, *texts: str, persona: str = "") -> list[int]:
    with workspace.write() as tx:
        rows = [Example(scenario="math", text=text, text_hash=text, persona=persona) for text in texts]
        for row in rows:
            row.persona_how = PersonaHow.GIVEN if persona else PersonaHow.NONE
        tx.add_all(rows)
        tx.flush()
        return [row.id or 0 for row in rows]


def one(workspace: Workspace, example_id: int) -> Example:
    with workspace.read() as session:
        return session.get_one(Example, example_id)


def test_accepted_and_edited_samples_become_examples_and_it_is_said_why_others_do_not(
    starter_workspace: Workspace,
) -> None:
    ada = join(starter_workspace, "Ada")
    with starter_workspace.read() as session:
        maths = [row.id or 0 for row in session.exec(select(Sample).where(Sample.scenario == "math"))][:5]
    accepted = change(starter_workspace, maths[0], decision="accept")
    edited = change(starter_workspace, maths[1], edited_text="Mended: how many loaves?")
    change(starter_workspace, maths[2], decision="reject", edited_text="Mended in vain")
    change(starter_workspace, maths[3], decision="accept", state=ItemState.EXCLUDED)
    done = add_from_samples(starter_workspace, SampleFilter(ids=tuple(maths)), actor=ada)
    assert (len(done.ids), done.present, done.unreadable) == (2, 0, 0)
    assert done.refused == {
        "rejected": 1,
        "set aside as excluded": 1,
        "neither accepted nor edited by anybody": 1,
    }
    first, second = list_examples(starter_workspace, "math")
    assert (first.text, first.sample_id, first.persona_how) == (accepted.raw, maths[0], PersonaHow.GIVEN)
    assert first.licence == accepted.licence
    assert first.persona
    assert second.text == edited.raw.replace(edited.text, "Mended: how many loaves?")
    assert second.text.startswith("Math problem: Mended: how many loaves?")
    again = add_from_samples(starter_workspace, SampleFilter(ids=tuple(maths[:2])), actor=ada)
    assert (again.ids, again.present) == ((), 2)


def test_more_samples_than_are_taken_at_once_are_refused_whole(
    starter_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curation.services.examples.MAX_EXAMPLES", 3)
    with pytest.raises(BadInputError, match="at most 3 become examples at once"):
        add_from_samples(starter_workspace, SampleFilter(), actor=join(starter_workspace, "Ada"))
    assert list_examples(starter_workspace) == []


def test_a_file_gives_outputs_with_the_persona_where_it_says_it(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    path = write(
        tmp_path, "my.jsonl", {"output": PROBLEM, "persona": "A baker"}, {"output": "How many?"}, "{", {"a": 1}
    )
    done = add_from_file(workspace, path, scenario="math", licence="CC0-1.0", actor=admin)
    assert (len(done.ids), done.unreadable) == (2, 1)
    assert done.refused == {"the line is not valid JSON": 1, "the row does not have the column": 1}
    first, second = list_examples(workspace, "math")
    assert (first.text, first.persona, first.persona_how, first.source) == (PROBLEM, "A baker", "given", "my.jsonl")
    assert (second.persona, second.persona_how, second.licence) == ("", "none", "CC0-1.0")


def test_a_text_file_holds_examples_of_several_lines(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    path = write(tmp_path, "my.txt", PROBLEM, "---", "", "---", "Math problem: And 2 more?", "Answer: 3")
    done = add_from_file(workspace, path, scenario="math", actor=admin)
    assert [row.text for row in list_examples(workspace)] == [PROBLEM, "Math problem: And 2 more?\nAnswer: 3"]
    assert done.unreadable == 0


def test_a_table_is_read_by_its_columns(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    path = write(tmp_path, "my.csv", "Persona,Output", 'A sailor,"Title: Knots\n\nThey hold."')
    add_from_file(workspace, path, scenario="knowledge", actor=admin)
    (row,) = list_examples(workspace)
    assert (row.scenario, row.text, row.persona) == ("knowledge", "Title: Knots\n\nThey hold.", "A sailor")


@pytest.mark.parametrize(
    ("name", "rows", "scenario", "said"),
    [
        ("a.jsonl", [{"outputs": "x"}], "math", "has no column 'output'"),
        ("a.jsonl", ["nothing"] * 3, "math", "holds no example"),
        ("a.jsonl", [{"output": f"Number {n}"} for n in range(201)], "math", "more than 200 rows"),
        ("a.txt", [""], "math", "holds no example|is empty"),
        ("a.jsonl", [{"output": "Title"}], "poems", "'poems' is no scenario"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(
    workspace: Workspace, admin: Actor, tmp_path: Path, name: str, rows: list[object], scenario: str, said: str
) -> None:
    with pytest.raises(BadInputError, match=said):
        add_from_file(workspace, write(tmp_path, name, *rows), scenario=scenario, actor=admin)
    assert list_examples(workspace) == []


def test_a_file_that_is_not_there_or_too_large_is_said(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="There is no file"):
        add_from_file(workspace, tmp_path / "none.jsonl", scenario="math", actor=admin)
    large = tmp_path / "large.jsonl"
    with large.open("wb") as handle:
        handle.truncate(11 * 1024 * 1024)
    with pytest.raises(BadInputError, match="larger than 10 MB"):
        add_from_file(workspace, large, scenario="math", actor=admin)


def test_the_persona_is_written_by_hand_and_an_example_set_aside_and_restored(
    workspace: Workspace, admin: Actor
) -> None:
    (example_id,) = add(workspace, admin, PROBLEM)
    with workspace.read() as session, pytest.raises(BadInputError, match="has no persona"):
        shown_examples(session, [example_id], mode=Mode.PERSONA_FEW_SHOT)
    set_persona(workspace, example_id, "  A baker\r\n", actor=admin)
    assert (one(workspace, example_id).persona, one(workspace, example_id).persona_how) == ("A baker", "hand")
    set_aside(workspace, example_id, actor=admin)
    with workspace.read() as session, pytest.raises(BadInputError, match="is excluded"):
        shown_examples(session, [example_id], mode=Mode.FEW_SHOT)
    assert list_examples(workspace, with_set_aside=False) == []
    restore(workspace, example_id, actor=admin)
    with workspace.read() as session:
        (shown,) = shown_examples(session, [example_id], mode=Mode.PERSONA_FEW_SHOT)
        actions = [row.action for row in session.exec(select(Event).where(Event.entity == "example"))]
    assert (shown.output, shown.persona) == (PROBLEM, "A baker")
    assert actions == ["example.persona_set", "example.set_aside", "example.restored"]
    set_persona(workspace, example_id, "", actor=admin)
    assert one(workspace, example_id).persona_how == PersonaHow.NONE


def test_annotators_change_no_examples(workspace: Workspace, admin: Actor, annotator: Actor, tmp_path: Path) -> None:
    (example_id,) = add(workspace, admin, PROBLEM)
    path = write(tmp_path, "a.jsonl", {"output": PROBLEM})
    with pytest.raises(NotAllowedError):
        set_persona(workspace, example_id, "A baker", actor=annotator)
    with pytest.raises(NotAllowedError):
        set_aside(workspace, example_id, actor=annotator)
    with pytest.raises(NotAllowedError):
        add_from_file(workspace, path, scenario="math", actor=annotator)
    with pytest.raises(NotAllowedError):
        start_deriving(workspace, DeriveAsk(), actor=annotator)
    with pytest.raises(NotFoundError, match="no example 99"):
        set_persona(workspace, 99, "A baker", actor=admin)


def test_the_persona_of_an_example_is_derived_kept_and_not_put_over_one_that_was_written(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    first, second = add(workspace, admin, PROBLEM, "Math problem: Of sails?\nAnswer: 4")
    (given,) = add(workspace, admin, "Math problem: Given?", persona="A judge")
    provider.reply = lambda _request, _n: answered(in_json(stated("A baker who counts loaves", "write")))
    ask = DeriveAsk(provider="openai", model=MODEL, seed=3, scenario="math")
    assert preview_deriving(workspace, ask).n == 2
    job_id = start_deriving(workspace, ask, actor=admin)
    set_persona(workspace, second, "A sail maker", actor=admin)
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).state == "done"
    assert (one(workspace, first).persona, one(workspace, first).persona_how) == (
        "A baker who counts loaves",
        "derived",
    )
    assert (one(workspace, second).persona, one(workspace, given).persona) == ("A sail maker", "A judge")
    made = persona_counts(workspace, job_id).made
    assert (made.read, made.added, made.skipped) == (2, 1, {"a persona was written meanwhile": 1})
    assert [call.example_id for call in calls_of(workspace, job_id)] == [first, second]
    assert PROBLEM in provider.seen[0].prompt
    assert "write" in provider.seen[0].prompt
    with pytest.raises(BadInputError, match="No example is without a persona"):
        start_deriving(workspace, ask, actor=admin)


def test_the_demo_generator_derives_a_persona_too(workspace: Workspace, admin: Actor) -> None:
    (example_id,) = add(workspace, admin, PROBLEM)
    run_job(workspace, start_deriving(workspace, DeriveAsk(seed=1, form="plain"), actor=admin))
    assert one(workspace, example_id).persona_how == PersonaHow.DERIVED
    assert len(one(workspace, example_id).persona.split()) > 3


def test_an_example_that_was_set_aside_is_not_sent_and_an_unreadable_answer_changes_nothing(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    first, second = add(workspace, admin, PROBLEM, "Math problem: Of sails?")
    provider.reply = lambda _request, _n: answered("no json")
    job_id = start_deriving(workspace, DeriveAsk(provider="openai", model=MODEL, seed=3), actor=admin)
    set_aside(workspace, first, actor=admin)
    run_job(workspace, job_id)
    assert [call.outcome for call in calls_of(workspace, job_id)] == ["failed", "unparseable"]
    assert len(provider.seen) == 2  # the second was asked for once more
    assert one(workspace, second).persona == ""


def test_a_job_that_runs_again_sends_nothing_twice(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    first, second = add(workspace, admin, PROBLEM, "Math problem: Of sails?")
    provider.reply = lambda _request, number: (
        MAYBE_BILLED if number == 1 else answered(in_json(stated("A sail maker", "write")))
    )
    job_id = start_deriving(workspace, DeriveAsk(provider="openai", model=MODEL, seed=3), actor=admin)
    run_job(workspace, job_id)
    with workspace.write() as tx:
        tx.get_one(Job, job_id).state = "queued"
    run_job(workspace, job_id)
    assert len(provider.seen) == 2
    assert sorted(call.outcome for call in calls_of(workspace, job_id)) == ["ok", "unknown"]
    assert sorted(one(workspace, row).persona for row in (first, second)) == ["", "A sail maker"]
