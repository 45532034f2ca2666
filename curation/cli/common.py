"""What every command shares: three options before or after it, one way to answer, one way to fail."""

import getpass
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from curation.services import people
from curation.services.permissions import Actor
from curation.settings import Settings, load_settings
from curation.workspace import Workspace, open_workspace

Command = TypeVar("Command", bound=Callable[..., Any] | click.Command)


def common_options(command: Command) -> Command:
    """Give a command or the group the options that are accepted before and after it."""

    def keep(context: click.Context, option: click.Parameter, value: object) -> None:
        """Remember a value where one was given; the one nearest to the command counts."""
        if value not in (None, False):
            context.ensure_object(dict)[option.name] = value

    options: tuple[Callable[[Any], Any], ...] = (
        click.option(
            "--workspace",
            type=click.Path(path_type=Path),
            help="Folder of the workspace.",
            callback=keep,
            expose_value=False,
        ),
        click.option(
            "--as", "person", help="Who acts; else the user of the system.", callback=keep, expose_value=False
        ),
        click.option(
            "--json", "as_json", is_flag=True, help="Print one JSON object.", callback=keep, expose_value=False
        ),
    )
    for option in options:
        command = option(command)
    return command


def settings() -> Settings:
    """Return the settings that the command line asks for."""
    return load_settings(_options().get("workspace"))


@contextmanager
def opened() -> Iterator[tuple[Workspace, Actor]]:
    """Open the workspace for the person who acts, who joins it with the first command."""
    workspace = open_workspace(settings())
    try:
        yield workspace, people.join(workspace, _options().get("person") or getpass.getuser())
    finally:
        workspace.close()


def answer(result: Any, text: str) -> None:  # noqa: ANN401 - any value that JSON takes
    """Print the result as one JSON object, or as the text for people."""
    if wants_json():
        value = asdict(result) if is_dataclass(result) and not isinstance(result, type) else result
        click.echo(json.dumps(value, ensure_ascii=False, allow_nan=False, default=str))
    else:
        click.echo(text)


def progress(done: int, total: int) -> None:
    """Show on stderr how far a job is, where somebody looks."""
    stream = click.get_text_stream("stderr")
    if stream.isatty():
        click.echo(f"\r{done:,} of {total:,}", nl=False, err=True)


def wants_json() -> bool:
    """Tell whether the answer is for a program."""
    return bool(_options().get("as_json"))


def _options() -> dict[str, Any]:
    options: dict[str, Any] = click.get_current_context().ensure_object(dict)
    return options
