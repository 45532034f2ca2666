"""The form of a hand-written example."""

from typing import NamedTuple


class Written(NamedTuple):
    """What a model might have answered for a persona: a raw answer for each step."""

    persona: str = ""
    raws: tuple[str, ...] = ()
    other_persona: str = ""
