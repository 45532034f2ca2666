"""The state of the work at a glance: what is there, what waits for whom, what runs, what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from curation.models import (
    ENDED_STATES,
    DuplicateGroup,
    GroupDecision,
    Job,
    Persona,
    Release,
    Review,
    Sample,
)
from curation.review import QueueCounts
from curation.services.permissions import Actor, may
from curation.services.review_queue import queue_counts
from curation.workspace import Workspace

RATED_TO_KNOW: Final = 5
"""So many decisions show somebody what reviewing is."""

_PROGRESS = text(
    "select scenario, case"
    " when outcome not in ('ok', 'check_failed') then 'failed'"
    " when state <> 'active' then 'set aside'"
    " when decision = '' then 'not rated' when decision = 'mixed' then 'disputed'"
    " else decision || 'ed' end, count(*) from sample group by 1, 2"
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
class Overview:
    """The state of the work for one person."""

    personas: int
    personas_active: int
    samples: int
    samples_made_here: int
    reviews: int
    releases: int
    open_groups: int
    running_jobs: int
    queue: QueueCounts
    progress: Mapping[tuple[str, str], int]
    """Samples by (scenario, how far they are)."""
    steps: Sequence[Step]

    @property
    def next_step(self) -> Step | None:
        """The first step that is not done, or None when the loop was walked once."""
        return next((step for step in self.steps if not step.is_done), None)


def read_overview(workspace: Workspace, *, actor: Actor) -> Overview:
    """Return the state of the work as this person needs it."""
    queue = queue_counts(workspace, actor)
    with workspace.read() as session:
        personas = _count(session, Persona)
        made_here = _count(session, Sample, col(Sample.job_id).is_not(None))
        releases = _count(session, Release, col(Release.is_complete))
        is_group = (col(DuplicateGroup.is_current), DuplicateGroup.decision == GroupDecision.OPEN)
        open_groups = _count(session, DuplicateGroup, *is_group)
        decided_groups = _count(session, DuplicateGroup, DuplicateGroup.decision != GroupDecision.OPEN)
        progress = {(str(row[0]), str(row[1])): int(row[2]) for row in session.execute(_PROGRESS)}
        return Overview(
            personas=personas,
            personas_active=_count(session, Persona, Persona.state == "active"),
            samples=sum(progress.values()),
            samples_made_here=made_here,
            reviews=_count(session, Review, col(Review.superseded_by).is_(None), col(Review.decision).is_not(None)),
            releases=releases,
            open_groups=open_groups,
            running_jobs=_count(session, Job, col(Job.state).not_in(ENDED_STATES)),
            queue=queue,
            progress=progress,
            steps=_steps(
                actor, made=made_here > 0, rated=queue.decided, decided=decided_groups > 0, released=releases > 0
            ),
        )


def _steps(actor: Actor, *, made: bool, rated: int, decided: bool, released: bool) -> list[Step]:
    """Return the steps that this person's role may take."""
    steps = [
        Step(
            "Make your first samples",
            "Choose a scenario and twenty personas. The built-in demo generator needs no key and costs nothing.",
            "generate",
            "generate",
            made,
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
            "The starter hub holds thirty known ones. See why two texts are alike, and keep the better.",
            "duplicates",
            "decide_duplicates",
            decided,
        ),
        Step(
            "Release a dataset",
            "Count first, then write the files with their card, licence and hashes.",
            "export",
            "export",
            released,
        ),
    ]
    return [step for step in steps if may(actor.role, step.verb)]


def _count(session: Session, table: type[object], *where: object) -> int:
    return session.exec(select(func.count()).select_from(table).where(*where)).one()  # type: ignore[arg-type]  # conditions
