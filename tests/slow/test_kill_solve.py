"""kill -9 while problems are solved: runs and verdicts in the end are those of a job that nobody killed."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from curation.models import Attempt, JobState, SampleFilter, Setting, Solution, SolverStyle
from curation.services import people
from curation.services.generation import GenerationAsk, start_generation
from curation.services.jobs import get_job
from curation.services.solve_plan import SolveAsk, SolverRun
from curation.services.solving import solve_counts, start_solving
from curation.store.events import first_broken_event
from curation.workspace import Workspace
from tests.conftest import open_test_workspace
from tests.killing import ROOT, killing
from tests.services.scripted import MODEL, add_personas, run_job, set_price
from tests.slow.billing_server import BillingServer, billing_server
from tests.walls import needs_walls

PROBLEMS = 12
KILLS = (
    ("curation.jobs.solve:open_calls", 1),
    ("curation.jobs.ledger:Ledger._write_together", 1),
    ("curation.jobs.ledger:Ledger._write_together", 2),
    ("curation.jobs.solve:run_program", 1),
    ("curation.jobs.solve:run_program", 3),
    ("curation.jobs.solve:judge", 1),
    ("curation.jobs.solve:write_verdict", 2),
    ("curation.jobs.solve:write_verdict", 5),
    ("curation.jobs.solve:judge", 2),
    ("curation.jobs.solve:counts_in", 1),
)
"""Function, and after which call of it: before and after answers, among programs and verdicts, within the end."""
PAID_KILLS = (
    ("curation.jobs.ledger:Ledger._write_together", 1),
    ("curation.jobs.ledger:Ledger._write_together", 2),
    ("curation.jobs.ledger:Ledger._write_together", 3),
    ("curation.jobs.solve:run_program", 1),
    ("curation.jobs.solve:write_verdict", 2),
    ("curation.jobs.solve:counts_in", 1),
)
N_LOSING = 4
"""How many of these strike while calls may be under way."""
AT_ONCE = 2
MOST_LEFT_OPEN = AT_ONCE + AT_ONCE // 2
"""Calls under way, and half as many that are marked and wait for their turn."""
RUN = """
import sys
from pathlib import Path
from curation.jobs import solve
from curation.jobs.running import run_here_or_wait
from tests.conftest import HashEmbedder
from curation.settings import Settings
from curation.workspace import open_workspace
solve.PORTION = 5
solve.PROGRAMS_AT_ONCE = 1
workspace = open_workspace(Settings(workspace=Path(sys.argv[1]), key_file=None), embedder=HashEmbedder())
run_here_or_wait(workspace, int(sys.argv[2]), on_progress=lambda done, total: None)
"""


def run_in_child(workspace: Workspace, job_id: int, environment: Mapping[str, str]) -> int:
    """Run the job in another process, and return how that ended."""
    command = [sys.executable, "-c", RUN, str(workspace.path), str(job_id)]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def prepared(path: Path) -> tuple[Workspace, int]:
    """Return a workspace with problems of the demo generator, and a job that solves them by three runs."""
    workspace = open_test_workspace(path)
    ada = people.join(workspace, "Ada")
    add_personas(workspace, ada, PROBLEMS)
    run_job(workspace, start_generation(workspace, GenerationAsk(scenario="math", seed=3), actor=ada))
    runs = (SolverRun(), SolverRun(style=SolverStyle.PROGRAM), SolverRun())
    ask = SolveAsk(samples=SampleFilter(scenarios=("math",)), runs=runs, seed=11)
    return workspace, start_solving(workspace, ask, actor=ada)


def everything(workspace: Workspace, job_id: int) -> list[Any]:
    """Return all that the job wrote, without times."""
    queries = (
        "select item_no, sample_id, run_no, outcome, reason, final_answer, program, printed, raw, seed from solution"
        " where job_id = :job order by item_no",
        "select id, verdict, outcome, reason, checks, data, wanted from sample order by id",
        "select entity_id, before, after from event where action = 'sample.solved' order by entity_id, id",
        "select result from job where id = :job",
    )
    with workspace.read() as session:
        return [session.execute(text(query), {"job": job_id}).fetchall() for query in queries]


@needs_walls
@pytest.mark.slow
def test_a_job_that_was_killed_again_and_again_says_the_same(tmp_path: Path) -> None:
    (clean, undisturbed), (killed, disturbed) = prepared(tmp_path / "clean"), prepared(tmp_path / "killed")
    assert run_in_child(clean, undisturbed, os.environ) == 0
    for place, call in KILLS:
        environment = killing(tmp_path, place, call=call, within=str(killed.path))
        assert run_in_child(killed, disturbed, environment) == -signal.SIGKILL, f"not killed at {place} {call}"
        assert get_job(killed, disturbed).state == JobState.RUNNING
    assert run_in_child(killed, disturbed, os.environ) == 0
    assert get_job(killed, disturbed).state == JobState.DONE
    assert everything(killed, disturbed) == everything(clean, undisturbed)
    assert sum(solve_counts(killed, disturbed).verdicts.values()) == PROBLEMS
    with killed.read() as session:
        assert first_broken_event(session) is None
    killed.close()
    clean.close()


def paid(path: Path, server: BillingServer) -> tuple[Workspace, int]:
    """Return a workspace with problems, and a job that has a paid model solve each in words and by a program."""
    workspace = open_test_workspace(path)
    ada = people.join(workspace, "Ada")
    add_personas(workspace, ada, PROBLEMS)
    run_job(workspace, start_generation(workspace, GenerationAsk(scenario="math", seed=3), actor=ada))
    with workspace.write() as tx:
        tx.add(Setting(name="provider.openai.base_url", value=server.base_url))
        tx.add(Setting(name="provider.openai.limits", value={"max_in_flight": AT_ONCE}))
    set_price(workspace, ada, provider="openai@127.0.0.1")
    runs = [SolverRun(provider="openai", model=MODEL, style=style) for style in SolverStyle]
    ask = SolveAsk(samples=SampleFilter(scenarios=("math",)), runs=runs, seed=11)
    return workspace, start_solving(workspace, ask, actor=ada)


@needs_walls
@pytest.mark.slow
def test_kills_bill_no_run_twice_and_every_problem_gets_its_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-CANARY-0123456789")
    with billing_server() as server:
        server.answer = "```python\nprint(7)\n```\nAnswer: 7"
        workspace, job_id = paid(tmp_path / "paid", server)
        for place, call in PAID_KILLS:
            environment = killing(tmp_path, place, call=call, within=str(workspace.path))
            assert run_in_child(workspace, job_id, environment) == -signal.SIGKILL, f"not killed at {place} {call}"
            assert get_job(workspace, job_id).state == JobState.RUNNING
        assert run_in_child(workspace, job_id, os.environ) == 0
        bills = Counter(server.bills)
    with workspace.read() as session:
        runs = session.exec(select(Solution).where(Solution.job_id == job_id)).all()
        attempts = session.exec(select(Attempt).where(Attempt.job_id == job_id)).all()
    asked = {run.prompt for run in runs}
    n_unknown = sum(run.outcome == "unknown" for run in runs)
    assert get_job(workspace, job_id).state == JobState.DONE
    assert max(bills.values()) == 1
    assert set(bills) <= asked
    assert len(asked) == len(runs) == len(attempts) == 2 * PROBLEMS
    assert {run.prompt for run in runs if run.outcome != "unknown"} <= set(bills)
    assert Counter(attempt.state for attempt in attempts) == {"done": len(runs) - n_unknown, "unknown": n_unknown}
    assert 1 <= n_unknown <= N_LOSING * MOST_LEFT_OPEN
    assert sum(solve_counts(workspace, job_id).verdicts.values()) == PROBLEMS
    workspace.close()
