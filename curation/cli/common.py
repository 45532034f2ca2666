"""What every command shares: three options before or after it, one way to answer, one way to show text."""

import getpass
import json
import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final

import click

from curation.errors import BadInputError
from curation.services import people
from curation.services.permissions import Actor
from curation.services.setup import add_new_templates
from curation.settings import Settings, load_settings
from curation.text import one_line
from curation.text.ids import read_id
from curation.workspace import Workspace, open_workspace

MAX_SHOWN_CHARS: Final = 100
"""Of a text in a table; `--json` gives it whole."""
_UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that a terminal acts on instead of showing: controls, bidi and other format characters."""


class Commands(click.Group):
    """A group whose commands, like the group itself, take the options that all commands take."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever click.Group takes
        """Add the options to the group."""
        super().__init__(*args, **kwargs)
        self.params.extend(_common_options())

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add the options to a command of the group."""
        if not isinstance(cmd, Commands):
            cmd.params.extend(_common_options())
        super().add_command(cmd, name)


class Amount(click.FloatRange):
    """A finite number in a range; Python's own reading takes `nan` and `inf` for numbers, too."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - as click types it
        """Read the number, or fail as a wrong usage."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


def one_id(_context: click.Context, _option: click.Parameter, written: str | None) -> int | None:
    """Read an id; a number that no row can have is a wrong usage."""
    found = None if written is None else read_id(written)
    if found is None and written is not None:
        raise click.BadParameter(f"{written!r} is no id.")
    return found


def many_ids(_context: click.Context, _option: click.Parameter, written: str | None) -> tuple[int, ...] | None:
    """Read ids with commas between them, such as `3,17,20`."""
    if written is None:
        return None
    found = [read_id(part.strip()) for part in written.split(",")]
    ids = tuple(one for one in found if one is not None)
    if len(ids) < len(found):
        raise click.BadParameter(f"{written!r} is no list of ids; write them as 3,17,20.")
    return ids


def settings() -> Settings:
    """Return the settings that the command line asks for."""
    return load_settings(_given().get("workspace"))


@contextmanager
def opened() -> Iterator[tuple[Workspace, Actor]]:
    """Open the workspace for the person who acts, who joins it with the first command."""
    workspace = open_workspace(settings())
    try:
        add_new_templates(workspace)
        yield workspace, people.join(workspace, _given().get("person") or _system_user())
    finally:
        workspace.close()


def answer(result: Any, text: str) -> None:  # noqa: ANN401 - any value that JSON takes
    """Print the result as one JSON object, or as the text for people."""
    click.echo(to_json(result) if wants_json() else text)


def to_json(result: Any) -> str:  # noqa: ANN401 - any value that JSON takes
    """Return the result as JSON in ASCII, which every terminal and every encoding lets through unharmed."""
    return json.dumps(result, allow_nan=False, default=_plain_value)


def wants_json() -> bool:
    """Tell whether the answer is for a program."""
    return bool(_given().get("as_json"))


def show(text: object, max_chars: int | None = None) -> str:
    """Return a text as one line that a terminal shows and never obeys, cut to a length where one is given."""
    raw = one_line(str(text) if max_chars is None else str(text)[: max_chars * 8])
    line = "".join(char for char in raw if unicodedata.category(char) not in _UNSAFE)
    return line if max_chars is None or len(line) <= max_chars else f"{line[: max_chars - 1].rstrip()}…"


def show_lines(text: str) -> str:
    """Return a text with its lines and the blanks before them, as a terminal shows it and never obeys it."""
    return "\n".join(line[: len(line) - len(line.lstrip(" "))] + show(line) for line in text.splitlines())


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], *, empty: str) -> str:
    """Return rows under their heads in columns, numbers to the right; a sentence where there are none."""
    if not rows:
        return empty
    cells = [[_cell(value) for value in row] for row in rows]
    widths = [max(_width(line[column]) for line in [list(heads), *cells]) for column in range(len(heads))]
    is_number = [all(isinstance(row[column], int | float | None) for row in rows) for column in range(len(heads))]
    lines = [_line(line, widths, is_number) for line in [list(heads), *cells]]
    return "\n".join(lines)


def facts(pairs: Mapping[str, object]) -> str:
    """Return names and values in two columns."""
    width = max(map(_width, pairs), default=0)
    return "\n".join(f"{name}{' ' * (width - _width(name))}  {_cell(value)}" for name, value in pairs.items())


def counted(counts: Mapping[str, int]) -> str:
    """Return counts by reason in one line, those above zero, such as `3 empty, 1 too long`."""
    return ", ".join(f"{count:,} {show(reason)}" for reason, count in counts.items() if count) or "none"


def _common_options() -> list[click.Parameter]:
    return [
        click.Option(
            ["--workspace"],
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Folder of the workspace; else $CURATION_WORKSPACE, else ./workspace.",
            callback=_keep,
            expose_value=False,
        ),
        click.Option(
            ["--as", "person"],
            metavar="NAME",
            help="Who acts; else the user of the system.",
            callback=_keep,
            expose_value=False,
        ),
        click.Option(
            ["--json", "as_json"], is_flag=True, help="Print one JSON object.", callback=_keep, expose_value=False
        ),
    ]


def _keep(context: click.Context, option: click.Parameter, value: object) -> None:
    """Remember a value where one was given; the one nearest to the command counts."""
    if value not in (None, False):
        context.find_root().ensure_object(dict)[option.name] = value


def _given() -> dict[str, Any]:
    given: dict[str, Any] = click.get_current_context().find_root().ensure_object(dict)
    return given


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError) as error:  # a container may run under a number that has no name
        raise BadInputError("The system has no name for you.", "Say who you are: --as NAME.") from error


def _plain_value(value: Any) -> object:  # noqa: ANN401 - what json does not know
    """Return a form that JSON takes of a dataclass, a mapping that is no dict, a time or a path."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.3f}"
    return f"{value:,}" if isinstance(value, int) else show(value)


def _line(cells: Sequence[str], widths: Sequence[int], is_number: Sequence[bool]) -> str:
    padded = [
        f"{' ' * (width - _width(cell))}{cell}" if to_right else f"{cell}{' ' * (width - _width(cell))}"
        for cell, width, to_right in zip(cells, widths, is_number, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _width(text: str) -> int:
    """Return how many columns a terminal needs; East Asian characters take two, marks none."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)
