"""How many samples came out well: they pass their checks and are no near-duplicates of earlier ones."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, and_, case, not_, or_
from sqlmodel import Session, col, func, select

from curation.models import Attempt, ItemState, Outcome, PairOrigin, Sample

PAST_ROWS: Final = 500
MIN_PAST: Final = 10
"""Fewer samples than this say nothing about the next ones."""


class Yield(NamedTuple):
    """Samples that were tried, those that are good, and those that would be but for an earlier one."""

    tried: int
    good: int
    alike: int


def is_near_duplicate(thresholds: Mapping[str, float]) -> ColumnElement[bool]:
    """Return the condition that a sample is at least as near an earlier one as the thresholds say."""
    floors = ((PairOrigin.SEMANTIC, thresholds["min_cosine"]), (PairOrigin.LEXICAL, thresholds["min_jaccard"]))
    return or_(
        *(and_(col(Sample.nearest_origin) == origin, col(Sample.nearest_score) >= floor) for origin, floor in floors)
    )


def yield_of_job(session: Session, job_id: int, *, thresholds: Mapping[str, float]) -> Yield:
    """Count the samples of a job; one that is not compared yet is not good yet."""
    return _yield_among(session, thresholds, [col(Sample.job_id) == job_id])


def past_yield(
    session: Session, *, scenarios: Sequence[str], provider: str, model: str, thresholds: Mapping[str, float]
) -> Yield:
    """Count the last samples of these scenarios that this model was asked for and that were compared."""
    meant = select(Sample.id).where(
        col(Sample.scenario).in_(scenarios),
        Sample.provider == provider,
        Sample.model == model,
        col(Sample.job_id).is_not(None),
        col(Sample.is_compared).is_(True),
    )
    last = meant.order_by(col(Sample.id).desc()).limit(PAST_ROWS)
    return _yield_among(session, thresholds, [col(Sample.id).in_(last)])


def expected_tries(target: int, past: Yield) -> int:
    """Return how many tries a target will probably take: as many as at the rate of the past, one each without one."""
    if past.tried < MIN_PAST:
        return target
    return ceil(target * past.tried / max(past.good, 1))


def _yield_among(session: Session, thresholds: Mapping[str, float], meant: Sequence[ColumnElement[bool]]) -> Yield:
    alike = func.coalesce(is_near_duplicate(thresholds), False)
    passed = and_(col(Sample.outcome) == Outcome.OK, col(Sample.state) == ItemState.ACTIVE)
    compared = col(Sample.is_compared).is_(True)
    is_good, is_alike = and_(passed, compared, not_(alike)), and_(passed, alike)
    counted = select(func.count(), func.count(case((is_good, 1))), func.count(case((is_alike, 1))))
    counted = counted.where(*meant)
    tried, good, near = session.execute(counted).one()
    return Yield(tried, good, near)


def begun_items(session: Session, job_id: int) -> int:
    """Return how many items of a job were taken up, by its calls and its samples; they are taken up in order."""
    last = [
        session.exec(select(func.max(table.item_no)).where(table.job_id == job_id)).one() for table in (Attempt, Sample)
    ]
    return max((number + 1 for number in last if number is not None), default=0)
