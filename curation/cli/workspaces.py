"""The workspace as a whole: made, counted, copied, brought back, checked."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from curation.cli.common import answer, counted, facts, opened, settings, show
from curation.services import backups, health
from curation.services.health import Check, Status
from curation.services.precision import PRECISION_WORDS, PrecisionChosen, chosen_precision, set_precision
from curation.services.setup import init_workspace
from curation.workspace import Holder, open_workspace


@click.command("init")
@click.option("--empty", is_flag=True, help="Without the starter hub.")
def init(*, empty: bool) -> None:
    """Make a workspace with a starter hub; on an existing one change nothing."""
    made = init_workspace(settings(), with_starter=not empty)
    verb = "Made" if made.created else "There is already"
    answer(made, f"{verb} a workspace in {show(made.workspace)} with {made.personas:,} personas.")


@click.command("status")
def status() -> None:
    """Show what there is, who works on it, and how old the newest backup is."""
    with opened() as (workspace, _):
        found = health.status(workspace)
    answer(found, _status_text(found))


@click.command("backup")
@click.argument("path", type=click.Path(path_type=Path))
def backup(path: Path) -> None:
    """Copy the database to PATH, a new file or a folder, and check the copy; others go on working."""
    with opened() as (workspace, actor):
        made = backups.backup(workspace, path, actor=actor)
    answer(made, _copy_text("Backed up to", made.path, made.sha256, made.counts))


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path))
def restore(path: Path) -> None:
    """Put the backup at PATH in the place of the workspace; what was there is kept aside.

    The app and the worker must be stopped. A folder without a workspace gets
    one, since a lost folder is what backups are for.
    """
    done = backups.restore(settings(), path)
    kept = f"\nKept aside: {show(done.replaced)}" if done.replaced else ""
    answer(done, _copy_text("Restored from", done.path, done.sha256, done.counts) + kept)


@click.command("precision")
@click.argument("wanted", metavar="[PRECISION]", required=False)
def precision(wanted: str | None) -> None:
    """Show in which number format the model reads texts, or choose another: float32 or bfloat16.

    To choose, the app and the worker must be stopped: all texts are read anew.
    """
    with opened() as (workspace, actor):
        if wanted is None:
            with workspace.read() as session:
                found = PrecisionChosen(chosen_precision(session), 0)
        else:
            found = set_precision(workspace, wanted, actor=actor)
    anew = f"\n{found.texts_to_read:,} texts wait to be read anew." if found.texts_to_read else ""
    answer(found, f"The model reads in {found.precision}: {PRECISION_WORDS[found.precision]}.{anew}")


@click.command("verify")
def verify() -> None:
    """Check everything that is kept, row by row and file by file; exit 1 unless all is well."""
    workspace = open_workspace(settings())
    try:
        _tell_checks(health.verify(workspace))
    finally:
        workspace.close()


@click.command("doctor")
def doctor() -> None:
    """Check whether the machine has what the program needs; exit 1 unless all is well."""
    _tell_checks(health.doctor(settings()))


def _tell_checks(checks: Sequence[Check]) -> None:
    is_ok = all(check.ok for check in checks)
    width = max(len(check.name) for check in checks)
    lines = [f"{'ok  ' if check.ok else 'FAIL'}  {check.name:{width}}  {show(check.detail)}" for check in checks]
    answer({"ok": is_ok, "checks": checks}, "\n".join(lines))
    if not is_ok:
        click.get_current_context().exit(1)


def _status_text(found: Status) -> str:
    said: dict[str, object] = {"workspace": found.workspace}
    said["versions"] = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    for noun, counts in found.counts.items():
        said[noun.replace("_", " ")] = counted(counts)
    for name, holder in found.locks.items():
        said[name] = _holder_text(holder)
    for kind, index in found.index.items():
        said[f"{kind} index"] = f"{index['vectors']:,} vectors" if index["usable"] else f"none: {index['reason']}"
    newest = found.last_backup
    said["last backup"] = f"{newest.at}, {newest.path}" if newest else "none"
    return facts(said)


def _holder_text(holder: Holder | None) -> str:
    return f"process {holder.pid} on {holder.host}, since {holder.since}" if holder else "not running"


def _copy_text(verb: str, path: str, sha256: str, counts: Mapping[str, int]) -> str:
    return f"{verb} {show(path)}\nsha256 {sha256}\nHolds {counted(counts)}."
