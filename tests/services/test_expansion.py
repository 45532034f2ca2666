"""Personas from personas: steps, breadth, no circling back, and the same result whatever comes first."""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from curation.errors import BadInputError
from curation.jobs.context import new_context
from curation.jobs.make_personas import expand_personas
from curation.jobs.take_personas import take_personas
from curation.models import ItemState, Job, JobState, Origin, PersonaFilter
from curation.providers import Answer, Request
from curation.services.jobs import cancel_job, get_job, resume_job
from curation.services.make_personas import preview_expansion, start_expansion
from curation.services.permissions import Actor
from curation.services.persona_counts import persona_counts
from curation.services.persona_plans import ExpandAsk, most_calls
from curation.store.personas import new_persona
from curation.workspace import Workspace
from tests.services.asking_for_personas import calls_of, in_json, personas_of, stated, two_of
from tests.services.scripted import MODEL, ScriptedProvider, answered, claimed, run_job

ROOT = "A lighthouse keeper who repairs clocks for the village"


def add(workspace: Workspace, text: str, **fields: Any) -> int:  # noqa: ANN401
    row = new_persona(text, origin=Origin.HAND_WRITTEN, licence="CC-BY-4.0")
    for name, value in fields.items():
        setattr(row, name, value)
    with workspace.write() as tx:
        tx.add(row)
    return row.id or 0


def start(workspace: Workspace, actor: Actor, *ids: int, **fields: Any) -> int:  # noqa: ANN401
    ask = ExpandAsk(provider="openai", model=MODEL, seed=7, personas=PersonaFilter(ids=ids), **fields)
    return start_expansion(workspace, ask, actor=actor)


class UnevenProvider(ScriptedProvider):
    """Answers what is under way in another order: the call whose prompt is the first, or the last, comes last."""

    def __init__(self, comes_last: Callable[[list[str]], str]) -> None:
        super().__init__(reply=lambda request, _n: answered(two_of(request)))
        self.comes_last = comes_last
        self.under_way: list[str] = []

    async def call(self, request: Request, *, timeout_s: float) -> Answer:
        self.under_way.append(request.prompt)
        await asyncio.sleep(0.01)  # so that others are under way too
        while len(self.under_way) > 1 and self.comes_last(self.under_way) == request.prompt:
            await asyncio.sleep(0.001)
        self.under_way.remove(request.prompt)
        return await super().call(request, timeout_s=timeout_s)


def forget(workspace: Workspace, job_id: int) -> None:
    """Let another job find the hub as this one did: what it made is not known by its text any more."""
    with workspace.write() as tx:
        for row in personas_of(workspace, job_id):
            row.text_hash = hashlib.sha256(f"forgotten {row.id}".encode()).hexdigest()
            tx.merge(row)


def family(workspace: Workspace, job_id: int) -> list[tuple[str, int | None, str | None]]:
    """Return who came of a job, in order."""
    return [(row.text, row.depth, row.relation) for row in personas_of(workspace, job_id)]


def test_two_steps_of_two_make_a_family_of_six(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    root = add(workspace, ROOT)
    provider.reply = lambda request, _n: answered(two_of(request))
    job_id = start(workspace, admin, root, steps=2, per_call=2)
    run_job(workspace, job_id)
    made = personas_of(workspace, job_id)
    assert [row.depth for row in made] == [1, 1, 2, 2, 2, 2]
    assert [row.parent_id for row in made] == [root, root, *(made[place].id for place in (0, 0, 1, 1))]
    assert {(row.origin, row.relation, row.licence) for row in made} == {
        (Origin.PERSONA_TO_PERSONA, "colleague", "CC-BY-4.0")
    }
    job, counts = get_job(workspace, job_id), persona_counts(workspace, job_id)
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert (counts.made.read, counts.made.added, counts.calls.state["ok"]) == (6, 6, 3)
    assert job.result["read"] == 6


def test_the_result_is_the_same_whichever_answer_comes_first(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    roots = [add(workspace, f"{ROOT} number {turn}") for turn in range(12)]
    families = []
    for comes_last in (min, max):
        uneven = UnevenProvider(comes_last)
        monkeypatch.setattr("curation.jobs.calls.build_provider", lambda *_args, _one=uneven, **_named: _one)
        job_id = start(workspace, admin, *roots, steps=2)
        run_job(workspace, job_id)
        families.append(family(workspace, job_id))
        forget(workspace, job_id)
    assert families[0] == families[1]
    assert len(families[0]) > 60


def test_who_circles_back_to_an_ancestor_is_kept_aside_and_has_no_relations_of_their_own(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    root = add(workspace, ROOT)
    first = in_json(stated("The village for clocks repairs a lighthouse keeper who"), stated("A diver of Hobart, 61"))
    back = in_json(stated(f"{ROOT}!"), stated("A weaver in Dhaka with a limp"))
    provider.reply = lambda _request, number: answered(first if number == 1 else back)
    job_id = start(workspace, admin, root, steps=3)
    run_job(workspace, job_id)
    made = personas_of(workspace, job_id)
    assert [(row.text[:8], row.state) for row in made] == [
        ("The vill", ItemState.EXCLUDED),
        ("A diver ", ItemState.ACTIVE),
        ("A lighth", ItemState.EXCLUDED),
        ("A weaver", ItemState.ACTIVE),
    ]
    assert made[0].state_reason == f"like its ancestor {root} (Jaccard 1.00)"
    assert persona_counts(workspace, job_id).made.skipped["like an ancestor"] >= 2
    assert len(provider.seen) == 3


def test_no_lineage_is_longer_than_six_steps(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    near_the_end = add(workspace, ROOT, origin=Origin.PERSONA_TO_PERSONA, depth=5)
    provider.reply = lambda request, _n: answered(two_of(request))
    job_id = start(workspace, admin, near_the_end, steps=4)
    run_job(workspace, job_id)
    assert [row.depth for row in personas_of(workspace, job_id)] == [6, 6]


def test_a_step_asks_about_no_more_people_than_its_cap(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    roots = [add(workspace, f"{ROOT} number {turn}") for turn in range(5)]
    provider.reply = lambda request, _n: answered(two_of(request))
    ask = ExpandAsk(provider="openai", model=MODEL, seed=7, steps=3, max_per_step=4)
    assert most_calls(ask, 5) == preview_expansion(workspace, ask).most_calls == 12
    job_id = start(workspace, admin, *roots, steps=3, max_per_step=4)
    run_job(workspace, job_id)
    assert [row.step for row in calls_of(workspace, job_id)] == [1] * 4 + [2] * 4 + [3] * 4


def test_chosen_relations_and_a_gap_are_asked_for(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    root = add(workspace, ROOT)
    provider.reply = lambda request, _n: answered(two_of(request))
    run_job(
        workspace,
        start(workspace, admin, root, relations=("Client", "rival"), gap={"region": "africa", "age_band": "75+"}),
    )
    assert "Each is one of these to the person: client or rival." in provider.seen[0].prompt
    assert "age band: 75 and over; region: Africa" in provider.seen[0].prompt
    with pytest.raises(ValidationError, match="no known value"):
        ExpandAsk(gap={"region": "Atlantis"})


def test_a_cancelled_expansion_keeps_what_came_and_goes_on_when_resumed(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    roots = [add(workspace, f"{ROOT} number {turn}") for turn in range(30)]

    def reply(request: Request, number: int) -> Answer:
        if number == 3:
            cancel_job(workspace, job_id, actor=admin)
        return answered(two_of(request))

    provider.reply = reply
    provider.takes_s = 0.05
    job_id = start(workspace, admin, *roots, steps=1)
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).state == JobState.CANCELLED
    kept = persona_counts(workspace, job_id)
    assert 0 < kept.calls.state["ok"] < 30
    assert kept.made.read == 2 * kept.calls.state["ok"]
    assert sum(kept.calls.state.values()) == 30
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    assert persona_counts(workspace, job_id).calls.state["ok"] == 30
    assert len(provider.seen) == 30


def test_a_job_whose_worker_died_between_answers_and_personas_ends_as_if_nothing_had_happened(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    roots = [add(workspace, f"{ROOT} number {turn}") for turn in range(3)]
    provider.reply = lambda request, _n: answered(two_of(request))
    undisturbed = start(workspace, admin, *roots, steps=2)
    run_job(workspace, undisturbed)
    expected = family(workspace, undisturbed)
    forget(workspace, undisturbed)

    class Killed(BaseException):
        pass

    def die(*_args: object) -> None:
        raise Killed

    job_id = start(workspace, admin, *roots, steps=2)
    context = claimed(workspace, job_id)
    monkeypatch.setattr("curation.jobs.make_personas.take_personas", die)
    with pytest.raises(Killed):
        asyncio.run(expand_personas(context))
    monkeypatch.setattr("curation.jobs.make_personas.take_personas", take_personas)
    assert personas_of(workspace, job_id) == []
    with workspace.read() as session:
        job = session.get_one(Job, job_id)
    asyncio.run(expand_personas(new_context(workspace, job, owner="test")))
    assert family(workspace, job_id) == expected
    assert len(provider.seen) == 2 * len(calls_of(workspace, job_id))


def test_those_who_are_six_steps_away_are_left_out_and_the_others_asked_about(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    far = add(workspace, f"{ROOT} far away", depth=6)
    near = add(workspace, ROOT)
    provider.reply = lambda request, _n: answered(two_of(request))
    job_id = start(workspace, admin, near, far)
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).state == JobState.DONE
    assert {row.parent_id for row in personas_of(workspace, job_id)} == {near}
    assert get_job(workspace, job_id).params["left_out"] == {"6 steps from a first persona": 1}
    with pytest.raises(BadInputError, match="6 steps from a first persona"):
        start(workspace, admin, far)


def test_a_child_with_personal_data_waits_for_a_curator_also_where_it_is_like_its_parent(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    root = add(workspace, ROOT)
    provider.reply = lambda _request, _n: answered(in_json(stated(f"{ROOT}, mia.berg@example.org")))
    job_id = start(workspace, admin, root)
    run_job(workspace, job_id)
    assert [row.state for row in personas_of(workspace, job_id)] == [ItemState.QUARANTINED]


def test_of_a_large_hub_as_many_are_drawn_as_a_step_takes_and_too_many_calls_are_refused(
    workspace: Workspace, admin: Actor
) -> None:
    for turn in range(5):
        add(workspace, f"{ROOT} number {turn}")
    params = get_job(workspace, start(workspace, admin, max_per_step=3)).params
    shown = preview_expansion(workspace, ExpandAsk(provider="openai", model=MODEL, seed=7, max_per_step=3))
    assert len(params["persona_ids"]) == 3
    assert [one.title for one in shown.shown] == [f"Persona {one}" for one in params["persona_ids"]]
    with pytest.raises(BadInputError, match="one job makes at most 50,000"):
        start(workspace, admin, steps=6, per_call=20, max_per_step=50_000)
