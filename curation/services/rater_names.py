"""Who is told whose the numbers are: curators are, others read of rater 1, 2 and so on."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from curation.models import Annotator, Role
from curation.services.permissions import Actor
from curation.store.agreement import names_of_people

_SEE_NAMES = (Role.CURATOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Names:
    """What raters are called on a page or in an answer."""

    by_id: Mapping[int, str]
    are_real: bool

    def of(self, rater_id: int) -> str:
        """Return what a rater is called."""
        return self.by_id.get(rater_id, f"rater {rater_id}")


def names_for(session: Session, actor: Actor) -> Names:
    """Return the names as the actor may see them; the number of a rater follows from who came first."""
    people = names_of_people(session)
    row = session.get(Annotator, actor.id)
    if row is not None and row.role in _SEE_NAMES:
        return Names(people, are_real=True)
    numbered = {person_id: f"rater {number}" for number, person_id in enumerate(sorted(people), start=1)}
    if actor.id in numbered:
        numbered[actor.id] += " (you)"
    return Names(numbered, are_real=False)
