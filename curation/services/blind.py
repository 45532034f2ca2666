"""What an annotator must not know yet: what others said of something that one has not judged oneself."""

from collections.abc import Collection
from typing import Any, Final

from sqlmodel import Session, col, select

from curation.models import Annotator, Choice, Comparison, Decision, Review, Role
from curation.services.permissions import Actor

SAMPLE: Final = "sample"
PAIR: Final = "comparison_pair"
_JUDGED: Final = (Decision.ACCEPT, Decision.REJECT)


def hidden_from(session: Session, actor: Actor, entity: str, ids: Collection[int]) -> set[int]:
    """Return which samples or pairs the actor has still to judge without knowing what others say of them.

    It holds for annotators: viewers judge nothing, and curators settle what
    people differ on. A skip is no judgement.
    """
    person = session.get(Annotator, actor.id)
    if person is None or person.role != Role.ANNOTATOR or entity not in (SAMPLE, PAIR):
        return set()
    return set(ids) - _judged(session, actor.id, entity, ids)


def _judged(session: Session, annotator_id: int, entity: str, ids: Collection[int]) -> set[int]:
    found: Any
    if entity == SAMPLE:
        found = select(Review.sample_id).where(col(Review.sample_id).in_(ids), col(Review.decision).in_(_JUDGED))
        found = found.where(Review.annotator_id == annotator_id, col(Review.superseded_by).is_(None))
        return set(session.exec(found.where(~col(Review.is_withdrawn))))
    found = select(Comparison.pair_id).where(col(Comparison.pair_id).in_(ids), Comparison.choice != Choice.SKIP)
    found = found.where(Comparison.annotator_id == annotator_id, col(Comparison.superseded_by).is_(None))
    return set(session.exec(found.where(~col(Comparison.is_withdrawn))))
