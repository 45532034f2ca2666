"""Names of clusters, made of the words that set each apart from the others."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import log
from typing import Final

from curation.text import search_text, words

WORDS_KEPT: Final = 8
_WORDS_IN_NAME: Final = 3
_MIN_LIFT: Final = 2.0
"""A word that names a cluster is at least this much more frequent in it than outside."""
_SAME_BEGIN: Final = 5
"""Words that begin with the same letters are taken for forms of one word."""
_BREAKS: Final = frozenset("PSZC")
"""Unicode categories between words: punctuation, symbols, separators, controls."""


def distinctive_words(texts: Sequence[str], clusters: Sequence[int], n_clusters: int) -> list[list[str]]:
    """Return for each cluster the words that set it apart, the strongest first.

    A word weighs p(word | cluster) · log(p(word | cluster) / p(word)) · log(1 / p(word)),
    where p is the share of texts that have it: frequent here, rarer elsewhere,
    and not everywhere. That works in every language; of English, the stop words
    of scikit-learn are left out as well.

    Args:
        texts: The texts; words count once for each.
        clusters: The cluster of each text, from 0 to n_clusters - 1.
        n_clusters: How many clusters there are; one without texts has no words.

    Source:
        Class-based TF-IDF, M. Grootendorst, "BERTopic", arXiv:2203.05794, with
        the logarithm of the ratio itself beside it, so that a word equally
        frequent everywhere weighs nothing.
    """
    # It loads slowly, and only the worker needs it.
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    within: list[Counter[str]] = [Counter() for _ in range(n_clusters)]
    sizes = Counter(clusters)
    for text, cluster in zip(texts, clusters, strict=True):
        within[cluster].update(_terms(text) - ENGLISH_STOP_WORDS)
    overall: Counter[str] = Counter()
    for counts in within:
        overall.update(counts)
    return [
        _strongest(counts, overall, n_here=sizes[cluster], n_all=len(texts)) for cluster, counts in enumerate(within)
    ]


def name_clusters(found: Sequence[Sequence[str]]) -> list[str]:
    """Return a name for each cluster: its first words, or its number where it has none; no two are the same."""
    names: list[str] = []
    for number, of_cluster in enumerate(found, start=1):
        name = " · ".join(of_cluster[:_WORDS_IN_NAME]) or f"cluster {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _strongest(counts: Counter[str], overall: Counter[str], *, n_here: int, n_all: int) -> list[str]:
    weights: dict[str, float] = {}
    for term, n in counts.items():
        outside = (overall[term] - n) / max(n_all - n_here, 1)
        if n >= min(2, n_here) and n / n_here >= _MIN_LIFT * outside:
            share, share_of_all = n / n_here, overall[term] / n_all
            weights[term] = share * log(share / share_of_all) * -log(share_of_all)
    ranked = sorted((term for term, weight in weights.items() if weight > 0), key=lambda term: (-weights[term], term))
    kept: list[str] = []
    for term in ranked:
        if len(kept) == WORDS_KEPT:
            break
        if not any(_is_form_of(term, other) for other in kept):
            kept.append(term)
    return kept


def _is_form_of(term: str, other: str) -> bool:
    """Tell whether two terms would say the same in a name: forms of a word, or pairs that share a character."""
    if _is_unspaced(term) or _is_unspaced(other):
        return bool(set(term) & set(other))
    shared = min(_SAME_BEGIN, len(term), len(other))
    return term[:shared] == other[:shared] and (shared > 2 or term == other)


def _terms(text: str) -> set[str]:
    """Return the words of a text that can be part of a name; pairs of characters where a script has no blanks."""
    return {term for piece in _pieces(text) for term in _terms_of(words(piece)) if not term.isdigit() and len(term) > 1}


def _pieces(text: str) -> Iterable[str]:
    """Return the parts of a text between punctuation, since no pair of characters reaches across it."""
    if text.isascii():
        return [text]
    return "".join(" " if unicodedata.category(char)[0] in _BREAKS else char for char in text).split()


def _terms_of(found: Sequence[str]) -> Iterator[str]:
    yield from (word for word in found if not _is_unspaced(word))
    yield from (a + b for a, b in pairwise(found) if _is_unspaced(a) and _is_unspaced(b))


def _is_unspaced(word: str) -> bool:
    return search_text(word) is not None
