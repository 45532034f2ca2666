"""What an HTTP status other than success tells: whether it was billed, may be sent again, or ends the job."""

from collections.abc import Mapping
from dataclasses import dataclass

from curation.providers.base import Billing


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an HTTP status tells about the call."""

    sentence: str
    billing: Billing = "not_billed"
    retryable: bool = False
    stops_job: bool = False


_REFUSALS: Mapping[int, Meaning] = {
    401: Meaning("The provider does not accept the key", stops_job=True),
    402: Meaning("The provider asks for payment first", stops_job=True),
    403: Meaning("The key may not do this", stops_job=True),
    404: Meaning("The provider knows no such address or model", stops_job=True),
    408: Meaning("The provider gave up waiting; it may have billed the call", billing="maybe_billed"),
    429: Meaning("The provider asks to slow down", retryable=True),
    500: Meaning("The provider had an error of its own", retryable=True),
    503: Meaning("The provider is not available", retryable=True),
    529: Meaning("The provider is overloaded", retryable=True),
}
_REDIRECT = Meaning("The address leads elsewhere, and redirects are not followed", stops_job=True)
_REQUEST_REFUSED = Meaning("The provider refused the request")
_SERVER_FAILED = Meaning("The provider failed on the way; it may have billed the call", billing="maybe_billed")
_NO_QUOTA = Meaning("The account has no quota left", stops_job=True)


def meaning_of(status: int, code: object) -> Meaning:
    """Look up what a status other than success means; a 429 without quota does not pass by waiting."""
    if status == 429 and code == "insufficient_quota":
        return _NO_QUOTA
    if status in _REFUSALS:
        return _REFUSALS[status]
    if 400 <= status < 500:
        return _REQUEST_REFUSED
    return _REDIRECT if status < 400 else _SERVER_FAILED
