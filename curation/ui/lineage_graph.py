"""The lineage as a graph: where each card stands, what it says, how it is coloured, and which one was clicked.

The chart shows names as plain text and has no tooltip, since a tooltip of
ECharts reads HTML; only the braces of its templates need care. It is as wide
and as high as its cards need, so that every line can be placed to the pixel.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from curation.models import ItemState
from curation.services.lineage import Lineage, LineageNode
from curation.ui.chart_words import chart_line, chart_lines

MANY_ROWS: Final = 14
"""From so many rows on, a card has one line."""
Theme = Literal["light", "dark"]

_DOCUMENT: Final = "#6a4a2f"
# From teal over blue and violet to red, each dark enough for white words; the column says the step, too.
_STEPS: Final = ("#0b6660", "#1f5f86", "#3f5296", "#5f4796", "#7a3d85", "#8d3766", "#963846")
_SET_ASIDE: Final = "#656b6d"
_INK: Final[Mapping[Theme, str]] = {"light": "#1d272d", "dark": "#e4e8e8"}
_LINE: Final[Mapping[Theme, str]] = {"light": "#857d74", "dark": "#74838b"}

_PAGE_PX: Final = 804
"""The width of a page's text in a window of 1280 pixels with its menu."""
_CARD_PX: Final = (112, 220)
"""The narrowest and the widest card."""
_LINE_PX: Final = 16
_LETTER_PX: Final = 6.3
"""The width of a letter of 12 pixels, on the average."""
_EDGE_PX: Final = 4
"""Around the whole, so that the border of a card is not cut."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A chart, how large it is, and the nodes in the order in which it counts its cards."""

    spec: Mapping[str, Any]
    width_px: int
    height_px: int
    nodes: Sequence[LineageNode]
    starts_right: bool
    """Whether the persona in the middle is beyond what a page shows of the left."""


@dataclass(frozen=True, slots=True)
class _Size:
    """What the cards of one graph measure."""

    card_px: int
    gap_px: int
    """Between the cards of two columns; the word on the line stands there."""
    lines: int

    @classmethod
    def of(cls, n_columns: int, n_rows: int) -> "_Size":
        gap_px = 92 if n_columns < 5 else 64
        fitting_px = (_PAGE_PX - gap_px * (n_columns - 1)) // n_columns
        return cls(min(max(fitting_px, _CARD_PX[0]), _CARD_PX[1]), gap_px, 3 if n_rows < MANY_ROWS else 1)

    @property
    def column_px(self) -> int:
        return self.card_px + self.gap_px

    @property
    def high_px(self) -> int:
        return _LINE_PX * self.lines + 12

    @property
    def row_px(self) -> int:
        return self.high_px + (14 if self.lines > 1 else 8)

    @property
    def columns(self) -> int:
        """Letters in a line."""
        return int((self.card_px - 14) / _LETTER_PX)


@dataclass(frozen=True, slots=True)
class _Place:
    """The middle of a card, in pixels from the upper left."""

    x: float
    y: float


def draw(found: Lineage, *, theme: Theme) -> Graph:
    """Return the graph of a family, from the text on the left to the last step on the right."""
    nodes = found.nodes
    columns = [node.step - nodes[0].step for node in nodes]
    rows = _rows(nodes)
    n_columns, n_rows = max(columns) + 1, int(max(rows)) + 1
    size = _Size.of(n_columns, n_rows)
    places = {
        _key(node): _Place(column * size.column_px + size.card_px / 2, (row + 0.5) * size.row_px)
        for node, column, row in zip(nodes, columns, rows, strict=True)
    }
    cards = [_card(node, places[_key(node)], size, theme, is_centre=_is_centre(node, found)) for node in nodes]
    joints, links = _lines(nodes, places, size, theme)
    width_px, height_px = n_columns * size.column_px - size.gap_px, n_rows * size.row_px
    spec = {
        "tooltip": {"show": False},
        "grid": {"left": _EDGE_PX, "top": _EDGE_PX, "width": width_px, "height": height_px},
        "xAxis": {"type": "value", "show": False, "min": 0, "max": width_px},
        "yAxis": {"type": "value", "show": False, "min": 0, "max": height_px, "inverse": True},
        "series": [
            {
                "type": "graph",
                "coordinateSystem": "cartesian2d",
                "data": [*cards, *joints],
                "links": links,
                "selectedMode": "single",
                "emphasis": {"scale": False},
                "lineStyle": {"color": _LINE[theme], "width": 1.5, "opacity": 1},
                "animation": False,
            }
        ],
    }
    starts_right = places[_key(found.centre)].x + size.card_px / 2 > _PAGE_PX
    return Graph(spec, width_px + 2 * _EDGE_PX, height_px + 2 * _EDGE_PX, nodes, starts_right)


def clicked(graph: Graph, selected: Sequence[Mapping[str, Any]]) -> LineageNode | None:
    """Return the card that a selection of the chart names."""
    chosen = [index for group in selected if group["data_type"] == "node" for index in group["data_indices"]]
    return graph.nodes[chosen[0]] if chosen and chosen[0] < len(graph.nodes) else None


def _rows(nodes: Sequence[LineageNode]) -> list[float]:
    """Return the row of each node: leaves one under the other, everybody else in the middle of their children."""
    is_leaf = [after is None or after.step <= node.step for node, after in _with_next(nodes)]
    leaf = sum(is_leaf)
    rows: dict[str, float] = {}
    below: dict[str | None, list[float]] = {}
    for node, is_last in zip(reversed(nodes), reversed(is_leaf), strict=True):
        key = _key(node)
        leaf -= is_last
        rows[key] = float(leaf) if is_last else (below[key][0] + below[key][-1]) / 2
        below.setdefault(_key_above(node, nodes), []).append(rows[key])
    return [rows[_key(node)] for node in nodes]


def _with_next(nodes: Sequence[LineageNode]) -> Iterator[tuple[LineageNode, LineageNode | None]]:
    return zip(nodes, [*nodes[1:], None], strict=True)


def _card(node: LineageNode, place: _Place, size: _Size, theme: Theme, *, is_centre: bool) -> dict[str, Any]:
    border: dict[str, Any] = {"borderWidth": 0}
    if is_centre:
        border = {"borderColor": _INK[theme], "borderWidth": 3}
    elif node.state != ItemState.ACTIVE:
        border = {"borderColor": _INK[theme], "borderWidth": 1.5, "borderType": "dashed"}
    return {
        "id": _key(node),
        "name": _words(node, size),
        "value": [place.x, place.y],
        "symbol": _rounded(size.card_px, size.high_px),
        "symbolSize": size.card_px,
        "symbolKeepAspect": True,
        "cursor": "pointer",
        "itemStyle": {"color": _colour(node), "opacity": 1, **border},
        "label": {
            "show": True,
            "position": "inside",
            "color": "#ffffff",
            "fontSize": 12,
            "lineHeight": _LINE_PX,
            "fontWeight": "bold" if is_centre else "normal",
        },
    }


def _rounded(width: int, height: int, radius: int = 8) -> str:
    """Return a rectangle with round corners as a path; the chart's own one stretches its corners with the width."""
    arc = f"a{radius},{radius} 0 0 1"
    across, down = width - 2 * radius, height - 2 * radius
    right, left = f"h{across}{arc} {radius},{radius}v{down}", f"h-{across}{arc} -{radius},-{radius}v-{down}"
    return f"path://M{radius},0{right}{arc} -{radius},{radius}{left}{arc} {radius},-{radius}z"


def _words(node: LineageNode, size: _Size) -> str:
    """Return what a card says: the begin of the text, and what is to be known of it."""
    notes = [] if node.state == ItemState.ACTIVE else [node.state]
    if node.n_not_drawn:
        notes.append(f"+{node.n_not_drawn:,} more")
    note = ", ".join(notes)
    if size.lines == 1:
        tail = f" ({note})" if note else ""
        return chart_line(node.text, size.columns - len(tail)) + tail
    return "\n".join([*chart_lines(node.text, size.columns, size.lines - bool(note)), *([note] if note else [])])


def _lines(
    nodes: Sequence[LineageNode], places: Mapping[str, _Place], size: _Size, theme: Theme
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the corners and the pieces of the lines: out of the parent, along its children, into each with a word."""
    corners: dict[str, dict[str, Any]] = {}
    links: list[dict[str, Any]] = []
    for node in nodes:
        above = _key_above(node, nodes)
        if above is None:
            continue
        key, out, into, edge = _key(node), f"{above}-out", f"{_key(node)}-in", f"{_key(node)}-edge"
        x = places[above].x + size.card_px / 2 + 8
        if out not in corners:
            corners[out] = _corner(out, x, places[above].y)
            links.append({"source": above, "target": out})
        corners[into] = _corner(into, x, places[key].y)
        corners[edge] = _corner(edge, places[key].x - size.card_px / 2, places[key].y)
        word = chart_line(node.relation, int((size.gap_px - 10) / 5.6))
        label = {"show": bool(word), "formatter": word, "color": _INK[theme], "fontSize": 11}
        links += [{"source": out, "target": into}, {"source": into, "target": edge, "label": label}]
    return list(corners.values()), links


def _corner(key: str, x: float, y: float) -> dict[str, Any]:
    return {"id": key, "name": "", "value": [x, y], "symbol": "none", "symbolSize": 0}


def _key(node: LineageNode) -> str:
    return f"{node.kind}-{node.id}"


def _key_above(node: LineageNode, nodes: Sequence[LineageNode]) -> str | None:
    if node.parent is not None:
        return f"persona-{node.parent}"
    top = nodes[0]
    return _key(top) if top.kind == "document" and node is not top else None


def _is_centre(node: LineageNode, found: Lineage) -> bool:
    return node.kind == "persona" and node.id == found.persona_id


def _colour(node: LineageNode) -> str:
    if node.state != ItemState.ACTIVE:
        return _SET_ASIDE
    return _DOCUMENT if node.kind == "document" else _STEPS[min(node.step, len(_STEPS) - 1)]
