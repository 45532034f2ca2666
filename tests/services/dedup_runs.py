"""Rows to compare, runs over them, and what the tables say afterwards."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from curation.jobs.running import run_here_or_wait
from curation.models import (
    DuplicateGroup,
    DuplicateMember,
    DuplicatePair,
    ItemKind,
    Origin,
    Outcome,
    Persona,
    Sample,
)
from curation.services import duplicates
from curation.services.answers import set_text
from curation.services.jobs import get_job
from curation.services.permissions import Actor
from curation.store.duplicates import TABLES
from curation.store.personas import new_persona
from curation.workspace import Workspace

HARBOUR = "a retired harbour pilot who paints lighthouses on driftwood for the local school fair"
BAKER = "a night baker in a mountain village who writes letters to every customer that moves away"


def add_personas(workspace: Workspace, texts: Sequence[str]) -> list[int]:
    """Add personas as an import would; the model has not read them yet."""
    with workspace.write() as tx:
        rows = [new_persona(text, origin=Origin.IMPORTED, licence="CC0-1.0") for text in texts]
        tx.add_all(rows)
        tx.flush()
        return [row.id or 0 for row in rows]


def add_samples(
    workspace: Workspace, texts: Sequence[str], *, scenario: str = "math", outcome: Outcome = Outcome.OK
) -> list[int]:
    """Add samples as a job would; they have not been compared yet."""
    with workspace.write() as tx:
        rows = [set_text(Sample(scenario=scenario, provider="p", model="m", outcome=outcome), text) for text in texts]
        tx.add_all(rows)
        tx.flush()
        return [row.id or 0 for row in rows]


def run_dedup(workspace: Workspace, actor: Actor, kind: ItemKind = ItemKind.PERSONA, **options: Any) -> dict[str, Any]:  # noqa: ANN401
    """Run to the end and return what the job says, without the seconds."""
    job_id = duplicates.start_dedup(workspace, kind, actor=actor, **options)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert job.state == "done", job.error
    return {key: value for key, value in job.result.items() if key != "seconds"}


def run_job(workspace: Workspace, job_id: int) -> None:
    """Run a job to its end, in this process."""
    run_here_or_wait(workspace, job_id, on_progress=lambda _done, _total: None)


def pairs_in(workspace: Workspace, kind: ItemKind = ItemKind.PERSONA) -> list[tuple[Any, ...]]:
    """Return every pair that is stored."""
    with workspace.read() as session:
        rows = session.exec(select(DuplicatePair).where(DuplicatePair.kind == kind))
        return sorted((row.a_id, row.b_id, row.origin, row.score, row.threshold, row.model) for row in rows)


def states_in(workspace: Workspace, kind: ItemKind = ItemKind.PERSONA) -> dict[int, tuple[str, str]]:
    """Return the state of every item, and the reason."""
    table = TABLES[kind]
    with workspace.read() as session:
        rows = session.exec(select(table.id, table.state, table.state_reason))
        return {row[0] or 0: (row[1], row[2]) for row in rows}


def groups_in(workspace: Workspace, kind: ItemKind = ItemKind.PERSONA) -> dict[tuple[int, ...], int]:
    """Return the keeper of each current group, by its members."""
    found: dict[tuple[int, ...], int] = {}
    with workspace.read() as session:
        current = select(DuplicateGroup).where(DuplicateGroup.kind == kind, col(DuplicateGroup.is_current))
        for group in session.exec(current).all():
            members = select(DuplicateMember.item_id).where(DuplicateMember.group_id == group.id)
            found[tuple(sorted(session.exec(members)))] = group.keeper_id
    return found


def only_group(workspace: Workspace, kind: ItemKind = ItemKind.PERSONA) -> duplicates.GroupDetail:
    """Return the one open group there is."""
    (row,) = duplicates.list_groups(workspace, kind, decided=False).rows
    return duplicates.get_group(workspace, row.id)


def persona(workspace: Workspace, persona_id: int) -> Persona:
    """Return one persona as it is stored."""
    with workspace.read() as session:
        return session.get_one(Persona, persona_id)
