"""The picture of arms with their intervals: what ECharts is told."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from curation.metrics.preference import ArmStrength
from curation.ui.chart_words import chart_line

Theme = Literal["light", "dark"]

_INKS: Final[Mapping[Theme, str]] = {"light": "#1d272d", "dark": "#e4e8e8"}
_BARS: Final[Mapping[Theme, str]] = {"light": "#16807a", "dark": "#45b3a8"}
_GRIDS: Final[Mapping[Theme, str]] = {"light": "#d9d2c5", "dark": "#34414a"}
_ROW_PX: Final = 56
_HEAD_PX: Final = 76
_NAME_COLUMNS: Final = 22


def arms_height_px(n_arms: int) -> int:
    """Return how high the picture of so many arms is."""
    return _HEAD_PX + _ROW_PX * n_arms


def arms_chart(arms: Sequence[ArmStrength], *, theme: Theme) -> dict[str, Any]:
    """Return a row for each arm, the strongest on top: its chance, the interval, and a half as a line through all."""
    rows = list(reversed(arms))
    return {
        "animation": False,
        "tooltip": {"show": False},
        "grid": {"left": 12, "right": 24, "top": 8, "bottom": 48, "containLabel": True},
        **_axes(rows, theme),
        "series": _series(rows, theme),
    }


def _series(rows: Sequence[ArmStrength], theme: Theme) -> list[dict[str, Any]]:
    ink, bar = _INKS[theme], _BARS[theme]
    intervals: list[dict[str, Any]] = [
        {
            "type": "line",
            "data": [[100 * arm.chance.low, at], [100 * arm.chance.high, at]],
            "symbol": "rect",
            "symbolSize": [3, 16],
            "lineStyle": {"width": 4, "color": bar, "opacity": 0.55},
            "itemStyle": {"color": bar},
        }
        for at, arm in enumerate(rows)
    ]
    points = {
        "type": "scatter",
        "data": [[100 * arm.chance.value, at] for at, arm in enumerate(rows)],
        "symbolSize": 15,
        "itemStyle": {"color": bar, "borderColor": ink, "borderWidth": 1.5},
        "z": 3,
        "markLine": {
            "silent": True,
            "symbol": "none",
            "data": [{"xAxis": 50}],
            "label": {"show": False},
            "lineStyle": {"color": ink, "type": "dashed", "width": 1.5},
        },
    }
    return [*intervals, points]


def _axes(rows: Sequence[ArmStrength], theme: Theme) -> dict[str, Any]:
    ink, grid = _INKS[theme], _GRIDS[theme]
    return {
        "xAxis": {
            "type": "value",
            "min": 0,
            "max": 100,
            "name": "Preferred in % of cases",
            "nameLocation": "middle",
            "nameGap": 30,
            "nameTextStyle": {"color": ink, "fontSize": 12},
            "axisLabel": {"color": ink},
            "splitLine": {"lineStyle": {"color": grid}},
        },
        "yAxis": {
            "type": "category",
            "data": [chart_line(arm.name, _NAME_COLUMNS) for arm in rows],
            "axisLabel": {"color": ink, "fontSize": 13, "interval": 0},
            "axisTick": {"show": False},
            "axisLine": {"lineStyle": {"color": grid}},
        },
    }
