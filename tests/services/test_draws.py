"""Draws by shares, by coverage and by yield, on a hub with a map and samples."""

from collections import Counter
from typing import Any

import pytest
from pydantic import ValidationError

from curation.errors import BadInputError
from curation.models import ItemKind, ItemState, Outcome, PersonaFilter
from curation.services import draws, select_many
from curation.services.choosing import Chosen, DrawnRow, DrawSettings, How, Told, choose_personas
from curation.services.draw_counts import value_counts
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.drawing import add_people, add_samples, put_on_map

EVERYBODY = PersonaFilter()


def drawn(
    workspace: Workspace, how: How, n: int, *, meant: PersonaFilter = EVERYBODY, seed: int = 1, **more: object
) -> Chosen:
    settings = DrawSettings.model_validate(more)
    return choose_personas(workspace, meant, how=how, n=n, seed=seed, settings=settings)


def of(ids: list[int], chosen: Chosen) -> int:
    return len(set(ids) & set(chosen.ids))


def numbers(chosen: Chosen) -> dict[str, tuple[int, int, int]]:
    return {row.value: (row.available, row.asked, row.drawn) for row in chosen.told.rows}


def test_each_value_has_the_share_that_was_given(workspace: Workspace) -> None:
    women = add_people(workspace, ["female"] * 30)
    men = add_people(workspace, ["male"] * 50)
    add_people(workspace, ["unknown"] * 20)
    chosen = drawn(workspace, "stratified", 20, attribute="gender", shares={"female": 0.75, "male": 0.25})
    assert (len(set(chosen.ids)), of(women, chosen), of(men, chosen)) == (20, 15, 5)
    assert numbers(chosen) == {"female": (30, 15, 15), "male": (50, 5, 5)}
    assert chosen.told.sentences == ()


def test_without_shares_the_draw_is_as_the_personas_meant_are(workspace: Workspace) -> None:
    add_people(workspace, ["male"] * 50 + ["female"] * 30 + ["unknown"] * 20)
    chosen = drawn(workspace, "stratified", 10, attribute="gender")
    assert numbers(chosen) == {"female": (30, 3, 3), "male": (50, 5, 5), "unknown": (20, 2, 2)}
    asked = drawn(workspace, "stratified", 10, attribute="gender", meant=PersonaFilter(genders=("male", "female")))
    assert numbers(asked) == {"female": (30, 4, 4), "male": (50, 6, 6)}


def test_what_is_lacking_stays_undrawn_and_is_said(workspace: Workspace) -> None:
    add_people(workspace, ["male"] * 50 + ["female"] * 3)
    shares = {"female": 0.4, "male": 0.4, "nonbinary": 0.2}
    chosen = drawn(workspace, "stratified", 20, attribute="gender", shares=shares)
    assert numbers(chosen) == {"female": (3, 8, 3), "male": (50, 8, 8), "nonbinary": (0, 4, 0)}
    assert len(chosen.ids) == 11
    assert chosen.told.sentences == (
        "9 of 20 are not drawn, since they are not there.",
        "Female: 8 asked for, 3 there.",
        "Nonbinary: nobody.",
    )


def test_what_is_lacking_is_drawn_from_the_others_only_where_that_is_asked_for(workspace: Workspace) -> None:
    add_people(workspace, ["male"] * 50 + ["female"] * 3)
    shares = {"female": 0.5, "male": 0.5}
    chosen = drawn(workspace, "stratified", 20, attribute="gender", shares=shares, fill_up=True)
    assert numbers(chosen) == {"female": (3, 10, 3), "male": (50, 10, 17)}
    assert "shares are larger" in chosen.told.sentences[0]


def test_strata_are_also_languages(workspace: Workspace) -> None:
    add_people(workspace, ["fr", "fr", "de", "de", "de"], attribute="language")
    chosen = drawn(workspace, "stratified", 3, attribute="language", shares={"fr": 0.67, "de": 0.33})
    assert numbers(chosen) == {"de": (3, 1, 1), "fr": (2, 2, 2)}
    assert value_counts(workspace, EVERYBODY, "language") == {"de": 3, "fr": 2}
    assert draws.equal_shares(workspace, EVERYBODY, "language") == {"de": 0.5, "fr": 0.5}


def test_equal_shares_are_for_known_values_that_somebody_has(workspace: Workspace) -> None:
    add_people(workspace, ["female"] * 3 + ["male"] * 2 + ["unknown"])
    assert draws.equal_shares(workspace, EVERYBODY, "gender") == {"female": 0.5, "male": 0.5}


def test_who_is_set_aside_is_not_drawn_and_is_counted(workspace: Workspace, admin: Actor) -> None:
    ids = add_people(workspace, ["female"] * 4)
    put_on_map(workspace, admin, [ids])
    select_many.exclude(workspace, ItemKind.PERSONA, PersonaFilter(ids=tuple(ids[:1])), reason="", actor=admin)
    for how in ("stratified", "undercovered", "by_yield"):
        chosen = drawn(workspace, how, 3, attribute="gender")
        assert set(chosen.ids) == set(ids[1:])
        assert chosen.left_out == {"not active": 1}
        with pytest.raises(BadInputError, match="Only 3 active personas are meant, not 4"):
            drawn(workspace, how, 4, attribute="gender")


def test_the_clusters_with_the_fewest_good_samples_come_first(workspace: Workspace, admin: Actor) -> None:
    ids = add_people(workspace, ["female"] * 30)
    full, half, empty = ids[:10], ids[10:20], ids[20:]
    clusters = put_on_map(workspace, admin, [full, half, empty])
    add_samples(workspace, full, n=2)
    add_samples(workspace, half[:4])
    chosen = drawn(workspace, "undercovered", 4, scenario="math")
    assert of(empty, chosen) == 4
    chosen = drawn(workspace, "undercovered", 8, scenario="math")
    assert (of(empty, chosen), of(half, chosen)) == (6, 2)
    assert set(chosen.ids[:4]) <= set(empty)
    assert set(half[:4]) & set(chosen.ids) == set()
    assert [row.good for row in chosen.told.rows] == [20, 4, 0]
    assert [row.value for row in chosen.told.rows] == [str(cluster) for cluster in clusters]
    assert chosen.told.sentences[0].startswith("1 of 3 clusters have no good math samples yet")


def test_samples_of_another_scenario_cover_nothing_unless_none_is_named(workspace: Workspace, admin: Actor) -> None:
    ids = add_people(workspace, ["female"] * 4)
    put_on_map(workspace, admin, [ids[:2], ids[2:]])
    add_samples(workspace, ids[:2], scenario="logic")
    assert [row.good for row in drawn(workspace, "undercovered", 1, scenario="math").told.rows] == [0, 0]
    chosen = drawn(workspace, "undercovered", 2)
    assert [row.good for row in chosen.told.rows] == [2, 0]
    assert of(ids[2:], chosen) == 2


BAD: tuple[dict[str, Any], ...] = (
    {"outcome": Outcome.CHECK_FAILED},
    {"outcome": Outcome.REFUSED},
    {"state": ItemState.DUPLICATE},
    {"decision": "reject"},
    {"nearest_score": 0.95},
)


def test_a_sample_that_failed_is_alike_or_rejected_is_tried_but_not_good(workspace: Workspace, admin: Actor) -> None:
    ids = add_people(workspace, ["female"] * 2)
    put_on_map(workspace, admin, [ids[:1], ids[1:]])
    for fields in BAD:
        add_samples(workspace, ids[:1], **fields)
    add_samples(workspace, ids[1:], nearest_score=0.5, decision="accept")
    rows = drawn(workspace, "by_yield", 1).told.rows
    assert [(row.good, row.tried) for row in rows] == [(0, len(BAD)), (1, 1)]


@pytest.mark.parametrize("fields", [{"counts": False}, {"outcome": Outcome.FAILED}, {"outcome": Outcome.NOT_SENT}])
def test_demo_samples_and_calls_without_an_answer_say_nothing(
    workspace: Workspace, admin: Actor, fields: dict[str, Any]
) -> None:
    ids = add_people(workspace, ["female"] * 2)
    put_on_map(workspace, admin, [ids])
    add_samples(workspace, ids, **fields)
    chosen = drawn(workspace, "by_yield", 2)
    assert [(row.good, row.tried) for row in chosen.told.rows] == [(0, 0)]
    assert "so all 2 are explored" in chosen.told.sentences[0]


def test_a_draw_by_yield_leans_to_where_samples_came_out_well(workspace: Workspace, admin: Actor) -> None:
    ids = add_people(workspace, ["female"] * 200)
    put_on_map(workspace, admin, [ids[:100], ids[100:]])
    add_samples(workspace, ids[:30], n=2, outcome=Outcome.REFUSED)
    add_samples(workspace, ids[100:130], n=2)
    chosen = drawn(workspace, "by_yield", 50, scenario="math", explore=0.2)
    assert of(ids[100:], chosen) >= 40
    assert chosen.told.sentences == (
        "40 by yield, 10 explored: drawn evenly. 60 of 120 math samples came out well so far.",
    )
    assert sum(row.drawn for row in chosen.told.rows) == 50


def test_who_is_not_on_the_map_is_explored_only(workspace: Workspace, admin: Actor) -> None:
    ids = add_people(workspace, ["female"] * 10)
    put_on_map(workspace, admin, [ids[:6]])
    chosen = drawn(workspace, "undercovered", 6)
    assert (set(chosen.ids), chosen.left_out) == (set(ids[:6]), {"not on the map": 4})
    with pytest.raises(BadInputError, match="Only 6 of the active personas meant are on the map, not 7"):
        drawn(workspace, "undercovered", 7)
    explored = drawn(workspace, "by_yield", 10)
    assert set(explored.ids) == set(ids)
    assert explored.told.rows[-1] == DrawnRow(
        value="", name="Not on the map", available=4, asked=4, drawn=4, good=0, tried=0
    )


@pytest.mark.parametrize("how", ["undercovered", "by_yield"])
def test_without_a_map_it_is_said_what_to_do(workspace: Workspace, how: How) -> None:
    add_people(workspace, ["female"] * 3)
    with pytest.raises(BadInputError, match=r"There is no map of the hub yet.* Draw the map first"):
        drawn(workspace, how, 1)


def test_points_of_an_older_map_put_nobody_into_a_cluster(workspace: Workspace, admin: Actor) -> None:
    ids = add_people(workspace, ["female"] * 6)
    put_on_map(workspace, admin, [ids])
    put_on_map(workspace, admin, [ids[:2], ids[2:4]])
    assert Counter(row.available for row in drawn(workspace, "undercovered", 4).told.rows) == {2: 2}


@pytest.mark.parametrize("how", ["stratified", "undercovered", "by_yield"])
def test_the_seed_alone_draws(workspace: Workspace, admin: Actor, how: How) -> None:
    ids = add_people(workspace, ["female", "male"] * 30)
    put_on_map(workspace, admin, [ids[:20], ids[20:]])
    add_samples(workspace, ids[:5])
    first = drawn(workspace, how, 20, attribute="gender", seed=3)
    workspace._cache.clear()
    assert drawn(workspace, how, 20, attribute="gender", seed=3) == first
    assert drawn(workspace, how, 20, attribute="gender", seed=4).ids != first.ids


def test_what_was_drawn_goes_into_a_job_and_comes_back(workspace: Workspace) -> None:
    add_people(workspace, ["female"] * 3)
    told = drawn(workspace, "stratified", 3, attribute="gender").told
    assert Told.model_validate_json(told.model_dump_json()) == told


def test_no_attribute_and_no_share_for_anybody_are_refused(workspace: Workspace) -> None:
    add_people(workspace, ["female"] * 3)
    with pytest.raises(BadInputError, match="Say by which attribute"):
        drawn(workspace, "stratified", 1)
    with pytest.raises(BadInputError, match="None of the personas meant has a value with a share"):
        drawn(workspace, "stratified", 1, attribute="gender", shares={"male": 1})


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"attribute": "shoe_size"}, "not divided by 'shoe_size'"),
        ({"attribute": "gender", "shares": {"tall": 1}}, "gender is never 'tall'"),
        ({"attribute": "gender", "shares": {"male": 0.6}}, "add up to 60%"),
        ({"attribute": "gender", "shares": {"male": 1.5, "female": -0.5}}, "from 0 to 1"),
        ({"explore": 1.5}, "less than or equal to 1"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        DrawSettings.model_validate(fields)


def test_settings_that_say_the_same_are_kept_as_the_same() -> None:
    one = DrawSettings(attribute="gender", shares={"male": 0.3, "female": 0.7})
    other = DrawSettings(attribute="gender", shares={"female": 0.7, "male": 0.3})
    assert (one, hash(one)) == (other, hash(other))
