"""The number format of a workspace: chosen while nobody works, and every text is read anew in it."""

import pytest
from sqlmodel import col, func, select

from curation.errors import BadInputError, LockedError, NotAllowedError
from curation.jobs.running import run_here_or_wait
from curation.models import Event, Job, JobKind, Persona
from curation.services.jobs import list_jobs
from curation.services.people import join
from curation.services.permissions import Actor
from curation.services.precision import chosen_precision, set_precision
from curation.workspace import Workspace, open_workspace, take_lock


@pytest.fixture
def admin(starter_workspace: Workspace) -> Actor:
    return join(starter_workspace, "Ada")


def read_all(workspace: Workspace) -> None:
    job = next(job for job in list_jobs(workspace, limit=5) if job.kind == JobKind.EMBED)
    run_here_or_wait(workspace, job.id, on_progress=lambda _done, _total: None)


def counts(workspace: Workspace) -> tuple[int, int]:
    """Return how many personas wait to be read and how many are read."""
    with workspace.read() as session:
        wait, done = (
            session.exec(select(func.count()).where(Persona.embedding == state)).one() for state in ("", "done")
        )
    return wait, done


def test_a_workspace_reads_exactly_until_another_format_is_chosen(starter_workspace: Workspace, admin: Actor) -> None:
    reopened = open_workspace(starter_workspace.settings)
    assert reopened.embedder.precision == "float32"
    reopened.close()
    set_precision(starter_workspace, "bfloat16", actor=admin)
    reopened = open_workspace(starter_workspace.settings)
    assert (reopened.embedder.precision, reopened.vectors.space.precision) == ("bfloat16", "bfloat16")
    reopened.close()


def test_all_that_was_read_waits_to_be_read_anew(starter_workspace: Workspace, admin: Actor) -> None:
    read_all(starter_workspace)
    waited, read = counts(starter_workspace)
    assert (waited, read > 100) == (0, True)
    assert any(starter_workspace.index_folder("persona").iterdir())
    chosen = set_precision(starter_workspace, "bfloat16", actor=admin)
    assert counts(starter_workspace) == (read, 0)
    assert chosen.texts_to_read > read  # the samples too
    assert not starter_workspace.index_folder("persona").exists()
    with starter_workspace.read() as session:
        newest = select(Job.state).where(Job.kind == JobKind.EMBED).order_by(col(Job.id).desc())
        assert session.exec(newest).first() == "queued"
        event = session.exec(select(Event).where(Event.action == "setting.changed")).one()
    assert event.after == {"embedding.precision": "bfloat16"}
    read_all(starter_workspace)
    assert counts(starter_workspace) == (0, read)


def test_the_same_format_again_changes_nothing(starter_workspace: Workspace, admin: Actor) -> None:
    read_all(starter_workspace)
    before = counts(starter_workspace)
    assert set_precision(starter_workspace, "float32", actor=admin).texts_to_read == 0
    assert counts(starter_workspace) == before


@pytest.mark.parametrize("holder", ["web_lock", "worker_lock"])
def test_while_somebody_works_no_format_is_chosen(starter_workspace: Workspace, admin: Actor, holder: str) -> None:
    lock = take_lock(getattr(starter_workspace, holder), "worker")
    try:
        with pytest.raises(LockedError):
            set_precision(starter_workspace, "bfloat16", actor=admin)
    finally:
        lock.close()
    with starter_workspace.read() as session:
        assert chosen_precision(session) == "float32"


def test_an_unknown_format_and_a_person_who_may_not_are_refused(starter_workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(BadInputError, match="int8"):
        set_precision(starter_workspace, "int8", actor=admin)
    with pytest.raises(NotAllowedError):
        set_precision(starter_workspace, "bfloat16", actor=join(starter_workspace, "Bea"))
