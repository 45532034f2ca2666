"""The prompts as people see and change them: every version stays, and the newest is the one that is used."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Annotator, Event, Template
from curation.services.generation import list_templates, newest_template
from curation.services.permissions import Actor, allow
from curation.services.template_rules import CUSTOM, check_template, shipped_variant
from curation.store.events import add_event
from curation.synthesis import SCENARIOS, Contract, template_variables
from curation.text import clean_text, one_line
from curation.workspace import Workspace

SAVED: Final = "template.saved"
CREATED: Final = "template.created"
_PROGRAM: Final = "the program"
_SLUG: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """One version of a prompt, and who saved it."""

    template: Template
    by: str


@dataclass(frozen=True, slots=True)
class Change:
    """A part of a prompt that two versions have differently."""

    part: str
    before: str
    after: str


def list_newest(workspace: Workspace) -> list[TemplateVersion]:
    """Return the newest version of every prompt, those of one scenario together, each with who saved it."""
    rows = list_templates(workspace)
    scenarios = list(dict.fromkeys(row.scenario for row in rows))
    rows.sort(key=lambda row: scenarios.index(row.scenario))
    with workspace.read() as session:
        return _with_authors(session, rows)


def list_versions(workspace: Workspace, scenario: str, variant: str) -> list[Template]:
    """Return all versions of a prompt, the newest first.

    Raises:
        NotFoundError: There is no such prompt.
    """
    return [one.template for one in list_history(workspace, scenario, variant)]


def list_history(workspace: Workspace, scenario: str, variant: str) -> list[TemplateVersion]:
    """Return all versions of a prompt, the newest first, each with who saved it.

    Raises:
        NotFoundError: There is no such prompt.
    """
    with workspace.read() as session:
        newest_template(session, scenario, variant)
        wanted = select(Template).where(Template.scenario == scenario, Template.variant == variant)
        return _with_authors(session, list(session.exec(wanted.order_by(col(Template.version).desc()))))


def get_template(workspace: Workspace, scenario: str, variant: str, version: int | None = None) -> Template:
    """Return a prompt as it stands, or a certain version of it.

    Raises:
        NotFoundError: There is none.
    """
    with workspace.read() as session:
        return newest_template(session, scenario, variant, version)


def changes_between(before: Template, after: Template) -> list[Change]:
    """Return the parts in which two versions differ, the text first."""
    parts = [("text", before.text, after.text), ("title", before.title, after.title)]
    parts += [
        (f"default of {name}", before.variables.get(name, ""), after.variables.get(name, ""))
        for name in dict.fromkeys((*before.variables, *after.variables))
    ]
    parts.append(("variables", ", ".join(before.variables), ", ".join(after.variables)))
    contracts = [_whole(one.scenario, one.contract) for one in (before, after)]
    parts.append(("contract", _shown_contract(contracts[0]), _shown_contract(contracts[1])))
    parts.append(("example", before.example, after.example))
    return [Change(*part) for part in parts if part[1] != part[2]]


def draft_of(
    newest: Template,
    *,
    text: str | None = None,
    title: str | None = None,
    variables: Mapping[str, str] | None = None,
    contract: Mapping[str, object] | None = None,
    example: str | None = None,
) -> Template:
    """Return a row, not stored and not checked, that is as the newest one but for what is given."""
    kept = clean_text(newest.text if text is None else text)
    own = dict(newest.variables if variables is None else variables)
    return Template(
        scenario=newest.scenario,
        variant=newest.variant,
        version=newest.version + 1,
        title=one_line(clean_text(newest.title if title is None else title)),
        text=kept,
        variables={**_shipped_defaults(newest, kept, own), **{name: clean_text(value) for name, value in own.items()}},
        contract=_whole(newest.scenario, newest.contract if contract is None else contract),
        example=clean_text(newest.example if example is None else example),
    )


def save_template(
    workspace: Workspace,
    scenario: str,
    variant: str,
    text: str | None = None,
    *,
    title: str | None = None,
    variables: Mapping[str, str] | None = None,
    contract: Mapping[str, object] | None = None,
    example: str | None = None,
    seen_version: int | None = None,
    actor: Actor,
) -> int:
    """Save a new version of a prompt, which is used from then on; return its number. Earlier versions stay.

    Args:
        workspace: Where.
        scenario: Whose prompt.
        variant: Which of its prompts.
        text: Jinja text; like everything that is not given it stays as it is.
        title: What people read.
        variables: The values that can be set, by name, each with its default.
        contract: How an answer is read; for prompts of the scenario `custom` only.
        example: An answer as it should be.
        seen_version: The version that was changed; None takes whatever is the newest.
        actor: Who saves it.

    Raises:
        NotFoundError: There is no such prompt.
        BadInputError: It has bad syntax, places something unknown, leaves its material out, has a contract by which
            nothing can be read, or is as before.
        ConflictError: Somebody saved another version meanwhile.
    """
    with workspace.write() as tx:
        allow(tx, actor, "edit_template")
        newest = newest_template(tx, scenario, variant)
        if contract and scenario != CUSTOM:
            raise BadInputError(f"How answers of {scenario} are read stands in the program.", "Nothing was saved.")
        given: dict[str, Any] = {"text": text, "title": title, "variables": variables}
        row = draft_of(newest, **given, contract=contract, example=example)
        check_template(row)
        if not changes_between(_cleaned(newest), row):
            raise BadInputError(f"This is version {newest.version} as it stands.", "Change it, then save it.")
        if seen_version is not None and seen_version != newest.version:
            raise ConflictError(
                f"Somebody saved version {newest.version} meanwhile.",
                "Look at it in the history; what you typed stays here until you discard it.",
            )
        return _add(tx, row, SAVED, actor)


def create_template(
    workspace: Workspace,
    name: str,
    *,
    title: str,
    text: str | None = None,
    variables: Mapping[str, str] | None = None,
    contract: Mapping[str, object] | None = None,
    example: str = "",
    actor: Actor,
) -> int:
    """Make a prompt of one's own, a variant of the scenario `custom`; return the number of its version, which is 1.

    Args:
        workspace: Where.
        name: How commands call it: small letters, digits and hyphens.
        title: What people read.
        text: Jinja text; without it the free template, a short text to begin with.
        variables: The values that can be set, by name, each with its default.
        contract: How an answer is read; without it as a whole text.
        example: An answer as it should be.
        actor: Who makes it.

    Raises:
        BadInputError: The name cannot be used or is taken, or what `save_template` refuses.
    """
    if not _SLUG.fullmatch(name):
        raise BadInputError(
            f"'{name[:60]}' cannot be the name of a template.",
            "Use up to 40 small letters, digits and hyphens, a letter first, such as haiku or exam-question.",
        )
    begin = Template(
        scenario=CUSTOM, variant=name, version=0, title=title, text=SCENARIOS[CUSTOM].variant("free").template
    )
    row = draft_of(begin, text=text, variables=variables, contract=contract, example=example)
    with workspace.write() as tx:
        allow(tx, actor, "edit_template")
        if (
            tx.exec(select(Template.id).where(Template.scenario == CUSTOM, Template.variant == name)).first()
            is not None
        ):
            raise BadInputError(f"There is a template {CUSTOM}/{name} already.", "Open it, or choose another name.")
        check_template(row)
        return _add(tx, row, CREATED, actor)


def restore_version(workspace: Workspace, scenario: str, variant: str, version: int, *, actor: Actor) -> int:
    """Save an earlier version as the newest one; return its number.

    Raises:
        NotFoundError: There is no such version.
        BadInputError: It is the newest already.
    """
    for row in list_versions(workspace, scenario, variant):
        if row.version == version:
            return save_template(
                workspace,
                scenario,
                variant,
                row.text,
                title=row.title,
                variables=row.variables,
                contract=row.contract,
                example=row.example,
                actor=actor,
            )
    raise NotFoundError(f"There is no version {version} of {scenario}/{variant}.")


def _add(tx: Session, row: Template, action: str, actor: Actor) -> int:
    tx.add(row)
    tx.flush()
    said = {"scenario": row.scenario, "variant": row.variant, "version": row.version}
    add_event(tx, actor_id=actor.id, action=action, entity="template", entity_id=row.id, after=said)
    return row.version


def _with_authors(session: Session, rows: list[Template]) -> list[TemplateVersion]:
    """Return versions with who saved them; what has no event of a person came with the program."""
    who = select(Event.entity_id, Annotator.name).join(Annotator, col(Annotator.id) == col(Event.actor_id))
    saved = who.where(Event.entity == "template", col(Event.action).in_((SAVED, CREATED)))
    by = {row[0]: row[1] for row in session.execute(saved)}
    return [TemplateVersion(row, by.get(row.id, _PROGRAM)) for row in rows]


def _cleaned(newest: Template) -> Template:
    """Return a stored row as a draft of it would be, so that the two can be compared."""
    return draft_of(newest)


def _shipped_defaults(newest: Template, text: str, own: Mapping[str, str]) -> dict[str, str]:
    """Return the defaults that ship, of names that a text places and that an older version did not list."""
    shipped = shipped_variant(newest.scenario, newest.variant)
    try:
        used = template_variables(text)
    except ValueError:  # what is wrong with it is said when it is checked
        return {}
    return {name: value for name, value in shipped.variables.items() if name in used - own.keys()} if shipped else {}


def _whole(scenario: str, contract: Mapping[str, object]) -> dict[str, object]:
    """Return a contract with all its fields, so that two that mean the same are the same."""
    try:
        return Contract.from_fields(contract).as_fields() if scenario == CUSTOM else dict(contract)
    except ValueError:  # what is wrong with it is said when it is checked
        return dict(contract)


def _shown_contract(contract: Mapping[str, object]) -> str:
    """Return a contract with a field on each line."""
    return "\n".join(f"{name.replace('_', ' ')}: {_shown_value(value)}" for name, value in contract.items())


def _shown_value(value: object) -> str:
    if isinstance(value, list | tuple):
        parts = [" ".join(map(str, part)) if isinstance(part, list | tuple) else str(part) for part in value]
        return ", ".join(parts) or "none"
    return str(value)
