"""OpenAI's Batch API: a file of requests, a batch of it, a file of answers and one of errors."""

import io
import json
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import httpx2

from curation.providers.base import Answer, CallFailed, ProviderConfig, Request, is_vendor_url
from curation.providers.batches import (
    LONGEST_ID,
    SUBMIT_S,
    BatchEnd,
    BatchProgress,
    Search,
    SubmittedBatch,
    make_batch,
    vendor_id_of,
    wire_ids,
)
from curation.providers.openai_chat import openai_line
from curation.providers.openai_form import openai_body, read_openai
from curation.providers.replies import Reply, Scrubber, as_count, as_fields
from curation.providers.result_lines import fetch_results, part
from curation.providers.wire import refused
from curation.text import one_line

_PATH: Final = "/v1/chat/completions"
_TOKEN: Final = "curation_token"  # noqa: S105 - the name under which a batch's own name stands, no secret
_CROWDED: Final = "token_limit_exceeded"
"""So many tokens of the organisation wait in batches that no more are taken until some are through."""
_PAGE: Final = 100
_MAX_PAGES: Final = 30
_EARLIER: Final = timedelta(days=3)
"""How wrong our clock may have been when a batch was handed over."""
_STATES: Mapping[object, BatchEnd] = {
    "validating": "running",
    "in_progress": "running",
    "finalizing": "running",
    "cancelling": "running",
    "completed": "ended",
    "failed": "failed",
    "expired": "expired",
    "cancelled": "cancelled",
}
_NOT_RUN: Mapping[object, str] = {
    "batch_expired": "The batch expired before this request was run; it is not billed.",
    "batch_cancelled": "The batch was cancelled before this request was run; it is not billed.",
}


class OpenAIBatches:
    """The batches of OpenAI, or of a server that speaks its language."""

    name = "openai"

    def __init__(self, config: ProviderConfig, key: str | None) -> None:
        """Keep the settings; the client is made by the first exchange, inside the running loop."""
        self._line = openai_line(config, key)
        self._at_vendor = is_vendor_url("openai", config.base_url)

    def size(self, request: Request) -> int:
        """Return the most bytes that a request takes in the file."""
        return len(self._encode(LONGEST_ID, request))

    async def submit(self, requests: Sequence[tuple[str, Request]], *, token: str) -> SubmittedBatch:
        """Upload the file of requests and make a batch of it; the token stands in the batch's metadata.

        Raises:
            CallFailed: It was not made, or, where it may be billed, perhaps was.
        """
        ids = wire_ids(requests, token)
        lines = b"".join(self._encode(sent, request) for sent, (_, request) in zip(ids, requests, strict=True))
        file_id = await self._upload(lines, token)
        body = {
            "input_file_id": file_id,
            "endpoint": _PATH,
            "completion_window": "24h",
            "metadata": {_TOKEN: token},
        }
        line = self._line
        return await make_batch(
            line, lambda: line.client.post("/batches", body=body, cast_to=httpx2.Response), n=len(requests)
        )

    async def find(self, token: str, *, n: int, since: datetime, known: Collection[str] = ()) -> Search:  # noqa: ARG002 - its metadata tells
        """Look through the newest batches for the one whose metadata has the token.

        Raises:
            CallFailed: The vendor could not be asked; nothing is billed for that.
        """
        after: str | None = None
        for _ in range(_MAX_PAGES):
            reply = await self._get("/batches", {"limit": _PAGE, **({"after": after} if after else {})})
            listed = reply.data.get("data")
            page = [as_fields(one) for one in listed] if isinstance(listed, list) else []
            for one in page:
                vendor_id = vendor_id_of(one.get("id"))
                if vendor_id is not None and as_fields(one.get("metadata")).get(_TOKEN) == token:
                    return Search("found", SubmittedBatch(vendor_id, n))
            after = vendor_id_of(page[-1].get("id")) if page and reply.data.get("has_more") else None
            if after is None or _made_before(page[-1], since - _EARLIER):
                return Search("absent")
        return Search("unclear")

    async def poll(self, vendor_id: str) -> BatchProgress:
        """Ask how far a batch is.

        Raises:
            CallFailed: No usable answer came; nothing is billed for that.
        """
        reply = await self._batch(vendor_id)
        counts = as_fields(reply.data.get("request_counts"))
        state = _STATES[reply.data["status"]]
        n_done, n_failed = as_count(counts.get("completed")) or 0, as_count(counts.get("failed")) or 0
        if state != "failed":
            return BatchProgress(state, n_done, n_failed)
        errors = _errors(reply.data)
        is_crowded = any(error.get("code") == _CROWDED for error in errors)
        return BatchProgress(state, n_done, n_failed, self._line.scrub(_why(errors)), is_crowded)

    async def results(self, vendor_id: str) -> AsyncIterator[tuple[str, Answer | CallFailed]]:
        """Fetch the file of answers and that of errors, and yield what became of each request.

        Raises:
            CallFailed: A file could not be fetched; nothing is billed for that.
        """
        reply, line = await self._batch(vendor_id), self._line
        for name in ("output_file_id", "error_file_id"):
            file_id = vendor_id_of(reply.data.get(name))
            if file_id is not None:
                send = partial(line.client.get, f"/files/{file_id}/content", cast_to=httpx2.Response)
                async for found in fetch_results(line, send, _read_result):
                    yield found

    async def cancel(self, vendor_id: str) -> None:
        """Ask the vendor to stop.

        Raises:
            CallFailed: No usable answer came; nothing is billed for that.
        """
        line = self._line
        await line.ask(lambda: line.client.post(f"/batches/{vendor_id}/cancel", cast_to=httpx2.Response))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._line.aclose()

    def _encode(self, sent_id: str, request: Request) -> bytes:
        body = openai_body(request, at_vendor=self._at_vendor)
        line = {"custom_id": sent_id, "method": "POST", "url": _PATH, "body": body}
        return json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"

    async def _upload(self, lines: bytes, token: str) -> str:
        """Hand over the file of requests; that costs nothing, even if its answer is lost."""
        line = self._line
        file = (f"{token}.jsonl", io.BytesIO(lines), "application/jsonl")
        reply = await line.ask(
            lambda: line.client.files.with_raw_response.create(file=file, purpose="batch"), timeout_s=SUBMIT_S
        )
        file_id = vendor_id_of(reply.data.get("id"))
        if file_id is None:
            raise CallFailed("The provider gave the file of requests no id; nothing is billed.", billing="not_billed")
        return file_id

    async def _get(self, path: str, query: Mapping[str, object]) -> Reply:
        line = self._line
        return await line.ask(lambda: line.client.get(path, cast_to=httpx2.Response, options={"params": query}))

    async def _batch(self, vendor_id: str) -> Reply:
        """Return a batch whose status is known."""
        reply = await self._get(f"/batches/{vendor_id}", {})
        if reply.data.get("status") not in _STATES:
            raise reply.unbilled("The provider does not say in a known way how far the batch is.")
        return reply


def _made_before(batch: Mapping[str, object], when: datetime) -> bool:
    """Tell whether a batch is older than a time; one that does not say counts as newer."""
    made = as_count(batch.get("created_at"))
    return made is not None and datetime.fromtimestamp(made, UTC) < when


def _errors(batch: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the first of the errors for which the vendor refused a batch."""
    listed = as_fields(batch.get("errors")).get("data")
    return [as_fields(one) for one in listed[:3]] if isinstance(listed, list) else []


def _why(errors: Sequence[Mapping[str, object]]) -> str:
    """Return what the vendor says of a batch that it refused."""
    messages = [error.get("message") for error in errors]
    said = [one_line(message) for message in messages if isinstance(message, str)]
    return " ".join(["The provider refused the batch; nothing was run or billed.", *said])


def _read_result(fields: Mapping[str, object], scrub: Scrubber) -> Answer:
    """Make an answer of a line of either file.

    Raises:
        CallFailed: The line tells of none.
    """
    response = as_fields(fields.get("response"))
    status, request_id = response.get("status_code"), response.get("request_id")
    reply = part(
        status if isinstance(status, int) else 0,
        as_fields(response.get("body")),
        request_id if isinstance(request_id, str) else None,
        scrub,
    )
    error = as_fields(fields.get("error"))
    if error:
        raise _not_answered(error, scrub)
    if reply.status != 200:
        raise refused(reply.status, reply.raw_body)
    return read_openai(reply, asked_model="")


def _not_answered(error: Mapping[str, object], scrub: Scrubber) -> CallFailed:
    """Return the failure of a request that ended without an answer over HTTP."""
    code, said = error.get("code"), error.get("message")
    if code in _NOT_RUN:
        return CallFailed(_NOT_RUN[code], billing="not_billed", retryable=True)
    reason = "The provider could not run this request; it may have billed it."
    if isinstance(said, str) and said.strip():
        reason = f"{reason} It says: {scrub(one_line(said))}"
    return CallFailed(reason, billing="maybe_billed", raw_body=scrub(json.dumps(error)))
