"""Draws by what the personas are and by what was made for them: by shares, by coverage, by yield."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from curation.errors import BadInputError
from curation.models import PersonaFilter
from curation.personas import UNKNOWN, VOCABULARY
from curation.personas.coverage_draw import draw_undercovered
from curation.personas.stratified import allot, draw_stratified
from curation.personas.yield_draw import draw_by_yield
from curation.services.chosen import Chosen, DrawnRow, DrawSettings, Told
from curation.services.draw_counts import Cells, read_cells, read_strata, value_counts
from curation.workspace import Workspace

_NOT_ON_MAP = "not on the map"


def by_shares(workspace: Workspace, personas: PersonaFilter, n: int, seed: int, settings: DrawSettings) -> Chosen:
    """Draw so that each value of an attribute has its share; what a value lacks is said.

    Raises:
        BadInputError: No attribute is named, nobody is meant, or nobody of those with a share is there.
    """
    with workspace.read() as session:
        strata = read_strata(session, personas, settings.attribute)
    check_number(n, len(strata.ids))
    values = [*strata.values, *(value for value in settings.shares if value not in strata.values)]
    available = [*strata.available, *[0] * (len(values) - len(strata.values))]
    weights: Sequence[float] = [settings.shares.get(value, 0.0) for value in values] if settings.shares else available
    allotted = allot(n, weights, available, fill_up=settings.fill_up)
    positions = draw_stratified(strata.of, [part.drawn for part in allotted], seed=seed)
    if not len(positions):
        raise BadInputError("None of the personas meant has a value with a share.", "Give others a share.")
    rows = [
        DrawnRow(value=value, name=value_name(settings.attribute, value), available=have, **part._asdict())
        for value, have, part, weight in zip(values, available, allotted, weights, strict=True)
        if weight
    ]
    return Chosen(_ids(strata.ids, positions), {}, Told(sentences=_of_shares(rows, n), rows=tuple(rows)))


def by_coverage(workspace: Workspace, personas: PersonaFilter, n: int, seed: int, settings: DrawSettings) -> Chosen:
    """Draw from the clusters of the map for which the fewest good samples were made, until they are level.

    Raises:
        BadInputError: There is no map, or it has too few of the personas meant.
    """
    with workspace.read() as session:
        cells = read_cells(session, personas, settings.scenario)
    check_number(n, len(cells.ids))
    n_on_map = sum(cells.available)
    if n > n_on_map:
        raise BadInputError(
            f"Only {n_on_map:,} of the active personas meant are on the map, not {n:,}.",
            "Ask for fewer, or draw the map anew.",
        )
    positions = draw_undercovered(cells.of, cells.good, n, seed=seed, turns=cells.good_each)
    off_map = len(cells.ids) - n_on_map
    told = Told(sentences=(_of_coverage(cells, settings.scenario),), rows=_rows(cells, positions))
    return Chosen(_ids(cells.ids, positions), {_NOT_ON_MAP: off_map} if off_map else {}, told)


def by_yield(workspace: Workspace, personas: PersonaFilter, n: int, seed: int, settings: DrawSettings) -> Chosen:
    """Draw from the clusters of the map whose samples came out well, and a share evenly from all.

    Raises:
        BadInputError: There is no map.
    """
    with workspace.read() as session:
        cells = read_cells(session, personas, settings.scenario)
    check_number(n, len(cells.ids))
    drawn = draw_by_yield(
        cells.of, cells.good, cells.tried, n, explore=settings.explore, seed=seed, turns=cells.tried_each
    )
    told = Told(
        sentences=(_of_yield(cells, settings.scenario, n, int(drawn.is_explored.sum())),),
        rows=_rows(cells, drawn.rows),
    )
    return Chosen(_ids(cells.ids, drawn.rows), {}, told)


def equal_shares(workspace: Workspace, personas: PersonaFilter, attribute: str) -> dict[str, float]:
    """Return one share for each known value that somebody has; none where nothing is known of anybody."""
    values = [value for value in value_counts(workspace, personas, attribute) if is_known(value)]
    return {value: 1 / len(values) for value in values}


def is_known(value: str) -> bool:
    """Tell whether a value of an attribute or a language says something."""
    return value not in (UNKNOWN, "und")


def value_name(attribute: str, value: str) -> str:
    """Return what a reader is shown for a value."""
    return VOCABULARY.get(attribute, {}).get(value, "Unknown" if value == "und" else value)


def check_number(n: int, available: int) -> None:
    """Refuse to draw where there are not so many.

    Raises:
        BadInputError: Nobody is meant, or fewer than asked for.
    """
    if not available:
        raise BadInputError("No active persona is meant.", "Widen the filter, or import personas first.")
    if n > available:
        raise BadInputError(f"Only {available:,} active personas are meant, not {n:,}.", "Ask for fewer.")


def _ids(ids: NDArray[np.int64], positions: NDArray[np.int64]) -> tuple[int, ...]:
    return tuple(ids[positions].tolist())


def _rows(cells: Cells, positions: NDArray[np.int64]) -> tuple[DrawnRow, ...]:
    of_drawn = cells.of[positions]
    counts = np.bincount(of_drawn[of_drawn >= 0], minlength=len(cells.clusters)).tolist()
    numbers = zip(cells.clusters, cells.available, counts, cells.good, cells.tried, strict=True)
    rows = [
        DrawnRow(
            value=str(cluster.id), name=cluster.name, available=have, asked=drawn, drawn=drawn, good=good, tried=tried
        )
        for cluster, have, drawn, good, tried in numbers
    ]
    if off_map := int((of_drawn < 0).sum()):
        is_off = cells.of < 0
        good, tried = int(cells.good_each[is_off].sum()), int(cells.tried_each[is_off].sum())
        have = int(is_off.sum())
        rows.append(
            DrawnRow(
                value="", name="Not on the map", available=have, asked=off_map, drawn=off_map, good=good, tried=tried
            )
        )
    return tuple(rows)


def _of_shares(rows: Sequence[DrawnRow], n: int) -> tuple[str, ...]:
    """Say what could not be drawn as asked."""
    short = [row for row in rows if row.drawn < row.asked]
    said = [
        f"{row.name}: {row.asked:,} asked for, {row.available:,} there." if row.available else f"{row.name}: nobody."
        for row in short
    ]
    lacking = n - sum(row.drawn for row in rows)
    if lacking:
        return (f"{lacking:,} of {n:,} are not drawn, since they are not there.", *said)
    if short:
        return ("What a value lacks is drawn from the others, so their shares are larger than asked for.", *said)
    return ()


def _of_coverage(cells: Cells, scenario: str) -> str:
    of = f"{scenario} samples" if scenario else "samples"
    good = [good for good, have in zip(cells.good, cells.available, strict=True) if have]
    if not any(good):
        return f"No cluster has good {of} yet, so all take turns."
    if empty := good.count(0):
        return f"{empty:,} of {len(good):,} clusters have no good {of} yet; those with the fewest come first."
    return f"Each cluster has {min(good):,} to {max(good):,} good {of}; those with the fewest come first."


def _of_yield(cells: Cells, scenario: str, n: int, n_explored: int) -> str:
    of = f"{scenario} samples" if scenario else "samples"
    if not any(cells.tried):
        return f"There are no {of} of a model yet to learn from, so all {n:,} are explored: drawn evenly."
    return (
        f"{n - n_explored:,} by yield, {n_explored:,} explored: drawn evenly."
        f" {sum(cells.good):,} of {sum(cells.tried):,} {of} came out well so far."
    )
