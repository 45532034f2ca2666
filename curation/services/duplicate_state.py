"""Where near-duplicates stand: what a run would read, what the last one came to, what a threshold means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import floor
from typing import Final

from sqlmodel import Session, col, func, select

from curation.dedup import JACCARD_SLACK
from curation.errors import BadInputError
from curation.metrics import Interval, wilson_interval
from curation.models import DuplicateGroup, DuplicatePair, GroupDecision, ItemKind
from curation.services.duplicate_groups import SEMANTIC, DedupRules, last_run
from curation.store import duplicates as store
from curation.workspace import Workspace

MAX_VECTORS: Final = 400_000
"""So many texts are compared by meaning, each with each; beyond it that takes hours."""


@dataclass(frozen=True, slots=True)
class NearDuplicateRate:
    """The share of items that the newest run dropped, or why there is none."""

    share: Interval | None
    not_defined: str
    items: int
    dropped: int
    run_at: str
    rules: DedupRules
    not_embedded: Mapping[str, int] = field(default_factory=dict)
    labelled: int = 0
    """Items among them that other statistics leave out: demo output and hand-written examples."""


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """How many groups there are now, and how many of them people decided about."""

    groups: int
    decided: int


@dataclass(frozen=True, slots=True)
class DedupState:
    """Where a kind stands: what a run would read, what the last one came to, how much is decided."""

    items: int
    median_words: int | None
    counts: GroupCounts
    new_pairs: int
    """Pairs that came after the last run, by people or on arrival; the next run counts them."""
    rate: NearDuplicateRate

    @property
    def has_run(self) -> bool:
        """Whether there was a run at all."""
        return bool(self.rate.run_at)


@dataclass(frozen=True, slots=True)
class LexicalReach:
    """How many words of a text may differ for it to stay a pair: replaced by others, or added."""

    replaced: int
    added: int


def refuse_too_many(session: Session, kind: ItemKind, stages: Sequence[str]) -> None:
    """Raise BadInputError where a stage cannot compare as many items as there are."""
    if SEMANTIC in stages and (count := store.count_readable(session, kind)) > MAX_VECTORS:
        raise BadInputError(
            f"{count:,} {kind}s are more than the {MAX_VECTORS:,} that can be compared by meaning for now.",
            "Run the lexical stage alone, or exclude some first.",
        )


def dedup_state(workspace: Workspace, kind: ItemKind) -> DedupState:
    """Return where a kind stands, cached until the data changes."""
    return workspace.cached(("dedup_state", kind), lambda: _read_state(workspace, kind))


def count_groups(workspace: Workspace, kind: ItemKind) -> GroupCounts:
    """Return how many groups of a kind there are and how many are decided."""
    with workspace.read() as session:
        return _count_groups(session, kind)


def lexical_reach(n_words: int, min_jaccard: float) -> LexicalReach:
    """Return what a threshold for words still catches in texts of so many different words.

    r of n words replaced leave n - r of n + r, and m added ones n of n + m.
    """
    least = min_jaccard - JACCARD_SLACK
    return LexicalReach(floor(n_words * (1 - least) / (1 + least)), floor(n_words * (1 - least) / least))


def _read_state(workspace: Workspace, kind: ItemKind) -> DedupState:
    with workspace.read() as session:
        rate = _rate(session, kind)
        return DedupState(
            items=store.count_items(session, kind),
            median_words=store.median_words(session, kind),
            counts=_count_groups(session, kind),
            new_pairs=_count_new_pairs(session, kind, rate.run_at),
            rate=rate,
        )


def _count_groups(session: Session, kind: ItemKind) -> GroupCounts:
    of_kind = (DuplicateGroup.kind == kind, col(DuplicateGroup.is_current))
    by_decision = select(DuplicateGroup.decision, func.count()).where(*of_kind).group_by(DuplicateGroup.decision)
    counts = {row[0]: int(row[1]) for row in session.exec(by_decision)}
    return GroupCounts(sum(counts.values()), sum(counts.values()) - counts.get(GroupDecision.OPEN, 0))


def _count_new_pairs(session: Session, kind: ItemKind, run_at: str) -> int:
    grouped_at = session.exec(select(func.max(DuplicateGroup.created_at)).where(DuplicateGroup.kind == kind)).one()
    times = [datetime.fromisoformat(run_at)] if run_at else []
    times += [] if grouped_at is None else [grouped_at]
    wanted = select(func.count()).where(DuplicatePair.kind == kind)
    return session.exec(wanted.where(col(DuplicatePair.created_at) > max(times)) if times else wanted).one()


def _rate(session: Session, kind: ItemKind) -> NearDuplicateRate:
    run = last_run(session, kind)
    if run is None:
        return NearDuplicateRate(None, "no run yet", 0, 0, "", DedupRules())
    share = wilson_interval(run.dropped, run.items) if run.items else None
    reason = "" if run.items else "the run found nothing to compare"
    return NearDuplicateRate(share, reason, run.items, run.dropped, run.at, run.rules, run.not_embedded, run.labelled)
