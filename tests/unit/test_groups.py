import itertools
import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.dedup import Group, Pairs, PairScore, duplicate_groups

Edge = tuple[int, int, float]


def pairs_of(edges: Sequence[Edge]) -> Pairs:
    a, b, score = zip(*edges, strict=True) if edges else ((), (), ())
    return Pairs.within(np.array(a, dtype=np.int64), np.array(b, dtype=np.int64), np.array(score, dtype=np.float64))


def reach(edges: Sequence[Edge], start: int) -> frozenset[int]:
    """All items that can be reached from one, by walking."""
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        near = {b for a, b, _ in edges if a == here} | {a for a, b, _ in edges if b == here}
        waiting += near - seen
        seen |= near
    return frozenset(seen)


def bottleneck(edges: Sequence[Edge]) -> float:
    """The highest threshold at which the edges still hang together in one piece."""
    items = {item for a, b, _ in edges for item in (a, b)}
    thresholds = sorted({score for *_, score in edges}, reverse=True)
    return next(t for t in thresholds if reach([e for e in edges if e[2] >= t], min(items)) == items)


def test_a_chain_is_one_group_although_its_ends_are_not_alike() -> None:
    found = duplicate_groups({"lexical": pairs_of([(1, 2, 0.95), (3, 2, 0.91)])})
    link = PairScore(2, 3, 0.91, "lexical")
    assert found == [Group((1, 2, 3), weakest=link, widest=link)]


def test_the_weakest_link_holds_the_group_and_the_widest_pair_need_not() -> None:
    edges = [(1, 2, 0.99), (2, 3, 0.98), (1, 3, 0.90)]
    (group,) = duplicate_groups({"lexical": pairs_of(edges)})
    assert group.weakest == PairScore(2, 3, 0.98, "lexical")
    assert group.widest == PairScore(1, 3, 0.90, "lexical")


def test_a_bridge_between_two_tight_clusters_is_the_weakest_link() -> None:
    edges = [(a, b, 0.97) for a, b in itertools.combinations(range(5), 2)]
    edges += [(a, b, 0.96) for a, b in itertools.combinations(range(10, 15), 2)]
    (group,) = duplicate_groups({"semantic": pairs_of([*edges, (4, 10, 0.92)])})
    assert group.weakest == group.widest == PairScore(4, 10, 0.92, "semantic")


def test_pairs_of_all_origins_join_and_each_link_names_its_own() -> None:
    found = duplicate_groups(
        {"human": pairs_of([(3, 4, 1.0)]), "lexical": pairs_of([(1, 2, 0.9)]), "semantic": pairs_of([(2, 3, 0.93)])}
    )
    assert [group.members for group in found] == [(1, 2, 3, 4)]
    assert found[0].weakest == PairScore(1, 2, 0.9, "lexical")


def test_a_pair_of_two_origins_counts_once_with_its_best_score() -> None:
    (group,) = duplicate_groups({"lexical": pairs_of([(1, 2, 0.9)]), "semantic": pairs_of([(1, 2, 0.97)])})
    assert group.weakest == group.widest == PairScore(1, 2, 0.97, "semantic")
    (tied,) = duplicate_groups({"semantic": pairs_of([(1, 2, 1.0)]), "lexical": pairs_of([(1, 2, 1.0)])})
    assert tied.weakest.origin == "lexical"


def test_larger_groups_come_first_then_the_smaller_member() -> None:
    edges = [(8, 9, 0.9), (1, 7, 0.9), (4, 5, 0.9), (5, 6, 0.9)]
    found = duplicate_groups({"lexical": pairs_of(edges)})
    assert [group.members for group in found] == [(4, 5, 6), (1, 7), (8, 9)]


def test_a_group_of_150_is_not_cut() -> None:
    edges = [(item, item + 1, 0.9 + item / 10_000) for item in range(149)]
    (group,) = duplicate_groups({"lexical": pairs_of(edges)})
    assert group.members == tuple(range(150))
    assert group.weakest == PairScore(0, 1, 0.9, "lexical")


def test_no_pairs_make_no_groups() -> None:
    assert duplicate_groups({}) == []
    assert duplicate_groups({"lexical": pairs_of([])}) == []


def test_a_long_chain_in_the_worst_order_is_one_group() -> None:
    edges = [(item, item + 1, item / 20_000) for item in range(20_000)]
    (group,) = duplicate_groups({"lexical": pairs_of(edges)})
    assert len(group.members) == 20_001
    assert group.weakest.a == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from([0.9, 0.92, 0.95, 1.0])), max_size=25
    ).map(lambda edges: [(a, b, score) for a, b, score in edges if a != b]),
    st.randoms(use_true_random=False),
)
def test_agrees_with_walking_and_does_not_depend_on_the_order(edges: list[Edge], rng: random.Random) -> None:
    best = {(min(a, b), max(a, b)): 0.0 for a, b, _ in edges}
    for a, b, score in edges:
        best[min(a, b), max(a, b)] = max(score, best[min(a, b), max(a, b)])
    clean = [(a, b, score) for (a, b), score in best.items()]
    found = duplicate_groups({"lexical": pairs_of(edges)})
    assert {frozenset(group.members) for group in found} == {reach(clean, a) for a, _, _ in clean}
    for group in found:
        inside = [edge for edge in clean if edge[0] in group.members]
        assert group.weakest.score == bottleneck(inside)
        assert group.widest.score == min(score for *_, score in inside)
    turned = [(b, a, score) for a, b, score in edges]
    rng.shuffle(turned)
    assert duplicate_groups({"lexical": pairs_of(turned)}) == found


def test_positions_become_ids() -> None:
    pairs = pairs_of([(0, 1, 0.9), (1, 2, 0.95)]).with_ids([70, 30, 50])
    assert pairs.a.tolist() == [30, 30]
    assert pairs.b.tolist() == [50, 70]
    assert pairs.score.tolist() == [0.95, 0.9]


def test_of_a_pair_given_twice_the_best_score_stays() -> None:
    pairs = pairs_of([(2, 1, 0.9), (1, 2, 0.95), (1, 2, 0.92)])
    assert (pairs.n_pairs, pairs.a[0], pairs.b[0], pairs.score[0]) == (1, 1, 2, 0.95)


def test_an_item_paired_with_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="item 4 is paired with itself"):
        duplicate_groups({"human": pairs_of([(1, 2, 1.0), (4, 4, 1.0)])})


def test_a_score_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        duplicate_groups({"human": pairs_of([(1, 2, float("nan"))])})


def test_an_unknown_origin_is_refused() -> None:
    with pytest.raises(ValueError, match="lexical, semantic, human, got oracle"):
        duplicate_groups({"oracle": pairs_of([(1, 2, 1.0)])})  # type: ignore[dict-item]  # a wrong call on purpose
