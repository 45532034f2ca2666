"""Samples whose right answers are known: which one a person is given, and when."""

import hashlib
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from curation.models import to_json
from curation.store.review_queue import Wanted

_OPEN = (
    "g.is_active = 1 and sample.text <> '' and not exists (select 1 from review r where r.sample_id = g.sample_id"
    " and r.annotator_id = :me and r.superseded_by is null and r.decision is not null)"
)


def next_gold(session: Session, wanted: Wanted, *, every: int) -> int | None:
    """Return a known sample that the person has not judged, where one is due; else None.

    One is due after `every` decisions on the average: between half and one and
    a half times as many since the last one. How many it is follows from the
    last one, so that a reload does not draw again and nobody can count along.
    """
    if every < 1:
        return None
    since, last = _decided_since(session, wanted.annotator_id, most=2 * every)
    if since < every // 2 + _drawn(wanted.annotator_id, last) % (every + 1):
        return None
    of_scenario = "and sample.scenario = :scenario" if wanted.scenario else ""
    statement = (
        f"select g.sample_id from gold g join sample on sample.id = g.sample_id where {_OPEN} {of_scenario}"
        " and g.sample_id not in (select value from json_each(:passed)) order by (g.id * :step) % 7919, g.id limit 1"
    )
    bound: dict[str, Any] = {"me": wanted.annotator_id, "passed": to_json(list(wanted.passed))}
    bound |= {"step": 1 + _drawn(wanted.annotator_id, 0) % 7918}
    bound |= {"scenario": wanted.scenario} if wanted.scenario else {}
    found = session.execute(text(statement), bound).first()
    return None if found is None else int(found[0])


def is_open_gold(session: Session, sample_id: int, wanted: Wanted) -> bool:
    """Tell whether a sample is a known one that the person has not judged yet."""
    if sample_id in wanted.passed:
        return False
    statement = f"select 1 from gold g join sample on sample.id = g.sample_id where g.sample_id = :id and {_OPEN}"
    return session.execute(text(statement), {"id": sample_id, "me": wanted.annotator_id}).first() is not None


def _decided_since(session: Session, annotator_id: int, *, most: int) -> tuple[int, int]:
    """Return how many decisions came after the person's last known sample, up to `most`, and that review's id."""
    statement = (
        "select r.id, g.id is not null from review r indexed by review_by_annotator"
        " left join gold g on g.sample_id = r.sample_id where r.annotator_id = :me and r.superseded_by is null"
        " and r.decision is not null order by r.id desc limit :most"
    )
    rows = session.execute(text(statement), {"me": annotator_id, "most": most}).all()
    for place, (review_id, is_gold) in enumerate(rows):
        if is_gold:
            return place, int(review_id)
    return len(rows), 0


def _drawn(annotator_id: int, after: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{annotator_id}:{after}".encode()).digest()[:4])
