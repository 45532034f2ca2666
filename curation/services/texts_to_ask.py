"""Which texts there are to make personas from: counted by source and language, as a page offers them."""

from typing import Any

from curation.models import Document
from curation.services.lists import facet_counts
from curation.services.persona_plans import FromTextsAsk
from curation.store.persona_calls import where_texts
from curation.workspace import Workspace


def text_facets(workspace: Workspace, ask: FromTextsAsk) -> dict[str, dict[Any, int]]:
    """Return for source and language how many texts an ask could mean, each under the other; cached like a list's."""
    key = ("text_facets", ask.sources, ask.languages, ask.again)
    return workspace.cached(key, lambda: _count(workspace, ask))


def _count(workspace: Workspace, ask: FromTextsAsk) -> dict[str, dict[Any, int]]:
    with workspace.read() as session:
        return {
            "sources": facet_counts(
                session, Document.source_id, where_texts(languages=ask.languages, again=ask.again), limit=200
            ),
            "languages": facet_counts(
                session, Document.language, where_texts(sources=ask.sources, again=ask.again), limit=200
            ),
        }
