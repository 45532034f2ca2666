"""How the command line says which personas are drawn."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import click
from pydantic import ValidationError

from curation.errors import BadInputError
from curation.models import PersonaFilter
from curation.services.choosing import STRATIFIED_BY, DrawSettings, How
from curation.services.draws import equal_shares
from curation.workspace import Workspace

SAMPLES: Final[Mapping[str, How]] = {
    "all": "all",
    "random": "random",
    "stratified": "stratified",
    "farthest": "farthest",
    "undercovered": "undercovered",
    "by-yield": "by_yield",
}
EQUAL: Final = "equal"
"""In place of shares: one for each known value that somebody has."""


def draw_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a draw: `sample`, `attribute`, `shares`, `fill_up` and `explore`."""
    for option in (
        click.option("--explore", type=click.FloatRange(0, 1), help="by-yield: share drawn evenly; else 0.2."),
        click.option("--fill-up", is_flag=True, help="stratified: draw from the others what a value lacks."),
        click.option(
            "--share",
            "shares",
            multiple=True,
            metavar="VALUE=SHARE",
            help="stratified: such as female=0.5, for each value, adding up to 1; or equal. Else as the hub is.",
        ),
        click.option("--attribute", type=click.Choice(STRATIFIED_BY), help="stratified: what they are divided by."),
        click.option("--sample", type=click.Choice(tuple(SAMPLES)), help="How the personas are drawn."),
    ):
        command = option(command)
    return command


def draw_settings_from_cli(
    workspace: Workspace,
    personas: PersonaFilter,
    *,
    sample: str,
    attribute: str | None,
    shares: Sequence[str],
    fill_up: bool,
    explore: float | None,
    scenario: str,
) -> DrawSettings:
    """Read the options of a draw.

    Raises:
        click.UsageError: An option is missing, does not go with `sample`, or cannot be read.
        BadInputError: The shares cannot be meant.
    """
    is_stratified = sample == "stratified"
    if is_stratified != (attribute is not None):
        raise click.UsageError("--attribute goes with --sample stratified, which needs it.")
    if (shares or fill_up) and not is_stratified:
        raise click.UsageError("--share and --fill-up go with --sample stratified.")
    if explore is not None and sample != "by-yield":
        raise click.UsageError("--explore goes with --sample by-yield.")
    given = equal_shares(workspace, personas, attribute or "") if list(shares) == [EQUAL] else _read_shares(shares)
    fields: dict[str, Any] = {"attribute": attribute or "", "shares": given, "fill_up": fill_up, "scenario": scenario}
    try:
        return DrawSettings(**fields) if explore is None else DrawSettings(**fields, explore=explore)
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise BadInputError(f"{said[:1].upper()}{said[1:]}.") from error


def _read_shares(written: Sequence[str]) -> dict[str, float]:
    shares: dict[str, float] = {}
    for one in written:
        value, _, share = one.partition("=")
        try:
            shares[value.strip()] = float(share)
        except ValueError as error:
            raise click.UsageError(
                f"--share {one!r} is not VALUE=SHARE, such as female=0.5, or equal alone."
            ) from error
    return shares
