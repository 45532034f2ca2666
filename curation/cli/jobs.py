"""The queue: look at jobs, stop them, take them up again, and the worker that does them."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from curation.cli.common import Amount, Commands, answer, facts, one_id, opened, settings, show, table
from curation.cli.running import finish
from curation.jobs.worker import run_claimed_child, work
from curation.models import JobState
from curation.services import jobs as service
from curation.services.batches import BatchPublic, list_batches, what_comes_next
from curation.services.estimates import usd
from curation.services.jobs import JobPublic
from curation.services.stopped_by_money import how_to_go_on
from curation.workspace import open_workspace


@click.group("jobs", cls=Commands)
def jobs() -> None:
    """Look at jobs, stop them, take them up again."""


@jobs.command("list")
@click.option("--active", is_flag=True, help="Only those that wait or run.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="Jobs to show, the newest first."
)
def list_(*, active: bool, limit: int) -> None:
    """List the newest jobs."""
    with opened() as (workspace, _):
        found = service.list_jobs(workspace, only_active=active, limit=limit)
    heads = ("id", "kind", "state", "done", "total", "cost", "created", "owner")
    rows = [
        (job.id, job.kind, job.state, job.done, job.total, _cost(job), _minute(job), show(job.owner, 30))
        for job in found
    ]
    answer({"jobs": [_in_list(job) for job in found]}, table(heads, rows, empty="There is no job yet."))


@jobs.command("show")
@click.argument("job_id", callback=one_id, metavar="ID")
def show_(job_id: int) -> None:
    """Show one job with its settings, its result and its log."""
    with opened() as (workspace, _):
        job = service.get_job(workspace, job_id)
        log = service.job_log(workspace, job_id)
        held = list_batches(workspace, job_id)
    whole = {
        **_in_list(job),
        "started": job.started_at,
        "finished": job.finished_at,
        "budget_usd": job.budget_usd,
        "params": job.params,
        "result": job.result,
        "error": job.error,
        "batches": [{**asdict(batch), "next": what_comes_next(batch, job)} for batch in held],
        "log": [{"at": line.at, "text": line.text} for line in log],
    }
    lines = [f"{line.at:%Y-%m-%d %H:%M:%S}  {show(line.text)}" for line in log]
    told = [_batch_line(batch, job) for batch in held]
    answer(whole, "\n".join([_summary(job), *told, "", *lines]).rstrip())


@jobs.command("cancel")
@click.argument("job_id", callback=one_id, metavar="ID")
def cancel(job_id: int) -> None:
    """Stop a job; what it has done stays done."""
    with opened() as (workspace, actor):
        service.cancel_job(workspace, job_id, actor=actor)
        job = service.get_job(workspace, job_id)
    is_over = job.state == JobState.CANCELLED
    said = f"Job {job_id} is cancelled." if is_over else f"Job {job_id} stops after what is under way."
    answer({"job_id": job_id, "state": job.state, "cancel_requested": True}, said)


@jobs.command("resume")
@click.argument("job_id", callback=one_id, metavar="ID")
@click.option("--budget-usd", type=Amount(min=0, min_open=True), metavar="USD", help="From now on, for the whole job.")
@click.option("--wait", is_flag=True, help="Do it now, or wait until the worker has done it.")
def resume(job_id: int, budget_usd: float | None, *, wait: bool) -> None:
    """Take a stopped job up again where it stopped."""
    with opened() as (workspace, actor):
        # A job that was interrupted still stands as queued or running: with --wait it just goes on.
        is_going = service.get_job(workspace, job_id).state in (JobState.QUEUED, JobState.RUNNING)
        if not wait or not is_going or budget_usd is not None:
            service.resume_job(workspace, job_id, actor=actor, budget_usd=budget_usd)
        job = finish(workspace, job_id) if wait else service.get_job(workspace, job_id)
    go_on = how_to_go_on(job_id, job.stopped_by)
    said = f"Job {job_id} is {job.state}." + (f" To go on, {go_on}." if go_on else "")
    answer({"job_id": job_id, "state": job.state, "result": job.result}, said)


@click.command("worker")
@click.option("--tied-to", type=int, hidden=True, help="End with the process of this id, which started it.")
def worker(*, tied_to: int | None) -> None:
    """Do the jobs of the workspace until stopped."""
    workspace = open_workspace(settings())
    click.echo(f"The worker of {show(workspace.path)} waits for jobs. Ctrl-C stops it.", err=True)
    work(workspace, tied_to=tied_to)
    answer({"workspace": str(workspace.path), "state": "stopped"}, "The worker has stopped.")


@click.command("run-job", hidden=True)
@click.argument("job_id", callback=one_id)
@click.option("--lease", required=True, help="The name under which the worker claimed it.")
@click.option("--tied-to", type=int, required=True, help="End with the worker of this process id.")
def run_job(job_id: int, lease: str, tied_to: int) -> None:
    """Run one job that the worker has claimed."""
    run_claimed_child(open_workspace(settings()), job_id, lease=lease, tied_to=tied_to)


def _in_list(job: JobPublic) -> dict[str, Any]:
    return {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "cost_usd": job.cost_usd,
        "owner": job.owner,
        "created": job.created_at,
    }


def _summary(job: JobPublic) -> str:
    said: dict[str, object] = {
        "job": f"{job.id}, {job.kind}",
        "state": job.state,
        "done": f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,}",
        "cost": _cost(job),
        "created": f"{_minute(job)} by {show(job.owner, 30)}",
    }
    if job.error:
        said["error"] = job.error
    result = {name.replace("_", " "): _plain(value) for name, value in job.result.items() if name != "cost_usd"}
    if go_on := how_to_go_on(job.id, job.stopped_by):
        said["to go on"] = go_on
    return facts({**said, **result})


def _batch_line(batch: BatchPublic, job: JobPublic) -> str:
    """Return what the vendor has of a job, and what comes next."""
    times = [f"{word} {at:%Y-%m-%d %H:%M}" for word, at in _times(batch) if at is not None]
    name = show(batch.vendor_id or "without a name at the vendor", 60)
    told = ", ".join([f"Batch {batch.id}: {batch.state}", name, f"{batch.n_done:,} of {batch.n:,} answered", *times])
    return show(f"{told}. {what_comes_next(batch, job)} {batch.reason}".strip(), 600)


def _times(batch: BatchPublic) -> tuple[tuple[str, datetime | None], ...]:
    return (("handed over", batch.submitted_at), ("last asked", batch.polled_at))


def _cost(job: JobPublic) -> str:
    return "-" if job.cost_usd is None else usd(job.cost_usd)


def _plain(value: object) -> object:
    """Return a value of a result as one cell; counts by reason as such."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {said}" for name, said in value.items() if said) or "none"
    return value


def _minute(job: JobPublic) -> str:
    return f"{job.created_at:%Y-%m-%d %H:%M}"
