"""The map from the command line."""

import pytest

from tests.cli.conftest import Run


def test_the_map_is_drawn_and_its_counts_add_up(filled: Run) -> None:
    ran = filled("personas", "map", "--clusters", 2, "--seed", 3, "--json")
    assert ran.code == 0
    assert ran.json.keys() >= {"job_id", "personas", "clusters", "not_embedded", "seconds"}
    total = filled("status", "--json").json["counts"]["personas"]
    assert ran.json["personas"] + sum(ran.json["not_embedded"].values()) == sum(total.values()) == 5
    assert ran.json["clusters"] == 2


def test_people_read_the_clusters_by_name(filled: Run) -> None:
    ran = filled("personas", "map", "--clusters", 2)
    assert ran.code == 0
    assert "personas on the map  5" in ran.out
    assert "cluster" in ran.out


def test_an_empty_hub_has_no_map(empty: Run) -> None:
    ran = empty("personas", "map", "--json")
    assert ran.code == 1
    assert "needs 5 personas" in ran.error["message"]


@pytest.mark.parametrize("option", [("--clusters", "1"), ("--clusters", "41"), ("--seed", "-1")])
def test_a_number_out_of_range_is_a_wrong_usage(filled: Run, option: tuple[str, str]) -> None:
    assert filled("personas", "map", *option, "--json").code == 2
