"""Texts out of files, each ready to be kept: tables, plain text, Markdown, web pages and web archives."""

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast

from curation.errors import BadInputError, CurationError
from curation.sources.damage import FileDamage, stopped_reading
from curation.sources.documents import Document, read_documents
from curation.sources.formats import open_bytes
from curation.sources.languages import UNDETERMINED, document_languages
from curation.sources.limited_child import in_limited_child, stream_limited
from curation.sources.record_limits import RECORD_CPU_S, allow_next_record, stop_clock
from curation.sources.records import Skipped, SkipReason, skip
from curation.sources.unasked import leave_out_unasked
from curation.text import MAX_TEXT_CHARS, clean_text, cut_at_sentences, is_boilerplate, running_text

MIN_DOCUMENT_CHARS: Final = 200
"""A shorter text says too little to tell who would read it."""

MAX_DOCUMENT_CHARS: Final = 8_000
"""A longer text is cut at sentence ends."""

_FIRST_JUDGED: Final = 8
_MOST_JUDGED: Final = 128
"""The languages of so many texts are judged together; the first few come early, for whoever wants no more."""

_FILE_CPU_S: Final = 24 * 3_600
_ENDS_THE_READING: Final = {
    SkipReason.TRUNCATED_FILE: ("the end of a file that was cut off", "the rest of the row"),
    SkipReason.UNREADABLE_REST: ("damaged data", "a row"),
    SkipReason.UNCLOSED_QUOTE: ("a quote that is never closed", "its closing quote"),
}

# What the child sends: line, part, text, title, url; or line, reason, excerpt; or an error's sentence and hint.
_Message = list[Any]


@dataclass(frozen=True, slots=True)
class TextRecord:
    """One text of a source, ready to be kept.

    `line` is its place in the file from 1: line, row or WARC record (1 for a
    file that is one text). `part` is 0 for a whole text and counts the pieces
    of a long one from 1. `text` is cleaned and has `MIN_DOCUMENT_CHARS` to
    `MAX_DOCUMENT_CHARS` characters. `language` is an ISO 639-1 code or "und".
    """

    line: int
    part: int
    text: str
    title: str = ""
    url: str = ""
    language: str = UNDETERMINED


def read_texts(path: Path, *, column: str | None = None, start_after: int = 0) -> Iterator[TextRecord | Skipped]:
    """Yield every text of a file after the line `start_after`, whole or in pieces, and a skipped row for each other.

    Only for files of our own; whatever comes from outside is read by `read_texts_safely`.

    Args:
        path: A JSONL, CSV, Parquet, text, Markdown, HTML, WARC or WET file; all but Parquet may be gzipped.
        column: The column of a table that holds the text; the likeliest one if not given.
        start_after: The last line that was dealt with before, to go on after it.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: The file or the column cannot be used at all, or, after what could be read,
            the file is damaged; then the message names the place and how many texts came before it.
    """
    return _with_languages(_read(path, column, start_after), None)


def read_texts_safely(
    path: Path,
    *,
    column: str | None = None,
    start_after: int = 0,
    keep_model_in: Path | None = None,
    with_languages: bool = True,
) -> Iterator[TextRecord | Skipped]:
    """Like `read_texts`, in a child with limits on memory and, for each record, on time.

    Args:
        path: As for `read_texts`.
        column: As for `read_texts`.
        start_after: As for `read_texts`.
        keep_model_in: A folder where the model of languages may be kept unpacked, so that the next reading starts
            half a second sooner.
        with_languages: Whether the languages are wanted; without them the model is not loaded, and each is "und".

    Raises:
        NotFoundError: There is no such file.
        BadInputError: As `read_texts`, also where a record brought the child to a limit.
    """
    if path.exists() and not path.is_file():
        # To open a pipe or a device could wait for ever.
        raise BadInputError(f"{path} is a folder or a device, not a file.")
    with open_bytes(path):
        pass
    args = [str(path), column, start_after]
    messages = cast(Generator[_Message, None, None], stream_limited(f"{__name__}:send_texts", args, cpu_s=_FILE_CPU_S))
    found = _received(path, messages, start_after)
    return _with_languages(found, keep_model_in) if with_languages else found


def send_texts(path: str, column: str | None, start_after: int) -> Iterator[_Message]:
    """Give the texts in a form that passes between processes; called in the limited child."""
    if in_limited_child():
        leave_out_unasked()
    allow_next_record()
    try:
        for found in _read(Path(path), column, start_after):
            stop_clock()
            if isinstance(found, Skipped):
                yield [found.line, found.reason, found.excerpt]
            else:
                yield [found.line, found.part, found.text, found.title, found.url]
            allow_next_record()
    except CurationError as error:
        # Sent as a message, so that what the child itself raises is a limit that was met and nothing else.
        yield [error.message, error.hint]


def _received(
    path: Path, messages: Generator[_Message, None, None], start_after: int
) -> Iterator[TextRecord | Skipped]:
    """Turn what the child sent into texts, and its death into one error."""
    last, kept = start_after, 0
    with closing(messages):
        while True:
            try:
                message = next(messages, None)
            except BadInputError as error:
                raise _explained(path, error, last, kept) from error
            if message is None:
                return
            if len(message) == 2:
                raise BadInputError(*message)
            last = message[0]
            if len(message) == 3:
                yield Skipped(last, SkipReason(message[1]), message[2])
            else:
                kept += 1
                yield TextRecord(*message)


def _explained(path: Path, error: BadInputError, last: int, kept: int) -> BadInputError:
    """Name the place where the child died."""
    expected = f"a record that is read within {RECORD_CPU_S} seconds of processor time and 2 GB of memory"
    position = f"after record {last:,}" if last else "the first record"
    damage = FileDamage(position, found=error.message.rstrip("."), expected=expected)
    return stopped_reading(path, damage, kept=kept)


def _read(path: Path, column: str | None, start_after: int) -> Iterator[TextRecord | Skipped]:
    """Read a file's texts without their languages."""
    return _records(path, read_documents(path, column=column, start_after=start_after))


def _with_languages(
    found: Iterator[TextRecord | Skipped], keep_model_in: Path | None
) -> Iterator[TextRecord | Skipped]:
    """Add the language, that of a long text judged once by its first piece.

    This is done outside the child, which need not load the model for each
    file: a few hundred characters harm nobody.
    """
    line, language = 0, UNDETERMINED
    for items in _in_lists(found):
        firsts: dict[int, str] = {}
        for item in items:
            if isinstance(item, TextRecord) and item.line != line:
                firsts.setdefault(item.line, item.text)
        codes = document_languages([*firsts.values()], keep_model_in=keep_model_in) if firsts else []
        language_of = dict(zip(firsts, codes, strict=True))
        for item in items:
            if isinstance(item, TextRecord):
                line, language = item.line, language_of.get(item.line, language)
                yield replace(item, language=language)
            else:
                yield item


def _in_lists(found: Iterator[TextRecord | Skipped]) -> Iterator[list[TextRecord | Skipped]]:
    """Yield what is found in lists, short ones first; an error comes after what was found before it."""
    items: list[TextRecord | Skipped] = []
    wanted = _FIRST_JUDGED
    try:
        for item in found:
            items.append(item)
            if len(items) == wanted:
                yield items
                items, wanted = [], min(2 * wanted, _MOST_JUDGED)
    except CurationError:
        yield items
        raise
    yield items


def _records(path: Path, documents: Iterator[Document | Skipped]) -> Iterator[TextRecord | Skipped]:
    """Judge and cut each document.

    What ends the reading is an error and not one more skipped row: a person
    must know that texts are missing.
    """
    kept = 0
    try:
        for document in documents:
            if isinstance(document, Skipped):
                if ending := _ENDS_THE_READING.get(document.reason):
                    raise FileDamage(f"line {document.line:,}", found=ending[0], expected=ending[1])
                yield document
                continue
            for record in _pieces(document):
                kept += isinstance(record, TextRecord)
                yield record
    except FileDamage as damage:
        raise stopped_reading(path, damage, kept=kept) from damage


def _pieces(document: Document) -> Iterator[TextRecord | Skipped]:
    """Yield a document's text, whole or in pieces, or why it is not kept."""
    line, text = document.line, clean_text(document.text)
    text = running_text(text) if document.is_page_text else text
    if reason := _why_not(document, text):
        yield skip(line, reason, document.url or text or document.title)
        return
    pieces = cut_at_sentences(text, max_chars=MAX_DOCUMENT_CHARS)
    for part, piece in enumerate(pieces, start=1):
        stripped = piece.strip()
        if len(stripped) < MIN_DOCUMENT_CHARS:
            yield skip(line, SkipReason.SHORT_TEXT, stripped)
            continue
        yield TextRecord(line, 0 if len(pieces) == 1 else part, stripped, document.title, document.url)


def _why_not(document: Document, text: str) -> SkipReason | None:
    """Return why a document is not kept, or None."""
    if not text:
        return SkipReason.BOILERPLATE if document.is_page else SkipReason.EMPTY
    if len(text) > MAX_TEXT_CHARS:
        return SkipReason.TOO_LONG
    if is_boilerplate(text):
        return SkipReason.BOILERPLATE
    return SkipReason.SHORT_TEXT if len(text) < MIN_DOCUMENT_CHARS else None
