"""Errors that a user can act on; everything else is a bug and is logged."""


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


class LicenceError(CurationError):
    """The rows' licences do not permit what was asked."""

    code = "licence"


class BudgetError(CurationError):
    """The money asked for is not there, or a price that is needed is unknown."""

    code = "budget"


class ProviderError(CurationError):
    """A provider is not set up, or refused the set-up."""

    code = "provider"
