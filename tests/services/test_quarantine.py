"""Quarantine: what comes in with personal data or broken text waits for a curator, and is counted and told."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from curation.errors import BadInputError
from curation.models import Event, ItemState, Persona, PersonaFilter
from curation.personas import VOCABULARY, Attribute
from curation.services import imports, personas
from curation.services.choosing import choose_personas, count_active
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.dedup_runs import run_job

BEES = "A keeper of bees in the hills who sells honey at the weekly market"
MAIL = "jane.roe@example.com"
NURSE = f"A night nurse who answers mail at {MAIL} before she sleeps"
NAMED = "My name is Maria Kowalska and I mend nets by the sea"
REFUSED = "I'm sorry, but I can't help with describing a person."
LEAKED = "<persona>A carpenter who builds boats for children</persona>"
REPEATED = "a nurse who sings " * 20
SHORT = "A nurse"
ALL = [BEES, NURSE, NAMED, REFUSED, LEAKED, REPEATED, SHORT]
UNKNOWN = {name: Attribute("unknown", None) for name in VOCABULARY}
REASONS = {
    NURSE: "may hold personal data (e-mail address)",
    NAMED: "may hold personal data (name of a person)",
    REFUSED: "may be no persona (a refusal or an introduction of a model, not a persona)",
    LEAKED: "may be no persona (instructions or tags of a prompt)",
    REPEATED.strip(): "may be no persona (the same words over and over)",
}


def import_(workspace: Workspace, actor: Actor, path: Path, **options: Any) -> dict[str, Any]:  # noqa: ANN401
    asked = {"kind": "personas", "licence": "CC0-1.0", **options}
    job_id = imports.start_import(workspace, path, **asked, actor=actor)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert job.state == "done", job.error
    return dict(job.result)


def written(path: Path, texts: list[str]) -> Path:
    path.write_text("".join(json.dumps({"persona": text}) + "\n" for text in texts), "utf-8")
    return path


def rows_of(workspace: Workspace, state: str) -> dict[str, str]:
    with workspace.read() as session:
        found = session.exec(select(Persona).where(Persona.state == state).order_by(col(Persona.id)))
        return {row.text: row.state_reason for row in found}


def events_of(workspace: Workspace, action: str) -> list[Event]:
    with workspace.read() as session:
        return list(session.exec(select(Event).where(Event.action == action).order_by(col(Event.id))))


def test_an_import_sets_aside_what_breaks_a_rule_and_its_counts_still_add_up(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    result = import_(workspace, admin, written(tmp_path / "a.jsonl", [*ALL, NURSE, ""]))
    assert (result["read"], result["added"], result["already_present"], result["skipped"]) == (9, 7, 1, {"empty": 1})
    assert rows_of(workspace, ItemState.QUARANTINED) == REASONS
    assert list(rows_of(workspace, ItemState.ACTIVE)) == [BEES, SHORT]
    assert result["quarantined"] == 5
    assert result["noticed"] == {
        "email": 1,
        "name": 1,
        "boilerplate": 1,
        "leaked_prompt": 1,
        "repeated_tokens": 1,
        "too_short": 1,
    }


def test_one_event_names_those_that_were_set_aside_and_not_what_was_found(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    result = import_(workspace, admin, written(tmp_path / "a.jsonl", ALL))
    (event,) = events_of(workspace, "persona.quarantined")
    with workspace.read() as session:
        aside = session.exec(select(Persona.id).where(Persona.state == ItemState.QUARANTINED)).all()
    assert event.after["ids"] == list(aside)
    assert event.after["source"] == result["source_id"]
    assert event.after["counts"] == dict.fromkeys(REASONS.values(), 1)
    (imported,) = events_of(workspace, "source.imported")
    assert imported.after == result
    for told in (event.after, imported.after):
        assert MAIL not in json.dumps(told)
        assert "Kowalska" not in json.dumps(told)


def test_an_import_that_notices_nothing_says_nothing_of_it(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    result = import_(workspace, admin, written(tmp_path / "a.jsonl", [BEES]))
    assert not {"quarantined", "noticed"} & set(result)
    assert events_of(workspace, "persona.quarantined") == []


def test_another_language_than_was_stated_is_noticed_and_takes_part(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    french = "Une apicultrice qui vend son miel au marché de la ville"
    result = import_(workspace, admin, written(tmp_path / "a.jsonl", [french, BEES]), language="en")
    assert (result["quarantined"], result["noticed"]) == (0, {"language_mismatch": 1})
    assert len(rows_of(workspace, ItemState.ACTIVE)) == 2


def test_reading_the_file_again_does_not_set_aside_what_was_restored(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    path = written(tmp_path / "a.jsonl", [BEES, NURSE])
    import_(workspace, admin, path)
    with workspace.write() as tx:
        tx.connection().exec_driver_sql("update persona set state = 'active', state_reason = ''")
    again = import_(workspace, admin, path)
    other = import_(workspace, admin, path, name="the same under another name")
    assert again["already_present"] == other["already_present"] == 2
    assert "quarantined" not in {**again, **other}
    assert rows_of(workspace, ItemState.QUARANTINED) == {}


def test_a_persona_of_imported_samples_is_set_aside_too(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    row = {"input persona": NURSE, "synthesized text": "Math problem: 2 + 2?", "description": "math problem"}
    path.write_text(json.dumps(row) + "\n", "utf-8")
    result = import_(workspace, admin, path, kind="samples")
    assert (result["added"], result["personas_added"], result["quarantined"]) == (1, 1, 1)
    assert rows_of(workspace, ItemState.QUARANTINED) == {NURSE: REASONS[NURSE]}


def test_what_is_in_quarantine_is_chosen_for_no_provider_and_can_be_looked_at(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    import_(workspace, admin, written(tmp_path / "a.jsonl", [BEES, NURSE]))
    everyone, aside = PersonaFilter(), PersonaFilter(states=("quarantined",))
    chosen = choose_personas(workspace, everyone, how="all", n=None, seed=0)
    assert (len(chosen.ids), chosen.left_out) == (1, {"not active": 1})
    assert count_active(workspace, aside) == 0
    with pytest.raises(BadInputError, match="No active persona"):
        choose_personas(workspace, aside, how="all", n=None, seed=0)
    assert personas.persona_facets(workspace, everyone)["states"] == {"active": 1, "quarantined": 1}
    assert [row.text for row in personas.list_personas(workspace, aside).rows] == [NURSE]


def test_a_persona_written_with_personal_data_is_set_aside_with_its_own_event(
    workspace: Workspace, admin: Actor
) -> None:
    persona_id = personas.write_persona(workspace, NURSE, licence="CC0-1.0", actor=admin)
    detail = personas.get_persona(workspace, persona_id)
    assert (detail.persona.state, detail.persona.state_reason) == (ItemState.QUARANTINED, REASONS[NURSE])
    assert [event.action for event in detail.events] == ["persona.quarantined", "persona.written"]
    (event,) = events_of(workspace, "persona.quarantined")
    assert (event.entity_id, event.actor_id) == (persona_id, admin.id)
    assert MAIL not in json.dumps([event.before, event.after])


def edit(workspace: Workspace, actor: Actor, persona_id: int, text: str) -> str:
    version = personas.get_persona(workspace, persona_id).persona.version
    personas.edit_persona(workspace, persona_id, text=text, attributes=UNKNOWN, version=version, actor=actor)
    return personas.get_persona(workspace, persona_id).persona.state


def test_an_edit_that_brings_personal_data_sets_the_persona_aside(workspace: Workspace, admin: Actor) -> None:
    persona_id = personas.write_persona(workspace, BEES, licence="CC0-1.0", actor=admin)
    assert edit(workspace, admin, persona_id, f"{BEES} on Mondays") == ItemState.ACTIVE
    assert edit(workspace, admin, persona_id, NURSE) == ItemState.QUARANTINED
    assert edit(workspace, admin, persona_id, BEES) == ItemState.QUARANTINED


@pytest.mark.parametrize("state", [ItemState.DUPLICATE, ItemState.EXCLUDED])
def test_an_edit_sets_a_persona_aside_that_takes_no_part_so_that_nobody_takes_it_back_unseen(
    workspace: Workspace, admin: Actor, state: ItemState
) -> None:
    persona_id = personas.write_persona(workspace, BEES, licence="CC0-1.0", actor=admin)
    with workspace.write() as tx:
        tx.connection().exec_driver_sql(f"update persona set state = '{state}'")
    assert edit(workspace, admin, persona_id, f"{BEES} on Mondays") == state
    assert edit(workspace, admin, persona_id, NURSE) == ItemState.QUARANTINED


def test_an_edit_that_keeps_what_a_curator_let_pass_does_not(workspace: Workspace, admin: Actor) -> None:
    persona_id = personas.write_persona(workspace, f"{NURSE}. {NAMED}", licence="CC0-1.0", actor=admin)
    with workspace.write() as tx:
        tx.connection().exec_driver_sql("update persona set state = 'active', state_reason = ''")
    assert edit(workspace, admin, persona_id, f"{NURSE}. {NAMED}. She sings.") == ItemState.ACTIVE
    assert edit(workspace, admin, persona_id, NAMED) == ItemState.ACTIVE
    assert edit(workspace, admin, persona_id, NURSE) == ItemState.QUARANTINED
