"""What a job of samples is told, and what the demo generator makes of it."""

from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import col, select

from curation.errors import BadInputError, BudgetError, ConflictError, NotAllowedError, NotFoundError
from curation.jobs.running import run_here_or_wait
from curation.models import (
    DEMO_LABEL,
    Attempt,
    ItemKind,
    Job,
    JobState,
    Origin,
    Persona,
    PersonaFilter,
    Sample,
    Setting,
)
from curation.services import generate_again as again
from curation.services import select_many
from curation.services.generate_again import generate_again
from curation.services.generation import GenerationAsk, GenerationPlan, preview, start_generation
from curation.services.job_counts import job_counts
from curation.services.jobs import get_job, list_jobs
from curation.services.people import join
from curation.services.permissions import Actor
from curation.store.personas import new_persona
from curation.workspace import Workspace
from tests.services.scripted import add_personas, set_price, start_paid


def run(workspace: Workspace, job_id: int) -> None:
    run_here_or_wait(workspace, job_id, on_progress=lambda _done, _total: None)


def samples_of(workspace: Workspace, job_id: int) -> list[Sample]:
    with workspace.read() as session:
        return list(session.exec(select(Sample).where(Sample.job_id == job_id).order_by(col(Sample.item_no))))


def chosen_for(workspace: Workspace, actor: Actor, **ask: object) -> list[int]:
    job_id = start_generation(workspace, GenerationAsk.model_validate({"scenario": "math", **ask}), actor=actor)
    ids: list[int] = get_job(workspace, job_id).params["persona_ids"]
    return ids


def test_the_demo_generator_makes_one_sample_for_each_persona(workspace: Workspace, admin: Actor) -> None:
    ids = add_personas(workspace, admin, 12)
    job_id = start_generation(workspace, GenerationAsk(scenario="tool", seed=3), actor=admin)
    run(workspace, job_id)
    job, counts = get_job(workspace, job_id), job_counts(workspace, job_id)
    assert (job.state, job.done, job.total) == (JobState.DONE, 12, 12)
    assert sum(counts.state.values()) == counts.requested == 12
    assert counts.state["ok"] + counts.state["check_failed"] == 12
    made = samples_of(workspace, job_id)
    assert sorted(sample.persona_id or 0 for sample in made) == ids
    assert {(s.label, s.counts, s.cost_usd, s.input_tokens, s.output_tokens) for s in made} == {
        (DEMO_LABEL, False, 0.0, None, None)
    }
    assert len({sample.seed for sample in made}) == 12
    assert {sample.licence for sample in made} == {"CC0-1.0"}
    assert (counts.cost_usd, counts.cost_unknown, counts.at_risk_usd) == (0.0, 0, 0.0)


def test_new_samples_are_read_when_the_job_has_ended(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    job_id = start_generation(workspace, GenerationAsk(scenario="math"), actor=admin)
    run(workspace, job_id)
    assert {sample.embedding != "" and sample.is_compared for sample in samples_of(workspace, job_id)} == {True}


def test_a_seed_makes_the_same_samples_again_and_another_seed_makes_others(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 4)
    texts = []
    for seed in (3, 3, 4):
        job_id = start_generation(workspace, GenerationAsk(scenario="math", seed=seed), actor=admin)
        run(workspace, job_id)
        texts.append([sample.text for sample in samples_of(workspace, job_id)])
    assert texts[0] == texts[1]
    assert texts[0] != texts[2]


def test_without_a_seed_one_is_drawn_and_kept(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 1)
    ids = [start_generation(workspace, GenerationAsk(scenario="math"), actor=admin) for _ in range(3)]
    assert len({get_job(workspace, job_id).params["seed"] for job_id in ids}) == 3


def test_an_annotator_may_not_generate(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    add_personas(workspace, admin, 1)
    with pytest.raises(NotAllowedError, match="needs curator"):
        start_generation(workspace, GenerationAsk(scenario="math"), actor=annotator)
    assert [job.kind for job in list_jobs(workspace) if job.kind == "generate"] == []


def test_random_personas_are_distinct_and_follow_from_the_seed(workspace: Workspace, admin: Actor) -> None:
    ids = add_personas(workspace, admin, 20)
    drawn = chosen_for(workspace, admin, how="random", n=8, seed=5)
    assert len(set(drawn)) == 8
    assert set(drawn) < set(ids)
    assert chosen_for(workspace, admin, how="random", n=8, seed=5) == drawn
    assert chosen_for(workspace, admin, how="random", n=8, seed=6) != drawn


def test_a_persona_that_is_not_active_is_left_out_and_counted(workspace: Workspace, admin: Actor) -> None:
    ids = add_personas(workspace, admin, 4)
    select_many.exclude(workspace, ItemKind.PERSONA, PersonaFilter(ids=(ids[1],)), reason="no", actor=admin)
    ask = GenerationAsk(scenario="math", personas=PersonaFilter(ids=(*ids[:3], ids[0], 999)))
    params = get_job(workspace, start_generation(workspace, ask, actor=admin)).params
    assert params["persona_ids"] == [ids[0], ids[2]]
    assert params["left_out"] == {"not active": 1, "no such persona": 1}


def test_personas_far_apart_need_vectors_and_the_others_are_counted(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 10)
    with pytest.raises(BadInputError, match="Only 0 of the personas"):
        chosen_for(workspace, admin, how="farthest", n=3, seed=1)
    for job in list_jobs(workspace, only_active=True):
        run(workspace, job.id)
    with workspace.write() as tx:
        tx.add(new_persona("Une boulangère de Liège.", origin=Origin.HAND_WRITTEN, licence="CC0-1.0"))
    ask = GenerationAsk(scenario="math", how="farthest", n=3, seed=1)
    params = get_job(workspace, start_generation(workspace, ask, actor=admin)).params
    assert len(set(params["persona_ids"])) == 3
    assert params["left_out"] == {"not read by the model yet": 1}


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        ({"personas": {"text": "nobodyhasthisword"}}, "No active persona"),
        ({"how": "random", "n": 4}, "Only 3 active personas"),
        ({"how": "random", "n": 0}, "Ask for 1 to"),
        ({"how": "random"}, "Ask for 1 to"),
        ({"provider": "openai"}, "needs the name of a model"),
    ],
)
def test_what_cannot_be_made_is_refused(
    workspace: Workspace, admin: Actor, ask: dict[str, object], sentence: str
) -> None:
    add_personas(workspace, admin, 3)
    with pytest.raises(BadInputError, match=sentence):
        chosen_for(workspace, admin, **ask)


def test_an_unknown_variant_is_refused_with_those_that_are_known(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 1)
    with pytest.raises(NotFoundError, match=r"math/nothing.*math/plain"):
        chosen_for(workspace, admin, variant="nothing")


@pytest.mark.parametrize("budget", [0.0, -1.0, float("nan"), float("inf")])
def test_a_budget_is_a_number_above_zero(budget: float) -> None:
    with pytest.raises(ValidationError, match="budget_usd"):
        GenerationAsk(scenario="math", budget_usd=budget)


def test_a_budget_with_an_unknown_price_names_the_price_to_set(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 2)
    with pytest.raises(BudgetError, match=r"none for openai / model-a.*Providers page"):
        start_paid(workspace, admin, budget_usd=5.0)


def test_another_server_has_prices_of_its_own(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 2)
    set_price(workspace, admin)
    start_paid(workspace, admin, budget_usd=5.0)
    with workspace.write() as tx:
        tx.add(Setting(name="provider.openai.base_url", value="http://127.0.0.1:8000/v1"))
    with pytest.raises(BudgetError, match=r"none for openai@127\.0\.0\.1 / model-a"):
        start_paid(workspace, admin, budget_usd=5.0)


def test_an_estimate_above_the_budget_is_refused_with_both_numbers(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 8)
    set_price(workspace, admin)
    # A quarter of 1,000 tokens at $1,000 for a million, eight times: 8 x $0.25.
    with pytest.raises(BudgetError, match=r"estimated at \$2\.00; the budget is \$1\.50"):
        start_paid(workspace, admin, budget_usd=1.5)


def test_a_budget_below_a_single_call_is_refused(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 1)
    set_price(workspace, admin)
    with pytest.raises(BudgetError, match=r"up to \$1\.00; the budget is \$0\.50"):
        start_paid(workspace, admin, budget_usd=0.5)


def test_an_address_that_is_no_longer_allowed_is_refused(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 1)
    with workspace.write() as tx:
        tx.add(Setting(name="provider.openai.base_url", value="http://gpu.lan/v1"))
    with pytest.raises(BadInputError, match="neither https nor http to this machine"):
        start_paid(workspace, admin)


def test_a_double_click_makes_one_job(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 2)
    ask = GenerationAsk(scenario="math")
    ids = [start_generation(workspace, ask, actor=admin, client_token="form-1") for _ in range(5)]
    assert len(set(ids)) == 1
    assert [job.id for job in list_jobs(workspace) if job.kind == "generate"] == ids[:1]


def test_a_preview_shows_the_prompts_that_will_be_sent(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 5)
    ask = GenerationAsk(scenario="npc", how="random", n=4, seed=9)
    shown = preview(workspace, ask)
    job_id = start_generation(workspace, ask, actor=admin)
    run(workspace, job_id)
    assert [p.prompt for p in shown.prompts] == [sample.prompt for sample in samples_of(workspace, job_id)][:3]
    assert (shown.n, shown.estimate.cost_low_usd, shown.estimate.input_tokens) == (4, 0.0, None)


def test_an_unknown_price_stays_unknown_in_a_preview(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 5)
    ask = GenerationAsk(scenario="math", provider="openai", model="model-a")
    unknown = preview(workspace, ask).estimate
    assert (unknown.cost_low_usd, unknown.cost_high_usd, unknown.no_price_for) == (None, None, "openai / model-a")
    set_price(workspace, admin)
    known = preview(workspace, ask).estimate
    assert known.cost_high_usd == pytest.approx(5 * 2.048)
    assert known.cost_low_usd == pytest.approx(5 * 0.512)


def test_generating_again_asks_the_same_with_a_new_seed(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    first = start_generation(workspace, GenerationAsk(scenario="logic", variant="spatial", seed=1), actor=admin)
    run(workspace, first)
    old = samples_of(workspace, first)[:2]
    again = generate_again(workspace, [sample.id or 0 for sample in old], actor=admin)
    run(workspace, again)
    new = samples_of(workspace, again)
    assert [sample.parent_id for sample in new] == [sample.id for sample in old]
    for name in ("persona_id", "template_id", "provider", "model", "params", "prompt"):
        assert [getattr(sample, name) for sample in new] == [getattr(sample, name) for sample in old]
    assert {sample.seed for sample in new}.isdisjoint({sample.seed for sample in old})


def test_a_hand_written_example_cannot_be_generated_again(starter_workspace: Workspace) -> None:
    actor = join(starter_workspace, "Ada")
    with starter_workspace.read() as session:
        sample_id = session.exec(select(Sample.id).limit(1)).one()
    with pytest.raises(BadInputError, match="was not made here by a model"):
        generate_again(starter_workspace, [sample_id or 0], actor=actor)


def test_samples_of_two_models_are_not_generated_again_in_one_job(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 2)
    job_id = start_generation(workspace, GenerationAsk(scenario="math"), actor=admin)
    run(workspace, job_id)
    ids = [sample.id or 0 for sample in samples_of(workspace, job_id)]
    with workspace.write() as tx:
        other = tx.get_one(Sample, ids[0])
        other.model = "grammar/0"
        tx.add(other)
    with pytest.raises(BadInputError, match="several models"):
        generate_again(workspace, ids, actor=admin)


def test_a_persona_set_aside_while_again_is_planned_stops_it(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_personas(workspace, admin, 1)
    run(workspace, job_id := start_generation(workspace, GenerationAsk(scenario="math"), actor=admin))
    (sample,) = samples_of(workspace, job_id)
    plan = again._plan_again

    def plan_then_exclude(*args: Any) -> GenerationPlan:  # noqa: ANN401 - passed on as they are
        planned = plan(*args)
        with workspace.write() as tx:  # planning holds no lock
            persona = tx.get_one(Persona, sample.persona_id)
            persona.state = "excluded"
            tx.add(persona)
        return planned

    monkeypatch.setattr(again, "_plan_again", plan_then_exclude)
    with pytest.raises(ConflictError, match="set aside meanwhile"):
        generate_again(workspace, [sample.id or 0], actor=admin)


def test_a_stopped_demo_job_makes_its_open_items_again(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    job_id = start_generation(workspace, GenerationAsk(scenario="math"), actor=admin)
    with workspace.write() as tx:
        tx.add(Attempt(job_id=job_id, item_no=1, try_no=1, state="sent", reserved_usd=0.0))
    run(workspace, job_id)
    counts = job_counts(workspace, job_id)
    assert (counts.state["unknown"], counts.state["ok"] + counts.state["check_failed"]) == (0, 3)
    with workspace.read() as session:
        tries = session.exec(select(Attempt.try_no).where(Attempt.job_id == job_id, Attempt.item_no == 1))
        assert sorted(tries) == [1, 2]
        assert session.get_one(Job, job_id).done == 3
