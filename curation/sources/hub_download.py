"""Files of datasets on the Hugging Face hub: looked up at one commit, then fetched whole or not at all.

Only public datasets are read: no token of the user is sent.
"""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx2

from curation.errors import BadInputError, NotFoundError
from curation.sources.web_files import keep_file

if TYPE_CHECKING:
    from huggingface_hub import HfApi

PREFIX: Final = "hf:"
TIMEOUT_S: Final = 30.0
"""How long one answer, or the next piece of a file, is waited for."""

_NAME = re.compile(r"hf:([\w.-]{1,96}/[\w.-]{1,96})(?:@([\w./-]{1,100}))?", re.ASCII)
_COMMIT = re.compile("[0-9a-f]{40}")
_ENDINGS: Final = (".parquet", ".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".txt", ".jsonl.gz", ".json.gz", ".csv.gz")
_MAX_FILES: Final = 20_000
_HINT: Final = "Check the network, or fetch the file by other means and import it from its path with --revision."


@dataclass(frozen=True, slots=True)
class DatasetFile:
    """A file of a dataset; its sha256 (64 hex digits) is empty where the hub does not tell it."""

    path: str
    size_bytes: int
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset at one commit (40 hex digits), the files that can be read, and the licence that its card names."""

    name: str
    commit: str
    files: tuple[DatasetFile, ...]
    licence: str = ""


def is_dataset(written: str) -> bool:
    """Tell whether an argument means a dataset on the Hugging Face hub and no file."""
    return written.startswith(PREFIX)


def look_up(written: str, *, endpoint: str | None = None, timeout_s: float = TIMEOUT_S) -> Dataset:
    """Find out which commit a revision is, and which files are there at that commit.

    Args:
        written: `hf:OWNER/NAME`, and after an `@` the commit, tag or branch; else the newest commit is taken.
        endpoint: The address of the hub; else `HF_ENDPOINT`, else huggingface.co.
        timeout_s: Seconds to wait for the answer.

    Raises:
        BadInputError: It is no such name, or the hub cannot be reached.
        NotFoundError: There is no such dataset or revision that everybody can read.
    """
    match = _NAME.fullmatch(written)
    if match is None:
        raise BadInputError(f"'{written[:120]}' is no name of a dataset.", "Write it as hf:OWNER/NAME@COMMIT.")
    name, revision = match[1], match[2]
    with _told(name):
        found = _api(endpoint).dataset_info(
            name, revision=revision, timeout=timeout_s, files_metadata=True, token=False
        )
    commit = str(found.sha or "")
    if not _COMMIT.fullmatch(commit) or (_COMMIT.fullmatch(revision or "") and commit != revision):
        raise BadInputError(f"The hub does not say which commit of {name} it means.", _HINT)
    files = [_file(sibling) for sibling in (found.siblings or [])[:_MAX_FILES]]
    card = found.card_data.get("license") if found.card_data else None
    readable = tuple(file for file in files if file.path.lower().endswith(_ENDINGS))
    return Dataset(name, commit, readable, card if isinstance(card, str) else "")


def download(
    dataset: Dataset, file: DatasetFile, *, folder: Path, endpoint: str | None = None, timeout_s: float = TIMEOUT_S
) -> Path:
    """Fetch a file of a dataset at its commit into a folder and return its path.

    Raises:
        BadInputError: It broke off, or is not what the hub said of it.
        DiskError: The disk is full.
    """
    from huggingface_hub import get_session, hf_hub_url

    url = hf_hub_url(
        dataset.name, file.path, repo_type="dataset", revision=dataset.commit, endpoint=_endpoint(endpoint)
    )
    suffix = "".join(Path(file.path).suffixes[-2:]) if file.path.endswith(".gz") else Path(file.path).suffix
    with (
        _told(dataset.name),
        get_session().stream("GET", url, timeout=timeout_s, headers={"Accept-Encoding": "identity"}) as answer,
    ):
        answer.raise_for_status()
        return keep_file(_checked(answer.iter_raw(), dataset, file), folder=folder, suffix=suffix).path


def _checked(pieces: Iterator[bytes], dataset: Dataset, file: DatasetFile) -> Iterator[bytes]:
    """Pass pieces on; in the end they are as many bytes, and those bytes, that the hub spoke of."""
    size, digest = 0, hashlib.sha256()
    what = f"{file.path} of {dataset.name}"
    for piece in pieces:
        size += len(piece)
        if size > file.size_bytes:
            raise BadInputError(f"{what} is longer than the {file.size_bytes:,} bytes that the hub speaks of.", _HINT)
        digest.update(piece)
        yield piece
    if size < file.size_bytes:
        raise BadInputError(f"{what} broke off after {size:,} of {file.size_bytes:,} bytes.", "Try it again.")
    if file.sha256 and digest.hexdigest() != file.sha256:
        raise BadInputError(f"{what} is not the file that the hub speaks of: its sha256 differs.", "Try it again.")


def _file(sibling: Any) -> DatasetFile:  # noqa: ANN401 - what the hub says of a file
    return DatasetFile(str(sibling.rfilename), int(sibling.size or 0), str(sibling.lfs.sha256) if sibling.lfs else "")


def _api(endpoint: str | None) -> "HfApi":
    from huggingface_hub import HfApi

    return HfApi(endpoint=_endpoint(endpoint), token=False)


def _endpoint(given: str | None) -> str | None:
    # The library reads the variable once, when it is imported.
    return given or os.environ.get("HF_ENDPOINT") or None


@contextlib.contextmanager
def _told(name: str) -> Iterator[None]:
    """Say in a sentence what went wrong between here and the hub."""
    from huggingface_hub import errors

    try:
        yield
    except (errors.RepositoryNotFoundError, errors.RevisionNotFoundError, errors.EntryNotFoundError) as error:
        what = "revision of it" if isinstance(error, errors.RevisionNotFoundError) else "dataset"
        raise NotFoundError(
            f"There is no {what} that everybody can read: {name}.", "Check the name and the commit."
        ) from error
    except (errors.HfHubHTTPError, httpx2.HTTPStatusError) as error:
        raise BadInputError(f"The Hugging Face hub answers with status {error.response.status_code}.", _HINT) from error
    except (httpx2.HTTPError, errors.OfflineModeIsEnabled) as error:
        raise BadInputError(f"The Hugging Face hub cannot be reached for {name}.", _HINT) from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(f"What the Hugging Face hub says of {name} cannot be understood.", _HINT) from error
