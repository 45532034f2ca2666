"""Sets of pairs: what stands side by side for each source, counted before it is made."""

from typing import Any

import pytest
from pydantic import ValidationError
from sqlmodel import col, select

from curation.errors import BadInputError, ConflictError, CurationError, NotAllowedError, NotFoundError
from curation.models import Event, ItemState, PairSource, Sample, SampleFilter, Template
from curation.services import people
from curation.services.comparison_sets import get_set, list_sets, make_set, open_or_close_set, preview_set
from curation.services.comparisons import get_pair
from curation.services.jobs import list_jobs
from curation.services.permissions import Actor
from curation.services.samples import edit_sample
from curation.services.set_ask import MAX_PAIRS, SetAsk
from curation.services.trial_ask import ArmAsk, TrialAsk
from curation.services.trials import start_trial
from curation.store.comparisons import pairs_of
from curation.workspace import Workspace
from tests.services.comparing import add_matched, make_models, models_ask, pair_ids, pair_in, two_models
from tests.services.dedup_runs import run_job


def rows_of(workspace: Workspace, set_id: int) -> list[tuple[Sample, Sample, str, str]]:
    with workspace.read() as session:
        return [
            (session.get_one(Sample, p.a_sample_id), session.get_one(Sample, p.b_sample_id), p.a_arm, p.b_arm)
            for p in pairs_of(session, set_id)
        ]


def test_models_stand_side_by_side_for_the_same_persona_and_prompt(workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 5)
    add_matched(workspace, 1, {"model": "big"}, {"model": "small", "template_id": 2})
    add_matched(workspace, 1, {"model": "other"})
    shown = preview_set(workspace, models_ask(), actor=admin)
    assert (shown.n, shown.available, shown.no_partner, shown.personas) == (5, 5, 2, 5)
    assert shown.by_arms == {("big", "small"): 5}
    rows = rows_of(workspace, make_set(workspace, models_ask(), actor=admin))
    assert len(rows) == 5
    for a, b, a_arm, b_arm in rows:
        assert (a.model, b.model) == (a_arm, b_arm) == ("big", "small")
        assert (a.persona_id, a.scenario, a.template_id) == (b.persona_id, b.scenario, b.template_id)


def test_templates_stand_side_by_side_for_the_same_persona_and_model(workspace: Workspace, admin: Actor) -> None:
    add_matched(workspace, 3, {"template_id": 1}, {"template_id": 2}, {"template_id": 2, "model": "other"})
    rows = rows_of(workspace, make_set(workspace, SetAsk(name="t", source="templates", arms=("1", "2")), actor=admin))
    assert {(a.template_id, b.template_id) for a, b, _, _ in rows} == {(1, 2)}
    assert all(a.persona_id == b.persona_id and a.model == b.model for a, b, _, _ in rows)
    assert all("version" in arm for row in rows for arm in row[2:])


def test_a_persona_stands_against_none_and_is_the_one_that_is_shown(workspace: Workspace, admin: Actor) -> None:
    add_matched(workspace, 4, {})
    add_matched(workspace, 3, {"nobody": True})
    set_id = make_set(workspace, SetAsk(name="p", source="persona_or_none"), actor=admin)
    rows = rows_of(workspace, set_id)
    assert len(rows) == 3
    for (a, b, a_arm, b_arm), pair_id in zip(rows, pair_ids(workspace, set_id), strict=True):
        assert (a_arm, b_arm) == ("persona", "no persona")
        assert a.persona_id is not None
        assert b.persona_id is None
        assert pair_in(workspace, pair_id).persona_id == a.persona_id


def test_an_edited_text_stands_against_itself_as_it_came(workspace: Workspace, admin: Actor) -> None:
    (ids,) = add_matched(workspace, 3, {})
    edit_sample(workspace, ids[0], text="A better text.", version=1, actor=admin)
    set_id = make_set(workspace, SetAsk(name="e", source="edited_or_original"), actor=admin)
    ((a, b, a_arm, b_arm),) = rows_of(workspace, set_id)
    assert (a.id, b.id, a_arm, b_arm) == (ids[0], ids[0], "edited", "original")
    seen = get_pair(workspace, pair_ids(workspace, set_id)[0], actor=admin)
    assert {seen.left, seen.right} == {"A better text.", a.text}


def test_the_same_persona_twice_is_the_same_prompt_once_more(workspace: Workspace, admin: Actor) -> None:
    add_matched(workspace, 3, {}, {})
    add_matched(workspace, 1, {"nobody": True}, {"nobody": True})
    add_matched(workspace, 1, {}, {"model": "other"})
    rows = rows_of(workspace, make_set(workspace, SetAsk(name="s", source="same_persona"), actor=admin))
    assert len(rows) == 3
    assert all(a.persona_id == b.persona_id and (a.id or 0) < (b.id or 0) for a, b, _, _ in rows)


def test_the_arms_of_a_trial_stand_side_by_side_row_by_row(starter_workspace: Workspace) -> None:
    workspace, ada = starter_workspace, people.join(starter_workspace, "Ada")
    arms = (ArmAsk(name="with", scenario="math"), ArmAsk(name="without", scenario="math", who="nobody"))
    token = start_trial(workspace, TrialAsk(arms=arms, n=4, seed=3, is_blind=True), actor=ada)
    for job in list_jobs(workspace):
        if job.is_active:
            run_job(workspace, job.id)
    ask = SetAsk(name="trial", source="trial", trial=token)
    set_id = make_set(workspace, ask, actor=ada)
    made = get_set(workspace, set_id, actor=ada)
    assert made.source == PairSource.PERSONA_OR_NONE
    rows = rows_of(workspace, set_id)
    assert 1 <= len(rows) <= 4
    assert all((a_arm, b_arm) == ("with", "without") and a.item_no == b.item_no for a, b, a_arm, b_arm in rows)
    assert made.params["trial"] == token


def test_more_models_than_two_are_paired_each_with_each(workspace: Workspace, admin: Actor) -> None:
    add_matched(workspace, 3, {"model": "x"}, {"model": "y"}, {"model": "z"})
    shown = preview_set(workspace, models_ask(arms=("x", "y", "z")), actor=admin)
    assert shown.by_arms == {("x", "y"): 3, ("x", "z"): 3, ("y", "z"): 3}


def test_a_preview_stores_nothing_and_the_set_is_what_it_counted(workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 9)
    shown = preview_set(workspace, models_ask(n=4), actor=admin)
    assert list_sets(workspace, actor=admin) == []
    set_id, pairs = make_models(workspace, admin, n=4)
    assert (shown.n, shown.available) == (4, 9)
    assert len(pairs) == 4
    assert {text for _, text in shown.example} <= {row.text for pair in rows_of(workspace, set_id) for row in pair[:2]}
    again, _ = make_models(workspace, admin, n=4, name="again")
    ids = [[(a.id, b.id) for a, b, _, _ in rows_of(workspace, one)] for one in (set_id, again)]
    assert ids[0] == ids[1]


@pytest.mark.parametrize("fields", [{"state": ItemState.EXCLUDED}, {"outcome": "refused"}, {"text": ""}])
def test_what_people_are_not_asked_to_judge_is_in_no_pair(
    workspace: Workspace, admin: Actor, fields: dict[str, Any]
) -> None:
    (big, _) = two_models(workspace, 2)
    with workspace.write() as tx:
        row = tx.get_one(Sample, big[0])
        for name, value in fields.items():
            setattr(row, name, value)
    assert preview_set(workspace, models_ask(), actor=admin).available == 1


def test_a_filter_narrows_what_is_paired(workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 2)
    two_models(workspace, 3, scenario="logic")
    chosen = SampleFilter(scenarios=("logic",))
    assert preview_set(workspace, models_ask(chosen=chosen), actor=admin).available == 3


def test_the_act_is_in_the_log_and_a_set_can_be_closed_and_opened(workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 2)
    set_id, _ = make_models(workspace, admin)
    for is_open in (False, False, True):
        open_or_close_set(workspace, set_id, is_open=is_open, actor=admin)
        assert get_set(workspace, set_id, actor=admin).is_open == is_open
    with workspace.read() as session:
        acts = session.exec(select(Event.action).where(Event.entity == "comparison_set").order_by(col(Event.id))).all()
    assert acts == ["comparison_set.made", "comparison_set.closed", "comparison_set.opened"]


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (models_ask(arms=("big", "huge")), BadInputError),
        (SetAsk(name="t", source="templates", arms=("1", "999999")), NotFoundError),
        (SetAsk(name="t", source="templates", arms=("1", "one")), NotFoundError),
        (SetAsk(name="t", source="trial", trial="none"), NotFoundError),
        (SetAsk(name="e", source="edited_or_original"), BadInputError),
    ],
    ids=str,
)
def test_what_cannot_be_paired_is_refused_and_stores_nothing(
    workspace: Workspace, admin: Actor, ask: SetAsk, error: type[CurationError]
) -> None:
    two_models(workspace, 2)
    with pytest.raises(error):
        make_set(workspace, ask, actor=admin)
    assert list_sets(workspace, actor=admin) == []


def test_templates_of_different_scenarios_are_refused(workspace: Workspace, admin: Actor) -> None:
    with workspace.read() as session:
        by_scenario = {row.scenario: str(row.id) for row in session.exec(select(Template))}
    arms = (by_scenario["math"], by_scenario["npc"])
    with pytest.raises(BadInputError, match="different scenarios"):
        preview_set(workspace, SetAsk(name="t", source="templates", arms=arms), actor=admin)


def test_a_name_is_given_once(workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 2)
    make_models(workspace, admin)
    with pytest.raises(ConflictError, match="which model"):
        make_models(workspace, admin)


def test_an_annotator_makes_and_closes_none(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    two_models(workspace, 2)
    set_id, _ = make_models(workspace, admin)
    for act in (
        lambda: make_models(workspace, annotator, name="other"),
        lambda: preview_set(workspace, models_ask(), actor=annotator),
        lambda: open_or_close_set(workspace, set_id, is_open=False, actor=annotator),
    ):
        with pytest.raises(NotAllowedError):
            act()


@pytest.mark.parametrize(
    "fields",
    [
        {"source": "models"},
        {"source": "models", "arms": ("a",)},
        {"source": "models", "arms": ("a", "a")},
        {"source": "models", "arms": ("a", "b", "a")},
        {"source": "same_persona", "arms": ("a", "b")},
        {"source": "trial"},
        {"source": "models", "arms": ("a", "b"), "trial": "x"},
        {"source": "other"},
        {"source": "same_persona", "name": " "},
        {"source": "same_persona", "n": 0},
        {"source": "same_persona", "n": MAX_PAIRS + 1},
        {"source": "same_persona", "overlap": 0},
    ],
    ids=str,
)
def test_an_ask_that_says_too_little_or_too_much_is_none(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SetAsk(**{"name": "x", **fields})
