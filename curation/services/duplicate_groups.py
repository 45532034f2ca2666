"""From pairs to groups: who hangs together, who stays, who is dropped by rule."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from sqlalchemy import func, text
from sqlmodel import Session, col, select

from curation.dedup import Choice, Group, Member, Origin, Pairs, choose_keeper, duplicate_groups
from curation.models import DuplicateGroup, ItemKind, ItemState, Setting, utc_now
from curation.store.duplicates import add_groups, live_pairs, retire_open_groups, set_state

DEFAULT_MIN_JACCARD = 0.9
DEFAULT_MIN_COSINE = 0.9

_MEMBERS = {
    ItemKind.PERSONA: "select id, sample_count + (occupation <> 'unknown') + (region <> 'unknown')"
    " + (age_band <> 'unknown') + (gender <> 'unknown'), length(text) from persona",
    ItemKind.SAMPLE: "select id, n_reviews, length(coalesce(edited_text, text)) from sample",
}
"""How much is known of an item, and how long it is, for the rule that chooses the keeper."""


def regroup(session: Session, kind: ItemKind) -> int:
    """Make the groups of the pairs that count now, drop all but the keeper of each, return how many were dropped.

    Groups that people decided on stay as they are; the others are made anew,
    so that another threshold gives what a first run would have given.
    """
    retire_open_groups(session, kind)
    thresholds = thresholds_of(session, kind)
    rows = live_pairs(session, kind, min_jaccard=thresholds["min_jaccard"], min_cosine=thresholds["min_cosine"])
    groups = duplicate_groups(_by_origin(rows))
    if not groups:
        return 0
    known = _known_members(session, kind, {member for group in groups for member in group.members})
    choices = [choose_keeper([known[member] for member in group.members]) for group in groups]
    _store(session, kind, groups, choices)
    dropped = [
        (member, f"near-duplicate of #{choice.keeper_id}")
        for group, choice in zip(groups, choices, strict=True)
        for member in group.members
        if member != choice.keeper_id
    ]
    set_state(session, kind, dropped, state=ItemState.DUPLICATE, only=ItemState.ACTIVE)
    return len(dropped)


def thresholds_of(session: Session, kind: ItemKind) -> dict[str, float]:
    """Return the thresholds that the last run for this kind was given."""
    setting = session.get(Setting, f"dedup.{kind}")
    chosen = setting.value if setting else {}
    return {"min_jaccard": DEFAULT_MIN_JACCARD, "min_cosine": DEFAULT_MIN_COSINE, **chosen}


def _by_origin(rows: Sequence[Any]) -> dict[Origin, Pairs]:
    """Return the pairs of each origin; what a person said has no score and counts as certain."""
    found: dict[Origin, Pairs] = {}
    origins: tuple[Origin, ...] = ("lexical", "semantic", "human")
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
    for start in range(0, len(wanted), 500):
        portion = ",".join(str(item_id) for item_id in wanted[start : start + 500])
        for row in session.execute(text(f"{_MEMBERS[kind]} where id in ({portion})")):
            found[row[0]] = Member(id=row[0], evidence=row[1], length=row[2])
    return found


def _store(session: Session, kind: ItemKind, groups: Sequence[Group], choices: Sequence[Choice]) -> None:
    first = (session.exec(select(func.max(col(DuplicateGroup.id)))).one() or 0) + 1
    now = utc_now()
    rows: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    for group_id, (group, choice) in enumerate(zip(groups, choices, strict=True), start=first):
        rows.append(
            {
                "id": group_id,
                "kind": kind,
                "is_current": True,
                "size": len(group.members),
                "keeper_id": choice.keeper_id,
                "keeper_reason": choice.reason,
                "weakest": asdict(group.weakest),
                "widest": asdict(group.widest),
                "weakest_score": group.weakest.score,
                "decision": "open",
                "version": 1,
                "created_at": now,
            }
        )
        members.extend(
            {"group_id": group_id, "item_id": member, "is_dropped": member != choice.keeper_id}
            for member in group.members
        )
    add_groups(session, rows, members)
