"""Pages of the web that come in: the list is looked at here, the job fetches."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from curation.errors import BadInputError
from curation.models import Source
from curation.services.imports import MAX_NAME_CHARS, enqueue_import
from curation.services.licences import known_licence
from curation.services.permissions import Actor, allow
from curation.sources.web import check_url, read_url_list
from curation.text import identity_text
from curation.workspace import Workspace

_SCHEMES: Final = ("http://", "https://")


def is_url(written: str) -> bool:
    """Tell whether an argument means a page of the web and no file."""
    return written.strip().casefold().startswith(_SCHEMES)


def start_list_import(workspace: Workspace, path: Path, *, name: str = "", licence: str, actor: Actor) -> int:
    """Put the reading of the pages of a list, one URL on each line, into the queue and return the job's id.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: A line is no URL, or the licence is none.
    """
    return start_url_import(workspace, read_url_list(path), name=name or path.name, licence=licence, actor=actor)


def start_url_import(workspace: Workspace, urls: Sequence[str], *, name: str = "", licence: str, actor: Actor) -> int:
    """Put the reading of pages into the queue and return the job's id.

    A page that cannot be fetched is a skipped row of the source, whose line
    is its place in the list.

    Raises:
        BadInputError: There is none, one is no URL that is fetched, or the licence is none.
    """
    if not urls:
        raise BadInputError("There is no URL.", "Give at least one.")
    for url in urls:
        check_url(url)
    draft = Source(
        name=(identity_text(name) or urls[0])[:MAX_NAME_CHARS],
        kind="texts",
        licence=known_licence(licence),
        sha256=hashlib.sha256("\n".join(urls).encode("utf-8", "replace")).hexdigest(),
        created_by=actor.id,
    )
    with workspace.write() as tx:
        allow(tx, actor, "import")
        return enqueue_import(tx, draft, params={"urls": list(urls)}, rows=len(urls), actor=actor)
