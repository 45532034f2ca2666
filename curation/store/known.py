"""Known samples as rows: what is right, which there are, and what people answered."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, select

from curation.models import Annotator, Gold, GoldKind, ItemState, Release, Sample, to_json

ATTENTION: Final = "attention check"
"""Why the sample of such a check takes no part, and its label."""
ATTENTION_CHECKS: Final = select(Gold.sample_id).where(Gold.kind == GoldKind.ATTENTION)
"""The samples of all such checks."""


class GivenAnswers(NamedTuple):
    """What a person says of a known sample; answers are JSON as stored."""

    sample_id: int
    decision: str
    overall: int | None
    answers: str


def unmarked(sample: Sample) -> Sample:
    """Return an attention check as any other sample looks to a rater; others stay as they are."""
    if sample.state_reason != ATTENTION or sample.label != ATTENTION:
        return sample
    as_others = {"state": ItemState.ACTIVE, "state_reason": "", "label": ""}
    return Sample(**{**sample.model_dump(), **as_others})


def gold_of(session: Session, sample_id: int) -> Gold | None:
    """Return what is known of a sample, whether it is asked about or retired."""
    return session.exec(select(Gold).where(Gold.sample_id == sample_id)).first()


def gold_page(
    session: Session, *, is_active: bool | None, before: int | None, limit: int
) -> list[tuple[Gold, Sample, str]]:
    """Return known samples, the newest first, each with its sample and who said what is right."""
    found = select(Gold, Sample, Annotator.name).join(Sample, col(Sample.id) == Gold.sample_id)
    found = found.join(Annotator, col(Annotator.id) == Gold.created_by)
    found = found if is_active is None else found.where(col(Gold.is_active).is_(is_active))
    found = found if before is None else found.where(col(Gold.id) < before)
    return [(row[0], row[1], row[2]) for row in session.execute(found.order_by(col(Gold.id).desc()).limit(limit))]


def answers_to(session: Session, sample_ids: Sequence[int]) -> list[GivenAnswers]:
    """Return what people, who are no models, decided on samples."""
    statement = (
        "select r.sample_id, r.decision, r.overall, r.answers from review r indexed by review_current"
        " join annotator a on a.id = r.annotator_id and a.kind = 'person'"
        " where r.sample_id in (select value from json_each(:ids)) and r.superseded_by is null"
        " and r.decision in ('accept', 'reject') order by r.id"
    )
    return [GivenAnswers(*row) for row in session.execute(text(statement), {"ids": to_json(list(sample_ids))})]


def count_gold(session: Session) -> dict[str, int]:
    """Return how many known samples are asked about, by kind."""
    rows: Any = session.execute(text("select kind, count(*) from gold where is_active = 1 group by kind"))
    return {str(kind): int(n) for kind, n in rows}


def attention_among(session: Session, sample_ids: Sequence[int]) -> set[int]:
    """Return which of some samples are attention checks."""
    return set(session.exec(ATTENTION_CHECKS)) & set(sample_ids)


def known_at(session: Session, release: Release, sample_ids: Sequence[int]) -> set[int]:
    """Return which of some samples were known ones when a release was made."""
    found = select(Gold.sample_id).where(col(Gold.sample_id).in_(sample_ids), Gold.created_at <= release.created_at)
    return set(session.exec(found))
