"""What retrying by the rules comes to against a vendor that counts what it bills: every item at most once."""

import asyncio
import json
import random
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from werkzeug import Request as Seen
from werkzeug import Response

from curation.providers import CallFailed, CircuitBreaker, Provider, ProviderConfig, build_provider, decide
from curation.providers.policy import FAILURES_IN_A_ROW, MAX_PARK_S, MAX_TRIES
from tests.providers.loopback import ASKED, CANARY, Vendor


@dataclass
class Bill:
    """What the vendor was asked, and what it charged for, by item."""

    asked: Counter[str] = field(default_factory=Counter)
    charged: Counter[str] = field(default_factory=Counter)


@dataclass
class Ledger:
    """What the caller knows at the end of a run."""

    answered: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    parked_s: float | None = None
    stopped: str = ""


Script = Callable[[str, int, Bill], Response | None]
"""What the vendor does with the n-th request for an item; None is a good answer, billed."""


def bills(vendor: Vendor, script: Script) -> Bill:
    bill = Bill()

    def handle(request: Seen) -> Response:
        item = json.loads(request.get_data())["messages"][0]["content"]
        bill.asked[item] += 1
        done = script(item, bill.asked[item], bill)
        if done is not None:
            return done
        bill.charged[item] += 1
        return Response(vendor.good_body(), content_type="application/json")

    vendor.replies(handle)
    return bill


@dataclass
class Run:
    """Asks for items by the rules, one after the other, without waiting in earnest."""

    vendor: Vendor
    ledger: Ledger = field(default_factory=Ledger)
    rng: random.Random = field(default_factory=lambda: random.Random(7))
    breaker: CircuitBreaker = field(default_factory=CircuitBreaker)

    async def all_items(self, n: int) -> None:
        config = ProviderConfig(self.vendor.name, self.vendor.base_url, read_timeout_s=5.0)
        provider = build_provider(config, key=CANARY)
        for i in range(n):
            if not self.ledger.stopped and self.ledger.parked_s is None:
                await self.one(provider, f"item {i}")
        await provider.aclose()

    async def one(self, provider: Provider, item: str) -> None:
        for try_no in range(1, MAX_TRIES + 1):
            try:
                answer = await provider.call(replace(ASKED, prompt=item), timeout_s=20)
            except CallFailed as failure:
                if self.ends(failure, item, try_no):
                    return
            else:
                assert answer.text == "Bees dance."
                self.ledger.answered.append(item)
                self.breaker.succeeded()
                return

    def ends(self, failure: CallFailed, item: str, try_no: int) -> bool:
        """Note a failure, and tell whether the item is not asked for again."""
        rest = self.breaker.failed(failure)
        choice = decide(failure, try_no=try_no, rng=self.rng)
        if failure.stops_job:
            self.ledger.stopped = failure.reason
        elif choice.kind == "give_up":
            (self.ledger.unknown if failure.billing == "maybe_billed" else self.ledger.failed).append(item)
        elif choice.kind == "park":
            self.ledger.parked_s = choice.wait_s
        elif rest is not None:
            self.ledger.parked_s = rest.wait_s
        else:
            self.ledger.waits_s.append(choice.wait_s)
            return False
        return True


def run(vendor: Vendor, n: int) -> Ledger:
    one_run = Run(vendor)
    asyncio.run(one_run.all_items(n))
    return one_run.ledger


def refusal(status: int, **headers: str) -> Response:
    return Response('{"error": {"message": "as told"}}', status, headers, content_type="application/json")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_storm_of_refusals_loses_nothing_and_bills_each_item_once(vendor: Vendor, seed: int) -> None:
    rng = random.Random(seed)
    bill = bills(
        vendor, lambda _item, _no, _bill: refusal(rng.choice([429, 500, 503, 529])) if rng.random() < 0.4 else None
    )
    ledger = run(vendor, 25)
    done = set(ledger.answered) | set(ledger.failed)
    assert len(done) == 25 or ledger.parked_s is not None
    assert max(bill.asked.values()) <= MAX_TRIES
    assert set(bill.charged) == set(ledger.answered)
    assert set(bill.charged.values()) == {1}
    assert max(ledger.waits_s) <= 30.0


def test_a_vendor_that_is_down_is_given_up_after_few_requests(vendor: Vendor) -> None:
    bill = bills(vendor, lambda _item, _no, _bill: refusal(529))
    ledger = run(vendor, 40)
    assert ledger.parked_s == 60.0
    assert bill.asked.total() == FAILURES_IN_A_ROW
    assert bill.charged.total() == 0


def charged_and(vendor: Vendor, how: str) -> Script:
    """Return a script that charges and then gives no usable answer."""

    def script(item: str, _no: int, bill: Bill) -> Response | None:
        if item != "item 1":
            return None
        bill.charged[item] += 1
        if how == "drop":
            seen = vendor.seen[-1]
            seen.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return Response("")
        if how == "cut":
            body = vendor.good_body()
            headers = {"Content-Length": str(len(body))}
            return Response(iter([body[:20].encode()]), 200, headers, content_type="application/json")
        if how == "early end":
            return Response(iter([vendor.good_body()[:20].encode()]), content_type="application/json")
        return refusal(int(how)) if how.isdigit() else Response(how)

    return script


@pytest.mark.parametrize("how", ["408", "502", "504", "drop", "cut", "early end", "<html>", "", "[1, 2]"])
def test_what_was_charged_without_an_answer_is_asked_once_and_listed(vendor: Vendor, how: str) -> None:
    bill = bills(vendor, charged_and(vendor, how))
    ledger = run(vendor, 3)
    assert (ledger.answered, ledger.unknown, ledger.failed) == (["item 0", "item 2"], ["item 1"], [])
    assert bill.asked == bill.charged == Counter(["item 0", "item 1", "item 2"])


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_a_key_that_fails_on_the_way_ends_the_run_with_that_request(vendor: Vendor, status: int) -> None:
    bill = bills(vendor, lambda item, _no, _bill: refusal(status) if item == "item 3" else None)
    ledger = run(vendor, 20)
    assert ledger.answered == ["item 0", "item 1", "item 2"]
    assert (bill.asked.total(), bill.charged.total()) == (4, 3)
    assert f"HTTP {status}" in ledger.stopped
    assert CANARY not in ledger.stopped


@pytest.mark.parametrize(
    ("asked", "waits_s", "parked_s"),
    [
        ("3", 3.0, None),
        ("60", 60.0, None),
        ("61", None, 61.0),
        ("3600", None, 3_600.0),
        ("4294967", None, MAX_PARK_S),
        ("-5", 0.0, None),
        ("soon", 0.0, None),
    ],
)
def test_a_wait_that_is_asked_for_is_kept_up_to_a_minute_and_parks_beyond(
    vendor: Vendor, asked: str, waits_s: float | None, parked_s: float | None
) -> None:
    def script(_item: str, no: int, _bill: Bill) -> Response | None:
        return refusal(429, **{"Retry-After": asked}) if no == 1 else None

    bill = bills(vendor, script)
    ledger = run(vendor, 1)
    assert ledger.parked_s == parked_s
    assert bill.charged.total() == (1 if parked_s is None else 0)
    if waits_s is not None:
        assert waits_s <= ledger.waits_s[0] <= max(waits_s, 1.0)


def test_a_date_to_come_back_at_parks_until_then(vendor: Vendor) -> None:
    def script(_item: str, _no: int, _bill: Bill) -> Response:
        then = datetime.now(UTC) + timedelta(hours=1)
        return refusal(529, **{"Retry-After": format_datetime(then, usegmt=True)})

    bill = bills(vendor, script)
    parked_s = run(vendor, 5).parked_s
    assert parked_s is not None
    assert 3_590 < parked_s <= 3_601
    assert (bill.asked.total(), bill.charged.total()) == (1, 0)
