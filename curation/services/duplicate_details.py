"""One group of near-duplicates with everything that a decision needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from sqlmodel import Session, col, func, select

from curation.dedup import PairScore
from curation.errors import NotFoundError
from curation.models import (
    Annotator,
    DuplicateGroup,
    DuplicateMember,
    DuplicatePair,
    ItemKind,
    Persona,
    PersonaSource,
    Sample,
    Source,
)
from curation.services.samples import shown_text
from curation.store.personas import personas_by_id
from curation.store.samples import samples_by_id
from curation.workspace import Workspace

MAX_MEMBERS: Final = 100
"""Members of a group that are read; the others are counted."""


@dataclass(frozen=True, slots=True)
class MemberDetail:
    """A member: its text, where it comes from, what hangs on it, and what became of it."""

    id: int
    text: str
    came_from: tuple[str, ...]
    """Source, origin and licence of a persona; scenario, provider, model and licence of a sample."""
    language: str
    label: str
    n_samples: int | None
    """Samples made for a persona; None for a sample."""
    n_reviews: int
    rating_mean: float | None
    """Mean rating from 1 to 5, of a persona's samples or of the sample; None while nobody rated."""
    state: str
    state_reason: str
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class PairDetail:
    """Two members that are too alike, and who says so."""

    a_id: int
    b_id: int
    origin: str
    score: float | None
    threshold: float | None
    model: str
    note: str
    said_by: str


@dataclass(frozen=True, slots=True)
class GroupDetail:
    """A group; the keeper comes first among the members."""

    id: int
    kind: ItemKind
    size: int
    keeper_id: int
    keeper_reason: str
    decision: str
    decided_by: str
    decided_at: str
    version: int
    is_current: bool
    weakest: PairScore
    widest: PairScore
    members: tuple[MemberDetail, ...]
    n_not_shown: int
    pairs: tuple[PairDetail, ...]

    def links_of(self, item_id: int, other_id: int) -> tuple[PairDetail, ...]:
        """Return an item's pairs with another one, or else with any member; strongest first, a person's before all."""
        own = [pair for pair in self.pairs if item_id in (pair.a_id, pair.b_id)]
        with_other = [pair for pair in own if other_id in (pair.a_id, pair.b_id)]
        strongest = sorted(with_other or own, key=lambda pair: -inf if pair.score is None else -pair.score)
        return tuple(strongest)


def get_group(workspace: Workspace, group_id: int) -> GroupDetail:
    """Return a group with its members and their pairs.

    Raises:
        NotFoundError: There is no such group.
    """
    with workspace.read() as session:
        group = session.get(DuplicateGroup, group_id)
        if group is None:
            raise NotFoundError(f"There is no group {group_id}.", "See: duplicates list.")
        kind = ItemKind(group.kind)
        dropped = _members(session, group)
        names = {row.id: row.name for row in session.exec(select(Annotator))}
        return GroupDetail(
            id=group_id,
            kind=kind,
            size=group.size,
            keeper_id=group.keeper_id,
            keeper_reason=group.keeper_reason,
            decision=group.decision,
            decided_by=names.get(group.decided_by, ""),
            decided_at="" if group.decided_at is None else group.decided_at.isoformat(timespec="seconds"),
            version=group.version,
            is_current=group.is_current,
            weakest=PairScore(**group.weakest),
            widest=PairScore(**group.widest),
            members=_persona_members(session, dropped) if kind is ItemKind.PERSONA else _samples(session, dropped),
            n_not_shown=group.size - len(dropped),
            pairs=_pairs(session, kind, list(dropped), names),
        )


def _members(session: Session, group: DuplicateGroup) -> dict[int, bool]:
    """Return the members that are shown, the keeper first, and whether each is dropped."""
    wanted = select(DuplicateMember).where(DuplicateMember.group_id == group.id)
    keeper_first = (col(DuplicateMember.item_id) != group.keeper_id, col(DuplicateMember.item_id))
    return {row.item_id: row.is_dropped for row in session.exec(wanted.order_by(*keeper_first).limit(MAX_MEMBERS))}


def _pairs(
    session: Session, kind: ItemKind, ids: Sequence[int], names: Mapping[int | None, str]
) -> tuple[PairDetail, ...]:
    among = (col(DuplicatePair.a_id).in_(ids), col(DuplicatePair.b_id).in_(ids))
    wanted = select(DuplicatePair).where(DuplicatePair.kind == kind, *among)
    return tuple(
        PairDetail(
            a_id=pair.a_id,
            b_id=pair.b_id,
            origin=pair.origin,
            score=pair.score,
            threshold=pair.threshold,
            model=pair.model,
            note=pair.note,
            said_by=names.get(pair.said_by, ""),
        )
        for pair in session.exec(wanted.order_by(col(DuplicatePair.a_id), col(DuplicatePair.b_id)))
    )


def _persona_members(session: Session, dropped: Mapping[int, bool]) -> tuple[MemberDetail, ...]:
    rows = personas_by_id(session, list(dropped))
    rated = _ratings_of_personas(session, list(dropped))
    sources: dict[int, list[str]] = {}
    found = (
        select(PersonaSource.persona_id, Source.name)
        .join(Source)
        .where(col(PersonaSource.persona_id).in_(list(dropped)))
    )
    for persona_id, name in session.exec(found):
        sources.setdefault(persona_id, []).append(name)
    return tuple(
        _persona_member(rows[persona_id], sources.get(persona_id, []), rated.get(persona_id, (0, None)), is_dropped)
        for persona_id, is_dropped in dropped.items()
    )


def _ratings_of_personas(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, float | None]]:
    """Return how often the samples of each persona were rated, and the mean over its rated samples."""
    counted = select(Sample.persona_id, func.sum(Sample.n_reviews), func.avg(Sample.rating_mean))
    rows = session.exec(counted.where(col(Sample.persona_id).in_(ids)).group_by(col(Sample.persona_id)))
    return {int(row[0] or 0): (int(row[1] or 0), row[2]) for row in rows}


def _persona_member(
    row: Persona, sources: Sequence[str], rated: tuple[int, float | None], is_dropped: bool
) -> MemberDetail:
    return MemberDetail(
        id=row.id or 0,
        text=row.text,
        came_from=(*sources, row.origin, row.licence),
        language=row.language,
        label="",
        n_samples=row.sample_count,
        n_reviews=rated[0],
        rating_mean=rated[1],
        state=row.state,
        state_reason=row.state_reason,
        is_dropped=is_dropped,
    )


def _samples(session: Session, dropped: Mapping[int, bool]) -> tuple[MemberDetail, ...]:
    rows = samples_by_id(session, list(dropped))
    return tuple(
        MemberDetail(
            id=sample_id,
            text=shown_text(row),
            came_from=(row.scenario, f"{row.provider}/{row.model}", row.licence),
            language=row.language,
            label=row.label,
            n_samples=None,
            n_reviews=row.n_reviews,
            rating_mean=row.rating_mean,
            state=row.state,
            state_reason=row.state_reason,
            is_dropped=is_dropped,
        )
        for (sample_id, is_dropped) in dropped.items()
        for row in [rows[sample_id]]
    )
