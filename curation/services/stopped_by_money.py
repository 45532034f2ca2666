"""Jobs that a limit of money ended: they go on where they stopped once there is more."""

from typing import Final

from sqlmodel import Session, func, select

from curation.errors import BadInputError, BudgetError
from curation.models import Attempt, Job, JobKind, Lane
from curation.services.estimates import usd
from curation.services.spending import caps_of
from curation.store.spend import owed_by_job, owed_in_all

STOPPED_BY_MONEY: Final = ("budget", "total_cap")
"""What the result of such a job says under `stopped_by`."""
MAX_BUDGET_USD: Final = 1e9
_SLACK_USD: Final = 1e-9
"""Sums of prices differ in their last digits."""


def how_to_go_on(job_id: int, stopped_by: str) -> str:
    """Return what somebody at the command line can do about it; empty where money was not the reason."""
    if stopped_by == "budget":
        return f"jobs resume {job_id} --budget-usd USD, with a higher one"
    if stopped_by == "total_cap":
        return f"once an admin has raised the workspace's cap: jobs resume {job_id}"
    return ""


def find_money(session: Session, job: Job, budget_usd: float | None) -> None:
    """Give a stopped job another budget if there is one, and see that it has something to go on with.

    Raises:
        BadInputError: The job calls no model, or the amount is none.
        BudgetError: The limit that ended it still stands, or the new budget is spent already.
    """
    stopped_by = job.result.get("stopped_by")
    if budget_usd is not None:
        _set_budget(session, job, budget_usd, is_used_up=stopped_by == "budget")
    elif stopped_by == "budget":
        raise BudgetError(
            f"Job {job.id} has used up its budget of {usd(job.budget_usd or 0.0)}.",
            f"Give it a higher one, on its page or with jobs resume {job.id} --budget-usd USD.",
        )
    if stopped_by == "total_cap":
        _check_cap(session, job)


def _set_budget(session: Session, job: Job, budget_usd: float, *, is_used_up: bool) -> None:
    if job.lane != Lane.PROVIDER or job.kind == JobKind.PROVIDER_CHECK:
        raise BadInputError(f"Job {job.id} calls no model, so it has no budget.", "Resume it without one.")
    if not 0 < budget_usd < MAX_BUDGET_USD:
        raise BadInputError("A budget is an amount above $0.")
    if is_used_up and budget_usd <= (job.budget_usd or 0.0):
        raise BudgetError(
            f"Job {job.id} has used up its budget of {usd(job.budget_usd or 0.0)}; {usd(budget_usd)} is no more.",
            "Give it a higher one.",
        )
    spent = owed_by_job(session, job.id or 0)
    if budget_usd <= spent + _SLACK_USD:
        raise BudgetError(
            f"Job {job.id} has spent {usd(spent)}, or may be billed for it; {usd(budget_usd)} is no more.",
            "Give it a higher budget.",
        )
    job.budget_usd = budget_usd


def _check_cap(session: Session, job: Job) -> None:
    """Refuse while not even the smallest of the job's calls would fit under the workspace's cap."""
    cap = caps_of(session).total_usd
    if cap is None:
        return
    spent = owed_in_all(session)
    smallest = session.exec(select(func.min(Attempt.reserved_usd)).where(Attempt.job_id == job.id)).one() or 0.0
    if spent >= cap - _SLACK_USD or spent + smallest > cap + _SLACK_USD:
        raise BudgetError(
            f"The workspace's cap of {usd(cap)} is still used up: {usd(spent)} is spent, or may be billed.",
            "An admin raises it on the Providers page; then resume the job.",
        )
