"""What the hub lacks: of each attribute the values that few of its people are known to have."""

from dataclasses import dataclass

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func

from curation.metrics import Interval, wilson_interval
from curation.models import ItemState, Persona
from curation.personas import UNKNOWN, VOCABULARY
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Gap:
    """How many active personas are known to have a value of an attribute.

    Attributes:
        n: Those with the value.
        share: Of those whose value is known, with Wilson's interval; None where none is known.
        n_known: Those whose value of the attribute is known, whichever it is.
        unknown: Those of whom the text does not say; any of them may have this value.
    """

    attribute: str
    value: str
    n: int
    share: Interval | None
    n_known: int
    unknown: int

    @property
    def is_rare(self) -> bool:
        """Whether fewer than half as many have it as if all values were equally frequent."""
        n_values = len(VOCABULARY[self.attribute]) - 1
        return 2 * self.n * n_values < self.n_known or not self.n


def find_gaps(workspace: Workspace) -> list[Gap]:
    """Return every value of every attribute, attribute by attribute, the rarest first; cached until the data changes.

    A persona whose text does not say counts for no value: of an attribute that
    is mostly unknown a low count says little of the people, and `unknown` says so.
    """
    return workspace.cached(("gaps",), lambda: _find(workspace))


def _find(workspace: Workspace) -> list[Gap]:
    with workspace.read() as session:
        return [gap for attribute in VOCABULARY for gap in _of_attribute(session, attribute)]


def _of_attribute(session: Session, attribute: str) -> list[Gap]:
    column = col(getattr(Persona, attribute))
    counted = select_columns(column, func.count()).where(col(Persona.state) == ItemState.ACTIVE).group_by(column)
    counts = {row[0]: int(row[1]) for row in session.execute(counted)}
    unknown = counts.pop(UNKNOWN, 0)
    n_known = sum(counts.values())
    gaps = [
        Gap(attribute, value, n, wilson_interval(n, n_known) if n_known else None, n_known, unknown)
        for value in VOCABULARY[attribute]
        if value != UNKNOWN
        for n in (counts.get(value, 0),)
    ]
    return sorted(gaps, key=lambda gap: gap.n)  # of equally rare ones the order of the vocabulary stays
