"""The queue as people steer it, and the counts that add up in every state."""

import pytest

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import Attempt, Job, JobKind, JobState, Sample
from curation.services.generation import GenerationAsk, start_generation
from curation.services.job_counts import job_counts, list_unknown_calls
from curation.services.jobs import any_active, cancel_job, enqueue, get_job, job_log, list_jobs, resume_job
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.scripted import ScriptedProvider, add_personas, run_job, start_paid


@pytest.fixture
def job_id(workspace: Workspace, admin: Actor) -> int:
    """A job for six samples that waits in the queue."""
    add_personas(workspace, admin, 6)
    return start_generation(workspace, GenerationAsk(scenario="math", seed=1), actor=admin)


def set_state(workspace: Workspace, job_id: int, state: JobState) -> None:
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        job.state = state
        tx.add(job)


def add_sample(workspace: Workspace, job_id: int, item_no: int, outcome: str) -> None:
    with workspace.write() as tx:
        tx.add(Sample(job_id=job_id, item_no=item_no, scenario="math", provider="demo", model="m", outcome=outcome))


def enqueue_again(workspace: Workspace, actor: Actor, sample_ids: list[int]) -> int:
    """Put the job into the queue that makes the samples once more."""
    params = {"parent_ids": sample_ids, "persona_ids": sample_ids}
    with workspace.write() as tx:
        return enqueue(tx, kind=JobKind.GENERATE, params=params, total=len(sample_ids), actor=actor).id or 0


def test_a_waiting_job_counts_as_not_sent_and_a_cancelled_one_as_cancelled(
    workspace: Workspace, admin: Actor, job_id: int
) -> None:
    assert job_counts(workspace, job_id).state["not_sent"] == 6
    cancel_job(workspace, job_id, actor=admin)
    counts = job_counts(workspace, job_id)
    assert (counts.state["cancelled"], counts.state["not_sent"], counts.seconds) == (6, 0, None)
    assert get_job(workspace, job_id).state == JobState.CANCELLED


@pytest.mark.parametrize("state", list(JobState))
def test_the_counts_add_up_in_every_state_of_a_job(workspace: Workspace, job_id: int, state: JobState) -> None:
    for item_no, outcome in enumerate(("ok", "refused", "unknown")):
        add_sample(workspace, job_id, item_no, outcome)
    set_state(workspace, job_id, state)
    counts = job_counts(workspace, job_id)
    assert len(counts.state) == 10
    assert sum(counts.state.values()) == counts.requested == 6
    assert [counts.state[name] for name in ("ok", "refused", "unknown")] == [1, 1, 1]


def test_calls_under_way_are_counted_beside_the_states(workspace: Workspace, job_id: int) -> None:
    with workspace.write() as tx:
        tx.add(Attempt(job_id=job_id, item_no=0, try_no=1, state="sent", reserved_usd=0.5))
    counts = job_counts(workspace, job_id)
    assert (counts.under_way, counts.state["not_sent"], counts.at_risk_usd) == (1, 6, 0.0)


def test_the_money_at_risk_is_unknown_where_no_price_is_known(workspace: Workspace, job_id: int) -> None:
    add_sample(workspace, job_id, 0, "unknown")
    with workspace.write() as tx:
        tx.add(Attempt(job_id=job_id, item_no=0, try_no=1, state="unknown"))
    counts = job_counts(workspace, job_id)
    assert (counts.at_risk_usd, counts.cost_usd, counts.cost_unknown) == (None, None, 1)
    assert [call.at_risk_usd for call in list_unknown_calls(workspace, job_id)] == [None]


def test_a_second_press_takes_the_calls_that_nobody_asked_again(
    workspace: Workspace, admin: Actor, job_id: int
) -> None:
    for item_no in range(6):
        add_sample(workspace, job_id, item_no, "unknown")
    ids = [call.sample.id or 0 for call in list_unknown_calls(workspace, job_id)]
    with workspace.write() as tx:
        child = Sample(job_id=None, scenario="math", provider="demo", model="m", outcome="ok", parent_id=ids[0])
        tx.add(child)
    enqueue_again(workspace, admin, ids[1:3])
    assert [call.sample.id for call in list_unknown_calls(workspace, job_id, limit=2)] == ids[3:5]
    assert job_counts(workspace, job_id).state["unknown"] == 6


def test_a_call_whose_second_job_was_cancelled_can_be_asked_again(
    workspace: Workspace, admin: Actor, job_id: int
) -> None:
    add_sample(workspace, job_id, 0, "unknown")
    (call,) = list_unknown_calls(workspace, job_id)
    again = enqueue_again(workspace, admin, [call.sample.id or 0])
    assert not list_unknown_calls(workspace, job_id)
    cancel_job(workspace, again, actor=admin)
    assert len(list_unknown_calls(workspace, job_id)) == 1


def test_only_a_job_of_samples_has_counts(workspace: Workspace, job_id: int) -> None:
    other = next(job for job in list_jobs(workspace) if job.kind == "embed")
    with pytest.raises(BadInputError, match="makes no samples"):
        job_counts(workspace, other.id)
    with pytest.raises(NotFoundError, match="no job 999"):
        job_counts(workspace, 999)


def test_a_cancelled_job_goes_on_when_it_is_resumed(workspace: Workspace, admin: Actor, job_id: int) -> None:
    cancel_job(workspace, job_id, actor=admin)
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert (job.state, job.done, job.cancel_requested) == (JobState.DONE, 6, False)
    said = [line.text for line in job_log(workspace, job_id)]
    assert said[:2] == ["Cancelled by Ada.", "Resumed by Ada."]


def test_a_job_that_ended_can_neither_be_cancelled_nor_resumed(workspace: Workspace, admin: Actor, job_id: int) -> None:
    run_job(workspace, job_id)
    with pytest.raises(ConflictError, match="has ended"):
        cancel_job(workspace, job_id, actor=admin)
    with pytest.raises(ConflictError, match="Only a stopped job"):
        resume_job(workspace, job_id, actor=admin)


def test_an_annotator_may_not_steer(workspace: Workspace, annotator: Actor, job_id: int) -> None:
    with pytest.raises(NotAllowedError, match="steer job"):
        cancel_job(workspace, job_id, actor=annotator)
    assert get_job(workspace, job_id).state == JobState.QUEUED


def test_a_job_knows_its_rate_only_once_something_is_done(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    add_personas(workspace, admin, 4)
    job_id = start_paid(workspace, admin)
    waiting = get_job(workspace, job_id)
    assert (waiting.items_per_s, waiting.left_s, waiting.is_active) == (None, None, True)
    run_job(workspace, job_id)
    ended = get_job(workspace, job_id)
    assert ended.items_per_s is not None
    assert ended.items_per_s > 0
    assert (ended.left_s, ended.is_active) == (None, False)


def test_active_jobs_are_told_from_ended_ones(workspace: Workspace, admin: Actor, job_id: int) -> None:
    assert any_active(workspace)
    for job in list_jobs(workspace, only_active=True):
        cancel_job(workspace, job.id, actor=admin)
    assert not any_active(workspace)
    assert list_jobs(workspace, only_active=True) == []
