"""Bring files in: personas, samples with their personas, or texts."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from curation.cli.common import Commands, answer, counted, facts, opened
from curation.cli.running import finish
from curation.errors import BadInputError, CurationError
from curation.services import hub_imports
from curation.services.hub_imports import size_text, stated_licence
from curation.services.imports import Kind, remove_upload, skip_label, start_import
from curation.services.licences import UNKNOWN
from curation.services.permissions import Actor
from curation.services.sources import SourcePublic, source_report
from curation.services.web_imports import is_url, start_list_import, start_url_import
from curation.sources.hub_download import Dataset, is_dataset
from curation.sources.hubs import ALL_TEXTS, NAMES, NO_HUB, hub_named
from curation.workspace import Workspace

_PATH = click.argument("path", metavar="PATH_OR_DATASET")
_LICENCE_HELP: Final = "Licence of the rows, such as CC-BY-4.0."
_LICENCE = click.option("--licence", default=UNKNOWN, show_default=True, metavar="SPDX", help=_LICENCE_HELP)
_SOURCE = click.option("--source", default="", metavar="NAME", help="How the source is called; else the file's name.")
_LANGUAGE = click.option("--language", metavar="CODE", help="ISO 639-1 code of all rows; else guessed for each.")


@dataclass(frozen=True, slots=True)
class _Ask:
    """What commands for rows have in common."""

    path: str
    licence: str | None
    source: str
    schema: str | None
    revision: str
    file: str | None
    yes: bool
    language: str | None


def _of_rows(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command for rows the options that they share."""
    schemas = click.Choice([*NAMES, NO_HUB])
    for option in reversed(
        (
            _PATH,
            click.option("--licence", metavar="SPDX", help=f"{_LICENCE_HELP} Else that of the --schema, else unknown."),
            _SOURCE,
            click.option("--schema", type=schemas, help="Whose form the file has; else told by its columns."),
            click.option("--revision", default="", metavar="REV", help="Commit or version of the dataset it is of."),
            click.option("--file", metavar="NAME", help="Which file of a dataset hf:OWNER/NAME@COMMIT."),
            click.option("--yes", is_flag=True, help="Fetch a dataset's file without asking."),
            _LANGUAGE,
        )
    ):
        command = option(command)
    return command


@click.group("import", cls=Commands)
def import_() -> None:
    """Bring a file in: personas, samples, or texts."""


@import_.command("personas")
@_of_rows
@click.option("--column", metavar="NAME", help="Which column holds the personas; else the likeliest.")
@click.option("--all-texts", is_flag=True, help="Take all persona texts of a row, as Nemotron-Personas has them.")
def personas(column: str | None, all_texts: bool, **given: Any) -> None:  # noqa: ANN401 - the options above
    """Import personas from JSONL, CSV, Parquet or text, gzipped or not; one row is one persona.

    PATH_OR_DATASET is a file, or hf:OWNER/NAME@COMMIT for one of the Hugging Face hub.
    """
    if column is not None and all_texts:
        raise click.UsageError("Give either --column or --all-texts.")
    _import_rows("personas", _Ask(**given), column=ALL_TEXTS if all_texts else column)


@import_.command("samples")
@_of_rows
@click.option("--scenario", metavar="NAME", help="What all rows are; else told by each row's description.")
def samples(scenario: str | None, **given: Any) -> None:  # noqa: ANN401 - the options above
    """Import samples and the personas they were made for: task files of Persona Hub, or conversations.

    PATH_OR_DATASET is a file, or hf:OWNER/NAME@COMMIT for one of the Hugging Face hub.
    """
    _import_rows("samples", _Ask(**given), scenario=scenario)


@import_.command("texts")
@click.argument("path", required=False, metavar="PATH_OR_URL")
@click.option(
    "--urls", type=click.Path(path_type=Path), metavar="FILE", help="Fetch these pages instead: one URL on each line."
)
@_LICENCE
@_SOURCE
@click.option("--column", metavar="NAME", help="Which column holds the texts; else the likeliest.")
def texts(path: str | None, urls: Path | None, licence: str, source: str, column: str | None) -> None:
    """Import texts from JSONL, CSV, Parquet, text, Markdown, HTML, WARC or WET, or from a page of the web."""
    if (path is None) == (urls is None):
        raise click.UsageError("Give either PATH_OR_URL or --urls FILE.")
    if column is not None and (urls is not None or is_url(path or "")):
        raise click.UsageError("--column names a column of a file; pages have none.")
    with opened() as (workspace, actor):
        if urls is not None:
            job_id = start_list_import(workspace, urls, name=source, licence=licence, actor=actor)
        elif is_url(path or ""):
            job_id = start_url_import(workspace, [path or ""], name=source, licence=licence, actor=actor)
        else:
            job_id = start_import(
                workspace,
                Path(path or ""),
                kind="texts",
                name=source,
                licence=licence,
                column=column,
                actor=actor,
            )
        _tell(dict(finish(workspace, job_id).result))


def _import_rows(kind: Kind, ask: _Ask, **options: str | None) -> None:
    if not is_dataset(ask.path) and (ask.file is not None or ask.yes):
        raise click.UsageError("--file and --yes belong to a dataset: hf:OWNER/NAME@COMMIT.")
    with opened() as (workspace, actor):
        dataset, path, name, revision = None, Path(ask.path), ask.source, ask.revision
        if is_dataset(ask.path):
            dataset = hub_imports.find_dataset(workspace, ask.path, actor=actor)
            path, file = _fetched(workspace, dataset, ask, actor)
            name, revision = ask.source or f"{dataset.name}: {file}", dataset.commit
        try:
            job_id = start_import(
                workspace,
                path,
                kind=kind,
                name=name,
                licence=stated_licence(ask.licence, schema=ask.schema, dataset=dataset),
                hub=ask.schema,
                revision=revision,
                language=ask.language,
                actor=actor,
                **options,
            )
        except CurationError:
            remove_upload(workspace, path)  # what was fetched for nothing
            raise
        result = dict(finish(workspace, job_id).result)
        _tell(result, source_report(workspace, result["source_id"]))


def _fetched(workspace: Workspace, dataset: Dataset, ask: _Ask, actor: Actor) -> tuple[Path, str]:
    """Fetch the file of a dataset, once its size was agreed to; return where it lies and what it is called there."""
    if ask.revision not in ("", dataset.commit):
        raise click.UsageError("A dataset has its revision in its name: hf:OWNER/NAME@COMMIT.")
    file = hub_imports.choose_file(dataset, ask.file)
    click.echo(f"{dataset.name} at commit {dataset.commit}: {file.path}, {size_text(file.size_bytes)}.", err=True)
    if not ask.yes:
        if not sys.stdin.isatty():
            raise BadInputError(f"{file.path} has {size_text(file.size_bytes)}.", "To fetch it, add --yes.")
        click.confirm("Fetch it?", abort=True, err=True)
    return hub_imports.fetch_file(workspace, dataset, file, actor=actor), file.path


def _tell(result: dict[str, Any], source: SourcePublic | None = None) -> None:
    skipped = {skip_label(reason): count for reason, count in result["skipped"].items()}
    said = {
        "read": result["read"],
        "added": result["added"],
        "already present": result["already_present"],
        "skipped": counted(skipped),
    }
    if "personas_added" in result:
        said["personas added"] = result["personas_added"]
    if "quarantined" in result:
        said["in quarantine"] = result["quarantined"]
        said["noticed"] = counted({name.replace("_", " "): count for name, count in result["noticed"].items()})
    if source is not None and (source.hub or source.revision):
        proposed = hub_named(source.hub).licence if source.hub and source.licence == UNKNOWN else ""
        result |= {"schema": source.hub, "revision": source.revision, "licence": source.licence}
        result |= {"proposed_licence": proposed} if proposed else {}
        hint = f"; if it is from there, import it again with --licence {proposed}" if proposed else ""
        said |= {"read as": _read_as(source), "licence": f"{source.licence}{hint}"}
    answer(result, facts(said))


def _read_as(source: SourcePublic) -> str:
    title = hub_named(source.hub).title if source.hub else "a table"
    return f"{title}, revision {source.revision}" if source.revision else title
