"""Near-duplicates by their words: pairs of texts whose sets of words have a high Jaccard similarity."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curation.dedup.minhash import minhash_candidates
from curation.dedup.pairs import Pairs
from curation.dedup.partition import partition_candidates
from curation.dedup.ragged import Matches, count_up, joined, pairs_with_followers
from curation.dedup.wordsets import WordSets, verified, word_sets

MAX_MEMBERS_PAIRED = 200
"""Texts with the same set of words that are all paired with each other."""

_SPLITTING_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class LexicalResult:
    """The pairs, and how many classes of texts with equal word sets stand behind them.

    Attributes:
        pairs: Positions in the input with a < b, and the exact Jaccard similarity.
        collapsed_classes: Classes of two or more texts with equal word sets.
        truncated_classes: Those of them with more than `MAX_MEMBERS_PAIRED` texts, for which only the
            first text is paired: with each other text of its class, and with texts outside of it.
    """

    pairs: Pairs
    collapsed_classes: int
    truncated_classes: int


def lexical_pairs(
    texts: Sequence[str],
    *,
    min_jaccard: float = 0.9,
    method: Literal["partition", "minhash"] = "partition",
    seed: int = 0,
    on_progress: Callable[[float], None] | None = None,
) -> LexicalResult:
    """Find the pairs of texts whose sets of words have at least the given Jaccard similarity.

    Words are those of `curation.text.words`. Equal sets are a pair of score 1;
    a text without words is in no pair. Texts with equal sets are joined once:
    a class of more than `MAX_MEMBERS_PAIRED` such texts is paired through its
    first text only, which the result counts.

    Args:
        texts: The texts; a position in this list is what a pair names.
        min_jaccard: The threshold, inclusive, in [0.5, 1].
        method: "partition" finds every pair, and slows down below 0.75 and for texts of hundreds of words;
            "minhash" finds nearly every pair (`bands_for` says how nearly). Both score exactly.
        seed: For "minhash"; the order of the texts does not matter.
        on_progress: Called with the share done, from 0 to 1.

    Raises:
        ValueError: The threshold is outside of [0.5, 1], or the method is not known.
    """
    _check_threshold(min_jaccard)
    if method not in ("partition", "minhash"):
        raise ValueError(f"method is 'partition' or 'minhash', got {method!r}")
    tell = on_progress or _tell_nobody
    sets = word_sets(texts, lambda share: tell(share * _SPLITTING_SHARE))
    join_tells = _rest_of(tell)
    candidates = (
        partition_candidates(sets, min_jaccard, join_tells)
        if method == "partition"
        else minhash_candidates(sets, min_jaccard, seed, join_tells)
    )
    matches = verified(sets, candidates, min_jaccard)
    members = _members(sets, np.arange(len(texts)))
    result = LexicalResult(
        pairs=_pairs_within(members, matches),
        collapsed_classes=int((members.counts > 1).sum()),
        truncated_classes=int((members.counts > MAX_MEMBERS_PAIRED).sum()),
    )
    tell(1.0)
    return result


def lexical_pairs_between(new: Sequence[str], old: Sequence[str], *, min_jaccard: float = 0.9) -> Pairs:
    """Find every pair of a new and an old text with at least the given Jaccard similarity.

    Args:
        new: Texts that arrive; `a` of a pair is a position here. They are not compared with each other.
        old: Texts that are there; `b` of a pair is a position here.
        min_jaccard: The threshold, inclusive, in [0.5, 1].

    Raises:
        ValueError: The threshold is outside of [0.5, 1].
    """
    _check_threshold(min_jaccard)
    sets = word_sets([*new, *old], _tell_nobody)
    news = _members(sets, np.arange(len(new)))
    olds = _members(sets, np.arange(len(new), len(new) + len(old)))
    matches = verified(sets, partition_candidates(sets, min_jaccard, _tell_nobody), min_jaccard)
    rows = np.arange(len(sets.sizes))
    both_ways = Matches(
        np.concatenate((matches.i, matches.j, rows)),
        np.concatenate((matches.j, matches.i, rows)),
        np.concatenate((matches.score, matches.score, np.ones(len(rows)))),
    )
    found = _expanded(both_ways, news, olds)
    return Pairs.between(found.i, found.j - len(new), found.score)


class _Members(NamedTuple):
    """The texts of each row of the word sets: `counts[r]` positions from `firsts[r]` on, ascending."""

    positions: NDArray[np.int64]
    firsts: NDArray[np.int64]
    counts: NDArray[np.int64]


def _check_threshold(min_jaccard: float) -> None:
    """Refuse a threshold for which the joins are not made."""
    if not 0.5 <= min_jaccard <= 1:
        raise ValueError(f"min_jaccard is from 0.5 to 1, got {min_jaccard}")


def _tell_nobody(share: float) -> None:
    """Take a report of progress that nobody asked for."""


def _rest_of(tell: Callable[[float], None]) -> Callable[[float], None]:
    """Return the reporter of what comes after the splitting into words."""
    return lambda share: tell(_SPLITTING_SHARE + (1 - _SPLITTING_SHARE) * share)


def _members(sets: WordSets, positions: NDArray[np.int64]) -> _Members:
    """Group the given positions of texts by their row; a text without words has none."""
    row_of = sets.row_of[positions]
    has_words = row_of >= 0
    order = np.argsort(row_of[has_words], kind="stable")
    counts = np.bincount(row_of[has_words], minlength=len(sets.sizes))
    return _Members(positions[has_words][order], np.cumsum(counts) - counts, counts)


def _pairs_within(members: _Members, matches: Matches) -> Pairs:
    """Return the pairs of texts behind matching rows, and those of texts that share a row."""
    is_paired_by_first = members.counts > MAX_MEMBERS_PAIRED
    paired = members._replace(counts=np.where(is_paired_by_first, 1, members.counts))
    place = count_up(members.counts)
    followers = np.repeat(members.counts, members.counts) - 1 - place
    followers[np.repeat(is_paired_by_first, members.counts) & (place > 0)] = 0
    found = [_expanded(matches, paired, paired)]
    for left, right in pairs_with_followers(followers):
        found.append(Matches(members.positions[left], members.positions[right], np.ones(len(left))))
    return Pairs.within(*joined(found))


def _expanded(matches: Matches, left: _Members, right: _Members) -> Matches:
    """Return every pair of a left text of row i with a right text of row j, for each match."""
    n_right = right.counts[matches.j]
    n_each = left.counts[matches.i] * n_right
    place = count_up(n_each)
    n_right = np.repeat(n_right, n_each)
    return Matches(
        left.positions[np.repeat(left.firsts[matches.i], n_each) + place // n_right],
        right.positions[np.repeat(right.firsts[matches.j], n_each) + place % n_right],
        np.repeat(matches.score, n_each),
    )
