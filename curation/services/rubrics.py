"""Rubrics: which questions are asked about a sample of a scenario."""

from dataclasses import dataclass

from sqlmodel import Session

from curation.models import Rubric
from curation.review.rubric import RUBRIC_OF_ALL, RubricForm
from curation.review.shipped_rubrics import SHIPPED
from curation.store.reviews import newest_rubric


@dataclass(frozen=True, slots=True)
class RubricVersion:
    """One version of a rubric; without an id it is as shipped and nobody has answered it yet."""

    id: int | None
    name: str
    version: int
    form: RubricForm


def rubric_for(session: Session, scenario: str) -> RubricVersion:
    """Return the newest rubric of a scenario, else the rubric of all."""
    for name in (scenario, RUBRIC_OF_ALL):
        row = newest_rubric(session, name)
        if row is not None:
            return version_of(row)
        if name in SHIPPED:
            return RubricVersion(None, name, 1, SHIPPED[name])
    raise AssertionError("the rubric of all is shipped")


def stored_rubric(tx: Session, rubric: RubricVersion) -> int:
    """Return the id of a rubric; one that is as shipped gets its row with the first answer."""
    if rubric.id is not None:
        return rubric.id
    row = Rubric(
        name=rubric.name, version=rubric.version, questions=rubric.form.as_rows(), guideline=rubric.form.guideline
    )
    tx.add(row)
    tx.flush()
    return row.id or 0


def version_of(row: Rubric) -> RubricVersion:
    """Read a version as the table keeps it."""
    return RubricVersion(row.id, row.name, row.version, RubricForm.from_rows(row.questions, row.guideline))
