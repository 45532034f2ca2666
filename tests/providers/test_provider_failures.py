"""What each failure of either vendor means for the bill, and that nothing is sent twice."""

import gzip
import json
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from werkzeug import Request as Seen
from werkzeug import Response

from tests.providers.loopback import Vendor, ask_in_vain, closed_port


def verdict(vendor: Vendor, status: int, code: str | None = None) -> tuple[str, bool, bool]:
    """Let the vendor answer with a status, and return what the failure says about bill, retry and job."""
    vendor.replies_with(json.dumps({"error": {"message": "As I said.", "code": code}}), status)
    failure = ask_in_vain(vendor)
    assert failure.status == status
    assert failure.reason.endswith("It says: As I said.")
    assert "\n" not in failure.reason
    assert len(vendor.seen) == 1
    return failure.billing, failure.retryable, failure.stops_job


@pytest.mark.parametrize("status", [429, 500, 503, 529])
def test_what_is_known_not_billed_may_be_sent_again(vendor: Vendor, status: int) -> None:
    assert verdict(vendor, status) == ("not_billed", True, False)


@pytest.mark.parametrize("status", [400, 409, 413, 422])
def test_a_refused_request_is_final_but_the_job_goes_on(vendor: Vendor, status: int) -> None:
    assert verdict(vendor, status) == ("not_billed", False, False)


@pytest.mark.parametrize("status", [301, 307, 401, 402, 403, 404])
def test_what_would_fail_every_call_stops_the_job(vendor: Vendor, status: int) -> None:
    assert verdict(vendor, status) == ("not_billed", False, True)


@pytest.mark.parametrize("status", [408, 502, 504, 524])
def test_what_may_be_billed_is_never_sent_again(vendor: Vendor, status: int) -> None:
    assert verdict(vendor, status) == ("maybe_billed", False, False)


def test_a_spent_quota_stops_the_job_though_it_comes_as_429(vendor: Vendor) -> None:
    assert verdict(vendor, 429, code="insufficient_quota") == ("not_billed", False, True)


def test_a_redirect_is_not_followed(vendor: Vendor) -> None:
    vendor.replies_with("", 307, {"Location": f"{vendor.base_url}/v1/messages"})
    assert ask_in_vain(vendor).stops_job
    assert len(vendor.seen) == 1


@pytest.mark.parametrize(
    ("header", "expected_s"),
    [("3", 3.0), ("3600", 3600.0), ("4294967", 4294967.0), ("-5", None), ("soon", None), (None, None)],
)
def test_the_wait_asked_for_is_reported_and_not_waited(
    vendor: Vendor, header: str | None, expected_s: float | None
) -> None:
    vendor.replies_with("{}", 429, {} if header is None else {"Retry-After": header})
    failure = ask_in_vain(vendor)
    assert failure.retryable
    assert failure.retry_after_s == expected_s
    assert len(vendor.seen) == 1


def test_a_wait_given_as_a_date_is_reported_in_seconds(vendor: Vendor) -> None:
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    vendor.replies_with("{}", 503, {"Retry-After": format_datetime(in_an_hour, usegmt=True)})
    asked_s = ask_in_vain(vendor).retry_after_s
    assert asked_s is not None
    assert 3000 < asked_s <= 3601
    assert len(vendor.seen) == 1


def test_a_read_timeout_after_the_bill_is_one_request(vendor: Vendor) -> None:
    def bill_and_be_silent(_: Seen) -> Response:
        vendor.done.wait(20)
        return Response("{}")

    vendor.replies(bill_and_be_silent)
    failure = ask_in_vain(vendor, read_timeout_s=0.3)
    assert (failure.billing, failure.retryable, failure.status) == ("maybe_billed", False, None)
    assert vendor.asked() == 1


def test_the_deadline_holds_against_silence(vendor: Vendor) -> None:
    def bill_and_be_silent(_: Seen) -> Response:
        vendor.done.wait(20)
        return Response("{}")

    vendor.replies(bill_and_be_silent)
    failure = ask_in_vain(vendor, timeout_s=2.0)
    assert (failure.billing, failure.retryable, failure.status) == ("maybe_billed", False, None)
    assert vendor.asked() == 1


def test_the_deadline_holds_against_a_slow_drip_and_keeps_what_came(vendor: Vendor) -> None:
    vendor.replies(lambda _: Response(vendor.drip(), content_type="application/json"))
    failure = ask_in_vain(vendor, timeout_s=3.0, read_timeout_s=60.0)
    assert (failure.billing, failure.retryable, failure.status) == ("maybe_billed", False, 200)
    assert failure.raw_body
    assert not failure.raw_body.strip()
    assert vendor.asked() == 1


def test_a_dropped_connection_may_be_billed(vendor: Vendor) -> None:
    def drop(request: Seen) -> Response:
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return Response("")

    vendor.replies(drop)
    failure = ask_in_vain(vendor)
    assert (failure.billing, failure.retryable, failure.status) == ("maybe_billed", False, None)
    assert len(vendor.seen) == 1


@pytest.mark.parametrize("status", [200, 500])
def test_a_body_cut_short_may_be_billed_and_is_kept(vendor: Vendor, status: int) -> None:
    whole = vendor.good_body()
    half = whole[: len(whole) // 2]
    vendor.replies(
        lambda _: Response(
            iter([half.encode()]), status, {"Content-Length": str(len(whole))}, content_type="application/json"
        )
    )
    failure = ask_in_vain(vendor)
    assert (failure.billing, failure.retryable, failure.status) == ("maybe_billed", False, status)
    assert failure.raw_body == half
    assert len(vendor.seen) == 1


@pytest.mark.parametrize("status", [200, 500])
def test_a_gzip_bomb_is_read_up_to_the_cap_only(vendor: Vendor, status: int) -> None:
    bomb = gzip.compress(b" " * 60_000_000, compresslevel=1)
    vendor.replies_with(bomb, status, {"Content-Encoding": "gzip"})
    failure = ask_in_vain(vendor, max_response_bytes=100_000)
    assert (failure.billing, failure.retryable) == ("maybe_billed", False)
    assert "larger than 100,000 bytes" in failure.reason
    assert len(failure.raw_body) == 100_000
    assert len(vendor.seen) == 1


def test_a_broken_gzip_body_may_be_billed(vendor: Vendor) -> None:
    vendor.replies_with(b"\x1f\x8bnot gzip at all", 200, {"Content-Encoding": "gzip"})
    failure = ask_in_vain(vendor)
    assert (failure.billing, failure.retryable) == ("maybe_billed", False)
    assert len(vendor.seen) == 1


def test_a_refused_connection_is_known_not_billed(vendor: Vendor) -> None:
    failure = ask_in_vain(vendor, base_url=f"http://127.0.0.1:{closed_port()}")
    assert (failure.billing, failure.retryable, failure.status) == ("not_billed", True, None)
    assert vendor.seen == []
