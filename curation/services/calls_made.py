"""The calls that asked for personas, one by one: what was sent, what came back, and what became of it."""

from sqlmodel import col

from curation.errors import BadInputError, NotFoundError
from curation.models import Job, PersonaCall
from curation.services.lists import ListPage, read_page
from curation.services.persona_counts import PERSONA_JOBS
from curation.store.paging import Order
from curation.workspace import Workspace

_ORDER = Order(PersonaCall.id, PersonaCall.id, is_descending=False)


def list_calls(
    workspace: Workspace, job_id: int, *, outcome: str | None = None, place: str | None = None
) -> ListPage[PersonaCall]:
    """Return a page of a job's calls in the order in which they are made, of one outcome or of all.

    Raises:
        NotFoundError: There is no such job.
        BadInputError: It makes no personas, or the place is none of a list.
    """
    where = [col(PersonaCall.job_id) == job_id]
    if outcome is not None:
        where.append(col(PersonaCall.outcome) == outcome)
    with workspace.read() as session:
        job = session.get(Job, job_id)
        if job is None:
            raise NotFoundError(f"There is no job {job_id}.")
        if job.kind not in PERSONA_JOBS:
            raise BadInputError(f"Job {job_id} makes no personas.")
        return read_page(session, PersonaCall, where, _ORDER, place=place)
