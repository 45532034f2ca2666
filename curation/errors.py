"""Errors that a user can act on; everything else is a bug and is logged."""

import errno
from typing import Final

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class CurationError(Exception):
    """Something the user can mend; the message says what, the hint says how."""

    code = "error"

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the sentence and, apart from it, what to do next."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Give the message and the hint as one text."""
        return f"{self.message} {self.hint}".strip()


class BadInputError(CurationError):
    """A value, a file or a row that cannot be used as it is."""

    code = "bad_input"


class NotFoundError(CurationError):
    """What was asked for does not exist."""

    code = "not_found"


class NotAllowedError(CurationError):
    """The actor's role does not permit the action."""

    code = "not_allowed"


class ConflictError(CurationError):
    """The state changed meanwhile, or the action does not fit the state."""

    code = "conflict"


class LockedError(CurationError):
    """Another process holds the lock that the action needs."""

    code = "locked"


class WorkspaceError(CurationError):
    """The workspace is missing, damaged, of a newer version or not writable."""

    code = "workspace"


class DiskError(WorkspaceError):
    """The disk took no more: it is full, a quota or a limit is reached, or it failed."""

    code = "disk"

    def __init__(self, place: object, reason: str) -> None:
        """Say what could not be written and why, what became of it, and how it goes on."""
        super().__init__(
            f"{place} cannot be written: {reason}.",
            "What was stored before is kept; this was not stored."
            " Make room on the disk, then do it again: a job that is resumed goes on where it stopped.",
        )


class LicenceError(CurationError):
    """The rows' licences do not permit what was asked."""

    code = "licence"


class BudgetError(CurationError):
    """The money asked for is not there, or a price that is needed is unknown."""

    code = "budget"


class ProviderError(CurationError):
    """A provider is not set up, or refused the set-up."""

    code = "provider"


def disk_failure(error: BaseException) -> str | None:
    """Return why the disk took no more, where an error of the system or of SQLite says so; else None."""
    if isinstance(error, OSError):
        return error.strerror if error.errno in _NO_ROOM else None
    is_disk = str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_FULL", "SQLITE_IOERR"))
    return str(error) if is_disk else None
