"""Say who a persona comes from and who came from it."""

import click

from curation.cli.common import MAX_SHOWN_CHARS, answer, one_id, opened, show, table
from curation.services import lineage as service
from curation.services.lineage import Lineage, LineageNode


@click.command("lineage")
@click.argument("persona_id", metavar="ID", callback=one_id)
@click.option(
    "--max-nodes",
    type=click.IntRange(service.MAX_STEPS + 2, 2_000),
    default=service.MAX_NODES,
    show_default=True,
    metavar="N",
    help="At most so many people; the others are counted where they are left out.",
)
def lineage(persona_id: int, max_nodes: int) -> None:
    """Show a persona's family: the text, the persona made from it, and its relations step by step."""
    with opened() as (workspace, _):
        found = service.read_lineage(workspace, persona_id, max_nodes=max_nodes)
    answer(found, _text(found))


def _text(found: Lineage) -> str:
    heads = ("step", "id", "made from", "relation", "state", "not shown", "text")
    rows = [_row(node, found) for node in found.nodes]
    more = "more than " if found.n_people_is_capped else ""
    said = [f"{more}{found.n_people:,} people, {found.n_drawn:,} shown, {found.n_steps:,} steps."]
    if found.document is not None and found.document.quoted.quote:
        said.append(f"The text says: {show(found.document.quoted.quote, MAX_SHOWN_CHARS)}")
    if found.above != "whole":
        said.append("The rows name each other in a circle." if found.above == "circle" else "Older ones are not shown.")
    return "\n".join([table(heads, rows, empty=""), *said])


def _row(node: LineageNode, found: Lineage) -> tuple[object, ...]:
    if node.kind == "document":
        return ("text", str(node.id), "-", "-", node.state, node.n_not_drawn, show(node.text, MAX_SHOWN_CHARS))
    above = node.parent if node.parent is not None else ("-" if found.document is None else "text")
    state = f"{node.state}: {node.state_reason}" if node.state_reason else node.state
    text = show(node.text, MAX_SHOWN_CHARS)
    return (str(node.step), str(node.id), str(above), node.relation or "-", show(state, 60), node.n_not_drawn, text)
