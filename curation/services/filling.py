"""From a template of a workspace to the prompts of an item: its values, its steps, its examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from curation.errors import BadInputError
from curation.models import Mode, Template
from curation.services.generation_plan import ShownExample
from curation.synthesis import (
    Contract,
    Example,
    join_so_far,
    render_prompt,
    step_text,
    steps_of,
    template_variables,
    with_examples,
)

NOBODY = "Nobody in particular. Choose freely."
"""What stands for the description where samples are made without a persona, for comparison."""


@dataclass(frozen=True, slots=True)
class Filling:
    """What a template is filled with beside the persona."""

    variables: Mapping[str, str] = field(default_factory=dict)
    mode: Mode = Mode.ZERO_SHOT
    examples: Sequence[ShownExample] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A prompt as it is sent, and what it was filled with."""

    prompt: str
    step: str
    so_far: str


def values_for(template: Template, chosen: Mapping[str, str]) -> dict[str, str]:
    """Return the values of a template: its defaults, and over them what was chosen for names that it has."""
    return {**template.variables, **{name: value for name, value in chosen.items() if name in template.variables}}


def steps_for(template: Template, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of the calls that make one sample.

    Raises:
        BadInputError: A value does not fit, such as a number of turns.
    """
    try:
        return steps_of(template.scenario, template.variant, values_for(template, chosen))
    except ValueError as error:
        raise BadInputError(f"{template.scenario}/{template.variant} cannot be filled in: {error}.") from error


def contract_of(template: Template) -> Contract | None:
    """Return how answers are read where people made the scenario."""
    return Contract.from_fields(template.contract) if template.scenario == "custom" else None


def needs_other(template: Template) -> bool:
    """Tell whether a template places a second persona."""
    return "other_persona" in template_variables(template.text)


def fill(
    template: Template, filling: Filling, *, persona: str, other_persona: str = "", earlier: Sequence[str] = ()
) -> Filled:
    """Return the prompt of the step that comes after the earlier raw answers; examples stand in the first one.

    Raises:
        UnparseableError: An earlier answer does not keep its contract.
        ValueError: The template cannot be filled in, or has no such step.
    """
    values = values_for(template, filling.variables)
    steps = steps_of(template.scenario, template.variant, values)
    texts = [
        step_text(template.scenario, template.variant, step, raw)
        for step, raw in zip(steps[: len(earlier)], earlier, strict=True)
    ]
    so_far = join_so_far(steps[: len(texts)], texts)
    step = steps[len(earlier)]
    told = {"persona": persona, "other_persona": other_persona, "step": step, "so_far": so_far}
    prompt = render_prompt(template.text, **told, variables=values)
    if not earlier:
        examples = [Example(shown.output, shown.persona) for shown in filling.examples]
        prompt = with_examples(prompt, examples, filling.mode)
    return Filled(prompt, step, so_far)
