"""The prompts as people see and change them: every version stays, and the newest is the one that is used."""

import itertools
from collections.abc import Iterator, Mapping
from typing import Final

from sqlmodel import Session, col, select

from curation.errors import BadInputError, NotFoundError
from curation.models import Document, ItemState, Persona, Template
from curation.personas import mask_personal_data
from curation.services.generation import newest_template
from curation.services.permissions import Actor, allow
from curation.store.events import add_event
from curation.synthesis import (
    PERSONA_TO_PERSONA,
    SCENARIOS,
    TEXT_TO_PERSONA,
    render_prompt,
    render_text_prompt,
    template_variables,
)
from curation.text import clean_text
from curation.workspace import Workspace

SAVED: Final = "template.saved"
_PEOPLE: Final[Mapping[str, str]] = {
    "n": "how many people to describe, such as 2",
    "form": "“structured” or “plain”: an answer is read by the form that was asked for",
}
_VARIABLES: Final[Mapping[str, Mapping[str, str]]] = {
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
_SETTABLE: Final = {"focus": "the field of the task", "difficulty": "the level of the task"}
_TRIED: Final = {"form": ("structured", "plain"), "n": ("1", "2"), "relations": ("", "friend"), "gap": ("", "x: y")}


def list_versions(workspace: Workspace, scenario: str, variant: str) -> list[Template]:
    """Return all versions of a prompt, the newest first.

    Raises:
        NotFoundError: There is no such prompt.
    """
    with workspace.read() as session:
        newest_template(session, scenario, variant)
        wanted = select(Template).where(Template.scenario == scenario, Template.variant == variant)
        return list(session.exec(wanted.order_by(col(Template.version).desc())))


def variables_told(scenario: str) -> dict[str, str]:
    """Return what a prompt of a scenario can place, by name, each with what it is; the material comes first."""
    if scenario in _VARIABLES:
        return dict(_VARIABLES[scenario])
    shipped = SCENARIOS[scenario].variants if scenario in SCENARIOS else ()
    settable = sorted(set().union(*(template_variables(variant.template) for variant in shipped)) - {"persona"})
    return {
        "persona": "the description of the person",
        **{name: f"{_SETTABLE.get(name, name)}; it needs a default" for name in settable},
    }


def preview_template(workspace: Workspace, scenario: str, text: str, *, variables: Mapping[str, str]) -> str:
    """Return the prompt that a text gives for the first active text or persona.

    Raises:
        BadInputError: It cannot be used as a prompt of this scenario; the message says why.
        NotFoundError: There is no text or persona to show it with.
    """
    _check(scenario, text)
    with workspace.read() as session:
        material = _first_material(session, _material_of(scenario))
    if material is None:
        raise NotFoundError("There is nothing to show it with yet.", "Import texts or personas first.")
    return _render(scenario, text, material, variables)


def warnings_about(scenario: str, text: str) -> list[str]:
    """Return what will probably go wrong with a prompt that can be used, a sentence each."""
    missing, material = variables_told(scenario).keys() - template_variables(text), _material_of(scenario)
    found = []
    if "form" in missing:
        found.append(
            "It does not look at {{ form }}, so both forms are asked for in the same words, and one is unread."
        )
    if "n" in missing:
        found.append("It does not say {{ n }}, so a model cannot know how many people to describe.")
    if f"<{material}>" not in text or f"</{material}>" not in text:
        found.append(
            f"{{{{ {material} }}}} does not stand between <{material}> and </{material}>, so what it says could be "
            "taken for an instruction."
        )
    return found


def save_template(workspace: Workspace, scenario: str, variant: str, text: str, *, actor: Actor) -> int:
    """Save a new version of a prompt, which is used from then on; return its number. Earlier versions stay.

    Raises:
        NotFoundError: There is no such prompt.
        BadInputError: The text has bad syntax, places something unknown, leaves its material out, or is as before.
    """
    kept = clean_text(text)
    _check(scenario, kept)
    with workspace.write() as tx:
        allow(tx, actor, "edit_template")
        newest = newest_template(tx, scenario, variant)
        if kept == clean_text(newest.text):
            raise BadInputError(f"This is version {newest.version} as it stands.", "Change it, then save it.")
        version = newest.version + 1
        row = Template(scenario=scenario, variant=variant, version=version, title=newest.title, text=kept)
        tx.add(row)
        tx.flush()
        said = {"scenario": scenario, "variant": variant, "version": version}
        add_event(tx, actor_id=actor.id, action=SAVED, entity="template", entity_id=row.id, after=said)
        return version


def restore_version(workspace: Workspace, scenario: str, variant: str, version: int, *, actor: Actor) -> int:
    """Save the text of an earlier version as the newest one; return its number.

    Raises:
        NotFoundError: There is no such version.
        BadInputError: It is the newest already.
    """
    for row in list_versions(workspace, scenario, variant):
        if row.version == version:
            return save_template(workspace, scenario, variant, row.text, actor=actor)
    raise NotFoundError(f"There is no version {version} of {scenario}/{variant}.")


def _check(scenario: str, text: str) -> None:
    """Refuse a text that could not be filled in for every choice of the page."""
    told, material = variables_told(scenario), _material_of(scenario)
    try:
        used = template_variables(text)
        if strange := sorted(used - told.keys()):
            known = ", ".join(f"{{{{ {name} }}}}" for name in told)
            raise BadInputError(f"{{{{ {strange[0]} }}}} is nothing that this prompt can place.", f"It can: {known}.")
        if material not in used:
            raise BadInputError(
                f"{{{{ {material} }}}} is missing, so the model would not see what it is asked about.",
                f"Put it between <{material}> and </{material}>.",
            )
        for variables in _choices(scenario):
            _render(scenario, text, "Somebody.", variables)
    except ValueError as error:
        raise BadInputError(f"This cannot be a prompt: {error}.", "Nothing was saved.") from error


def _choices(scenario: str) -> Iterator[dict[str, str]]:
    """Yield what a prompt is filled with, for each kind of choice; prompts of samples get nothing but the persona."""
    names = [name for name in _VARIABLES.get(scenario, ()) if name in _TRIED]
    for values in itertools.product(*(_TRIED[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def _material_of(scenario: str) -> str:
    return "text" if scenario == TEXT_TO_PERSONA else "persona"


def _render(scenario: str, template: str, material: str, variables: Mapping[str, str]) -> str:
    if scenario == TEXT_TO_PERSONA:
        return render_text_prompt(template, text=material, variables=variables)
    return render_prompt(template, persona=material, variables=variables)


def _first_material(session: Session, material: str) -> str | None:
    table = Document if material == "text" else Persona
    active = select(table.text).where(table.state == ItemState.ACTIVE)
    found = session.exec(active.order_by(col(table.id)).limit(1)).first()
    return None if found is None else mask_personal_data(found)
