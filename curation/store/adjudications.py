"""What people differ on, in the order in which it is settled, and what was settled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from sqlalchemy import func, or_, text, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from curation.models import Adjudication, Annotator, Event, Release, ReleaseRow, Review, Rubric, Sample
from curation.models.made import DIFFER, REVIEWABLE

Order = Literal["largest", "oldest"]
MOST_COUNTED: Final = 1_000
"""So many cases are counted; more are as many and more."""
APART_BY_DECISION: Final = 2
"""Accept against reject counts as so many more points between ratings."""
_SIZE: Final = f"(coalesce(sample.rating_spread, 0) + {APART_BY_DECISION} * (sample.decision = 'mixed'))"
_WAITS: Final = f"{DIFFER} and {REVIEWABLE} and (:scenario = '' or sample.scenario = :scenario)"


class CasePlace(NamedTuple):
    """Where a case stands: how far people are apart on it, and its sample."""

    size: int
    sample_id: int


def neighbour_case(
    session: Session, place: CasePlace | None, *, order: Order, scenario: str | None, back: bool = False
) -> CasePlace | None:
    """Return the case that comes after a place, or before it; without a place the first one."""
    by_size = order == "largest"
    met, bound = _WAITS, {"scenario": scenario or ""}
    if place is not None:
        bound |= {"size": place.size, "id": place.sample_id}  # type: ignore[dict-item]  # values of any kind
        beyond = "sample.id < :id" if back else "sample.id > :id"
        if by_size:
            beyond = f"({_SIZE} {'>' if back else '<'} :size or ({_SIZE} = :size and {beyond}))"
        met = f"{met} and {beyond}"
    by_id = "sample.id desc" if back else "sample.id"
    terms = f"{_SIZE} {'asc' if back else 'desc'}, {by_id}" if by_size else by_id
    # The index is named, so that a plan that reads all samples is an error and not a slow page.
    statement = f"select {_SIZE}, sample.id from sample indexed by sample_differ where {met} order by {terms} limit 1"
    row = session.execute(text(statement), bound).first()
    return None if row is None else CasePlace(int(row[0]), int(row[1]))


def place_of(sample: Sample, decision: str) -> CasePlace:
    """Return where a sample stands among the cases when people's decisions come to `decision`."""
    apart = APART_BY_DECISION if decision == "mixed" else 0
    return CasePlace((sample.rating_spread or 0) + apart, sample.id or 0)


def count_cases(session: Session, scenario: str | None) -> int:
    """Return how many cases wait, counted up to `MOST_COUNTED`."""
    some = f"select 1 from sample indexed by sample_differ where {_WAITS} limit {MOST_COUNTED}"
    statement = f"select count(*) from ({some})"
    return int(session.execute(text(statement), {"scenario": scenario or ""}).scalar_one())


def reviews_with_names(session: Session, sample_id: int) -> list[tuple[Review, Annotator, int]]:
    """Return the decided reviews of a sample that stand, each with who gave it and the version of its rubric."""
    found = select(Review, Annotator, Rubric.version).join(Annotator, col(Annotator.id) == Review.annotator_id)
    found = found.join(Rubric, col(Rubric.id) == Review.rubric_id)
    found = found.where(Review.sample_id == sample_id, col(Review.superseded_by).is_(None), ~col(Review.is_withdrawn))
    rows = session.execute(found.where(col(Review.decision).is_not(None)).order_by(col(Review.id)))
    return [(row[0], row[1], row[2]) for row in rows]


def current_adjudication(session: Session, sample_id: int) -> Adjudication | None:
    """Return the newest row on a sample, also one that took a settlement back."""
    mine = (Adjudication.sample_id == sample_id, col(Adjudication.superseded_by).is_(None))
    return session.exec(select(Adjudication).where(*mine)).first()


def add_adjudication(session: Session, row: Adjudication, *, supersedes: Adjudication | None) -> Adjudication:
    """Store a row in the place of the one before, which steps back first: one row per sample is current."""
    row.id = (session.exec(select(func.max(col(Adjudication.id)))).one() or 0) + 1
    if supersedes is not None:
        is_old = col(Adjudication.id) == supersedes.id
        session.exec(update(Adjudication).where(is_old).values(superseded_by=row.id))
    session.add(row)
    session.flush()
    return row


def last_settled(session: Session, decided_by: int) -> Adjudication | None:
    """Return the newest settlement of a person that stands."""
    mine = (Adjudication.decided_by == decided_by, *_STANDS)
    return session.exec(select(Adjudication).where(*mine).order_by(col(Adjudication.id).desc()).limit(1)).first()


def event_of(session: Session, sample_id: int, adjudication_id: int, action: str) -> int | None:
    """Return the event of a settlement."""
    mine = (Event.entity == "sample", Event.entity_id == sample_id, Event.action == action)
    for event in session.exec(select(Event).where(*mine).order_by(col(Event.id).desc())):
        if event.after.get("adjudication_id") == adjudication_id:
            return event.id
    return None


def settled_page(session: Session, *, before: int | None, limit: int) -> list[tuple[Adjudication, Sample, str]]:
    """Return settlements that stand, the newest first, each with its sample and who settled it."""
    found = select(Adjudication, Sample, Annotator.name).join(Sample, col(Sample.id) == Adjudication.sample_id)
    found = found.join(Annotator, col(Annotator.id) == Adjudication.decided_by).where(*_STANDS)
    found = found if before is None else found.where(col(Adjudication.id) < before)
    rows = session.execute(found.order_by(col(Adjudication.id).desc()).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]


def released_settlements(
    session: Session, release: Release, sample_ids: Sequence[int]
) -> list[tuple[Adjudication, int]]:
    """Return what stood as settled of some samples when a release was frozen, each with the version of its rubric."""
    later = aliased(Adjudication)
    found = select(Adjudication, Rubric.version).join(Rubric, col(Rubric.id) == Adjudication.rubric_id)
    found = found.join(later, col(later.id) == Adjudication.superseded_by, isouter=True)
    found = found.where(col(Adjudication.sample_id).in_(sample_ids), *_stood(release, col(later.created_at)))
    rows = session.execute(found.order_by(col(Adjudication.sample_id), col(Adjudication.id)))
    return [(row[0], row[1]) for row in rows]


def released_deciders(session: Session, release: Release) -> set[int]:
    """Return who had settled samples of a release when it was frozen."""
    later = aliased(Adjudication)
    found = select(Adjudication.decided_by).join(later, col(later.id) == Adjudication.superseded_by, isouter=True)
    found = found.join(ReleaseRow, col(ReleaseRow.sample_id) == Adjudication.sample_id)
    return set(session.exec(found.where(ReleaseRow.release_id == release.id, *_stood(release, col(later.created_at)))))


_STANDS: Final = (col(Adjudication.superseded_by).is_(None), col(Adjudication.is_withdrawn).is_(False))


def _stood(release: Release, replaced_at: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a column
    frozen: datetime = release.created_at
    return (
        col(Adjudication.created_at) <= frozen,
        col(Adjudication.is_withdrawn).is_(False),
        or_(replaced_at.is_(None), replaced_at > frozen),
    )
