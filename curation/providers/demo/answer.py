"""From a scenario, a persona and a seed to the raw text of an answer."""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from random import Random
from types import MappingProxyType
from typing import Final

from curation.providers.demo.articles import write_article
from curation.providers.demo.characters import write_character
from curation.providers.demo.hub_attributes import write_attributes
from curation.providers.demo.hub_relations import write_relatives
from curation.providers.demo.hub_texts import write_readers
from curation.providers.demo.instructions import write_instruction
from curation.providers.demo.logic import write_logic
from curation.providers.demo.maths import write_maths
from curation.providers.demo.scene import Scene, make_scene
from curation.providers.demo.tools import write_tool

MODEL: Final = "grammar/1"


def demo_answer(
    scenario: str, variant: str, persona: str, seed: int, variables: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Write an answer that keeps the scenario's contract.

    The same arguments give the same text, in every process and on every
    machine. A variant that the grammars do not know gives the plain one.

    Args:
        scenario: One of math, logic, instruction, knowledge, npc, tool, which make samples, or of text-to-persona,
            persona-to-persona, persona-attributes, which make personas and what is known of them.
        variant: A variant of the scenario, such as "focus".
        persona: The description, or the text; phrases of it stand in the answer.
        seed: Chooses among the answers for one persona.
        variables: What the template was filled with; read for personas only.

    Raises:
        ValueError: There is no such scenario.
    """
    key = (scenario, variant, persona, seed)
    people: Mapping[str, Callable[[], str]] = {
        "text-to-persona": lambda: write_readers(persona, variant, variables, _dice(*key, variables)),
        "persona-to-persona": lambda: write_relatives(persona, variables, _dice(*key, variables)),
        "persona-attributes": lambda: write_attributes(persona),
    }
    if scenario in people:
        return people[scenario]()
    writers: Mapping[str, Callable[[Scene], str]] = {
        "math": partial(write_maths, variant=variant),
        "logic": partial(write_logic, variant=variant),
        "instruction": write_instruction,
        "knowledge": write_article,
        "npc": write_character,
        "tool": write_tool,
    }
    if scenario not in writers:
        raise ValueError(f"unknown scenario {scenario!r}; known: {', '.join([*writers, *people])}")
    return writers[scenario](make_scene(persona, _dice(*key)))


def _dice(
    scenario: str, variant: str, persona: str, seed: int, variables: Mapping[str, str] = MappingProxyType({})
) -> Random:
    """Seed the random choices from a hash, since Python's own hash differs from run to run."""
    more = [part for name in sorted(variables) for part in (name, variables[name])]
    key = "\x1f".join((MODEL, scenario, variant, str(seed), persona, *more)).encode("utf-8", "surrogatepass")
    return Random(int.from_bytes(hashlib.sha256(key).digest()))  # noqa: S311  Dice for a demonstration, no secret.
