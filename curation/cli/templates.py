"""The prompts: see them, change them, and look at what they would send."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from curation.cli.common import Commands, answer, opened, show, show_lines, table
from curation.errors import BadInputError, NotFoundError
from curation.models import Template
from curation.services.template_preview import ShownFor, preview_three
from curation.services.template_rules import contract_told, warnings_about
from curation.services.templates import (
    Change,
    TemplateVersion,
    changes_between,
    create_template,
    draft_of,
    get_template,
    list_history,
    list_newest,
    restore_version,
    save_template,
)
from curation.workspace import Workspace

_MAX_FILE_BYTES: Final = 400_000


def _values(_context: click.Context, _option: click.Parameter, written: tuple[str, ...]) -> dict[str, str]:
    """Read values such as `world=A city under the sea`."""
    found = {}
    for one in written:
        name, equals, value = one.partition("=")
        if not equals:
            raise click.BadParameter(f"{one!r} is no value; write it as NAME=VALUE.")
        found[name.strip()] = value
    return found


def _contract(_context: click.Context, _option: click.Parameter, written: str | None) -> dict[str, object] | None:
    """Read a contract in JSON."""
    if written is None:
        return None
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise click.BadParameter('It is no JSON object, such as {"form": "labels", "labels": ["Haiku"]}.')
    return found


_FILE = click.Path(path_type=Path)
_VARIABLE = click.option(
    "--variable", "variables", multiple=True, callback=_values, metavar="NAME=VALUE", help="Sets a variable."
)
_TEXT = click.option("--file", "file", type=_FILE, metavar="PATH", help="A text file with the prompt.")


@click.group("templates", cls=Commands)
def templates() -> None:
    """See and change the prompts by which samples and personas are made."""


@templates.command("list")
def list_() -> None:
    """List the newest version of every prompt, and who saved it when."""
    with opened() as (workspace, _):
        found = list_newest(workspace)
    heads = ("scenario", "variant", "version", "saved by", "on", "title")
    rows = [_row(one) for one in found]
    listed = [{**_name_of(one.template), "title": one.template.title, **_when(one)} for one in found]
    answer({"templates": listed}, table(heads, rows, empty="No templates."))


@templates.command("show")
@click.argument("scenario")
@click.argument("variant", default="plain")
@click.option("--version", type=click.IntRange(min=1), metavar="N", help="This version; else the newest.")
@click.option("--against", type=click.IntRange(min=1), metavar="N", help="Also what changed since that version.")
def show_(scenario: str, variant: str, version: int | None, against: int | None) -> None:
    """Show a prompt as it stands, with its variables, contract and versions; VARIANT is `plain` if not given."""
    with opened() as (workspace, _):
        row = get_template(workspace, scenario, variant, version)
        history = list_history(workspace, scenario, variant)
        before = None if against is None else get_template(workspace, scenario, variant, against)
    changes = [] if before is None else changes_between(draft_of(before), draft_of(row))
    in_json: dict[str, Any] = {
        **_name_of(row),
        "title": row.title,
        "text": row.text,
        "variables": row.variables,
        "contract": row.contract,
        "read_as": contract_told(row),
        "example": row.example,
        "versions": [{"version": one.template.version, **_when(one)} for one in history],
    }
    if before is not None:
        in_json["changes"] = changes
    answer(in_json, _shown(row, changes, against))


@templates.command("save")
@click.argument("scenario")
@click.argument("variant")
@_TEXT
@_VARIABLE
@click.option("--remove-variable", "removed", multiple=True, metavar="NAME", help="Takes a variable away.")
@click.option("--title", metavar="TEXT", help="What people read.")
@click.option("--contract", callback=_contract, metavar="JSON", help="How answers are read; only for custom.")
@click.option("--example", type=_FILE, metavar="PATH", help="A text file with an answer as it should be.")
@click.option("--new", is_flag=True, help="Make a new template; SCENARIO is custom, VARIANT its name.")
@click.option("--restore", type=click.IntRange(min=1), metavar="N", help="Save version N as the newest.")
def save(
    scenario: str,
    variant: str,
    file: Path | None,
    variables: Mapping[str, str],
    removed: Sequence[str],
    title: str | None,
    contract: Mapping[str, object] | None,
    example: Path | None,
    *,
    new: bool,
    restore: int | None,
) -> None:
    """Save a new version of a prompt, which is used from then on; what is not given stays as it is."""
    changed: dict[str, Any] = {"title": title, "contract": contract}
    changed |= {"text": None if file is None else _read(file), "example": None if example is None else _read(example)}
    if restore is not None and (new or variables or removed or any(value is not None for value in changed.values())):
        raise click.UsageError("--restore brings a whole version back, so nothing else can be given with it.")
    if new and scenario != "custom":
        raise click.UsageError("Only templates of the scenario custom can be made; the others ship.")
    with opened() as (workspace, actor):
        if restore is not None:
            version = restore_version(workspace, scenario, variant, restore, actor=actor)
        elif new:
            fields = {**changed, "title": title or variant, "example": changed["example"] or ""}
            version = create_template(workspace, variant, **fields, variables=variables, actor=actor)
        else:
            values = _changed_variables(workspace, scenario, variant, variables, removed)
            version = save_template(workspace, scenario, variant, **changed, variables=values, actor=actor)
        row = get_template(workspace, scenario, variant)
    warnings = warnings_about(row)
    text = "\n".join([f"{scenario}/{variant} is version {version} now.", *map(show, warnings)])
    answer({**_name_of(row), "warnings": warnings}, text)


@templates.command("preview")
@click.argument("scenario")
@click.argument("variant", default="plain")
@_TEXT
@_VARIABLE
@click.option("--turn", type=click.IntRange(min=0), default=0, metavar="N", help="Shows other three for each number.")
def preview(scenario: str, variant: str, file: Path | None, variables: Mapping[str, str], turn: int) -> None:
    """Show what a prompt would send for three personas; nothing is sent or saved. VARIANT is `plain` if not given."""
    with opened() as (workspace, _):
        newest = get_template(workspace, scenario, variant)
        row = newest if file is None else draft_of(newest, text=_read(file))
        shown = preview_three(workspace, row, variables=variables, turn=turn)
    warnings = warnings_about(row)
    in_json = [
        {"id": one.row_id, "about": one.about, "calls": [{"step": s.step, "prompt": s.prompt} for s in one.steps]}
        for one in shown
    ]
    text = "\n\n".join([*(_preview_text(one) for one in shown), *map(show, warnings)])
    answer({"shown": in_json, "warnings": warnings}, text)


def _changed_variables(
    workspace: Workspace, scenario: str, variant: str, variables: Mapping[str, str], removed: Sequence[str]
) -> dict[str, str] | None:
    """Return the variables as they shall be; None where nothing was said of them."""
    if not variables and not removed:
        return None
    there = dict(get_template(workspace, scenario, variant).variables)
    if strange := next((name for name in removed if name not in there), None):
        raise BadInputError(f"There is no variable {show(strange, 60)}.", f"There are: {', '.join(there) or 'none'}.")
    return {name: value for name, value in {**there, **variables}.items() if name not in removed}


def _read(path: Path) -> str:
    """Return a small file of text."""
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.", "Give the path of a text file.")
    try:
        with path.open("rb") as handle:
            content = handle.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        raise BadInputError(f"{path.name} cannot be read: {error.strerror}.", "Give a text file.") from error
    if len(content) > _MAX_FILE_BYTES:
        raise BadInputError(f"{path.name} is larger than {_MAX_FILE_BYTES:,} bytes.", "A prompt is far shorter.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path.name} is no text in UTF-8.", "Save it as UTF-8.") from error


def _row(one: TemplateVersion) -> tuple[object, ...]:
    row = one.template
    on = f"{row.created_at:%Y-%m-%d}"
    return row.scenario, row.variant, row.version, show(one.by, 30), on, show(row.title, 60)


def _name_of(row: Template) -> dict[str, object]:
    return {"id": row.id, "scenario": row.scenario, "variant": row.variant, "version": row.version}


def _when(one: TemplateVersion) -> dict[str, object]:
    return {"saved_by": one.by, "saved_at": one.template.created_at}


def _shown(row: Template, changes: Sequence[Change], against: int | None) -> str:
    parts = [f"{row.scenario}/{row.variant}, version {row.version}: {show(row.title)}", show_lines(row.text)]
    parts += [f"--- default of {name} ---\n{show_lines(value)}" for name, value in row.variables.items()]
    parts.append(f"--- answers ---\n{show(contract_told(row))}")
    if row.example:
        parts.append(f"--- example ---\n{show_lines(row.example)}")
    for change in changes:
        heading = f"--- {show(change.part)}: version {against}, then version {row.version} ---"
        parts.append(f"{heading}\n{show_lines(change.before)}\n---\n{show_lines(change.after)}")
    return "\n\n".join(parts)


def _preview_text(one: ShownFor) -> str:
    who = "for an example, since nobody is there yet" if one.row_id is None else f"for {one.row_id}"
    calls = [
        f"--- {who}{f', {show(step.step)}' if step.step else ''} ---\n{show_lines(step.prompt)}" for step in one.steps
    ]
    return "\n\n".join(calls)
