"""Queries about the map of the hub: written beside the old one, taken over by one row, read by what it shows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, distinct, text
from sqlmodel import Session, col, delete, func, select

from curation.models import Event, HubMap, MapCluster, Persona, Source
from curation.personas.polygon import Area

COLOURS: Final[Mapping[str, str]] = {
    "cluster": "cast(m.cluster as text)",
    "occupation": "p.occupation",
    "region": "p.region",
    "age_band": "p.age_band",
    "gender": "p.gender",
    "education": "p.education",
    "language": "p.language",
    "origin": "p.origin",
    "source": "coalesce((select cast(min(s.source_id) as text) from persona_source s where s.persona_id = p.id), '')",
    "state": "p.state",
}
"""What a map is coloured by, and how that is read; a persona of several sources has the colour of the first."""
_Edge = tuple[int, int, int, int]
_ON_MAP: Final = "from map_point m join persona p on p.id = m.persona_id where m.map_id = :map_id"
_ADD_POINT: Final = "insert into map_point (map_id, persona_id, x, y, cluster, is_drawn) values (?, ?, ?, ?, ?, ?)"


def lies_in(area: Area) -> ColumnElement[bool]:
    """Return the condition that a persona lies in an area of the newest map; in one of an older map nobody does.

    The even-odd rule is written out in SQL, so that all points are asked, drawn
    or not, and an area is a condition like others: no list of ids goes along.
    The numbers in it are whole ones of a parsed area.
    """
    corners = area.corners
    edges = [(*a, *b) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True) if a[1] != b[1]]
    xs, ys = zip(*corners, strict=True)
    within = f"x between {min(xs)} and {max(xs)} and y between {min(ys)} and {max(ys)}"
    of_map = f"map_id = {area.map_id} and exists (select 1 from hub_map where id = {area.map_id})"
    inside = f"{of_map} and {within} and {_is_inside(sorted(set(ys)), edges)}"
    found = f"persona.id in (select persona_id from map_point where {inside})"
    return text(found)  # type: ignore[return-value]  # a condition written out is one too


def _is_inside(heights: Sequence[int], edges: Sequence[_Edge]) -> str:
    """Return the even-odd rule between the lowest and the highest of the corners' heights.

    Heights are halved until no corner lies between two of them: there a point
    meets the few edges that span them, instead of all.
    """
    if len(heights) < 2:
        return "0"
    if len(heights) == 2:
        low, high = heights
        spanning = [edge for edge in edges if min(edge[1], edge[3]) <= low and max(edge[1], edge[3]) >= high]
        crossings = (f"(x < {x1} + (y - {y1}) * {(x2 - x1) / (y2 - y1)!r})" for x1, y1, x2, y2 in spanning)
        return f"(({' + '.join(crossings)}) % 2)"
    middle = len(heights) // 2
    below, above = _is_inside(heights[: middle + 1], edges), _is_inside(heights[middle:], edges)
    return f"(case when y < {heights[middle]} then {below} else {above} end)"


def newest_map(session: Session) -> HubMap | None:
    """Return what the map was made from, or None while there is none."""
    return session.exec(select(HubMap)).first()


def map_clusters(session: Session) -> Sequence[MapCluster]:
    """Return the clusters of the map, the largest first."""
    return session.exec(select(MapCluster).order_by(col(MapCluster.id))).all()


def personas_to_map(session: Session) -> Sequence[Any]:
    """Return (id, text_hash, embedding, state) of all personas, by id."""
    wanted = select(Persona.id, Persona.text_hash, Persona.embedding, Persona.state).order_by(col(Persona.id))
    return session.execute(wanted).all()


def texts_by_id(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the texts of personas."""
    found = session.execute(
        text("select id, text from persona where id in (select value from json_each(:ids))"), {"ids": str(list(ids))}
    )
    return {int(row[0]): str(row[1]) for row in found}


def add_points(session: Session, rows: Iterable[tuple[int, int, float, float, int, bool]]) -> None:
    """Write points (map_id, persona_id, x, y, cluster, is_drawn) of a map that nobody sees yet."""
    session.connection().exec_driver_sql(_ADD_POINT, list(rows))


def take_over(session: Session, made: HubMap, clusters: Iterable[MapCluster]) -> None:
    """Make a map whose points are written the one that everybody sees."""
    session.exec(delete(HubMap))
    session.exec(delete(MapCluster))
    session.flush()
    session.add(made)
    session.add_all(clusters)


def forget_other_points(session: Session, *, limit: int) -> int:
    """Delete points that are not on the newest map, at most so many; return how many were deleted."""
    kept = "(select id from hub_map)"
    others = f"(map_id < coalesce({kept}, 9e18) or map_id > coalesce({kept}, 0))"
    result = session.execute(
        text(
            "delete from map_point where (map_id, persona_id) in"
            f" (select map_id, persona_id from map_point where {others} limit :limit)"
        ),
        {"limit": limit},
    )
    return int(result.rowcount)  # type: ignore[attr-defined]  # a delete gives a cursor result


def drawn_points(session: Session, map_id: int, colour: str, *, max_chars: int) -> Sequence[Any]:
    """Return (persona_id, x, y, value, begin of the text) of the points that are drawn, by persona."""
    statement = (
        f"select m.persona_id, m.x, m.y, {COLOURS[colour]}, substr(p.text, 1, :max_chars)"
        f" {_ON_MAP} and m.is_drawn order by m.persona_id"
    )
    return session.execute(text(statement), {"map_id": map_id, "max_chars": max_chars}).all()


def count_values(session: Session, map_id: int, colour: str) -> dict[str, int]:
    """Return how many personas of the map have each value, the most frequent first."""
    statement = f"select {COLOURS[colour]}, count(*) {_ON_MAP} group by 1 order by 2 desc, 1"
    rows = session.execute(text(statement), {"map_id": map_id})
    return {str(row[0]): int(row[1]) for row in rows}


def source_names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the names of sources."""
    rows = session.exec(select(Source.id, Source.name).where(col(Source.id).in_(ids)))
    return {int(row[0] or 0): str(row[1]) for row in rows}


def count_new(session: Session, made: HubMap) -> int:
    """Return how many personas came after the map was made."""
    return session.exec(select(func.count()).select_from(Persona).where(col(Persona.id) > made.newest_persona)).one()


def count_edited(session: Session, made: HubMap) -> int:
    """Return how many of the personas that were there when the map was made were edited since."""
    edited = select(func.count(distinct(col(Event.entity_id)))).where(
        col(Event.id) > made.newest_event,
        col(Event.action).in_(("persona.edited", "persona.edited.undone")),
        col(Event.entity_id) <= made.newest_persona,
    )
    return session.exec(edited).one()
