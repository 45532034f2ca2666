"""Queries about the work of people: what one person judged, and how much each did."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlmodel import Session

from curation.store.agreement import CountedReview
from curation.store.clock import first_since

_MINE = (
    "from review r indexed by review_mine join sample s on s.id = r.sample_id"
    " left join gold g on g.sample_id = r.sample_id"
    " where r.annotator_id = :me and r.superseded_by is null and r.decision in ('accept', 'reject')"
)
_SHARES = (
    "select s.counts, avg(r.decision = o.decision) as share from review r indexed by review_mine"
    " join sample s on s.id = r.sample_id"
    " join review o on o.sample_id = r.sample_id and o.annotator_id <> r.annotator_id and o.superseded_by is null"
    " and o.decision in ('accept', 'reject')"
    " join annotator a on a.id = o.annotator_id and a.kind = 'person'"
    " where r.annotator_id = :me and r.superseded_by is null and r.decision in ('accept', 'reject')"
    " and not exists (select 1 from gold g where g.sample_id = r.sample_id and g.kind = 'attention')"
    " group by r.sample_id order by r.sample_id"
)


class Judged(NamedTuple):
    """What a person says of a sample now, and of which scenario it is."""

    review: CountedReview
    scenario: str


class Amounts(NamedTuple):
    """How much of each kind somebody did beside reviews, and is asked for."""

    compared: int
    guessed: int
    assigned: int


def judged_by(session: Session, annotator_id: int) -> list[Judged]:
    """Return a person's current reviews that accept or reject, in the order in which they were begun."""
    columns = (
        "r.sample_id, r.annotator_id, r.rubric_id, r.overall, r.answers, r.decision, r.flags, r.seconds_active,"
        " r.started_at, r.saved_at, s.counts, coalesce(g.kind, '') as gold, s.scenario"
    )
    rows = session.execute(text(f"select {columns} {_MINE} order by r.started_at, r.id"), {"me": annotator_id})
    return [Judged(CountedReview(*row[:-1]), row[-1]) for row in map(tuple, rows)]


def shares_alike(session: Session, annotator_id: int) -> list[tuple[bool, float]]:
    """Return for each sample that others judged, too, whether it counts and which share of them decided alike."""
    rows = session.execute(text(_SHARES), {"me": annotator_id})
    return [(bool(counts), float(share)) for counts, share in map(tuple, rows)]


def other_days(session: Session, annotator_id: int) -> list[str]:
    """Return when a person compared pairs and guessed personas, as stored."""
    rows = session.execute(
        text(
            "select created_at from comparison where annotator_id = :me and superseded_by is null"
            " and not is_withdrawn and choice <> 'skip'"
            " union all select created_at from guess where annotator_id = :me"
        ),
        {"me": annotator_id},
    )
    return [row[0] for row in map(tuple, rows)]


def amounts_of(session: Session, annotator_id: int) -> Amounts:
    """Return how much a person did beside reviews, and how many samples wait that were assigned."""
    row = session.execute(
        text(
            "select (select count(*) from comparison where annotator_id = :me and superseded_by is null"
            " and not is_withdrawn and choice <> 'skip'),"
            " (select count(*) from guess where annotator_id = :me),"
            " (select count(*) from assignment where annotator_id = :me and is_open = 1)"
        ),
        {"me": annotator_id},
    ).one()
    return Amounts(*map(int, row))


def judged_since(session: Session, at: datetime | None) -> Mapping[int, int]:
    """Return how many samples each person has accepted or rejected, since a time or in all.

    The index alone answers it; where the time begins is found by halving,
    since reviews come in the order of the clock.
    """
    statement = (
        "select annotator_id, count(*) from review indexed by review_mine where superseded_by is null"
        " and decision in ('accept', 'reject') and id >= :first group by annotator_id"
    )
    first = 0 if at is None else first_since(session, "review", at)
    return {row[0]: int(row[1]) for row in map(tuple, session.execute(text(statement), {"first": first}))}
