"""Hubs to draw from: personas with attributes, a map of them, and samples made before."""

from collections.abc import Sequence

from sqlmodel import delete

from curation.models import (
    HubMap,
    Job,
    JobKind,
    JobState,
    Lane,
    MapCluster,
    MapPoint,
    Origin,
    Outcome,
    Sample,
)
from curation.services.permissions import Actor
from curation.store.personas import new_persona
from curation.workspace import Workspace


def add_people(workspace: Workspace, values: Sequence[str], *, attribute: str = "gender") -> list[int]:
    """Add a persona for each value of an attribute, and return their ids in that order."""
    rows = []
    for number, value in enumerate(values):
        persona = new_persona(
            f"A person of {attribute} {value} who is number {number}.", origin=Origin.IMPORTED, licence="CC0-1.0"
        )
        setattr(persona, attribute, value)
        rows.append(persona)
    with workspace.write() as tx:
        tx.add_all(rows)
    return [row.id or 0 for row in rows]


def put_on_map(
    workspace: Workspace, actor: Actor, clusters: Sequence[Sequence[int]], *, names: Sequence[str] = ()
) -> list[int]:
    """Make a map with these personas in its clusters, in place of any other, and return the ids of the clusters."""
    with workspace.write() as tx:
        tx.exec(delete(HubMap))
        tx.exec(delete(MapCluster))
        tx.flush()
        job = Job(kind=JobKind.MAP, lane=Lane.CPU, state=JobState.DONE, client_token=f"map {clusters}", owner=actor.id)
        tx.add(job)
        tx.flush()
        map_id = job.id or 0
        n = sum(map(len, clusters))
        tx.add(
            HubMap(
                id=map_id,
                model="m",
                revision="1",
                precision="f",
                method="x",
                seed=0,
                n_personas=n,
                n_drawn=0,
                newest_persona=n,
                newest_event=0,
            )
        )
        ids = [map_id * 100 + place for place in range(1, len(clusters) + 1)]
        for place, (cluster_id, members) in enumerate(zip(ids, clusters, strict=True)):
            name = names[place] if names else f"cluster {place}"
            tx.add(MapCluster(id=cluster_id, name=name, n_personas=len(members), x=0.0, y=0.0))
            tx.add_all(
                MapPoint(map_id=map_id, persona_id=persona_id, x=0.0, y=0.0, cluster=cluster_id)
                for persona_id in members
            )
    return ids


def add_samples(
    workspace: Workspace, persona_ids: Sequence[int], *, n: int = 1, scenario: str = "math", **more: object
) -> None:
    """Add samples of a model for each persona, good ones unless more is said."""
    fields = {"outcome": Outcome.OK, "provider": "openai", "model": "m", "text": "A text.", **more}
    with workspace.write() as tx:
        tx.add_all(
            Sample.model_validate({**fields, "scenario": scenario, "persona_id": persona_id})
            for persona_id in persona_ids
            for _ in range(n)
        )
