"""How the work of judging is shared: how many people judge each sample, who is asked, how often a known one comes."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from curation.models import Setting
from curation.services.permissions import Actor, allow
from curation.store.events import add_event
from curation.store.review_queue import NO_OVERLAP
from curation.workspace import Workspace

MAX_OVERLAP: Final = 50
_NAME: Final = "review.policy"


class ReviewPolicy(BaseModel):
    """What holds for everybody's queue.

    Attributes:
        overlap: So many people judge each sample; 0 asks everybody about everything.
        only_assigned: People are asked only about what was assigned to them; else that comes first.
        gold_every: After so many samples on the average, one comes whose right answers are known; 0 for never.
        lease_minutes: So long nobody else is given what somebody has on the screen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    overlap: int = Field(default=0, ge=0, le=MAX_OVERLAP)
    only_assigned: bool = False
    gold_every: int = Field(default=0, ge=0, le=1_000)
    lease_minutes: int = Field(default=10, ge=1, le=24 * 60)

    @property
    def most_reviews(self) -> int:
        """How many reviews a sample may have and still wait."""
        return self.overlap or NO_OVERLAP


def review_policy(session: Session) -> ReviewPolicy:
    """Return how the work is shared in this workspace."""
    row = session.get(Setting, _NAME)
    return ReviewPolicy() if row is None else ReviewPolicy.model_validate(row.value)


def get_review_policy(workspace: Workspace) -> ReviewPolicy:
    """Return how the work is shared now."""
    with workspace.read() as session:
        return review_policy(session)


def set_review_policy(workspace: Workspace, policy: ReviewPolicy, *, actor: Actor) -> None:
    """Share the work in another way from now on; what was judged stays."""
    with workspace.write() as tx:
        allow(tx, actor, "assign")
        before = review_policy(tx)
        if before == policy:
            return
        tx.merge(Setting(name=_NAME, value=policy.model_dump()))
        add_event(
            tx,
            actor_id=actor.id,
            action="review_policy.changed",
            entity="setting",
            before=before.model_dump(),
            after=policy.model_dump(),
        )
