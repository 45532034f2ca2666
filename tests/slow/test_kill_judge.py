"""A real worker is killed again and again while a model judges: nothing is billed twice, and no vote is half made."""

from collections import Counter

import pytest
from sqlalchemy import text
from sqlmodel import select

from curation.models import Attempt, Comparison, JobState, Judgement, Review, Setting
from curation.services.jobs import cancel_job, get_job
from curation.services.judge_counts import judge_counts
from curation.services.judge_plan import JudgeAsk
from curation.services.judging import start_judging
from curation.services.permissions import Actor
from curation.store.events import first_broken_event
from curation.workspace import Workspace
from tests.services.judge_runs import add_set, chooses, says
from tests.services.judging import add_samples
from tests.services.scripted import MODEL, set_price
from tests.slow.billing_server import BillingServer, billing_server
from tests.slow.test_kill_worker import keep_embedding_away, kill_in_the_middle, start_worker
from tests.slow.workers import PATIENCE_S, wait_until

AT_ONCE = 4
N_SAMPLES = 60


def to_the_end(workspace: Workspace, admin: Actor, server: BillingServer, job_id: int, *answered: int) -> None:
    """Kill a worker after so many answers, each time another one, and let a last one stop the job in good order."""
    for n_answered in answered:
        kill_in_the_middle(workspace, server, n_answered)
    cancel_job(workspace, job_id, actor=admin)
    server.answer_all()
    worker = start_worker(workspace)
    try:
        wait_until(lambda: get_job(workspace, job_id).state == JobState.CANCELLED, "the end of the job", worker)
    finally:
        worker.terminate()
        assert worker.wait(timeout=PATIENCE_S) == 0


def reach(workspace: Workspace, admin: Actor, server: BillingServer) -> None:
    """Let the worker ask the server, few calls at once."""
    keep_embedding_away(workspace, admin)
    with workspace.write() as tx:
        tx.add(Setting(name="provider.openai.base_url", value=server.base_url))
        tx.add(Setting(name="provider.openai.limits", value={"max_in_flight": AT_ONCE}))
    set_price(workspace, admin, provider="openai@127.0.0.1")


def check_the_bills(workspace: Workspace, server: BillingServer, job_id: int) -> list[Judgement]:
    """Hold what was stored against what the server billed, and return the judgements."""
    bills = Counter(server.bills)
    assert max(bills.values()) == 1
    with workspace.read() as session:
        judged = list(session.exec(select(Judgement).where(Judgement.job_id == job_id)))
        attempts = list(session.exec(select(Attempt).where(Attempt.job_id == job_id)))
        assert first_broken_event(session) is None
    by_prompt = {row.prompt: row.outcome for row in judged}
    assert set(bills) <= set(by_prompt)
    assert {prompt for prompt, outcome in by_prompt.items() if outcome != "unknown"} <= set(bills)
    assert len(attempts) == len(judged)
    assert {attempt.state for attempt in attempts} <= {"done", "unknown"}
    counts = judge_counts(workspace, job_id)
    assert counts.outcomes["unknown"] >= 1
    assert sum(counts.outcomes.values()) == len(judged) == get_job(workspace, job_id).done
    return judged


@pytest.mark.slow
def test_each_judgement_that_was_paid_for_is_one_review(workspace: Workspace, admin: Actor) -> None:
    with billing_server() as server:
        server.answer = says(4)
        reach(workspace, admin, server)
        add_samples(workspace, N_SAMPLES)
        job_id = start_judging(workspace, JudgeAsk(provider="openai", model=MODEL, seed=1), actor=admin)
        to_the_end(workspace, admin, server, job_id, 5, 3)
    judged = check_the_bills(workspace, server, job_id)
    with workspace.read() as session:
        reviews = session.exec(select(Review)).all()
        summed = session.execute(text("select sum(n_reviews), count(rating_mean) from sample")).one()
    assert Counter(row.sample_id for row in reviews) == Counter(row.sample_id for row in judged if row.outcome == "ok")
    assert tuple(summed) == (0, 0)


@pytest.mark.slow
def test_a_pair_has_a_vote_if_both_ways_round_were_answered(workspace: Workspace, admin: Actor) -> None:
    with billing_server() as server:
        server.answer = chooses("tie")
        reach(workspace, admin, server)
        ids = add_samples(workspace, N_SAMPLES)
        set_id = add_set(workspace, admin, *zip(ids[::2], ids[1::2], strict=True))
        ask = JudgeAsk(set_id=set_id, provider="openai", model=MODEL, seed=1)
        job_id = start_judging(workspace, ask, actor=admin)
        to_the_end(workspace, admin, server, job_id, 9)
    ok = Counter(row.pair_id for row in check_the_bills(workspace, server, job_id) if row.outcome == "ok")
    with workspace.read() as session:
        voted = {vote.pair_id for vote in session.exec(select(Comparison))}
    assert voted == {pair_id for pair_id, count in ok.items() if count == 2}
    assert voted
