"""Does a new persona circle back to one of those it comes from?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from curation.index import Embedder
from curation.models import Persona
from curation.store.personas import personas_by_id
from curation.text import guess_language, words

_SLACK: Final = 1e-6
MAX_STEPS_BACK: Final = 8
"""More than the six steps that a lineage may have."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The ancestor that a text is too much like, and how much."""

    ancestor_id: int
    measure: str
    score: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on two personas count as the same one, both inclusive."""

    min_jaccard: float
    min_cosine: float


def ancestors_of(session: Session, persona_ids: Sequence[int]) -> dict[int, list[Persona]]:
    """Return for each persona itself, its parent, the parent's parent and so on, nearest first."""
    rows = personas_by_id(session, sorted(set(persona_ids)))
    for _ in range(MAX_STEPS_BACK):
        missing = {row.parent_id for row in rows.values() if row.parent_id is not None} - rows.keys()
        rows |= personas_by_id(session, sorted(missing))
    lines: dict[int, list[Persona]] = {}
    for persona_id in persona_ids:
        line: list[Persona] = []
        next_id = persona_id
        while next_id in rows and len(line) < MAX_STEPS_BACK:
            line.append(rows[next_id])
            next_id = rows[next_id].parent_id or 0
        lines[persona_id] = line
    return lines


def find_circling(
    texts: Sequence[str], lines: Sequence[Sequence[Persona]], embedder: Embedder, limits: Thresholds
) -> list[Likeness | None]:
    """Return for each text the ancestor of its line that it is a near-duplicate of, or None.

    Words are compared exactly; where the model can read both, so are meanings.
    """
    pairs = list(zip(texts, lines, strict=True))
    vectors = _vectors([one for text, line in pairs if line for one in (text, *(p.text for p in line))], embedder)
    return [_likeness(text, line, vectors, limits) for text, line in pairs]


def _likeness(
    text: str, line: Sequence[Persona], vectors: Mapping[str, Sequence[float]], limits: Thresholds
) -> Likeness | None:
    mine = set(words(text))
    for person in line:
        theirs = set(words(person.text))
        jaccard = len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0
        if jaccard >= limits.min_jaccard:
            return Likeness(person.id or 0, "Jaccard", jaccard)
        if text in vectors and person.text in vectors:
            cosine = float(sum(a * b for a, b in zip(vectors[text], vectors[person.text], strict=True)))
            if cosine >= limits.min_cosine - _SLACK:
                return Likeness(person.id or 0, "cosine", cosine)
    return None


def _vectors(texts: Sequence[str], embedder: Embedder) -> dict[str, Sequence[float]]:
    """Return the vector of each distinct text that the model can read."""
    readable = [text for text in dict.fromkeys(texts) if embedder.unreadable(text, guess_language(text)) is None]
    if not readable:
        return {}
    return dict(zip(readable, embedder.embed(readable), strict=True))
