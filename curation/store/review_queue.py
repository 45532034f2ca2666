"""Which sample a person judges next, how many wait, and who has what on the screen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, text
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from curation.models import Annotator, Assignment, Review, ReviewClaim, Sample, SampleFilter, to_json
from curation.models.made import REVIEWABLE
from curation.review import Queue
from curation.store.samples import where_samples

NO_OVERLAP = 1 << 30
"""More reviews than a sample can have: everybody is asked about everything."""
MOST_COUNTED = 1_000
"""So many samples under a filter are counted; more are as many and more."""
_NOT_MINE_YET = (
    "not exists (select 1 from review r where r.sample_id = sample.id and r.annotator_id = :me"
    " and r.superseded_by is null and r.decision is not null)"
)
_NOT_PASSED = "sample.id not in (select value from json_each(:passed))"
_NOT_TAKEN = "sample.id not in (select sample_id from review_claim where annotator_id <> :me and claimed_at >= :since)"
_TOO_FEW = "sample.n_reviews < :overlap"
_TOO_FEW_UNDER_WAY = (
    "sample.n_reviews + (select count(*) from review_claim c where c.sample_id = sample.id"
    " and c.annotator_id <> :me and c.claimed_at >= :since) < :overlap"
)
_FIRST = "sample.wanted desc, sample.n_reviews, sample.id"
_MINE = {
    Queue.DRAFTS: "r.decision is null",
    Queue.SUBMITTED: "r.decision = 'accept'",
    Queue.SKIPPED: "r.decision = 'skip'",
    Queue.REJECTED: "r.decision = 'reject'",
}


class Wanted(NamedTuple):
    """For whom a sample is sought, and which.

    Attributes:
        annotator_id: The person.
        since: A claim of another person counts from here on.
        scenario: Only of this one.
        passed: Not these.
        overlap: Samples with so many reviews wait no longer.
        chosen: Only what this filter means.
    """

    annotator_id: int
    since: datetime
    scenario: str | None = None
    passed: Sequence[int] = ()
    overlap: int = NO_OVERLAP
    chosen: SampleFilter | None = None

    def bound(self) -> dict[str, Any]:
        """Return the values that the statements bind."""
        return {
            "me": self.annotator_id,
            "since": self.since.isoformat(timespec="microseconds"),
            "scenario": self.scenario,
            "passed": to_json(list(self.passed)),
            "overlap": self.overlap,
        }


class Taken(NamedTuple):
    """What somebody has on the screen."""

    sample_id: int
    annotator_id: int
    name: str
    claimed_at: datetime


def next_pending(session: Session, wanted: Wanted, *, but_taken: bool) -> int | None:
    """Return the first sample that waits: wanted ones first, then those with the fewest reviews.

    Args:
        session: The session.
        wanted: For whom, and which.
        but_taken: Leave out what another person has on the screen; else only
            what has enough reviews together with those that are under way.
    """
    return _first(session, wanted, [_NOT_MINE_YET, _TOO_FEW, _NOT_TAKEN if but_taken else _TOO_FEW_UNDER_WAY])


def next_assigned(session: Session, wanted: Wanted) -> int | None:
    """Return the first sample that the person was asked to judge and has not decided on."""
    return next(iter(assigned_page(session, wanted, limit=1)), None)


def assigned_page(session: Session, wanted: Wanted, *, limit: int) -> list[int]:
    """Return the first samples that the person was asked to judge and has not decided on."""
    source = "assignment a indexed by assignment_waits join sample on sample.id = a.sample_id"
    met = f"a.annotator_id = :me and a.is_open = 1 and {_met(wanted, [_NOT_MINE_YET])}"
    return _ids_from(session, wanted, (source, aliased(Assignment, name="a")), met, "a.id", limit)


def next_mine(session: Session, wanted: Wanted, queue: Queue) -> int | None:
    """Return the sample of the person's oldest draft or skip, or of the newest decision."""
    return next(iter(my_page(session, wanted, queue, limit=1)), None)


def my_page(session: Session, wanted: Wanted, queue: Queue, *, limit: int) -> list[int]:
    """Return the samples of the person's oldest drafts or skips, or of the newest decisions."""
    source = "review r indexed by review_mine join sample on sample.id = r.sample_id"
    met = f"r.annotator_id = :me and r.superseded_by is null and {_MINE[queue]} and {_met(wanted, [])}"
    order = "r.id desc" if queue in (Queue.SUBMITTED, Queue.REJECTED) else "r.id"
    return _ids_from(session, wanted, (source, aliased(Review, name="r")), met, order, limit)


def still_pending(session: Session, wanted: Wanted, sample_id: int) -> bool:
    """Tell whether a sample waits for the person; who has it on the screen may finish it, whatever others did."""
    statement = f"select sample.id from sample where sample.id = :id and {_met(wanted, [_NOT_MINE_YET])}"
    return _first_of(session, wanted, statement, id=sample_id) is not None


def pending_page(session: Session, wanted: Wanted, *, limit: int) -> list[int]:
    """Return the first samples that wait, in their order, and not what another person has on the screen."""
    return _ids(session, wanted, [_NOT_MINE_YET, _TOO_FEW, _NOT_TAKEN], limit)


def count_pending_under(session: Session, wanted: Wanted) -> int:
    """Return how many samples wait under a filter, counted up to `MOST_COUNTED`."""
    return len(_ids(session, wanted, [_NOT_MINE_YET, _TOO_FEW], MOST_COUNTED))


def count_waiting(session: Session, *, scenario: str | None, overlap: int) -> int:
    """Return how many samples are asked about at all: those with fewer reviews than wanted."""
    statement = "select coalesce(sum(n), 0) from queue_size where n_reviews < :overlap"
    statement += " and scenario = :scenario" if scenario else ""
    bound = {"overlap": overlap, **({"scenario": scenario} if scenario else {})}
    return int(session.execute(text(statement), bound).scalar_one())


def count_assigned(session: Session, annotator_id: int, scenario: str | None) -> int:
    """Return how many samples the person was asked to judge and has not decided on."""
    statement = (
        "select count(*) from assignment a indexed by assignment_waits"
        f" join sample indexed by sample_waits on sample.id = a.sample_id and {REVIEWABLE}"
        f" where a.annotator_id = :me and a.is_open = 1 {_of_scenario(scenario)}"
    )
    bound = {"me": annotator_id, **({"scenario": scenario} if scenario else {})}
    return int(session.execute(text(statement), bound).scalar_one())


def count_mine(
    session: Session, annotator_id: int, scenario: str | None, *, overlap: int = NO_OVERLAP
) -> dict[str, tuple[int, int]]:
    """Return for each decision how many samples the person has in it, and how many of those still wait for others.

    A draft has the empty decision. The index tells what is still asked about
    without reading the texts.
    """
    statement = (
        "select r.decision, count(*), coalesce(sum(sample.n_reviews < :overlap), 0)"
        " from review r indexed by review_mine"
        f" join sample indexed by sample_waits on sample.id = r.sample_id and {REVIEWABLE}"
        f" where r.annotator_id = :me and r.superseded_by is null {_of_scenario(scenario)} group by r.decision"
    )
    bound = {"me": annotator_id, "overlap": overlap, **({"scenario": scenario} if scenario else {})}
    return {str(row[0] or ""): (int(row[1]), int(row[2])) for row in session.execute(text(statement), bound)}


def claims_of(session: Session, annotator_id: int) -> list[int]:
    """Return the samples that were last put on the person's screen, the newest first."""
    found = select(ReviewClaim.sample_id).where(ReviewClaim.annotator_id == annotator_id)
    return list(session.exec(found.order_by(col(ReviewClaim.claimed_at).desc(), col(ReviewClaim.sample_id))))


def claim(session: Session, annotator_id: int, sample_ids: Sequence[int], *, at: datetime) -> None:
    """Note which samples are on the person's screen; what was there before is free again."""
    session.exec(delete(ReviewClaim).where(col(ReviewClaim.annotator_id) == annotator_id))
    if sample_ids:
        rows = [{"annotator_id": annotator_id, "sample_id": found, "claimed_at": at} for found in sample_ids]
        session.execute(insert(ReviewClaim), rows)


def release_claims(session: Session, annotator_id: int) -> int:
    """Free what a person has on the screen; return how many samples that were."""
    held = select(func.count()).where(ReviewClaim.annotator_id == annotator_id)
    count = int(session.exec(held).one())
    session.exec(delete(ReviewClaim).where(col(ReviewClaim.annotator_id) == annotator_id))
    return count


def taken_by_others(session: Session, annotator_id: int, *, since: datetime, limit: int = 50) -> list[Taken]:
    """Return what other people have on the screen, the oldest first."""
    found = (
        select(ReviewClaim.sample_id, ReviewClaim.annotator_id, Annotator.name, ReviewClaim.claimed_at)
        .join(Annotator, col(Annotator.id) == ReviewClaim.annotator_id)
        .where(ReviewClaim.annotator_id != annotator_id, col(ReviewClaim.claimed_at) >= since)
    )
    return [Taken(*row) for row in session.exec(found.order_by(col(ReviewClaim.claimed_at)).limit(limit))]


def _ids(session: Session, wanted: Wanted, conditions: Sequence[str], limit: int) -> list[int]:
    """Return the samples that meet the conditions, in the order in which they are asked about."""
    order = f"order by {_FIRST} limit {limit}"
    if wanted.chosen is None:
        index = "sample_queue_scenario" if wanted.scenario else "sample_queue"
        # The index is named, so that a plan without it is an error and not a slow page.
        statement = f"select sample.id from sample indexed by {index} where {_met(wanted, conditions)} {order}"
        return [int(row[0]) for row in session.execute(text(statement), _named(wanted, statement))]
    met = text(_met(wanted, conditions))
    chosen = select(Sample.id).where(met, *where_samples(wanted.chosen)).order_by(text(_FIRST)).limit(limit)
    return [int(found) for found in session.exec(chosen.params(**_named(wanted, str(met)))) if found is not None]


def _ids_from(session: Session, wanted: Wanted, source: tuple[str, Any], met: str, order: str, limit: int) -> list[int]:
    """Return samples that hang together with a row of another table, in its order; a filter comes on top."""
    if wanted.chosen is None:
        statement = f"select sample.id from {source[0]} where {met} order by {order} limit {limit}"
        return [int(row[0]) for row in session.execute(text(statement), _named(wanted, statement))]
    chosen = select(Sample.id).join(source[1], source[1].sample_id == Sample.id)
    chosen = chosen.where(text(met), *where_samples(wanted.chosen)).order_by(text(order)).limit(limit)
    return [int(found) for found in session.exec(chosen.params(**_named(wanted, met))) if found is not None]


def _first(session: Session, wanted: Wanted, conditions: Sequence[str]) -> int | None:
    return next(iter(_ids(session, wanted, conditions, 1)), None)


def _met(wanted: Wanted, conditions: Sequence[str]) -> str:
    return f"{' and '.join([REVIEWABLE, _NOT_PASSED, *conditions])} {_of_scenario(wanted.scenario)}"


def _of_scenario(scenario: str | None) -> str:
    return "and sample.scenario = :scenario" if scenario else ""


def _named(wanted: Wanted, statement: str, **more: object) -> dict[str, Any]:
    """Return the values that a statement names."""
    return {name: value for name, value in {**wanted.bound(), **more}.items() if f":{name}" in statement}


def _first_of(session: Session, wanted: Wanted, statement: str, **more: object) -> int | None:
    found = session.execute(text(statement), _named(wanted, statement, **more)).first()
    return None if found is None else int(found[0])
