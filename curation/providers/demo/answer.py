"""From a scenario, a persona and a seed to the raw text of an answer."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType
from typing import Final

from curation.providers.demo.articles import write_article
from curation.providers.demo.custom import write_custom
from curation.providers.demo.hub_attributes import write_attributes
from curation.providers.demo.hub_relations import write_relatives
from curation.providers.demo.hub_texts import write_readers
from curation.providers.demo.instructions import write_instruction
from curation.providers.demo.judging import write_judgement
from curation.providers.demo.logic import write_logic
from curation.providers.demo.maths import write_maths
from curation.providers.demo.model import MODEL
from curation.providers.demo.npc import write_npc
from curation.providers.demo.reading import write_reading
from curation.providers.demo.scene import Scene, make_scene
from curation.providers.demo.solving import solve_problem
from curation.providers.demo.talk import Two, write_message
from curation.providers.demo.tool_code import write_code
from curation.providers.demo.tools import write_tool

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer depends on, as `curation.providers.base.Request` has it.

    Attributes:
        persona: The description, the text that people are found from, or the problem to be solved.
        variables: What the template was filled with: `world` for game characters, and those of personas.
    """

    scenario: str
    variant: str
    persona: str
    seed: int
    variables: Mapping[str, str] = field(default_factory=lambda: _NONE)
    step: str = ""
    so_far: str = ""
    other_persona: str = ""
    contract: Mapping[str, object] | None = None

    def scene(self) -> Scene:
        """Put the persona on stage, with dice of this call."""
        return make_scene(self.persona, self.dice())

    def dice(self, variables: Mapping[str, str] = _NONE) -> Random:
        """Seed the random choices from a hash, since Python's own hash differs from run to run."""
        more = [part for name in sorted(variables) for part in (name, variables[name])]
        more += [part for part in (self.step, self.so_far, self.other_persona) if part]
        parts = (MODEL, self.scenario, self.variant, str(self.seed), self.persona, *more)
        key = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        return Random(int.from_bytes(hashlib.sha256(key).digest()))  # noqa: S311  Dice for a demonstration, no secret.


def demo_answer(
    scenario: str,
    variant: str,
    persona: str,
    seed: int,
    variables: Mapping[str, str] = _NONE,
    *,
    step: str = "",
    so_far: str = "",
    other_persona: str = "",
    contract: Mapping[str, object] | None = None,
) -> str:
    """Write an answer that keeps the scenario's contract.

    The same arguments give the same text, in every process and on every
    machine. A variant that the grammars do not know gives the plain one.

    Args:
        scenario: One of `WRITERS`: the scenarios that make samples; text-to-persona, persona-to-persona and
            persona-attributes, which make personas and what is known of them; solve; and judge.
        variant: A variant of the scenario, such as "focus"; for solve the style, "assistant" or "program"; for judge
            "single" or "pair".
        persona: The description, the text, or the problem; phrases of it stand in the answer.
        seed: Chooses among the answers for one persona.
        variables: What the template was filled with.
        step: Which of several calls this is.
        so_far: What the earlier calls came to.
        other_persona: The second description, where two people talk.
        contract: What an answer of custom must have.

    Raises:
        ValueError: There is no such scenario, or the contract is none.
    """
    asked = Asked(scenario, variant, persona, seed, variables, step, so_far, other_persona, contract)
    if scenario not in WRITERS:
        raise ValueError(f"unknown scenario {scenario!r}; known: {', '.join(WRITERS)}")
    return WRITERS[scenario](asked)


def _knowledge(asked: Asked) -> str:
    """Write an article by the persona, or a text for it."""
    return (write_reading if asked.variant == "reading" else write_article)(asked.scene())


def _tool(asked: Asked) -> str:
    """Write an interface, or the code for the one that was written."""
    return write_code(asked.so_far, asked.dice()) if asked.step == "code" else write_tool(asked.scene())


def _message(asked: Asked) -> str:
    """Write the next message of a conversation."""
    two = Two(asked.persona, asked.other_persona)
    return write_message(asked.scene(), asked.variant, asked.step, asked.so_far, two)


def _readers(asked: Asked) -> str:
    """Write personas from a text."""
    return write_readers(asked.persona, asked.variant, asked.variables, asked.dice(asked.variables))


WRITERS: Final[Mapping[str, Callable[[Asked], str]]] = {
    "math": lambda asked: write_maths(asked.scene(), asked.variant),
    "logic": lambda asked: write_logic(asked.scene(), asked.variant),
    "instruction": lambda asked: write_instruction(asked.scene()),
    "knowledge": _knowledge,
    "npc": lambda asked: write_npc(asked.scene(), asked.variant, asked.variables.get("world", "")),
    "tool": _tool,
    "conversation": _message,
    "custom": lambda asked: write_custom(asked.scene(), asked.contract),
    "solve": lambda asked: solve_problem(asked.persona, asked.variant, asked.dice()),
    "judge": lambda asked: write_judgement(asked.variant, asked.persona, asked.variables),
    "text-to-persona": _readers,
    "persona-to-persona": lambda asked: write_relatives(asked.persona, asked.variables, asked.dice(asked.variables)),
    "persona-attributes": lambda asked: write_attributes(asked.persona),
}
"""What is written for each scenario."""
