"""The picture of the map: what ECharts is told, with colours that every eye can tell apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Self

import pyarrow as pa

from curation.models.map import SIDE
from curation.services.map import OTHER, Cluster, Coloured, DrawnPoint, MapView
from curation.ui.safe_text import cell_text
from curation.ui.widgets import state_name

Theme = Literal["light", "dark"]

PALETTES: Final[Mapping[Theme, tuple[str, ...]]] = {
    "light": ("#02519b", "#a52508", "#008035", "#4b92dd", "#a18b00", "#682ae2", "#74547a", "#1d272d"),
    "dark": ("#3d8fe0", "#f0843f", "#22a67a", "#dd63b6", "#f0cf55", "#8a6cf0", "#8fd6f2", "#f2f4f4"),
}
"""Chosen so that no two are close for any kind of colour vision; a test measures it."""
GREYS: Final[Mapping[Theme, str]] = {"light": "#8a8f8d", "dark": "#6b767c"}
"""What is not known, and the rarest values together."""
GROUNDS: Final[Mapping[Theme, str]] = {"light": "#fbf9f5", "dark": "#12181d"}
"""The page's background, as .streamlit/config.toml has it."""
_INKS: Final[Mapping[Theme, str]] = {"light": "#1d272d", "dark": "#e4e8e8"}
_SHAPES: Final = ("circle", "diamond", "triangle", "rect", "arrow")
"""After the last colour they begin anew with the next shape."""
_GREY_VALUES: Final = ("unknown", "und", "", OTHER)
_NO_TAGS: Final = str.maketrans({"<": "‹", ">": "›"})
"""ECharts escapes what a tooltip shows; a text without these cannot be HTML even where it would not."""
_MARGIN: Final = SIDE // 40
_LABEL_WORDS: Final = 2
_CHAR_PX: Final = 7.0
_UNITS_PER_PX: Final = SIDE / 480
"""On a wide screen; on a narrow one ECharts hides names that touch."""
_LINE: Final = SIDE / 25
_TOOLTIP_CHARS: Final = 240
_NAME_CHARS: Final = 44

_WIDE_PX: Final = 700
_LEGEND_PX: Final = 240
_BESIDE: Final = {
    "grid": {"left": 40, "right": _LEGEND_PX + 30, "bottom": 8},
    "legend": {
        "orient": "vertical",
        "left": "auto",
        "right": 0,
        "top": 40,
        "bottom": 0,
        "align": "left",
        "textStyle": {"width": _LEGEND_PX - 30, "overflow": "truncate"},
    },
}
"""On a wide screen the legend stands beside the picture, whole."""
_BRUSH_TOOLS: Final = {
    "type": ["polygon", "rect", "clear"],
    "title": {"polygon": "Draw around personas", "rect": "Draw a frame", "clear": "Take the area away"},
}
_TOOLBOX: Final = {"left": 0, "top": 0, "itemSize": 22, "itemGap": 14, "feature": {"brush": _BRUSH_TOOLS}}
_BRUSH: Final = {
    "xAxisIndex": "all",
    "yAxisIndex": "all",
    "brushMode": "single",
    "transformable": False,
    "throttleType": "debounce",
    "throttleDelay": 300,
    "outOfBrush": {"colorAlpha": 0.2},
}
_TOOLTIP: Final = {
    "formatter": "{@text}",
    "confine": True,
    "extraCssText": "max-width:22rem;white-space:normal;overflow-wrap:anywhere",
}
_LEGEND: Final = {"type": "scroll", "bottom": 0, "left": 0, "right": 0, "itemWidth": 14, "itemHeight": 12}


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map: its middle and its width, in units of the map."""

    text: str
    x: float
    y: float
    width: float

    def overlaps(self, other: Self) -> bool:
        """Tell whether two names touch."""
        return abs(self.x - other.x) < (self.width + other.width) / 2 and abs(self.y - other.y) < _LINE


def chart_options(shown: MapView, coloured: Coloured, *, theme: Theme) -> dict[str, Any]:
    """Return the options of the chart: a series for each value, and the names of the clusters above them."""
    by_value: dict[str, list[DrawnPoint]] = {value: [] for value in coloured.counts}
    for point in coloured.points:
        by_value[point.value].append(point)
    names = legend_names(coloured)
    looks = _looks(list(coloured.counts), theme)
    axis = {"type": "value", "min": -_MARGIN, "max": SIDE + _MARGIN, "show": False}
    size = _symbol_size(len(coloured.points))
    series = [_series(at, names[value], size=size, **looks[value]) for at, value in enumerate(coloured.counts)]
    return {
        "animation": False,
        "grid": {"left": 4, "right": 4, "top": 40, "bottom": 48},
        "xAxis": axis,
        "yAxis": axis,
        "toolbox": {**_TOOLBOX, "iconStyle": {"borderColor": _INKS[theme], "borderWidth": 1.5}},
        "brush": _BRUSH,
        "dataZoom": [{"type": "inside", f"{name}AxisIndex": 0, "filterMode": "none"} for name in "xy"],
        "tooltip": _TOOLTIP,
        "legend": {**_LEGEND, "textStyle": {"color": _INKS[theme]}, "data": list(names.values())},
        "media": [{"query": {"minWidth": _WIDE_PX}, "option": _BESIDE}],
        "dataset": [{"source": _table(points)} for points in by_value.values()],
        "series": [*series, _labels(shown, theme)],
    }


def legend_names(coloured: Coloured) -> dict[str, str]:
    """Return for each value what the legend says: its name and how many personas have it; no two are the same."""
    names: dict[str, str] = {}
    for value, n in coloured.counts.items():
        name = harmless(coloured.names.get(value, state_name(value)), _NAME_CHARS)
        while f"{name} ({n:,})" in names.values():
            name += "′"
        names[value] = f"{name} ({n:,})"
    return names


def harmless(text: str, max_chars: int) -> str:
    """Return the begin of a text as one line that is no HTML, for a tooltip or a legend."""
    return cell_text(text, max_chars).translate(_NO_TAGS)


def corners_of(area: Mapping[str, Any]) -> list[list[float]]:
    """Return the corners of what was drawn: a line by hand, or a frame by its two ranges."""
    if area["brush_type"] == "polygon":
        return list(area["coord_range"])
    (left, right), (low, high) = area["coord_range"]
    return [[left, low], [right, low], [right, high], [left, high]]


def _looks(values: Sequence[str], theme: Theme) -> dict[str, dict[str, Any]]:
    """Return colour and shape of each value: grey, and under the others, for what is not known."""
    palette = PALETTES[theme]
    looks: dict[str, dict[str, Any]] = {}
    for value in values:
        if value in _GREY_VALUES:
            looks[value] = {"colour": GREYS[theme], "shape": _SHAPES[0], "is_grey": True}
        else:
            place = sum(other not in _GREY_VALUES for other in looks)
            shape = _SHAPES[place // len(palette) % len(_SHAPES)]
            looks[value] = {"colour": palette[place % len(palette)], "shape": shape, "is_grey": False}
    return looks


def _series(number: int, name: str, *, size: int, colour: str, shape: str, is_grey: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "datasetIndex": number,
        "encode": {"x": "x", "y": "y"},
        "symbol": shape,
        "symbolSize": size,
        "itemStyle": {"color": colour, "opacity": 0.5 if is_grey else 0.8},
        "z": 1 if is_grey else 2,
        "emphasis": {"scale": 1.6},
        "cursor": "default",
    }


def _labels(shown: MapView, theme: Theme) -> dict[str, Any]:
    """Return the series that writes the clusters' names; they are made of words, and are drawn, not read as HTML."""
    return {
        "type": "scatter",
        "data": [{"name": label.text, "value": [label.x, label.y]} for label in place_labels(shown.clusters)],
        "symbolSize": 1,
        "silent": True,
        "tooltip": {"show": False},
        "itemStyle": {"color": "transparent"},
        "label": {
            "show": True,
            "formatter": "{b}",
            "fontWeight": 600,
            "fontSize": 13,
            "color": _INKS[theme],
            "opacity": 1,
            "backgroundColor": f"{GROUNDS[theme]}c8",
            "borderRadius": 4,
            "padding": [2, 5],
        },
        "labelLayout": {"hideOverlap": True},
        "z": 5,
    }


def place_labels(clusters: Sequence[Cluster]) -> list[Label]:
    """Return where the names are written: near their clusters, within the picture, none over another.

    The largest clusters come first; a name that finds no room stands in the legend only.
    """
    placed: list[Label] = []
    for cluster in clusters:
        text = harmless(" · ".join(cluster.words[:_LABEL_WORDS]) or cluster.name, _NAME_CHARS)
        width = (len(text) * _CHAR_PX + 10) * _UNITS_PER_PX
        x = min(max(cluster.x, width / 2 - _MARGIN), SIDE + _MARGIN - width / 2)
        tries = (Label(text, x, cluster.y + lines * _LINE, width) for lines in (0, 1, -1, 2, -2))
        free = (label for label in tries if not any(label.overlaps(other) for other in placed))
        placed += [label for label in [next(free, None)] if label is not None]
    return placed


def _table(points: Sequence[DrawnPoint]) -> pa.Table:
    return pa.table(
        {
            "x": [point.x for point in points],
            "y": [point.y for point in points],
            "persona": [point.persona_id for point in points],
            "text": [harmless(point.text, _TOOLTIP_CHARS) for point in points],
        }
    )


def _symbol_size(n: int) -> int:
    return 11 if n <= 300 else 8 if n <= 1_500 else 6 if n <= 4_000 else 5
