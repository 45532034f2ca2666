"""Queries about near-duplicates: what is compared, pairs, groups, members."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import delete, insert, text, update
from sqlmodel import Session, col, select

from curation.models import (
    DuplicateGroup,
    DuplicateMember,
    DuplicatePair,
    GroupDecision,
    ItemKind,
    ItemState,
    PairOrigin,
    Persona,
    Sample,
    to_json,
)

TABLES: Final[Mapping[ItemKind, type[Persona] | type[Sample]]] = {ItemKind.PERSONA: Persona, ItemKind.SAMPLE: Sample}
IDS_AT_ONCE: Final = 500
"""A statement holds so many ids."""

_TEXT: Final[Mapping[ItemKind, str]] = {
    ItemKind.PERSONA: "i.text",
    ItemKind.SAMPLE: "coalesce(i.edited_text, i.text)",
}
_WITHIN: Final[Mapping[ItemKind, str]] = {ItemKind.PERSONA: "''", ItemKind.SAMPLE: "i.scenario"}
"""Only items with the same value here are compared."""
_HAS_TEXT: Final[Mapping[ItemKind, str]] = {
    ItemKind.PERSONA: "1",
    ItemKind.SAMPLE: "{0}.outcome in ('ok', 'check_failed') and coalesce({0}.edited_text, {0}.text) <> ''",
}
_DROPPED_BY_RULE: Final = """
    select m.item_id from duplicate_member m join duplicate_group g on g.id = m.group_id
    where m.is_dropped and g.kind = :kind and g.is_current and g.decision = 'open'"""
_ADD_PAIR: Final = """
    insert into duplicate_pair (kind, a_id, b_id, origin, score, threshold, model, note, said_by, created_at)
    {values}
    on conflict (kind, a_id, b_id, origin) do update set
      score = excluded.score, threshold = min(threshold, excluded.threshold), model = excluded.model"""
_PAIR_VALUES: Final = ":kind, :a_id, :b_id, :origin, :score, :threshold, :model, :note, :said_by, :created_at"


def items_to_compare(session: Session, kind: ItemKind) -> Sequence[Any]:
    """Return (id, text_hash, text, within, embedding) of the items that take part in a run, by id.

    They are the active ones with a text, and those that only the rule dropped,
    since a run starts from what people decided.
    """
    statement = (
        f"select i.id, i.text_hash, {_TEXT[kind]}, {_WITHIN[kind]}, i.embedding from {kind} i"
        f" where {_takes_part(kind)} order by i.id"
    )
    return session.execute(text(statement), {"kind": kind}).all()


def count_items(session: Session, kind: ItemKind) -> int:
    """Return how many items take part in a run."""
    statement = f"select count(*) from {kind} i where {_takes_part(kind)}"
    return int(session.execute(text(statement), {"kind": kind}).scalar_one())


def count_readable(session: Session, kind: ItemKind) -> int:
    """Return how many of the items that take part are embedded or wait for it."""
    statement = f"select count(*) from {kind} i where {_takes_part(kind)} and i.embedding in ('', 'done')"
    return int(session.execute(text(statement), {"kind": kind}).scalar_one())


def count_labelled(session: Session, kind: ItemKind) -> int:
    """Return how many of the items that take part are left out of statistics: demo output and examples."""
    if kind is not ItemKind.SAMPLE:
        return 0
    statement = f"select count(*) from {kind} i where {_takes_part(kind)} and not i.counts"
    return int(session.execute(text(statement), {"kind": kind}).scalar_one())


def count_kept(session: Session, kind: ItemKind) -> int:
    """Return how many active items with a text there are."""
    statement = f"select count(*) from {kind} i where i.state = 'active' and {_HAS_TEXT[kind].format('i')}"
    return int(session.execute(text(statement)).scalar_one())


def median_words(session: Session, kind: ItemKind) -> int | None:
    """Return the length in words of the text in the middle of the active ones, or None without texts."""
    of_kind = f"from {kind} i where i.state = 'active' and {_HAS_TEXT[kind].format('i')}"
    statement = f"select n_words {of_kind} order by n_words limit 1 offset (select count(*) / 2 {of_kind})"
    found = session.execute(text(statement)).scalar_one_or_none()
    return None if found is None else int(found)


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


def live_pairs(
    session: Session, kind: ItemKind, *, jaccard_floor: float, cosine_floor: float, model: str
) -> Sequence[Any]:
    """Return (a_id, b_id, score, origin) of the pairs that count now.

    Both items are active and have a text; a computed score reaches its floor;
    a pair by words is not counted again by meaning; nobody has said of both
    that all are kept. What a person said always counts. What was computed
    counts within one scenario and, by meaning, for one model ("" for any).
    """
    computed = "a.scenario = b.scenario" if kind is ItemKind.SAMPLE else "1"
    # CROSS JOIN keeps SQLite to the order written: it would begin with all groups of the kind, once for each pair.
    statement = f"""
        select p.a_id, p.b_id, p.score, p.origin from duplicate_pair p
        join {kind} a on a.id = p.a_id and a.state = 'active' and {_HAS_TEXT[kind].format("a")}
        join {kind} b on b.id = p.b_id and b.state = 'active' and {_HAS_TEXT[kind].format("b")}
        where p.kind = :kind
          and (p.origin = 'human'
            or (p.origin = 'lexical' and p.score >= :jaccard and {computed})
            or (p.origin = 'semantic' and p.score >= :cosine and {computed} and (:model = '' or p.model = :model)
              and not exists (
                select 1 from duplicate_pair w where w.kind = p.kind and w.a_id = p.a_id and w.b_id = p.b_id
                  and w.origin = 'lexical' and w.score >= :jaccard)))
          and not exists (
            select 1 from duplicate_member ma cross join duplicate_member mb on mb.group_id = ma.group_id
            cross join duplicate_group g on g.id = ma.group_id
            where ma.item_id = p.a_id and mb.item_id = p.b_id
              and g.kind = p.kind and g.is_current and g.decision = 'keep_all')
        order by p.a_id, p.b_id, p.origin"""
    floors = {"kind": kind, "jaccard": jaccard_floor, "cosine": cosine_floor, "model": model}
    return session.execute(text(statement), floors).all()


def decided_to_stay(session: Session, kind: ItemKind) -> set[int]:
    """Return the items of which people decided that they are kept."""
    statement = """
        select m.item_id from duplicate_member m join duplicate_group g on g.id = m.group_id
        where g.kind = :kind and g.is_current
          and (g.decision = 'keep_all' or (g.decision = 'keep_one' and m.item_id = g.keeper_id))"""
    return set(session.execute(text(statement), {"kind": kind}).scalars())


def add_groups(session: Session, groups: Sequence[dict[str, Any]], members: Sequence[dict[str, Any]]) -> None:
    """Store groups and their members in bulk."""
    if groups:
        session.execute(insert(DuplicateGroup), list(groups))
        session.execute(insert(DuplicateMember), list(members))


def set_state(
    session: Session, kind: ItemKind, reasons: Iterable[tuple[int, str]], *, state: ItemState, only: ItemState
) -> None:
    """Give items another state with a reason each, where they still have the state `only`."""
    # The "+" keeps SQLite off the index of states: it would read all changes again for each row of it.
    statement = f"""
        update {kind} set state = :state, state_reason = change.value ->> 1 from json_each(:changes) change
        where {kind}.id = change.value ->> 0 and +state = :only"""
    session.execute(text(statement), {"state": state, "only": only, "changes": to_json(list(reasons))})


def states_of(session: Session, kind: ItemKind, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Return the state of each item, and the reason for it."""
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        portion = ",".join(str(int(item_id)) for item_id in ids[start : start + IDS_AT_ONCE])
        rows = session.execute(text(f"select id, state, state_reason from {kind} where id in ({portion})"))
        found.update({row[0]: (row[1], row[2]) for row in rows})
    return found


def texts_of(session: Session, kind: ItemKind, ids: Sequence[int]) -> dict[int, str]:
    """Return the text of each item that counts; at most `IDS_AT_ONCE` of them."""
    portion = ",".join(str(int(item_id)) for item_id in ids)
    rows = session.execute(text(f"select i.id, {_TEXT[kind]} from {kind} i where i.id in ({portion})"))
    return {row[0]: row[1] for row in rows}


def write_states(session: Session, kind: ItemKind, changes: Sequence[tuple[int, str, str]]) -> None:
    """Give items (id, state, reason), whatever they had."""
    if changes:
        rows = [{"id": item_id, "state": state, "reason": reason} for item_id, state, reason in changes]
        session.execute(text(f"update {kind} set state = :state, state_reason = :reason where id = :id"), rows)


def drop_members(session: Session, group_id: int, is_dropped: Mapping[int, bool]) -> None:
    """Write of members of a group whether it drops them."""
    rows = [{"group": group_id, "id": item_id, "dropped": int(dropped)} for item_id, dropped in is_dropped.items()]
    if rows:
        statement = "update duplicate_member set is_dropped = :dropped where group_id = :group and item_id = :id"
        session.execute(text(statement), rows)


def first_later_group(session: Session, group_id: int, ids: Sequence[int]) -> DuplicateMember | None:
    """Return a membership of one of the items in a current group of the same kind that was made later."""
    kind = select(DuplicateGroup.kind).where(DuplicateGroup.id == group_id).scalar_subquery()
    wanted = (
        select(DuplicateMember)
        .join(DuplicateGroup)
        .where(DuplicateGroup.kind == kind, col(DuplicateGroup.is_current), col(DuplicateGroup.id) > group_id)
    )
    for start in range(0, len(ids), IDS_AT_ONCE):
        portion = col(DuplicateMember.item_id).in_(ids[start : start + IDS_AT_ONCE])
        found = session.exec(wanted.where(portion).limit(1)).first()
        if found is not None:
            return found
    return None


def upsert_pairs(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Store pairs; one that is known under the same origin gets the newer score and the lower threshold."""
    if rows:
        session.execute(text(_ADD_PAIR.format(values=f"values ({_PAIR_VALUES})")), list(rows))


def upsert_pairs_of_texts(session: Session, kind: ItemKind, rows: Sequence[dict[str, Any]]) -> None:
    """Store pairs like `upsert_pairs`, but only where both texts still have the hashes `a_hash` and `b_hash`."""
    if rows:
        unchanged = f"""
            select {_PAIR_VALUES} from {kind} a join {kind} b on b.id = :b_id
            where a.id = :a_id and a.text_hash = :a_hash and b.text_hash = :b_hash"""
        session.execute(text(_ADD_PAIR.format(values=unchanged)), list(rows))


def forget_pairs(session: Session, kind: ItemKind, item_id: int) -> None:
    """Drop what was computed from a text that has changed; what people said stays."""
    involved = (col(DuplicatePair.a_id) == item_id) | (col(DuplicatePair.b_id) == item_id)
    computed = (col(DuplicatePair.kind) == kind, col(DuplicatePair.origin) != PairOrigin.HUMAN, involved)
    session.exec(delete(DuplicatePair).where(*computed))


def _takes_part(kind: ItemKind) -> str:
    is_in = f"(i.state = 'active' or (i.state = 'duplicate' and i.id in ({_DROPPED_BY_RULE})))"
    return f"{is_in} and {_HAS_TEXT[kind].format('i')}"
