"""The command line: every command calls one service and prints what it says."""

import json
import logging
import sys

import click

from curation.cli.common import answer, common_options, settings
from curation.errors import CurationError
from curation.jobs.worker import run_claimed_child, work
from curation.services.setup import init_workspace
from curation.workspace import open_workspace


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@common_options
def cli() -> None:
    """Make synthetic data from personas, and show the evidence for it."""


@cli.command()
@common_options
@click.option("--empty", is_flag=True, help="Without the starter hub.")
def init(*, empty: bool) -> None:
    """Make a workspace; on an existing one change nothing."""
    made = init_workspace(settings(), with_starter=not empty)
    verb = "Made" if made.created else "There is already"
    answer(made, f"{verb} a workspace in {made.workspace} with {made.personas} personas.")


@cli.command()
@common_options
@click.option("--tied", is_flag=True, hidden=True, help="End with the process that started it.")
def worker(*, tied: bool) -> None:
    """Do the jobs of the workspace until stopped."""
    work(open_workspace(settings()), is_tied=tied)


@cli.command("run-job", hidden=True)
@common_options
@click.argument("job_id", type=int)
@click.option("--lease", required=True, help="The name under which the worker claimed it.")
def run_job(job_id: int, lease: str) -> None:
    """Run one job that the worker has claimed."""
    run_claimed_child(open_workspace(settings()), job_id, lease=lease)


def run() -> None:
    """Run the command line: exit 0 done, 1 the user can mend it, 2 wrong usage."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    wants_json = "--json" in sys.argv
    try:
        cli(standalone_mode=False)
    except click.UsageError as error:
        _fail("usage", error.format_message(), "See --help.", wants_json=wants_json)
        sys.exit(2)
    except click.Abort:
        _fail("interrupted", "Interrupted.", "What was stored stays stored.", wants_json=wants_json)
        sys.exit(1)
    except CurationError as error:
        _fail(error.code, error.message, error.hint, wants_json=wants_json)
        sys.exit(1)


def _fail(code: str, message: str, hint: str, *, wants_json: bool) -> None:
    if wants_json:
        click.echo(json.dumps({"error": {"code": code, "message": message, "hint": hint}}, ensure_ascii=False))
    click.echo(f"{message} {hint}".strip(), err=True)
