"""The state of the work at a glance: what is there, what waits for whom, what runs, what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from curation.models import (
    ENDED_STATES,
    Annotator,
    DuplicateGroup,
    GroupDecision,
    Job,
    Persona,
    RaterKind,
    Release,
    Review,
    Sample,
)
from curation.review import QueueCounts
from curation.services.permissions import Actor, may
from curation.services.review_queue import queue_counts
from curation.store.known import ATTENTION_CHECKS
from curation.workspace import Workspace

RATED_TO_KNOW: Final = 5
"""So many decisions show somebody what reviewing is."""

_PROGRESS = text(
    "select scenario, case"
    " when outcome not in ('ok', 'check_failed') then 'failed'"
    " when state <> 'active' then 'set aside'"
    " when decision = '' then 'not rated' when decision = 'mixed' then 'disputed'"
    " else decision || 'ed' end, count(*) from sample"
    " where id not in (select sample_id from gold where kind = 'attention') group by 1, 2"
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the first way through the loop."""

    title: str
    text: str
    page: str
    verb: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """What is there, whoever looks at it."""

    personas: int
    samples: int
    samples_made_here: int
    samples_labelled: int
    """Demo and hand-written ones, which count in no statistic beside others."""
    reviews: int
    releases: int
    open_groups: int
    decided_groups: int
    progress: Mapping[tuple[str, str], int]
    """Samples by (scenario, how far they are)."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The state of the work for one person."""

    counts: Counts
    running_jobs: int
    queue: QueueCounts
    steps: Sequence[Step]

    @property
    def next_step(self) -> Step | None:
        """The first step that is not done, or None when the loop was walked once."""
        return next((step for step in self.steps if not step.is_done), None)


def read_overview(workspace: Workspace, *, actor: Actor) -> Overview:
    """Return the state of the work as this person needs it; what reads every sample is cached until the data changes.

    How many jobs run is counted each time, since a job ends without an event.
    """
    counts = workspace.cached("overview", lambda: _read_counts(workspace))
    queue = queue_counts(workspace, actor)
    with workspace.read() as session:
        running_jobs = _count(session, Job, col(Job.state).not_in(ENDED_STATES))
    return Overview(counts, running_jobs, queue, _steps(actor, counts, rated=queue.decided))


def _read_counts(workspace: Workspace) -> Counts:
    with workspace.read() as session:
        progress = {(str(row[0]), str(row[1])): int(row[2]) for row in session.execute(_PROGRESS)}
        is_open = DuplicateGroup.decision == GroupDecision.OPEN
        by_people = col(Review.annotator_id).in_(select(Annotator.id).where(Annotator.kind == RaterKind.PERSON))
        decided = (col(Review.superseded_by).is_(None), col(Review.decision).is_not(None))
        is_check = col(Sample.id).in_(ATTENTION_CHECKS)
        return Counts(
            personas=_count(session, Persona),
            samples=sum(progress.values()),
            samples_made_here=_count(session, Sample, col(Sample.job_id).is_not(None)),
            samples_labelled=_count(session, Sample, col(Sample.counts).is_(False), ~is_check),
            reviews=_count(session, Review, *decided, by_people),
            releases=_count(session, Release, col(Release.is_complete)),
            open_groups=_count(session, DuplicateGroup, col(DuplicateGroup.is_current), is_open),
            decided_groups=_count(session, DuplicateGroup, DuplicateGroup.decision != GroupDecision.OPEN),
            progress=progress,
        )


def _steps(actor: Actor, counts: Counts, *, rated: int) -> list[Step]:
    """Return the steps that this person's role may take; an empty hub needs personas first."""
    waiting = f"{counts.open_groups:,} groups wait." if counts.open_groups else "Search for them first."
    bring = Step("Bring in personas", "Import a file, or write some by hand.", "sources", "import", is_done=False)
    steps = [
        *([] if counts.personas else [bring]),
        Step(
            "Make your first samples",
            "Choose a scenario and twenty personas. The built-in demo generator needs no key and costs nothing.",
            "generate",
            "generate",
            counts.samples_made_here > 0,
        ),
        Step(
            "Rate a few",
            f"One key each: A accepts, X rejects, Space skips. {min(rated, RATED_TO_KNOW)} of {RATED_TO_KNOW} done.",
            "review",
            "review",
            rated >= RATED_TO_KNOW,
        ),
        Step(
            "Decide a near-duplicate",
            f"{waiting} See why two texts are alike, and keep the better.",
            "duplicates",
            "decide_duplicates",
            counts.decided_groups > 0,
        ),
        Step(
            "Release a dataset",
            "Count first, then write the files with their card, licence and hashes.",
            "export",
            "export",
            counts.releases > 0,
        ),
    ]
    return [step for step in steps if may(actor.role, step.verb)]


def _count(session: Session, table: type[object], *where: object) -> int:
    return session.exec(select(func.count()).select_from(table).where(*where)).one()  # type: ignore[arg-type]  # conditions
