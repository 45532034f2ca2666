"""Samples that take several calls, several prompts or examples: what is sent, what is kept, and what a kill costs."""

import json
from itertools import product
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from curation.models import Attempt, JobState, Persona, Sample, Template
from curation.providers import Answer, CallFailed, Request, build_provider, policy
from curation.services import examples
from curation.services.filling import NOBODY
from curation.services.job_counts import job_counts
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.real_bodies import answered_whole
from tests.services.scripted import (
    BAD_REQUEST,
    MAYBE_BILLED,
    NOT_BILLED,
    ScriptedProvider,
    add_personas,
    run_job,
    set_price,
    start_paid,
)

TALK = {"scenario": "conversation", "variant": "continued"}
INTERFACE = {
    "name": "Tide clock",
    "description": "Tells a sailor, nurse or baker of the town when a street falls dry.",
    "function_name": "read_tide",
    "input_args": {"street": "string"},
    "return": {"minutes": "integer"},
    "depend": ["tide table"],
}
CODE = '```python\ndef read_tide(street: str) -> int:\n    """Say when."""\n    return len(street)\n```'


class KilledError(BaseException):
    """The process is gone; nothing of ours catches it."""


@pytest.fixture(autouse=True)
def _messages(provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each call of a conversation is answered with the next number."""
    monkeypatch.setattr(policy, "BASE_DELAY_S", 0.01)
    provider.reply = lambda _request, number: message(number)


def message(number: int) -> Answer:
    return answered_whole(f"Message: This is message {number} of the baker.")


def run_new(workspace: Workspace, admin: Actor, **ask: object) -> int:
    job_id = start_paid(workspace, admin, **ask)  # type: ignore[arg-type] # as asked
    run_job(workspace, job_id)
    return job_id


def rows(session: Session, job_id: int) -> list[Sample]:
    return list(session.exec(select(Sample).where(Sample.job_id == job_id).order_by(col(Sample.item_no))))


def samples(workspace: Workspace, job_id: int) -> list[Sample]:
    with workspace.read() as session:
        return rows(session, job_id)


def states(workspace: Workspace, job_id: int) -> list[str]:
    with workspace.read() as session:
        found = select(Attempt.state).where(Attempt.job_id == job_id).order_by(col(Attempt.id))
        return list(session.exec(found))


def test_a_conversation_goes_step_by_step_and_each_prompt_shows_what_came(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 1)
    set_price(workspace, admin)
    job_id = run_new(workspace, admin, **TALK)
    assert [request.step for request in provider.seen] == ["user", "assistant", "user", "assistant"]
    for number, request in enumerate(provider.seen):
        shown = [no for no in range(1, 5) if f"message {no} of" in request.prompt]
        assert shown == list(range(1, number + 1))
    assert len({request.seed for request in provider.seen}) == 4
    (sample,) = samples(workspace, job_id)
    turns = [(turn["role"], turn["text"]) for turn in sample.data["turns"]]
    roles = ("user", "assistant") * 2
    assert turns == [(role, f"This is message {no} of the baker.") for no, role in enumerate(roles, 1)]
    assert sample.cost_usd == pytest.approx(4 * 0.2)
    assert (sample.input_tokens, sample.output_tokens) == (400, 800)
    assert job_counts(workspace, job_id).cost_usd == pytest.approx(4 * 0.2)
    places = [sample.prompt.index(request.prompt) for request in provider.seen]
    assert places == sorted(places)
    assert states(workspace, job_id) == ["done"] * 4


def test_an_interface_is_followed_by_its_code(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    add_personas(workspace, admin, 2)
    interface = json.dumps(INTERFACE)
    provider.reply = lambda request, _number: answered_whole(CODE if request.step == "code" else interface)
    job_id = run_new(workspace, admin, scenario="tool", variant="code")
    assert sorted(request.step for request in provider.seen) == ["code", "code", "interface", "interface"]
    assert all("read_tide" in request.prompt for request in provider.seen if request.step == "code")
    for sample in samples(workspace, job_id):
        assert sample.outcome in ("ok", "check_failed")
        assert (sample.data["function_name"], "def read_tide" in sample.data["code"]) == ("read_tide", True)


@pytest.mark.parametrize(("scenario", "variant"), [("tool", "code"), ("conversation", "two-personas")])
def test_the_demo_generator_takes_all_steps(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch, scenario: str, variant: str
) -> None:
    monkeypatch.setattr("curation.jobs.calls.build_provider", build_provider)
    add_personas(workspace, admin, 4)
    job_id = run_new(workspace, admin, scenario=scenario, variant=variant, provider="demo")
    assert {sample.outcome for sample in samples(workspace, job_id)} <= {"ok", "check_failed"}
    assert get_job(workspace, job_id).done == 4


@pytest.mark.parametrize("at", [1, 2, 4])
@pytest.mark.parametrize(
    ("reply", "outcome", "n_paid"),
    [
        (answered_whole("No.", "content_filter"), "refused", 1),
        (answered_whole("Message: Half of a", "length"), "cut_off", 1),
        (answered_whole("Message:"), "unparseable", 1),
        (answered_whole(""), "empty", 1),
        (BAD_REQUEST, "failed", 0),
        (MAYBE_BILLED, "unknown", 0),
    ],
)
def test_a_step_that_goes_wrong_ends_the_sample_with_its_state_and_what_came(
    workspace: Workspace,
    admin: Actor,
    provider: ScriptedProvider,
    reply: Answer | CallFailed,
    outcome: str,
    n_paid: int,
    at: int,
) -> None:
    add_personas(workspace, admin, 1)
    set_price(workspace, admin)
    provider.reply = lambda _request, number: reply if number == at else message(number)
    job_id = run_new(workspace, admin, **TALK)
    (sample,) = samples(workspace, job_id)
    assert (sample.outcome, len(provider.seen)) == (outcome, at)
    assert [no for no in range(1, 5) if f"message {no} of" in sample.raw] == list(range(1, at))
    if isinstance(reply, Answer):
        assert reply.text in sample.raw
    paid_usd = (at - 1 + n_paid) * 0.2
    assert (sample.cost_usd or 0.0) == pytest.approx(paid_usd)
    assert (job_counts(workspace, job_id).cost_usd or 0.0) == pytest.approx(paid_usd)
    assert get_job(workspace, job_id).state == JobState.DONE


def test_each_step_has_tries_of_its_own(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    add_personas(workspace, admin, 1)
    n_bad = policy.MAX_TRIES - 2
    provider.reply = lambda _request, number: NOT_BILLED if number % (n_bad + 1) else message(number)
    job_id = run_new(workspace, admin, **TALK)
    assert samples(workspace, job_id)[0].outcome in ("ok", "check_failed")
    assert states(workspace, job_id) == (["failed"] * n_bad + ["done"]) * 4


@pytest.mark.parametrize("at", [2, 3, 4])
def test_a_job_killed_between_two_steps_pays_for_none_twice(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, at: int
) -> None:
    add_personas(workspace, admin, 1)
    set_price(workspace, admin)
    hour = CallFailed("Later.", billing="not_billed", retryable=True, retry_after_s=3_600.0)
    provider.reply = lambda _request, number: hour if number == at else message(number)
    job_id = run_new(workspace, admin, **TALK)
    assert get_job(workspace, job_id).state == JobState.QUEUED
    provider.reply = lambda _request, number: message(number)
    run_job(workspace, job_id)
    assert len(provider.seen) == 5
    assert provider.seen[at - 1] == provider.seen[at], "the step that was not answered is asked once more"
    assert len({request.seed for request in provider.seen}) == 4
    (sample,) = samples(workspace, job_id)
    assert len(sample.data["turns"]) == 4
    assert sample.cost_usd == pytest.approx(4 * 0.2)


def test_a_step_under_way_when_the_worker_is_killed_is_unknown_and_what_came_before_is_kept(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 1)
    set_price(workspace, admin)

    def die(_request: Request, number: int) -> Answer:
        if number == 3:
            raise KilledError
        return message(number)

    provider.reply = die
    job_id = start_paid(workspace, admin, **TALK)  # type: ignore[arg-type] # as asked
    with pytest.raises(KilledError):
        run_job(workspace, job_id)
    run_job(workspace, job_id)
    (sample,) = samples(workspace, job_id)
    assert (sample.outcome, len(provider.seen)) == ("unknown", 3)
    assert sample.cost_usd == pytest.approx(2 * 0.2)
    assert "message 2 of" in sample.raw
    assert job_counts(workspace, job_id).at_risk_usd == pytest.approx(1.0)


def test_two_people_who_talk_are_never_the_same(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    add_personas(workspace, admin, 7)
    job_id = run_new(workspace, admin, scenario="conversation", variant="two-personas", variables={"turns": "2"})
    made = samples(workspace, job_id)
    assert all(sample.persona_id != sample.other_persona_id for sample in made)
    assert len({sample.other_persona_id for sample in made}) == 7
    assert all(
        request.persona in request.prompt and request.other_persona in request.prompt for request in provider.seen
    )


def test_several_prompts_for_several_people_make_each_pair_once(workspace: Workspace, admin: Actor) -> None:
    ids = add_personas(workspace, admin, 5)
    also = [{"scenario": "logic"}, {"scenario": "npc"}, {"scenario": "math"}]
    job_id = run_new(workspace, admin, also=also, provider="demo")
    pairs = [(sample.persona_id, sample.scenario) for sample in samples(workspace, job_id)]
    assert sorted(pairs) == sorted(product(ids, ("math", "logic", "npc")))


def test_without_a_persona_nobody_is_described(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    add_personas(workspace, admin, 2)
    job_id = run_new(workspace, admin, without_persona=True)
    with workspace.read() as session:
        texts = list(session.exec(select(Persona.text)))
    for request in provider.seen:
        assert NOBODY in request.prompt
        assert not any(text in request.prompt for text in texts)
    assert all(sample.params["without_persona"] for sample in samples(workspace, job_id))


@pytest.mark.parametrize("mode", ["few-shot", "persona-few-shot"])
def test_examples_are_sent_and_stay_with_the_job_whatever_becomes_of_them(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, tmp_path: Path, mode: str
) -> None:
    add_personas(workspace, admin, 1)
    file = tmp_path / "examples.jsonl"
    told = [{"output": f"Math problem: Example {no}.", "persona": f"A diver of kind {no}."} for no in (1, 2)]
    file.write_text("\n".join(map(json.dumps, told)), encoding="utf-8")
    ids = examples.add_from_file(workspace, file, scenario="math", actor=admin).ids
    job_id = start_paid(workspace, admin, mode=mode, example_ids=ids[::-1])
    examples.set_persona(workspace, ids[0], "Somebody else.", actor=admin)
    examples.set_aside(workspace, ids[1], actor=admin)
    run_job(workspace, job_id)
    (prompt,) = [request.prompt for request in provider.seen]
    assert prompt.index("Example 2.") < prompt.index("Example 1.")
    assert [f"diver of kind {no}" in prompt for no in (1, 2)] == [mode == "persona-few-shot"] * 2
    assert "Somebody else." not in prompt
    (sample,) = samples(workspace, job_id)
    assert (sample.mode, sample.prompt) == (mode, prompt)
    assert [shown["output"] for shown in sample.params["examples"]] == [told[1]["output"], told[0]["output"]]


def test_a_prompt_of_one_s_own_is_read_by_its_contract(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 3)
    with workspace.write() as tx:
        row = Template(scenario="custom", variant="menu", version=1, title="Menu", text="{{ persona }} {{ course }}")
        row.contract = {"form": "json", "keys": [["dish", "string"]]}
        row.variables = {"course": "soup"}
        tx.add(row)
    replies = ['{"dish": "leek soup for a baker, nurse and sailor of the town"}', '{"dish": 3}', "leeks"]
    provider.reply = lambda _request, number: answered_whole(replies[number - 1])
    job_id = run_new(workspace, admin, scenario="custom", variant="menu", variables={"course": "cake"})
    assert all(request.prompt.endswith(" cake") for request in provider.seen)
    read = {sample.raw: sample for sample in samples(workspace, job_id)}
    assert read[replies[0]].data["dish"].startswith("leek soup")
    assert {read[raw].outcome for raw in replies[1:]} <= {"unparseable", "check_failed"}
