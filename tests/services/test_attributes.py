"""Attributes: found by rules in a job, set by hand, taken back, and how much is unknown."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlmodel import col, select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.jobs import attributes as job_module
from curation.models import Event, Job, Lane, Origin, Persona, PersonaFilter
from curation.personas import VOCABULARY, Attribute
from curation.personas.attribute_rules import find_attributes
from curation.services import attributes, personas
from curation.services.jobs import get_job, resume_job
from curation.services.permissions import Actor
from curation.store.attributes import described
from curation.store.events import first_broken_event
from curation.store.personas import new_persona
from curation.workspace import Workspace
from tests.services.dedup_runs import run_job

NURSE = "A 42-year-old nurse from Lagos who mends her own bicycle"
VAGUE = "Someone who would rather not say"
THAI = "คนขับรถไฟที่ชอบปลูกกล้วยไม้"


def add(workspace: Workspace, texts: Sequence[str], **values: Any) -> list[int]:  # noqa: ANN401 - columns
    rows = [new_persona(text, origin=Origin.IMPORTED, licence="CC0-1.0") for text in texts]
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
    with workspace.write() as tx:
        tx.add_all(rows)
        tx.flush()
        return [row.id or 0 for row in rows]


def find(workspace: Workspace, actor: Actor, **options: Any) -> dict[str, Any]:  # noqa: ANN401 - passed through
    job_id = attributes.start_attributes(workspace, PersonaFilter(), actor=actor, **options)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert job.state == "done", job.error
    return dict(job.result)


def known(workspace: Workspace, persona_id: int) -> dict[str, list[str | None]]:
    """What is stored of the attributes of a persona that somebody said something of."""
    with workspace.read() as session:
        row = described(session.get_one(Persona, persona_id))
    return {name: row.stored(name) for name in VOCABULARY if row.stored(name) != ["unknown", None, None]}


def state(workspace: Workspace) -> list[dict[str, Any]]:
    with workspace.read() as session:
        return [row.model_dump() for row in session.exec(select(Persona).order_by(col(Persona.id)))]


def events(workspace: Workspace, action: str) -> list[Event]:
    with workspace.read() as session:
        assert first_broken_event(session) is None
        return list(session.exec(select(Event).where(Event.action == action).order_by(col(Event.id))))


FOUND = {
    "occupation": ["professionals", "nurse", "rules"],
    "region": ["africa", "Lagos", "rules"],
    "age_band": ["35-44", "42-year-old", "rules"],
    "gender": ["female", "her", "rules"],
}


def test_rules_fill_in_what_is_unknown_and_every_persona_is_accounted_for(workspace: Workspace, admin: Actor) -> None:
    nurse, *_ = add(workspace, [NURSE, VAGUE, THAI])
    result = find(workspace, admin)
    assert known(workspace, nurse) == FOUND
    assert result == {
        "read": 3,
        "added": 1,
        "already_present": 0,
        "skipped": {job_module.NOTHING_SAID: 1, job_module.NO_RULES: 1},
        "found": dict.fromkeys(FOUND, 1),
        "cost_usd": 0.0,
    }


def test_a_second_run_changes_nothing_and_writes_no_event(workspace: Workspace, admin: Actor) -> None:
    add(workspace, [NURSE, VAGUE])
    find(workspace, admin)
    before, told = state(workspace), len(events(workspace, attributes.FOUND))
    for again in (False, True):
        result = find(workspace, admin, again=again)
        assert (result["added"], result["already_present"], result["found"]) == (0, 1, {})
    assert state(workspace) == before
    assert len(events(workspace, attributes.FOUND)) == told == 1


@pytest.mark.parametrize("how", ["hand", "import", "document", "starter", "openai / gpt-5"])
def test_what_others_said_is_never_overwritten(workspace: Workspace, admin: Actor, how: str) -> None:
    [persona] = add(workspace, [NURSE], region="asia", evidence={"region": "elsewhere"}, how={"region": how})
    find(workspace, admin, again=True)
    assert known(workspace, persona) == {**FOUND, "region": ["asia", "elsewhere", how]}


def test_an_unknown_that_somebody_set_stays_unknown(workspace: Workspace, admin: Actor) -> None:
    [persona] = add(workspace, [NURSE])
    find(workspace, admin)
    attributes.set_attributes(workspace, persona, {"gender": Attribute("unknown", None)}, actor=admin)
    find(workspace, admin, again=True)
    assert known(workspace, persona) == {**FOUND, "gender": ["unknown", None, "hand"]}


def test_only_again_takes_back_what_the_rules_no_longer_find(workspace: Workspace, admin: Actor) -> None:
    wrong = {"region": "asia", "evidence": {"region": "who"}, "how": {"region": "rules"}}
    [persona] = add(workspace, [VAGUE], **wrong)
    find(workspace, admin)
    assert known(workspace, persona) == {"region": ["asia", "who", "rules"]}
    assert find(workspace, admin, again=True)["added"] == 1
    assert known(workspace, persona) == {}


def test_a_filter_and_the_moment_of_asking_say_who_is_read(workspace: Workspace, admin: Actor) -> None:
    first, second = add(workspace, [NURSE, f"{NURSE} and more"])
    job_id = attributes.start_attributes(workspace, PersonaFilter(ids=(second,)), actor=admin)
    add(workspace, [f"{NURSE}, later"])
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).result["read"] == 1
    assert (known(workspace, first), known(workspace, second)) == ({}, FOUND)


def test_an_empty_hub_is_read_in_no_time(workspace: Workspace, admin: Actor) -> None:
    assert find(workspace, admin)["read"] == 0


@pytest.mark.parametrize("stop_after", [1, 2, 4])
def test_a_run_that_broke_off_between_batches_goes_on_and_comes_to_the_same(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    add(workspace, [f"{text} number {n}" for n in range(8) for text in (NURSE, VAGUE, f"{THAI} ")])
    monkeypatch.setattr(job_module, "BATCH_ROWS", 5)
    real, calls = find_attributes, []

    def break_off(text: str, language: str) -> dict[str, Attribute]:
        calls.append(1)
        if len(calls) == 3 * stop_after + 3:
            raise OSError("the disk is gone")
        return real(text, language)

    monkeypatch.setattr(job_module, "find_attributes", break_off)
    job_id = attributes.start_attributes(workspace, PersonaFilter(), actor=admin)
    run_job(workspace, job_id)
    broken = get_job(workspace, job_id)
    assert (broken.state, 0 < broken.done < 24) == ("failed", True)
    monkeypatch.setattr(job_module, "find_attributes", real)
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    result = get_job(workspace, job_id).result
    assert (result["read"], result["added"], result["found"]) == (24, 8, dict.fromkeys(FOUND, 8))
    assert sum(result["skipped"].values()) == 16
    assert "last_id" not in result
    told = [persona for event in events(workspace, attributes.FOUND) for persona in event.after["ids"]]
    assert len(told) == len(set(told)) == 8


def test_a_persona_that_somebody_edits_meanwhile_is_left_alone_and_counted(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    [persona] = add(workspace, [NURSE])
    real = find_attributes

    def edit_first(text: str, language: str) -> dict[str, Attribute]:
        attributes.set_attributes(workspace, persona, {"region": Attribute("asia", None)}, actor=admin)
        return real(text, language)

    monkeypatch.setattr(job_module, "find_attributes", edit_first)
    assert find(workspace, admin)["skipped"] == {job_module.CHANGED_MEANWHILE: 1}
    assert known(workspace, persona) == {"region": ["asia", None, "hand"]}


def test_rules_work_in_the_lane_of_the_processor_and_a_token_makes_one_job(workspace: Workspace, admin: Actor) -> None:
    jobs = {
        attributes.start_attributes(workspace, PersonaFilter(), actor=admin, client_token="twice") for _ in range(2)
    }
    assert len(jobs) == 1
    with workspace.read() as session:
        assert session.get_one(Job, jobs.pop()).lane == Lane.CPU


def test_a_batch_is_one_event_and_undoing_it_spares_what_was_changed_since(workspace: Workspace, admin: Actor) -> None:
    ids = add(workspace, [NURSE, f"{NURSE} and more", f"{NURSE} and less"])
    before = [described(Persona(**row)).values for row in state(workspace)]
    find(workspace, admin)
    [event] = events(workspace, attributes.FOUND)
    assert event.after["ids"] == ids
    attributes.set_attributes(workspace, ids[0], {"region": Attribute("europe", None)}, actor=admin)
    assert attributes.undo_attributes(workspace, event.id or 0, actor=admin) == 3
    assert known(workspace, ids[0]) == {"region": ["europe", None, "hand"]}
    assert [described(Persona(**row)).values for row in state(workspace)][1:] == before[1:]
    assert [known(workspace, one) for one in ids[1:]] == [{}, {}]
    with pytest.raises(ConflictError, match="undone already"):
        attributes.undo_attributes(workspace, event.id or 0, actor=admin)


def test_setting_by_hand_is_told_in_the_history_and_undone_from_there(workspace: Workspace, admin: Actor) -> None:
    [persona] = add(workspace, [NURSE])
    find(workspace, admin)
    event_id = attributes.set_attributes(workspace, persona, {"region": Attribute("asia", "Lagos")}, actor=admin)
    assert known(workspace, persona)["region"] == ["asia", "Lagos", "hand"]
    newest, found = personas.get_persona(workspace, persona).events[:2]
    assert (newest.action, newest.detail, newest.undo_id) == (attributes.SET, "before: region africa", event_id)
    assert (found.action, found.undo_id) == (attributes.FOUND, None)
    assert "region unknown to africa" in found.detail
    assert attributes.undo_attributes(workspace, event_id or 0, actor=admin) == 1
    assert known(workspace, persona) == FOUND
    undone, was = personas.get_persona(workspace, persona).events[:2]
    assert (undone.action, undone.undo_id, was.undo_id) == (f"{attributes.SET}.undone", None, None)


def test_what_was_set_again_since_cannot_be_undone_underneath(workspace: Workspace, admin: Actor) -> None:
    [persona] = add(workspace, [NURSE])
    first = attributes.set_attributes(workspace, persona, {"region": Attribute("asia", None)}, actor=admin)
    attributes.set_attributes(workspace, persona, {"region": Attribute("europe", None)}, actor=admin)
    with pytest.raises(ConflictError, match="changed again"):
        attributes.undo_attributes(workspace, first or 0, actor=admin)


def test_setting_what_is_there_already_writes_nothing(workspace: Workspace, admin: Actor) -> None:
    [persona] = add(workspace, [NURSE])
    find(workspace, admin)
    before = state(workspace)
    same = {name: Attribute(str(value), evidence) for name, (value, evidence, _) in FOUND.items()}
    assert attributes.set_attributes(workspace, persona, same, actor=admin) is None
    assert state(workspace) == before


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"region": Attribute("atlantis", None)}, "'atlantis' is not one of"),
        ({"mood": Attribute("sad", None)}, "'mood' is not an attribute"),
        ({"region": Attribute("asia", "Tokyo")}, "does not stand in the text"),
        ({"region": Attribute("unknown", "Lagos")}, "cannot have evidence"),
    ],
)
def test_a_false_value_is_refused_and_nothing_is_set(
    workspace: Workspace, admin: Actor, given: dict[str, Attribute], reason: str
) -> None:
    [persona] = add(workspace, [NURSE])
    before = state(workspace)
    with pytest.raises(BadInputError, match=reason):
        attributes.set_attributes(workspace, persona, {"gender": Attribute("male", None), **given}, actor=admin)
    assert state(workspace) == before


def test_who_may_not_edit_and_who_looked_at_an_older_version_are_refused(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    [persona] = add(workspace, [NURSE])
    given = {"region": Attribute("asia", None)}
    with pytest.raises(NotAllowedError):
        attributes.set_attributes(workspace, persona, given, actor=annotator)
    with pytest.raises(NotAllowedError):
        attributes.start_attributes(workspace, PersonaFilter(), actor=annotator)
    with pytest.raises(ConflictError):
        attributes.set_attributes(workspace, persona, given, version=7, actor=admin)
    with pytest.raises(NotFoundError):
        attributes.set_attributes(workspace, 99, given, actor=admin)


def test_a_corrected_text_keeps_evidence_of_another_text_but_not_words_that_are_gone(
    workspace: Workspace, admin: Actor
) -> None:
    told = {"region": "asia", "evidence": {"region": "the ferry to Penang"}, "how": {"region": "document"}}
    [persona] = add(workspace, [NURSE], **told)
    find(workspace, admin)
    detail = personas.get_persona(workspace, persona)

    def edit(text: str, given: dict[str, Attribute]) -> None:
        personas.edit_persona(
            workspace, persona, text=text, attributes=given, version=detail.persona.version, actor=admin
        )

    with pytest.raises(BadInputError, match="'42-year-old' for '35-44' does not stand"):
        edit("A nurse from Lagos who mends her own bicycle", dict(detail.attributes))
    edit("A nurse who mends her own bicycle", {**detail.attributes, "age_band": Attribute("unknown", None)})
    now = known(workspace, persona)
    assert now["region"] == ["asia", "the ferry to Penang", "document"]
    assert (now["age_band"], now["occupation"]) == (["unknown", None, "hand"], FOUND["occupation"])


def test_coverage_counts_the_unknown_under_a_filter(workspace: Workspace, admin: Actor) -> None:
    nurse, _ = add(workspace, [NURSE, VAGUE])
    find(workspace, admin)
    everybody = attributes.coverage(workspace, PersonaFilter())
    assert {name: (one.unknown, one.n) for name, one in everybody.items()} == {
        **dict.fromkeys(FOUND, (1, 2)),
        "education": (2, 2),
    }
    share = everybody["region"].share
    assert share is not None
    assert (share.value, share.n) == (0.5, 2)
    one = attributes.coverage(workspace, PersonaFilter(ids=(nurse,)))
    assert {name: found.unknown for name, found in one.items()} == {**dict.fromkeys(FOUND, 0), "education": 1}
    nobody = attributes.coverage(workspace, PersonaFilter(ids=(99,)))
    assert {(found.unknown, found.n, found.share) for found in nobody.values()} == {(0, 0, None)}


def test_starter_personas_say_that_their_attributes_come_with_the_hub(starter_workspace: Workspace) -> None:
    for row in state(starter_workspace):
        assert set(row["how"]) == {name for name in VOCABULARY if row[name] != "unknown"} == set(row["evidence"])
        assert set(row["how"].values()) <= {"starter"}
