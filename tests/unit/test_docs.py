"""The page on the command line is held to the code, and the code to having help for everything."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from curation.cli.main import cli, main

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text("utf-8")
SHARED = {"--workspace", "--as", "--json"}
SECTIONS = dict[str, str](re.findall(r"^### `([^`]+)`\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
EXAMPLES = re.findall(r"^ {4}python -m curation (?!\[)(.+)$", PAGE, re.MULTILINE)


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """Yield the commands that a person can find, by the words that call them; groups are none."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        elif not command.hidden:
            yield " ".join((*path, name)), command


COMMANDS = dict(commands(cli))


def flags(command: click.Command) -> set[str]:
    """Return the long names of a command's own options."""
    options = (option for option in command.params if isinstance(option, click.Option) and not option.hidden)
    return {next(flag for flag in option.opts if flag.startswith("--")) for option in options} - SHARED


def test_the_page_has_a_section_for_every_command_and_for_no_other() -> None:
    assert set(SECTIONS) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_names_every_option_and_argument_and_no_other(name: str) -> None:
    said = re.sub(r"^ {4}.*$", "", SECTIONS.get(name, ""), flags=re.MULTILINE)
    listed = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", "\n".join(re.findall(r"^- .*$", said, re.MULTILINE))))
    assert flags(COMMANDS[name]) <= listed
    assert set(re.findall(r"--[a-z][a-z-]+", said)) <= flags(COMMANDS[name]) | SHARED
    for argument in COMMANDS[name].params:
        if isinstance(argument, click.Argument):
            written = argument.make_metavar(click.Context(COMMANDS[name])).strip("[]{}").split("|")
            assert [word for word in written if f"`{word}`" not in said] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_has_a_result_and_an_example_of_its_command(name: str) -> None:
    section = SECTIONS[name]
    assert "\nResult" in section
    examples = re.findall(r"^ {4}python -m curation (.+)$", section, re.MULTILINE)
    assert any(name in example for example in examples)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_accepted(example: str, monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    for name, command in COMMANDS.items():
        monkeypatch.setattr(command, "callback", lambda _name=name, **_values: called.append(_name))
    assert main(shlex.split(example)) == 0
    assert len(called) == 1
    assert called[0] in example


def test_every_command_group_and_option_has_help() -> None:
    everything: list[tuple[str, click.Command]] = [*COMMANDS.items(), *cli.commands.items(), ("", cli)]
    silent = [name for name, command in everything if not (command.help or "").strip() and not command.hidden]
    silent += [
        f"{name} {option.name}"
        for name, command in everything
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


def test_help_ends_with_a_full_stop() -> None:
    texts = [command.get_short_help_str(1_000) for command in COMMANDS.values()]
    texts += [o.help or "" for c in COMMANDS.values() for o in c.params if isinstance(o, click.Option)]
    assert [text for text in texts if not text.endswith((".", "`."))] == []
