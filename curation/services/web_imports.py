"""Pages of the web that come in: the list is looked at here, the job fetches."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from curation.errors import BadInputError
from curation.models import Source
from curation.services.imports import MAX_NAME_CHARS, enqueue_import, job_of_token
from curation.services.licences import known_licence
from curation.services.permissions import Actor, allow
from curation.sources.web import check_url, check_urls, read_url_list
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


def written_urls(written: str) -> list[str]:
    """Return the URLs that somebody wrote down, one on each line, each one once.

    Raises:
        BadInputError: A line is no URL that is fetched, or there is none, or too many.
    """
    return list(dict.fromkeys(check_urls(written.splitlines(), name="The list")))


def start_url_import(
    workspace: Workspace,
    urls: Sequence[str],
    *,
    name: str = "",
    licence: str,
    actor: Actor,
    client_token: str | None = None,
) -> int:
    """Put the reading of pages into the queue and return the job's id.

    A page that cannot be fetched is a skipped row of the source, whose line
    is its place in the list.

    Args:
        workspace: Where to.
        urls: One or more, in this order.
        name: How the source is called; the first URL if empty.
        licence: An SPDX identifier, or `unknown`.
        actor: Who imports.
        client_token: From the form, so that a double click makes one job.

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
        known = job_of_token(tx, client_token)
        if known is not None:
            return known
        params = {"urls": list(urls)}
        return enqueue_import(tx, draft, params=params, rows=len(urls), actor=actor, client_token=client_token)
