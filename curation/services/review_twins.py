"""Which samples a person may mean who calls one a near-duplicate, and the pair that is kept of it."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from curation.errors import BadInputError, NotFoundError
from curation.models import ItemKind, PairOrigin, Sample, utc_now
from curation.review import Answers
from curation.services.permissions import Actor
from curation.services.samples import shown_text
from curation.services.vectors import neighbours
from curation.store import reviews
from curation.store.duplicates import upsert_pairs
from curation.store.events import add_event
from curation.store.samples import samples_by_id
from curation.workspace import Workspace

MAX_CANDIDATES: Final = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sample that another one may be a near-duplicate of, and how alike they are."""

    sample_id: int
    text: str
    score: float | None


def near_candidates(workspace: Workspace, sample_id: int) -> list[Candidate]:
    """Return up to five samples most alike one: what was found when it arrived, then the nearest now.

    There are none while the model has not read the sample.
    """
    with workspace.read() as session:
        sample = session.get(Sample, sample_id)
    if sample is None:
        raise NotFoundError(f"There is no sample {sample_id}.", "It may be of another workspace.")
    scores: dict[int, float | None] = {}
    if sample.nearest_id is not None:
        scores[sample.nearest_id] = sample.nearest_score
    for hit in neighbours(workspace, ItemKind.SAMPLE, sample_id, sample.text_hash, k=MAX_CANDIDATES):
        scores.setdefault(hit.id, hit.score)
    with workspace.read() as session:
        rows = samples_by_id(session, list(scores))
    known = [Candidate(found, shown_text(rows[found]), score) for found, score in scores.items() if found in rows]
    return known[:MAX_CANDIDATES]


def keep_pair(tx: Session, sample_id: int, before: Answers, after: Answers, actor: Actor) -> None:
    """Hold the pair of human origin to what the answers say: made when a twin is named, gone when it is taken back."""
    was, now = before.near_duplicate_of, after.near_duplicate_of
    if was == now:
        return
    if was is not None:
        reviews.take_back_pair(tx, sample_id, was, said_by=actor.id)
    if now is not None:
        if now == sample_id or tx.get(Sample, now) is None:
            raise BadInputError(f"Sample {sample_id} cannot be a near-duplicate of {now}.", "Name another sample.")
        a_id, b_id = sorted((sample_id, now))
        upsert_pairs(tx, [_pair(a_id, b_id, actor)])
    add_event(
        tx,
        actor_id=actor.id,
        action="review.twin_named" if now is not None else "review.twin_taken_back",
        entity="sample",
        entity_id=sample_id,
        before={"near_duplicate_of": was},
        after={"near_duplicate_of": now},
    )


def _pair(a_id: int, b_id: int, actor: Actor) -> dict[str, object]:
    return {
        "kind": ItemKind.SAMPLE,
        "a_id": a_id,
        "b_id": b_id,
        "origin": PairOrigin.HUMAN,
        "score": None,
        "threshold": None,
        "model": "",
        "note": "said in review",
        "said_by": actor.id,
        "created_at": utc_now().isoformat(timespec="microseconds"),
    }
