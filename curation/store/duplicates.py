"""Queries about near-duplicates: pairs, groups, members."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, text, update
from sqlmodel import Session, col, select

from curation.models import (
    DuplicateGroup,
    DuplicateMember,
    DuplicatePair,
    GroupDecision,
    ItemKind,
    ItemState,
    Persona,
    Sample,
)

TABLES: Mapping[ItemKind, type[Persona] | type[Sample]] = {ItemKind.PERSONA: Persona, ItemKind.SAMPLE: Sample}
DROPPED_REASON = "near-duplicate"


def retire_open_groups(session: Session, kind: ItemKind) -> None:
    """End the groups nobody has decided on and take their dropped members back."""
    table = TABLES[kind]
    open_groups = select(DuplicateGroup.id).where(
        DuplicateGroup.kind == kind, col(DuplicateGroup.is_current), DuplicateGroup.decision == GroupDecision.OPEN
    )
    dropped = select(DuplicateMember.item_id).where(
        col(DuplicateMember.is_dropped), col(DuplicateMember.group_id).in_(open_groups)
    )
    restored = update(table).where(col(table.id).in_(dropped), col(table.state) == ItemState.DUPLICATE)
    session.exec(restored.values(state=ItemState.ACTIVE, state_reason=""))
    session.exec(update(DuplicateGroup).where(col(DuplicateGroup.id).in_(open_groups)).values(is_current=False))


def live_pairs(session: Session, kind: ItemKind, *, min_jaccard: float, min_cosine: float) -> list[Any]:
    """Return (a_id, b_id, score, origin) of the pairs that count now.

    Both items take part; the score reaches the threshold of its stage (what a
    person said always counts); nobody has said of both that all are kept.
    """
    slack = 1e-6
    return list(
        session.execute(
            text(
                f"""
                select p.a_id, p.b_id, p.score, p.origin from duplicate_pair p
                join {kind} a on a.id = p.a_id and a.state = 'active'
                join {kind} b on b.id = p.b_id and b.state = 'active'
                where p.kind = :kind
                  and (p.origin = 'human' or (p.origin = 'lexical' and p.score >= :jaccard)
                       or (p.origin = 'semantic' and p.score >= :cosine))
                  and not exists (
                    select 1 from duplicate_member ma join duplicate_member mb on mb.group_id = ma.group_id
                    join duplicate_group g on g.id = ma.group_id
                    where ma.item_id = p.a_id and mb.item_id = p.b_id
                      and g.kind = p.kind and g.is_current and g.decision = 'keep_all')
                order by p.a_id, p.b_id, p.origin"""
            ),
            {"kind": kind, "jaccard": min_jaccard - slack, "cosine": min_cosine - slack},
        )
    )


def add_groups(session: Session, groups: Sequence[dict[str, Any]], members: Sequence[dict[str, Any]]) -> None:
    """Store groups and their members in bulk."""
    if groups:
        session.execute(insert(DuplicateGroup), list(groups))
        session.execute(insert(DuplicateMember), list(members))


def set_state(
    session: Session, kind: ItemKind, reasons: Iterable[tuple[int, str]], *, state: ItemState, only: ItemState
) -> None:
    """Give items another state with a reason each, where they still have the state `only`."""
    session.execute(
        text(f"update {kind} set state = :state, state_reason = :reason where id = :id and state = :only"),
        [{"id": item_id, "reason": reason, "state": state, "only": only} for item_id, reason in reasons],
    )


def upsert_pairs(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store pairs; one that is known under the same origin gets the newer score and threshold."""
    if rows:
        session.execute(
            text(
                "insert into duplicate_pair"
                " (kind, a_id, b_id, origin, score, threshold, model, note, said_by, created_at)"
                " values (:kind, :a_id, :b_id, :origin, :score, :threshold, :model, :note, :said_by, :created_at)"
                " on conflict (kind, a_id, b_id, origin) do update set score = excluded.score,"
                " threshold = min(threshold, excluded.threshold), model = excluded.model"
            ),
            list(rows),
        )


def forget_pairs(session: Session, kind: ItemKind, item_id: int) -> None:
    """Drop what was computed from a text that has changed; what people said stays."""
    involved = (col(DuplicatePair.a_id) == item_id) | (col(DuplicatePair.b_id) == item_id)
    computed = (col(DuplicatePair.kind) == kind, col(DuplicatePair.origin) != "human", involved)
    session.exec(delete(DuplicatePair).where(*computed))
