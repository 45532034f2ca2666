"""Groups of near-duplicates: what hangs together by pairs, and how weakly."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from curation.dedup.pairs import Pairs

Origin = Literal["lexical", "semantic", "human"]
_ORIGINS: tuple[Origin, ...] = get_args(Origin)


@dataclass(frozen=True, slots=True)
class PairScore:
    """One pair (a < b), how alike it is, and who found it."""

    a: int
    b: int
    score: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class Group:
    """Items that hang together by pairs, although not each is like each.

    Attributes:
        members: Ids, ascending; at least two.
        weakest: The link without which the group would fall apart first: the lowest-scoring one
            of the strongest links that hold it together (its maximum spanning tree).
        widest: The lowest-scoring pair found among the members.
    """

    members: tuple[int, ...]
    weakest: PairScore
    widest: PairScore


def duplicate_groups(pairs: Mapping[Origin, Pairs]) -> list[Group]:
    """Return the connected components of the pairs.

    A pair of several origins counts once, with its best score (of equal
    scores lexical, then semantic, then human). Items in no pair are in no group.

    Args:
        pairs: The pairs of each origin; `a` and `b` are any ids (`Pairs.with_ids` makes them from positions).

    Returns:
        Larger groups first, then by the smallest member; the same for every order of the input.

    Raises:
        ValueError: An item is paired with itself, a score is not finite, or an origin is not known.
    """
    edges = _edges(pairs)
    if not len(edges.score):
        return []
    ids, ends = np.unique(np.concatenate((edges.a, edges.b)), return_inverse=True)
    roots, last_joins = _join_in_turn(len(ids), *np.split(ends, 2))
    component = np.unique(roots, return_inverse=True)[1]
    weakest = np.empty(component.max() + 1, dtype=np.int64)
    weakest[component[list(last_joins)]] = list(last_joins.values())
    return _as_groups(ids, component, edges, weakest, component[ends[: len(edges.a)]])


@dataclass(frozen=True, slots=True)
class _Edges:
    """The distinct pairs, strongest first; arrays of shape (n,)."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    score: NDArray[np.float64]
    origin: NDArray[np.int64]

    def at(self, number: int) -> PairScore:
        """Return one pair as a value."""
        score, origin = float(self.score[number]), _ORIGINS[self.origin[number]]
        return PairScore(int(self.a[number]), int(self.b[number]), score, origin)


def _edges(pairs: Mapping[Origin, Pairs]) -> _Edges:
    """Put the pairs of all origins into one order: by score, descending, then by ids."""
    unknown = set(pairs) - set(_ORIGINS)
    if unknown:
        raise ValueError(f"origins are {', '.join(_ORIGINS)}, got {', '.join(sorted(unknown))}")
    known = [(number, pairs[origin]) for number, origin in enumerate(_ORIGINS) if origin in pairs]
    nothing = np.empty(0, dtype=np.int64)
    a = np.concatenate([nothing, *(np.minimum(found.a, found.b) for _, found in known)])
    b = np.concatenate([nothing, *(np.maximum(found.a, found.b) for _, found in known)])
    score = np.concatenate([np.empty(0), *(found.score for _, found in known)])
    origin = np.concatenate([nothing, *(np.full(found.n_pairs, number) for number, found in known)])
    if (a == b).any():
        raise ValueError(f"item {a[a == b][0]} is paired with itself")
    if not np.isfinite(score).all():
        raise ValueError("every score is a finite number")
    order = np.lexsort((origin, -score, b, a))
    is_first = np.ones(len(order), dtype=np.bool_)
    is_first[1:] = (np.diff(a[order]) != 0) | (np.diff(b[order]) != 0)
    order = order[is_first]
    order = order[np.argsort(-score[order], kind="stable")]
    return _Edges(a[order], b[order], score[order], origin[order])


class _Forest(NamedTuple):
    """The root of each item, and for each root the number of the edge that joined its component last."""

    roots: NDArray[np.int64]
    last_joins: dict[int, int]


def _join_in_turn(n_items: int, left: NDArray[np.int64], right: NDArray[np.int64]) -> _Forest:
    """Join the ends of each edge in turn; with the strongest first (Kruskal), the last join is the weakest link."""
    parent = list(range(n_items))
    last_joins: dict[int, int] = {}
    for edge, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        while parent[a] != a:
            parent[a] = a = parent[parent[a]]
        while parent[b] != b:
            parent[b] = b = parent[parent[b]]
        if a != b:
            parent[b] = a
            last_joins.pop(b, None)
            last_joins[a] = edge
    roots = np.array(parent)
    while (roots[roots] != roots).any():
        roots = roots[roots]
    return _Forest(roots, last_joins)


def _as_groups(
    ids: NDArray[np.int64],
    component: NDArray[np.int64],
    edges: _Edges,
    weakest: NDArray[np.int64],
    component_of_edge: NDArray[np.int64],
) -> list[Group]:
    """Collect the members of each component and its lowest-scoring pair."""
    widest = np.empty(len(weakest), dtype=np.int64)
    by_score = np.lexsort((np.arange(len(component_of_edge)), edges.score))[::-1]
    widest[component_of_edge[by_score]] = by_score  # the lowest score is written last
    ordered = ids[np.argsort(component, kind="stable")]
    members = np.split(ordered, np.cumsum(np.bincount(component))[:-1])
    groups = [
        Group(tuple(member.tolist()), edges.at(weak), edges.at(wide))
        for member, weak, wide in zip(members, weakest.tolist(), widest.tolist(), strict=True)
    ]
    return sorted(groups, key=lambda group: (-len(group.members), group.members[0]))
