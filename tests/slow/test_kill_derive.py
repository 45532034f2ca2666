"""kill -9 while the personas of examples are derived: they are those of a run that nobody killed, each paid once."""

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
from sqlmodel import col, select

from curation.models import Attempt, Example, JobState, PersonaCall, PersonaHow, Setting
from curation.services import people
from curation.services.calls import ModelParams
from curation.services.derive_examples import start_deriving
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.services.persona_plans import DeriveAsk
from curation.store.events import first_broken_event
from curation.workspace import Workspace
from tests.conftest import open_test_workspace
from tests.killing import ROOT, killing
from tests.services.asking_for_personas import in_json, stated
from tests.services.scripted import MODEL, set_price
from tests.slow.billing_server import BillingServer, billing_server

EXAMPLES = 24
AT_ONCE = 4
MOST_LEFT_OPEN = AT_ONCE + AT_ONCE // 2
"""Calls under way, and half as many that are marked and wait for their turn."""
TAKING = (
    ("curation.jobs.derive_examples:change_persona", 5),
    ("curation.jobs.derive_examples:take_derived", 1),
    ("curation.jobs.derive_examples:persona_counts_in", 1),
)
"""Function, and after which call of it: within and after the taking of all answers, within the end."""
KILLS = (
    ("curation.jobs.derive_examples:plan_calls", 1),
    ("curation.jobs.ledger:Ledger._write_together", 1),
    ("curation.jobs.ledger:Ledger._write_together", 2),
    *TAKING,
)
RUN = """
import sys
from pathlib import Path
from curation.jobs.running import run_here_or_wait
from tests.conftest import HashEmbedder
from curation.settings import Settings
from curation.workspace import open_workspace
workspace = open_workspace(Settings(workspace=Path(sys.argv[1]), key_file=None), embedder=HashEmbedder())
run_here_or_wait(workspace, int(sys.argv[2]), on_progress=lambda done, total: None)
"""


def run_in_child(workspace: Workspace, job_id: int, environment: Mapping[str, str]) -> int:
    """Run the job in another process, and return how that ended."""
    command = [sys.executable, "-c", RUN, str(workspace.path), str(job_id)]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def prepared(path: Path) -> tuple[Workspace, Actor]:
    """Return a workspace with examples that nobody is named for."""
    workspace = open_test_workspace(path)
    ada = people.join(workspace, "Ada")
    texts = [f"How many pieces are {n} loaves and {n * n} rolls?" for n in range(EXAMPLES)]
    with workspace.write() as tx:
        tx.add_all(Example(scenario="math", text=said, text_hash=said, persona_how=PersonaHow.NONE) for said in texts)
    return workspace, ada


def everything(workspace: Workspace, job_id: int) -> list[Any]:
    """Return all that the job wrote, without times."""
    queries = (
        "select id, persona, persona_how, state from example order by id",
        "select item_no, example_id, outcome, is_taken, counts, raw, seed from persona_call where job_id = :job"
        " order by item_no",
        "select entity_id, before, after from event where action = 'example.persona_set' order by entity_id, id",
        "select json_remove(result, '$.seconds') from job where id = :job",
    )
    with workspace.read() as session:
        return [session.execute(text(query), {"job": job_id}).fetchall() for query in queries]


def killed_at(workspace: Workspace, job_id: int, folder: Path, place: str, call: int) -> None:
    environment = killing(folder, place, call=call, within=str(workspace.path))
    assert run_in_child(workspace, job_id, environment) == -signal.SIGKILL, f"not killed at {place} {call}"
    assert get_job(workspace, job_id).state == JobState.RUNNING


@pytest.mark.slow
def test_a_job_that_was_killed_again_and_again_derives_the_same_personas(tmp_path: Path) -> None:
    (clean, ada), (killed, bea) = prepared(tmp_path / "clean"), prepared(tmp_path / "killed")
    ask = DeriveAsk(scenario="math", seed=5)
    undisturbed, disturbed = start_deriving(clean, ask, actor=ada), start_deriving(killed, ask, actor=bea)
    assert run_in_child(clean, undisturbed, os.environ) == 0
    for place, call in KILLS:
        killed_at(killed, disturbed, tmp_path, place, call)
    assert run_in_child(killed, disturbed, os.environ) == 0
    assert everything(killed, disturbed) == everything(clean, undisturbed)
    assert get_job(killed, disturbed).result["added"] >= EXAMPLES
    with killed.read() as session:
        assert first_broken_event(session) is None
    clean.close()
    killed.close()


def be_reached(server: BillingServer, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the workspace pay the server for its calls."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-CANARY-0123456789")
    with workspace.write() as tx:
        tx.add(Setting(name="provider.openai.base_url", value=server.base_url))
        tx.add(Setting(name="provider.openai.limits", value={"max_in_flight": AT_ONCE}))
    set_price(workspace, admin, provider="openai@127.0.0.1")


@pytest.mark.slow
def test_kills_bill_no_example_twice_and_leave_none_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, ada = prepared(tmp_path / "paid")
    with billing_server() as server:
        server.answer = in_json(stated("A miller who counts sacks of rye", "write"))
        be_reached(server, workspace, ada, monkeypatch)
        params = ModelParams(max_output_tokens=1_000)
        job_id = start_deriving(
            workspace,
            DeriveAsk(scenario="math", provider="openai", model=MODEL, seed=5, params=params),
            actor=ada,
        )
        ledger = "curation.jobs.ledger:Ledger._write_together"
        for place, call in ((ledger, 1), (ledger, 2), (ledger, 3), *TAKING):
            killed_at(workspace, job_id, tmp_path, place, call)
        assert run_in_child(workspace, job_id, os.environ) == 0
        bills = Counter(server.bills)
    with workspace.read() as session:
        calls = session.exec(select(PersonaCall).where(PersonaCall.job_id == job_id)).all()
        attempts = session.exec(select(Attempt).where(Attempt.job_id == job_id).order_by(col(Attempt.id))).all()
    outcomes = Counter(call.outcome for call in calls)
    assert get_job(workspace, job_id).state == JobState.DONE
    assert max(bills.values()) == 1
    assert outcomes.keys() <= {"ok", "unknown"}
    assert outcomes["ok"] + outcomes["unknown"] == len(calls) == len(attempts) >= EXAMPLES
    assert outcomes["ok"] <= len(server.bills) <= len(calls)
    assert 1 <= outcomes["unknown"] <= 3 * MOST_LEFT_OPEN
    assert {call.is_taken for call in calls if call.outcome == "ok"} == {True}
    workspace.close()
