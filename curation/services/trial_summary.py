"""How each arm of a trial came out, in numbers, and how much so few rows can say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from curation.dedup.semantic import semantic_pairs
from curation.metrics.intervals import Interval, wilson_interval
from curation.models import Outcome, Sample
from curation.models.filters import NEAR_DUPLICATE_COSINE
from curation.workspace import Workspace

_NOT_TRIED: Final = (Outcome.CANCELLED, Outcome.NOT_SENT)


@dataclass(frozen=True, slots=True)
class ArmSummary:
    """What came of one arm.

    Attributes:
        tried: Samples that a call was made for.
        ok: The share of these that passed all checks, with Wilson's interval; None before the first.
        outcomes: How many ended in each way.
        failed_checks: How many failed each check.
        words: The mean number of words of those with a text; None where none has.
        read: How many of the texts the model has read, which is what it takes to tell near-duplicates.
        alike: How many of these are near-duplicates of another text of the same arm. They come in twos at
            least and so are no independent draws: there is no interval.
        cost_usd: The sum of the known costs; None where none is known.
        cost_unknown: How many samples have no known cost.
    """

    name: str
    tried: int
    ok: Interval | None
    outcomes: Mapping[str, int]
    failed_checks: Mapping[str, int]
    words: float | None
    read: int
    alike: int
    cost_usd: float | None
    cost_unknown: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What the shares of good samples say of the arms: which is above which, and that in a sentence."""

    above: Sequence[tuple[str, str]]
    sentence: str


def summarise(workspace: Workspace, name: str, rows: Sequence[Sample | None]) -> ArmSummary:
    """Count what came of an arm; rows without a sample yet are not counted."""
    tried = [row for row in rows if row is not None and row.outcome not in _NOT_TRIED]
    n_ok = sum(row.outcome == Outcome.OK for row in tried)
    with_text = [row for row in tried if row.text]
    known = [row.cost_usd for row in tried if row.cost_usd is not None]
    stored = workspace.vectors.get([row.text_hash for row in with_text])
    return ArmSummary(
        name=name,
        tried=len(tried),
        ok=wilson_interval(n_ok, len(tried)) if tried else None,
        outcomes=dict(Counter(row.outcome for row in tried).most_common()),
        failed_checks=dict(Counter(word for row in tried for word in row.failed_checks.split()).most_common()),
        words=sum(row.n_words for row in with_text) / len(with_text) if with_text else None,
        read=len(stored.vectors),
        alike=_alike(stored.vectors),
        cost_usd=sum(known) if known else None,
        cost_unknown=len(tried) - len(known),
    )


def compare(summaries: Sequence[ArmSummary]) -> Compared:
    """Say which arm had more good samples than which, as far as their intervals are apart."""
    if any(arm.ok is None for arm in summaries):
        return Compared((), "There is nothing to compare before each arm has a sample.")
    shares = [(arm.name, arm.ok) for arm in summaries if arm.ok is not None]
    above = []
    for (one, first), (other, second) in combinations(shares, 2):
        if first.low > second.high:
            above.append((one, other))
        elif second.low > first.high:
            above.append((other, one))
    fewest = min(interval.n for _, interval in shares)
    if not above:
        rows = "one row" if fewest == 1 else f"{fewest:,} rows"
        return Compared((), f"The intervals overlap: {rows} of each are too few to show a difference between the arms.")
    told = "; ".join(f"more samples of {one} passed their checks than of {other}" for one, other in above)
    rest = " Where intervals overlap, so few rows show no difference." if len(above) < _n_pairs(len(shares)) else ""
    return Compared(above, f"{told[0].upper()}{told[1:]}: their intervals do not overlap.{rest}")


def _n_pairs(n: int) -> int:
    return n * (n - 1) // 2


def _alike(vectors: NDArray[np.float32]) -> int:
    """Return how many of the texts have another one that is a near-duplicate."""
    if len(vectors) < 2:
        return 0
    pairs = semantic_pairs(vectors, min_cosine=NEAR_DUPLICATE_COSINE)
    return len({*pairs.a.tolist(), *pairs.b.tolist()})
