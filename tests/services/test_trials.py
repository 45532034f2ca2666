"""The same personas through several arms: started together or not at all, read side by side, blind or not."""

from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import col, func, select

from curation.errors import BadInputError, BudgetError, NotAllowedError, NotFoundError
from curation.jobs.running import run_here_or_wait
from curation.jobs.work import item_seed
from curation.models import DEMO_LABEL, Event, Job, JobState, PersonaFilter, Sample
from curation.services import templates
from curation.services.generation import GenerationPlan
from curation.services.permissions import Actor
from curation.services.trial_reading import REVEALED
from curation.services.trials import (
    TrialAsk,
    TrialView,
    list_trials,
    preview_trial,
    reveal_trial,
    start_trial,
    trial,
)
from curation.workspace import Workspace
from tests.services.scripted import MODEL, add_personas, set_price

PLAIN: dict[str, Any] = {"name": "plain", "scenario": "math"}
FOCUS: dict[str, Any] = {"name": "focus", "scenario": "math", "variant": "focus"}
NOBODY: dict[str, Any] = {"name": "no persona", "scenario": "math", "who": "nobody"}
ANOTHER: dict[str, Any] = {"name": "persona B", "scenario": "math", "who": "another"}
PAID: dict[str, Any] = {"name": "paid", "scenario": "math", "provider": "openai", "model": MODEL}


def ask_for(*arms: dict[str, Any], **more: object) -> TrialAsk:
    return TrialAsk.model_validate({"arms": arms, "n": 3, "seed": 5, **more})


def jobs_of(workspace: Workspace, token: str) -> list[Job]:
    with workspace.read() as session:
        made = select(Job).where(func.json_extract(Job.params, "$.trial.token") == token)
        return list(session.exec(made.order_by(col(Job.id))))


def plans_of(workspace: Workspace, token: str) -> list[GenerationPlan]:
    return [GenerationPlan.model_validate(job.params) for job in jobs_of(workspace, token)]


def done(workspace: Workspace, actor: Actor, ask: TrialAsk) -> TrialView:
    token = start_trial(workspace, ask, actor=actor)
    for job in jobs_of(workspace, token):
        run_here_or_wait(workspace, job.id or 0, on_progress=lambda _done, _total: None)
    return trial(workspace, token, actor=actor)


def count_jobs(workspace: Workspace) -> int:
    with workspace.read() as session:
        return session.exec(select(func.count()).select_from(Job)).one()


def test_each_row_is_the_same_persona_and_the_same_seed_in_every_arm(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 8)
    shown = done(workspace, admin, ask_for(PLAIN, FOCUS, NOBODY))
    assert [arm.state for arm in shown.arms] == [JobState.DONE] * 3
    assert [(arm.name, arm.who, arm.made) for arm in shown.arms] == [
        ("plain", "persona", 3),
        ("focus", "persona", 3),
        ("no persona", "nobody", 3),
    ]
    assert [[cell.arm for cell in row.cells] for row in shown.rows] == [[0, 1, 2]] * 3
    assert [[cell.persona_id for cell in row.cells[:2]] for row in shown.rows] == [
        [row.persona_id] * 2 for row in shown.rows
    ]
    assert {row.cells[2].persona_id for row in shown.rows} == {None}
    assert len({row.persona_id for row in shown.rows}) == 3
    with workspace.read() as session:
        for row in shown.rows:
            samples = [session.get_one(Sample, cell.sample_id) for cell in row.cells]
            assert {sample.seed for sample in samples} == {item_seed(5, row.number)}
            assert [sample.text for sample in samples] == [cell.text for cell in row.cells]
    assert shown.labels == [DEMO_LABEL]


def test_another_persona_is_that_of_the_next_row_and_never_that_of_the_row(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 6)
    plain, another, nobody = plans_of(workspace, start_trial(workspace, ask_for(PLAIN, ANOTHER, NOBODY), actor=admin))
    assert another.persona_ids == (*plain.persona_ids[1:], plain.persona_ids[0])
    assert nobody.persona_ids == plain.persona_ids
    assert (plain.without_persona, another.without_persona, nobody.without_persona) == (False, False, True)
    assert {plain.seed, another.seed, nobody.seed} == {5}


def test_a_version_is_compared_with_the_one_before(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    text = templates.get_template(workspace, "math", "plain").text
    templates.save_template(workspace, "math", "plain", text + "\nKeep it short.", actor=admin)
    newest = {**PLAIN, "name": "newest"}
    shown = done(workspace, admin, ask_for(newest, {**PLAIN, "name": "before", "version": 1}))
    assert [arm.template for arm in shown.arms] == ["math/plain, version 2", "math/plain, version 1"]


def test_a_conversation_of_two_has_the_same_partner_in_each_arm(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 4)
    talk = {"name": "a", "scenario": "conversation", "variant": "two-personas"}
    plans = plans_of(
        workspace, start_trial(workspace, ask_for(talk, {**talk, "name": "b", "who": "nobody"}), actor=admin)
    )
    assert plans[0].other_persona_ids == plans[1].other_persona_ids
    assert all(one != other for one, other in zip(plans[0].persona_ids, plans[0].other_persona_ids, strict=True))


def test_a_form_that_is_sent_twice_makes_one_trial(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    first = start_trial(workspace, ask_for(PLAIN, FOCUS), actor=admin, client_token="form")
    before = count_jobs(workspace)
    assert start_trial(workspace, ask_for(PLAIN, FOCUS), actor=admin, client_token="form") == first
    assert count_jobs(workspace) == before
    assert start_trial(workspace, ask_for(PLAIN, FOCUS), actor=admin) != first


@pytest.mark.parametrize(
    ("arms", "more"),
    [
        ([PLAIN], {}),
        ([PLAIN, FOCUS, NOBODY, ANOTHER, PAID], {}),
        ([PLAIN, {**PLAIN, "name": "the same"}], {}),
        ([PLAIN, {**FOCUS, "name": "plain"}], {}),
        ([PLAIN, ANOTHER], {"n": 1}),
        ([PLAIN, FOCUS], {"n": 21}),
        ([PLAIN, {**PLAIN, "name": "few", "mode": "few-shot"}], {}),
    ],
)
def test_what_cannot_be_compared_is_refused(arms: list[dict[str, Any]], more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ask_for(*arms, **more)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({**FOCUS, "variant": "none"}, NotFoundError),
        ({**PAID, "model": ""}, BadInputError),
        ({**FOCUS, "scenario": "text-to-persona", "variant": "plain"}, BadInputError),
        ({**PLAIN, "name": "few", "mode": "few-shot", "example_ids": (99,)}, NotFoundError),
    ],
)
def test_one_arm_that_cannot_be_made_starts_none(
    workspace: Workspace, admin: Actor, wrong: dict[str, Any], error: type[Exception]
) -> None:
    add_personas(workspace, admin, 3)
    before = count_jobs(workspace)
    with pytest.raises(error):
        start_trial(workspace, ask_for(PLAIN, {**wrong, "name": "wrong"}), actor=admin)
    assert count_jobs(workspace) == before


def test_who_may_not_generate_may_start_none(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    add_personas(workspace, admin, 3)
    with pytest.raises(NotAllowedError):
        start_trial(workspace, ask_for(PLAIN, FOCUS), actor=annotator)


def test_the_cost_of_all_arms_is_added_up_and_the_budget_divided_by_what_each_can_cost(
    workspace: Workspace, admin: Actor
) -> None:
    add_personas(workspace, admin, 3)
    set_price(workspace, admin, out_usd=1_000.0)
    short = {**PAID, "name": "short", "params": {"max_output_tokens": 1_000}}
    long = {**PAID, "name": "long", "params": {"max_output_tokens": 3_000}}
    guess = preview_trial(workspace, ask_for(short, long, PLAIN)).estimate
    assert guess.n == 9
    assert guess.cost_high_usd == pytest.approx(3 * (1 + 3))
    jobs = jobs_of(workspace, start_trial(workspace, ask_for(short, long, PLAIN, budget_usd=16.0), actor=admin))
    assert [job.budget_usd for job in jobs] == [pytest.approx(4.0), pytest.approx(12.0), None]


@pytest.mark.parametrize(
    ("budget_usd", "said"), [(2.9, "9 calls are estimated at \\$3.00"), (3.5, "short, of its share")]
)
def test_a_budget_too_small_for_all_together_starts_none(
    workspace: Workspace, admin: Actor, budget_usd: float, said: str
) -> None:
    add_personas(workspace, admin, 3)
    set_price(workspace, admin, out_usd=1_000.0)
    short = {**PAID, "name": "short", "params": {"max_output_tokens": 1_000}}
    long = {**PAID, "name": "long", "params": {"max_output_tokens": 3_000}}
    before = count_jobs(workspace)
    with pytest.raises(BudgetError, match=said):
        start_trial(workspace, ask_for(short, long, PLAIN, budget_usd=budget_usd), actor=admin)
    assert count_jobs(workspace) == before


def test_a_budget_needs_the_price_of_each_model(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    with pytest.raises(BudgetError, match="there is none for"):
        start_trial(workspace, ask_for(PLAIN, PAID, budget_usd=5.0), actor=admin)


def test_a_blind_trial_says_nothing_of_the_arms_until_a_reader_asks(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    add_personas(workspace, admin, 12)
    hidden = done(workspace, admin, ask_for(PLAIN, FOCUS, n=12, is_blind=True))
    assert (hidden.is_hidden, hidden.summaries, hidden.compared) == (True, [], None)
    cells = [cell for row in hidden.rows for cell in row.cells]
    assert {(cell.arm, cell.sample_id, cell.persona_id) for cell in cells} == {(None, None, None)}
    assert {tuple(cell.letter for cell in row.cells) for row in hidden.rows} == {("A", "B")}
    reveal_trial(workspace, hidden.token, actor=admin)
    reveal_trial(workspace, hidden.token, actor=admin)
    told = trial(workspace, hidden.token, actor=admin)
    assert (told.is_hidden, told.revealed_by, len(told.summaries)) == (False, ["Ada"], 2)
    assert [[cell.text for cell in row.cells] for row in told.rows] == [
        [c.text for c in row.cells] for row in hidden.rows
    ]
    assert {tuple(cell.arm for cell in row.cells) for row in told.rows} == {(0, 1), (1, 0)}
    assert trial(workspace, hidden.token, actor=annotator).is_hidden
    with workspace.read() as session:
        assert len(session.exec(select(Event).where(Event.action == REVEALED)).all()) == 1


def test_the_order_of_a_blind_row_is_the_same_at_every_look(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 6)
    first = done(workspace, admin, ask_for(PLAIN, FOCUS, NOBODY, n=6, is_blind=True))
    assert trial(workspace, first.token, actor=admin).rows == first.rows


def test_rows_are_there_before_their_samples(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    token = start_trial(workspace, ask_for(PLAIN, FOCUS), actor=admin)
    shown = trial(workspace, token, actor=admin)
    assert shown.is_active
    assert {(cell.state, cell.text) for row in shown.rows for cell in row.cells} == {("queued", "")}
    assert [arm.ok for arm in shown.summaries] == [None, None]
    assert shown.compared is not None
    assert "nothing to compare" in shown.compared.sentence


def test_trials_are_listed_newest_first_and_other_jobs_are_not(workspace: Workspace, admin: Actor) -> None:
    ids = add_personas(workspace, admin, 3)
    first = start_trial(workspace, ask_for(PLAIN, FOCUS), actor=admin)
    one_persona = ask_for(NOBODY, PLAIN, n=1, personas=PersonaFilter(ids=(ids[0],)), is_blind=True)
    second = start_trial(workspace, one_persona, actor=admin)
    found = list_trials(workspace)
    assert [row.token for row in found] == [second, first]
    assert [(row.n, [*row.names], row.is_blind) for row in found] == [
        (1, ["no persona", "plain"], True),
        (3, ["plain", "focus"], False),
    ]
    assert [row.token for row in list_trials(workspace, limit=1)] == [second]


def test_a_trial_that_is_not_there_is_said_to_be_so(workspace: Workspace, admin: Actor) -> None:
    for act in (trial, reveal_trial):
        with pytest.raises(NotFoundError, match="There is no trial"):
            act(workspace, "nothing", actor=admin)
