"""Which personas a job is for: all that a filter means, or some of them, drawn in one of several ways."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from sqlmodel import Session, col, func, select

from curation.errors import BadInputError
from curation.models import ItemState, Persona, PersonaFilter
from curation.personas.farthest import farthest_points
from curation.services import draws
from curation.services.chosen import STRATIFIED_BY, Chosen, DrawnRow, DrawSettings, How, Told
from curation.store.personas import where_personas
from curation.workspace import Workspace

__all__ = [
    "MAX_CANDIDATES",
    "MAX_ITEMS",
    "STRATIFIED_BY",
    "Chosen",
    "DrawSettings",
    "DrawnRow",
    "How",
    "Told",
    "choose_personas",
    "count_active",
]

MAX_ITEMS: Final = 50_000
"""Samples of one job; more are made by several jobs."""
MAX_CANDIDATES: Final = 50_000
"""Personas among which those that lie far apart are looked for; of more, so many are drawn first."""
_PORTION: Final = 5_000
_NO_SETTINGS: Final = DrawSettings()
_DRAWS: Final[Mapping[How, Callable[[Workspace, PersonaFilter, int, int, DrawSettings], Chosen]]] = {
    "stratified": draws.by_shares,
    "undercovered": draws.by_coverage,
    "by_yield": draws.by_yield,
}
"""Draws that read more of the personas than their ids."""


def choose_personas(
    workspace: Workspace,
    personas: PersonaFilter,
    *,
    how: How,
    n: int | None,
    seed: int,
    settings: DrawSettings = _NO_SETTINGS,
    max_items: int = MAX_ITEMS,
) -> Chosen:
    """Choose distinct active personas, cached until the data changes; a seed chooses the same ones of the same hub.

    Args:
        workspace: Where.
        personas: Who is meant; of them only the active ones are chosen.
        how: All of them, or how they are drawn.
        n: How many; not asked of `all`. A stratified draw may come to fewer, and says so.
        seed: Draws them.
        settings: What `stratified`, `undercovered` and `by_yield` go by.
        max_items: The most that one job takes.

    Raises:
        BadInputError: Nobody active is meant, there are fewer than asked for, more than one job takes,
            or the draw goes by a map that nobody has drawn.
    """
    key = ("chosen_personas", personas, how, n, seed, settings, max_items)
    return workspace.cached(key, lambda: _choose(workspace, personas, how, n, seed, settings, max_items))


def _choose(
    workspace: Workspace,
    personas: PersonaFilter,
    how: How,
    n: int | None,
    seed: int,
    settings: DrawSettings,
    max_items: int,
) -> Chosen:
    wanted = n or 0
    if how != "all" and not 1 <= wanted <= max_items:
        raise BadInputError(f"Ask for 1 to {max_items:,} personas, not {wanted:,}.")
    if how in _DRAWS:
        return _with_left_out(workspace, personas, _DRAWS[how](workspace, personas, wanted, seed, settings))
    with workspace.read() as session:
        found = _active_ids(session, personas)
        left_out = _left_out(session, personas, len(found))
    if how == "all" and found:
        return Chosen(_at_most(found, max_items), left_out)
    draws.check_number(wanted, len(found))
    if how == "random":
        drawn = np.random.default_rng(seed).choice(len(found), size=wanted, replace=False)
        return Chosen(tuple(found[position] for position in drawn), left_out)
    return _spread(workspace, found, wanted, seed, left_out)


def _with_left_out(workspace: Workspace, personas: PersonaFilter, chosen: Chosen) -> Chosen:
    with workspace.read() as session:
        left_out = _left_out(session, personas, count_active(workspace, personas))
    return Chosen(chosen.ids, {**left_out, **chosen.left_out}, chosen.told)


def count_active(workspace: Workspace, personas: PersonaFilter) -> int:
    """Return how many active personas a filter means."""
    with workspace.read() as session:
        meant = select(func.count()).select_from(Persona).where(*where_personas(personas))
        return session.exec(meant.where(Persona.state == ItemState.ACTIVE)).one()


def _active_ids(session: Session, personas: PersonaFilter) -> list[int]:
    """Return the ids alone, in ascending order: of a large hub the rest is read for those that are drawn."""
    wanted = select(Persona.id).where(*where_personas(personas), Persona.state == ItemState.ACTIVE)
    return [persona_id for persona_id in session.exec(wanted.order_by(col(Persona.id))) if persona_id is not None]


def _texts_read(session: Session, ids: Sequence[int]) -> list[tuple[str, str]]:
    """Return the hash of the text and how far the model is with it, for each of ascending ids."""
    found: list[tuple[str, str]] = []
    for start in range(0, len(ids), _PORTION):
        portion = col(Persona.id).in_(ids[start : start + _PORTION])
        wanted = select(Persona.text_hash, Persona.embedding).where(portion).order_by(col(Persona.id))
        found.extend((row[0], row[1]) for row in session.execute(wanted))
    return found


def _left_out(session: Session, personas: PersonaFilter, n_active: int) -> dict[str, int]:
    meant = session.exec(select(func.count()).select_from(Persona).where(*where_personas(personas))).one()
    reasons = {"not active": meant - n_active}
    if personas.ids and not personas.changed(ids=()).set_fields():
        reasons["no such persona"] = len(set(personas.ids)) - meant
    return {reason: count for reason, count in reasons.items() if count}


def _at_most(ids: list[int], max_items: int) -> tuple[int, ...]:
    if len(ids) > max_items:
        raise BadInputError(
            f"{len(ids):,} personas are meant; one job takes at most {max_items:,}.",
            "Draw some at random, or narrow the filter.",
        )
    return tuple(ids)


def _spread(workspace: Workspace, found: list[int], wanted: int, seed: int, left_out: dict[str, int]) -> Chosen:
    reasons: Counter[str] = Counter(left_out)
    if len(found) > MAX_CANDIDATES:
        drawn = np.random.default_rng(seed).choice(len(found), size=MAX_CANDIDATES, replace=False)
        reasons[f"beyond the {MAX_CANDIDATES:,} that were drawn to look among"] = len(found) - MAX_CANDIDATES
        found = [found[position] for position in np.sort(drawn)]
    with workspace.read() as session:
        texts = _texts_read(session, found)
    stored = workspace.vectors.get([text_hash for text_hash, _ in texts])
    with_vector = [persona_id for persona_id, has_one in zip(found, stored.found, strict=True) if has_one]
    for (_, state), has_one in zip(texts, stored.found, strict=True):
        if not has_one:
            reasons[state if state not in ("", "done") else "not read by the model yet"] += 1
    if wanted > len(with_vector):
        raise BadInputError(
            f"Only {len(with_vector):,} of the personas meant have a vector, not {wanted:,}.",
            "Ask for fewer, draw at random, or wait until the worker has read them.",
        )
    order = farthest_points(stored.vectors, wanted, seed=seed)
    return Chosen(tuple(with_vector[position] for position in order), dict(reasons))
