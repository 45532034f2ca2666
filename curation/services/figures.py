"""A number with its interval, or the reason why there is none."""

from collections.abc import Callable
from dataclasses import dataclass

from curation.metrics.intervals import Interval
from curation.metrics.ratings import UndefinedError


@dataclass(frozen=True, slots=True)
class NotDefined:
    """Why a number has no value, without a full stop."""

    reason: str

    def __str__(self) -> str:
        """Return it as pages and commands say it."""
        return f"not defined: {self.reason}"


Figure = Interval | NotDefined


def figure(compute: Callable[[], Interval]) -> Figure:
    """Return what is computed, or why it has no value."""
    try:
        return compute()
    except UndefinedError as error:
        return NotDefined(str(error))


def in_json(found: Figure) -> dict[str, float | str]:
    """Return `{value, low, high, n}`, or `{not_defined: reason}`."""
    if isinstance(found, NotDefined):
        return {"not_defined": found.reason}
    return {"value": found.value, "low": found.low, "high": found.high, "n": found.n}
