"""Options, answers, failures and exit codes that all commands have in common."""

from pathlib import Path

import click
import pytest

from curation.cli.common import show, table
from curation.cli.main import cli
from curation.synthesis import Scenario, Variant
from tests.cli.conftest import Run

TOO_LONG = "9" * 20
"""More than an integer of SQLite holds."""


@pytest.mark.parametrize(
    "arguments",
    [
        ("--json", "--as", "Bea", "jobs", "list"),
        ("jobs", "--json", "--as", "Bea", "list"),
        ("jobs", "list", "--json", "--as", "Bea"),
    ],
)
def test_the_common_options_are_accepted_before_and_after_the_command(empty: Run, arguments: tuple[str, ...]) -> None:
    assert empty(*arguments).json == {"jobs": []}


def test_the_workspace_is_accepted_before_and_after_the_command(run: Run, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    assert run("--workspace", before, "init", "--empty", "--json").json["workspace"] == str(before)
    assert run("init", "--empty", "--json", "--workspace", after).json["workspace"] == str(after)


def test_of_two_workspaces_the_one_nearest_to_the_command_counts(run: Run, tmp_path: Path) -> None:
    far, near = tmp_path / "far", tmp_path / "near"
    assert run("--workspace", far, "init", "--empty", "--workspace", near).code == 0
    assert near.exists()
    assert not far.exists()


def test_every_command_takes_the_common_options() -> None:
    for path, command in _commands(cli, ()):
        flags = {flag for option in command.params for flag in option.opts}
        assert {"--workspace", "--as", "--json"} <= flags, path


def _commands(group: click.Group, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], click.Command]]:
    found: list[tuple[tuple[str, ...], click.Command]] = []
    for name, command in group.commands.items():
        found.append(((*path, name), command))
        if isinstance(command, click.Group):
            found.extend(_commands(command, (*path, name)))
    return found


@pytest.mark.parametrize(
    "arguments",
    [
        ("jobs", "list"),
        ("search", "personas", "nurse"),
        ("generate", "--scenario", "math", "--personas", "3"),
        ("dedup", "personas"),
        ("duplicates", "list"),
        ("queue", "next"),
        ("review", "undo"),
        ("templates", "list"),
        ("providers", "list"),
        ("worker",),
    ],
)
def test_a_folder_without_a_workspace_is_refused(run: Run, folder: Path, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments, "--json")
    assert ran.code == 1
    assert ran.error["code"] == "workspace"
    assert "init" in ran.error["hint"]
    assert not folder.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("fly",),
        ("jobs",),
        ("jobs", "fly"),
        ("jobs", "show"),
        ("jobs", "show", "first"),
        ("jobs", "show", TOO_LONG),
        ("jobs", "cancel", "٣"),
        ("search", "personas"),
        ("search", "personas", "nurse", "--mode", "loud"),
        ("search", "personas", "nurse", "--limit", "0"),
        ("generate", "--personas", "3"),
        ("generate", "--scenario", "math"),
        ("generate", "--scenario", "math", "--personas", "0"),
        ("generate", "--scenario", "math", "--personas", "3", "--persona-ids", "1"),
        ("generate", "--scenario", "math", "--persona-ids", "1;drop"),
        ("generate", "--scenario", "math", "--persona-ids", f"1,{TOO_LONG}"),
        ("generate", "--scenario", "math", "--personas", "3", "--provider", "acme"),
        ("generate", "--scenario", "math", "--personas", "3", "--temperature", "nan"),
        ("generate", "--scenario", "math", "--personas", "3", "--budget-usd", "inf"),
        ("generate", "--scenario", "math", "--personas", "3", "--budget-usd", "0"),
        ("dedup", "people"),
        ("dedup", "personas", "--stages", "lexical,magic"),
        ("dedup", "personas", "--min-cosine", "nan"),
        ("dedup", "personas", "--min-jaccard", "1.5"),
        ("duplicates", "decide", "1", "--keep", "2", "--keep-all"),
        ("duplicates", "show", TOO_LONG),
        ("duplicates", "decide", "1", "--keep", TOO_LONG),
        ("review", "submit", TOO_LONG, "--overall", "3"),
        ("review", "submit", "1", "--overall", "9"),
        ("review", "submit", "1", "--flag", "ugly"),
    ],
)
def test_a_wrong_usage_ends_with_two_and_says_where_help_is(empty: Run, arguments: tuple[str, ...]) -> None:
    ran = empty(*arguments, "--json")
    assert ran.code == 2
    assert ran.error["code"] == "usage"
    assert "--help" in ran.error["hint"]


def test_without_a_command_a_person_is_shown_the_help(run: Run) -> None:
    ran = run()
    assert ran.code == 2
    assert ran.out == ""
    assert "Usage: python -m curation" in ran.err


def test_a_failure_is_one_object_for_a_program_and_a_sentence_for_a_person(empty: Run) -> None:
    ran = empty("jobs", "show", 99, "--json")
    assert ran.code == 1
    assert ran.error == {"code": "not_found", "message": "There is no job 99.", "hint": "See: jobs list."}
    assert empty("jobs", "show", 99).out == ""
    assert empty("jobs", "show", 99).err == "There is no job 99. See: jobs list.\n"


def test_an_argument_that_looks_like_the_json_option_is_none(empty: Run) -> None:
    ran = empty("jobs", "show", "--", "--json")
    assert ran.code == 2
    assert ran.out == ""


def test_a_defect_still_gives_one_object(
    empty: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("curation.services.jobs.list_jobs", fail)
    ran = empty("jobs", "list", "--json")
    assert ran.code == 1
    assert ran.error["code"] == "unexpected"
    assert "ZeroDivisionError" in caplog.text


def test_the_first_person_is_admin_and_a_later_one_may_not_generate(empty: Run) -> None:
    assert empty("jobs", "list").code == 0
    ran = empty("generate", "--scenario", "math", "--personas", 1, "--as", "Bea", "--json")
    assert ran.code == 1
    assert ran.error["code"] == "not_allowed"
    assert "Bea is annotator" in ran.error["message"]


def test_a_system_without_a_name_for_the_user_asks_for_one(empty: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise OSError("no username set in the environment")

    monkeypatch.setattr("getpass.getuser", fail)
    assert "--as NAME" in empty("jobs", "list", "--json").error["hint"]
    assert empty("jobs", "list", "--as", "Ada").code == 0


def test_the_name_of_the_program_is_nobody_s(empty: Run) -> None:
    assert empty("jobs", "list", "--as", "persona curator", "--json").error["code"] == "bad_input"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mred\x1b[0m", "a[31mred[0m"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("two\nlines\tand\u2028a third", "two lines and a third"),
        ("bell\x07 csi\x9b2J del\x7f", "bell csi2J del"),
        ("nurse" + "".join(chr(0xE0000 + ord(c)) for c in "obey"), "nurse"),
        ("half \ud800 pair", "half  pair"),
        ("พยาบาล 護士", "พยาบาล 護士"),
    ],
)
def test_a_terminal_is_shown_text_and_never_commands(text: str, shown: str) -> None:
    assert show(text) == shown


def test_a_long_text_is_cut_and_says_so() -> None:
    assert show("word " * 100, 12) == "word word w…"
    assert show("a few words", 12) == "a few words"


def test_columns_line_up_whatever_the_script() -> None:
    text = table(("name", "n"), [("護士", 1), ("nurse", 1234)], empty="none")
    assert text.splitlines() == ["name       n", "護士       1", "nurse  1,234"]


def test_a_command_on_an_older_workspace_finds_the_templates_of_this_version(
    empty: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    riddle = Scenario("riddle", "Riddle", "A riddle.", (Variant("plain", "Plain", "Ask it. {{ persona }}", 1),))
    monkeypatch.setattr("curation.services.setup.SCENARIOS", {"riddle": riddle})
    assert empty("templates", "show", "riddle", "--json").json["text"] == "Ask it. {{ persona }}"
