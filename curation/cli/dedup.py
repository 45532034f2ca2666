"""Near-duplicates: find them, look at the groups, decide, take a decision back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import click

from curation.cli.common import MAX_SHOWN_CHARS, Amount, Commands, answer, counted, facts, one_id, opened, show, table
from curation.cli.running import finish
from curation.cli.search import KINDS
from curation.models import GroupDecision, PairOrigin
from curation.services import duplicates as service
from curation.services.duplicate_groups import STAGES
from curation.services.duplicates import GroupDetail

_SAYS = {GroupDecision.OPEN: "open", GroupDecision.KEEP_ONE: "one is kept", GroupDecision.KEEP_ALL: "all are kept"}
_ORDERS = {"size": "largest", "score": "strongest", "uncertain": "most uncertain"}


def _stages(_context: click.Context, _option: click.Parameter, written: str) -> tuple[str, ...]:
    """Read names of stages with commas between them."""
    names = tuple(part.strip() for part in written.split(","))
    if not set(names) <= set(STAGES):
        raise click.BadParameter(f"{written!r} is not one or both of {', '.join(STAGES)}.")
    return names


@click.command("dedup")
@click.argument("what", type=click.Choice(list(KINDS)))
@click.option(
    "--stages",
    callback=_stages,
    metavar="NAMES",
    default=",".join(STAGES),
    show_default=True,
    help="One or both stages.",
)
@click.option(
    "--method", type=click.Choice(service.METHODS), default="partition", show_default=True, help="How to find by words."
)
@click.option(
    "--min-jaccard", type=Amount(0.5, 1), default=0.9, show_default=True, help="From which share of words on."
)
@click.option(
    "--min-cosine",
    type=Amount(0, 1, min_open=True),
    default=0.9,
    show_default=True,
    help="From which likeness of meaning on.",
)
def dedup(what: str, stages: tuple[str, ...], method: str, min_jaccard: float, min_cosine: float) -> None:
    """Find near-duplicates among personas or samples and keep one of each group."""
    with opened() as (workspace, actor):
        job_id = service.start_dedup(
            workspace,
            KINDS[what],
            stages=stages,
            method=method,
            min_jaccard=min_jaccard,
            min_cosine=min_cosine,
            actor=actor,
        )
        result = finish(workspace, job_id).result
    answer(dict(result), _run_text(result))


@click.group("duplicates", cls=Commands)
def duplicates() -> None:
    """Look at groups of near-duplicates, and decide about them."""


@duplicates.command("list")
@click.argument("what", type=click.Choice(list(KINDS)), default="personas")
@click.option("--order", type=click.Choice(list(_ORDERS)), default="size", show_default=True, help="Which come first.")
@click.option("--open", "only_open", is_flag=True, help="Only those that nobody has decided about.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="Groups to show.")
def list_(what: str, order: str, *, only_open: bool, limit: int) -> None:
    """List the groups of personas (or of samples)."""
    with opened() as (workspace, _):
        decided = False if only_open else None
        page = service.list_groups(workspace, KINDS[what], order=order, decided=decided, size=limit)
    heads = ("id", "size", "keeper", "weakest", "by", "decision", "text")
    rows = [
        (
            group.id,
            group.size,
            group.keeper_id,
            None if group.weakest_origin == PairOrigin.HUMAN else group.weakest_score,
            group.weakest_origin,
            _SAYS[GroupDecision(group.decision)],
            show(group.text, MAX_SHOWN_CHARS),
        )
        for group in page.rows
    ]
    found = {"total": page.total, "total_is_capped": page.total_is_capped}
    text = table(heads, rows, empty=f"No groups. To look for near-duplicates: dedup {what}.")
    more = f"\n{page.total_text} groups, {len(rows):,} shown." if rows else ""
    answer({"groups": [asdict(group) for group in page.rows], **found}, text + more)


@duplicates.command("show")
@click.argument("group_id", callback=one_id, metavar="ID")
def show_(group_id: int) -> None:
    """Show one group: its members, its pairs and their scores."""
    with opened() as (workspace, _):
        group = service.get_group(workspace, group_id)
    answer(group, _group_text(group))


@duplicates.command("decide")
@click.argument("group_id", callback=one_id, metavar="ID")
@click.option("--keep", callback=one_id, metavar="ID", help="The member that stays; else the one that the rule chose.")
@click.option("--keep-all", is_flag=True, help="They are no duplicates: all stay.")
def decide(group_id: int, keep: int | None, *, keep_all: bool) -> None:
    """Keep one member of a group and drop the others, or keep all."""
    if keep is not None and keep_all:
        raise click.UsageError("Either --keep ID or --keep-all, not both.")
    decision = GroupDecision.KEEP_ALL if keep_all else GroupDecision.KEEP_ONE
    with opened() as (workspace, actor):
        version = service.get_group(workspace, group_id).version
        service.decide(workspace, group_id, decision, keeper_id=keep, version=version, actor=actor)
        _tell(service.get_group(workspace, group_id))


@duplicates.command("undo")
@click.argument("group_id", callback=one_id, metavar="ID")
def undo(group_id: int) -> None:
    """Take back the last decision about a group."""
    with opened() as (workspace, actor):
        service.undo_decision(workspace, group_id, actor=actor)
        _tell(service.get_group(workspace, group_id))


def _tell(group: GroupDetail) -> None:
    """Say how a group stands now."""
    dropped = [member.id for member in group.members if member.is_dropped]
    result = {"group_id": group.id, "decision": group.decision, "keeper_id": group.keeper_id, "dropped": dropped}
    kept = f", it is {group.keeper_id}" if group.decision == GroupDecision.KEEP_ONE else ""
    answer(result, f"Group {group.id}: {_SAYS[GroupDecision(group.decision)]}{kept}.")


def _run_text(result: Mapping[str, Any]) -> str:
    names = ("items", "lexical_pairs", "semantic_pairs", "groups", "kept", "dropped")
    said: dict[str, object] = {name.replace("_", " "): result[name] for name in names}
    said["not embedded"] = counted(result["not_embedded"])
    said["seconds"] = ", ".join(f"{stage} {seconds:,.1f}" for stage, seconds in result["seconds"].items()) or "-"
    return facts(said)


def _group_text(group: GroupDetail) -> str:
    heading = f"Group {group.id}: {group.size:,} {group.kind}s, {_SAYS[GroupDecision(group.decision)]}"
    by = f" by {show(group.decided_by, 30)}, {group.decided_at}" if group.decided_by else ""
    members = [
        ("keeps" if member.id == group.keeper_id else "dropped" if member.is_dropped else "", member.id, member.state)
        for member in group.members
    ]
    texts = {member.id: show(member.text, MAX_SHOWN_CHARS) for member in group.members}
    rows = [(*row, texts[row[1]]) for row in members]
    pairs = [(pair.a_id, pair.b_id, pair.origin, pair.score, show(pair.note, 60)) for pair in group.pairs]
    parts = [
        heading + by,
        f"{show(group.keeper_reason)}",
        table(("", "id", "state", "text"), rows, empty=""),
        table(("a", "b", "by", "score", "note"), pairs, empty="No pairs."),
    ]
    return "\n\n".join(part for part in parts if part)
