"""What a check found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found; the detail is one plain sentence."""

    name: str
    ok: bool
    detail: str
