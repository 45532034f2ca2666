"""Which kind of file something is: by its content first, by its name where the content does not say."""

import codecs
import contextlib
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from curation.errors import BadInputError, NotFoundError

HEAD_BYTES = 262_144
"""How much of a file is looked at to tell its kind and its encoding."""

ACCEPTED = (
    "JSONL, CSV, Parquet, plain text (one per line) and DeepPersona's JSON are read; all but Parquet also gzipped."
)
ACCEPTED_TEXTS = (
    "JSONL, CSV, Parquet, plain text, Markdown, HTML, WARC and WET are read as texts; all but Parquet also gzipped."
)


class FormatKind(StrEnum):
    """The kinds of file that are read."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    TXT = "txt"
    PROFILES = "profiles"
    """One JSON object whose members are persons, as DeepPersona writes them."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a file is to be read; `encoding` is a Python codec name (of no meaning for Parquet)."""

    kind: FormatKind
    gzipped: bool = False
    encoding: str = "utf-8"

    @property
    def notice(self) -> str:
        """What a person should know about the reading, or an empty text."""
        if self.encoding == _LATIN:
            return "The file is not UTF-8. It is read as Western European (Windows-1252): check the accents."
        return ""


class DocumentKind(StrEnum):
    """The kinds of file that texts are read from; a table is any `FormatKind` but plain text."""

    TABLE = "table"
    TXT = "txt"
    MARKDOWN = "markdown"
    HTML = "html"
    WARC = "warc"


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """How a file of texts is to be read; `encoding` counts for plain text and Markdown only."""

    kind: DocumentKind
    gzipped: bool = False
    encoding: str = "utf-8"


_GZIP = b"\x1f\x8b"
_LATIN = "cp1252"
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"ARROW1", "an Arrow IPC file"),
    (b"\xff\xff\xff\xff", "an Arrow IPC stream"),
    (b"FEA1", "a Feather file"),
    (b"Obj\x01", "an Avro file"),
    (b"\x93NUMPY", "a NumPy file"),
    (b"PK\x03\x04", "a zip archive or a spreadsheet"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"\x80\x02", "a pickle"),
    (b"\x80\x03", "a pickle"),
    (b"\x80\x04", "a pickle"),
    (b"\x80\x05", "a pickle"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"(\xb5/\xfd", "a zstd archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (_GZIP, "a gzip file inside a gzip file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"%PDF", "a PDF"),
)
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BY_NAME = {
    ".jsonl": FormatKind.JSONL,
    ".ndjson": FormatKind.JSONL,
    ".json": FormatKind.JSONL,
    ".csv": FormatKind.CSV,
    ".tsv": FormatKind.CSV,
    ".txt": FormatKind.TXT,
    ".text": FormatKind.TXT,
}
_DOCUMENTS_BY_NAME = {
    ".md": DocumentKind.MARKDOWN,
    ".markdown": DocumentKind.MARKDOWN,
    ".html": DocumentKind.HTML,
    ".htm": DocumentKind.HTML,
    ".xhtml": DocumentKind.HTML,
}
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE
)
_JSON_OBJECT = re.compile(r'\s*\{\s*["}]')
_PROFILES = re.compile(r'\s*\{\s*(?:"metadata"\s*:\s*\{[^{}]{0,20000}\}\s*,\s*)?"Profile_\d{1,9}"\s*:\s*\{')
_JSON_ARRAY = re.compile(r"\s*\[\s*[\[{\]]")


def detect_format(path: Path) -> Format:
    """Tell how a file is to be read.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: The file is empty, or of a kind that is not read.
    """
    gzipped, head = _start(path, ACCEPTED)
    if head.startswith(b"PAR1"):
        if gzipped:
            raise BadInputError(f"{path.name} is a Parquet file inside gzip.", "Unpack it first.")
        return Format(FormatKind.PARQUET)
    encoding = _encoding_by_mark(head)
    kind = _kind_of_text(path, head.decode(encoding, "replace"))
    is_json = kind in (FormatKind.JSONL, FormatKind.PROFILES)
    if encoding == "utf-8" and not is_json and _looks_latin(head):
        encoding = _LATIN
    return Format(kind, gzipped, encoding)


def detect_document(path: Path) -> DocumentFormat:
    """Tell how a file of texts is to be read: WARC and HTML by their content, Markdown by its name.

    Raises:
        NotFoundError: There is no such file.
        BadInputError: The file is empty, or of a kind that is not read.
    """
    gzipped, head = _start(path, ACCEPTED_TEXTS)
    if head.startswith(b"WARC/"):
        return DocumentFormat(DocumentKind.WARC, gzipped)
    named = _DOCUMENTS_BY_NAME.get(_suffix(path))
    if _HTML_START.match(head) or named is DocumentKind.HTML:
        return DocumentFormat(DocumentKind.HTML, gzipped)
    if named is DocumentKind.MARKDOWN:
        encoding = _encoding_by_mark(head)
        return DocumentFormat(named, gzipped, _LATIN if encoding == "utf-8" and _looks_latin(head) else encoding)
    if _suffix(path) in {".warc", ".wet"}:
        raise BadInputError(f"{path.name} is named WARC, but does not begin as such a file.", ACCEPTED_TEXTS)
    form = detect_format(path)
    kind = DocumentKind.TXT if form.kind is FormatKind.TXT else DocumentKind.TABLE
    return DocumentFormat(kind, form.gzipped, form.encoding)


def _start(path: Path, accepted: str) -> tuple[bool, bytes]:
    """Return whether the file is packed, and the beginning of its content.

    Raises:
        BadInputError: The file is empty, or of a kind that is known and not read.
    """
    with open_bytes(path) as raw:
        gzipped = raw.read(len(_GZIP)) == _GZIP
    head = _read_head(path, gzipped=gzipped)
    if not head:
        raise BadInputError(f"{path.name} is empty, or damaged at its very beginning.", accepted)
    for magic, what in _REFUSED:
        if head.startswith(magic):
            raise BadInputError(f"{path.name} is {what}, which is not read.", accepted)
    return gzipped, head


def _suffix(path: Path) -> str:
    """Return the ending of the name, that of a packed file without the .gz."""
    suffixes = [s.lower() for s in path.suffixes if s.lower() != ".gz"]
    return suffixes[-1] if suffixes else ""


def _encoding_by_mark(head: bytes) -> str:
    """Return the encoding that a byte order mark names, else UTF-8."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")


def _kind_of_text(path: Path, text: str) -> FormatKind:
    """Tell JSONL by its first object, the rest by the name's ending."""
    body = text.removeprefix("\ufeff")
    suffix = _suffix(path)
    named = _BY_NAME.get(suffix)
    if _PROFILES.match(body):
        return FormatKind.PROFILES
    if _JSON_OBJECT.match(body):
        return FormatKind.JSONL
    if named is FormatKind.JSONL and _JSON_ARRAY.match(body):
        hint = "Save one object per line (JSONL) instead."
        raise BadInputError(f"{path.name} is one JSON array, which cannot be read row by row.", hint)
    if suffix == ".parquet":
        raise BadInputError(f"{path.name} is named Parquet, but does not begin as such a file.", ACCEPTED)
    if named is None:
        hint = "Name a text file .txt, .csv or .jsonl."
        raise BadInputError(f"{path.name} is of a kind that is not known. {ACCEPTED}", hint)
    return named


def _looks_latin(head: bytes) -> bool:
    """Tell whether more bytes of the head are wrong as UTF-8 than characters beyond ASCII are right.

    One damaged byte in a UTF-8 file must not turn all its accents into
    nonsense; a file that was never UTF-8 has almost nothing but wrong bytes.
    """
    # A head that ends within the file may end within a character of up to four bytes.
    whole = head[:-3] if len(head) >= HEAD_BYTES else head
    beyond_ascii = [c for c in whole.decode("utf-8", "surrogateescape") if c > "\x7f"]
    wrong = sum("\udc80" <= c <= "\udcff" for c in beyond_ascii)
    return wrong > len(beyond_ascii) - wrong


def _read_head(path: Path, *, gzipped: bool) -> bytes:
    """Return the first bytes of the content, as many as a damaged file still gives."""
    parts: list[bytes] = []
    size = 0
    with open_content(path, gzipped=gzipped) as content, contextlib.suppress(EOFError, zlib.error, gzip.BadGzipFile):
        while size < HEAD_BYTES and (part := content.read1(HEAD_BYTES - size)):
            parts.append(part)
            size += len(part)
    return b"".join(parts)


@contextlib.contextmanager
def open_bytes(path: Path) -> Iterator[io.BufferedReader]:
    """Open the file as it lies on disk, with a sentence for what can go wrong."""
    try:
        handle = path.open("rb")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError(f"There is no file {path}.") from error
    except IsADirectoryError as error:
        raise BadInputError(f"{path} is a folder, not a file.") from error
    except (OSError, ValueError) as error:
        raise BadInputError(f"{path} cannot be opened: {error}.") from error
    with handle:
        yield handle


@contextlib.contextmanager
def open_content(path: Path, *, gzipped: bool) -> Iterator[io.BufferedReader]:
    """Open the file's content, unpacked as it is read."""
    with open_bytes(path) as raw:
        if not gzipped:
            yield raw
            return
        with gzip.GzipFile(fileobj=raw, mode="rb") as unpacked:
            # GzipFile has read1 and readinto but is no BufferedReader by type.
            yield cast(io.BufferedReader, unpacked)


@contextlib.contextmanager
def open_text(path: Path, form: Format, *, newline: str | None) -> Iterator[TextIO]:
    """Open the content as text; bytes that do not decode come out as lone surrogates."""
    errors = {"utf-8": "surrogateescape", "utf-8-sig": "surrogateescape", _LATIN: "replace"}
    with open_content(path, gzipped=form.gzipped) as content:
        handle = io.TextIOWrapper(
            cast(BinaryIO, content),
            encoding=form.encoding,
            errors=errors.get(form.encoding, "surrogatepass"),
            newline=newline,
        )
        try:
            yield handle
        finally:
            handle.detach()


def file_sha256(path: Path) -> str:
    """Return the sha256 (64 hex digits) of the file's bytes, read in pieces."""
    with open_bytes(path) as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
