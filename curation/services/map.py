"""The map of the hub: drawn in a job, read for the page, asked who lies in an area."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, func, select

from curation.errors import BadInputError, ConflictError
from curation.metrics import Interval, wilson_interval
from curation.models import HubMap, JobKind, MapCluster, Persona, PersonaFilter
from curation.personas import UNKNOWN, VOCABULARY
from curation.personas.clusters import MAX_CLUSTERS, MIN_CLUSTERS, usual_clusters
from curation.personas.layout import MIN_LAID_OUT
from curation.personas.polygon import Area
from curation.services.jobs import JobPublic, enqueue, newest_job
from curation.services.lists import count_rows
from curation.services.permissions import Actor, allow
from curation.store import map as store
from curation.store.personas import where_personas
from curation.workspace import Workspace

COLOURS: Final = tuple(store.COLOURS)
OTHER: Final = "other"
"""What the rarest values are gathered under."""
MAX_VALUES: Final = 16
"""Colours and shapes that an eye can tell apart; rarer values are gathered."""
MAX_SEED: Final = 2**32 - 1
_TEXT_CHARS: Final = 400


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster with everything that the map says of it."""

    id: int
    name: str
    n: int
    share: Interval
    """Of the personas on the map."""
    words: tuple[str, ...]
    examples: tuple[tuple[int, str], ...]
    """Personas near its middle: id and text."""
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class MapView:
    """The newest map: what it was made from, its clusters, and what it does not have."""

    id: int
    made_at: datetime
    model: str
    method: str
    seed: int
    n: int
    n_drawn: int
    clusters: tuple[Cluster, ...]
    not_embedded: Mapping[str, int]
    """Personas that are not on it, by reason."""
    came_since: int
    edited_since: int
    """Of those on it: they lie where their old text put them."""
    is_of_this_model: bool
    """Whether the workspace still uses the model that the map was made with."""


@dataclass(frozen=True, slots=True)
class DrawnPoint:
    """A point of the picture; the text is the begin of the persona's."""

    persona_id: int
    x: float
    y: float
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Coloured:
    """The points that are drawn, and how many of all personas on the map have each value."""

    points: Sequence[DrawnPoint]
    counts: Mapping[str, int]
    """The most frequent first; then `other`; then what is not known."""
    names: Mapping[str, str]
    """What a reader is shown for a value; those of sources are people's words."""


@dataclass(frozen=True, slots=True)
class Selected:
    """Who lies in an area, as the filter that means them."""

    chosen: PersonaFilter
    n: int
    is_capped: bool

    @property
    def count_text(self) -> str:
        """The number as people read it."""
        return f"more than {self.n:,}" if self.is_capped else f"{self.n:,}"


def start_map(
    workspace: Workspace,
    *,
    clusters: int | None = None,
    seed: int = 0,
    actor: Actor,
    client_token: str | None = None,
) -> int:
    """Put the drawing of the map into the queue and return its job's id; texts that wait are read first.

    Args:
        workspace: Where.
        clusters: How many; None for a number that follows from the size of the hub.
        seed: The same hub and seed give the same map.
        actor: Who asks.
        client_token: A token seen before returns its job again.

    Raises:
        BadInputError: A number is out of range, or there are too few personas.
    """
    if clusters is not None and not MIN_CLUSTERS <= clusters <= MAX_CLUSTERS:
        raise BadInputError(f"A map has {MIN_CLUSTERS} to {MAX_CLUSTERS} clusters, not {clusters}.")
    if not 0 <= seed <= MAX_SEED:
        raise BadInputError(f"A seed is a whole number from 0 to {MAX_SEED:,}, got {seed}.")
    with workspace.write() as tx:
        allow(tx, actor, "draw_map")
        total = _count_readable(tx)
        if total < MIN_LAID_OUT:
            raise BadInputError(
                f"A map needs {MIN_LAID_OUT} personas that the model can read; there are {total}.",
                "Import personas first.",
            )
        params = {"clusters": clusters, "seed": seed}
        job = enqueue(tx, kind=JobKind.MAP, params=params, total=total, actor=actor, client_token=client_token)
        return job.id or 0


def newest_map_job(workspace: Workspace) -> JobPublic | None:
    """Return the newest job that draws a map, whether it waits, works or has ended."""
    return newest_job(workspace, JobKind.MAP, {})


def can_be_drawn(workspace: Workspace) -> bool:
    """Tell whether there are enough personas for a map."""
    with workspace.read() as session:
        return _count_readable(session) >= MIN_LAID_OUT


def usual_number(workspace: Workspace) -> int:
    """Return how many clusters a map of this hub has where nobody says."""
    with workspace.read() as session:
        return usual_clusters(_count_readable(session))


def read_map(workspace: Workspace) -> MapView | None:
    """Return the newest map, or None while nobody has drawn one."""
    with workspace.read() as session:
        made = store.newest_map(session)
        if made is None:
            return None
        found = store.map_clusters(session)
        texts = store.texts_by_id(session, [persona_id for cluster in found for persona_id in cluster.examples])
        came_since, edited_since = store.count_new(session, made), store.count_edited(session, made)
    return MapView(
        id=made.id,
        made_at=made.created_at,
        model=made.model,
        method=made.method,
        seed=made.seed,
        n=made.n_personas,
        n_drawn=made.n_drawn,
        clusters=tuple(_cluster(cluster, made, texts) for cluster in found),
        not_embedded=made.not_embedded,
        came_since=came_since,
        edited_since=edited_since,
        is_of_this_model=_is_of(workspace, made),
    )


def cluster_names(workspace: Workspace) -> dict[int, str]:
    """Return the names of the clusters of the newest map; none while there is no map."""
    with workspace.read() as session:
        return {cluster.id: cluster.name for cluster in store.map_clusters(session)}


def area_name(workspace: Workspace, area: str) -> str:
    """Return what a reader is shown for an area of an address."""
    with workspace.read() as session:
        made = store.newest_map(session)
    is_current = made is not None and area.startswith(f"{made.id}:")
    return "drawn by hand" if is_current else "drawn on an older map: nobody"


def read_points(workspace: Workspace, shown: MapView, colour: str) -> Coloured:
    """Return the points to draw with what they are coloured by, cached until the data changes.

    Raises:
        BadInputError: Nothing is coloured by that.
    """
    if colour not in COLOURS:
        raise BadInputError(f"A map is not coloured by '{colour}'.", f"Known: {', '.join(COLOURS)}.")
    return workspace.cached(("map_points", shown.id, colour), lambda: _read_points(workspace, shown, colour))


def select_in_polygon(workspace: Workspace, map_id: int, line: Sequence[Sequence[float]]) -> Selected:
    """Return who lies within a closed line on a map: of all personas on it, whether they are drawn or not.

    Raises:
        BadInputError: The line encloses nothing.
        ConflictError: The map was drawn anew meanwhile.
    """
    try:
        area = Area.drawn(map_id, line)
    except ValueError as error:
        raise BadInputError("This line encloses nothing.", "Draw around some points.") from error
    chosen = PersonaFilter(area=str(area))
    with workspace.read() as session:
        made = store.newest_map(session)
        if made is None or made.id != map_id:
            raise ConflictError("The map was drawn anew meanwhile.", "Draw around the points again.")
        return Selected(chosen, *count_rows(session, Persona, where_personas(chosen)))


def _count_readable(session: Session) -> int:
    """Return how many personas are embedded or wait for it."""
    readable = select(func.count()).select_from(Persona).where(col(Persona.embedding).in_(("", "done")))
    return session.exec(readable).one()


def _is_of(workspace: Workspace, made: HubMap) -> bool:
    embedder = workspace.embedder
    made_with = (made.model, made.revision, made.precision)
    return made_with == (embedder.model, embedder.revision, embedder.precision)


def _cluster(cluster: MapCluster, made: HubMap, texts: Mapping[int, str]) -> Cluster:
    return Cluster(
        id=cluster.id,
        name=cluster.name,
        n=cluster.n_personas,
        share=wilson_interval(cluster.n_personas, made.n_personas),
        words=tuple(cluster.words),
        examples=tuple((persona_id, texts[persona_id]) for persona_id in cluster.examples if persona_id in texts),
        x=cluster.x,
        y=cluster.y,
    )


def _read_points(workspace: Workspace, shown: MapView, colour: str) -> Coloured:
    with workspace.read() as session:
        rows = store.drawn_points(session, shown.id, colour, max_chars=_TEXT_CHARS)
        counts = store.count_values(session, shown.id, colour)
        names = _names(colour, shown)
        if colour == "source":
            named = store.source_names(session, [int(value) for value in counts if value])
            names = {str(source_id): name for source_id, name in named.items()}
    if colour == "cluster":
        counts = dict(sorted(counts.items(), key=lambda item: int(item[0])))
    kept = _kept_values(counts) if colour != "cluster" else counts
    points = [DrawnPoint(int(row[0]), row[1], row[2], row[3] if row[3] in kept else OTHER, row[4]) for row in rows]
    return Coloured(points, kept, {**names, "": "no source", OTHER: f"{len(counts) - len(kept) + 1} others"})


def _kept_values(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts with the rarest gathered, and the unknown at the end."""
    known = [(value, n) for value, n in counts.items() if value not in (UNKNOWN, "und")]
    is_long = len(known) > MAX_VALUES
    kept = dict(known[: MAX_VALUES - 1] if is_long else known)
    if is_long:
        kept[OTHER] = sum(n for value, n in known if value not in kept)
    return {**kept, **{value: n for value, n in counts.items() if value in (UNKNOWN, "und")}}


def _names(colour: str, shown: MapView) -> dict[str, str]:
    if colour == "cluster":
        return {str(cluster.id): cluster.name for cluster in shown.clusters}
    if colour in VOCABULARY:
        return dict(VOCABULARY[colour])
    return {"und": "unknown"}
