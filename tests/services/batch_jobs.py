"""Generation jobs over a scripted vendor's batches."""

import asyncio
from collections.abc import Iterator
from typing import cast

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import col, select

from curation.jobs import batches
from curation.jobs.running import run_provider_job
from curation.models import Attempt, Batch, Job, JobKind, JobState, Sample
from curation.providers import base
from curation.services.job_counts import job_counts
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.services.providers import save_provider
from curation.store.spend import owed_by_job
from curation.workspace import Workspace
from tests.providers.batch_server import BatchVendor
from tests.providers.loopback import CANARY, VENDOR_NAMES
from tests.services.scripted import GOOD, MODEL, add_personas, claimed, set_price, start_paid


class KilledError(BaseException):
    """The process is gone; nothing of ours catches it."""


@pytest.fixture(params=VENDOR_NAMES)
def vendor(
    request: pytest.FixtureRequest,
    server: HTTPServer,
    workspace: Workspace,
    admin: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[BatchVendor]:
    """Give a vendor that the workspace reaches."""
    monkeypatch.setattr(batches, "CANCEL_LOOK_S", 0.01)
    scripted = BatchVendor(request.param, server).listen()
    be_the_vendor(scripted, workspace, admin, monkeypatch)
    yield scripted
    server.clear()


def be_the_vendor(vendor: BatchVendor, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the workspace reach the scripted vendor, as if it were the real one, whose prices and rules hold."""
    monkeypatch.setitem(cast(dict[str, str], base.VENDOR_URLS), vendor.name, vendor.base_url)
    monkeypatch.setenv(f"{vendor.name.upper()}_API_KEY", CANARY)
    vendor.answer_to = lambda _prompt: GOOD
    save_provider(workspace, vendor.name, base_url=vendor.base_url, models=[MODEL], actor=admin)
    set_price(workspace, admin, provider=vendor.name)


def start(workspace: Workspace, admin: Actor, vendor: BatchVendor, *, n: int = 3, **more: object) -> int:
    """Ask for a sample for each of some people, in batches."""
    add_personas(workspace, admin, n)
    return start_paid(workspace, admin, provider=vendor.name, batch=True, **more)  # type: ignore[arg-type] # as asked


def run(workspace: Workspace, job_id: int) -> JobState:
    """Run a job once, as the worker does when its time has come, and return the state that it has then."""
    asyncio.run(run_provider_job(claimed(workspace, job_id), JobKind.GENERATE))
    return JobState(get_job(workspace, job_id).state)


def run_through(workspace: Workspace, job_id: int, vendor: BatchVendor, *, runs: int = 6) -> JobState:
    """Run a job again and again, its batches ended between two runs, until it ends."""
    for _ in range(runs):
        state = run(workspace, job_id)
        if state is not JobState.QUEUED:
            return state
        vendor.end()
    raise AssertionError(f"the job has no end after {runs} runs")


def attempts(workspace: Workspace, job_id: int) -> list[Attempt]:
    with workspace.read() as session:
        return list(session.exec(select(Attempt).where(Attempt.job_id == job_id).order_by(col(Attempt.id))))


def attempt_states(workspace: Workspace, job_id: int) -> list[str]:
    return [attempt.state for attempt in attempts(workspace, job_id)]


def batch_rows(workspace: Workspace, job_id: int) -> list[Batch]:
    with workspace.read() as session:
        return list(session.exec(select(Batch).where(Batch.job_id == job_id).order_by(col(Batch.id))))


def samples(workspace: Workspace, job_id: int) -> list[Sample]:
    with workspace.read() as session:
        return list(session.exec(select(Sample).where(Sample.job_id == job_id).order_by(col(Sample.item_no))))


def counts(workspace: Workspace, job_id: int) -> dict[str, int]:
    found = job_counts(workspace, job_id)
    assert sum(found.state.values()) == found.requested
    return {name: count for name, count in found.state.items() if count}


def owed_usd(workspace: Workspace, job_id: int) -> float:
    with workspace.read() as session:
        return owed_by_job(session, job_id)


def ask_to_stop(workspace: Workspace, job_id: int) -> None:
    """Ask a job to stop that comes to its next run."""
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        job.cancel_requested = True
        tx.add(job)


def billed_once(vendor: BatchVendor) -> bool:
    """Tell whether the vendor ran no call twice: a call is known by the person in its prompt and by its step."""
    prompts = [
        str(body) for held in vendor.batches.values() for sent, body in held.requests.items() if sent in vendor.billed
    ]
    return len(prompts) == len(set(prompts)) == len(vendor.billed)
