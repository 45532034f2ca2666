"""Datasets on the Hugging Face hub: looked up, and a file of one fetched into the workspace."""

from pathlib import Path
from typing import Final

from curation.errors import BadInputError, NotFoundError
from curation.services.licences import UNKNOWN, known_licence
from curation.services.permissions import Actor, allow
from curation.sources.hub_download import Dataset, DatasetFile, download, look_up
from curation.sources.hubs import hub_named, hub_of_dataset
from curation.workspace import Workspace

MAX_FILE_BYTES: Final = 20 * 1024**3
_MAX_LISTED: Final = 20


def find_dataset(workspace: Workspace, written: str, *, actor: Actor) -> Dataset:
    """Look a dataset up at the commit that its revision means.

    Raises:
        BadInputError: The name is none, or the hub cannot be reached.
        NotFoundError: There is no such dataset, or no such revision of it.
    """
    with workspace.read() as session:
        allow(session, actor, "import")
    return look_up(written)


def choose_file(dataset: Dataset, wanted: str | None) -> DatasetFile:
    """Return the file that is wanted, or the only one that can be read.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: There are several, and none was named; or it is too large.
    """
    matching = [file for file in dataset.files if wanted is None or file.path == wanted]
    if len(matching) == 1:
        if matching[0].size_bytes > MAX_FILE_BYTES:
            raise BadInputError(f"{matching[0].path} has more than {size_text(MAX_FILE_BYTES)}.", "Take a smaller one.")
        return matching[0]
    shown = ", ".join(f"{file.path} ({size_text(file.size_bytes)})" for file in dataset.files[:_MAX_LISTED])
    more = f" and {len(dataset.files) - _MAX_LISTED:,} more" if len(dataset.files) > _MAX_LISTED else ""
    listed = f"It has: {shown}{more}." if dataset.files else "It has none that can be read."
    if wanted is None and dataset.files:
        raise BadInputError(f"Which file of {dataset.name}? Name one by --file.", listed)
    raise NotFoundError(f"{dataset.name} has no file '{(wanted or '')[:120]}' at {dataset.commit[:12]}.", listed)


def fetch_file(workspace: Workspace, dataset: Dataset, file: DatasetFile, *, actor: Actor) -> Path:
    """Fetch a file into the workspace's folder for uploads, from which its import removes it.

    Raises:
        BadInputError: It broke off, or is not what the hub said of it.
        DiskError: The disk is full.
    """
    with workspace.read() as session:
        allow(session, actor, "import")
    return download(dataset, file, folder=workspace.uploads)


def stated_licence(given: str | None, *, schema: str | None, dataset: Dataset | None) -> str:
    """Return the licence of an import: the given one, else that of the hub that the user named, else unknown.

    A file that only looks like a hub's has no licence before somebody states one.
    """
    if given is not None:
        return given
    if schema is not None and (licence := licence_of_schema(schema)):
        return licence
    if dataset is None:
        return UNKNOWN
    known = hub_of_dataset(dataset.name)
    return (known.licence if known else "") or _of_card(dataset) or UNKNOWN


def licence_of_schema(name: str) -> str:
    """Return the licence that the publisher of a hub states; empty where none is known.

    Raises:
        BadInputError: There is no such hub.
    """
    return "" if name in ("", "none") else hub_named(name).licence


def size_text(size_bytes: int) -> str:
    """Return a size in words."""
    for unit, factor in (("GB", 1024**3), ("MB", 1024**2)):
        if size_bytes >= factor:
            return f"{size_bytes / factor:,.1f} {unit}"
    return f"{size_bytes / 1024:,.1f} kB"


def _of_card(dataset: Dataset) -> str:
    """Return the licence that the card of a dataset names, where it is one that is known here."""
    try:
        return known_licence(dataset.licence)
    except BadInputError:
        return ""
