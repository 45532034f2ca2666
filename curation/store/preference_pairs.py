"""Queries about what of the samples of pairs may leave, and in which words."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select as columns_of
from sqlalchemy import text
from sqlmodel import Session, col, select

from curation.models import ComparisonPair, ComparisonSet, Sample, to_json
from curation.store.releases import Choice


class PairText(NamedTuple):
    """What of a sample goes into preference data; `reason` says why it may not leave, where it may not."""

    id: int
    reason: str
    text: str
    edited_text: str | None
    text_hash: str
    prompt: str
    scenario: str
    persona_id: int | None
    language: str
    licence: str
    label: str


def compared_sets(session: Session, ids: Sequence[int]) -> list[ComparisonSet]:
    """Return the sets of these ids, or all, the oldest first."""
    found = select(ComparisonSet).order_by(col(ComparisonSet.id))
    return list(session.exec(found.where(col(ComparisonSet.id).in_(ids)) if ids else found))


def pair_texts(session: Session, choice: Choice, pairs: Sequence[ComparisonPair]) -> dict[int, PairText]:
    """Return the samples of pairs that an export asks for, by id."""
    ids = sorted({one for pair in pairs for one in (pair.a_sample_id, pair.b_sample_id)})
    among = text("sample.id in (select value from json_each(:pair_ids))").bindparams(pair_ids=to_json(ids))
    columns: list[Any] = [Sample.id, choice.reason()]
    columns += [getattr(Sample, name) for name in PairText._fields if name not in ("id", "reason")]
    found = columns_of(*columns).where(*choice.where(), among)
    return {row[0]: PairText(*row) for row in session.execute(found)}
