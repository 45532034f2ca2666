"""Draw the map of the hub: clusters, places, names; then write it beside the old one and take its place."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from curation.errors import BadInputError
from curation.jobs.context import JobContext
from curation.jobs.embed import embed
from curation.models import HubMap, ItemState, MapCluster
from curation.models.map import CLUSTERS_OF_A_MAP, SIDE
from curation.personas import cluster_names as names
from curation.personas import clusters, layout
from curation.personas.farthest import farthest_points
from curation.store import map as store
from curation.store.events import add_event

MAX_DRAWN: Final = 5_000
"""Points that are laid out and drawn; the others are placed among them. More would make drawing an area slow."""
EXAMPLES: Final = 3
_EXAMPLES_AMONG: Final = 30
MISSING: Final = "its vector is missing"
WAITS: Final = "waits for the worker"
_BLOCK_ROWS: Final = 8_192
_POINTS_AT_ONCE: Final = 4_000
_PAUSE_S: Final = 0.005
"""Between two transactions, since SQLite does not queue those who wait to write."""
_HEARD_STATES: Final = (ItemState.ACTIVE, ItemState.DUPLICATE)
"""Whose words name clusters and who is shown as an example: what was set aside may hold what nobody should see."""


def draw_map(context: JobContext) -> dict[str, Any]:
    """Draw the map anew, and let everybody see it in one transaction once it is written.

    The same hub and seed give the same map: one thread alone adds numbers up
    in the same order each time. What a killed run has written is seen by nobody
    and goes with the next one.
    """
    started = time.monotonic()
    if (ended := _end_of_killed(context)) is not None:
        return ended
    embed(context)
    run = _Run(context)
    run.read_personas()
    with threadpool_limits(limits=1):
        run.find_clusters()
        run.place_all()
    found = run.describe_clusters()
    made = run.made()
    run.write(made, found)
    return _result(made, len(found), time.monotonic() - started)


def _result(made: HubMap, n_clusters: int, seconds: float) -> dict[str, Any]:
    return {
        "personas": made.n_personas,
        "clusters": n_clusters,
        "not_embedded": made.not_embedded,
        "drawn": made.n_drawn,
        "method": made.method,
        "seconds": round(seconds, 3),
    }


def _end_of_killed(context: JobContext) -> dict[str, Any] | None:
    """Return the result of a run that was killed between taking over and its end, once it is tidied up; else None."""
    with context.workspace.read() as session:
        made = store.newest_map(session)
        n_clusters = len(store.map_clusters(session))
    if made is None or made.id != context.job_id:
        return None
    _forget_others(context)
    return _result(made, n_clusters, 0.0)


def _forget_others(context: JobContext) -> None:
    """Delete in short transactions the points that are not on the map that everybody sees."""
    deleted = _POINTS_AT_ONCE
    while deleted == _POINTS_AT_ONCE:
        with context.workspace.write() as tx:
            deleted = store.forget_other_points(tx, limit=_POINTS_AT_ONCE)
            context.checkpoint_in(tx)
        time.sleep(_PAUSE_S)


@dataclass(frozen=True, slots=True)
class _Meant:
    """What was asked for."""

    n_clusters: int | None
    seed: int


class _Run:
    """One run; arrays have an entry for each persona on the map, by ascending id."""

    ids: NDArray[np.int64]
    is_heard: NDArray[np.bool_]
    labels: NDArray[np.int64]
    """Cluster numbers from 0, the largest first."""
    closeness: NDArray[np.float32]
    """The lower, the nearer to the middle of its cluster."""
    reduced: NDArray[np.float32]
    is_drawn: NDArray[np.bool_]
    points: NDArray[np.float64]
    method: str

    def __init__(self, context: JobContext) -> None:
        """Read what was asked for."""
        self.context = context
        self.meant = _Meant(context.params["clusters"], context.params["seed"])
        self.not_embedded: Counter[str] = Counter()
        self.newest_persona = 0
        self.newest_event = 0
        self._hashes: list[str] = []

    def read_personas(self) -> None:
        """Read who takes part: everybody with a vector, whatever the state; count the others by reason."""
        workspace = self.context.workspace
        with workspace.read() as session:
            rows = store.personas_to_map(session)
        self.newest_event = workspace.data_version()[0]
        self.newest_persona = int(rows[-1][0]) if rows else 0
        self.not_embedded.update(row[2] or WAITS for row in rows if row[2] != "done")
        missing = set(workspace.vectors.missing([row[1] for row in rows if row[2] == "done"]))
        taking_part = [row for row in rows if row[2] == "done" and row[1] not in missing]
        if missing:
            self.not_embedded[MISSING] = len(missing)
        if len(taking_part) < layout.MIN_LAID_OUT:
            raise BadInputError(
                f"A map needs {layout.MIN_LAID_OUT} personas that the model can read; there are {len(taking_part)}.",
                "Import personas first.",
            )
        self.ids = np.asarray([row[0] for row in taking_part], dtype=np.int64)
        self.is_heard = np.asarray([row[3] in _HEARD_STATES for row in taking_part], dtype=np.bool_)
        self._hashes = [row[1] for row in taking_part]

    def find_clusters(self) -> None:
        """Find the centres on a sample; give every persona to one of them, and keep its main directions."""
        n = len(self.ids)
        sample = self._sample(clusters.FITTED)
        fitted_on = self._vectors(sample)
        wanted = self.meant.n_clusters or clusters.usual_clusters(n)
        self.context.log(f"Finding {wanted} clusters among {n:,} personas.")
        self._report(0.0)
        centres = clusters.fit_centres(fitted_on, wanted, seed=self.meant.seed)
        projection = layout.fit_projection(fitted_on)
        self.labels = np.empty(n, dtype=np.int64)
        self.closeness = np.empty(n, dtype=np.float32)
        self.reduced = np.empty((n, projection.directions.shape[1]), dtype=np.float32)
        for start in range(0, n, _BLOCK_ROWS):
            block = np.arange(start, min(start + _BLOCK_ROWS, n))
            vectors = self._vectors(block)
            self.labels[block], self.closeness[block] = clusters.nearest_centres(vectors, centres)
            self.reduced[block] = projection.apply(vectors)
            self._report(0.1 + 0.2 * start / n)
        self.labels = clusters.number_by_size(self.labels)

    def place_all(self) -> None:
        """Lay out those that are drawn, and place the others among them."""
        drawn = clusters.stratified_sample(self.labels, MAX_DRAWN, seed=self.meant.seed)
        self.context.log(f"Laying out {len(drawn):,} of them; of 5,000 this takes half a minute or more.")
        laid_out, self.method = layout.lay_out(self.reduced[drawn], seed=self.meant.seed)
        self._report(0.7)
        self.is_drawn = np.zeros(len(self.ids), dtype=np.bool_)
        self.is_drawn[drawn] = True
        points = np.empty((len(self.ids), 2))
        points[drawn] = laid_out
        if not self.is_drawn.all():
            points[~self.is_drawn] = layout.place_among(self.reduced[~self.is_drawn], self.reduced[drawn], laid_out)
        self.points = layout.fit_square(points, SIDE)
        self._report(0.8)

    def describe_clusters(self) -> list[MapCluster]:
        """Name the clusters by the words of their personas, and choose examples near their middle."""
        sizes = np.bincount(self.labels)
        heard = self._sample(clusters.FITTED)
        heard = heard[self.is_heard[heard]]
        with self.context.workspace.read() as session:
            texts = store.texts_by_id(session, self.ids[heard].tolist())
        heard = heard[[int(persona_id) in texts for persona_id in self.ids[heard]]]
        words = names.distinctive_words(
            [texts[int(persona_id)] for persona_id in self.ids[heard]], self.labels[heard].tolist(), len(sizes)
        )
        found = []
        for label, name in enumerate(names.name_clusters(words)):
            x, y = layout.densest_place(self.points[(self.labels == label) & self.is_drawn], SIDE)
            found.append(
                MapCluster(
                    id=self._cluster_id(label),
                    name=name,
                    n_personas=int(sizes[label]),
                    words=words[label],
                    examples=self._examples(label),
                    x=x,
                    y=y,
                )
            )
        return found

    def write(self, made: HubMap, found: list[MapCluster]) -> None:
        """Write the points in short transactions, take the place of the old map in one, and delete its points."""
        context, n = self.context, len(self.ids)
        _forget_others(context)
        for start in range(0, n, _POINTS_AT_ONCE):
            with context.workspace.write() as tx:
                store.add_points(tx, self._rows(start, min(start + _POINTS_AT_ONCE, n)))
                context.checkpoint_in(tx, done=int(n * (0.8 + 0.2 * start / n)), total=n)
            context.stop_if_asked()
            time.sleep(_PAUSE_S)
        with context.workspace.write() as tx:
            store.take_over(tx, made, found)
            after = {"personas": n, "clusters": len(found), "seed": self.meant.seed}
            add_event(
                tx, actor_id=context.actor.id, action="map.drawn", entity="job", entity_id=context.job_id, after=after
            )
            context.checkpoint_in(tx, done=n, total=n)
        context.log(f"{n:,} personas in {len(found)} clusters are on the map.")
        _forget_others(context)

    def made(self) -> HubMap:
        """Return what the map was made from."""
        space = self.context.workspace.vectors.space
        return HubMap(
            id=self.context.job_id,
            model=space.model,
            revision=space.revision,
            precision=space.precision,
            method=self.method,
            seed=self.meant.seed,
            n_personas=len(self.ids),
            n_drawn=int(self.is_drawn.sum()),
            not_embedded=dict(self.not_embedded),
            newest_persona=self.newest_persona,
            newest_event=self.newest_event,
        )

    def _rows(self, start: int, end: int) -> Iterator[tuple[int, int, float, float, int, bool]]:
        columns = (self.ids, self.points[:, 0], self.points[:, 1], self.labels, self.is_drawn)
        for persona_id, x, y, label, is_drawn in zip(*(column[start:end].tolist() for column in columns), strict=True):
            yield self.context.job_id, persona_id, x, y, self._cluster_id(label), is_drawn

    def _cluster_id(self, label: int) -> int:
        return self.context.job_id * CLUSTERS_OF_A_MAP + label + 1

    def _examples(self, label: int) -> list[int]:
        """Choose personas near the middle of a cluster that differ from each other."""
        members = np.flatnonzero((self.labels == label) & self.is_heard)
        nearest = members[np.lexsort((members, self.closeness[members]))]
        nearest = nearest[:_EXAMPLES_AMONG]
        if len(nearest) > EXAMPLES:
            nearest = nearest[farthest_points(self._vectors(nearest), EXAMPLES, seed=self.meant.seed)]
        return [int(persona_id) for persona_id in self.ids[nearest]]

    def _sample(self, n: int) -> NDArray[np.int64]:
        """Return at most n positions drawn from all, ascending; the same ones each time."""
        if len(self.ids) <= n:
            return np.arange(len(self.ids))
        return np.sort(np.random.default_rng(self.meant.seed).choice(len(self.ids), size=n, replace=False))

    def _vectors(self, positions: NDArray[np.int64]) -> NDArray[np.float32]:
        return self.context.workspace.vectors.get([self._hashes[position] for position in positions]).vectors

    def _report(self, share: float) -> None:
        self.context.checkpoint(done=int(len(self.ids) * share), total=len(self.ids))
