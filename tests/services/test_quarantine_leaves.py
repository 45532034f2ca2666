"""Quarantine at the way out: not exported, restored only when meant, and put back by an undo."""

from pathlib import Path
from typing import Any

import pytest

from curation.errors import BadInputError
from curation.jobs import import_rows
from curation.models import ItemKind, ItemState, PersonaFilter, Sample
from curation.services import exports, imports, personas, select_many
from curation.services.jobs import get_job, resume_job
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.dedup_runs import run_job
from tests.services.exporting import add_exportable, ask_for, export, ids_in

NURSE = "A night nurse who answers mail at jane.roe@example.com before she sleeps"
REASON = "may hold personal data (e-mail address)"
ASIDE = PersonaFilter(states=("quarantined",))


@pytest.fixture
def nurse(workspace: Workspace, admin: Actor) -> int:
    return personas.write_persona(workspace, NURSE, licence="CC0-1.0", actor=admin)


def state_of(workspace: Workspace, persona_id: int) -> tuple[str, str]:
    persona = personas.get_persona(workspace, persona_id).persona
    return persona.state, persona.state_reason


def test_a_sample_of_a_persona_in_quarantine_does_not_leave_until_it_is_restored(
    workspace: Workspace, admin: Actor, nurse: int, tmp_path: Path
) -> None:
    other, of_nurse = add_exportable(workspace, 2)
    with workspace.write() as tx:
        sample = tx.get_one(Sample, of_nurse)
        sample.persona_id = nurse
        tx.add(sample)
    result = export(workspace, admin, tmp_path / "first")
    assert ids_in(tmp_path / "first") == [other]
    assert result["left_out"] == {"persona_quarantined": 1}
    assert "quarantine" in exports.left_out_label("persona_quarantined")
    with pytest.raises(BadInputError, match="its persona is in quarantine"):
        exports.start_export(workspace, ask_for(tmp_path / "none", chosen={"ids": (of_nurse,)}), actor=admin)
    select_many.restore(workspace, ItemKind.PERSONA, ASIDE, actor=admin)
    export(workspace, admin, tmp_path / "second")
    assert ids_in(tmp_path / "second") == [other, of_nurse]


@pytest.mark.parametrize("by", ["state", "id"])
def test_a_curator_restores_what_is_named_and_undo_puts_it_back(
    workspace: Workspace, admin: Actor, nurse: int, by: str
) -> None:
    assert state_of(workspace, nurse) == (ItemState.QUARANTINED, REASON)
    chosen = ASIDE if by == "state" else PersonaFilter(ids=(nurse,))
    done = select_many.restore(workspace, ItemKind.PERSONA, chosen, actor=admin)
    assert state_of(workspace, nurse) == (ItemState.ACTIVE, "")
    events = personas.get_persona(workspace, nurse).events
    assert [event.action for event in events][:2] == ["persona.restored", "persona.quarantined"]
    assert REASON in events[0].detail
    assert done.event_id is not None
    assert select_many.undo_batch(workspace, done.event_id, actor=admin) == 1
    assert state_of(workspace, nurse) == (ItemState.QUARANTINED, REASON)


def test_restoring_all_that_is_excluded_leaves_the_quarantine_alone(
    workspace: Workspace, admin: Actor, nurse: int
) -> None:
    fine = personas.write_persona(workspace, "A keeper of bees in the hills", licence="CC0-1.0", actor=admin)
    select_many.exclude(workspace, ItemKind.PERSONA, PersonaFilter(), reason="", actor=admin)
    assert select_many.restore(workspace, ItemKind.PERSONA, PersonaFilter(), actor=admin).count == 1
    assert state_of(workspace, fine)[0] == ItemState.ACTIVE
    assert state_of(workspace, nurse)[0] == ItemState.QUARANTINED


def test_one_act_restores_both_and_undo_gives_each_its_own_state_back(
    workspace: Workspace, admin: Actor, nurse: int
) -> None:
    fine = personas.write_persona(workspace, "A keeper of bees in the hills", licence="CC0-1.0", actor=admin)
    select_many.exclude(workspace, ItemKind.PERSONA, PersonaFilter(), reason="not now", actor=admin)
    both = PersonaFilter(states=("excluded", "quarantined"))
    done = select_many.restore(workspace, ItemKind.PERSONA, both, actor=admin)
    assert done.count == 2
    assert select_many.undo_batch(workspace, done.event_id or 0, actor=admin) == 2
    assert state_of(workspace, fine) == (ItemState.EXCLUDED, "not now")
    assert state_of(workspace, nurse) == (ItemState.QUARANTINED, REASON)


def test_an_import_that_broke_off_counts_what_was_set_aside_before(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"persona": "{NURSE}, for {n} years"}}\n' for n in range(20)), "utf-8")
    monkeypatch.setattr("curation.jobs.imports.BATCH_ROWS", {"personas": 8})
    real, calls = import_rows.prepare, []

    def break_off(*args: Any) -> Any:  # noqa: ANN401 - passed through
        calls.append(1)
        if len(calls) == 2:
            raise OSError("the disk is gone")
        return real(*args)

    monkeypatch.setattr("curation.jobs.imports.prepare", break_off)
    job_id = imports.start_import(workspace, path, kind="personas", licence="CC0-1.0", actor=admin)
    run_job(workspace, job_id)
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    result = get_job(workspace, job_id).result
    assert (result["added"], result["quarantined"], result["noticed"]) == (20, 20, {"email": 20})
