"""Which member of a duplicate group stays."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """What the choice looks at.

    Attributes:
        id: The item's id.
        evidence: How much hangs on it: ratings, known attributes and samples, counted.
        length: Characters of its text.
    """

    id: int
    evidence: int
    length: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The member that stays, and why, in words for the reader."""

    keeper_id: int
    reason: str


def choose_keeper(members: Sequence[Member]) -> Choice:
    """Choose the member with more evidence, then the longer text, then the lower id.

    The order of the members does not matter. The reason names the first point
    in which the keeper is ahead of the runner-up.

    Raises:
        ValueError: There is no member, or two have the same id.
    """
    if len({member.id for member in members}) != len(members) or not members:
        raise ValueError(f"need at least one member and distinct ids, got {[member.id for member in members]}")
    ranked = sorted(members, key=lambda member: (-member.evidence, -member.length, member.id))
    return Choice(ranked[0].id, _reason(ranked[0], ranked[1]) if len(ranked) > 1 else "kept: the only one")


def _reason(keeper: Member, second: Member) -> str:
    """Say what puts the keeper ahead."""
    if keeper.evidence > second.evidence:
        return f"kept: most evidence ({keeper.evidence} against {second.evidence})"
    if keeper.length > second.length:
        return f"kept: as much evidence and the longest text ({keeper.length} against {second.length} characters)"
    return f"kept: as much evidence, as long, and the first ({keeper.id} before {second.id})"
