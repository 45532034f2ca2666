"""Read texts into the hub: documents of a file, or pages of the web, from which personas can be made."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlmodel import Session

from curation.errors import BadInputError
from curation.jobs.context import JobContext
from curation.jobs.import_rows import Left, Tally, store_left
from curation.jobs.imports import Reading, count_rows, run_import
from curation.models import utc_now
from curation.services.imports import NOT_FETCHED, NOT_READ
from curation.sources import Skipped, SkipReason
from curation.sources.formats import DocumentKind, detect_document
from curation.sources.texts import TextRecord, read_texts_safely
from curation.sources.web import fetch_page
from curation.sources.web_page import MAX_PAGE_BYTES
from curation.store import documents
from curation.workspace import Workspace

BATCH_TEXTS: Final = 80
"""Texts of a transaction; they are some ten times as long as personas."""
MAX_PAGE_TEXTS: Final = 500
"""Texts of one page; all of them are stored in one transaction."""


class TextBatch(NamedTuple):
    """Texts ready to be stored, and what is not taken."""

    rows: list[dict[str, Any]]
    left: list[Left]


TextItem = TextRecord | Skipped | Left


class FileTexts(Reading[TextItem, TextBatch]):
    """The texts of a file; each piece of a long one is counted by itself."""

    @property
    def batch_rows(self) -> int:
        """As many as are stored within some 50 ms."""
        return BATCH_TEXTS

    def count(self) -> int:
        """Return the line breaks of a table; other files do not say how many texts they have."""
        return count_rows(self.path) if detect_document(self.path).kind is DocumentKind.TABLE else 0

    def items(self, start_after: int) -> Iterator[TextItem]:
        """Yield the texts of the file, read in a limited child."""
        return read_texts_safely(
            self.path,
            column=self.source.column_name,
            start_after=start_after,
            keep_model_in=language_folder(self.workspace),
        )

    def prepare(self, items: Sequence[TextItem]) -> TextBatch:
        """Find hashes and lengths."""
        batch, now = TextBatch([], []), utc_now()
        for item in items:
            match item:
                case TextRecord():
                    values = documents.document_values(
                        item.text,
                        source_id=self.source.id or 0,
                        line=item.line,
                        part=item.part,
                        title=item.title,
                        url=item.url,
                        language=self.params.get("language") or item.language,
                        now=now,
                    )
                    batch.rows.append(values)
                case Left():
                    batch.left.append(item)
                case Skipped():
                    batch.left.append(Left(item.line, item.reason, item.excerpt))
        return batch

    def store(self, tx: Session, tally: Tally, ready: TextBatch) -> None:
        """Store the texts that no source has brought yet."""
        first = {row["text_hash"]: row for row in reversed(ready.rows)}
        known = documents.known_documents(tx, first)
        new = [row for row in ready.rows if row is first[row["text_hash"]] and row["text_hash"] not in known]
        documents.add_documents(tx, new)
        tally.added += len(new)
        tally.already_present += len(ready.rows) - len(new)
        store_left(tx, tally, ready.left)


class WebTexts(FileTexts):
    """The texts of pages; the line of each is the place of its URL in the list."""

    def refuse_changed(self) -> None:
        """The list stands in the job itself and cannot have changed."""

    def count(self) -> int:
        """Return the number of pages."""
        return len(self.params["urls"])

    def batches(self, start_after: int) -> Iterator[tuple[list[TextItem], bool]]:
        """Fetch page after page, each of which is stored before the next one is fetched."""
        urls = self.params["urls"]
        for line, url in enumerate(urls, start=1):
            if line > start_after:
                yield list(self._of_page(line, url)), line == len(urls)

    def _of_page(self, line: int, url: str) -> Iterator[TextItem]:
        """Yield the texts of a page; one that cannot be had is one skipped row."""
        try:
            page = fetch_page(url, folder=self.workspace.uploads, max_bytes=MAX_PAGE_BYTES)
        except BadInputError as error:
            yield Left(line, NOT_FETCHED, str(error))
            return
        try:
            yield from _placed(page.path, line, page.url, keep_model_in=language_folder(self.workspace))
        except BadInputError as error:
            yield Left(line, NOT_READ, f"{page.url}: {error}")
        finally:
            page.path.unlink(missing_ok=True)


def _placed(path: Path, line: int, url: str, *, keep_model_in: Path) -> list[TextItem]:
    """Return the texts of a fetched page with their place in the list of URLs.

    Raises:
        BadInputError: It cannot be read, or is an archive of many pages, which would be stored in one piece.
    """
    form = detect_document(path)  # by content: a server may say of an archive that it is plain text
    if form.gzipped or form.kind in (DocumentKind.TABLE, DocumentKind.WARC):
        raise BadInputError("It is an archive of many pages, or a table.", "Save it, and import the file.")
    found = list(islice(read_texts_safely(path, keep_model_in=keep_model_in), MAX_PAGE_TEXTS + 1))
    if len(found) > MAX_PAGE_TEXTS:
        raise BadInputError(f"It holds more than {MAX_PAGE_TEXTS} texts.", "Save it, and import the file.")
    if not found:
        return [Left(line, SkipReason.EMPTY, url)]
    texts = [item for item in found if isinstance(item, TextRecord)]
    placed: list[TextItem] = [
        TextRecord(line, part if len(texts) > 1 else 0, item.text, item.title, url, item.language)
        for part, item in enumerate(texts, start=1)
    ]
    return placed + [Left(line, item.reason, f"{url}: {item.excerpt}") for item in found if isinstance(item, Skipped)]


def language_folder(workspace: Workspace) -> Path:
    """Return where the model of languages lies unpacked; it can be made again, as all in the folder above it."""
    return workspace.index_folder("languages")


def import_texts(context: JobContext) -> dict[str, Any]:
    """Read the texts of an import to its end."""
    return run_import(context, WebTexts if "urls" in context.params else FileTexts)
