"""From a scenario, a persona and a seed to the raw text of an answer."""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from random import Random
from typing import Final

from curation.providers.demo.articles import write_article
from curation.providers.demo.characters import write_character
from curation.providers.demo.instructions import write_instruction
from curation.providers.demo.logic import write_logic
from curation.providers.demo.maths import write_maths
from curation.providers.demo.scene import Scene, make_scene
from curation.providers.demo.tools import write_tool

MODEL: Final = "grammar/1"


def demo_answer(scenario: str, variant: str, persona: str, seed: int) -> str:
    """Write an answer that keeps the scenario's contract.

    The same four arguments give the same text, in every process and on every
    machine. A variant that the grammars do not know gives the plain one.

    Args:
        scenario: One of math, logic, instruction, knowledge, npc, tool.
        variant: A variant of the scenario, such as "focus".
        persona: The description; phrases of it stand in the answer.
        seed: Chooses among the answers for one persona.

    Raises:
        ValueError: There is no such scenario.
    """
    writers: Mapping[str, Callable[[Scene], str]] = {
        "math": partial(write_maths, variant=variant),
        "logic": partial(write_logic, variant=variant),
        "instruction": write_instruction,
        "knowledge": write_article,
        "npc": write_character,
        "tool": write_tool,
    }
    if scenario not in writers:
        raise ValueError(f"unknown scenario {scenario!r}; known: {', '.join(writers)}")
    return writers[scenario](make_scene(persona, _dice(scenario, variant, persona, seed)))


def _dice(scenario: str, variant: str, persona: str, seed: int) -> Random:
    """Seed the random choices from a hash, since Python's own hash differs from run to run."""
    key = "\x1f".join((MODEL, scenario, variant, str(seed), persona)).encode("utf-8", "surrogatepass")
    return Random(int.from_bytes(hashlib.sha256(key).digest()))  # noqa: S311  Dice for a demonstration, no secret.
