"""Samples whose right answers are known come now and then, and nobody can tell when."""

from itertools import pairwise
from statistics import fmean

import pytest

from curation.models import Gold, ItemState, SampleFilter
from curation.services.permissions import Actor
from curation.services.review_policy import ReviewPolicy, set_review_policy
from curation.services.review_queue import next_sample, next_samples
from curation.store.gold import _between
from curation.workspace import Workspace
from tests.services.judging import add_samples, say


def add_known(workspace: Workspace, actor: Actor, count: int, *, scenario: str = "math") -> list[int]:
    """Add known samples that take no part otherwise, as attention checks do."""
    ids = add_samples(workspace, count, state=ItemState.EXCLUDED, scenario=scenario)
    with workspace.write() as tx:
        tx.add_all([Gold(sample_id=sample_id, decision="accept", created_by=actor.id) for sample_id in ids])
    return ids


@pytest.mark.parametrize("every", [1, 2, 5, 8])
def test_the_mean_distance_is_what_was_asked_for(every: int) -> None:
    drawn = [_between(annotator, after, every) for annotator in range(1, 21) for after in range(200)]
    assert fmean(drawn) == pytest.approx(every, abs=0.15 * every)
    assert min(drawn) >= every // 2
    assert max(drawn) <= 2 * every
    assert len(set(drawn)) > every


def test_known_samples_come_now_and_then_and_each_once(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    ordinary = add_samples(workspace, 60)
    known = add_known(workspace, admin, 40)
    set_review_policy(workspace, ReviewPolicy(gold_every=4), actor=admin)
    given: list[int] = []
    for _ in range(60):
        found = next_sample(workspace, actor=annotator)
        assert found is not None
        assert next_sample(workspace, actor=annotator) == found
        given.append(found)
        say(workspace, found, annotator, decision="accept")
    assert len(set(given)) == len(given)
    assert set(given) <= {*ordinary, *known}
    places = [place for place, found in enumerate(given) if found in known]
    apart = [later - sooner - 1 for sooner, later in pairwise(places)]
    assert fmean(apart) == pytest.approx(4, abs=1.5)
    assert len(set(apart)) > 1


def test_two_people_are_given_them_in_another_order(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    add_samples(workspace, 40)
    known = add_known(workspace, admin, 20)
    set_review_policy(workspace, ReviewPolicy(gold_every=3), actor=admin)
    pages = [next_samples(workspace, limit=50, actor=actor) for actor in (admin, annotator)]
    assert pages[0] == next_samples(workspace, limit=50, actor=admin)
    in_them = [[(place, found) for place, found in enumerate(page) if found in known] for page in pages]
    assert in_them[0] != in_them[1]
    assert all(len(found) >= 5 for found in in_them)


def test_nothing_known_comes_where_it_is_off_or_beyond_the_filter(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    one, two = add_samples(workspace, 2)
    add_known(workspace, admin, 3, scenario="tool")
    assert next_samples(workspace, limit=9, actor=annotator) == [one, two]
    set_review_policy(workspace, ReviewPolicy(gold_every=1), actor=admin)
    assert next_samples(workspace, scenario="math", limit=9, actor=annotator) == [one, two]
    assert next_samples(workspace, chosen=SampleFilter(ids=(two,)), limit=9, actor=annotator) == [two]
    assert len(next_samples(workspace, limit=9, actor=annotator)) > 2


def test_what_is_known_keeps_no_place_in_the_overlap(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (known,) = add_known(workspace, admin, 1)
    set_review_policy(workspace, ReviewPolicy(gold_every=1, overlap=1), actor=admin)
    for sample_id in add_samples(workspace, 2):
        say(workspace, sample_id, admin, decision="accept")
    assert next_sample(workspace, actor=admin) == known
    say(workspace, known, admin, decision="accept")
    for sample_id in add_samples(workspace, 2):
        say(workspace, sample_id, annotator, decision="accept")
    assert next_sample(workspace, actor=annotator) == known


def test_one_that_was_retired_comes_no_more(workspace: Workspace, admin: Actor) -> None:
    (known,) = add_known(workspace, admin, 1)
    set_review_policy(workspace, ReviewPolicy(gold_every=1), actor=admin)
    for sample_id in add_samples(workspace, 2):
        say(workspace, sample_id, admin, decision="accept")
    assert next_sample(workspace, actor=admin) == known
    with workspace.write() as tx:
        gold = tx.get_one(Gold, 1)
        gold.is_active = False
        tx.add(gold)
    assert next_sample(workspace, actor=admin) is None
