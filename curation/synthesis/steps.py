"""The steps of an item: which calls make it, and what each of them is called."""

from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from typing import Final

MIN_TURNS: Final = 2
MAX_TURNS: Final = 12
DEFAULT_TURNS: Final = 4
"""Messages of a conversation."""

ROLES: Final[Mapping[str, tuple[str, str]]] = {
    "continued": ("user", "assistant"),
    "two-personas": ("first", "second"),
}
"""Who speaks in turn in a conversation, by its variant."""

SPEAKERS: Final[Mapping[str, str]] = {
    "user": "User",
    "assistant": "Assistant",
    "first": "First person",
    "second": "Second person",
}
"""How a speaker is called in a text."""


def steps_of(scenario: str, variant: str, variables: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the calls that make one item, in their order; a single call has no name.

    Raises:
        ValueError: `turns` is no whole number from 2 to 12.
    """
    if scenario == "conversation":
        return roles_of(variant, _turns(variables))
    if (scenario, variant) == ("tool", "code"):
        return ("interface", "code")
    return ("",)


def roles_of(variant: str, n: int) -> tuple[str, ...]:
    """Return who speaks in each of `n` messages of a conversation."""
    return tuple(islice(cycle(ROLES.get(variant, ROLES["continued"])), n))


def _turns(variables: Mapping[str, str]) -> int:
    """Return how many messages are wanted."""
    given = variables.get("turns", str(DEFAULT_TURNS)).strip()
    if not (given.isascii() and given.isdigit() and len(given) < 3 and MIN_TURNS <= int(given) <= MAX_TURNS):
        raise ValueError(f"“turns” must be a whole number from {MIN_TURNS} to {MAX_TURNS}, not {given[:40]!r}")
    return int(given)


def join_so_far(steps: Sequence[str], texts: Sequence[str]) -> str:
    """Return what earlier steps came to, as the next prompt places it: a conversation with who said what.

    Args:
        steps: The names of the earlier steps.
        texts: What each of them came to, by `step_text`.
    """
    told = zip(steps, texts, strict=True)
    return "\n\n".join(f"{SPEAKERS[step]}: {text}" if step in SPEAKERS else text for step, text in told)
