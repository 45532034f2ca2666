"""What a prompt may place, what it must, how its answers are read, and what is probably wrong with it."""

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Final

from curation.errors import BadInputError
from curation.models import Template
from curation.services.filling import steps_for
from curation.synthesis import (
    HUB_SCENARIOS,
    MATERIALS,
    PERSONA_TO_PERSONA,
    SCENARIOS,
    TEXT_TO_PERSONA,
    Contract,
    UnparseableError,
    Variant,
    parse_answer,
    render_prompt,
    render_text_prompt,
    template_variables,
)

CUSTOM: Final = "custom"
MAX_VARIABLES: Final = 20
MAX_VALUE_CHARS: Final = 20_000
MAX_EXAMPLE_CHARS: Final = 50_000
MAX_TITLE_CHARS: Final = 120
_NOTHING_SAVED: Final = "Nothing was saved."
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OF_STEPS: Final = "turns"
"""The variable that says how many calls a conversation takes; no text needs to place it."""
_PEOPLE: Final[Mapping[str, str]] = {
    "n": "how many people to describe, such as 2",
    "form": "“structured” or “plain”: an answer is read by the form that was asked for",
}
_OF_HUB: Final[Mapping[str, Mapping[str, str]]] = {
    TEXT_TO_PERSONA: {
        "text": "the text, without personal data",
        "relations": "what they do with the text, such as “read or like”",
        **_PEOPLE,
    },
    PERSONA_TO_PERSONA: {
        "persona": "the description of the person whose relations are asked for",
        "relations": "the relations that were chosen, such as “friend or rival”; empty where any will do",
        "gap": "what the new people shall be, such as “region: Oceania”; empty where nothing was chosen",
        **_PEOPLE,
    },
}
_PERSONA: Final = "the description of the person"
_TRIED: Final = {
    "form": ("structured", "plain"),
    "n": ("2", "1"),
    "relations": ("read or like", ""),
    "gap": ("", "x: y"),
}
"""What prompts that make personas are filled with when they are tried; the first of each is what a preview shows."""


def is_of_hub(scenario: str) -> bool:
    """Tell whether a scenario makes personas, or says what is known of them, and no samples."""
    return scenario in HUB_SCENARIOS


def shipped_variant(scenario: str, variant: str) -> Variant | None:
    """Return the variant as it ships, or None where people made it."""
    found = {**SCENARIOS, **HUB_SCENARIOS}.get(scenario)
    return next((one for one in found.variants if one.name == variant), None) if found else None


def material_of(scenario: str) -> str:
    """Return the name of what a prompt is about: a text or a persona."""
    return "text" if scenario == TEXT_TO_PERSONA else "persona"


def variables_told(template: Template) -> dict[str, str]:
    """Return what a prompt can place, by name, each with what it is; the material comes first."""
    if is_of_hub(template.scenario):
        return dict(_OF_HUB.get(template.scenario, {"persona": _PERSONA}))
    told = {"persona": _PERSONA, "other_persona": "another chosen person, where two talk; none is drawn otherwise"}
    if _has_steps(template):
        told["step"] = f"which call it is: {', '.join(dict.fromkeys(steps_for(template, {})))}"
        told["so_far"] = "what the earlier calls came to; empty in the first"
    return {
        **told,
        **dict.fromkeys(template.variables, "a value that can be set; its default stands under “Variables”"),
    }


def contract_told(template: Template) -> str:
    """Return in a sentence how an answer is read.

    Raises:
        BadInputError: The contract cannot be read.
    """
    if is_of_hub(template.scenario):
        return "The answer is read for personas, or for attributes, in the form that was asked for."
    if template.scenario != CUSTOM:
        return _READ_AS.get(template.scenario, "The answer is read by the program.")
    contract = contract_from(template.contract)
    forms = {
        "text": "the whole answer is the sample",
        "labels": f"it has the parts {', '.join(f'“{label}:”' for label in contract.labels)}, in this order",
        "json": "it is one JSON object"
        + (
            f" with exactly the keys {', '.join(f'{name} ({kind})' for name, kind in contract.keys)}"
            if contract.keys
            else ""
        ),
    }
    return f"Read as: {forms[contract.form]}; {contract.min_words:,} to {contract.max_words:,} words."


def contract_from(given: Mapping[str, object]) -> Contract:
    """Return a contract of one's own.

    Raises:
        BadInputError: It is none; the sentence says why.
    """
    try:
        return Contract.from_fields(given)
    except ValueError as error:
        raise BadInputError(f"The contract cannot be used: {error}", _NOTHING_SAVED) from error


def check_template(template: Template) -> None:
    """Refuse what could not be used as it stands, whatever a page or a job fills it with.

    Raises:
        BadInputError: The title, a variable, the contract or the text; the sentence says what and why.
    """
    if not 0 < len(template.title) <= MAX_TITLE_CHARS:
        raise BadInputError(f"A title has 1 to {MAX_TITLE_CHARS} characters.", _NOTHING_SAVED)
    if len(template.example) > MAX_EXAMPLE_CHARS:
        raise BadInputError(f"An example has at most {MAX_EXAMPLE_CHARS:,} characters.", _NOTHING_SAVED)
    _check_variables(template)
    if template.scenario == CUSTOM:
        contract_from(template.contract)
    _check_text(template)


def warnings_about(template: Template) -> list[str]:
    """Return what will probably go wrong with a prompt that can be used, a sentence each."""
    used = template_variables(template.text)
    missing, material = variables_told(template).keys() - used, material_of(template.scenario)
    found = []
    if "form" in missing:
        found.append(
            "It does not look at {{ form }}, so both forms are asked for in the same words, and one is unread."
        )
    if "n" in missing:
        found.append("It does not say {{ n }}, so a model cannot know how many people to describe.")
    if "step" in missing:
        found.append("It does not look at {{ step }}, so every call is asked in the same words.")
    found += [
        f"{{{{ {name} }}}} does not stand between <{name}> and </{name}>, so what it says could be taken for an "
        "instruction."
        for name in dict.fromkeys((material, *(n for n in ("other_persona", "so_far") if n in used)))
        if f"<{name}>" not in template.text or f"</{name}>" not in template.text
    ]
    found += [
        f"{{{{ {name} }}}} can be set and is not placed, so setting it changes nothing."
        for name in template.variables
        if name not in used and name != _OF_STEPS
    ]
    return [*found, *_warnings_about_answers(template)]


def choices(template: Template) -> Iterator[dict[str, str]]:
    """Yield what a prompt that makes personas is filled with, for each kind of choice; the first is a usual one."""
    names = [name for name in variables_told(template) if name in _TRIED and is_of_hub(template.scenario)]
    for values in itertools.product(*(_TRIED[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def render_hub(template: Template, material: str, variables: Mapping[str, str]) -> str:
    """Return a prompt that makes personas, filled in.

    Raises:
        ValueError: It cannot be filled in.
    """
    if template.scenario == TEXT_TO_PERSONA:
        return render_text_prompt(template.text, text=material, variables=variables)
    return render_prompt(template.text, persona=material, variables=variables)


def _has_steps(template: Template) -> bool:
    try:
        return len(steps_for(template, {})) > 1
    except BadInputError:  # it has several; how many cannot be told
        return True


def _check_variables(template: Template) -> None:
    """Refuse names that a text could not place, and values that nobody would read to the end."""
    if template.variables and is_of_hub(template.scenario):
        raise BadInputError(
            f"A prompt of {template.scenario} has no variables of its own.",
            "What it can place is filled in by the job.",
        )
    if len(template.variables) > MAX_VARIABLES:
        raise BadInputError(f"A prompt has at most {MAX_VARIABLES} variables.", _NOTHING_SAVED)
    for name, value in template.variables.items():
        if not is_variable_name(name):
            raise BadInputError(
                f"'{name[:40]}' cannot be the name of a variable.",
                "Use up to 40 small letters, digits and underscores, a letter first; "
                f"{', '.join((*MATERIALS, 'text'))} are taken.",
            )
        if len(value) > MAX_VALUE_CHARS:
            raise BadInputError(f"The default of {name} has more than {MAX_VALUE_CHARS:,} characters.", _NOTHING_SAVED)


def is_variable_name(name: str) -> bool:
    """Tell whether a text can place a variable of this name, and nothing else is called so."""
    if not _NAME.fullmatch(name) or name in (*MATERIALS, "text"):
        return False
    try:
        return template_variables(f"{{{{ {name} }}}}") == {name}
    except ValueError:  # a word of Jinja's own
        return False


def _check_text(template: Template) -> None:
    """Refuse a text that could not be filled in for every choice of a page."""
    told, material = variables_told(template), material_of(template.scenario)
    try:
        used = template_variables(template.text)
        if strange := sorted(used - told.keys()):
            own = "" if is_of_hub(template.scenario) else " A further name needs a variable with a default."
            known = ", ".join(f"{{{{ {name} }}}}" for name in told)
            raise BadInputError(
                f"{{{{ {strange[0]} }}}} is nothing that this prompt can place.", f"It can: {known}.{own}"
            )
        if material not in used:
            raise BadInputError(
                f"{{{{ {material} }}}} is missing, so the model would not see what it is asked about.",
                f"Put it between <{material}> and </{material}>.",
            )
        _render_all(template)
    except ValueError as error:
        raise BadInputError(f"This cannot be a prompt: {error}.", _NOTHING_SAVED) from error


def _render_all(template: Template) -> None:
    if is_of_hub(template.scenario):
        for variables in choices(template):
            render_hub(template, "Somebody.", variables)
        return
    for number, step in enumerate(steps_for(template, {})):
        so_far = "Something." if number else ""
        told = {"persona": "Somebody.", "other_persona": "Somebody else.", "step": step, "so_far": so_far}
        render_prompt(template.text, **told, variables=template.variables)


def _warnings_about_answers(template: Template) -> list[str]:
    """Return what is odd between the text, the contract and the example."""
    found = []
    contract = None
    if template.scenario == CUSTOM:
        contract = contract_from(template.contract)
        parts = contract.labels if contract.form == "labels" else tuple(name for name, _ in contract.keys)
        found += [
            f"The text does not name “{part}”, which the contract asks for, so a model cannot know of it."
            for part in (parts if contract.form != "text" else ())
            if part not in template.text
        ]
    if template.example and not is_of_hub(template.scenario) and not _has_steps(template):
        try:
            parse_answer(template.scenario, template.example, contract=contract)
        except UnparseableError as error:
            found.append(f"The example does not keep the contract: {error}.")
    return found


_READ_AS: Final[Mapping[str, str]] = {
    "math": "It begins with “Math problem:”; “Solution:” and, on the last line, “Answer:” may follow.",
    "logic": "It begins with “Problem:”; “Reasoning:” and, on the last line, “Answer:” may follow.",
    "instruction": "It begins with “User prompt:”; “Reply:” may follow.",
    "knowledge": "Its first line is “Title:” with the title; the article follows.",
    "npc": "Its first line is “Name:” with the name; further lines or paragraphs follow.",
    "tool": "It is one JSON object with exactly the keys name, description, function_name, input_args, return and "
    "depend; where code is asked for, one fenced block of Python comes as the second answer.",
    "conversation": "Each message is an answer of its own that begins with “Message:”.",
}
