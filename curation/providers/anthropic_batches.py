"""Anthropic's Message Batches: the requests in one body, and their results in one file when all have ended."""

import json
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Literal

import httpx2

from curation.providers.anthropic_form import anthropic_body, read_anthropic
from curation.providers.anthropic_messages import anthropic_line
from curation.providers.base import Answer, CallFailed, ProviderConfig, Request
from curation.providers.batches import (
    LONGEST_ID,
    BatchProgress,
    Search,
    SubmittedBatch,
    make_batch,
    vendor_id_of,
    wire_ids,
)
from curation.providers.line import Send
from curation.providers.replies import Reply, Scrubber, as_count, as_fields
from curation.providers.result_lines import begins_with, fetch_results, part
from curation.text import one_line

_PATH: Final = "/v1/messages/batches"
_PAGE: Final = 1_000
_EARLIER: Final = timedelta(days=3)
"""How wrong our clock may have been when a batch was handed over."""
_NOT_RUN: Mapping[object, str] = {
    "expired": "The batch expired before this request was run; it is not billed.",
    "canceled": "The batch was cancelled before this request was run; it is not billed.",
}
_REFUSED: Final = "invalid_request_error"


class AnthropicBatches:
    """The batches of Anthropic."""

    name = "anthropic"

    def __init__(self, config: ProviderConfig, key: str) -> None:
        """Keep the settings; the client is made by the first exchange, inside the running loop."""
        self._line = anthropic_line(config, key)

    def size(self, request: Request) -> int:
        """Return the most bytes that a request takes in the body."""
        whole = json.dumps(_entry(LONGEST_ID, request), ensure_ascii=False)
        return len(whole.encode("utf-8", "replace")) + 1

    async def submit(self, requests: Sequence[tuple[str, Request]], *, token: str) -> SubmittedBatch:
        """Make a batch of requests; the token stands in the name of each.

        Raises:
            CallFailed: It was not made, or, where it may be billed, perhaps was.
        """
        ids = wire_ids(requests, token)
        body = {"requests": [_entry(sent, request) for sent, (_, request) in zip(ids, requests, strict=True)]}
        line = self._line
        return await make_batch(
            line, lambda: line.client.post(_PATH, body=body, cast_to=httpx2.Response), n=len(requests)
        )

    async def find(self, token: str, *, n: int, since: datetime, known: Collection[str] = ()) -> Search:
        """Look for a batch by the token in the names of its requests.

        A batch carries no word of ours, and tells its requests' names only in
        its results. So each batch of the same size and time is looked into once
        it has ended, and as long as one is running, looking is not over.

        Raises:
            CallFailed: The vendor could not be asked; nothing is billed for that.
        """
        line = self._line
        found, is_whole = await self._since(since - _EARLIER)
        verdict: Literal["absent", "later", "unclear"] = "absent" if is_whole else "unclear"
        for one in found:
            vendor_id = vendor_id_of(one.get("id"))
            if vendor_id is None or vendor_id in known or sum(_counts(one).values()) != n:
                continue
            if one.get("processing_status") != "ended":
                verdict = "later"
            elif one.get("results_url") and await begins_with(line, self._ask_results(vendor_id), f'"{token}-'):
                return Search("found", SubmittedBatch(vendor_id, n))
        return Search(verdict)

    async def poll(self, vendor_id: str) -> BatchProgress:
        """Ask how far a batch is; the vendor counts its requests only when all have ended.

        Raises:
            CallFailed: No usable answer came; nothing is billed for that.
        """
        reply = await self._get(f"{_PATH}/{vendor_id}", {})
        status, counts = reply.data.get("processing_status"), _counts(reply.data)
        if status not in {"in_progress", "canceling", "ended"}:
            raise reply.unbilled("The provider does not say in a known way how far the batch is.")
        n_done, n_failed = counts["succeeded"], counts["errored"] + counts["expired"] + counts["canceled"]
        if status != "ended":
            return BatchProgress("running", n_done, n_failed)
        if counts["canceled"]:
            return BatchProgress("cancelled", n_done, n_failed)
        return BatchProgress("expired" if counts["expired"] else "ended", n_done, n_failed)

    async def results(self, vendor_id: str) -> AsyncIterator[tuple[str, Answer | CallFailed]]:
        """Fetch the results, and yield what became of each request.

        The address is made of the id, not taken from the answer: the key goes
        nowhere else.

        Raises:
            CallFailed: They could not be fetched; nothing is billed for that.
        """
        async for found in fetch_results(self._line, self._ask_results(vendor_id), _read_result):
            yield found

    async def cancel(self, vendor_id: str) -> None:
        """Ask the vendor to stop.

        Raises:
            CallFailed: No usable answer came; nothing is billed for that.
        """
        line = self._line
        await line.ask(lambda: line.client.post(f"{_PATH}/{vendor_id}/cancel", cast_to=httpx2.Response))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._line.aclose()

    async def _since(self, when: datetime) -> tuple[list[Mapping[str, object]], bool]:
        """Return the newest batches that are not older than a time, and whether these are all."""
        reply = await self._get(_PATH, {"limit": _PAGE})
        listed = reply.data.get("data")
        found = [as_fields(one) for one in listed] if isinstance(listed, list) else []
        newer = [one for one in found if not _made_before(one, when)]
        return newer, len(newer) < len(found) or not reply.data.get("has_more")

    def _ask_results(self, vendor_id: str) -> Send:
        return partial(self._line.client.get, f"{_PATH}/{vendor_id}/results", cast_to=httpx2.Response)

    async def _get(self, path: str, query: Mapping[str, object]) -> Reply:
        line = self._line
        return await line.ask(lambda: line.client.get(path, cast_to=httpx2.Response, options={"params": query}))


def _entry(sent_id: str, request: Request) -> dict[str, object]:
    """Return a request as it stands in the body of a batch."""
    return {"custom_id": sent_id, "params": anthropic_body(request)}


def _counts(batch: Mapping[str, object]) -> dict[str, int]:
    """Return how many requests of a batch are in which state."""
    counts = as_fields(batch.get("request_counts"))
    names = ("processing", "succeeded", "errored", "canceled", "expired")
    return {name: as_count(counts.get(name)) or 0 for name in names}


def _made_before(batch: Mapping[str, object], when: datetime) -> bool:
    """Tell whether a batch is older than a time; one that does not say counts as newer."""
    try:
        return datetime.fromisoformat(str(batch.get("created_at"))) < when
    except (ValueError, TypeError):
        return False


def _read_result(fields: Mapping[str, object], scrub: Scrubber) -> Answer:
    """Make an answer of a line of the results.

    Raises:
        CallFailed: The line tells of none.
    """
    result = as_fields(fields.get("result"))
    kind = result.get("type")
    if kind == "succeeded":
        return read_anthropic(part(200, as_fields(result.get("message")), None, scrub), asked_model="")
    if kind in _NOT_RUN:
        raise CallFailed(_NOT_RUN[kind], billing="not_billed", retryable=True)
    if kind == "errored":
        raise _errored(as_fields(result.get("error")), scrub)
    why = "The provider does not say in a known way what became of this request; it may have billed it."
    raise CallFailed(why, billing="maybe_billed", raw_body=scrub(json.dumps(fields)))


def _errored(response: Mapping[str, object], scrub: Scrubber) -> CallFailed:
    """Return the failure of a request that made no message; the vendor bills none of those."""
    error = as_fields(response.get("error")) or response
    is_refused, said = error.get("type") == _REFUSED, error.get("message")
    reason = "The provider refused the request." if is_refused else "The provider had an error of its own."
    if isinstance(said, str) and said.strip():
        reason = f"{reason} It says: {scrub(one_line(said))}"
    raw_body = scrub(json.dumps(response, ensure_ascii=False))
    return CallFailed(reason, billing="not_billed", retryable=not is_refused, raw_body=raw_body)
