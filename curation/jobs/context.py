"""What a handler gets to work with: the job, the workspace, and a place to say how far it is."""

import os
import socket
import time
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from curation.models import Annotator, Job, Role
from curation.services.permissions import Actor
from curation.store.jobs import add_log, renew_lease
from curation.workspace import Workspace


class JobCancelledError(Exception):
    """Somebody asked the job to stop; what it has done stays done."""


class LeaseLostError(Exception):
    """Another worker has the job now; this one must leave it alone."""


class JobParkedError(Exception):
    """The job cannot go on now and wants to be taken up later."""

    def __init__(self, reason: str, *, wait_s: float) -> None:
        """Keep the reason, which people read, and the wait in seconds."""
        super().__init__(reason)
        self.reason = reason
        self.wait_s = wait_s


class JobContext:
    """One run of one job."""

    def __init__(self, workspace: Workspace, job: Job, *, owner: str, actor: Actor, tied_to: int | None = None) -> None:
        """Bind the run to its lease and, in the child of a worker, to the process that started it."""
        self.workspace = workspace
        self.job_id: int = job.id or 0
        self.params: Mapping[str, Any] = job.params
        self.runs = job.runs
        """How often the job was started, this run included."""
        self.budget_usd = job.budget_usd
        self.actor = actor
        self._owner = owner
        self._parent_pid = tied_to
        self._is_asked_to_stop = False
        self.is_leaving = False
        """Set when the worker stops: begin nothing new, then raise JobParkedError with no wait."""

    def checkpoint(self, *, done: int | None = None, total: int | None = None) -> None:
        """Write the progress and renew the lease, in a transaction of its own.

        Raises:
            JobCancelledError: Somebody asked the job to stop.
            LeaseLostError: The job belongs to another worker, or the worker that started this process is gone.
        """
        with self.workspace.write() as tx:
            self.checkpoint_in(tx, done=done, total=total)
        self.stop_if_asked()

    def checkpoint_in(self, tx: Session, *, done: int | None = None, total: int | None = None) -> None:
        """Do the same in the transaction that stores the work, so that both stand or neither.

        It does not raise when the job is to stop, since the work would be
        rolled back: call `stop_if_asked` after the commit.
        """
        if self._parent_pid is not None and os.getppid() != self._parent_pid:
            raise LeaseLostError("the worker that started this process is gone")
        asked = renew_lease(tx, self.job_id, owner=self._owner, now_s=time.time(), done=done, total=total)
        if asked is None:
            raise LeaseLostError(f"job {self.job_id} is no longer ours")
        self._is_asked_to_stop = asked

    def stop_if_asked(self) -> None:
        """Raise JobCancelledError if the last checkpoint found that somebody asked the job to stop."""
        if self._is_asked_to_stop:
            raise JobCancelledError

    @property
    def is_asked_to_stop(self) -> bool:
        """Whether the last checkpoint found that somebody asked the job to stop."""
        return self._is_asked_to_stop

    def heartbeat(self) -> bool:
        """Renew the lease and nothing else; tell whether the job is still ours."""
        with self.workspace.write() as tx:
            return self.heartbeat_in(tx)

    def heartbeat_in(self, tx: Session) -> bool:
        """Do the same in the caller's transaction."""
        return renew_lease(tx, self.job_id, owner=self._owner, now_s=time.time()) is not None

    def log(self, text: str) -> None:
        """Write a line that people can read on the Jobs page."""
        with self.workspace.write() as tx:
            add_log(tx, self.job_id, text)


def new_context(workspace: Workspace, job: Job, *, owner: str, tied_to: int | None = None) -> JobContext:
    """Return the context of a claimed job, acting for the person who asked for it.

    Only the child of a worker is tied to a process: any other run outlives
    the shell that started it.
    """
    with workspace.read() as session:
        row = session.get_one(Annotator, job.owner)
        actor = Actor(id=job.owner, name=row.name, role=Role(row.role))
    return JobContext(workspace, job, owner=owner, actor=actor, tied_to=tied_to)


def worker_name() -> str:
    """Return the name under which this process holds leases."""
    return f"{socket.gethostname()}:{os.getpid()}"
