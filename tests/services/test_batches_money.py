"""Money and refusals around batches: budgets and caps hold, and a refusal parks the job or ends it."""

from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from curation.jobs import batch_filling
from curation.models import JobState
from curation.services.job_counts import job_counts
from curation.services.jobs import get_job, resume_job
from curation.services.permissions import Actor
from curation.services.spending import Caps, save_caps, spending
from curation.workspace import Workspace
from tests.providers.batch_server import BatchVendor
from tests.providers.conftest import server
from tests.providers.loopback import CANARY
from tests.services.batch_jobs import (
    attempt_states,
    batch_rows,
    be_the_vendor,
    billed_once,
    counts,
    owed_usd,
    run,
    run_through,
    samples,
    start,
    vendor,
)
from tests.services.scripted import start_paid

__all__ = ["server", "vendor"]


def sizes(vendor: BatchVendor) -> list[int]:
    return [len(held.requests) for held in vendor.batches.values()]


def test_a_budget_is_never_passed_and_what_comes_back_is_used(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    # At most $0.50 is set aside for each call, and each costs $0.10 in the end.
    job_id = start(workspace, admin, vendor, n=6, budget_usd=1.2)
    for expected in ([2], [2, 2], [2, 2, 1]):
        assert run(workspace, job_id) == JobState.QUEUED
        assert sizes(vendor) == expected
        assert owed_usd(workspace, job_id) <= 1.2
        vendor.end()
    assert run(workspace, job_id) == JobState.QUEUED
    vendor.end()
    assert run(workspace, job_id) == JobState.DONE
    assert counts(workspace, job_id) == {"ok": 6}
    assert billed_once(vendor)


def test_a_budget_that_is_used_up_ends_the_job_and_says_so(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    job_id = start(workspace, admin, vendor, n=6, budget_usd=1.0)
    with workspace.write() as tx:
        tx.connection().exec_driver_sql(f"update job set budget_usd = 0.7 where id = {job_id}")
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert counts(workspace, job_id) == {"ok": 3, "not_sent": 3}
    assert get_job(workspace, job_id).result["stopped_by"] == "budget"
    assert owed_usd(workspace, job_id) == pytest.approx(0.3)


def test_a_cap_of_the_workspace_holds_over_jobs_side_by_side(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    save_caps(workspace, Caps(total_usd=2.0), actor=admin)
    first = start(workspace, admin, vendor, n=3)
    second = start_paid(workspace, admin, provider=vendor.name, batch=True, reuses_answers=False)
    for job_id in (first, second):
        assert run(workspace, job_id) == JobState.QUEUED
        assert spending(workspace).total_usd <= 2.0
    assert sizes(vendor) == [3, 1]
    vendor.end()
    for job_id in (first, second):
        assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert counts(workspace, second) == {"ok": 3}


def test_many_items_go_over_in_several_batches(
    workspace: Workspace, admin: Actor, vendor: BatchVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_filling, "MAX_ITEMS", 3)
    monkeypatch.setattr(batch_filling, "GROUP", 2)
    job_id = start(workspace, admin, vendor, n=8)
    assert run(workspace, job_id) == JobState.QUEUED
    assert sizes(vendor) == [3, 3, 2]
    vendor.end(batch_id="batch_1")
    assert run(workspace, job_id) == JobState.QUEUED
    assert counts(workspace, job_id) == {"ok": 3, "not_sent": 5}
    assert [batch.state for batch in batch_rows(workspace, job_id)] == ["running", "ended", "running"]
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert (counts(workspace, job_id), sizes(vendor)) == ({"ok": 8}, [3, 3, 2])
    assert billed_once(vendor)


def test_a_batch_is_cut_where_the_vendors_bytes_end(
    workspace: Workspace, admin: Actor, vendor: BatchVendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_filling, "MAX_BATCH_BYTES", {vendor.name: 10})
    job_id = start(workspace, admin, vendor, n=3)
    assert run(workspace, job_id) == JobState.QUEUED
    assert sizes(vendor) == [1, 1, 1]  # one alone is the vendor's to refuse


def test_what_was_answered_before_is_not_handed_over(workspace: Workspace, admin: Actor, vendor: BatchVendor) -> None:
    first = start(workspace, admin, vendor)
    assert run_through(workspace, first, vendor) == JobState.DONE
    second = start_paid(workspace, admin, provider=vendor.name, batch=True)
    assert run(workspace, second) == JobState.DONE
    assert (counts(workspace, second), sizes(vendor)) == ({"ok": 3}, [3])
    assert job_counts(workspace, second).cost_usd == 0.0


def test_a_persona_that_was_set_aside_is_not_handed_over(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    job_id = start(workspace, admin, vendor)
    with workspace.write() as tx:
        tx.connection().exec_driver_sql("update persona set state = 'quarantined' where text like '%number 1 %'")
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert (counts(workspace, job_id), sizes(vendor)) == ({"ok": 2, "failed": 1}, [2])


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_ends_the_job_and_sets_no_money_aside(
    workspace: Workspace, admin: Actor, vendor: BatchVendor, status: int
) -> None:
    vendor.fails_next = [status]
    job_id = start(workspace, admin, vendor)
    assert run(workspace, job_id) == JobState.FAILED
    assert (attempt_states(workspace, job_id), owed_usd(workspace, job_id)) == (["not_sent"] * 3, 0.0)
    assert [batch.state for batch in batch_rows(workspace, job_id)] == ["failed"]
    resume_job(workspace, job_id, actor=admin)
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert counts(workspace, job_id) == {"ok": 3}


def test_a_vendor_that_asks_to_slow_down_is_left_alone_for_a_while(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    vendor.fails_next = [429]
    job_id = start(workspace, admin, vendor)
    assert run(workspace, job_id) == JobState.QUEUED
    assert "slow down" in get_job(workspace, job_id).error
    assert owed_usd(workspace, job_id) == 0.0
    assert run_through(workspace, job_id, vendor) == JobState.DONE


@pytest.mark.parametrize("status", [408, 500, 502])
def test_a_question_without_an_answer_is_asked_again(
    workspace: Workspace, admin: Actor, vendor: BatchVendor, status: int
) -> None:
    job_id = start(workspace, admin, vendor)
    run(workspace, job_id)
    vendor.end()
    vendor.fails_next = [status]
    assert run(workspace, job_id) == JobState.QUEUED
    assert attempt_states(workspace, job_id) == ["sent"] * 3
    assert run(workspace, job_id) == JobState.DONE
    assert counts(workspace, job_id) == {"ok": 3}


def test_a_batch_that_openai_refuses_as_a_whole_ends_the_job_with_its_words(
    server: HTTPServer, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = BatchVendor("openai", server).listen()
    be_the_vendor(vendor, workspace, admin, monkeypatch)
    job_id = start(workspace, admin, vendor)
    run(workspace, job_id)
    vendor.end("failed")
    assert run(workspace, job_id) == JobState.FAILED
    assert "Line 1 is no request." in get_job(workspace, job_id).error
    assert owed_usd(workspace, job_id) == 0.0
    server.clear()


def test_a_batch_for_which_openai_has_no_room_is_handed_over_later(
    server: HTTPServer, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = BatchVendor("openai", server, refusal="token_limit_exceeded").listen()
    be_the_vendor(vendor, workspace, admin, monkeypatch)
    job_id = start(workspace, admin, vendor)
    run(workspace, job_id)
    vendor.end("failed")
    assert run(workspace, job_id) == JobState.QUEUED
    assert sizes(vendor) == [3]
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert (counts(workspace, job_id), sizes(vendor)) == ({"ok": 3}, [3, 3])
    server.clear()


def test_an_item_of_several_steps_takes_a_batch_for_each(
    workspace: Workspace, admin: Actor, vendor: BatchVendor
) -> None:
    said = iter(["I have a question.", "Ask away.", "How do bees dance?", "In eights.", "Why?", "To tell the way."])
    vendor.answer_to = lambda _prompt: f"Message: {next(said)}"
    talk = {"scenario": "conversation", "variant": "continued", "variables": {"turns": "3"}}
    job_id = start(workspace, admin, vendor, n=2, **talk)
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    assert sizes(vendor) == [2, 2, 2]
    assert attempt_states(workspace, job_id) == ["done"] * 6
    for sample in samples(workspace, job_id):
        assert [turn["role"] for turn in sample.data["turns"]] == ["user", "assistant", "user"]
    last = list(vendor.batches.values())[-1]
    assert all("I have a question." in str(body) or "Ask away." in str(body) for body in last.requests.values())
    assert billed_once(vendor)


def test_the_key_is_in_no_row(workspace: Workspace, admin: Actor, vendor: BatchVendor) -> None:
    vendor.kind_of = lambda prompt: "refused" if "number 1 " in prompt else "ok"
    vendor.answer_to = lambda _prompt: f"Math problem: my key is {CANARY} and 1 + 1 is what?"
    job_id = start(workspace, admin, vendor)
    assert run_through(workspace, job_id, vendor) == JobState.DONE
    with workspace.read() as session:
        rows: list[Any] = [
            *session.connection().exec_driver_sql("select * from attempt"),
            *session.connection().exec_driver_sql("select * from sample"),
            *session.connection().exec_driver_sql("select * from batch"),
        ]
    assert len(samples(workspace, job_id)) == 3
    assert CANARY not in str(rows)
