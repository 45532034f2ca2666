"""The pictures of agreement: intervals beside the usual thresholds, pairs as a field of colours, time as a line."""

from collections.abc import Sequence
from math import floor
from typing import Any, Final

import streamlit as st

from curation.metrics.agreement import FIRM, TENTATIVE
from curation.metrics.intervals import Interval
from curation.metrics.raters import Block
from curation.services.agreement import Agreement, PairAgreement, SpanAgreement
from curation.services.figures import Figure
from curation.services.raters import Confusion
from curation.ui.chart_words import chart_line

COLOURS: Final = {"firm": "#2a8f62", "tentative": "#c98a1b", "too low": "#c0562f"}
"""Each is seen on paper and at night."""
_BLUE: Final = "#4e8fc4"
_TEAL: Final = "#16908a"
_NAME_COLUMNS: Final = 24
_SHORT_COLUMNS: Final = 14
_ROW_PX: Final = 34
_Spec = dict[str, Any]


def short_names(names: Sequence[str], columns: int) -> dict[str, str]:
    """Return for each name what a chart writes; two that begin alike stay two."""
    short: dict[str, str] = {}
    for name in names:
        if name not in short:
            line = chart_line(name, columns)
            while line in short.values():
                line += "′"
            short[name] = line
    return short


def show_alphas(questions: Sequence[Agreement]) -> None:
    """Draw alpha of each question with its interval, beside the two thresholds of the usual reading."""
    names_of = short_names([question.label for question in questions], _NAME_COLUMNS)
    rows = [
        {**_ends(alpha), "question": names_of[question.label], "reading": _level(alpha)}
        for question in questions
        if isinstance(alpha := question.metrics["krippendorff_alpha"], Interval)
    ]
    if not rows:
        return
    x = _alpha_axis(rows, "Krippendorff's alpha")
    names = {"field": "question", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 150}}
    colour = {
        "field": "reading",
        "type": "nominal",
        "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())},
        "legend": {"orient": "top", "title": None},
    }
    layers: list[_Spec] = [
        _thresholds("x", x),
        {
            "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.55},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": names, "color": colour},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
            "encoding": {"x": {**x, "field": "value"}, "y": names, "color": colour, "tooltip": _TOLD},
        },
    ]
    st.vega_lite_chart(
        rows,
        {"layer": layers},
        height=80 + _ROW_PX * len(rows),
        alt="Krippendorff's alpha of each question with its interval. The table below says the same.",
    )


def show_pair_field(pairs: Sequence[PairAgreement]) -> None:
    """Draw the kappa of each pair of raters as a field of colours, with the number in it."""
    names = short_names([name for pair in pairs for name in (pair.first, pair.second)], _SHORT_COLUMNS)
    rows = [
        {"first": names[a], "second": names[b], "kappa": pair.kappa.value, "said": f"{pair.kappa.value:.2f}"}
        for pair in pairs
        for a, b in ((pair.first, pair.second), (pair.second, pair.first))
        if isinstance(pair.kappa, Interval)
    ]
    if rows:
        shown = sorted(set(names.values()))
        _field(rows, "first", "second", "kappa", "said", shown, domain=[0, 1], alt="Kappa of each pair of raters.")


def show_confusion(found: Confusion) -> None:
    """Draw how often two people gave which answers to the same item."""
    values = list(short_names(found.values, _SHORT_COLUMNS).values())
    rows = [
        {"first": values[i], "second": values[j], "n": n, "said": f"{n:,}"}
        for i, line in enumerate(found.counts)
        for j, n in enumerate(line)
    ]
    alt = f"Answers of two raters to the same {found.items:,} items, crossed."
    most = max(max(line) for line in found.counts)
    titles = (chart_line(found.first, _NAME_COLUMNS), chart_line(found.second, _NAME_COLUMNS))
    _field(rows, "first", "second", "n", "said", values, domain=[0, most], alt=alt, titles=titles)


def show_time(spans: Sequence[SpanAgreement]) -> None:
    """Draw alpha over time with its interval."""
    rows = [
        {**_ends(span.alpha), "when": span.label} for span in spans if isinstance(span.alpha, Interval)
    ]  # fmt: skip
    if len(rows) > 1:
        y = _alpha_axis(rows, "alpha")
        _line(rows, "when", y, _thresholds("y", y), alt="Alpha over time. The table below says the same.")


def show_blocks(blocks: Sequence[Block]) -> None:
    """Draw somebody's mean rating by block, in the order of work, with its interval."""
    rows = [
        {**_ends(block.rating), "when": f"{block.first:,} to {block.last:,}"} for block in blocks if block.rating
    ]  # fmt: skip
    if rows:
        y = {"type": "quantitative", "scale": {"domain": [1, 5]}, "title": "mean rating"}
        _line(rows, "when", y, None, alt="Mean rating of each block of items, in the order of work.")


_TOLD: Final = [
    {"field": "value", "title": "value", "format": ".3f"},
    {"field": "low", "title": "from", "format": ".3f"},
    {"field": "high", "title": "to", "format": ".3f"},
    {"field": "n", "title": "items", "format": ","},
]


def _line(rows: Sequence[_Spec], x: str, y: _Spec, below: _Spec | None, *, alt: str) -> None:
    along = {"field": x, "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": -40}}
    layers: list[_Spec] = [
        *([below] if below else []),
        {
            "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.45, "color": _BLUE},
            "encoding": {"x": along, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "color": _BLUE, "point": {"filled": True, "size": 70, "color": _BLUE}},
            "encoding": {"x": along, "y": {**y, "field": "value"}, "tooltip": _TOLD},
        },
    ]
    st.vega_lite_chart(rows, {"layer": layers}, height=300, alt=alt)


def _field(
    rows: Sequence[_Spec],
    row: str,
    column: str,
    field: str,
    said: str,
    names: Sequence[str],
    *,
    domain: Sequence[float],
    alt: str,
    titles: tuple[str, str] | None = None,
) -> None:
    """Draw numbers as colours in a square, and write each into its place."""
    down, across = titles or (None, None)
    place = {
        "y": {"field": row, "type": "nominal", "sort": list(names), "title": down},
        "x": {
            "field": column,
            "type": "nominal",
            "sort": list(names),
            "title": across,
            "axis": {"labelAngle": -40, "orient": "top"},
        },
    }
    shade = {
        "field": field,
        "type": "quantitative",
        "scale": {"domain": list(domain), "range": ["#5b6f7a22", _TEAL], "clamp": True},
        "legend": None,
    }
    ink = "#f2f4f4" if st.context.theme.type == "dark" else "#1d272d"
    layers: list[_Spec] = [
        {"mark": {"type": "rect", "cornerRadius": 3}, "encoding": {**place, "color": shade}},
        {"mark": {"type": "text", "fontSize": 13, "color": ink}, "encoding": {**place, "text": {"field": said}}},
    ]
    st.vega_lite_chart(list(rows), {"layer": layers}, height=90 + _ROW_PX * len(names), alt=alt)


def _alpha_axis(rows: Sequence[_Spec], title: str) -> _Spec:
    """Return the axis of alpha: from 0, or from below where an interval reaches there, to 1."""
    low = min(0.0, floor(5 * min(float(row["low"]) for row in rows)) / 5)
    ticks = [round(low + 0.2 * place, 1) for place in range(round((1 - low) * 5) + 1)]
    return {
        "type": "quantitative",
        "scale": {"domain": [low, 1.0]},
        "title": title,
        "axis": {"values": ticks, "format": ".1f"},
    }


def _thresholds(axis: str, scale: _Spec) -> _Spec:
    """Return the two lines from which alpha is tentative and firm."""
    return {
        "data": {"values": [{"at": TENTATIVE}, {"at": FIRM}]},
        "mark": {"type": "rule", "strokeDash": [4, 4], "opacity": 0.7, "color": "#8b8680"},
        "encoding": {axis: {**scale, "field": "at"}},
    }


def _level(alpha: Interval) -> str:
    return "firm" if alpha.value >= FIRM else "tentative" if alpha.value >= TENTATIVE else "too low"


def _ends(found: Figure | None) -> dict[str, Any]:
    if not isinstance(found, Interval):
        raise TypeError("only what has a value is drawn")
    return {"value": found.value, "low": found.low, "high": found.high, "n": found.n}
