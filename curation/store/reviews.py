"""Queries about reviews: what is current, what waits, who has what on the screen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, delete, func, or_, text, update
from sqlmodel import Session, col, select

from curation.models import DuplicatePair, ItemKind, PairOrigin, Review, ReviewClaim, Rubric, to_json
from curation.models.made import REVIEWABLE
from curation.review import Queue

_NOT_MINE_YET = (
    "not exists (select 1 from review r where r.sample_id = s.id and r.annotator_id = :me"
    " and r.superseded_by is null and r.decision is not null)"
)
_NOT_PASSED = "s.id not in (select value from json_each(:passed))"
_NOT_TAKEN = "s.id not in (select sample_id from review_claim where annotator_id <> :me and claimed_at >= :since)"
_MINE = {Queue.DRAFTS: "r.decision is null", Queue.SKIPPED: "r.decision = 'skip'"}


class Wanted(NamedTuple):
    """For whom a sample is sought, of which scenario, and which ones not."""

    annotator_id: int
    scenario: str | None
    passed: Sequence[int]

    def bound(self) -> dict[str, Any]:
        """Return the values that the statements bind."""
        return {"me": self.annotator_id, "scenario": self.scenario, "passed": to_json(list(self.passed))}


def next_open(session: Session, wanted: Wanted, *, since: datetime, but_taken: bool) -> int | None:
    """Return the first sample that waits: wanted ones first, then those with the fewest reviews.

    Args:
        session: The session.
        wanted: For whom, and which not.
        since: A claim of another person counts from here on.
        but_taken: Leave out what another person has on the screen.
    """
    statement = (
        f"select s.id from sample s {_indexed(wanted.scenario)} where {REVIEWABLE} {_of_scenario(wanted.scenario)}"
        f" and {_NOT_MINE_YET} and {_NOT_PASSED} {f'and {_NOT_TAKEN}' if but_taken else ''}"
        " order by s.wanted desc, s.n_reviews, s.id limit 1"
    )
    return _first(session, statement, {**wanted.bound(), "since": _as_text(since)})


def still_open(session: Session, wanted: Wanted, sample_id: int) -> bool:
    """Tell whether a sample waits for the person under this filter."""
    statement = (
        f"select s.id from sample s where s.id = :id and {REVIEWABLE} {_of_scenario(wanted.scenario)}"
        f" and {_NOT_MINE_YET} and {_NOT_PASSED}"
    )
    return _first(session, statement, {**wanted.bound(), "id": sample_id}) is not None


def next_mine(session: Session, wanted: Wanted, queue: Queue) -> int | None:
    """Return the sample of the person's oldest draft or skip."""
    statement = (
        "select s.id from review r indexed by review_mine join sample s on s.id = r.sample_id"
        f" where r.annotator_id = :me and r.superseded_by is null and {_MINE[queue]} and {REVIEWABLE}"
        f" {_of_scenario(wanted.scenario)} and {_NOT_PASSED} order by r.id limit 1"
    )
    return _first(session, statement, wanted.bound())


def count_reviewable(session: Session, scenario: str | None) -> int:
    """Return how many samples people are asked to judge."""
    statement = f"select count(*) from sample s {_indexed(scenario)} where {REVIEWABLE} {_of_scenario(scenario)}"
    return int(session.execute(text(statement), {"scenario": scenario} if scenario else {}).scalar_one())


def count_mine(session: Session, annotator_id: int, scenario: str | None) -> dict[str, int]:
    """Return how many of those samples the person has in each decision; a draft has the empty one.

    Who has answered a sample was asked to judge it, so its state alone can
    have taken it out since; the indexes tell that without reading the texts.
    """
    of_scenario = (
        "join sample t indexed by sample_scenario_id on t.scenario = :scenario and t.id = r.sample_id"
        if scenario
        else ""
    )
    statement = (
        "select r.decision, count(*) from review r indexed by review_mine"
        " join sample s indexed by sample_state_id on s.state = 'active' and s.id = r.sample_id"
        f" {of_scenario} where r.annotator_id = :me and r.superseded_by is null group by r.decision"
    )
    bound = {"me": annotator_id, **({"scenario": scenario} if scenario else {})}
    return {str(row[0] or ""): int(row[1]) for row in session.execute(text(statement), bound)}


def claim_of(session: Session, annotator_id: int) -> int | None:
    """Return the sample that was last put on the person's screen."""
    claim = session.get(ReviewClaim, annotator_id)
    return None if claim is None else claim.sample_id


def claim(session: Session, annotator_id: int, sample_id: int, *, at: datetime) -> None:
    """Note which sample is on the person's screen."""
    session.merge(ReviewClaim(annotator_id=annotator_id, sample_id=sample_id, claimed_at=at))


def current_review(session: Session, sample_id: int, annotator_id: int) -> Review | None:
    """Return the person's newest row on a sample."""
    return session.exec(
        select(Review).where(
            Review.sample_id == sample_id, Review.annotator_id == annotator_id, col(Review.superseded_by).is_(None)
        )
    ).first()


def current_reviews(session: Session, sample_id: int) -> list[Review]:
    """Return everybody's newest row on a sample that is no withdrawn one."""
    found = select(Review).where(Review.sample_id == sample_id, col(Review.superseded_by).is_(None))
    return list(session.exec(found.where(~col(Review.is_withdrawn)).order_by(col(Review.annotator_id))))


def add_review(session: Session, row: Review, *, supersedes: Review | None) -> Review:
    """Store a row in the place of the one before.

    One row per person and sample is current, so the old one must step back
    before the new one is there: it names the id that the new one is given.
    """
    row.id = (session.exec(select(func.max(col(Review.id)))).one() or 0) + 1
    if supersedes is not None:
        session.exec(update(Review).where(col(Review.id) == supersedes.id).values(superseded_by=row.id))
    session.add(row)
    session.flush()
    return row


def last_decided(session: Session, annotator_id: int, *, limit: int) -> list[Any]:
    """Return (review_id, sample_id, decision, overall, saved_at, scenario, text) of the person's newest decisions."""
    statement = (
        "select r.id, r.sample_id, r.decision, r.overall, r.saved_at, s.scenario,"
        " substr(coalesce(s.edited_text, s.text), 1, 200) as text"
        " from review r indexed by review_by_annotator join sample s on s.id = r.sample_id"
        " where r.annotator_id = :me and r.superseded_by is null and r.decision is not null"
        " order by r.id desc limit :limit"
    )
    return list(session.execute(text(statement), {"me": annotator_id, "limit": limit}))


def newest_rubric(session: Session, name: str) -> int | None:
    """Return the id of the newest version of a rubric."""
    return session.exec(
        select(Rubric.id).where(Rubric.name == name).order_by(col(Rubric.version).desc()).limit(1)
    ).first()


def take_back_pair(session: Session, sample_id: int, other_id: int, *, said_by: int) -> None:
    """Forget that a person called two samples alike; where another review still does, it is what keeps the pair.

    The person's own review of `sample_id` does not count, since it is the one
    that takes the statement back.
    """
    a_id, b_id = sorted((sample_id, other_id))
    mine = (
        col(DuplicatePair.kind) == ItemKind.SAMPLE,
        col(DuplicatePair.a_id) == a_id,
        col(DuplicatePair.b_id) == b_id,
        col(DuplicatePair.origin) == PairOrigin.HUMAN,
        col(DuplicatePair.said_by) == said_by,
    )
    names_it = or_(
        and_(col(Review.sample_id) == a_id, col(Review.near_duplicate_of) == b_id),
        and_(col(Review.sample_id) == b_id, col(Review.near_duplicate_of) == a_id),
    )
    is_this_one = and_(col(Review.sample_id) == sample_id, col(Review.annotator_id) == said_by)
    others = select(Review.annotator_id).where(names_it, col(Review.superseded_by).is_(None), ~is_this_one)
    other = session.exec(others.order_by(col(Review.id)).limit(1)).first()
    if other is None:
        session.exec(delete(DuplicatePair).where(*mine))
    else:
        session.exec(update(DuplicatePair).where(*mine).values(said_by=other))


def _indexed(scenario: str | None) -> str:
    """Name the index, so that a plan without it is an error and not a slow page."""
    return f"indexed by {'sample_queue_scenario' if scenario else 'sample_queue'}"


def _of_scenario(scenario: str | None) -> str:
    return "and s.scenario = :scenario" if scenario else ""


def _as_text(at: datetime) -> str:
    """Write a time as the rows keep it."""
    return at.isoformat(timespec="microseconds")


def _first(session: Session, statement: str, bound: dict[str, Any]) -> int | None:
    """Return the first column of the first row; values that the statement does not name are left out."""
    named = {name: value for name, value in bound.items() if f":{name}" in statement}
    found = session.execute(text(statement), named).first()
    return None if found is None else int(found[0])
