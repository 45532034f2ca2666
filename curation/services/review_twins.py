"""Which samples a person may mean who calls one a near-duplicate."""

from dataclasses import dataclass
from typing import Final

from curation.errors import NotFoundError
from curation.models import ItemKind, Sample
from curation.services.samples import shown_text
from curation.services.vectors import neighbours
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
