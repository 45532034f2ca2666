"""When a failed call is sent again, by values."""

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest

from curation.providers.base import CallFailed
from curation.providers.policy import CircuitBreaker, Decision, decide, parse_http_date, parse_retry_after

NOW = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)


def overload(retry_after_s: float | None = None) -> CallFailed:
    return CallFailed("Slow down.", billing="not_billed", retryable=True, status=429, retry_after_s=retry_after_s)


TIMED_OUT = CallFailed("Silence.", billing="maybe_billed")
BAD_REQUEST = CallFailed("No.", billing="not_billed", status=400)


class Largest(random.Random):
    """Draws the upper end, so that the bounds can be read off."""

    def uniform(self, a: float, b: float) -> float:
        return b


def test_the_bound_of_the_back_off_doubles_from_one_second_up_to_thirty() -> None:
    waits = [decide(overload(), try_no=n, rng=Largest()).wait_s for n in range(1, 6)]
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]


def test_the_jitter_spreads_over_the_whole_range_and_repeats_by_seed() -> None:
    waits = [decide(overload(), try_no=5, rng=random.Random(seed)).wait_s for seed in range(200)]
    assert min(waits) < 2.0
    assert max(waits) > 14.0
    assert decide(overload(), try_no=5, rng=random.Random(7)) == decide(overload(), try_no=5, rng=random.Random(7))


def test_the_sixth_try_is_the_last() -> None:
    assert decide(overload(), try_no=5, rng=Largest()).kind == "retry"
    assert decide(overload(), try_no=6, rng=Largest()) == Decision("give_up")


@pytest.mark.parametrize("failure", [TIMED_OUT, BAD_REQUEST])
def test_what_is_not_retryable_is_given_up_at_once(failure: CallFailed) -> None:
    assert decide(failure, try_no=1, rng=Largest()) == Decision("give_up")


def test_a_wait_asked_for_is_a_lower_bound() -> None:
    assert decide(overload(20.0), try_no=1, rng=Largest()) == Decision("retry", 20.0)
    assert decide(overload(60.0), try_no=1, rng=Largest()) == Decision("retry", 60.0)
    assert decide(overload(3.0), try_no=4, rng=Largest()) == Decision("retry", 8.0)
    assert decide(overload(0.0), try_no=2, rng=Largest()) == Decision("retry", 2.0)


def test_a_longer_wait_parks_the_job_even_after_the_last_try() -> None:
    assert decide(overload(60.1), try_no=1, rng=Largest()) == Decision("park", 60.1)
    assert decide(overload(3600.0), try_no=6, rng=Largest()) == Decision("park", 3600.0)


def test_no_job_is_parked_for_more_than_a_day() -> None:
    assert decide(overload(4_294_967.0), try_no=1, rng=Largest()) == Decision("park", 86_400.0)


def test_a_long_wait_does_not_make_a_billed_call_retryable() -> None:
    billed = CallFailed("Gone.", billing="maybe_billed", status=504, retry_after_s=3600.0)
    assert decide(billed, try_no=1, rng=Largest()) == Decision("give_up")


def test_tries_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        decide(overload(), try_no=0, rng=Largest())


def test_eight_failures_in_a_row_park_the_job_and_the_count_begins_anew() -> None:
    breaker = CircuitBreaker()
    decisions = [breaker.failed(overload()) for _ in range(16)]
    assert decisions == ([None] * 7 + [Decision("park", 60.0)]) * 2


def test_a_success_ends_the_row() -> None:
    breaker = CircuitBreaker()
    for _ in range(7):
        breaker.failed(overload())
    breaker.succeeded()
    assert [breaker.failed(overload()) for _ in range(7)] == [None] * 7


def test_a_refused_request_shows_a_provider_that_answers() -> None:
    breaker = CircuitBreaker()
    for _ in range(7):
        breaker.failed(overload())
    assert breaker.failed(BAD_REQUEST) is None
    assert breaker.failed(overload()) is None


def test_failures_that_may_be_billed_count_too() -> None:
    breaker = CircuitBreaker()
    assert [breaker.failed(TIMED_OUT) for _ in range(8)][-1] == Decision("park", 60.0)


@pytest.mark.parametrize(
    ("value", "expected_s"),
    [
        ("3", 3.0),
        ("0", 0.0),
        (" 1.5 ", 1.5),
        ("3600", 3600.0),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        ("", None),
        ("soon", None),
        (None, None),
        ("Tue, 24 Nov 2026 12:01:30 GMT", 90.0),
        ("Tue, 24 Nov 2026 13:01:30 +0100", 90.0),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("Tue, 99 Nov 2026 11:00:00 GMT", None),
        ("Tue, 24 Nov 99999999999 11:00:00 GMT", None),
    ],
)
def test_each_form_of_retry_after_is_read(value: str | None, expected_s: float | None) -> None:
    assert parse_retry_after(value, now=NOW) == expected_s


def test_the_time_zone_of_now_does_not_matter() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    date = "Tue, 24 Nov 2026 12:01:30 GMT"
    assert parse_retry_after(date, now=elsewhere) == parse_retry_after(date, now=NOW)


def test_a_date_without_a_zone_is_utc() -> None:
    assert parse_http_date("Tue, 24 Nov 2026 12:00:00") == NOW
    assert parse_http_date("Tue, 24 Nov 2026 12:00:00 -0000") == NOW
    assert parse_http_date(None) is None
