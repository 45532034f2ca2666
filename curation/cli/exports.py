"""Let datasets leave: the files of a release, and the releases there are."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import click
from pydantic import ValidationError

from curation.cli.common import Commands, answer, counted, facts, opened, show, table
from curation.cli.running import finish
from curation.models import SampleFilter
from curation.services.calls import MAX_SEED
from curation.services.exports import FORMATS, TARGETS, ExportAsk, left_out_label, start_export
from curation.services.releases import ReleasePublic, list_releases


def read_filter(_context: click.Context, _option: click.Parameter, written: str | None) -> SampleFilter | None:
    """Read a filter as a URL carries it, such as `scenarios=math&scenarios=logic&decisions=accept`."""
    if written is None:
        return None
    known = SampleFilter.model_fields
    try:
        said = parse_qs(written, keep_blank_values=True, strict_parsing=True, max_num_fields=10_000)
        unknown = [name for name in said if name not in known]
        if unknown:
            raise click.BadParameter(f"{unknown[0]!r} is no field of a filter; known are {', '.join(known)}.")
        values = {name: given if known[name].default == () else given[-1] for name, given in said.items()}
        return SampleFilter.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise click.BadParameter(f"{first['loc'][0]}: {first['msg']}.") from error
    except ValueError as error:
        raise click.BadParameter(f"{written!r} is no filter; write one as scenarios=math&decisions=accept.") from error


@click.command("export")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="A new or an empty folder.")
@click.option("--format", "format_", type=click.Choice(FORMATS), required=True, help="The form of the rows.")
@click.option("--release", default="", metavar="NAME", help="Take the rows of an earlier release again.")
@click.option("--filter", "chosen", callback=read_filter, metavar="QUERY", help="Which samples; else all.")
@click.option("--set", "sets", type=click.IntRange(min=1), multiple=True, metavar="ID",
              help="Of `preferences` the set of pairs; may be repeated, else all.")  # fmt: skip
@click.option(
    "--target", type=click.Choice(TARGETS), default="prompt", show_default=True, help="What `messages` teach to write."
)
@click.option("--licence", default="", metavar="SPDX", help="Licence of the whole, where the rows do not agree on one.")
@click.option("--licence-reason", default="", metavar="TEXT", help="By what right it is freer than that of a row.")
@click.option("--name", default="", help="How the release is called; else as the folder.")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), default=0, show_default=True, help="Kept with the release.")
def export(
    out: Path,
    format_: str,
    release: str,
    chosen: SampleFilter | None,
    sets: tuple[int, ...],
    target: str,
    licence: str,
    licence_reason: str,
    name: str,
    seed: int,
) -> None:
    """Write a release: its rows, their ratings, a card, and a manifest that proves them."""
    if release and chosen is not None:
        raise click.UsageError("Say which rows: either --release NAME or --filter QUERY, not both.")
    ask = ExportAsk(
        chosen=chosen or SampleFilter(),
        release=release,
        format=format_,
        target=target,
        sets=sets,
        out=out.expanduser().resolve(),
        name=name,
        licence=licence,
        licence_reason=licence_reason,
        seed=seed,
    )
    with opened() as (workspace, actor):
        result = finish(workspace, start_export(workspace, ask, actor=actor)).result
    answer(dict(result), _text(result))


@click.group("releases", cls=Commands)
def releases() -> None:
    """Look at the releases there are."""


@releases.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="Releases to show.")
def list_(limit: int) -> None:
    """List the newest releases, also those that were not finished."""
    with opened() as (workspace, _):
        found = list_releases(workspace, limit=limit)
    heads = ("id", "name", "rows", "format", "licence", "made", "folder")
    rows = [
        (
            release.id,
            show(release.name, 40),
            release.rows,
            release.format,
            release.licence,
            f"{release.created_at:%Y-%m-%d %H:%M}" if release.is_complete else "not finished",
            show(release.folder),
        )
        for release in found
    ]
    text = table(heads, rows, empty="There is no release yet. To write one: export.")
    answer({"releases": [_in_json(release) for release in found]}, text)


def _in_json(release: ReleasePublic) -> dict[str, Any]:
    return {
        "id": release.id,
        "name": release.name,
        "rows": release.rows,
        "left_out": release.left_out,
        "format": release.format,
        "target": release.target,
        "licence": release.licence,
        "filter": release.filter,
        "fingerprint": release.fingerprint,
        "files": release.files,
        "folder": release.folder,
        "is_complete": release.is_complete,
        "made_by": release.made_by,
        "created": release.created_at,
    }


def _text(result: Mapping[str, Any]) -> str:
    left_out = {left_out_label(reason): count for reason, count in result["left_out"].items()}
    said = {"release": result["release_id"], "rows": result["rows"], "left out": counted(left_out)}
    files = [(show(file["path"]), file["rows"], file["sha256"][:16]) for file in result["files"]]
    return f"{facts(said)}\n\n{table(('file', 'rows', 'sha256'), files, empty='')}"
