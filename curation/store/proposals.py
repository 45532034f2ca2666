"""What judges that may pre-fill answered on a sample."""

import json
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import text
from sqlmodel import Session

_JUDGED: Final = text(
    "select a.name, r.overall, r.answers, r.note, r.saved_at from review r indexed by review_current"
    " join annotator a on a.id = r.annotator_id and a.kind = 'judge'"
    " join setting s on s.name = 'judge.' || a.id || '.prefills' and s.value = '\"1\"'"
    " where r.sample_id = :sample_id and r.superseded_by is null and not r.is_withdrawn order by a.id"
)
_EDITED: Final = text(
    "select max(at) from event where entity = 'sample' and entity_id = :sample_id and action = 'sample.edited'"
)


class Proposed(NamedTuple):
    """What one judge answered."""

    judge: str
    overall: int | None
    answers: dict[str, Any]
    note: str
    saved_at: datetime


def proposed_by_judges(session: Session, sample_id: int) -> list[Proposed]:
    """Return the current answers on a sample of judges that may pre-fill, by judge; one statement, as a key waits."""
    return [
        Proposed(row[0], row[1], json.loads(row[2]), row[3], datetime.fromisoformat(row[4]))
        for row in session.execute(_JUDGED, {"sample_id": sample_id})
    ]


def edited_at(session: Session, sample_id: int) -> datetime | None:
    """Return when the text of a sample was corrected last; None where it never was."""
    at = session.execute(_EDITED, {"sample_id": sample_id}).scalar_one()
    return None if at is None else datetime.fromisoformat(at)
