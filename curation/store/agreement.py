"""Queries about how people judge: the reviews that count, what is known beforehand, ratings before and after."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, select

from curation.models import Annotator, Gold, RaterKind, Rubric

_COUNTED = (
    "select r.sample_id, r.annotator_id, r.rubric_id, r.overall, r.answers, r.decision, r.flags, r.seconds_active,"
    " r.started_at, r.saved_at, s.counts, coalesce(g.kind, '') as gold"
    " from review r join annotator a on a.id = r.annotator_id and a.kind = 'person'"
    " join sample s on s.id = r.sample_id left join gold g on g.sample_id = r.sample_id"
    " where r.superseded_by is null and r.decision in ('accept', 'reject')"
)
_SHIFTS = (
    "with hidden as (select sample_id, annotator_id, max(id) as id, overall from review"
    " where persona_hidden and superseded_by is not null and overall is not null group by sample_id, annotator_id)"
    " select r.annotator_id, s.scenario, h.overall as hidden, r.overall as shown, s.counts"
    " from hidden h join review r on r.sample_id = h.sample_id and r.annotator_id = h.annotator_id"
    " join annotator a on a.id = r.annotator_id and a.kind = 'person' join sample s on s.id = r.sample_id"
    " where r.superseded_by is null and not r.persona_hidden and r.overall is not null"
    " and r.decision in ('accept', 'reject')"
    " and not exists (select 1 from gold g where g.sample_id = r.sample_id and g.kind = 'attention')"
    " order by r.annotator_id, r.sample_id"
)


class Asked(NamedTuple):
    """Which reviews are looked at."""

    scenario: str | None = None
    since: datetime | None = None
    """Saved at this time or later."""
    until: datetime | None = None
    """Saved before this time."""


class CountedReview(NamedTuple):
    """What a person says of a sample now; lists and answers are JSON as stored."""

    sample_id: int
    annotator_id: int
    rubric_id: int
    overall: int | None
    answers: str
    decision: str
    flags: str
    seconds_active: float
    started_at: str
    saved_at: str
    counts: int
    gold: str


class Shift(NamedTuple):
    """Two ratings of a person for a sample: with the persona hidden, and then shown."""

    annotator_id: int
    scenario: str
    hidden: int
    shown: int
    counts: int


def counted_reviews(session: Session, asked: Asked) -> list[CountedReview]:
    """Return people's current reviews that accept or reject, in the order in which they were begun."""
    found, bound = _asked(asked)
    rows = session.execute(text(f"{_COUNTED} {found} order by r.started_at, r.id"), bound)
    return [CountedReview(*row) for row in rows]


def hidden_then_shown(session: Session, scenario: str | None) -> list[Shift]:
    """Return the last rating with the persona hidden beside the current one with it in view, where there are both."""
    statement = f"select * from ({_SHIFTS}) {'where scenario = :scenario' if scenario else ''}"
    rows = session.execute(text(statement), {"scenario": scenario} if scenario else {})
    return [Shift(*row) for row in rows]


def all_scenarios(session: Session) -> list[str]:
    """Return the scenarios of which there are samples, by name."""
    return [str(row[0]) for row in session.execute(text("select distinct scenario from sample order by scenario"))]


def active_gold(session: Session) -> dict[int, Gold]:
    """Return what is known beforehand, by sample."""
    return {row.sample_id: row for row in session.exec(select(Gold).where(col(Gold.is_active)))}


def all_rubrics(session: Session) -> Sequence[Rubric]:
    """Return every version of every rubric, the oldest first."""
    return session.exec(select(Rubric).order_by(col(Rubric.id))).all()


def names_of_people(session: Session) -> dict[int, str]:
    """Return the names of all people, also of those who have left."""
    found = select(Annotator.id, Annotator.name).where(Annotator.kind == RaterKind.PERSON)
    return {person_id or 0: name for person_id, name in session.exec(found)}


def _asked(asked: Asked) -> tuple[str, dict[str, Any]]:
    """Return the conditions of what is asked, and what they bind."""
    conditions, bound = [], dict[str, Any]()
    if asked.scenario:
        conditions.append("and s.scenario = :scenario")
        bound["scenario"] = asked.scenario
    if asked.since:
        conditions.append("and r.saved_at >= :since")
        bound["since"] = asked.since.isoformat(timespec="microseconds")
    if asked.until:
        conditions.append("and r.saved_at < :until")
        bound["until"] = asked.until.isoformat(timespec="microseconds")
    return " ".join(conditions), bound
