"""Bring files in: personas, samples with their personas, or texts."""

from pathlib import Path
from typing import Any

import click

from curation.cli.common import Commands, answer, counted, facts, opened
from curation.cli.running import finish
from curation.services.imports import skip_label, start_import
from curation.services.web_imports import is_url, start_list_import, start_url_import

_PATH = click.argument("path", type=click.Path(path_type=Path))
_LICENCE = click.option(
    "--licence", default="unknown", show_default=True, metavar="SPDX", help="Licence of the rows, such as CC-BY-4.0."
)
_SOURCE = click.option("--source", default="", metavar="NAME", help="How the source is called; else the file's name.")
_LANGUAGE = click.option("--language", metavar="CODE", help="ISO 639-1 code of all rows; else guessed for each.")


@click.group("import", cls=Commands)
def import_() -> None:
    """Bring a file in: personas, samples, or texts."""


@import_.command("personas")
@_PATH
@_LICENCE
@_SOURCE
@click.option("--column", metavar="NAME", help="Which column holds the personas; else the likeliest.")
@_LANGUAGE
def personas(path: Path, licence: str, source: str, column: str | None, language: str | None) -> None:
    """Import personas from JSONL, CSV, Parquet or text, gzipped or not; one row is one persona."""
    with opened() as (workspace, actor):
        job_id = start_import(
            workspace,
            path,
            kind="personas",
            name=source,
            licence=licence,
            column=column,
            language=language,
            actor=actor,
        )
        _tell(finish(workspace, job_id).result)


@import_.command("samples")
@_PATH
@_LICENCE
@_SOURCE
@click.option("--scenario", metavar="NAME", help="What all rows are; else told by each row's description.")
@_LANGUAGE
def samples(path: Path, licence: str, source: str, scenario: str | None, language: str | None) -> None:
    """Import samples and the personas they were made for, in the form of Persona Hub's task files."""
    with opened() as (workspace, actor):
        job_id = start_import(
            workspace,
            path,
            kind="samples",
            name=source,
            licence=licence,
            scenario=scenario,
            language=language,
            actor=actor,
        )
        _tell(finish(workspace, job_id).result)


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
        _tell(finish(workspace, job_id).result)


def _tell(result: Any) -> None:  # noqa: ANN401 - the result of a job
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
    answer(dict(result), facts(said))
