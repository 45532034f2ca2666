"""A real worker is killed at every turn of a job over batches, and goes on: each call is billed once, none is lost."""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import select

from curation.models import ENDED_STATES, Batch, BatchState, Job, JobKind, JobState
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.services.providers import save_provider
from curation.workspace import Workspace
from tests.killing import killing
from tests.providers.batch_server import BatchVendor
from tests.providers.conftest import server
from tests.providers.loopback import CANARY, VENDOR_NAMES
from tests.services.batch_jobs import attempts, counts, owed_usd
from tests.services.scripted import GOOD, MODEL, add_personas, set_price, start_paid
from tests.slow.workers import PATIENCE_S, start_worker, wait_until

__all__ = ["server"]
N_PERSONAS = 70
"""More than one transaction takes."""
LEDGER = "curation.jobs.ledger:Ledger._write_together"
TURNS = [
    ("hands over", LEDGER, 2),
    ("hands over", LEDGER, 3),
    ("hands over", "curation.providers.batches:submitted", 1),
    ("collects", LEDGER, 2),
    ("collects", LEDGER, 4),
]
"""In which run it is killed, at the return of which function, at the how manieth time."""


def an_hour_passes(workspace: Workspace, job_id: int) -> None:
    """Let the job be due, and a hand-over be so long ago that the vendor's list is sure to have it."""
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        job.not_before = None
        tx.add(job)
        for batch in tx.exec(select(Batch).where(Batch.state == BatchState.SUBMITTING)):
            if batch.submitted_at is not None:
                batch.submitted_at -= timedelta(hours=1)
                tx.add(batch)
        for other in tx.exec(select(Job).where(Job.kind == JobKind.EMBED)):
            other.not_before = datetime(2199, 1, 1, tzinfo=UTC)
            tx.add(other)


def is_parked(workspace: Workspace, job_id: int) -> bool:
    with workspace.read() as session:
        job = session.get_one(Job, job_id)
    return job.state in ENDED_STATES or (job.state == JobState.QUEUED and job.not_before is not None)


def live_and_die(workspace: Workspace, job_id: int, environment: dict[str, str]) -> bool:
    """Let a worker work until it is killed, or until the job rests; tell whether it was killed."""
    with start_worker(workspace, environment) as worker:
        try:
            wait_until(lambda: worker.poll() is not None or is_parked(workspace, job_id), "an end", worker)
        except AssertionError:
            assert worker.poll() is not None
        finally:
            if worker.poll() is None:
                worker.terminate()
            worker.communicate(timeout=PATIENCE_S)
    return worker.returncode == -9


def go_on(workspace: Workspace, job_id: int, vendor: BatchVendor) -> None:
    """Let workers that nobody kills work until the job has ended."""
    for _ in range(6):
        an_hour_passes(workspace, job_id)
        assert not live_and_die(workspace, job_id, dict(os.environ))
        vendor.end()
        if get_job(workspace, job_id).state in ENDED_STATES:
            return


@pytest.mark.slow
@pytest.mark.parametrize("name", VENDOR_NAMES)
def test_a_kill_at_any_turn_bills_each_call_once_and_loses_none(
    name: Literal["anthropic", "openai"],
    server: HTTPServer,
    workspace: Workspace,
    admin: Actor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.clear()
    monkeypatch.setenv(f"{name.upper()}_API_KEY", CANARY)
    vendor = BatchVendor(name, server, answer_to=lambda _: GOOD).listen()
    save_provider(workspace, name, base_url=vendor.base_url, models=[MODEL], actor=admin)
    set_price(workspace, admin, provider=f"{name}@127.0.0.1")
    add_personas(workspace, admin, N_PERSONAS)
    for n_before, (when, place, call) in enumerate(TURNS):
        job_id = start_paid(workspace, admin, provider=name, batch=True, reuses_answers=False)
        an_hour_passes(workspace, job_id)
        if when == "collects":
            assert not live_and_die(workspace, job_id, dict(os.environ))
            vendor.end()
            an_hour_passes(workspace, job_id)
        assert live_and_die(workspace, job_id, killing(tmp_path, place, call=call, within="worker"))
        go_on(workspace, job_id, vendor)

        assert get_job(workspace, job_id).state == JobState.DONE
        assert counts(workspace, job_id) == {"ok": N_PERSONAS}
        assert len(vendor.billed) == len(set(vendor.billed)) == (n_before + 1) * N_PERSONAS
        states = Counter(attempt.state for attempt in attempts(workspace, job_id))
        assert (states["done"], states.keys() <= {"done", "not_sent"}) == (N_PERSONAS, True)
        assert owed_usd(workspace, job_id) == pytest.approx(N_PERSONAS * 0.2)
