"""Who may do what: one table, one function, the role read from the database each time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from curation.errors import NotAllowedError
from curation.models import Annotator, Role

LOWEST_ROLE: Final[Mapping[str, Role]] = {
    "look": Role.VIEWER,
    "review": Role.ANNOTATOR,
    "comment": Role.ANNOTATOR,
    "decide_duplicates": Role.ANNOTATOR,
    "import": Role.CURATOR,
    "edit_persona": Role.CURATOR,
    "select_many": Role.CURATOR,
    "generate": Role.CURATOR,
    "run_dedup": Role.CURATOR,
    "draw_map": Role.CURATOR,
    "steer_job": Role.CURATOR,
    "export": Role.CURATOR,
    "edit_template": Role.CURATOR,
    "edit_rubric": Role.CURATOR,
    "assign": Role.CURATOR,
    "set_gold": Role.CURATOR,
    "adjudicate": Role.CURATOR,
    "make_pairs": Role.CURATOR,
    "set_role": Role.ADMIN,
    "set_provider": Role.ADMIN,
    "set_precision": Role.ADMIN,
    "backup": Role.ADMIN,
}
"""The lowest role that may do each verb; docs/permissions.md shows the same table."""

_ORDER = tuple(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts; the role here is for showing only."""

    id: int
    name: str
    role: Role


def may(role: Role, verb: str) -> bool:
    """Tell whether a role reaches a verb."""
    return _ORDER.index(role) >= _ORDER.index(LOWEST_ROLE[verb])


def allow(session: Session, actor: Actor, verb: str) -> None:
    """Return if the actor may do the verb now.

    Raises:
        NotAllowedError: The person is gone or inactive, or the role is too low.
    """
    row = session.get(Annotator, actor.id)
    if row is None or not row.is_active:
        raise NotAllowedError(f"{actor.name} is not an active member of this workspace.", "Ask an admin.")
    if not may(Role(row.role), verb):
        raise NotAllowedError(
            f"{actor.name} is {row.role}; '{verb.replace('_', ' ')}' needs {LOWEST_ROLE[verb]}.",
            "Ask an admin for the role.",
        )
