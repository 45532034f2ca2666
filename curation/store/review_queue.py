"""Which sample a person judges next, and how many wait."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session, select

from curation.models import Sample, SampleFilter, to_json
from curation.models.made import REVIEWABLE
from curation.review import Queue
from curation.store import queue_filter
from curation.store.queue_filter import written_out
from curation.store.review_claims import HELD_BY_OTHERS, MINE_IS_FRESH, written
from curation.store.samples import where_samples

NO_OVERLAP = 1 << 30
"""More reviews than a sample can have: everybody is asked about everything."""
MOST_COUNTED = 1_000
"""So many samples under a filter are counted; more are as many and more."""
_FEW = 2_000
_SAMPLE = re.compile(r"\bsample\.")
_NOT_MINE_YET = (
    "not exists (select 1 from review r where r.sample_id = sample.id and r.annotator_id = :me"
    " and r.superseded_by is null and r.decision is not null)"
)
_NOT_PASSED = "sample.id not in (select value from json_each(:passed))"
_NOT_TAKEN = f"sample.id not in (select c.sample_id {HELD_BY_OTHERS})"
_TOO_FEW = "sample.n_reviews < :overlap"
_TOO_FEW_UNDER_WAY = (
    f"{_TOO_FEW} and sample.n_reviews + (select count(*) {HELD_BY_OTHERS} and c.sample_id = sample.id) < :overlap"
)
_ASSIGNED = (
    "exists (select 1 from assignment g where g.annotator_id = :me and g.sample_id = sample.id and g.is_open = 1)"
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
            "since": written(self.since),
            "scenario": self.scenario,
            "passed": to_json(list(self.passed)),
            "overlap": self.overlap,
        }


def held(session: Session, wanted: Wanted, *, only_assigned: bool, limit: int) -> list[int]:
    """Return what is on the person's screen and still waits for the person, in the order in which it was put there.

    Who has it on the screen may finish it, whatever others did. Where the
    time is up, it is the person's only while it has too few reviews together
    with those that are under way.
    """
    conditions = [
        _NOT_MINE_YET,
        f"({MINE_IS_FRESH} or ({_TOO_FEW_UNDER_WAY}))",
        *([_ASSIGNED] if only_assigned else []),
    ]
    statement = (
        "select sample.id from review_claim mine cross join sample on sample.id = mine.sample_id"
        f" where mine.annotator_id = :me and {_met(wanted, conditions)} order by mine.claimed_at limit {limit}"
    )
    found = [int(row[0]) for row in session.execute(text(statement), _named(wanted, statement))]
    return among(session, found, wanted.chosen)


def pending_page(session: Session, wanted: Wanted, *, limit: int, but_taken: bool = True) -> list[int]:
    """Return the first samples that wait: wanted ones first, then those with the fewest reviews.

    Args:
        session: The session.
        wanted: For whom, and which.
        limit: No more than this.
        but_taken: Leave out what another person has on the screen; else only
            what has enough reviews together with those that are under way.
    """
    return _ids(
        session, wanted, [_NOT_MINE_YET, *([_TOO_FEW, _NOT_TAKEN] if but_taken else [_TOO_FEW_UNDER_WAY])], limit
    )


def assigned_page(session: Session, wanted: Wanted, *, limit: int) -> list[int]:
    """Return the first samples that the person was asked to judge and has not decided on."""
    source = "assignment a indexed by assignment_waits cross join sample on sample.id = a.sample_id"
    met = f"a.annotator_id = :me and a.is_open = 1 and {_met(wanted, [_NOT_MINE_YET])}"
    return _ids_from(session, wanted, source, met, "a.id", limit)


def next_mine(session: Session, wanted: Wanted, queue: Queue) -> int | None:
    """Return the sample of the person's oldest draft or skip, or of the newest decision."""
    return next(iter(my_page(session, wanted, queue, limit=1)), None)


def my_page(session: Session, wanted: Wanted, queue: Queue, *, limit: int) -> list[int]:
    """Return the samples of the person's oldest drafts or skips, or of the newest decisions."""
    source = "review r indexed by review_mine cross join sample on sample.id = r.sample_id"
    met = f"r.annotator_id = :me and r.superseded_by is null and {_MINE[queue]} and {_met(wanted, [])}"
    order = "r.id desc" if queue in (Queue.SUBMITTED, Queue.REJECTED) else "r.id"
    return _ids_from(session, wanted, source, met, order, limit)


def count_pending_under(session: Session, wanted: Wanted) -> int:
    """Return how many samples wait under a filter, counted up to `MOST_COUNTED`."""
    if wanted.chosen is not None and queue_filter.understands(wanted.chosen):
        asked = _asked(wanted, wanted.chosen, [_NOT_MINE_YET, _TOO_FEW], MOST_COUNTED)
        return len(queue_filter.some_under(session, asked))
    return len(_ids(session, wanted, [_NOT_MINE_YET, _TOO_FEW], MOST_COUNTED))


def count_waiting(session: Session, *, scenario: str | None, overlap: int) -> int:
    """Return how many samples are asked about at all: those with fewer reviews than wanted."""
    statement = "select coalesce(sum(n), 0) from queue_size where n_reviews < :overlap"
    statement += " and scenario = :scenario" if scenario else ""
    bound = {"overlap": overlap, **({"scenario": scenario} if scenario else {})}
    return int(session.execute(text(statement), bound).scalar_one())


def sizes(session: Session) -> dict[int, int]:
    """Return how many samples that people can judge have how many reviews."""
    rows = session.execute(text("select n_reviews, sum(n) from queue_size group by n_reviews having sum(n) > 0"))
    return {int(row[0]): int(row[1]) for row in rows}


def count_assigned(session: Session, annotator_id: int, scenario: str | None, *, at_least: int = 0) -> int:
    """Return how many samples with so many reviews the person was asked to judge and has not decided on."""
    statement = (
        "select count(*) from assignment a indexed by assignment_waits"
        f" join sample indexed by sample_waits on sample.id = a.sample_id and {REVIEWABLE}"
        f" where a.annotator_id = :me and a.is_open = 1 and sample.n_reviews >= :at_least {_of_scenario(scenario)}"
    )
    bound = {"me": annotator_id, "at_least": at_least, **({"scenario": scenario} if scenario else {})}
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


def _ids(session: Session, wanted: Wanted, conditions: Sequence[str], limit: int) -> list[int]:
    """Return the samples that meet the conditions, in the order in which they are asked about."""
    if wanted.chosen is not None and queue_filter.understands(wanted.chosen):
        return queue_filter.first_under(session, _asked(wanted, wanted.chosen, conditions, limit))
    few = None if wanted.chosen is None else _few_meant(session, wanted.chosen)
    if few is not None:
        met = f"sample.id in (select value from json_each(:few)) and {_met(wanted, conditions)}"
        statement = f"select sample.id from sample where {met} order by {_FIRST} limit {limit}"
        rows = session.execute(text(statement), {**_named(wanted, met), "few": to_json(few)})
        return [int(row[0]) for row in rows]
    # The index is named, so that a plan without it is an error and not a slow page. Each half of it
    # is read by itself, so that what has enough reviews is passed over and not read through.
    index = "sample_queue_scenario" if wanted.scenario else "sample_queue"
    met = _SAMPLE.sub("q.", _met(wanted, conditions))
    bound = _named(wanted, met)
    if wanted.chosen is not None:
        meant, named = written_out(wanted.chosen)
        met = f"{met} and exists (select 1 from sample where sample.id = q.id and {meant})"
        bound = {**bound, **named}
    found: list[int] = []
    for is_wanted in (1, 0):
        statement = (
            f"select q.id from sample q indexed by {index} where q.wanted = {is_wanted} and {met}"
            f" order by q.n_reviews, q.id limit {limit - len(found)}"
        )
        found += [int(row[0]) for row in session.execute(text(statement), bound)]
    return found


def _asked(wanted: Wanted, chosen: SampleFilter, conditions: Sequence[str], limit: int) -> queue_filter.Asked:
    """Return what is asked for as it is said of a sample `q`."""
    met = _SAMPLE.sub("q.", _met(wanted, conditions)).replace(REVIEWABLE, queue_filter.ON_QUEUE)
    return queue_filter.Asked(met, _named(wanted, met), chosen, wanted.scenario, limit)


def among(session: Session, sample_ids: Sequence[int], chosen: SampleFilter | None) -> list[int]:
    """Return which of a few samples a filter means, in the same order."""
    if chosen is None or not sample_ids:
        return list(sample_ids)
    if queue_filter.understands(chosen):
        return queue_filter.among(session, sample_ids, chosen)
    these = text("sample.id in (select value from json_each(:these))").bindparams(these=to_json(list(sample_ids)))
    meant = set(session.exec(select(Sample.id).where(these, *where_samples(chosen))))
    return [sample_id for sample_id in sample_ids if sample_id in meant]


def _few_meant(session: Session, chosen: SampleFilter) -> list[int] | None:
    """Return what a filter means where it is so few that they are sorted sooner than the queue is walked along."""
    found = session.exec(select(Sample.id).where(*where_samples(chosen)).limit(_FEW + 1)).all()
    return None if len(found) > _FEW else [sample_id for sample_id in found if sample_id is not None]


def _ids_from(session: Session, wanted: Wanted, source: str, met: str, order: str, limit: int) -> list[int]:
    """Return samples that hang together with a row of another table, in its order, in which they are looked at."""
    bound = _named(wanted, met)
    if wanted.chosen is not None:
        meant, named = written_out(wanted.chosen)
        met, bound = f"{met} and {meant}", {**bound, **named}
    statement = f"select sample.id from {source} where {met} order by {order} limit {limit}"
    return [int(row[0]) for row in session.execute(text(statement), bound)]


def _met(wanted: Wanted, conditions: Sequence[str]) -> str:
    return f"{' and '.join([REVIEWABLE, _NOT_PASSED, *conditions])} {_of_scenario(wanted.scenario)}"


def _of_scenario(scenario: str | None) -> str:
    return "and sample.scenario = :scenario" if scenario else ""


def _named(wanted: Wanted, statement: str) -> dict[str, Any]:
    """Return the values that a statement names."""
    return {name: value for name, value in wanted.bound().items() if f":{name}" in statement}
