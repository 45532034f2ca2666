"""Files of results: one JSON object a line, fetched onto the disk and read one at a time."""

import json
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import IO, Any, Final

from curation.providers.base import Answer, CallFailed
from curation.providers.batches import MAX_RESULT_BYTES, custom_id_of
from curation.providers.line import Line, Send
from curation.providers.replies import Reply, Scrubber, as_fields, parse_json

_ID: Final = re.compile(rb'"custom_id"\s*:\s*"([A-Za-z0-9_-]{1,64})"')
_HEAD_BYTES: Final = 2_000

Result = Answer | CallFailed
ReadResult = Callable[[Mapping[str, object], Scrubber], Answer]


async def fetch_results(line: Line[Any], send: Send, read: ReadResult) -> AsyncIterator[tuple[str, Result]]:
    """Fetch a file of results and yield what became of each request that it names.

    The file lies on the disk while it is read, so that neither its size nor a
    slow reader matters; a line that names no request is passed over, and the
    request counts as missing.

    Args:
        line: Over which it comes.
        send: Asks for the file.
        read: Makes an answer of a line's fields, or raises CallFailed.

    Raises:
        CallFailed: It did not come, or is too large; nothing is billed for that.
    """
    with tempfile.TemporaryFile() as file:
        is_whole = await line.download(send, into=file, max_bytes=MAX_RESULT_BYTES)
        if not is_whole:
            raise CallFailed(f"The file of results is larger than {MAX_RESULT_BYTES:,} bytes.", billing="not_billed")
        for one in _lines_of(file, max_line_bytes=line.max_response_bytes):
            found = _result(one, line.scrub, read)
            if found is not None:
                yield found


async def begins_with(line: Line[Any], send: Send, word: str) -> bool:
    """Tell whether the beginning of a file of the vendor's has a word in it; the rest is not fetched.

    Raises:
        CallFailed: It did not come; nothing is billed for that.
    """
    with tempfile.TemporaryFile() as file:
        await line.download(send, into=file, max_bytes=_HEAD_BYTES)
        file.seek(0)
        return word.encode() in file.read()


def part(reply_status: int, body: Mapping[str, object], request_id: str | None, scrub: Scrubber) -> Reply:
    """Return a body that stands within a line as the reply that it would have been by itself."""
    raw_body = scrub(json.dumps(body, ensure_ascii=False))
    return Reply(reply_status, raw_body, body, scrub(request_id)[:200] if request_id else None, scrub)


def _lines_of(file: IO[bytes], *, max_line_bytes: int) -> Iterator[bytes | CallFailed]:
    """Yield the lines of a file that was written to its end; of one that is too long, a failure with its beginning."""
    file.seek(0)
    while line := file.readline(max_line_bytes + 1):
        if len(line) <= max_line_bytes:
            yield line
            continue
        head = line[:_HEAD_BYTES].decode("utf-8", "replace")
        while line and not line.endswith(b"\n"):
            line = file.readline(max_line_bytes)
        why = f"The answer is larger than {max_line_bytes:,} bytes; only its beginning is kept."
        yield CallFailed(why, billing="maybe_billed", raw_body=head)


def _result(one: bytes | CallFailed, scrub: Scrubber, read: ReadResult) -> tuple[str, Result] | None:
    """Return what became of a request, by its line, or None where the line names none of ours."""
    if isinstance(one, CallFailed):
        found = _ID.search(one.raw_body.encode("utf-8", "replace"))
        name = custom_id_of(found[1].decode() if found else None)
        return None if name is None else (name, one)
    fields = as_fields(parse_json(one))
    name = custom_id_of(fields.get("custom_id"))
    if name is None:
        return None
    try:
        return name, read(fields, scrub)
    except CallFailed as failure:
        return name, failure.with_traceback(None)
