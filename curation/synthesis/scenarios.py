"""What can be created from a persona, and with which prompt."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from curation.synthesis import templates


@dataclass(frozen=True, slots=True)
class Variant:
    """One prompt of a scenario; a changed template is a new version."""

    name: str
    title: str
    template: str
    version: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of synthetic data, with its output contract in every variant's template."""

    name: str
    title: str
    description: str
    variants: tuple[Variant, ...]

    def variant(self, name: str) -> Variant:
        """Return the variant of that name.

        Raises:
            ValueError: The scenario has no such variant.
        """
        for variant in self.variants:
            if variant.name == name:
                return variant
        known = ", ".join(variant.name for variant in self.variants)
        raise ValueError(f"scenario {self.name!r} has no variant {name!r}; it has: {known}")


_ALL = (
    Scenario(
        "math",
        "Mathematics",
        "A problem from the person's life, with its solution and a final answer.",
        (
            Variant("plain", "Plain", templates.MATH_PLAIN, 1),
            Variant("focus", "Focus on a field (geometry)", templates.MATH_FOCUS, 1),
            Variant("difficulty", "Olympiad difficulty", templates.MATH_DIFFICULTY, 1),
        ),
    ),
    Scenario(
        "logic",
        "Logical reasoning",
        "A puzzle with exactly one solution, and the reasoning that leads to it.",
        (
            Variant("plain", "Plain", templates.LOGIC_PLAIN, 1),
            Variant("spatial", "Spatial", templates.LOGIC_SPATIAL, 1),
        ),
    ),
    Scenario(
        "instruction",
        "Instruction",
        "What the person would ask an assistant, and a reply.",
        (Variant("plain", "Plain", templates.INSTRUCTION_PLAIN, 1),),
    ),
    Scenario(
        "knowledge",
        "Knowledge",
        "An article on what the person knows best.",
        (Variant("plain", "Plain", templates.KNOWLEDGE_PLAIN, 1),),
    ),
    Scenario(
        "npc",
        "Game character",
        "The person as a character of the game world Hollowtide.",
        (Variant("plain", "Hollowtide", templates.NPC_PLAIN, 1),),
    ),
    Scenario(
        "tool",
        "Tool interface",
        "The interface of a tool that the person would use, as JSON with six keys.",
        (Variant("plain", "Plain", templates.TOOL_PLAIN, 1),),
    ),
)

SCENARIOS: Mapping[str, Scenario] = MappingProxyType({scenario.name: scenario for scenario in _ALL})
"""Every scenario by its name, in the order in which a page lists them."""
