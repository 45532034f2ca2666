"""Samples whose right answers are known: which one a person is given, and when."""

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from curation.models import to_json
from curation.store.review_queue import Wanted, among

_NOT_MINE_YET = (
    "sample.text <> '' and not exists (select 1 from review r where r.sample_id = g.sample_id"
    " and r.annotator_id = :me and r.superseded_by is null and r.decision is not null)"
)


def known_places(session: Session, wanted: Wanted, *, every: int, most: int) -> list[tuple[int, int]]:
    """Return at which places among the next ones known samples stand, and which, none of which the person has judged.

    One comes after `every` other decisions on the average, between half and
    about one and a half times as many. How many it is follows from
    the known one before, so that a reload does not draw again and nobody can
    count along.

    Args:
        session: The session.
        wanted: For whom; known samples beyond the filter do not come.
        every: How many others stand between two, on the average; none come below 1.
        most: Only the places before this one.
    """
    if every < 1:
        return []
    since, last = _decided_since(session, wanted.annotator_id, most=2 * every)
    place = max(_between(wanted.annotator_id, last, every) - since, 0)
    found: list[tuple[int, int]] = []
    for sample_id in _open_ones(session, wanted) if place < most else ():
        if place >= most:
            break
        found.append((place, sample_id))
        place += 1 + _between(wanted.annotator_id, -sample_id, every)
    return found


def is_open_gold(session: Session, sample_id: int, wanted: Wanted) -> bool:
    """Tell whether a sample is a known one that the person has not judged yet."""
    return sample_id in _open_ones(session, wanted, sample_id=sample_id)


def _open_ones(session: Session, wanted: Wanted, *, sample_id: int | None = None) -> Sequence[int]:
    """Return the known samples that the person has not judged, in the person's own order."""
    statement = (
        "select g.sample_id from gold g cross join sample on sample.id = g.sample_id where g.is_active = 1"
        f" and {_NOT_MINE_YET} and g.sample_id not in (select value from json_each(:passed))"
        + (" and sample.scenario = :scenario" if wanted.scenario else "")
        + (" and g.sample_id = :sample_id" if sample_id is not None else "")
        + " order by (g.id * :step) % 7919, g.id"
    )
    bound: dict[str, Any] = {"me": wanted.annotator_id, "passed": to_json(list(wanted.passed))}
    bound |= {"step": 1 + _drawn(wanted.annotator_id, 0) % 7918}
    bound |= {"scenario": wanted.scenario} if wanted.scenario else {}
    bound |= {"sample_id": sample_id} if sample_id is not None else {}
    return among(session, [int(row[0]) for row in session.execute(text(statement), bound)], wanted.chosen)


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


def _between(annotator_id: int, after: int, every: int) -> int:
    """Return a number from half of `every`, rounded down, to as much above it as that is below: the mean is `every`."""
    low = every // 2
    return low + _drawn(annotator_id, after) % (2 * (every - low) + 1)


def _drawn(annotator_id: int, after: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{annotator_id}:{after}".encode()).digest()[:4])
