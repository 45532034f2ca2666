"""What can be created from a persona, and with which prompt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from curation.synthesis.examples import problems as problem_examples
from curation.synthesis.examples import talks as talk_examples
from curation.synthesis.examples import tools as tool_examples
from curation.synthesis.examples import worlds as world_examples
from curation.synthesis.examples import writing as writing_examples
from curation.synthesis.examples.form import Written
from curation.synthesis.prompts import problems, talks, tools, worlds, writing

_NOTHING = Written()


@dataclass(frozen=True, slots=True)
class Variant:
    """One prompt of a scenario; a changed template is a new version.

    Attributes:
        name: Its name in tables and commands.
        title: What people read.
        template: Jinja text, for all steps.
        version: From 1; a workspace takes in a higher one.
        variables: The values that can be set, by name, each with its default.
        written: A hand-written answer, and the persona it is for.
    """

    name: str
    title: str
    template: str
    version: int
    variables: Mapping[str, str] = field(default_factory=dict)
    written: Written = _NOTHING

    @property
    def example(self) -> tuple[str, ...]:
        """The raw answers of the example, one for each step; empty where there is none."""
        return self.written.raws

    @property
    def example_persona(self) -> str:
        """The persona that the example was written for."""
        return self.written.persona


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
            Variant("plain", "Plain", problems.MATH_PLAIN, 1, {}, problem_examples.MATH_PLAIN),
            Variant(
                "focus", "Focus on a field", problems.MATH_FOCUS, 1, {"focus": "geometry"}, problem_examples.MATH_FOCUS
            ),
            Variant(
                "difficulty",
                "A given difficulty",
                problems.MATH_DIFFICULTY,
                1,
                {"difficulty": "a mathematical olympiad"},
                problem_examples.MATH_DIFFICULTY,
            ),
            Variant(
                "professional",
                "From the depth of a profession",
                problems.MATH_PROFESSIONAL,
                1,
                {},
                problem_examples.MATH_PROFESSIONAL,
            ),
        ),
    ),
    Scenario(
        "logic",
        "Logical reasoning",
        "A puzzle with exactly one solution, and the reasoning that leads to it; or a question with a trick in it.",
        (
            Variant("plain", "Plain", problems.LOGIC_PLAIN, 1, {}, problem_examples.LOGIC_PLAIN),
            Variant("spatial", "Spatial", problems.LOGIC_SPATIAL, 1, {}, problem_examples.LOGIC_SPATIAL),
            Variant(
                "ruozhiba",
                "Trick question (Ruozhiba style)",
                problems.LOGIC_RUOZHIBA,
                1,
                {"style": problems.RUOZHIBA_STYLE},
                problem_examples.LOGIC_RUOZHIBA,
            ),
        ),
    ),
    Scenario(
        "instruction",
        "Instruction",
        "What the person would ask an assistant, and a reply.",
        (Variant("plain", "Plain", writing.INSTRUCTION_PLAIN, 1, {}, writing_examples.INSTRUCTION_PLAIN),),
    ),
    Scenario(
        "knowledge",
        "Knowledge",
        "An article on what the person knows best, or something that the person would want to read.",
        (
            Variant("plain", "Article by the person", writing.KNOWLEDGE_PLAIN, 1, {}, writing_examples.KNOWLEDGE_PLAIN),
            Variant(
                "reading",
                "Reading for the person",
                writing.KNOWLEDGE_READING,
                1,
                {},
                writing_examples.KNOWLEDGE_READING,
            ),
        ),
    ),
    Scenario(
        "npc",
        "Game character",
        "The person as a character of a game world; the world is a text that can be replaced.",
        (
            Variant(
                "plain", "Hollowtide (fantasy)", worlds.NPC, 2, {"world": worlds.HOLLOWTIDE}, world_examples.HOLLOWTIDE
            ),
            Variant(
                "orchard",
                "Ninth Orchard (science fiction)",
                worlds.NPC,
                1,
                {"world": worlds.NINTH_ORCHARD},
                world_examples.NINTH_ORCHARD,
            ),
        ),
    ),
    Scenario(
        "tool",
        "Tool",
        "A tool that the person would use: its interface as JSON with six keys, and with it the code.",
        (
            Variant("plain", "Interface", tools.TOOL_PLAIN, 1, {}, tool_examples.TOOL_PLAIN),
            Variant("code", "Interface and code", tools.TOOL_CODE, 1, {}, tool_examples.TOOL_CODE),
        ),
    ),
    Scenario(
        "conversation",
        "Conversation",
        "Several messages, written one after the other, each knowing those before it.",
        (
            Variant(
                "continued", "The person and an assistant", talks.CONTINUED, 1, {"turns": "4"}, talk_examples.CONTINUED
            ),
            Variant("two-personas", "Two people", talks.TWO_PERSONAS, 1, {"turns": "4"}, talk_examples.TWO_PERSONAS),
        ),
    ),
    Scenario(
        "custom",
        "Own template",
        "Whatever a template of your own asks for, read by a contract of your own.",
        (Variant("free", "Free", talks.FREE, 1, {}, writing_examples.CUSTOM_FREE),),
    ),
)

SCENARIOS: Mapping[str, Scenario] = MappingProxyType({scenario.name: scenario for scenario in _ALL})
"""Every scenario by its name, in the order in which a page lists them."""
