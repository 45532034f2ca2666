"""Group commit: what is acknowledged is stored, one bad write harms no other, and sent is written before it is sent."""

import asyncio
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from curation.errors import LockedError
from curation.jobs.context import LeaseLostError
from curation.jobs.ledger import LOCKED_TRIES, MAX_GROUP, Ledger
from curation.jobs.work import item_seed
from curation.models import Attempt, AttemptState, Job, JobLog, JobState
from curation.providers import Answer, Request
from curation.services.permissions import Actor
from curation.store.attempts import add_sent_attempt
from curation.store.jobs import add_log
from curation.workspace import Workspace
from tests.services.scripted import ScriptedProvider, add_personas, answered, claimed, run_job, start_paid


@pytest.fixture
def job_id(workspace: Workspace, admin: Actor) -> int:
    add_personas(workspace, admin, 10)
    return start_paid(workspace, admin)


def logged(workspace: Workspace, job_id: int) -> list[str]:
    with workspace.read() as session:
        return sorted(session.exec(select(JobLog.text).where(JobLog.job_id == job_id)))


def write_all(workspace: Workspace, job_id: int, operations: list[Callable[[Session], object]]) -> list[object]:
    """Write many at once; return each result or error."""

    async def together() -> list[object]:
        async with Ledger(claimed(workspace, job_id), done=0) as ledger:
            writes = [ledger.write(operation, finishes=1) for operation in operations]
            return list(await asyncio.gather(*writes, return_exceptions=True))

    return asyncio.run(together())


def log(text: str, job_id: int, tx: Session) -> str:
    add_log(tx, job_id, text)
    return text


def test_writes_that_come_together_share_few_transactions(workspace: Workspace, job_id: int) -> None:
    commits: list[object] = []
    event.listen(workspace.writer, "commit", commits.append)
    texts = [f"line {n:03}" for n in range(150)]
    results = write_all(workspace, job_id, [partial(log, text, job_id) for text in texts])
    assert results == texts
    assert logged(workspace, job_id) == texts
    # One to claim the job, and 150 writes in groups of 64.
    assert 1 + 150 // MAX_GROUP <= len(commits) <= 8


def test_progress_stands_in_the_transaction_of_the_work(workspace: Workspace, job_id: int) -> None:
    write_all(workspace, job_id, [partial(log, "a", job_id), partial(log, "b", job_id)])
    with workspace.read() as session:
        assert session.get_one(Job, job_id).done == 2


def test_a_write_that_fails_harms_no_other(workspace: Workspace, job_id: int) -> None:
    def fail(tx: Session) -> None:
        add_log(tx, job_id, "half of a write")
        tx.flush()
        raise ZeroDivisionError

    results = write_all(workspace, job_id, [partial(log, "a", job_id), fail, partial(log, "b", job_id)])
    assert [type(result) for result in results] == [str, ZeroDivisionError, str]
    assert logged(workspace, job_id) == ["a", "b"]
    with workspace.read() as session:
        assert session.get_one(Job, job_id).done == 2


@pytest.mark.parametrize(("n_locked", "is_stored"), [(2, True), (LOCKED_TRIES, False)])
def test_a_write_waits_for_a_locked_database_but_not_for_ever(
    workspace: Workspace, job_id: int, n_locked: int, is_stored: bool
) -> None:
    tries: list[Session] = []

    def store(tx: Session) -> str:
        tries.append(tx)
        if len(tries) <= n_locked:
            raise LockedError("The workspace is busy.")
        return log("a paid answer", job_id, tx)

    (result,) = write_all(workspace, job_id, [store])
    assert isinstance(result, str) is is_stored
    assert isinstance(result, LockedError) is not is_stored
    assert len(tries) == min(n_locked + 1, LOCKED_TRIES)
    assert logged(workspace, job_id) == (["a paid answer"] if is_stored else [])


def test_a_lost_lease_writes_nothing(workspace: Workspace, job_id: int) -> None:
    async def lose_it() -> None:
        async with Ledger(claimed(workspace, job_id), done=0) as ledger:
            with workspace.write() as tx:
                job = tx.get_one(Job, job_id)
                job.lease_owner = "another"
                tx.add(job)
            with pytest.raises(LeaseLostError):
                await ledger.write(partial(log, "a", job_id))

    asyncio.run(lose_it())
    assert logged(workspace, job_id) == []


def test_what_a_cancelled_caller_wrote_is_still_stored(workspace: Workspace, job_id: int) -> None:
    async def cancel_it() -> None:
        async with Ledger(claimed(workspace, job_id), done=0) as ledger:
            caller = asyncio.create_task(ledger.write(partial(log, "a paid answer", job_id)))
            await asyncio.sleep(0)
            caller.cancel()

    asyncio.run(cancel_it())
    assert logged(workspace, job_id) == ["a paid answer"]


def test_the_same_try_cannot_be_written_twice(workspace: Workspace, job_id: int) -> None:
    mark = partial(_mark, job_id)
    results = write_all(workspace, job_id, [mark, mark])
    assert sum(isinstance(result, int) for result in results) == 1


def _mark(job_id: int, tx: Session) -> int:
    return add_sent_attempt(tx, job_id=job_id, item_no=0, try_no=1, reserved_usd=None)


def test_a_call_is_written_as_sent_before_it_begins(
    workspace: Workspace, job_id: int, provider: ScriptedProvider
) -> None:
    states: list[list[str]] = []
    seeds = {item_seed(7, no): no for no in range(10)}

    def reply(request: Request, _number: int) -> Answer:
        with workspace.read() as session:
            of_it = select(Attempt.state).where(Attempt.job_id == job_id, Attempt.item_no == seeds[request.seed or 0])
            states.append(list(session.exec(of_it)))
            assert session.get_one(Job, job_id).state == JobState.RUNNING
        return answered()

    provider.reply = reply
    run_job(workspace, job_id)
    assert states == [[AttemptState.SENT]] * 10
