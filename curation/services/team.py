"""Who works here, what each did, and what waits for them; by name, since it is no contest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo

from curation.errors import NotAllowedError
from curation.models import Role, utc_now
from curation.services.people import list_people
from curation.services.permissions import Actor, allow, may
from curation.services.person_page import monday_of, sees_everybody
from curation.services.review_queue import queue_counts
from curation.store import team as store
from curation.store.activity import last_events
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One person's work in numbers."""

    id: int
    name: str
    role: str
    is_active: bool
    done: int
    """Samples accepted or rejected, as it stands now."""
    done_this_week: int
    """Of those, what was saved last since Monday."""
    compared: int
    pending: int | None
    """What waits in the person's queue; None where nobody asks."""
    assigned: int
    """Samples that were assigned and wait."""
    last_seen: datetime | None
    """When the person did anything last."""


def list_team(workspace: Workspace, *, zone: tzinfo = UTC, actor: Actor) -> Sequence[TeamLine]:
    """Return everybody's work, those who work here first, by name; for curators.

    Raises:
        NotAllowedError: The actor is no curator.
    """
    with workspace.read() as session:
        allow(session, actor, "look")
        if not sees_everybody(session, actor):
            raise NotAllowedError("The work of everybody is for curators.", "Your own is under your name.")
    monday = datetime.combine(monday_of(utc_now().astimezone(zone).date()), time(), zone)
    return workspace.cached(("team", monday), lambda: _read(workspace, monday))


def _read(workspace: Workspace, monday: datetime) -> list[TeamLine]:
    people = list_people(workspace)
    with workspace.read() as session:
        done, this_week = store.judged_since(session, None), store.judged_since(session, monday.astimezone(UTC))
        seen = last_events(session)
        amounts = {row.id or 0: store.amounts_of(session, row.id or 0) for row in people}
    lines = []
    for row in people:
        person_id, role = row.id or 0, Role(row.role)
        is_asked = row.is_active and may(role, "review")
        lines.append(
            TeamLine(
                id=person_id,
                name=row.name,
                role=row.role,
                is_active=row.is_active,
                done=done.get(person_id, 0),
                done_this_week=this_week.get(person_id, 0),
                compared=amounts[person_id].compared,
                pending=queue_counts(workspace, Actor(person_id, row.name, role)).pending if is_asked else None,
                assigned=amounts[person_id].assigned,
                last_seen=seen.get(person_id),
            )
        )
    return lines
