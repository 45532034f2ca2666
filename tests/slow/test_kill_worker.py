"""A real worker is killed twenty times while it makes samples: nothing is billed twice and nothing is lost."""

import os
import random
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from curation.models import Attempt, Job, JobKind, JobState, Lane, Sample, Setting
from curation.services.job_counts import job_counts, list_unknown_calls
from curation.services.jobs import cancel_job, get_job
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.killing import ROOT
from tests.services.scripted import add_personas, set_price, start_paid
from tests.slow.billing_server import BillingServer, billing_server
from tests.slow.workers import PATIENCE_S, wait_until

ROUNDS = 20
N_PERSONAS = 600
MOST_ANSWERED = 16
AT_ONCE = 8
MOST_LEFT_OPEN = AT_ONCE + AT_ONCE // 2
"""Calls under way, and half as many that are marked and wait for their turn."""


def start_worker(workspace: Workspace) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENAI_API_KEY": "sk-CANARY-0123456789"}
    command = [sys.executable, "-m", "curation", "--workspace", str(workspace.path), "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def keep_embedding_away(workspace: Workspace, admin: Actor) -> None:
    """Let a job that is due in the far future stand for all reading of new texts, so that only generation runs."""
    with workspace.write() as tx:
        for job in tx.exec(select(Job).where(Job.kind == JobKind.EMBED)):
            job.not_before = datetime(2199, 1, 1, tzinfo=UTC)
            tx.add(job)


def kill_in_the_middle(workspace: Workspace, server: BillingServer, n_answered: int) -> None:
    """Let a worker have so many answers, and kill it while it stores them and waits for the next ones."""
    server.answer_only(n_answered)
    worker = start_worker(workspace)
    try:
        assert server.wait_until_one_waits(), "the calls of this round did not come"
        assert worker.poll() is None, "the worker ended by itself"
    finally:
        worker.kill()
        worker.wait()


@pytest.mark.slow
def test_twenty_kills_bill_nothing_twice_and_lose_nothing(workspace: Workspace, admin: Actor) -> None:
    rng = random.Random(20)
    with billing_server() as server:
        add_personas(workspace, admin, N_PERSONAS)
        keep_embedding_away(workspace, admin)
        with workspace.write() as tx:
            tx.add(Setting(name="provider.openai.base_url", value=server.base_url))
            tx.add(Setting(name="provider.openai.limits", value={"max_in_flight": AT_ONCE}))
        set_price(workspace, admin, provider="openai@127.0.0.1")
        job_id = start_paid(workspace, admin)
        for _ in range(ROUNDS):
            kill_in_the_middle(workspace, server, rng.randint(0, MOST_ANSWERED))
        with workspace.read() as session:
            answered_before = len(session.exec(select(Sample.id).where(Sample.job_id == job_id)).all())
        assert answered_before < N_PERSONAS
        cancel_job(workspace, job_id, actor=admin)
        server.answer_all()
        worker = start_worker(workspace)
        wait_until(lambda: get_job(workspace, job_id).state == JobState.CANCELLED, "the end of the job", worker)
        worker.terminate()
        assert worker.wait(timeout=PATIENCE_S) == 0
        bills = Counter(server.bills)

    assert max(bills.values()) == 1
    with workspace.read() as session:
        samples = session.exec(select(Sample).where(Sample.job_id == job_id)).all()
        attempts = session.exec(select(Attempt).where(Attempt.job_id == job_id)).all()
        assert session.get_one(Job, job_id).lane == Lane.PROVIDER
    by_prompt = {sample.prompt: sample.outcome for sample in samples}
    assert set(bills) <= set(by_prompt)
    assert {prompt for prompt, outcome in by_prompt.items() if outcome != "unknown"} <= set(bills)
    assert Counter(attempt.state for attempt in attempts).keys() <= {"done", "unknown"}
    assert len(attempts) == len(samples)
    unknown = list_unknown_calls(workspace, job_id, limit=1_000)
    counts = job_counts(workspace, job_id)
    assert len(unknown) == counts.state["unknown"] >= 1
    assert len(unknown) <= ROUNDS * MOST_LEFT_OPEN
    assert counts.at_risk_usd == pytest.approx(sum(call.at_risk_usd or 0.0 for call in unknown))
    assert sum(counts.state.values()) == counts.requested == N_PERSONAS
    assert counts.under_way == 0
