"""What the votes on a set come to, counted against votes cast with known probabilities."""

import random

import pytest

from curation.errors import NotAllowedError
from curation.models import DEMO_LABEL, Annotator, Choice, Comparison, RaterKind
from curation.services import comparisons, people
from curation.services.comparison_results import set_results
from curation.services.comparison_sets import make_set
from curation.services.permissions import Actor
from curation.services.samples import edit_sample
from curation.services.set_ask import SetAsk
from curation.store.comparisons import add_vote
from curation.workspace import Workspace
from tests.services.comparing import add_matched, make_models, pair_ids, two_models, vote_for


def test_without_votes_nothing_is_defined_and_each_says_why(workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 2)
    set_id, _ = make_models(workspace, admin)
    found = set_results(workspace, set_id, actor=admin)
    assert (found.strengths, found.left.interval, found.longer.interval) == (None, None, None)
    assert found.why_not == "there are no votes"
    assert "not defined: there are no votes" in found.sentence
    assert found.left.why_not
    assert found.longer.why_not
    assert (found.pairs, found.judged, found.raters) == (2, 0, 0)


def test_the_arm_that_people_vote_for_comes_out_above_and_so_do_longer_texts(
    workspace: Workspace, admin: Actor
) -> None:
    two_models(workspace, 20)
    set_id, pairs = make_models(workspace, admin)
    vote_for(workspace, pairs[:17], "big", admin)
    vote_for(workspace, pairs[17:], "small", admin)
    found = set_results(workspace, set_id, actor=admin)
    assert found.strengths is not None
    first, second = found.strengths.arms
    assert (first.name, first.wins, first.losses, second.wins) == ("big", 17, 3, 3)
    assert first.chance.value == pytest.approx(17.5 / 21)
    assert found.sentence.startswith("big is preferred over small in 83 % of cases".replace(" %", "%"))
    assert found.longer.interval is not None
    assert (found.longer.interval.value, found.longer.interval.n) == (0.85, 20)
    assert found.left.interval is not None
    assert found.left.interval.value == found.votes["left"] / 20


def test_simulated_people_who_only_like_the_left_show_no_arm_but_a_side(workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 40)
    set_id, pairs = make_models(workspace, admin)
    rng = random.Random(11)
    for pair_id in pairs:
        choice = Choice.LEFT if rng.random() < 0.9 else Choice.RIGHT
        comparisons.submit(workspace, pair_id, choice, actor=admin)
    found = set_results(workspace, set_id, actor=admin)
    assert found.left.interval is not None
    assert found.left.interval.low > 0.6
    assert "too few to show" in found.sentence
    assert found.strengths is not None
    assert all(arm.chance.low < 0.5 < arm.chance.high for arm in found.strengths.arms)


def test_ties_and_both_bad_are_told_apart(workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 6)
    set_id, pairs = make_models(workspace, admin)
    for pair_id, choice in zip(pairs, ["tie", "tie", "both_bad", "both_bad", "both_bad", "skip"], strict=True):
        comparisons.submit(workspace, pair_id, Choice(choice), actor=admin)
    found = set_results(workspace, set_id, actor=admin)
    assert found.votes == {"left": 0, "right": 0, "tie": 2, "both_bad": 3}
    assert found.judged == 5
    assert found.strengths is not None
    assert [(arm.ties, arm.chance.value) for arm in found.strengths.arms] == [(2, 0.5), (2, 0.5)]


def test_votes_given_anew_after_the_arms_were_told_are_counted(workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 4)
    set_id, pairs = make_models(workspace, admin)
    vote_for(workspace, pairs[:3], "big", admin)
    comparisons.undo_last(workspace, actor=admin)
    vote_for(workspace, [pairs[2]], "small", admin)
    vote_for(workspace, [pairs[0]], "small", admin)
    comparisons.submit(workspace, pairs[3], Choice.SKIP, actor=admin)
    vote_for(workspace, [pairs[3]], "big", admin)
    assert set_results(workspace, set_id, actor=admin).anew == 2


def test_demo_texts_count_only_where_nothing_else_was_voted_on(workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 3, counts=False, label=DEMO_LABEL)
    set_id, pairs = make_models(workspace, admin)
    vote_for(workspace, pairs, "big", admin)
    found = set_results(workspace, set_id, actor=admin)
    assert (found.judged, found.labels, found.left_out) == (3, [DEMO_LABEL], {})
    two_models(workspace, 1)
    mixed, more = make_models(workspace, admin, name="mixed")
    vote_for(workspace, more, "small", admin)
    found = set_results(workspace, mixed, actor=admin)
    assert (found.judged, found.labels, found.left_out) == (1, [], {"demo or hand-written text": 3})


def test_a_judge_is_never_among_the_people(workspace: Workspace, admin: Actor) -> None:
    two_models(workspace, 2)
    set_id, pairs = make_models(workspace, admin)
    judge = people.join(workspace, "A model")
    with workspace.write() as tx:
        tx.get_one(Annotator, judge.id).kind = RaterKind.JUDGE
        add_vote(tx, Comparison(pair_id=pairs[0], annotator_id=judge.id, left_is="a", choice="left"), supersedes=None)
    vote_for(workspace, pairs[1:], "big", admin)
    found = set_results(workspace, set_id, actor=admin)
    assert (found.raters, found.judged, found.left_out) == (1, 1, {"vote of a judge": 1})
    assert comparisons.next_pair(workspace, set_id, actor=admin) == pairs[0]  # it still waits for people


def test_votes_on_a_text_that_was_corrected_since_are_left_out(workspace: Workspace, admin: Actor) -> None:
    (ids,) = add_matched(workspace, 2, {})
    for sample_id in ids:
        edit_sample(workspace, sample_id, text=f"Better, no. {sample_id}.", version=1, actor=admin)
    set_id = make_set(workspace, SetAsk(name="e", source="edited_or_original", seed=1), actor=admin)
    vote_for_edited(workspace, set_id, admin)
    edit_sample(workspace, ids[0], text="Better still.", version=2, actor=admin)
    found = set_results(workspace, set_id, actor=admin)
    assert (found.judged, found.left_out) == (1, {"the edited text was changed since": 1})
    assert found.strengths is not None
    assert found.strengths.arms[0].name == "edited"


def vote_for_edited(workspace: Workspace, set_id: int, actor: Actor) -> None:
    for pair_id in pair_ids(workspace, set_id):
        is_left = comparisons.get_pair(workspace, pair_id, actor=actor).left.startswith("Better")
        comparisons.submit(workspace, pair_id, Choice.LEFT if is_left else Choice.RIGHT, actor=actor)


def test_who_is_still_to_vote_does_not_see_what_others_voted(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    two_models(workspace, 2)
    set_id, _ = make_models(workspace, admin)
    with pytest.raises(NotAllowedError):
        set_results(workspace, set_id, actor=annotator)
