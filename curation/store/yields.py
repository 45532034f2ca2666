"""How many samples came out well: they pass their checks and are no near-duplicates of earlier ones."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, not_, or_
from sqlmodel import Session, col, func, select

from curation.models import Attempt, ItemState, Outcome, PairOrigin, Sample


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
    alike = func.coalesce(is_near_duplicate(thresholds), False)
    passed = and_(col(Sample.outcome) == Outcome.OK, col(Sample.state) == ItemState.ACTIVE)
    compared = col(Sample.is_compared).is_(True)
    is_good, is_alike = and_(passed, compared, not_(alike)), and_(passed, alike)
    counted = select(func.count(), func.count(case((is_good, 1))), func.count(case((is_alike, 1))))
    counted = counted.where(Sample.job_id == job_id)
    tried, good, near = session.execute(counted).one()
    return Yield(tried, good, near)


def begun_items(session: Session, job_id: int) -> int:
    """Return how many items of a job were taken up, by its calls and its samples; they are taken up in order."""
    last = [
        session.exec(select(func.max(table.item_no)).where(table.job_id == job_id)).one() for table in (Attempt, Sample)
    ]
    return max((number + 1 for number in last if number is not None), default=0)
