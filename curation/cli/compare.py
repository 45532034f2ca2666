"""Compare two texts: what waits, a vote, the last one taken back; and the sets of pairs with their results."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import click
from pydantic import ValidationError

from curation.cli.common import (
    MAX_SHOWN_CHARS,
    Commands,
    answer,
    counted,
    facts,
    one_id,
    opened,
    show,
    show_lines,
    table,
)
from curation.cli.exports import read_filter
from curation.errors import BadInputError, NotFoundError
from curation.metrics.intervals import Interval
from curation.metrics.preference import ArmStrength
from curation.models import Choice, SampleFilter
from curation.review import MAX_NOTE_CHARS
from curation.services import comparisons as service
from curation.services.calls import MAX_SEED
from curation.services.comparison_results import Measured, SetResults, set_results
from curation.services.comparison_sets import (
    SetPreview,
    SetPublic,
    get_set,
    list_sets,
    make_set,
    open_or_close_set,
    preview_set,
)
from curation.services.comparisons import PairItem
from curation.services.permissions import Actor
from curation.services.set_ask import MAX_OVERLAP, MAX_PAIRS, QUESTION, SOURCES, SetAsk
from curation.workspace import Workspace

_SOURCES: Final = (*(str(source) for source in SOURCES), "trial")
_CHOICES: Final = tuple(str(choice) for choice in Choice)


@click.group("compare", cls=Commands)
def compare() -> None:
    """Say which of two texts is better, and read what all votes say."""


@compare.command("next")
@click.option("--set", "set_id", callback=one_id, metavar="ID", help="Else the newest with something left for you.")
@click.option("--skipped", is_flag=True, help="Those that you skipped.")
def next_(set_id: int | None, skipped: bool) -> None:
    """Show the pair that you vote on next; what each text is of is not told."""
    with opened() as (workspace, actor):
        of_set = _set_for(workspace, set_id, actor)
        found = service.next_pair(workspace, of_set.id, skipped=skipped, actor=actor)
        item = None if found is None else service.get_pair(workspace, found, actor=actor)
    counts = {"left": of_set.left, "voted": of_set.voted, "skipped": of_set.skipped}
    result = {"set_id": of_set.id, "pair": item and _pair_in_json(item), "counts": counts}
    answer(result, _pair_text(item) if item else f"No pair of '{show(of_set.name)}' waits for you.")


@compare.command("submit")
@click.argument("pair_id", callback=one_id, metavar="PAIR")
@click.option("--choice", type=click.Choice(_CHOICES), required=True, help="Which is better, as they were shown.")
@click.option("--note", default="", help=f"A note of at most {MAX_NOTE_CHARS:,} characters.")
def submit(pair_id: int, choice: str, note: str) -> None:
    """Vote on one pair; it takes the place of what you said of it before."""
    with opened() as (workspace, actor):
        voted = service.submit(workspace, pair_id, Choice(choice), note=note, actor=actor)
    told = voted.revealed and {"left": voted.revealed.left_arm, "right": voted.revealed.right_arm}
    result = {"comparison_id": voted.comparison_id, "pair_id": pair_id, "choice": choice, "saved_at": voted.saved_at}
    arms = f" Left was {show(told['left'])}, right was {show(told['right'])}." if told else ""
    answer({**result, "arms": told, "arm": voted.arm}, f"Pair {pair_id}: {choice.replace('_', ' ')}, saved.{arms}")


@compare.command("undo")
def undo() -> None:
    """Take back your newest vote; the pair waits for you again."""
    with opened() as (workspace, actor):
        back = service.undo_last(workspace, actor=actor)
    result = {"pair_id": back.pair_id, "choice": back.choice}
    answer(result, f"'{back.choice.replace('_', ' ')}' on pair {back.pair_id} is taken back.")


@compare.command("sets")
def sets() -> None:
    """List the sets of pairs, the newest first."""
    with opened() as (workspace, actor):
        found = list_sets(workspace, actor=actor)
    heads = ("id", "name", "of", "pairs", "judged", "votes", "left for you", "open")
    rows = [
        (row.id, show(row.name, 40), row.source, row.pairs, row.judged, row.votes, row.left, row.is_open)
        for row in found
    ]
    text = table(heads, rows, empty="There is no set of pairs yet. To make one: compare make.")
    answer({"sets": [_set_in_json(row) for row in found]}, text)


@compare.command("make")
@click.argument("name")
@click.option("--source", type=click.Choice(_SOURCES), required=True, help="What the two texts of a pair differ in.")
@click.option("--arm", "arms", multiple=True, metavar="NAME", help="A model, or the id of a template; two or more.")
@click.option("--trial", default="", metavar="TOKEN", help="The trial whose arms are paired.")
@click.option("--filter", "chosen", callback=read_filter, metavar="QUERY", help="Only samples of this filter.")
@click.option(
    "--pairs", "n", type=click.IntRange(1, MAX_PAIRS), default=100, show_default=True, help="At most so many."
)
@click.option(
    "--overlap", type=click.IntRange(1, MAX_OVERLAP), default=1, show_default=True, help="Votes for each pair."
)
@click.option("--question", default=QUESTION, show_default=True, help="What people are asked.")
@click.option("--hide-persona", is_flag=True, help="Do not show for whom the texts were written.")
@click.option("--seed", type=click.IntRange(0, MAX_SEED), help="By which pairs are drawn; else any.")
@click.option("--preview", is_flag=True, help="Only count what the set would hold.")
def make(hide_persona: bool, preview: bool, chosen: SampleFilter | None, **given: Any) -> None:  # noqa: ANN401 - options
    """Put samples side by side as the set NAME."""
    try:
        ask = SetAsk(chosen=chosen or SampleFilter(), shows_persona=not hide_persona, **given)
    except ValidationError as error:
        said = error.errors()[0]
        raise BadInputError(
            f"{said['msg'].removeprefix('Value error, ')}.".capitalize(), "Nothing was stored."
        ) from error
    with opened() as (workspace, actor):
        if preview:
            shown = preview_set(workspace, ask, actor=actor)
            answer(_preview_in_json(shown), _preview_text(shown))
            return
        made = get_set(workspace, make_set(workspace, ask, actor=actor), actor=actor)
    answer(_set_in_json(made), f"Set {made.id} '{show(made.name)}' holds {made.pairs:,} pairs.")


@compare.command("close")
@click.argument("set_id", callback=one_id, metavar="ID")
@click.option("--reopen", is_flag=True, help="Open it again.")
def close(set_id: int, reopen: bool) -> None:
    """Let nobody vote on a set any longer; what was voted stays."""
    with opened() as (workspace, actor):
        open_or_close_set(workspace, set_id, is_open=reopen, actor=actor)
    answer({"set_id": set_id, "is_open": reopen}, f"Set {set_id} is {'open' if reopen else 'closed'}.")


@compare.command("results")
@click.argument("set_id", callback=one_id, metavar="ID")
def results(set_id: int) -> None:
    """Say what the votes on a set come to: which arm is preferred, and what else people may have gone by."""
    with opened() as (workspace, actor):
        found = set_results(workspace, set_id, actor=actor)
    answer(_results_in_json(set_id, found), _results_text(found))


def _set_for(workspace: Workspace, set_id: int | None, actor: Actor) -> SetPublic:
    if set_id is not None:
        return get_set(workspace, set_id, actor=actor)
    found = list_sets(workspace, is_open=True, actor=actor)
    if not found:
        raise NotFoundError("There is no open set of pairs.", "A curator makes one: compare make.")
    return next((row for row in found if row.left), found[0])


def _pair_in_json(item: PairItem) -> dict[str, Any]:
    labels = {"left": item.left_label, "right": item.right_label}
    return {
        "id": item.pair_id,
        "question": item.question,
        "scenario": item.scenario,
        "persona": item.persona,
        "left": item.left,
        "right": item.right,
        # What only one text carries would tell of which arm it is.
        "label": item.left_label if item.left_label == item.right_label else " or ".join(filter(None, labels.values())),
    }


def _pair_text(item: PairItem) -> str:
    persona = "" if item.persona is None else f"\nPersona: {show(item.persona)}"
    return (
        f"Pair {item.pair_id}, {item.scenario}. {show(item.question)}{persona}"
        f"\n\nLeft\n\n{show_lines(item.left)}\n\nRight\n\n{show_lines(item.right)}"
    )


def _set_in_json(row: SetPublic) -> dict[str, Any]:
    return {**asdict(row), "params": dict(row.params)}


def _preview_in_json(shown: SetPreview) -> dict[str, Any]:
    by_arms = [{"a": a, "b": b, "pairs": n} for (a, b), n in shown.by_arms.items()]
    example = [{"arm": arm, "text": text} for arm, text in shown.example]
    return {
        "source": shown.source,
        "pairs": shown.n,
        "available": shown.available,
        "by_arms": by_arms,
        "personas": shown.personas,
        "no_partner": shown.no_partner,
        "same_text": shown.same_text,
        "labels": shown.labels,
        "example": example,
        "seed": shown.seed,
        "read_most": shown.read_most,
    }


def _preview_text(shown: SetPreview) -> str:
    between = {f"{show(a, 40)} | {show(b, 40)}": n for (a, b), n in shown.by_arms.items()}
    left_out = {"without counterpart": shown.no_partner, "pairs of one text": shown.same_text}
    said = {
        "pairs": shown.n,
        "of": shown.available,
        **between,
        "personas": shown.personas,
        "left out": counted(left_out),
    }
    return facts(said)


def _results_in_json(set_id: int, found: SetResults) -> dict[str, Any]:
    strengths = found.strengths
    return {
        "set_id": set_id,
        "pairs": found.pairs,
        "judged": found.judged,
        "votes": dict(found.votes),
        "raters": found.raters,
        "arms": [asdict(arm) for arm in strengths.arms] if strengths else None,
        "duels": [asdict(duel) for duel in strengths.duels] if strengths else None,
        "not_defined": found.why_not,
        "sentence": found.sentence,
        "left": _measured(found.left),
        "longer": _measured(found.longer),
        "anew": found.anew,
        "left_out": dict(found.left_out),
        "labels": list(found.labels),
    }


def _measured(found: Measured) -> Mapping[str, Any]:
    return asdict(found.interval) if found.interval else {"not_defined": found.why_not}


def _results_text(found: SetResults) -> str:
    said = {
        "judged": f"{found.judged:,} of {found.pairs:,} pairs",
        "votes": counted({name.replace("_", " "): n for name, n in found.votes.items()}),
        "people": found.raters,
        "the left one": _share(found.left),
        "the longer one": _share(found.longer),
        "given anew": found.anew,
        "left out": counted(found.left_out),
    }
    heads = ("arm", "preferred", "95 %", "wins", "losses", "ties")
    arms = found.strengths.arms if found.strengths else ()
    return f"{show(found.sentence)}\n\n{table(heads, [_arm_row(arm) for arm in arms], empty='')}\n\n{facts(said)}"


def _arm_row(arm: ArmStrength) -> tuple[object, ...]:
    return (show(arm.name, MAX_SHOWN_CHARS), *_percent(arm.chance), arm.wins, arm.losses, arm.ties)


def _percent(share: Interval) -> tuple[str, str]:
    return (f"{share.value:.0%}", f"{share.low:.0%} to {share.high:.0%}")


def _share(found: Measured) -> str:
    if found.interval is None:
        return f"not defined: {found.why_not}"
    value, limits = _percent(found.interval)
    return f"{value} of {found.interval.n:,} deciding votes ({limits})"
