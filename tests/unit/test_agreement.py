"""Measures of agreement: published examples, a slow oracle from the definitions, invariances, what is not defined."""

import itertools
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from curation.metrics.agreement import (
    Weights,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    percent_agreement,
    read_alpha,
)
from curation.metrics.intervals import Interval, wilson_interval
from curation.metrics.ratings import Level, Ratings, UndefinedError

Row = Sequence[float | str | None]
NA = None
# Krippendorff (2011), section C to E: four observers, twelve units, values 1 to 5, some missing.
KRIPPENDORFF = Ratings.of(
    list(
        zip(
            (1, 2, 3, 3, 2, 1, 4, 1, 2, NA, NA, NA),
            (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NA, 3),
            (NA, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NA),
            (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NA),
            strict=True,
        )
    )
)
# Fleiss (1971), table 1: thirty patients, six psychiatrists; depression, personality disorder, schizophrenia,
# neurosis, other.
FLEISS = (
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031"
    " 00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
)
# Fleiss' kappa as it is explained at length on Wikipedia: ten subjects, fourteen raters.
FOURTEEN_RATERS = (
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
)  # fmt: skip


def from_counts(rows: Sequence[Sequence[int]]) -> Ratings:
    """Return ratings of which each item has these counts; who gave which is of no matter."""
    return Ratings.of([[code for code, n in enumerate(row) for _ in range(n)] for row in rows])


def from_table(table: Sequence[Sequence[int]]) -> Ratings:
    """Return two raters' answers from a table of how often they gave which values."""
    return Ratings.of([(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)])


def alpha_of(ratings: Ratings, level: Level = Level.NOMINAL) -> float:
    return krippendorff_alpha(ratings, level, seed=0, n_resamples=50).value


def kappa_of(ratings: Ratings, weights: Weights = "none") -> float:
    return cohen_kappa(ratings, 0, 1, weights=weights, seed=0, n_resamples=50).value


@pytest.mark.parametrize(("level", "alpha"), [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849)])
def test_alpha_of_four_observers_with_gaps_is_the_published_one(level: Level, alpha: float) -> None:
    found = krippendorff_alpha(KRIPPENDORFF, level, seed=0)
    assert round(found.value, 3) == alpha
    assert found.n == 11  # the twelfth unit has one value only
    assert found.low < found.value < found.high


def test_alpha_of_two_observers_is_the_published_one() -> None:
    meg, owen = "0100000010", "1110010000"
    assert round(alpha_of(Ratings.of(list(zip(meg, owen, strict=True)))), 3) == 0.095
    ben, gerry = "aabbdcccedda", "babbbcccedd" + "d"
    assert round(alpha_of(Ratings.of(list(zip(ben, gerry, strict=True)))), 3) == 0.692


def test_fleiss_kappa_of_thirty_patients_is_the_published_one() -> None:
    ratings = from_counts([[int(n) for n in row] for row in FLEISS.split()])
    assert round(fleiss_kappa(ratings, seed=0).value, 3) == 0.430
    assert round(percent_agreement(ratings, seed=0).value, 4) == 0.5556


def test_fleiss_kappa_of_fourteen_raters_is_the_published_one() -> None:
    ratings = from_counts(FOURTEEN_RATERS)
    assert round(fleiss_kappa(ratings, seed=0).value, 3) == 0.210
    assert round(percent_agreement(ratings, seed=0).value, 3) == 0.378


def test_cohens_kappa_is_the_published_one() -> None:
    # Cohen (1960), table 1, of 200 cases; Viera and Garrett, Family Medicine 37 (2005), table 2.
    assert round(kappa_of(from_table([[50, 26, 24], [24, 4, 32], [6, 30, 4]])), 2) == -0.09
    residents = from_table([[15, 5], [10, 70]])
    assert round(kappa_of(residents), 2) == 0.57
    assert percent_agreement(residents, seed=0) == wilson_interval(85, 100)


@pytest.mark.parametrize("weights", ["none", "linear", "quadratic"])
@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_another_library(weights: Weights, seed: int) -> None:
    rng = np.random.default_rng(seed)
    first = rng.integers(1, 6, 80)
    second = np.clip(first + rng.integers(-1, 2, 80), 1, 5)
    ratings = Ratings.of([(int(a), int(b)) for a, b in zip(first, second, strict=True)])
    other = cohen_kappa_score(first, second, weights=None if weights == "none" else weights)
    assert kappa_of(ratings, weights) == pytest.approx(other)


def test_a_weight_is_the_distance_of_the_values_and_not_of_their_places() -> None:
    near = [(1, 1), (2, 2), (1, 2), (4, 4), (5, 5), (5, 4)] * 3
    far = [(1, 1), (5, 5), (1, 5), (5, 5)]
    assert kappa_of(Ratings.of([*near, *far]), "quadratic") < kappa_of(Ratings.of(near), "quadratic")
    gap = Ratings.of([(1, 1), (4, 4), (5, 5), (1, 4), (4, 5), (5, 5)])
    apart = np.array([[0, 3, 4], [3, 0, 1], [4, 1, 0]])
    observed = (3 + 1) / 6
    rows, columns = np.array([2, 2, 2]) / 6, np.array([1, 2, 3]) / 6
    assert kappa_of(gap, "linear") == pytest.approx(1 - observed / (rows @ apart @ columns))


def slow_alpha(rows: Sequence[Row], level: Level) -> float:
    """Krippendorff's alpha as it is defined: pairs within units against all pairs, without a table."""
    units = [[value for value in row if value is not None] for row in rows]
    units = [unit for unit in units if len(unit) >= 2]
    values = [value for unit in units for value in unit]

    def apart(one: float | str, other: float | str) -> float:
        if level is Level.NOMINAL:
            return float(one != other)
        if level is Level.INTERVAL:
            return (float(one) - float(other)) ** 2
        low, high = sorted((float(one), float(other)))
        between = sum(low <= float(value) <= high for value in values)
        return (between - (values.count(one) + values.count(other)) / 2) ** 2 if one != other else 0.0

    observed = sum(sum(apart(a, b) for a, b in itertools.permutations(u, 2)) / (len(u) - 1) for u in units)
    expected = sum(apart(a, b) for a, b in itertools.permutations(values, 2)) / (len(values) - 1)
    return 1 - observed / expected


def slow_fleiss(rows: Sequence[Row]) -> float:
    units = [[value for value in row if value is not None] for row in rows]
    units = [unit for unit in units if len(unit) >= 2]
    pairs = [[a == b for a, b in itertools.combinations(unit, 2)] for unit in units]
    agreed = np.mean([np.mean(found) for found in pairs])
    values = {value for unit in units for value in unit}
    chance = sum(float(np.mean([unit.count(v) / len(unit) for unit in units])) ** 2 for v in values)
    return float((agreed - chance) / (1 - chance))


TABLES = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=4, max_size=4), min_size=3, max_size=25
).filter(
    lambda rows: (
        sum(sum(v is not None for v in row) >= 2 for row in rows) >= 2
        and len({v for row in rows if sum(w is not None for w in row) >= 2 for v in row if v is not None}) >= 2
    )
)


@settings(max_examples=60, deadline=None)
@given(rows=TABLES, level=st.sampled_from(Level))
def test_alpha_and_fleiss_agree_with_their_definitions(rows: list[list[int | None]], level: Level) -> None:
    ratings = Ratings.of(rows)
    try:
        found = alpha_of(ratings, level), fleiss_kappa(ratings, seed=0, n_resamples=50).value
    except UndefinedError:  # few items vary, so that most resamples do not
        return
    assert found == pytest.approx((slow_alpha(rows, level), slow_fleiss(rows)), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(rows=TABLES, order=st.permutations(range(4)), seed=st.integers(0, 9))
def test_who_is_who_and_which_item_comes_first_does_not_matter(
    rows: list[list[int | None]], order: list[int], seed: int
) -> None:
    turned = [
        [row[place] for place in order] for row in np.random.default_rng(seed).permutation(np.array(rows, dtype=object))
    ]
    for level in Level:
        try:
            before = krippendorff_alpha(Ratings.of(rows), level, seed=1, n_resamples=50)
        except UndefinedError:
            continue
        assert krippendorff_alpha(Ratings.of(turned), level, seed=1, n_resamples=50) == before


def test_other_names_for_the_values_change_nothing_where_they_are_names() -> None:
    names = {1: "e", 2: "a", 3: "d", 4: "b", 5: "c"}
    codes = [[None if code < 0 else int(code) + 1 for code in row] for row in KRIPPENDORFF.codes]
    renamed = Ratings.of([[None if value is None else names[value] for value in row] for row in codes])
    assert alpha_of(renamed) == pytest.approx(alpha_of(KRIPPENDORFF))
    assert fleiss_kappa(renamed, seed=0).value == pytest.approx(fleiss_kappa(KRIPPENDORFF, seed=0).value)
    assert kappa_of(renamed) == pytest.approx(kappa_of(KRIPPENDORFF))
    assert alpha_of(renamed, Level.ORDINAL) != pytest.approx(alpha_of(KRIPPENDORFF, Level.ORDINAL))


def test_a_stretched_scale_changes_the_interval_alpha_and_not_the_ordinal_one() -> None:
    rows = [(1, 1), (2, 3), (3, 3), (4, 5), (5, 5), (1, 2), (5, 4), (3, 1)]
    stretched = [tuple({5: 50}.get(value, value) for value in row) for row in rows]
    assert alpha_of(Ratings.of(rows), Level.ORDINAL) == pytest.approx(alpha_of(Ratings.of(stretched), Level.ORDINAL))
    assert alpha_of(Ratings.of(rows), Level.INTERVAL) != pytest.approx(alpha_of(Ratings.of(stretched), Level.INTERVAL))


def test_names_have_no_interval_level() -> None:
    with pytest.raises(ValueError, match="names have no distances"):
        krippendorff_alpha(Ratings.of([("a", "b")] * 3), Level.INTERVAL, seed=0)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no item was answered by two raters"),
        ([(1,), (2,)], "no item was answered by two raters"),
        ([(1, NA), (NA, 2)], "no item was answered by two raters"),
        ([(1, 2), (NA, 2)], "only one item was answered by two raters"),
        ([(3, 3), (3, 3), (3, 3)], "all answers are the same"),
    ],
)
def test_what_has_no_value_says_why(rows: list[Row], reason: str) -> None:
    ratings = Ratings.of(rows)
    for level in Level:
        with pytest.raises(UndefinedError, match=reason):
            krippendorff_alpha(ratings, level, seed=0)
    with pytest.raises(UndefinedError, match=reason):
        fleiss_kappa(ratings, seed=0)
    if ratings.codes.shape[1] >= 2:
        with pytest.raises(UndefinedError, match=reason):
            cohen_kappa(ratings, 0, 1, seed=0)


def test_percent_agreement_needs_one_item_only() -> None:
    assert percent_agreement(Ratings.of([(3, 3)]), seed=0) == wilson_interval(1, 1)
    with pytest.raises(UndefinedError, match="no item"):
        percent_agreement(Ratings.of([(1, NA)]), seed=0)


def test_full_agreement_leaves_more_open_the_fewer_items_there_are() -> None:
    few, many = Ratings.of([(1, 1), (5, 5)] * 2), Ratings.of([(1, 1), (5, 5)] * 200)
    for level in Level:
        small, large = krippendorff_alpha(few, level, seed=0), krippendorff_alpha(many, level, seed=0)
        assert (small.value, small.high, large.value) == (1.0, 1.0, 1.0)
        assert small.low < 0.5 < 0.9 < large.low < 1.0
    assert cohen_kappa(few, 0, 1, seed=0).low == pytest.approx(1 - (1 - wilson_interval(4, 4).low) / 0.5)


def test_the_same_seed_gives_the_same_interval_and_another_one_another() -> None:
    def low(seed: int) -> float:
        return krippendorff_alpha(KRIPPENDORFF, Level.ORDINAL, seed=seed, n_resamples=200).low

    assert low(3) == low(3)
    assert len({low(seed) for seed in range(6)}) > 1


def test_the_interval_is_that_of_drawing_items_one_by_one() -> None:
    rng = np.random.default_rng(2)
    truth = rng.integers(1, 6, 60)
    rows = [[int(np.clip(value + rng.integers(-1, 2), 1, 5)) for _ in range(3)] for value in truth]
    found = krippendorff_alpha(Ratings.of(rows), Level.INTERVAL, seed=0)
    drawn = [slow_alpha([rows[at] for at in rng.integers(0, 60, 60)], Level.INTERVAL) for _ in range(150)]
    spread = found.high - found.low
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, (0.025, 0.975))), abs=0.25 * spread)


@pytest.mark.parametrize(
    ("interval", "word"),
    [
        (Interval(0.8, 0.7, 0.9, 50), "firm"),
        (Interval(0.9, 0.5, 1.0, 5), "firm, but its interval reaches below .667"),
        (Interval(0.799, 0.7, 0.9, 50), "tentative"),
        (Interval(0.667, 0.5, 0.9, 50), "tentative"),
        (Interval(0.666, 0.5, 0.9, 50), "too low to build on"),
    ],
)
def test_an_alpha_is_read_as_is_usual(interval: Interval, word: str) -> None:
    assert read_alpha(interval) == word


def test_a_table_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="codes are -1 to 1"):
        Ratings(np.array([[0, 2]], dtype=np.int16), ("a", "b"))
    with pytest.raises(ValueError, match="stands twice"):
        Ratings(np.array([[0, 1]], dtype=np.int16), ("a", "a"))
    with pytest.raises(ValueError, match="row per item"):
        Ratings(np.zeros(3, dtype=np.int16), ("a",))
