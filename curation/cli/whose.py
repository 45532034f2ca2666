"""Whose text is this: a text with four personas, a guess, and what all guesses come to."""

from dataclasses import asdict
from typing import Any, Final

import click

from curation.cli.common import Commands, answer, many_ids, one_id, opened, show, show_lines, table
from curation.review.guessing import CHANCE, OPTIONS
from curation.services import whose as service
from curation.services.figures import NotDefined, in_json
from curation.services.whose import GuessItem
from curation.services.whose_results import By, Fidelity, FidelityLine, fidelity, own_guesses

_BY: Final[tuple[By, ...]] = ("template", "scenario", "model", "rater")


@click.group("whose", cls=Commands)
def whose() -> None:
    """Tell for which of four personas a text was written."""


@whose.command("next")
@click.option("--scenario", help="Only texts of this scenario.")
def next_(scenario: str | None) -> None:
    """Show a text that you have not guessed at, and four personas."""
    with opened() as (workspace, actor):
        item = service.next_guess(workspace, scenario=scenario, actor=actor)
        own = own_guesses(workspace, actor=actor)
    result = {"item": item and asdict(item), "own": {"n": own.n, "right": own.right}}
    answer(result, _text(item) if item else "No text is left for you to guess at.")


@whose.command("submit")
@click.argument("sample_id", callback=one_id, metavar="ID")
@click.option(
    "--choice", type=click.IntRange(0, OPTIONS), required=True, help="Which persona, as shown; 0 if you cannot tell."
)
@click.option("--options", callback=many_ids, metavar="IDS", help="The personas that were shown, in order.")
def submit(sample_id: int, choice: int, options: tuple[int, ...] | None) -> None:
    """Guess once; the truth is told."""
    with opened() as (workspace, actor):
        guessed = service.submit_guess(workspace, sample_id, choice, options=options, actor=actor)
    said = "Right." if guessed.is_right else "Not right." if guessed.could_tell else "You could not tell."
    answer(asdict(guessed), f"{said} It was written for {guessed.place}: {show(guessed.persona)}")


@whose.command("results")
@click.option("--by", type=click.Choice(_BY), default="template", show_default=True, help="What the lines are of.")
def results(by: str) -> None:
    """Say how often people are right; by lot it would be a quarter."""
    chosen = next(known for known in _BY if known == by)
    with opened() as (workspace, actor):
        found = fidelity(workspace, by=chosen, actor=actor)
    answer(_in_json(found), _results_text(found))


def _text(item: GuessItem) -> str:
    label = f" ({show(item.label)})" if item.label else ""
    known = " You judged it before, so this guess is counted apart." if item.was_reviewed else ""
    options = "\n".join(f"{place}. {show(option.text)}" for place, option in enumerate(item.options, start=1))
    return f"Sample {item.sample_id}, {item.scenario}{label}.{known}\n\n{show_lines(item.text)}\n\n{options}"


def _in_json(found: Fidelity) -> dict[str, Any]:
    return {
        "by": found.by,
        "chance": CHANCE,
        "total": _line_in_json(found.total),
        "lines": [_line_in_json(line) for line in found.lines],
        "is_labelled": found.is_labelled,
        "left_out": {"labelled": found.n_labelled, "judged_before": found.n_reviewed},
    }


def _line_in_json(line: FidelityLine) -> dict[str, Any]:
    counts = {"name": line.name, "n": line.n, "right": line.right, "cannot_tell": line.cannot_tell}
    return {**counts, "share": in_json(line.share), "reading": line.reading}


def _results_text(found: Fidelity) -> str:
    if isinstance(found.total.share, NotDefined):
        return f"The share of right guesses is {found.total.share}."
    heads = (found.by, "right", "95 %", "n", "could not tell", "reading")
    rows = [_row(line) for line in (*found.lines, found.total)]
    out = [f"{found.n_labelled:,} at hand-written or demo texts"] if found.n_labelled else []
    out += [f"{found.n_reviewed:,} of people who had judged the text before"] if found.n_reviewed else []
    left = f"\n\nLeft out: {', '.join(out)}." if out else ""
    return f"{table(heads, rows, empty='')}\n\nBy lot it would be {CHANCE:.0%}.{left}"


def _row(line: FidelityLine) -> tuple[object, ...]:
    share = line.share
    if isinstance(share, NotDefined):
        return (show(line.name, 60), "not defined", "", line.n, line.cannot_tell, "")
    limits = f"{share.low:.0%} to {share.high:.0%}"
    return (show(line.name, 60), f"{share.value:.0%}", limits, line.n, line.cannot_tell, line.reading)
