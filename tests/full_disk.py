"""Disks that are full: of the database, of one process's files, of an export."""

import errno
import io
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from curation.workspace import Workspace


@contextmanager
def full_database(workspace: Workspace, *, free_pages: int = 0) -> Iterator[None]:
    """Let the database grow by so many pages and no more, as on a disk that is full; the way out is more room.

    Source:
        SQLITE_FULL is what SQLite says of both, https://www.sqlite.org/rescode.html#full.
    """
    with workspace.read() as session:
        n_pages = session.connection().exec_driver_sql("pragma page_count").scalar_one()

    def limit(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection
        connection.execute(f"pragma max_page_count = {n_pages + free_pages}")

    workspace.writer.dispose()
    event.listen(workspace.writer, "connect", limit)
    try:
        yield
    finally:
        event.remove(workspace.writer, "connect", limit)
        workspace.writer.dispose()


@contextmanager
def small_files(max_bytes: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size, as under a quota."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (max_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


class _FullFile(io.FileIO):
    """A new file that takes so many bytes."""

    room = 0

    def write(self, content: Any) -> int:  # noqa: ANN401 - as the base class says
        if self.tell() + len(content) > self.room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(content)


def fill_at(monkeypatch: pytest.MonkeyPatch, name: str, room: int) -> None:
    """Let the new files below a folder of some name take so many bytes each."""
    real = Path.open

    def open_full(path: Path, mode: str = "r", *args: Any, **named: Any) -> Any:  # noqa: ANN401
        if mode != "xb" or not any(name in part for part in path.parts):
            return real(path, mode, *args, **named)
        file = _FullFile(path, "xb")
        file.room = room
        return file

    monkeypatch.setattr(Path, "open", open_full)
