"""The graph of a family: no card lies on another, lines end at their cards, a click finds its node."""

from itertools import combinations
from typing import Any, Literal

import pytest

from curation.services.lineage import Lineage, LineageNode
from curation.ui.lineage_graph import Graph, clicked, draw

SHAPES = {"alone": (), "line": (1,) * 6, "twos": (2, 2, 2), "wide": (30,), "mixed": (3, 1, 4)}


def node(
    kind: Literal["document", "persona"],
    node_id: int,
    parent: int | None,
    step: int,
    **fields: Any,  # noqa: ANN401 - fields of several types
) -> LineageNode:
    values = {
        "text": f"{kind} {node_id}",
        "relation": "cousin",
        "depth": None,
        "state": "active",
        "state_reason": "",
        "label": "",
        "n_children": 0,
        "n_not_drawn": 0,
        "is_truncated": False,
    }
    return LineageNode(kind=kind, id=node_id, parent=parent, step=step, **{**values, **fields})


def family(shape: tuple[int, ...], *, with_text: bool = True, centre: int = 1) -> Lineage:
    """Return a family in which each persona of a step has as many children as the shape says."""
    nodes = [node("document", 1, None, -1, relation="")] if with_text else []

    def add(parent: int | None, step: int) -> None:
        nodes.append(node("persona", len(nodes) + (0 if with_text else 1), parent, step))
        own = nodes[-1].id
        for _ in range(shape[step] if step < len(shape) else 0):
            add(own, step + 1)

    add(None, 0)
    n_people = len(nodes) - with_text
    return Lineage(centre, None, nodes, n_people, False, len(shape), n_people, False, "whole", None)


def cards(graph: Graph) -> list[dict[str, Any]]:
    data: list[dict[str, Any]] = graph.spec["series"][0]["data"]
    return data[: len(graph.nodes)]


def lines_of(graph: Graph) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = graph.spec["series"][0]["links"]
    return found


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("with_text", [True, False])
def test_no_card_lies_on_another_or_outside(shape: str, with_text: bool) -> None:
    graph = draw(family(SHAPES[shape], with_text=with_text), theme="light")
    placed = cards(graph)
    width = placed[0]["symbolSize"]
    for a, b in combinations(placed, 2):
        assert abs(a["value"][0] - b["value"][0]) >= width or abs(a["value"][1] - b["value"][1]) >= 24
    for card in placed:
        assert width / 2 <= card["value"][0] <= graph.width_px - width / 2
        assert 0 < card["value"][1] < graph.height_px


@pytest.mark.parametrize("shape", SHAPES)
def test_every_line_joins_cards_and_corners_that_are_there_and_says_the_relation_once(shape: str) -> None:
    graph = draw(family(SHAPES[shape]), theme="dark")
    names = {one["id"] for one in graph.spec["series"][0]["data"]}
    assert all({line["source"], line["target"]} <= names for line in lines_of(graph))
    said = [line["label"]["formatter"] for line in lines_of(graph) if "label" in line]
    assert said == ["cousin"] * (len(graph.nodes) - 1)


def test_somebody_above_stands_in_the_middle_of_those_below() -> None:
    graph = draw(family((2, 2)), theme="light")
    y = {one["id"]: one["value"][1] for one in cards(graph)}
    assert y["persona-2"] == pytest.approx((y["persona-3"] + y["persona-4"]) / 2)
    assert y["persona-1"] == pytest.approx((y["persona-2"] + y["persona-5"]) / 2) == y["document-1"]


def test_a_click_on_a_card_finds_its_node_and_one_on_a_line_none() -> None:
    graph = draw(family((2,)), theme="light")
    found = clicked(graph, [{"data_type": "node", "data_indices": [2]}])
    assert found is graph.nodes[2]
    assert clicked(graph, [{"data_type": "edge", "data_indices": [0]}]) is None
    assert clicked(graph, [{"data_type": "node", "data_indices": [len(graph.nodes)]}]) is None
    assert clicked(graph, []) is None


def test_a_card_says_who_was_set_aside_and_who_is_not_drawn() -> None:
    aside = node("persona", 2, 1, 1, text="A vet", state="duplicate", n_not_drawn=12, is_truncated=True)
    found = family(())
    graph = draw(Lineage(1, None, [*found.nodes, aside], 2, False, 1, 2, True, "whole", None), theme="light")
    card = cards(graph)[-1]
    assert card["name"] == "A vet\nduplicate, +12 more"
    assert card["itemStyle"]["borderType"] == "dashed"


def test_the_chart_has_no_tooltip_and_knows_only_our_formatters() -> None:
    hostile = node("persona", 2, 1, 1, text="<img src=x onerror=alert(1)> {b}", relation="{c} <b>x</b>")
    found = family(())
    spec = draw(Lineage(1, None, [*found.nodes, hostile], 2, False, 1, 2, False, "whole", None), theme="light").spec
    assert spec["tooltip"] == {"show": False}
    assert "rich" not in str(spec)
    assert "{c}" not in str(spec)
    assert "{b}" not in str(spec)


def test_a_persona_far_to_the_right_is_where_the_graph_starts() -> None:
    long = (1,) * 6
    assert draw(family(long, centre=7), theme="light").starts_right
    assert not draw(family(long, centre=1), theme="light").starts_right
    assert not draw(family((1,), centre=2), theme="light").starts_right
