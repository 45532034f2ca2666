"""What the hub lacks: counted among those who are known, the unknown told apart."""

import itertools

import pytest

from curation.models import ItemState, Origin
from curation.personas import VOCABULARY
from curation.services.gaps import Gap, find_gaps
from curation.store.personas import new_persona
from curation.workspace import Workspace

NUMBERS = itertools.count(1)


def add_people(workspace: Workspace, *regions: str, state: ItemState = ItemState.ACTIVE) -> None:
    with workspace.write() as tx:
        for region in regions:
            row = new_persona(f"A mason with {next(NUMBERS)} hammers", origin=Origin.IMPORTED, licence="CC0-1.0")
            row.region, row.state = region, state
            tx.add(row)


def regions_of(workspace: Workspace) -> dict[str, Gap]:
    return {gap.value: gap for gap in find_gaps(workspace) if gap.attribute == "region"}


def test_an_empty_hub_lacks_every_value_and_has_no_share_of_any(workspace: Workspace) -> None:
    gaps = find_gaps(workspace)
    assert [(gap.attribute, gap.value) for gap in gaps] == [
        (name, value) for name, values in VOCABULARY.items() for value in values if value != "unknown"
    ]
    assert {(gap.n, gap.n_known, gap.unknown, gap.share, gap.is_rare) for gap in gaps} == {(0, 0, 0, None, True)}


def test_a_share_is_of_those_who_are_known_and_the_unknown_are_told_apart(workspace: Workspace) -> None:
    add_people(workspace, *["europe"] * 6, *["asia"] * 3, "oceania", *["unknown"] * 30)
    found = regions_of(workspace)
    assert (found["asia"].n, found["asia"].n_known, found["asia"].unknown) == (3, 10, 30)
    share = found["asia"].share
    assert share is not None
    assert share.value == pytest.approx(0.3)
    assert share.n == 10
    assert share.low == pytest.approx(0.1078, abs=1e-4)  # Wilson, 3 of 10, by hand
    assert share.high == pytest.approx(0.6032, abs=1e-4)


def test_the_rarest_come_first_and_equals_stand_in_the_order_of_the_vocabulary(workspace: Workspace) -> None:
    add_people(workspace, *["europe"] * 6, *["asia"] * 3, "oceania")
    order = ["africa", "latin_america_caribbean", "northern_america", "oceania", "asia", "europe"]
    assert list(regions_of(workspace)) == order


def test_a_value_is_rare_below_half_of_an_equal_share(workspace: Workspace) -> None:
    add_people(workspace, *["europe"] * 10, "asia", "oceania")  # an equal share of 12 is 2
    found = regions_of(workspace)
    assert [value for value, gap in found.items() if gap.is_rare] == [
        "africa",
        "latin_america_caribbean",
        "northern_america",
    ]
    add_people(workspace, "europe")  # of 13 it is more than 2
    assert regions_of(workspace)["asia"].is_rare


def test_people_who_take_no_part_fill_no_gap(workspace: Workspace) -> None:
    add_people(workspace, "africa", state=ItemState.QUARANTINED)
    add_people(workspace, "europe")
    found = regions_of(workspace)
    assert (found["africa"].n, found["europe"].n, found["africa"].n_known) == (0, 1, 1)
