"""Groups of near-duplicates as people read them, decide about them, and take it back."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from sqlmodel import Session, col, select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.metrics import wilson_interval
from curation.models import DuplicatePair, Event, GroupDecision, ItemKind, PairOrigin, PersonaFilter, Role, Sample
from curation.services import duplicates, people, select_many
from curation.services.permissions import Actor
from curation.services.personas import attributes_of, edit_persona
from curation.store.events import first_broken_event
from curation.workspace import Workspace
from tests.services.dedup_runs import (
    BAKER,
    HARBOUR,
    add_personas,
    add_samples,
    groups_in,
    only_group,
    pairs_in,
    persona,
    run_dedup,
    states_in,
)

Decide = Callable[..., int]
SHOUTED = HARBOUR.upper()
LONGEST = HARBOUR + "!"
KEEP_ONE, KEEP_ALL = GroupDecision.KEEP_ONE, GroupDecision.KEEP_ALL


@pytest.fixture
def three(workspace: Workspace, admin: Actor) -> list[int]:
    """Three personas of one group, of which the rule keeps the last, and one alone."""
    ids = add_personas(workspace, [HARBOUR, SHOUTED, LONGEST, BAKER])
    run_dedup(workspace, admin)
    return ids


@pytest.fixture
def decide(workspace: Workspace, admin: Actor) -> Decide:
    """Decide about the one group there is, as it stands now."""

    def decide_now(decision: GroupDecision, **more: Any) -> int:  # noqa: ANN401
        (group_id,) = [row.id for row in duplicates.list_groups(workspace, ItemKind.PERSONA).rows]
        version = duplicates.get_group(workspace, group_id).version
        duplicates.decide(workspace, group_id, decision, version=version, actor=admin, **more)
        return group_id

    return decide_now


def states(workspace: Workspace, kind: ItemKind = ItemKind.PERSONA) -> list[str]:
    return [state for state, _ in states_in(workspace, kind).values()]


def say_pair(tx: Session, a: int, b: int, actor: Actor, *, note: str = "") -> None:
    pair = DuplicatePair(kind=ItemKind.PERSONA, a_id=a, b_id=b, origin=PairOrigin.HUMAN, note=note, said_by=actor.id)
    tx.add(pair)


def test_a_group_shows_its_evidence(workspace: Workspace, three: list[int]) -> None:
    group = only_group(workspace)
    assert (group.size, group.keeper_id, group.decision) == (3, three[2], "open")
    assert [member.id for member in group.members] == [three[2], three[0], three[1]]
    assert [member.is_dropped for member in group.members] == [False, True, True]
    assert {(pair.a_id, pair.b_id, pair.origin, pair.score, pair.threshold) for pair in group.pairs} == {
        (three[0], three[1], "lexical", 1.0, 0.9),
        (three[0], three[2], "lexical", 1.0, 0.9),
        (three[1], three[2], "lexical", 1.0, 0.9),
    }
    assert {pair.b_id for pair in group.links_of(three[0], three[2])} == {three[2]}
    assert group.members[0].came_from == ("imported", "CC0-1.0")
    assert json.loads(json.dumps(asdict(group)))["weakest"]["origin"] == "lexical"


def test_keeping_another_one_drops_the_rest(workspace: Workspace, three: list[int], decide: Decide) -> None:
    group = duplicates.get_group(workspace, decide(KEEP_ONE, keeper_id=three[0]))
    assert states(workspace) == ["active", "duplicate", "duplicate", "active"]
    assert states_in(workspace)[three[2]] == ("duplicate", f"near-duplicate of #{three[0]}")
    assert (group.keeper_id, group.keeper_reason, group.decided_by) == (three[0], "kept: chosen by Ada", "Ada")


def test_keeping_the_one_of_the_rule_keeps_its_reason(workspace: Workspace, three: list[int], decide: Decide) -> None:
    reason = only_group(workspace).keeper_reason
    group = duplicates.get_group(workspace, decide(KEEP_ONE))
    assert (group.keeper_id, group.keeper_reason, group.decision) == (three[2], reason, "keep_one")


def test_keeping_all_takes_everybody_back(workspace: Workspace, three: list[int], decide: Decide) -> None:
    decide(KEEP_ALL)
    assert set(states_in(workspace).values()) == {("active", "")}


@pytest.mark.parametrize("chosen", [(KEEP_ALL, None), (KEEP_ONE, 0), (KEEP_ONE, None)])
def test_undo_restores_exactly_what_was(
    workspace: Workspace, three: list[int], admin: Actor, decide: Decide, chosen: tuple[GroupDecision, int | None]
) -> None:
    before = states_in(workspace), only_group(workspace)
    group_id = decide(chosen[0], keeper_id=None if chosen[1] is None else three[chosen[1]])
    version = duplicates.undo_decision(workspace, group_id, actor=admin)
    again = only_group(workspace)
    assert states_in(workspace) == before[0]
    assert asdict(again) == {**asdict(before[1]), "version": version}


def test_decisions_are_undone_one_by_one(workspace: Workspace, three: list[int], admin: Actor, decide: Decide) -> None:
    seen, group_id = [states_in(workspace)], only_group(workspace).id
    for decision, keeper in ((KEEP_ALL, None), (KEEP_ONE, three[1]), (KEEP_ONE, three[0])):
        decide(decision, keeper_id=keeper)
        seen.append(states_in(workspace))
    for expected in reversed(seen[:-1]):
        assert duplicates.last_decision(workspace, ItemKind.PERSONA, actor=admin) == group_id
        duplicates.undo_decision(workspace, group_id, actor=admin)
        assert states_in(workspace) == expected
    assert duplicates.last_decision(workspace, ItemKind.PERSONA, actor=admin) is None
    with pytest.raises(ConflictError, match="Nobody has decided"):
        duplicates.undo_decision(workspace, group_id, actor=admin)


def test_each_decision_and_each_undo_is_an_event(
    workspace: Workspace, three: list[int], admin: Actor, decide: Decide
) -> None:
    group_id = decide(KEEP_ALL)
    duplicates.undo_decision(workspace, group_id, actor=admin)
    with workspace.read() as session:
        rows = session.exec(select(Event).where(Event.entity == "duplicate_group").order_by(col(Event.id))).all()
        assert first_broken_event(session) is None
    decided, undone = rows
    assert (decided.action, decided.actor_id, decided.after["decision"]) == (
        "duplicate_group.decided",
        admin.id,
        "keep_all",
    )
    assert (undone.undoes, undone.before, undone.after) == (decided.id, decided.after, decided.before)


def test_a_decision_on_what_has_changed_is_refused(
    workspace: Workspace, three: list[int], admin: Actor, decide: Decide
) -> None:
    group = only_group(workspace)
    decide(KEEP_ALL)
    with pytest.raises(ConflictError, match="meanwhile"):
        duplicates.decide(workspace, group.id, KEEP_ONE, version=group.version, actor=admin)
    assert states(workspace) == ["active"] * 4


def test_a_decision_on_a_group_of_an_earlier_run_is_refused(
    workspace: Workspace, three: list[int], admin: Actor
) -> None:
    group = only_group(workspace)
    run_dedup(workspace, admin)
    with pytest.raises(ConflictError, match="A later run made group"):
        duplicates.decide(workspace, group.id, KEEP_ALL, version=group.version, actor=admin)


def test_undo_is_refused_when_a_member_changed_since(
    workspace: Workspace, three: list[int], admin: Actor, decide: Decide
) -> None:
    group_id = decide(KEEP_ALL)
    chosen = PersonaFilter(ids=(three[1],))
    select_many.exclude(workspace, ItemKind.PERSONA, chosen, reason="no", actor=admin)
    with pytest.raises(ConflictError, match=f"Persona {three[1]} changed since the decision: now it is excluded"):
        duplicates.undo_decision(workspace, group_id, actor=admin)
    assert states(workspace) == ["active", "excluded", "active", "active"]


def test_undo_is_refused_when_a_later_group_holds_a_member(
    workspace: Workspace, three: list[int], admin: Actor, decide: Decide
) -> None:
    group_id = decide(KEEP_ALL)
    add_personas(workspace, [HARBOUR + "?"])
    run_dedup(workspace, admin)
    before = states_in(workspace)
    with pytest.raises(ConflictError, match=r"is in the later group .* Decide there"):
        duplicates.undo_decision(workspace, group_id, actor=admin)
    assert states_in(workspace) == before


def test_what_is_excluded_can_neither_be_kept_nor_dropped(
    workspace: Workspace, three: list[int], admin: Actor, decide: Decide
) -> None:
    select_many.exclude(workspace, ItemKind.PERSONA, PersonaFilter(ids=(three[2],)), reason="no", actor=admin)
    with pytest.raises(ConflictError, match=r"is excluded\. Choose another"):
        decide(KEEP_ONE)
    decide(KEEP_ONE, keeper_id=three[0])
    assert states(workspace) == ["active", "duplicate", "excluded", "active"]


@pytest.mark.parametrize(
    ("decision", "keeper", "error"),
    [(KEEP_ONE, 3, BadInputError), (GroupDecision.OPEN, None, BadInputError)],
)
def test_what_is_no_decision_is_refused(
    three: list[int], decide: Decide, decision: GroupDecision, keeper: int | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        decide(decision, keeper_id=None if keeper is None else three[keeper])


def test_a_viewer_may_not_decide(workspace: Workspace, three: list[int], admin: Actor, annotator: Actor) -> None:
    people.change_person(workspace, annotator.id, role=Role.VIEWER, actor=admin)
    group = only_group(workspace)
    with pytest.raises(NotAllowedError, match="needs annotator"):
        duplicates.decide(workspace, group.id, KEEP_ALL, version=group.version, actor=annotator)


def test_a_group_that_is_not_there_is_said_so(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(NotFoundError, match="no group 99"):
        duplicates.get_group(workspace, 99)
    with pytest.raises(NotFoundError):
        duplicates.undo_decision(workspace, 99, actor=admin)


def test_kept_ones_never_form_a_group_again(
    workspace: Workspace, three: list[int], admin: Actor, decide: Decide
) -> None:
    decide(KEEP_ALL)
    result = run_dedup(workspace, admin)
    assert (result["items"], result["groups"], result["dropped"]) == (4, 0, 0)
    assert set(states_in(workspace).values()) == {("active", "")}


def test_a_newcomer_is_dropped_and_those_kept_before_are_not(
    workspace: Workspace, three: list[int], admin: Actor, decide: Decide
) -> None:
    decide(KEEP_ALL)
    (newcomer,) = add_personas(workspace, [HARBOUR + "?!"])
    assert run_dedup(workspace, admin)["dropped"] == 1
    assert set(groups_in(workspace)) == {tuple(three[:3]), (*three[:3], newcomer)}
    assert states(workspace) == ["active"] * 4 + ["duplicate"]


def test_dropped_ones_take_no_part_in_later_runs(
    workspace: Workspace, three: list[int], admin: Actor, decide: Decide
) -> None:
    decide(KEEP_ONE)
    before = states_in(workspace)
    result = run_dedup(workspace, admin)
    assert (result["items"], result["lexical_pairs"], result["kept"], result["dropped"]) == (2, 0, 2, 0)
    assert states_in(workspace) == before


def test_what_a_person_says_counts_at_every_threshold(workspace: Workspace, admin: Actor) -> None:
    first, second = add_personas(workspace, [HARBOUR, BAKER])
    with workspace.write() as tx:
        say_pair(tx, first, second, admin, note="the same man")
    assert duplicates.dedup_state(workspace, ItemKind.PERSONA).new_pairs == 1
    result = run_dedup(workspace, admin, min_jaccard=1.0, min_cosine=1.0)
    assert (result["groups"], result["lexical_pairs"], result["semantic_pairs"]) == (1, 0, 0)
    (pair,) = only_group(workspace).pairs
    assert (pair.a_id, pair.b_id, pair.origin, pair.score) == (first, second, "human", None)
    assert (pair.note, pair.said_by) == ("the same man", "Ada")
    assert duplicates.dedup_state(workspace, ItemKind.PERSONA).new_pairs == 0


def test_an_edit_takes_the_computed_evidence_away_and_leaves_what_people_said(
    workspace: Workspace, three: list[int], admin: Actor
) -> None:
    with workspace.write() as tx:
        say_pair(tx, three[0], three[1], admin)
    row = persona(workspace, three[1])
    edit_persona(workspace, three[1], text=BAKER + "!", attributes=attributes_of(row), version=row.version, actor=admin)
    of_it = [pair[:3] for pair in pairs_in(workspace) if three[1] in pair[:2]]
    assert of_it == [(three[0], three[1], "human")]


def test_the_groups_are_listed_in_three_orders_and_both_ways(workspace: Workspace, admin: Actor) -> None:
    base = " ".join(f"word{number}" for number in range(24))
    other = " ".join(f"term{number}" for number in range(30))
    add_personas(workspace, [base, base + " more", other, other + "!", other + "?", other + " more", HARBOUR, SHOUTED])
    run_dedup(workspace, admin, stages=("lexical",))
    rows = {row.id: row for row in duplicates.list_groups(workspace, ItemKind.PERSONA).rows}
    by_size = [row.size for row in rows.values()]
    scores = {row.id: row.weakest_score for row in rows.values()}
    assert by_size == [4, 2, 2]
    for order, expected in (("score", [1.0, 30 / 31, 24 / 25]), ("uncertain", [24 / 25, 30 / 31, 1.0])):
        walked, at = [], duplicates.neighbour_group(workspace, ItemKind.PERSONA, None, order=order)
        while at is not None:
            walked.append(at)
            at = duplicates.neighbour_group(workspace, ItemKind.PERSONA, at, order=order)
        assert [scores[group_id] for group_id in walked] == pytest.approx(expected)
        back = duplicates.neighbour_group(workspace, ItemKind.PERSONA, walked[2], order=order, back=True)
        assert back == walked[1]
        page = duplicates.list_groups(workspace, ItemKind.PERSONA, order=order, size=2)
        rest = duplicates.list_groups(workspace, ItemKind.PERSONA, order=order, size=2, place=page.next)
        assert [row.id for row in (*page.rows, *rest.rows)] == walked
    with pytest.raises(BadInputError, match="no order of groups"):
        duplicates.list_groups(workspace, ItemKind.PERSONA, order="luck")


def test_the_list_can_leave_out_what_is_decided(workspace: Workspace, three: list[int], decide: Decide) -> None:
    group_id = decide(KEEP_ALL)
    assert [row.id for row in duplicates.list_groups(workspace, ItemKind.PERSONA, decided=True).rows] == [group_id]
    assert list(duplicates.list_groups(workspace, ItemKind.PERSONA, decided=False).rows) == []
    assert duplicates.dedup_state(workspace, ItemKind.PERSONA).counts == duplicates.GroupCounts(groups=1, decided=1)


def test_the_rate_is_that_of_the_newest_run(workspace: Workspace, three: list[int], admin: Actor) -> None:
    rate = duplicates.dedup_state(workspace, ItemKind.PERSONA).rate
    assert (rate.dropped, rate.items, rate.not_defined) == (2, 4, "")
    assert rate.share == wilson_interval(2, 4)
    run_dedup(workspace, admin, min_jaccard=1.0, stages=("lexical",))
    assert duplicates.dedup_state(workspace, ItemKind.PERSONA).rate.rules.min_jaccard == 1.0


def test_without_a_run_or_without_items_there_is_no_rate(workspace: Workspace, admin: Actor) -> None:
    rate = duplicates.dedup_state(workspace, ItemKind.SAMPLE).rate
    assert (rate.share, rate.not_defined) == (None, "no run yet")
    run_dedup(workspace, admin, ItemKind.SAMPLE)
    rate = duplicates.dedup_state(workspace, ItemKind.SAMPLE).rate
    assert (rate.share, rate.not_defined) == (None, "the run found nothing to compare")


def test_the_rate_says_how_many_items_are_no_work_of_a_model(workspace: Workspace, admin: Actor) -> None:
    first, *_ = add_samples(workspace, [HARBOUR, SHOUTED, BAKER])
    with workspace.write() as tx:
        tx.get_one(Sample, first).counts = False
    run_dedup(workspace, admin, ItemKind.SAMPLE)
    rate = duplicates.dedup_state(workspace, ItemKind.SAMPLE).rate
    assert (rate.items, rate.dropped, rate.labelled) == (3, 1, 1)


def test_a_sample_shows_its_model_and_its_ratings(workspace: Workspace, admin: Actor) -> None:
    add_samples(workspace, [HARBOUR, SHOUTED])
    run_dedup(workspace, admin, ItemKind.SAMPLE)
    first, second = only_group(workspace, ItemKind.SAMPLE).members
    assert first.came_from == ("math", "p/m", "unknown")
    assert (first.n_reviews, first.rating_mean, first.n_samples) == (0, None, None)
    assert second.state_reason == f"near-duplicate of #{first.id}"


@pytest.mark.parametrize(
    ("n_words", "min_jaccard", "replaced", "added"),
    [(13, 0.9, 0, 1), (18, 0.9, 0, 2), (19, 0.9, 1, 2), (9, 0.9, 0, 1), (8, 0.9, 0, 0), (10, 1.0, 0, 0)],
)
def test_the_reach_of_a_threshold_is_what_sets_of_words_give(
    n_words: int, min_jaccard: float, replaced: int, added: int
) -> None:
    reach = duplicates.lexical_reach(n_words, min_jaccard)
    assert (reach.replaced, reach.added) == (replaced, added)
    assert (n_words - replaced) / (n_words + replaced) >= min_jaccard - 1e-9
    assert (n_words - replaced - 1) / (n_words + replaced + 1) < min_jaccard
    assert n_words / (n_words + added + 1) < min_jaccard
