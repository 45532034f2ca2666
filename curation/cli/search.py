"""Find personas and samples by words, by meaning, or by both."""

from typing import get_args

import click

from curation.cli.common import MAX_SHOWN_CHARS, Commands, answer, opened, show, table
from curation.models import ItemKind
from curation.services import search as service
from curation.services.search import Mode, SearchResult

KINDS = {"personas": ItemKind.PERSONA, "samples": ItemKind.SAMPLE}


@click.group("search", cls=Commands)
def search() -> None:
    """Find personas or samples."""


def _add(name: str, kind: ItemKind) -> None:
    @search.command(name, help=f"Find {name} by words, by meaning, or by both.")
    @click.argument("query")
    @click.option("--mode", type=click.Choice(get_args(Mode)), default="hybrid", show_default=True, help="How to find.")
    @click.option(
        "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Results to show, the best first."
    )
    def find(query: str, mode: Mode, limit: int) -> None:
        with opened() as (workspace, _):
            found = service.search(workspace, kind, query, mode=mode, limit=limit)
        answer(found, _text(found, name))


for _name, _kind in KINDS.items():
    _add(_name, _kind)


def _text(found: SearchResult, name: str) -> str:
    rows = [
        (hit.id, "-" if hit.score is None else f"{hit.score:.3f}", hit.state, show(hit.text, MAX_SHOWN_CHARS))
        for hit in found.results
    ]
    total = f"{'more than ' if found.total_is_capped else ''}{found.total:,} found"
    text = table(("id", "score", "state", "text"), rows, empty=f"No {name} fit this query.")
    return f"{text}\n{total}, {len(rows):,} shown." if rows else text
