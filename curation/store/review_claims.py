"""What people have on their screens: who was given which sample when, and which of it still counts."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, func, insert, text
from sqlmodel import Session, col, select

from curation.models import ReviewClaim

_OF_CLAIM: Final = (
    "review_claim c left join review h"
    " on h.sample_id = c.sample_id and h.annotator_id = c.annotator_id and h.superseded_by is null"
)
_IS_FRESH: Final = "max(c.claimed_at, coalesce(case when h.decision is null then h.saved_at end, '')) >= :since"
"""Whoever goes on answering keeps it: a draft counts from when it was stored last."""
_IS_OPEN: Final = "(h.decision is null or (h.decision = 'skip' and c.claimed_at > h.saved_at))"
"""What its holder has decided on is on the screen no more, unless it is a skip that was opened again."""
HELD_BY_OTHERS: Final = f"from {_OF_CLAIM} where c.annotator_id <> :me and {_IS_OPEN} and {_IS_FRESH}"
"""The claims `c` of other people that keep a sample from being given out; binds `me` and `since`."""
MINE_IS_FRESH: Final = (
    f"exists (select 1 from {_OF_CLAIM} where c.annotator_id = :me and c.sample_id = sample.id and {_IS_FRESH})"
)
"""Whether the person's own claim on a sample has not run out; binds `me` and `since`."""


class Taken(NamedTuple):
    """What somebody has on the screen.

    Attributes:
        claimed_at: When it was given, or last answered without a decision.
    """

    sample_id: int
    annotator_id: int
    name: str
    claimed_at: datetime


def first_claim(session: Session, annotator_id: int) -> int | None:
    """Return the first sample that was put on the person's screen, also where its time is up."""
    found = select(ReviewClaim.sample_id).where(ReviewClaim.annotator_id == annotator_id)
    return session.exec(found.order_by(col(ReviewClaim.claimed_at)).limit(1)).first()


def claim(session: Session, annotator_id: int, sample_ids: Sequence[int], *, at: datetime) -> None:
    """Note which samples are on the person's screen, in their order; what was there before is free again."""
    session.exec(delete(ReviewClaim).where(col(ReviewClaim.annotator_id) == annotator_id))
    if sample_ids:
        rows = [(found, at + timedelta(microseconds=place)) for place, found in enumerate(sample_ids)]
        values = [{"annotator_id": annotator_id, "sample_id": found, "claimed_at": given} for found, given in rows]
        session.execute(insert(ReviewClaim), values)


def release_claims(session: Session, annotator_id: int) -> int:
    """Free what a person has on the screen; return how many samples that were."""
    held = select(func.count()).where(ReviewClaim.annotator_id == annotator_id)
    count = int(session.exec(held).one())
    session.exec(delete(ReviewClaim).where(col(ReviewClaim.annotator_id) == annotator_id))
    return count


def taken_by_others(session: Session, annotator_id: int, *, since: datetime, limit: int = 1_000) -> list[Taken]:
    """Return what other people have on the screen, the oldest first."""
    at = "max(c.claimed_at, coalesce(h.saved_at, ''))"
    statement = (
        f"select c.sample_id, c.annotator_id, (select name from annotator where id = c.annotator_id), {at} as at"
        f" {HELD_BY_OTHERS} order by at, c.sample_id limit :limit"
    )
    bound: dict[str, Any] = {"me": annotator_id, "since": written(since), "limit": limit}
    rows = session.execute(text(statement), bound)
    return [Taken(int(row[0]), int(row[1]), str(row[2]), datetime.fromisoformat(row[3])) for row in rows]


def written(moment: datetime) -> str:
    """Return a time as the table holds it, so that text compares like time."""
    return moment.isoformat(timespec="microseconds")
