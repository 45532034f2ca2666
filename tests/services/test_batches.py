"""Jobs over both vendors' batches: half the price, each call billed once, whatever happens on the way."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from curation.jobs import batch_results
from curation.jobs.batch_filling import Filling
from curation.jobs.running import run_provider_job
from curation.models import JobKind, JobState
from curation.providers.anthropic_batches import AnthropicBatches
from curation.providers.openai_batches import OpenAIBatches
from curation.services.batches import list_batches
from curation.services.job_counts import job_counts
from curation.services.jobs import get_job, resume_job
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.providers.batch_server import BatchVendor, Kind
from tests.providers.conftest import server
from tests.services.batch_jobs import (
    KilledError,
    ask_to_stop,
    attempt_states,
    attempts,
    batch_rows,
    billed_once,
    counts,
    owed_usd,
    run,
    run_through,
    samples,
    start,
    vendor,
)
from tests.services.scripted import claimed

__all__ = ["server", "vendor"]


def handed_over(vendor: BatchVendor) -> int:
    """Return how often the vendor was asked to make a batch."""
    path = "/v1/batches" if vendor.name == "openai" else "/v1/messages/batches"
    return vendor.paths.count(f"POST {path}")


def test_all_calls_are_handed_over_at_once_at_half_the_price(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    job_id = start(workspace, admin, vendor)
    assert run(workspace, job_id) == JobState.QUEUED
    job = get_job(workspace, job_id)
    assert (job.error, handed_over(vendor)) == ("3 calls are with the vendor in batches.", 1)
    # At most 1,000 tokens each at $1,000 for a million, of which a batch costs half.
    assert owed_usd(workspace, job_id) == pytest.approx(3 * 0.5)
    vendor.end()
    assert run(workspace, job_id) == JobState.DONE
    assert counts(workspace, job_id) == {"ok": 3}
    assert job_counts(workspace, job_id).cost_usd == pytest.approx(3 * 0.1)
    assert owed_usd(workspace, job_id) == pytest.approx(3 * 0.1)
    (batch,) = list_batches(workspace, job_id)
    assert (batch.state, batch.vendor_id, batch.n, batch.n_done, batch.n_failed) == ("ended", "batch_0", 3, 3, 0)
    assert batch.submitted_at is not None
    assert batch.ended_at is not None
    assert batch.submitted_at <= batch.ended_at
    assert {sample.latency_s is not None and sample.input_tokens for sample in samples(workspace, job_id)} == {100}


def test_a_job_that_waits_asks_and_hands_nothing_over_again(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    job_id = start(workspace, admin, vendor)
    for _ in range(4):
        assert run(workspace, job_id) == JobState.QUEUED
    assert handed_over(vendor) == 1
    assert attempt_states(workspace, job_id) == ["sent"] * 3
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert billed_once(vendor)


def run_until_killed(workspace: Workspace, job_id: int) -> None:
    with pytest.raises(KilledError):
        run(workspace, job_id)


@contextmanager
def kill_after_submit(vendor: BatchVendor) -> Iterator[None]:
    """Let the process be gone after the vendor answered and before that is written."""
    owner = OpenAIBatches if vendor.name == "openai" else AnthropicBatches
    whole = owner.submit

    async def submit(self: object, requests: object, *, token: str) -> None:
        await whole(self, requests, token=token)  # type: ignore[arg-type] # as it is called
        raise KilledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, "submit", submit)
        yield


def test_a_kill_between_hand_over_and_note_finds_the_batch_again(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    job_id = start(workspace, admin, vendor)
    with kill_after_submit(vendor):
        run_until_killed(workspace, job_id)
    (batch,) = batch_rows(workspace, job_id)
    assert (batch.state, batch.vendor_id) == ("submitting", None)
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert (counts(workspace, job_id), handed_over(vendor)) == ({"ok": 3}, 1)
    assert billed_once(vendor)


@pytest.mark.parametrize("how", ["drop", "500"])
def test_a_hand_over_whose_answer_is_lost_is_looked_for_and_not_repeated(
    workspace: Workspace, admin: Actor, vendor: BatchVendor, how: str
) -> None:
    vendor.on_create = how  # type: ignore[assignment] # one of the known
    job_id = start(workspace, admin, vendor)
    assert run(workspace, job_id) == JobState.QUEUED
    assert "looked for" in get_job(workspace, job_id).error
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert (counts(workspace, job_id), handed_over(vendor)) == ({"ok": 3}, 1)
    assert billed_once(vendor)


def test_a_batch_that_never_reached_the_vendor_is_handed_over_anew(
    workspace: Workspace, admin: Actor, vendor: BatchVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.on_create = "drop unmade"
    job_id = start(workspace, admin, vendor)
    assert run(workspace, job_id) == JobState.QUEUED
    vendor.on_create = "answer"
    assert run(workspace, job_id) == JobState.QUEUED
    assert handed_over(vendor) == 1  # too soon to be sure
    monkeypatch.setattr(batch_results, "SURE_AFTER", timedelta(0))
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert (counts(workspace, job_id), handed_over(vendor)) == ({"ok": 3}, 2)
    assert attempt_states(workspace, job_id) == ["not_sent"] * 3 + ["done"] * 3
    assert owed_usd(workspace, job_id) == pytest.approx(3 * 0.1)
    assert billed_once(vendor)


def test_calls_of_a_batch_that_cannot_be_looked_for_are_unknown_with_the_money_at_risk(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    vendor.on_create, vendor.is_listing_off = "drop", True
    job_id = start(workspace, admin, vendor)
    assert run(workspace, job_id) == JobState.QUEUED
    assert run(workspace, job_id) == JobState.DONE
    assert (counts(workspace, job_id), handed_over(vendor)) == ({"unknown": 3}, 1)
    assert job_counts(workspace, job_id).at_risk_usd == pytest.approx(3 * 0.5)
    assert [batch.state for batch in batch_rows(workspace, job_id)] == ["unknown"]


def test_a_kill_before_the_hand_over_costs_nothing(workspace: Workspace, admin: Actor, vendor: BatchVendor) -> None:
    job_id = start(workspace, admin, vendor)

    async def killed(_self: object, _filled: object, _batch_id: int) -> None:
        raise KilledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Filling, "_submit", killed)
        run_until_killed(workspace, job_id)
    assert attempt_states(workspace, job_id) == ["sent"] * 3
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert attempt_states(workspace, job_id) == ["not_sent"] * 3 + ["done"] * 3
    assert (counts(workspace, job_id), handed_over(vendor)) == ({"ok": 3}, 1)
    assert owed_usd(workspace, job_id) == pytest.approx(3 * 0.1)


def test_a_kill_while_results_are_stored_stores_each_once(
    workspace: Workspace, admin: Actor, vendor: BatchVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_results, "GROUP", 2)
    job_id = start(workspace, admin, vendor, n=7)
    run(workspace, job_id)
    vendor.end()
    whole = batch_results.Collecting._store
    stored: list[object] = []

    async def store(self: batch_results.Collecting, *args: object, **named: object) -> None:  # type: ignore[type-arg] # any work
        if len(stored) == 2:
            raise KilledError
        stored.append(args)
        await whole(self, *args, **named)  # type: ignore[arg-type] # as it is called

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch_results.Collecting, "_store", store)
        run_until_killed(workspace, job_id)
    assert len(samples(workspace, job_id)) == 4
    assert run(workspace, job_id) == JobState.DONE
    assert counts(workspace, job_id) == {"ok": 7}
    assert attempt_states(workspace, job_id) == ["done"] * 7


def test_results_in_any_order_and_twice_are_stored_once(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    vendor.order = lambda lines: [*lines[::-1], *lines, "no json"]
    job_id = start(workspace, admin, vendor, n=5)
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert counts(workspace, job_id) == {"ok": 5}
    assert owed_usd(workspace, job_id) == pytest.approx(5 * 0.1)
    for attempt, sample in zip(attempts(workspace, job_id), samples(workspace, job_id), strict=True):
        assert attempt.item_no == sample.item_no


def test_a_call_without_a_result_is_unknown(workspace: Workspace, admin: Actor, vendor: BatchVendor) -> None:
    vendor.order = lambda lines: lines[1:]
    job_id = start(workspace, admin, vendor)
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert counts(workspace, job_id) == {"ok": 2, "unknown": 1}
    assert job_counts(workspace, job_id).at_risk_usd == pytest.approx(0.5)


def test_half_of_a_batch_may_be_refused_and_is_not_asked_again(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    vendor.kind_of = lambda prompt: "refused" if "number 1 " in prompt or "number 3 " in prompt else "ok"
    job_id = start(workspace, admin, vendor, n=4)
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert (counts(workspace, job_id), handed_over(vendor)) == ({"ok": 2, "failed": 2}, 1)
    assert {sample.reason[-3:] for sample in samples(workspace, job_id) if sample.outcome == "failed"} == {"No."}
    assert owed_usd(workspace, job_id) == pytest.approx(2 * 0.1)


@pytest.mark.parametrize("kind", ["expired", "broken"])
def test_what_the_vendor_did_not_run_is_in_the_next_batch_up_to_three_times(
    workspace: Workspace, admin: Actor, vendor: BatchVendor, kind: Kind
) -> None:
    vendor.kind_of = lambda prompt: kind if "number 1 " in prompt else "ok"
    job_id = start(workspace, admin, vendor)
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert (counts(workspace, job_id), handed_over(vendor)) == ({"ok": 2, "failed": 1}, 3)
    assert sorted(attempt_states(workspace, job_id)) == ["done"] * 2 + ["failed"] * 3
    assert owed_usd(workspace, job_id) == pytest.approx(2 * 0.1)


def test_a_batch_that_expired_goes_on_with_what_is_missing(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    vendor.kind_of = lambda prompt: "ok" if "number 0 " in prompt else "expired"
    job_id = start(workspace, admin, vendor)
    run(workspace, job_id)
    vendor.end("expired" if vendor.name == "openai" else "ended")
    assert run(workspace, job_id) == JobState.QUEUED
    vendor.kind_of = lambda _prompt: "ok"
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert counts(workspace, job_id) == {"ok": 3}
    assert batch_rows(workspace, job_id)[0].reason == "It expired before all was run."
    assert billed_once(vendor)


def test_cancelling_stops_the_batch_at_the_vendor_and_resuming_makes_the_rest(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    job_id = start(workspace, admin, vendor)
    assert run(workspace, job_id) == JobState.QUEUED
    ask_to_stop(workspace, job_id)
    assert run(workspace, job_id) == JobState.CANCELLED
    assert any(path.endswith("/cancel") for path in vendor.paths)
    assert counts(workspace, job_id) == {"cancelled": 3}
    assert attempt_states(workspace, job_id) == ["not_sent"] * 3
    assert (owed_usd(workspace, job_id), vendor.billed) == (0.0, [])
    vendor.kind_of = lambda _prompt: "ok"
    resume_job(workspace, job_id, actor=admin)
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert counts(workspace, job_id) == {"ok": 3}


def test_a_job_that_is_cancelled_before_it_begins_hands_nothing_over(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    job_id = start(workspace, admin, vendor)
    ask_to_stop(workspace, job_id)
    assert run(workspace, job_id) == JobState.CANCELLED
    assert (vendor.paths, attempt_states(workspace, job_id)) == ([], [])


def test_a_worker_that_leaves_hands_nothing_over(workspace: Workspace, admin: Actor, vendor: BatchVendor) -> None:
    job_id = start(workspace, admin, vendor)
    context = claimed(workspace, job_id)
    context.is_leaving = True
    asyncio.run(run_provider_job(context, JobKind.GENERATE))
    assert get_job(workspace, job_id).error == "The worker stopped."
    assert (vendor.paths, attempt_states(workspace, job_id)) == ([], [])
