"""Samples as somebody may see them who has still to judge them: without what others said."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from curation.models import Role, Sample
from curation.services.blind import SAMPLE, hidden_from
from curation.services.permissions import Actor
from curation.services.samples import SampleDetail
from curation.store.known import unmarked
from curation.workspace import Workspace

TOLD_BY_OTHERS: Final = ("decisions", "ratings", "flags", "annotators")
"""Filters that would tell an annotator what others said, sample by sample."""
RATED_ORDER: Final = "best rated"
"""The order of a list that would."""
_SAID_BY_PEOPLE: Final = ("review.", "adjudication.")


def reads_blind(actor: Actor) -> bool:
    """Tell whether somebody judges, and is not told before what others said: an annotator."""
    return actor.role == Role.ANNOTATOR


def as_seen(workspace: Workspace, rows: Sequence[Sample], *, actor: Actor) -> list[Sample]:
    """Return samples without decision, rating and flags where the actor has still to judge them.

    That a sample is an attention check is told to no annotator, before or after.
    """
    if not reads_blind(actor):
        return list(rows)
    with workspace.read() as session:
        hidden = hidden_from(session, actor, SAMPLE, [row.id for row in rows if row.id is not None])
    return [unmarked(_unsaid(row) if row.id in hidden else row) for row in rows]


def detail_as_seen(workspace: Workspace, detail: SampleDetail, *, actor: Actor) -> SampleDetail:
    """Return what is known of a sample, without what others said where the actor has still to judge it."""
    (seen,) = as_seen(workspace, [detail.sample], actor=actor)
    if seen is detail.sample:
        return detail
    own = [one for one in detail.reviews if one.review.annotator_id == actor.id]
    events = [
        event for event in detail.events if event.by == actor.name or not event.action.startswith(_SAID_BY_PEOPLE)
    ]
    return replace(detail, sample=seen, reviews=own, events=events)


def _unsaid(sample: Sample) -> Sample:
    nothing = {"n_reviews": 0, "rating_mean": None, "rating_spread": None, "decision": "", "flags": ""}
    return Sample(**{**sample.model_dump(), **nothing, "is_adjudicated": False})
