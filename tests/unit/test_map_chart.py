"""The picture: colours that every eye tells apart, texts that cannot act, names that do not touch."""

import itertools
import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from curation.metrics import wilson_interval
from curation.services.map import Cluster, Coloured, DrawnPoint, MapView
from curation.ui.map_chart import (
    GREYS,
    GROUNDS,
    PALETTES,
    Theme,
    chart_options,
    corners_of,
    legend_names,
    place_labels,
)

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<img src=x onerror=alert(1)> {@x} {b}\u202e"
# Simulation of full loss of one kind of cone in linear RGB: Machado, Oliveira and Fernandes, IEEE TVCG 15, 2009.
EYES = {
    "usual": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
XYZ = np.asarray(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
THEMES: tuple[Theme, ...] = ("light", "dark")


def linear(colour: str) -> NDArray[np.float64]:
    channels = np.asarray([int(colour[start : start + 2], 16) for start in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    low, high = sorted(float(linear(colour) @ XYZ[1]) for colour in (a, b))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, eye: str) -> NDArray[np.float64]:
    xyz = XYZ @ np.clip(np.asarray(EYES[eye]) @ linear(colour), 0, 1) / (0.95047, 1, 1.08883)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.asarray([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def view(names: list[str], *, n: int = 100) -> MapView:
    clusters = tuple(
        Cluster(701 + at, name, n, wilson_interval(n, n * len(names)), tuple(name.split()), (), 500.0, 500.0)
        for at, name in enumerate(names)
    )
    made_at = datetime(2026, 1, 1, tzinfo=UTC)
    return MapView(7, made_at, "m", "t-SNE", 0, n * len(names), 3, clusters, {}, 0, 0, is_of_this_model=True)


def coloured(values: list[str], texts: list[str] | None = None) -> Coloured:
    written = texts or ["A judge"] * len(values)
    points = [DrawnPoint(at, at, at, value, text) for at, (value, text) in enumerate(zip(values, written, strict=True))]
    return Coloured(points, {value: values.count(value) for value in dict.fromkeys(values)}, {})


@pytest.mark.parametrize("theme", THEMES)
def test_each_colour_stands_out_from_the_page(theme: Theme) -> None:
    assert min(contrast(colour, GROUNDS[theme]) for colour in (*PALETTES[theme], GREYS[theme])) >= 3


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_no_two_colours_are_close_for_any_kind_of_colour_vision(theme: Theme, eye: str) -> None:
    pairs = itertools.combinations((*PALETTES[theme], GREYS[theme]), 2)
    assert min(float(np.linalg.norm(lab(a, eye) - lab(b, eye))) for a, b in pairs) > 12


@pytest.mark.parametrize("theme", THEMES)
def test_the_ground_is_that_of_the_theme(theme: Theme) -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["theme"][theme]["backgroundColor"] == GROUNDS[theme]


def test_a_hostile_text_is_no_markup_anywhere_in_the_options() -> None:
    shown = coloured([HOSTILE, "b"], [HOSTILE, HOSTILE])
    options = chart_options(
        view(["nurse ward"]), Coloured(shown.points, shown.counts, {HOSTILE: HOSTILE}), theme="light"
    )
    tables = [dataset["source"].to_pydict() for dataset in options.pop("dataset")]
    told = json.dumps([options, tables])
    assert "onerror" in told
    assert not {"<", ">", "\\u202e"} & {found for found in ("<", ">", "\\u202e") if found in told}
    assert options["tooltip"]["formatter"] == "{@text}"


def test_what_is_not_known_is_grey_and_lies_under_the_others() -> None:
    options = chart_options(view(["a"]), coloured(["managers", "unknown", "other"]), theme="dark")
    looks = {series["name"]: (series["itemStyle"]["color"], series["z"]) for series in options["series"][:-1]}
    assert looks == {
        "managers (1)": (PALETTES["dark"][0], 2),
        "unknown (1)": (GREYS["dark"], 1),
        "other (1)": (GREYS["dark"], 1),
    }


def test_no_two_values_look_the_same_nor_have_the_same_name() -> None:
    values = [f"v{number}" for number in range(40)]
    options = chart_options(view(["a"]), coloured(values), theme="light")
    looks = {(series["itemStyle"]["color"], series["symbol"]) for series in options["series"][:-1]}
    assert len(looks) == 40
    same = Coloured([], {"1": 5, "2": 5}, {"1": "Survey", "2": "Survey"})
    assert legend_names(same) == {"1": "Survey (5)", "2": "Survey′ (5)"}


def test_names_on_the_map_do_not_touch_and_the_largest_clusters_have_theirs() -> None:
    labels = place_labels(view([f"{word} word" for word in "abcdefgh"]).clusters)
    assert labels[0].text == "a · word"
    assert 1 < len(labels) < 8
    assert not any(one.overlaps(other) for one, other in itertools.combinations(labels, 2))


@pytest.mark.parametrize("x", [0.0, 1000.0])
def test_a_name_at_the_edge_stays_within_the_picture(x: float) -> None:
    (cluster,) = view(["software programming"]).clusters
    (label,) = place_labels([replace(cluster, x=x)])
    assert label.x - label.width / 2 >= -25
    assert label.x + label.width / 2 <= 1025


def test_a_frame_has_the_four_corners_of_its_ranges() -> None:
    frame = {"brush_type": "rect", "coord_range": [[1, 5], [2, 9]]}
    assert corners_of(frame) == [[1, 2], [5, 2], [5, 9], [1, 9]]
    assert corners_of({"brush_type": "polygon", "coord_range": [[0, 0], [1, 0], [1, 1]]}) == [[0, 0], [1, 0], [1, 1]]
