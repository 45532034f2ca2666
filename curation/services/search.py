"""One search for personas and samples: by words, by meaning, or by both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import text
from sqlmodel import Session, col, select

from curation.errors import BadInputError
from curation.models import ItemKind, Persona, PersonaFilter, PersonaSource, Sample, SampleFilter, Source
from curation.services.lists import count_rows
from curation.services.vectors import nearest_items, unreadable_counts
from curation.store.fulltext import MAX_QUERY_CHARS, match_expression
from curation.store.personas import persona_ids, where_personas
from curation.store.samples import sample_ids, where_listed
from curation.text import clean_text, guess_language
from curation.workspace import Workspace

Mode = Literal["text", "semantic", "hybrid"]
MODES: Final[tuple[Mode, ...]] = ("text", "semantic", "hybrid")
MAX_RANKED = 2_000
"""Ranking by bm25 reads every match: above this many the newest come first instead."""
MIN_COSINE = 0.2
"""Below this, two texts have nothing in common that a reader would see."""
_FUSION = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke, Buettcher, SIGIR 2009)."""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A found row."""

    id: int
    text: str
    score: float | None
    state: str
    source: str
    licence: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a query found."""

    query: str
    mode: Mode
    total: int
    total_is_capped: bool
    results: Sequence[SearchHit]
    not_embedded: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranked:
    """Ids in the order of how well they fit, with scores where the ranking has any."""

    ids: Sequence[int]
    scores: Mapping[int, float]
    total: int
    total_is_capped: bool


def search(
    workspace: Workspace,
    kind: ItemKind,
    query: str,
    *,
    mode: Mode = "hybrid",
    limit: int = 20,
    chosen: PersonaFilter | SampleFilter | None = None,
) -> SearchResult:
    """Return the rows that fit a query best; a query without words finds nothing.

    Raises:
        BadInputError: The mode is unknown or the limit is out of 1 to 1000.
    """
    if not 1 <= limit <= 1000:
        raise BadInputError(f"A limit is 1 to 1000, got {limit}.", "Narrow the query instead.")
    ranked = rank(workspace, kind, query, mode=mode, limit=limit, chosen=chosen)
    with workspace.read() as session:
        hits = _hits(session, kind, ranked)
        not_embedded = {} if mode == "text" else unreadable_counts(session, kind)
    return SearchResult(query, mode, ranked.total, ranked.total_is_capped, hits, not_embedded)


def rank(
    workspace: Workspace,
    kind: ItemKind,
    query: str,
    *,
    mode: Mode,
    limit: int,
    chosen: PersonaFilter | SampleFilter | None = None,
) -> Ranked:
    """Return the ids that fit a query best, the best first."""
    if mode not in MODES:
        raise BadInputError(f"'{mode}' is no mode of search.", f"Known: {', '.join(MODES)}.")
    said = (chosen or (PersonaFilter() if kind is ItemKind.PERSONA else SampleFilter())).changed(text="")
    by_words = _by_words(workspace, kind, query, said, limit) if mode != "semantic" else None
    by_meaning = _by_meaning(workspace, kind, query, said, limit) if mode != "text" else None
    if by_words is None or by_meaning is None:
        return by_words or by_meaning or Ranked([], {}, 0, total_is_capped=False)
    return _fuse(by_words, by_meaning, limit)


def _by_words(
    workspace: Workspace, kind: ItemKind, query: str, chosen: PersonaFilter | SampleFilter, limit: int
) -> Ranked:
    expression = match_expression(query)
    if expression is None:
        return Ranked([], {}, 0, total_is_capped=False)
    table: type[Any] = Persona if kind is ItemKind.PERSONA else Sample
    where = _where(chosen.changed(text=query))
    with workspace.read() as session:
        total, is_capped = count_rows(session, table, where)
        if total > MAX_RANKED:
            ids = session.exec(select(table.id).where(*where).order_by(col(table.id).desc()).limit(limit)).all()
            return Ranked(list(ids), {}, total, is_capped)
        meant = set(session.exec(select(table.id).where(*where)))
        found = session.execute(
            text(f"select rowid, rank from {kind}_fts where {kind}_fts match :query order by rank"),  # noqa: S608
            {"query": expression},
        )
        scores = {int(row[0]): -float(row[1]) for row in found if row[0] in meant}
    ids = list(scores)[:limit]
    return Ranked(ids, {item_id: scores[item_id] for item_id in ids}, total, is_capped)


def _by_meaning(
    workspace: Workspace, kind: ItemKind, query: str, chosen: PersonaFilter | SampleFilter, limit: int
) -> Ranked:
    asked = clean_text(query)[:MAX_QUERY_CHARS]
    if not any(c.isalnum() for c in asked) or workspace.embedder.unreadable(asked, guess_language(asked)):
        return Ranked([], {}, 0, total_is_capped=False)
    allowed = None
    if chosen.set_fields():
        with workspace.read() as session:
            allowed = persona_ids(session, chosen) if isinstance(chosen, PersonaFilter) else sample_ids(session, chosen)
    vector = workspace.embedder.embed([asked])[0]
    hits = [hit for hit in nearest_items(workspace, kind, vector, k=limit, allowed=allowed) if hit.score >= MIN_COSINE]
    return Ranked([hit.id for hit in hits], {hit.id: hit.score for hit in hits}, len(hits), len(hits) == limit)


def _fuse(by_words: Ranked, by_meaning: Ranked, limit: int) -> Ranked:
    """Join two rankings: a row's score is the sum of 1 / (60 + rank) over those that have it."""
    scores: dict[int, float] = {}
    for ranked in (by_words, by_meaning):
        for position, item_id in enumerate(ranked.ids, start=1):
            scores[item_id] = scores.get(item_id, 0.0) + 1 / (_FUSION + position)
    ids = sorted(scores, key=lambda item_id: (-scores[item_id], item_id))
    total = max(len(ids), by_words.total)
    is_capped = by_words.total_is_capped or by_meaning.total_is_capped
    return Ranked(ids[:limit], {item_id: scores[item_id] for item_id in ids[:limit]}, total, is_capped)


def _where(chosen: PersonaFilter | SampleFilter) -> list[Any]:
    return where_personas(chosen) if isinstance(chosen, PersonaFilter) else where_listed(chosen)


def _hits(session: Session, kind: ItemKind, ranked: Ranked) -> list[SearchHit]:
    table: type[Any] = Persona if kind is ItemKind.PERSONA else Sample
    rows = {row.id: row for row in session.exec(select(table).where(col(table.id).in_(ranked.ids)))}
    sources = _source_names(session, kind, ranked.ids)
    return [
        SearchHit(
            id=item_id,
            text=rows[item_id].text if kind is ItemKind.PERSONA else rows[item_id].edited_text or rows[item_id].text,
            score=ranked.scores.get(item_id),
            state=rows[item_id].state,
            source=sources.get(item_id, ""),
            licence=rows[item_id].licence,
        )
        for item_id in ranked.ids
        if item_id in rows
    ]


def _source_names(session: Session, kind: ItemKind, ids: Sequence[int]) -> dict[int, str]:
    if kind is ItemKind.PERSONA:
        wanted = select(PersonaSource.persona_id, Source.name).join(Source, col(Source.id) == PersonaSource.source_id)
        return {int(row[0]): row[1] for row in session.exec(wanted.where(col(PersonaSource.persona_id).in_(ids)))}
    of_samples = select(Sample.id, Sample.provider, Sample.model).where(col(Sample.id).in_(ids))
    return {int(row[0] or 0): f"{row[1]}/{row[2]}" for row in session.exec(of_samples)}
