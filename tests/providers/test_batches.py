"""Both vendors' batches through the real SDKs: handed over once, found again, read line by line."""

import asyncio
import json
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from pytest_httpserver import HTTPServer

from curation.errors import ProviderError
from curation.providers import (
    MAX_BATCH_BYTES,
    MAX_BATCH_REQUESTS,
    Answer,
    BatchProvider,
    CallFailed,
    ProviderConfig,
    Request,
    build_batches,
    cut_into_batches,
)
from tests.providers.batch_server import BatchVendor, Kind
from tests.providers.loopback import CANARY, VENDOR_NAMES, closed_port

TOKEN = "0123456789abcdef0123456789abcdef"
SINCE = datetime(2026, 11, 24, tzinfo=UTC)
T = TypeVar("T")


@pytest.fixture(params=VENDOR_NAMES)
def vendor(request: pytest.FixtureRequest, server: HTTPServer) -> Iterator[BatchVendor]:
    yield BatchVendor(request.param, server).listen()
    server.clear()


def do(
    vendor: BatchVendor,
    verb: Callable[[BatchProvider], Awaitable[T]],
    *,
    base_url: str = "",
    max_response_bytes: int = 100_000,
) -> T:
    """Do one thing with a vendor's batches, as one run of the program."""
    config = ProviderConfig(vendor.name, base_url or vendor.base_url, max_response_bytes=max_response_bytes)

    async def once() -> T:
        batches = build_batches(config, key=CANARY)
        try:
            return await verb(batches)
        finally:
            await batches.aclose()

    return asyncio.run(once())


def fail_to(
    vendor: BatchVendor, verb: Callable[[BatchProvider], Awaitable[object]], *, base_url: str = ""
) -> CallFailed:
    with pytest.raises(CallFailed) as caught:
        do(vendor, verb, base_url=base_url)
    assert CANARY not in repr(caught.value) + caught.value.raw_body
    return caught.value


def asked(n: int = 3, **more: object) -> list[tuple[str, Request]]:
    return [(str(i), Request(f"prompt {i}", "model-a", 100, **more)) for i in range(n)]  # type: ignore[arg-type] # as given


def submit(vendor: BatchVendor, n: int = 3, token: str = TOKEN) -> str:
    return do(vendor, lambda batches: batches.submit(asked(n), token=token)).vendor_id


def results(
    vendor: BatchVendor, vendor_id: str, *, max_response_bytes: int = 100_000
) -> list[tuple[str, Answer | CallFailed]]:
    async def gather(batches: BatchProvider) -> list[tuple[str, Answer | CallFailed]]:
        return [found async for found in batches.results(vendor_id)]

    return do(vendor, gather, max_response_bytes=max_response_bytes)


def answers(vendor: BatchVendor, vendor_id: str) -> dict[str, Answer]:
    return {name: one for name, one in results(vendor, vendor_id) if isinstance(one, Answer)}


def failures(vendor: BatchVendor, vendor_id: str) -> dict[str, CallFailed]:
    return {name: one for name, one in results(vendor, vendor_id) if isinstance(one, CallFailed)}


def test_a_batch_is_handed_over_run_and_read_in_any_order(vendor: BatchVendor) -> None:
    vendor_id = submit(vendor)
    assert do(vendor, lambda batches: batches.poll(vendor_id)).state == "running"
    vendor.end()
    progress = do(vendor, lambda batches: batches.poll(vendor_id))
    assert (progress.state, progress.n_done, progress.n_failed, progress.reason) == ("ended", 3, 0, "")
    found = answers(vendor, vendor_id)
    assert {name: answer.text for name, answer in found.items()} == {str(i): f"Answer to prompt {i}" for i in range(3)}
    assert {(answer.outcome, answer.input_tokens, answer.output_tokens) for answer in found.values()} == {
        ("ok", 100, 200)
    }
    assert len(vendor.billed) == 3


def test_a_request_in_a_batch_is_the_same_as_one_alone(vendor: BatchVendor) -> None:
    do(vendor, lambda batches: batches.submit(asked(1, temperature=0.5, seed=7), token=TOKEN))
    (held,) = vendor.batches.values()
    ((sent_id, body),) = held.requests.items()
    messages = [{"role": "user", "content": "prompt 0"}]
    expected = {"model": "model-a", "max_tokens": 100, "temperature": 0.5, "messages": messages}
    assert body == {**expected, **({"seed": 7} if vendor.name == "openai" else {})}
    assert (sent_id, held.token) == (f"{TOKEN}-0", TOKEN)


def test_an_answer_keeps_the_body_that_is_read_again_as_the_same(vendor: BatchVendor) -> None:
    vendor_id = submit(vendor, 1)
    vendor.end()
    answer = answers(vendor, vendor_id)["0"]
    assert "Answer to prompt 0" in json.dumps(json.loads(answer.raw_body))
    assert answer.model == "model-a"


@pytest.mark.parametrize(
    ("kind", "is_retryable"), [("refused", False), ("broken", True), ("expired", True), ("cancelled", True)]
)
def test_what_was_not_answered_is_not_billed(vendor: BatchVendor, kind: Kind, is_retryable: bool) -> None:
    vendor.kind_of = lambda prompt: kind if prompt == "prompt 1" else "ok"
    vendor_id = submit(vendor)
    vendor.end()
    (name, failure), *others = failures(vendor, vendor_id).items()
    assert (name, others) == ("1", [])
    assert (failure.billing, failure.retryable, failure.stops_job) == ("not_billed", is_retryable, False)
    assert set(answers(vendor, vendor_id)) == {"0", "2"}
    assert len(vendor.billed) == 2


def test_a_batch_that_expired_says_so_and_keeps_what_was_answered(vendor: BatchVendor) -> None:
    vendor.kind_of = lambda prompt: "ok" if prompt == "prompt 0" else "expired"
    vendor_id = submit(vendor)
    vendor.end("expired" if vendor.name == "openai" else "ended")
    assert do(vendor, lambda batches: batches.poll(vendor_id)).state == "expired"
    assert set(answers(vendor, vendor_id)) == {"0"}


def test_a_batch_that_is_cancelled_says_so(vendor: BatchVendor) -> None:
    vendor_id = submit(vendor)
    do(vendor, lambda batches: batches.cancel(vendor_id))
    assert do(vendor, lambda batches: batches.poll(vendor_id)).state == "cancelled"
    assert len(failures(vendor, vendor_id)) == 3
    assert vendor.billed == []


def test_openai_refuses_a_whole_batch_with_its_reason(server: HTTPServer) -> None:
    vendor = BatchVendor("openai", server).listen()
    vendor_id = submit(vendor)
    vendor.end("failed")
    progress = do(vendor, lambda batches: batches.poll(vendor_id))
    assert (progress.state, progress.reason.split(". ")) == (
        "failed",
        ["The provider refused the batch; nothing was run or billed.".removesuffix("."), "Line 1 is no request."],
    )
    assert results(vendor, vendor_id) == []
    server.clear()


@pytest.mark.parametrize("how", ["drop", "500"])
def test_a_hand_over_without_an_answer_may_be_billed_and_is_found_again(vendor: BatchVendor, how: str) -> None:
    vendor.on_create = how  # type: ignore[assignment] # one of the known
    failure = fail_to(vendor, lambda batches: batches.submit(asked(), token=TOKEN))
    assert (failure.billing, failure.retryable) == ("maybe_billed", False)
    vendor.on_create = "answer"
    submit(vendor, token="f" * 32)
    search = do(vendor, lambda batches: batches.find(TOKEN, n=3, since=SINCE, known=["batch_1"]))
    if vendor.name == "anthropic":
        assert (search.verdict, search.batch) == ("later", None)
        vendor.end()
        search = do(vendor, lambda batches: batches.find(TOKEN, n=3, since=SINCE))
    assert search.batch is not None
    assert (search.verdict, search.batch.vendor_id) == ("found", "batch_0")


def test_a_batch_that_was_never_made_is_not_found(vendor: BatchVendor) -> None:
    vendor.on_create = "drop unmade"
    assert fail_to(vendor, lambda batches: batches.submit(asked(), token=TOKEN)).billing == "maybe_billed"
    vendor.on_create = "answer"
    submit(vendor, token="f" * 32)
    submit(vendor, n=2, token="e" * 32)
    vendor.end()
    search = do(vendor, lambda batches: batches.find(TOKEN, n=3, since=SINCE))
    assert (search.verdict, search.batch) == ("absent", None)


def test_a_list_without_end_tells_nothing_unless_it_goes_back_far_enough(vendor: BatchVendor) -> None:
    submit(vendor, token="f" * 32)
    vendor.end()
    vendor.has_more = True
    assert do(vendor, lambda batches: batches.find(TOKEN, n=2, since=SINCE)).verdict == "unclear"
    assert vendor.counted("GET") <= 30
    next_week = datetime.now(UTC) + timedelta(days=7)
    assert do(vendor, lambda batches: batches.find(TOKEN, n=2, since=next_week)).verdict == "absent"


@pytest.mark.parametrize("status", [400, 401, 429])
def test_a_refused_hand_over_is_not_billed(vendor: BatchVendor, status: int) -> None:
    vendor.fails_next = [status]
    failure = fail_to(vendor, lambda batches: batches.submit(asked(), token=TOKEN))
    assert (failure.billing, failure.retryable, failure.stops_job) == ("not_billed", status == 429, status == 401)
    assert vendor.batches == {}


def test_a_file_that_was_not_uploaded_costs_nothing(server: HTTPServer) -> None:
    vendor = BatchVendor("openai", server, fails_next=[502]).listen()
    failure = fail_to(vendor, lambda batches: batches.submit(asked(), token=TOKEN))
    assert (failure.billing, failure.retryable) == ("not_billed", True)
    assert vendor.counted("POST", "/v1/batches") == 0
    server.clear()


@pytest.mark.parametrize("status", [408, 500, 502])
def test_asking_costs_nothing_whatever_comes(vendor: BatchVendor, status: int) -> None:
    vendor_id = submit(vendor)
    verbs: list[Callable[[BatchProvider], Awaitable[object]]] = [
        lambda batches: batches.poll(vendor_id),
        lambda batches: batches.cancel(vendor_id),
        lambda batches: batches.find(TOKEN, n=3, since=SINCE),
    ]
    for verb in verbs:
        vendor.fails_next = [status]
        failure = fail_to(vendor, verb)
        assert (failure.billing, failure.retryable, failure.status) == ("not_billed", True, status)
    vendor.fails_next = [status]
    with pytest.raises(CallFailed) as caught:
        results(vendor, vendor_id)
    assert (caught.value.billing, caught.value.retryable) == ("not_billed", True)


def test_a_vendor_that_is_not_there_was_handed_nothing(vendor: BatchVendor) -> None:
    failure = fail_to(
        vendor, lambda batches: batches.submit(asked(), token=TOKEN), base_url=f"http://127.0.0.1:{closed_port()}"
    )
    assert (failure.billing, failure.retryable) == ("not_billed", True)


def test_results_may_come_twice_and_lines_that_are_none_are_passed_over(vendor: BatchVendor) -> None:
    vendor.order = lambda lines: [lines[1], "", "no json", "[1]", '{"custom_id": 7}', lines[1], '{"custom_id": "x"}']
    vendor_id = submit(vendor)
    vendor.end()
    assert [name for name, _ in results(vendor, vendor_id)] == ["1", "1"]


def test_a_line_beyond_the_cap_is_a_failure_of_its_own_request(vendor: BatchVendor) -> None:
    vendor.answer_to = lambda prompt: "x" * (50_000 if prompt == "prompt 1" else 5)
    vendor_id = submit(vendor)
    vendor.end()
    found = dict(results(vendor, vendor_id, max_response_bytes=10_000))
    failure = found["1"]
    assert isinstance(failure, CallFailed)
    assert (failure.billing, failure.retryable) == ("maybe_billed", False)
    assert "larger than 10,000 bytes" in failure.reason
    assert isinstance(found["0"], Answer)
    assert isinstance(found["2"], Answer)


def test_a_file_of_results_beyond_the_cap_is_left_with_the_vendor(
    vendor: BatchVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor_id = submit(vendor)
    vendor.answer_to = lambda _prompt: "x" * 5_000
    vendor.end()
    monkeypatch.setattr("curation.providers.result_lines.MAX_RESULT_BYTES", 10_000)
    with pytest.raises(CallFailed, match="larger than 10,000 bytes") as caught:
        results(vendor, vendor_id)
    assert caught.value.billing == "not_billed"


def test_a_full_disk_leaves_the_results_with_the_vendor(vendor: BatchVendor, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor_id = submit(vendor)
    vendor.end()
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "TemporaryFile", partial(Path("/dev/full").open, "wb", buffering=0))
        with pytest.raises(CallFailed, match="disk") as caught:
            results(vendor, vendor_id)
    assert (caught.value.billing, caught.value.retryable) == ("not_billed", True)
    assert len(answers(vendor, vendor_id)) == 3


def test_the_key_goes_to_no_address_that_an_answer_names(vendor: BatchVendor) -> None:
    vendor_id = submit(vendor)
    vendor.end()
    assert len(answers(vendor, vendor_id)) == 3  # the address of results in Anthropic's answer is another one


@pytest.mark.parametrize(
    ("requests", "token"),
    [([], TOKEN), (asked(), "short"), (asked(), "a-token-with-dashes"), ([*asked(), *asked()], TOKEN)],
)
def test_a_batch_that_no_vendor_takes_is_not_sent(
    vendor: BatchVendor, requests: list[tuple[str, Request]], token: str
) -> None:
    with pytest.raises(ValueError, match="batch"):
        do(vendor, lambda batches: batches.submit(requests, token=token))
    assert vendor.paths == []


def test_requests_are_cut_into_batches_by_number_and_by_size() -> None:
    assert cut_into_batches([1] * 5, max_requests=2, max_bytes=100) == [range(2), range(2, 4), range(4, 5)]
    assert cut_into_batches([40, 40, 40, 100, 1], max_requests=9, max_bytes=100) == [
        range(2),
        range(2, 3),
        range(3, 4),
        range(4, 5),
    ]
    assert cut_into_batches([], max_requests=2, max_bytes=100) == []
    with pytest.raises(ValueError, match="request 1"):
        cut_into_batches([1, 101], max_requests=2, max_bytes=100)


def test_a_request_takes_no_more_than_its_size(vendor: BatchVendor) -> None:
    async def sizes(batches: BatchProvider) -> list[int]:
        return [batches.size(request) for _, request in asked()]

    known = do(vendor, sizes)
    submit(vendor)
    (held,) = vendor.batches.values()
    sent = [len(json.dumps({"custom_id": name, "params": body})) for name, body in held.requests.items()]
    assert all(size >= real for size, real in zip(known, sent, strict=True))
    assert MAX_BATCH_REQUESTS[vendor.name] >= 50_000
    assert MAX_BATCH_BYTES[vendor.name] >= 200_000_000


def test_the_demo_has_no_batches() -> None:
    with pytest.raises(ProviderError, match="no batches"):
        build_batches(ProviderConfig("demo"), key=None)
