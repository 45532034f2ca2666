"""The same personas through several ways of asking, and what came of each side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import click
from pydantic import ValidationError

from curation.cli.common import Amount, Commands, answer, counted, facts, many_ids, opened, show, show_lines, table
from curation.cli.running import JobNotDoneError, finish
from curation.errors import BadInputError
from curation.models import PersonaFilter
from curation.services import trials as service
from curation.services.calls import MAX_SEED
from curation.services.estimates import usd
from curation.services.trial_ask import MAX_ARMS, MAX_ROWS, MIN_ARMS, TrialAsk
from curation.services.trial_reading import TrialCell, TrialView
from curation.services.trial_summary import ArmSummary
from curation.text.ids import read_id
from curation.workspace import Workspace

_ARM_KEYS: Final = ("name", "scenario", "variant", "version", "provider", "model", "mode", "examples", "who")
_MAX_TEXT: Final = 4_000


def _arms(_context: click.Context, _option: click.Parameter, written: tuple[str, ...]) -> list[dict[str, Any]]:
    return [_arm(one) for one in written]


def _arm(written: str) -> dict[str, Any]:
    """Read an arm, written as `key=value,key=value`; what it does not name is as for the others."""
    fields: dict[str, Any] = {"name": written[:80]}
    for part in filter(None, (part.strip() for part in written.split(","))):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value or key not in _ARM_KEYS:
            raise click.BadParameter(f"{part!r} says nothing; write KEY=VALUE, with {', '.join(_ARM_KEYS)}.")
        if key == "examples":
            ids = [read_id(one) for one in value.split("+")]
            if None in ids:
                raise click.BadParameter(f"{value!r} is no list of examples; write their ids as 3+17+20.")
            fields["example_ids"] = tuple(ids)
        else:
            fields[key] = value
    return fields


@click.group("trials", cls=Commands)
def trials() -> None:
    """Compare before you run: the same personas through several ways of asking."""


@trials.command("start")
@click.option("--scenario", required=True, metavar="NAME", help="What to make; see: templates list.")
@click.option("--arm", "arms", multiple=True, callback=_arms, metavar="KEY=VALUE,...",
              help=f"One of the ways that are compared; given {MIN_ARMS} to {MAX_ARMS} times.")  # fmt: skip
@click.option("--personas", "n", type=click.IntRange(1, MAX_ROWS), metavar="N", help="For N personas at random.")
@click.option("--persona-ids", callback=many_ids, metavar="IDS", help="For these personas, such as 3,17,20.")
@click.option("--blind", "is_blind", is_flag=True, help="Show the texts without saying which arm they are of.")
@click.option("--budget-usd", type=Amount(min=0, min_open=True), metavar="USD", help="The most that all may cost.")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), help="Draws the personas and steers the models; else drawn.")
@click.option("--temperature", type=Amount(min=0, max=2), help="Else the models' own.")
@click.option(
    "--max-output-tokens", type=click.IntRange(16, 64_000), default=2_048, show_default=True, help="Longest answer."
)
@click.option("--wait", is_flag=True, help="Do it now, or wait until the worker has done it.")
def start(
    scenario: str,
    arms: Sequence[dict[str, Any]],
    n: int | None,
    persona_ids: tuple[int, ...] | None,
    temperature: float | None,
    max_output_tokens: int,
    *,
    wait: bool,
    **fields: Any,  # noqa: ANN401 - what the ask checks
) -> None:
    """Let several arms make a sample each for the same personas; without --wait the jobs are left to the worker."""
    if (n is None) == (persona_ids is None):
        raise click.UsageError("Say for whom: either --personas N or --persona-ids IDS.")
    params = {"temperature": temperature, "max_output_tokens": max_output_tokens}
    asked = {
        **fields,
        "arms": [{"scenario": scenario, "params": params, **arm} for arm in arms],
        "personas": PersonaFilter(ids=persona_ids or ()),
        "n": n if persona_ids is None else len(set(persona_ids)),
    }
    with opened() as (workspace, actor):
        token = service.start_trial(workspace, _ask(asked), actor=actor)
        if wait:
            _finish_all(workspace, [arm.job_id for arm in service.trial(workspace, token, actor=actor).arms])
        shown = service.trial(workspace, token, actor=actor)
    queued = (
        f"Trial {token} is in the queue: {len(shown.arms)} jobs with {len(shown.rows):,} samples each."
        f" To look at it: trials show {token}."
    )
    answer(_in_json(shown), _text(shown) if wait else queued)


@trials.command("list")
def list_() -> None:
    """List the newest trials."""
    with opened() as (workspace, _):
        found = service.list_trials(workspace)
    rows = [(row.token, row.n, show(" | ".join(row.names), 80), "blind" if row.is_blind else "open") for row in found]
    answer({"trials": found}, table(("trial", "personas", "arms", "kind"), rows, empty="No trials."))


@trials.command("show")
@click.argument("trial")
@click.option("--reveal", is_flag=True, help="Say which text is of which arm; of a blind trial that is noted.")
def show_(trial: str, *, reveal: bool) -> None:
    """Show a trial, persona by persona; TRIAL is the name that `trials start` and `trials list` print."""
    with opened() as (workspace, actor):
        if reveal:
            service.reveal_trial(workspace, trial, actor=actor)
        shown = service.trial(workspace, trial, actor=actor)
    answer(_in_json(shown), _text(shown))


def _ask(fields: Mapping[str, Any]) -> TrialAsk:
    try:
        return TrialAsk.model_validate(fields)
    except ValidationError as error:
        said = error.errors()[0]
        where = ".".join(map(str, said["loc"]))
        message = said["msg"].removeprefix("Value error, ")
        raise BadInputError(f"{where}: {message}." if where else f"{message[0].upper()}{message[1:]}.") from None


def _finish_all(workspace: Workspace, job_ids: Sequence[int]) -> None:
    """Do every arm to its end; what went wrong with one is said after the others had their turn."""
    problems = []
    for job_id in job_ids:
        try:
            finish(workspace, job_id)
        except JobNotDoneError as error:
            if error.code == "interrupted":
                raise
            problems.append(error)
    if problems:
        raise problems[0]


def _in_json(shown: TrialView) -> dict[str, Any]:
    return {
        "trial": shown.token,
        "is_blind": shown.is_blind,
        "is_hidden": shown.is_hidden,
        "revealed_by": [*shown.revealed_by],
        "labels": [*shown.labels],
        "arms": [asdict(arm) for arm in shown.arms],
        "rows": [{**asdict(row), "persona": shown.personas.get(row.persona_id, "")} for row in shown.rows],
        "summaries": [asdict(summary) for summary in shown.summaries],
        "votes": None if shown.tally is None else asdict(shown.tally),
        "compared": None if shown.compared is None else shown.compared.sentence,
    }


def _text(shown: TrialView) -> str:
    parts = [_heading(shown)]
    for row in shown.rows:
        parts.append(f"\nPersona {row.persona_id}: {show(shown.personas.get(row.persona_id, ''), 300)}")
        parts += [f"\n  {_name_of(shown, cell)} ({cell.state})\n{_indented(cell)}" for cell in row.cells]
    parts += [f"\n{_summary(summary)}" for summary in shown.summaries]
    if shown.compared is not None:
        parts.append(f"\n{show(shown.compared.sentence)}")
    return "\n".join(parts)


def _heading(shown: TrialView) -> str:
    arms = [
        f"{show(arm.name, 80)}: job {arm.job_id}, {arm.state}, {arm.made} of {len(shown.rows)}" for arm in shown.arms
    ]
    said = [f"Trial {shown.token}", *arms, *(show(label) for label in shown.labels)]
    if shown.is_hidden:
        said.append(f"Blind: each row in an order of its own. To be told: trials show {shown.token} --reveal.")
    return "\n".join(said)


def _name_of(shown: TrialView, cell: TrialCell) -> str:
    name = "" if cell.arm is None else show(shown.arms[cell.arm].name, 80)
    return " · ".join(part for part in (cell.letter, name) if part)


def _indented(cell: TrialCell) -> str:
    text = show_lines((cell.text or cell.reason or "no text")[:_MAX_TEXT])
    failed = [show(check["name"]) for check in cell.checks if not check["ok"]]
    told = [*text.splitlines(), *([f"failed: {', '.join(failed)}"] if failed else [])]
    return "\n".join(f"    {line}" for line in told)


def _summary(summary: ArmSummary) -> str:
    kept = summary.ok
    cost = "unknown" if summary.cost_usd is None else usd(summary.cost_usd)
    return facts(
        {
            "arm": show(summary.name, 80),
            "passed": "none tried yet"
            if kept is None
            else f"{kept.value:.0%} of {kept.n} (95 %: {kept.low:.0%} to {kept.high:.0%})",
            "failed checks": counted(summary.failed_checks),
            "words": "-" if summary.words is None else f"{summary.words:,.0f}",
            "alike": f"{summary.alike} of {summary.read} read",
            "cost": cost,
        }
    )
