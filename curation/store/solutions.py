"""Queries about solutions: the independent runs that solve a sample."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import literal_column
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from curation.models import Sample, SampleFilter, Solution
from curation.models.made import REVIEWABLE
from curation.store.samples import where_samples

PROGRAM_WAITS: Final = "Its program has not been run yet."
"""Stands as the reason of a solution until its program was run."""


_VERDICT_OF_SHOWN: Final = (
    "case when json_extract(sample.data, '$.solved.text_hash') = sample.text_hash then sample.verdict else '' end"
)


class ProblemRow(NamedTuple):
    """What is known of a sample before it is solved; its text is read only where it is needed.

    The verdict is empty where it is of a text that was corrected since.
    """

    id: int
    scenario: str
    provider: str
    model: str
    verdict: str
    is_reviewable: bool


def problem_rows(session: Session, chosen: SampleFilter) -> list[ProblemRow]:
    """Return the samples of a filter by id, without their texts."""
    columns: list[Any] = [Sample.id, Sample.scenario, Sample.provider, Sample.model]
    columns += [literal_column(sql) for sql in (_VERDICT_OF_SHOWN, f"({REVIEWABLE})")]
    wanted = select_columns(*columns).where(*where_samples(chosen))
    return [
        ProblemRow(row[0], row[1], row[2], row[3], row[4], bool(row[5]))
        for row in session.execute(wanted.order_by(col(Sample.id)))
    ]


def solved_items(session: Session, job_id: int) -> set[int]:
    """Return the numbers of the items of a job that have their solution."""
    return set(session.exec(select(Solution.item_no).where(Solution.job_id == job_id)))


def solutions_of_job(session: Session, job_id: int, sample_ids: Sequence[int]) -> dict[int, list[Solution]]:
    """Return the solutions that a job has of some samples, by sample and in the order of the runs."""
    wanted = select(Solution).where(Solution.job_id == job_id, col(Solution.sample_id).in_(sample_ids))
    found: dict[int, list[Solution]] = {}
    for row in session.exec(wanted.order_by(col(Solution.item_no))):
        found.setdefault(row.sample_id, []).append(row)
    return found


def solutions_of_sample(session: Session, sample_id: int) -> Sequence[Solution]:
    """Return all solutions of a sample, those of the newest job first."""
    wanted = select(Solution).where(Solution.sample_id == sample_id)
    return session.exec(wanted.order_by(col(Solution.job_id).desc(), col(Solution.item_no))).all()


def waiting_programs(session: Session, job_id: int) -> list[int]:
    """Return the solutions of a job whose programs have not been run."""
    wanted = select(Solution.id).where(Solution.job_id == job_id, Solution.reason == PROGRAM_WAITS)
    return [row_id for row_id in session.exec(wanted.order_by(col(Solution.id))) if row_id is not None]


def solution_outcomes(session: Session, job_id: int) -> dict[str, int]:
    """Return how many solutions of a job ended how."""
    counted = select(Solution.outcome, func.count()).where(Solution.job_id == job_id).group_by(Solution.outcome)
    return {row[0]: row[1] for row in session.execute(counted)}


def judged_samples(session: Session, job_id: int) -> list[tuple[int, str, dict[str, object]]]:
    """Return the samples that a job solved, each with its verdict and what its data says of it now."""
    of_job = select(Solution.sample_id).where(Solution.job_id == job_id)
    wanted = select(Sample.id, Sample.verdict, Sample.data).where(col(Sample.id).in_(of_job), Sample.verdict != "")
    return [(row[0], row[1], row[2]) for row in session.execute(wanted)]
