"""The queue: what a list of jobs shows, which job is the newest, and a cancelled job that would have waited."""

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select, text

from curation.errors import LockedError
from curation.jobs.context import JobParkedError
from curation.jobs.running import _end_badly
from curation.models import Attempt, ItemKind, Job, JobKind, JobState
from curation.services.generation import GenerationAsk, start_generation
from curation.services.jobs import cancel_job, enqueue, get_job, job_log, list_jobs, newest_job
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.scripted import add_personas, claimed


@pytest.fixture
def job_id(workspace: Workspace, admin: Actor) -> int:
    """A job for six samples that waits in the queue."""
    add_personas(workspace, admin, 6)
    return start_generation(workspace, GenerationAsk(scenario="math", seed=1), actor=admin)


def test_a_job_that_was_cancelled_while_it_ran_ends_where_it_would_have_waited(
    workspace: Workspace, admin: Actor, job_id: int
) -> None:
    context = claimed(workspace, job_id)
    cancel_job(workspace, job_id, actor=admin)
    assert get_job(workspace, job_id).state == JobState.RUNNING
    _end_badly(context, JobParkedError("The provider asks for patience.", wait_s=600.0))
    job = get_job(workspace, job_id)
    assert (job.state, job.finished_at is None, job.not_before) == (JobState.CANCELLED, False, None)
    assert [line.text for line in job_log(workspace, job_id)][-1] == "Ended: cancelled."


def test_a_list_says_what_a_job_cost_and_leaves_its_ids_out(workspace: Workspace, job_id: int) -> None:
    with workspace.write() as tx:
        for item_no, cost in enumerate((0.25, None, 0.5)):
            tx.add(Attempt(job_id=job_id, item_no=item_no, try_no=1, state="done", cost_usd=cost))
    listed = {job.id: job for job in list_jobs(workspace)}
    whole = get_job(workspace, job_id)
    assert listed[job_id].cost_usd == whole.cost_usd == 0.75
    assert [job.cost_usd for job in listed.values() if job.id != job_id] == [None]
    left_out = set(whole.params) - set(listed[job_id].params)
    assert left_out == {"persona_ids", "template_ids", "parent_ids"}
    assert len(whole.params["persona_ids"]) == 6


def test_the_newest_job_of_a_kind_is_found_behind_many_others(workspace: Workspace, admin: Actor) -> None:
    with workspace.write() as tx:
        for kind in (ItemKind.PERSONA, ItemKind.SAMPLE, ItemKind.PERSONA):
            enqueue(tx, kind=JobKind.DEDUP, params={"kind": kind}, total=0, actor=admin)
        dedups = [job.id for job in tx.exec(select(Job).order_by(col(Job.id)))]
        for _ in range(60):
            enqueue(tx, kind=JobKind.EMBED, params={}, total=0, actor=admin)
    found = [newest_job(workspace, JobKind.DEDUP, {"kind": kind}) for kind in (ItemKind.PERSONA, ItemKind.SAMPLE)]
    assert [job.id for job in found if job] == [dedups[2], dedups[1]]
    assert newest_job(workspace, JobKind.EXPORT, {}) is None


def test_a_database_that_stays_locked_is_said_in_a_sentence(workspace: Workspace) -> None:
    workspace.writer.dispose()
    event.listen(
        workspace.writer, "connect", lambda connection, _record: connection.execute("pragma busy_timeout = 10")
    )
    other = dbapi2.connect(str(workspace.database), isolation_level=None)
    other.execute("begin immediate")
    try:
        with pytest.raises(LockedError, match=r"busy.*Try again"), workspace.write() as tx:
            tx.execute(text("update persona set state = 'active'"))
    finally:
        other.execute("rollback")
        other.close()
    with workspace.write() as tx:
        tx.execute(text("update persona set state = 'active'"))


def test_an_error_whose_text_only_speaks_of_a_lock_stays_what_it_is(workspace: Workspace) -> None:
    with pytest.raises(OperationalError, match="no such table"), workspace.write() as tx:
        tx.execute(text("select 'database is locked' from nowhere"))
