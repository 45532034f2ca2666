"""One server and one worker per workspace: locks that a kill -9 frees and that name their holder."""

import fcntl
import json
import os
import socket
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from curation.errors import LockedError, WorkspaceError
from curation.models import utc_now


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock."""

    pid: int
    host: str
    since: str


class Lock:
    """A lock that is held until it is closed or the process ends."""

    def __init__(self, file: IO[str]) -> None:
        """Keep the open file, since the kernel ties the lock to it."""
        self._file = file

    def close(self) -> None:
        """Give the lock back."""
        self._file.close()


def take_lock(path: Path, what: str) -> Lock:
    """Take the lock at `path` or refuse at once.

    Raises:
        LockedError: Another process holds it; the sentence names the holder.
        WorkspaceError: The folder cannot be written.
    """
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise WorkspaceError(f"{path} cannot be opened for writing: {error.strerror}.", "Check the folder.") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise LockedError(
            f"A {what} already works on this workspace: {_say(holder_of(path))}.",
            "Use that one, or stop it first.",
        ) from error
    file.seek(0)
    file.truncate()
    holder = Holder(pid=os.getpid(), host=socket.gethostname(), since=utc_now().isoformat(timespec="seconds"))
    json.dump(asdict(holder), file)
    file.flush()
    return Lock(file)


def holder_of(path: Path) -> Holder | None:
    """Return who wrote the lock file last, whether or not the lock is still held."""
    try:
        return Holder(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def current_holder(path: Path) -> Holder | None:
    """Return who holds the lock now, or None when it is free."""
    if not path.exists():
        return None
    with path.open("r", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return holder_of(path) or Holder(pid=0, host="?", since="?")
    return None


def _say(holder: Holder | None) -> str:
    return f"process {holder.pid} on {holder.host}, since {holder.since}" if holder else "its holder left no name"
