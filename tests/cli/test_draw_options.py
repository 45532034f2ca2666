"""How a draw is said on the command line."""

from typing import Any

import click
import pytest

from curation.cli.draw_options import SAMPLES, draw_options, draw_settings_from_cli
from curation.errors import BadInputError
from curation.models import PersonaFilter
from curation.services.choosing import DrawSettings
from curation.workspace import Workspace
from tests.services.drawing import add_people


def read(workspace: Workspace, **more: Any) -> DrawSettings:  # noqa: ANN401  # what a command hands over
    asked = {"attribute": None, "shares": (), "fill_up": False, "explore": None, "scenario": "math", **more}
    return draw_settings_from_cli(workspace, PersonaFilter(), **asked)


def test_shares_are_read_one_by_one_or_are_equal(workspace: Workspace) -> None:
    add_people(workspace, ["female"] * 3 + ["male", "unknown"])
    settings = read(workspace, sample="stratified", attribute="gender", shares=("female=0.7", "male=.3"), fill_up=True)
    assert settings.shares == {"female": 0.7, "male": 0.3}
    assert (settings.fill_up, settings.scenario) == (True, "math")
    assert read(workspace, sample="stratified", attribute="gender").shares == {}
    equal = read(workspace, sample="stratified", attribute="gender", shares=("equal",))
    assert equal.shares == {"female": 0.5, "male": 0.5}


def test_the_share_to_explore_is_read_and_has_its_default(workspace: Workspace) -> None:
    assert read(workspace, sample="by-yield", explore=0.0).explore == 0
    assert read(workspace, sample="by-yield").explore == DrawSettings().explore


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"sample": "stratified"}, "--attribute goes with"),
        ({"sample": "random", "attribute": "gender"}, "--attribute goes with"),
        ({"sample": "undercovered", "shares": ("a=1",)}, "--share and --fill-up go with"),
        ({"sample": "all", "fill_up": True}, "--share and --fill-up go with"),
        ({"sample": "farthest", "explore": 0.5}, "--explore goes with"),
        ({"sample": "stratified", "attribute": "gender", "shares": ("female",)}, "is not VALUE=SHARE"),
        ({"sample": "stratified", "attribute": "gender", "shares": ("equal", "male=1")}, "is not VALUE=SHARE"),
    ],
)
def test_options_that_do_not_go_together_are_refused(workspace: Workspace, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(click.UsageError, match=said):
        read(workspace, **asked)


def test_shares_that_cannot_be_meant_are_refused_in_a_sentence(workspace: Workspace) -> None:
    with pytest.raises(BadInputError, match=r"^The shares add up to 50%; they have to add up to 100%\."):
        read(workspace, sample="stratified", attribute="gender", shares=("female=0.5",))
    with pytest.raises(BadInputError, match=r"^Gender is never 'tall'"):
        read(workspace, sample="stratified", attribute="gender", shares=("tall=1",))


def test_a_command_with_the_options_gets_all_of_them() -> None:
    seen: dict[str, Any] = {}

    @click.command()
    @draw_options
    def command(**given: object) -> None:
        seen.update(given)

    words = ["--sample", "by-yield", "--share", "a=1", "--share", "b=2", "--explore", "0.5"]
    command.main(words, standalone_mode=False)
    assert seen == {"sample": "by-yield", "attribute": None, "shares": ("a=1", "b=2"), "fill_up": False, "explore": 0.5}
    assert seen["sample"] in SAMPLES
