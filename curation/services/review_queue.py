"""What a person judges next, how much is left, and what was decided last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from curation.models import utc_now
from curation.review import Emptiness, Queue, QueueCounts, why_empty
from curation.services.permissions import Actor, allow
from curation.store import reviews
from curation.workspace import Workspace

CLAIM_MINUTES: Final = 10
"""So long others are given something else than what somebody has on the screen."""
LAST_DECISIONS: Final = 10


@dataclass(frozen=True, slots=True)
class LastDecision:
    """A decision that can be opened again."""

    sample_id: int
    decision: str
    overall: int | None
    saved_at: datetime
    scenario: str
    text: str


def next_sample(
    workspace: Workspace,
    *,
    queue: Queue = Queue.OPEN,
    scenario: str | None = None,
    passed: Sequence[int] = (),
    actor: Actor,
) -> int | None:
    """Return the sample that the actor judges next and note that it is on the screen; None where none waits.

    The open queue gives what the actor has not decided on or skipped: first
    what the actor had on the screen already (a reload changes nothing), then
    what a curator sent to review, then what has the fewest reviews. What
    another person has on the screen comes last.

    Args:
        workspace: The workspace.
        queue: Which list of the actor's work.
        scenario: Only samples of this scenario.
        passed: Samples that the actor has gone past without a decision.
        actor: For whom.
    """
    wanted = reviews.Wanted(actor.id, scenario, passed)
    with workspace.write() as tx:
        allow(tx, actor, "review")
        found = _next_open(tx, wanted) if queue is Queue.OPEN else reviews.next_mine(tx, wanted, queue)
        if found is not None:
            reviews.claim(tx, actor.id, found, at=utc_now())
        return found


def queue_counts(workspace: Workspace, actor: Actor, *, scenario: str | None = None) -> QueueCounts:
    """Return the actor's work in numbers."""
    with workspace.read() as session:
        mine = reviews.count_mine(session, actor.id, scenario)
        return QueueCounts(
            total=reviews.count_reviewable(session, scenario),
            decided=mine.get("accept", 0) + mine.get("reject", 0),
            skipped=mine.get("skip", 0),
            drafts=mine.get("", 0),
        )


def why_nothing_waits(
    workspace: Workspace, actor: Actor, *, queue: Queue = Queue.OPEN, scenario: str | None = None
) -> Emptiness:
    """Tell why a queue gives the actor nothing."""
    everything = queue_counts(workspace, actor)
    return why_empty(queue, everything=everything, is_filtered=scenario is not None)


def last_decisions(workspace: Workspace, actor: Actor, *, limit: int = LAST_DECISIONS) -> list[LastDecision]:
    """Return the actor's newest decisions, the newest first."""
    with workspace.read() as session:
        rows = reviews.last_decided(session, actor.id, limit=limit)
    return [
        LastDecision(
            sample_id=row.sample_id,
            decision=row.decision,
            overall=row.overall,
            saved_at=datetime.fromisoformat(row.saved_at),
            scenario=row.scenario,
            text=row.text,
        )
        for row in rows
    ]


def _next_open(tx: Session, wanted: reviews.Wanted) -> int | None:
    mine = reviews.claim_of(tx, wanted.annotator_id)
    if mine is not None and reviews.still_open(tx, wanted, mine):
        return mine
    since = utc_now() - timedelta(minutes=CLAIM_MINUTES)
    found = reviews.next_open(tx, wanted, since=since, but_taken=True)
    return reviews.next_open(tx, wanted, since=since, but_taken=False) if found is None else found
