"""The command line: every command calls one service and prints what it says."""

import json
import logging
import sys
from collections.abc import Sequence

import click

from curation.cli import (
    adjudicate,
    compare,
    dedup,
    examples,
    exports,
    fixes,
    generate,
    gold,
    imports,
    jobs,
    judge,
    metrics,
    personas,
    providers,
    review,
    rubrics,
    search,
    sharing,
    solve,
    team,
    templates,
    trials,
    whose,
    workspaces,
)
from curation.cli.common import Commands, show
from curation.errors import CurationError

LOG = logging.getLogger(__name__)
PROGRAM = "python -m curation"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
def cli() -> None:
    """Make synthetic data from personas, and show the evidence for it."""


for command in (
    workspaces.init,
    workspaces.status,
    imports.import_,
    personas.personas,
    search.search,
    generate.generate,
    templates.templates,
    rubrics.rubric,
    examples.examples,
    trials.trials,
    solve.solve,
    review.queue,
    review.review,
    sharing.assign,
    sharing.assignments,
    metrics.metrics,
    judge.judge,
    judge.judges,
    compare.compare,
    adjudicate.adjudicate,
    gold.gold,
    whose.whose,
    dedup.dedup,
    dedup.duplicates,
    exports.export,
    exports.releases,
    team.people,
    team.comments,
    team.activity,
    jobs.jobs,
    jobs.worker,
    jobs.run_job,
    providers.providers,
    workspaces.backup,
    workspaces.restore,
    workspaces.precision,
    workspaces.verify,
    workspaces.doctor,
):
    cli.add_command(command)
review.review.add_command(fixes.fix)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one command and return its exit code: 0 done, 1 the user can mend it, 2 wrong usage."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    wants_json = "--json" in given[: given.index("--")] if "--" in given else "--json" in given
    try:
        code: int | None = cli.main(given, prog_name=PROGRAM, standalone_mode=False)
    except click.UsageError as error:
        asked = error.ctx.command_path if error.ctx else PROGRAM
        is_help = isinstance(error, click.exceptions.NoArgsIsHelpError)
        if is_help and not wants_json:
            error.show()
            return 2
        said = "A command is missing." if is_help else error.format_message()
        return _fail("usage", said, f"See: {asked} --help.", wants_json, code=2)
    except click.Abort:
        return _fail("interrupted", "Interrupted.", "What was stored stays stored.", wants_json)
    except CurationError as error:
        return _fail(error.code, error.message, error.hint, wants_json)
    except Exception as error:  # whatever happens, a program that reads the answer must get one
        LOG.exception("the command failed unexpectedly")
        return _fail("unexpected", f"Unexpected {type(error).__name__}: {error}", "This is a defect.", wants_json)
    return code or 0


def run() -> None:
    """Be the program: log to stderr, and end with the exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    sys.exit(main())


def _fail(code_name: str, message: str, hint: str, wants_json: bool, *, code: int = 1) -> int:
    if wants_json:
        click.echo(json.dumps({"error": {"code": code_name, "message": message, "hint": hint}}))
    click.echo(show(f"{message} {hint}".strip()), err=True)
    return code
