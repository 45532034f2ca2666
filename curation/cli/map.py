"""The map of the hub on the command line: drawn anew, with its clusters as the answer for people."""

import click

from curation.cli.common import MAX_SHOWN_CHARS, answer, counted, facts, opened, show, table
from curation.cli.running import finish
from curation.personas.clusters import MAX_CLUSTERS, MIN_CLUSTERS
from curation.services.map import MAX_SEED, read_map, start_map


@click.command("map")
@click.option(
    "--clusters", type=click.IntRange(MIN_CLUSTERS, MAX_CLUSTERS), help="How many; else as the size of the hub asks."
)
@click.option(
    "--seed", type=click.IntRange(0, MAX_SEED), default=0, show_default=True, help="The same one, the same map."
)
def map_(clusters: int | None, seed: int) -> None:
    """Draw the map of the hub: personas that are alike near each other, in clusters named by their words."""
    with opened() as (workspace, actor):
        job_id = start_map(workspace, clusters=clusters, seed=seed, actor=actor)
        result = dict(finish(workspace, job_id).result)
        drawn = read_map(workspace)
    said = facts(
        {
            "job": job_id,
            "personas on the map": result["personas"],
            "not on it": counted(result["not_embedded"]),
            "seconds": result["seconds"],
        }
    )
    rows = [
        (cluster.id, cluster.n, show(cluster.name, MAX_SHOWN_CHARS)) for cluster in (drawn.clusters if drawn else ())
    ]
    answer(
        {"job_id": job_id, **result}, f"{said}\n\n{table(('id', 'personas', 'cluster'), rows, empty='No clusters.')}"
    )
