"""From pairs to groups: who hangs together, who stays, who is dropped by rule."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import inf
from typing import Any, Final

import numpy as np
from sqlalchemy import func, text
from sqlmodel import Session, col, select

from curation.dedup import COSINE_SLACK, JACCARD_SLACK, Choice, Group, Member, Pairs, choose_keeper, duplicate_groups
from curation.dedup import Origin as PairOfOrigin
from curation.models import DuplicateGroup, ItemKind, ItemState, PairOrigin, Setting, utc_now
from curation.store.duplicates import (
    IDS_AT_ONCE,
    add_groups,
    count_kept,
    decided_to_stay,
    live_pairs,
    retire_open_groups,
    set_state,
)

LEXICAL: Final = PairOrigin.LEXICAL.value
SEMANTIC: Final = PairOrigin.SEMANTIC.value
STAGES: Final = (LEXICAL, SEMANTIC)

_MEMBERS: Final[Mapping[ItemKind, str]] = {
    ItemKind.PERSONA: "select id, sample_count + (occupation <> 'unknown') + (region <> 'unknown')"
    " + (age_band <> 'unknown') + (gender <> 'unknown') + (education <> 'unknown'), length(text) from persona",
    ItemKind.SAMPLE: "select id, n_reviews, length(coalesce(edited_text, text)) from sample",
}
"""How much is known of an item, and how long it is, for the rule that chooses the keeper."""


@dataclass(frozen=True, slots=True)
class DedupRules:
    """What makes two items near-duplicates: the stages that count, and from which score on.

    The defaults are those of Persona Hub (arXiv:2406.20094, section 2.3): single words, then embeddings, both at 0.9.
    """

    stages: tuple[str, ...] = STAGES
    method: str = "partition"
    min_jaccard: float = 0.9
    min_cosine: float = 0.9
    model: str = ""
    """The model whose scores count; empty before the first run."""


@dataclass(frozen=True, slots=True)
class Regrouped:
    """What grouping came to: of the items that take part, each is kept or dropped."""

    items: int
    groups: int
    kept: int
    dropped: int


@dataclass(frozen=True, slots=True)
class LastRun:
    """What a workspace keeps of a run: its rules, when it ended (ISO 8601, UTC), and what it came to."""

    rules: DedupRules
    at: str
    items: int = 0
    dropped: int = 0
    not_embedded: Mapping[str, int] = field(default_factory=dict)
    labelled: int = 0
    """Items that other statistics leave out: demo output and hand-written examples."""


def regroup(session: Session, kind: ItemKind) -> Regrouped:
    """Make the groups of the pairs that count now, and drop all but the keeper of each.

    Groups that people decided on stay as they are; the others are made anew,
    so that another threshold gives what a first run would have given. What
    people decided to keep is never dropped by rule, whatever it is like.
    """
    rules = rules_of(session, kind)
    retire_open_groups(session, kind)
    rows = live_pairs(
        session,
        kind,
        jaccard_floor=rules.min_jaccard - JACCARD_SLACK if LEXICAL in rules.stages else inf,
        cosine_floor=rules.min_cosine - COSINE_SLACK if SEMANTIC in rules.stages else inf,
        model=rules.model,
    )
    groups = duplicate_groups(_by_origin(rows))
    known = _known_members(session, kind, {member for group in groups for member in group.members})
    stays = decided_to_stay(session, kind) if groups else set()
    chosen = [_choose(group, known, stays) for group in groups]
    _store(session, kind, groups, chosen)
    reasons = [
        (member, f"near-duplicate of #{choice.keeper.keeper_id}") for choice in chosen for member in choice.dropped
    ]
    set_state(session, kind, reasons, state=ItemState.DUPLICATE, only=ItemState.ACTIVE)
    kept = count_kept(session, kind)
    return Regrouped(items=kept + len(reasons), groups=len(groups), kept=kept, dropped=len(reasons))


def rules_of(session: Session, kind: ItemKind) -> DedupRules:
    """Return the rules of the last run for this kind, or the defaults before the first one."""
    run = last_run(session, kind)
    return run.rules if run else DedupRules()


def thresholds_of(session: Session, kind: ItemKind) -> dict[str, float]:
    """Return the thresholds that the last run for this kind was given."""
    rules = rules_of(session, kind)
    return {"min_jaccard": rules.min_jaccard, "min_cosine": rules.min_cosine}


def last_run(session: Session, kind: ItemKind) -> LastRun | None:
    """Return what the workspace keeps of the last run for this kind."""
    setting = session.get(Setting, f"dedup.{kind}")
    if setting is None:
        return None
    rules = setting.value["rules"]
    return LastRun(**{**setting.value, "rules": DedupRules(**{**rules, "stages": tuple(rules["stages"])})})


def remember_run(session: Session, kind: ItemKind, run: LastRun) -> None:
    """Keep by which rules a run went and what it came to; its rules hold until the next run."""
    session.merge(Setting(name=f"dedup.{kind}", value=asdict(run)))
    session.flush()


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The keeper of a group, and which members its rule drops."""

    keeper: Choice
    dropped: tuple[int, ...]


def _choose(group: Group, known: Mapping[int, Member], stays: set[int]) -> _Chosen:
    """Choose among what people decided to keep, or else by the rule among all."""
    decided = [member for member in group.members if member in stays]
    choice = choose_keeper([known[member] for member in decided or group.members])
    if decided:
        choice = Choice(choice.keeper_id, "kept: by an earlier decision")
    return _Chosen(choice, tuple(m for m in group.members if m != choice.keeper_id and m not in stays))


def _by_origin(rows: Sequence[Any]) -> dict[PairOfOrigin, Pairs]:
    """Return the pairs of each origin; what a person said has no score and counts as certain."""
    found: dict[PairOfOrigin, Pairs] = {}
    origins: tuple[PairOfOrigin, ...] = ("lexical", "semantic", "human")
    for origin in origins:
        of_origin = [row for row in rows if row[3] == origin]
        found[origin] = Pairs(
            np.asarray([row[0] for row in of_origin], dtype=np.int64),
            np.asarray([row[1] for row in of_origin], dtype=np.int64),
            np.asarray([1.0 if row[2] is None else row[2] for row in of_origin], dtype=np.float64),
        )
    return found


def _known_members(session: Session, kind: ItemKind, ids: set[int]) -> dict[int, Member]:
    found: dict[int, Member] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), IDS_AT_ONCE):
        portion = ",".join(str(item_id) for item_id in wanted[start : start + IDS_AT_ONCE])
        for row in session.execute(text(f"{_MEMBERS[kind]} where id in ({portion})")):
            found[row[0]] = Member(id=row[0], evidence=row[1], length=row[2])
    return found


def _store(session: Session, kind: ItemKind, groups: Sequence[Group], chosen: Sequence[_Chosen]) -> None:
    first = (session.exec(select(func.max(col(DuplicateGroup.id)))).one() or 0) + 1
    now = utc_now()
    rows: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for group_id, (group, choice) in enumerate(zip(groups, chosen, strict=True), start=first):
        rows.append(
            {
                "id": group_id,
                "kind": kind,
                "is_current": True,
                "size": len(group.members),
                "keeper_id": choice.keeper.keeper_id,
                "keeper_reason": choice.keeper.reason,
                "weakest": asdict(group.weakest),
                "widest": asdict(group.widest),
                "weakest_score": group.weakest.score,
                "decision": "open",
                "version": 1,
                "created_at": now,
            }
        )
        dropped = set(choice.dropped)
        members.extend(
            {"group_id": group_id, "item_id": member, "is_dropped": member in dropped} for member in group.members
        )
    add_groups(session, rows, members)
