"""What draws go by, read without a single text: who is of which value or cluster, and what was made for whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Executable, and_, case
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func, select

from curation.errors import BadInputError
from curation.models import Decision, HubMap, ItemState, MapCluster, MapPoint, Outcome, Persona, PersonaFilter, Sample
from curation.models.filters import NEAR_DUPLICATE_COSINE
from curation.personas import VOCABULARY
from curation.services.chosen import STRATIFIED_BY
from curation.store.personas import where_personas
from curation.workspace import Workspace

Ints = NDArray[np.int64]
ANSWERED: Final = (
    Outcome.OK,
    Outcome.CHECK_FAILED,
    Outcome.REFUSED,
    Outcome.CUT_OFF,
    Outcome.UNPARSEABLE,
    Outcome.EMPTY,
)
"""Outcomes that say something of the persona; one that no answer came to says nothing."""


@dataclass(frozen=True, slots=True)
class Strata:
    """Active personas and which stratum each is of.

    Attributes:
        ids: Shape (n,), ascending.
        of: Shape (n,), positions in `values`.
        values: The values that there are, in the order of the vocabulary, else the most frequent first.
        available: How many of each value.
    """

    ids: Ints
    of: Ints
    values: Sequence[str]
    available: Sequence[int]


@dataclass(frozen=True, slots=True)
class Cells:
    """Active personas, the cluster of each, and what was made before; demo and hand-written samples are not counted.

    Attributes:
        ids: Shape (n,), ascending.
        of: Shape (n,), positions in `clusters`; -1 for those that are not on the map.
        clusters: All of the newest map, the largest first.
        good: Samples of each cluster that passed their checks, are no near-duplicates and were not rejected.
        tried: Samples of each cluster to which an answer came.
        good_each: Shape (n,), the same for each persona.
        tried_each: Shape (n,), the same for each persona.
    """

    ids: Ints
    of: Ints
    clusters: Sequence[MapCluster]
    good: Sequence[int]
    tried: Sequence[int]
    good_each: Ints
    tried_each: Ints

    @property
    def available(self) -> list[int]:
        """How many of the personas are of each cluster."""
        return _count(self.of, len(self.clusters))


def value_counts(workspace: Workspace, personas: PersonaFilter, attribute: str) -> dict[str, int]:
    """Return how many active personas of a filter have each value, cached until the data changes."""

    def count() -> dict[str, int]:
        column = _column(attribute)
        with workspace.read() as session:
            counted = select_columns(column, func.count()).where(*_active(personas)).group_by(column)
            found = {str(row[0]): int(row[1]) for row in session.execute(counted)}
        return {value: found[value] for value in _in_order(attribute, found)}

    return workspace.cached(("value_counts", personas, attribute), count)


def read_strata(session: Session, personas: PersonaFilter, attribute: str) -> Strata:
    """Read who of the active personas of a filter has which value of an attribute."""
    numbers: dict[str, int] = {}
    wanted = select_columns(col(Persona.id), _column(attribute)).where(*_active(personas))
    ids, of = _columns(
        (row[0], numbers.setdefault(row[1], len(numbers))) for row in session.execute(wanted.order_by(col(Persona.id)))
    )
    counts = dict(zip(numbers, _count(of, len(numbers)), strict=True))
    values = _in_order(attribute, counts)
    places = np.array([values.index(value) for value in numbers], dtype=np.int64)
    return Strata(ids, places[of] if len(of) else of, values, [counts[value] for value in values])


def map_id(session: Session) -> int:
    """Return the id of the newest map.

    Raises:
        BadInputError: Nobody has drawn one yet.
    """
    found = session.exec(select(HubMap.id)).first()
    if found is None:
        raise BadInputError(
            "There is no map of the hub yet, and so there are no clusters to draw by.",
            "Draw the map first: on the Map page, or with map draw.",
        )
    return found


def read_cells(session: Session, personas: PersonaFilter, scenario: str) -> Cells:
    """Read in which cluster each active persona of a filter is, and what was made for it and for its cluster.

    What was made for others of a cluster than those that the filter means counts for the cluster, too.

    Raises:
        BadInputError: There is no map.
    """
    made_with = map_id(session)
    clusters = session.exec(select(MapCluster).order_by(col(MapCluster.id))).all()
    number = {cluster.id: place for place, cluster in enumerate(clusters)}
    on_map = and_(col(MapPoint.persona_id) == col(Persona.id), col(MapPoint.map_id) == made_with)
    wanted = select_columns(col(Persona.id), col(MapPoint.cluster)).outerjoin(MapPoint, on_map)
    wanted = wanted.where(*_active(personas)).order_by(col(Persona.id))
    ids, of = _columns((row[0], number.get(row[1], -1)) for row in session.execute(wanted))
    made = session.execute(_made(scenario, made_with))
    whose, well, all_, where = _columns(((*row[:3], number.get(row[3], -1)) for row in made), n=4)
    return Cells(
        ids,
        of,
        clusters,
        _count(where, len(clusters), weights=well),
        _count(where, len(clusters), weights=all_),
        _spread(ids, whose, well),
        _spread(ids, whose, all_),
    )


def _made(scenario: str, made_with: int) -> Executable:
    """Count for each persona the samples that came out well and those to which an answer came; with its cluster."""
    is_near = func.coalesce(col(Sample.nearest_score) >= NEAR_DUPLICATE_COSINE, 0)
    is_good = and_(
        col(Sample.outcome) == Outcome.OK,
        col(Sample.state) == ItemState.ACTIVE,
        col(Sample.decision) != Decision.REJECT,
        is_near == 0,
    )
    counted = select_columns(col(Sample.persona_id), func.sum(case((is_good, 1), else_=0)), func.count())
    meant: list[ColumnElement[bool]] = [
        col(Sample.counts).is_(True),
        col(Sample.persona_id).is_not(None),
        col(Sample.outcome).in_(ANSWERED),
    ]
    if scenario:
        meant.append(col(Sample.scenario) == scenario)
    each = counted.where(*meant).group_by(col(Sample.persona_id)).subquery()
    on_map = and_(col(MapPoint.persona_id) == each.c.persona_id, col(MapPoint.map_id) == made_with)
    return select_columns(*each.c, col(MapPoint.cluster)).outerjoin(MapPoint, on_map).order_by(each.c.persona_id)


def _active(personas: PersonaFilter) -> list[ColumnElement[bool]]:
    return [*where_personas(personas), col(Persona.state) == ItemState.ACTIVE]


def _column(attribute: str) -> Mapped[str]:
    if attribute not in STRATIFIED_BY:
        raise BadInputError("Say by which attribute the personas are divided.", f"Known: {', '.join(STRATIFIED_BY)}.")
    column: Mapped[str] = col(getattr(Persona, attribute))
    return column


def _in_order(attribute: str, counts: Mapping[str, int]) -> list[str]:
    if attribute in VOCABULARY:
        return [value for value in VOCABULARY[attribute] if value in counts]
    return sorted(counts, key=lambda value: (-counts[value], value))


def _columns(rows: Iterable[Any], n: int = 2) -> tuple[Ints, ...]:
    """Return columns of whole numbers; a million rows take 8 bytes a number."""
    flat = np.fromiter((number for row in rows for number in row), dtype=np.int64)
    return tuple(np.ascontiguousarray(column) for column in flat.reshape(-1, n).T)


def _count(of: Ints, n: int, *, weights: Ints | None = None) -> list[int]:
    known = of >= 0
    counted = np.bincount(of[known], weights=None if weights is None else weights[known], minlength=n)
    return [int(count) for count in counted]


def _spread(ids: Ints, whose: Ints, counts: Ints) -> Ints:
    """Return the count of each id; 0 for those that have none."""
    if not len(whose):
        return np.zeros(len(ids), dtype=np.int64)
    places = np.minimum(np.searchsorted(whose, ids), len(whose) - 1)
    spread: Ints = np.where(whose[places] == ids, counts[places], 0)
    return spread
