"""Prompts and examples on the command line: what is saved is what is used, and what cannot be is a sentence."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PROMPT = "Write Haiku: for\n<persona>\n{{ persona }}\n</persona>\nin {{ season }}."
CONTRACT = json.dumps({"form": "labels", "labels": ["Haiku"]})


@pytest.fixture
def prompt(tmp_path: Path) -> Path:
    path = tmp_path / "haiku.txt"
    path.write_text(PROMPT, "utf-8")
    return path


def make(run: Run, prompt: Path) -> dict[str, object]:
    return run("templates", "save", "custom", "haiku", "--new", "--title", "Haiku", "--file", prompt,
               "--variable", "season=winter", "--contract", CONTRACT, "--json").json  # fmt: skip


def test_a_template_of_ones_own_is_made_shown_and_listed_with_its_author(empty: Run, prompt: Path) -> None:
    made = make(empty, prompt)
    assert (made["scenario"], made["variant"], made["version"], made["warnings"]) == ("custom", "haiku", 1, [])
    shown = empty("templates", "show", "custom", "haiku", "--json").json
    assert (shown["text"], shown["variables"]) == (PROMPT, {"season": "winter"})
    assert (shown["contract"]["labels"], shown["versions"][0]["saved_by"]) == (["Haiku"], "Ada")
    assert "“Haiku:”" in shown["read_as"]
    listed = empty("templates", "list", "--json").json["templates"]
    by = {f"{row['scenario']}/{row['variant']}": row["saved_by"] for row in listed}
    assert (by["custom/haiku"], by["math/plain"]) == ("Ada", "the program")


def test_a_change_is_a_new_version_that_can_be_compared_and_taken_back(empty: Run, prompt: Path) -> None:
    make(empty, prompt)
    saved = empty(
        "templates", "save", "custom", "haiku", "--variable", "season=spring", "--variable", "tone=dry", "--json"
    )
    assert saved.json["version"] == 2
    assert saved.json["warnings"] == ["{{ tone }} can be set and is not placed, so setting it changes nothing."]
    changes = empty("templates", "show", "custom", "haiku", "--against", 1, "--json").json["changes"]
    assert {one["part"]: (one["before"], one["after"]) for one in changes} == {
        "default of season": ("winter", "spring"),
        "default of tone": ("", "dry"),
        "variables": ("season", "season, tone"),
    }
    assert "spring" in empty("templates", "show", "custom", "haiku", "--against", 1).out
    assert empty("templates", "save", "custom", "haiku", "--remove-variable", "tone", "--json").json["version"] == 3
    assert empty("templates", "save", "custom", "haiku", "--restore", 1, "--json").json["version"] == 4
    assert empty("templates", "show", "custom", "haiku", "--json").json["variables"] == {"season": "winter"}


def test_a_preview_sends_and_saves_nothing(filled: Run, prompt: Path) -> None:
    make(filled, prompt)
    previewed = filled("templates", "preview", "custom", "haiku", "--variable", "season=May", "--json").json["shown"]
    assert len(previewed) == 3
    assert all(one["calls"][0]["prompt"].endswith("in May.") for one in previewed)
    assert all(one["about"] in one["calls"][0]["prompt"] for one in previewed)
    other = filled("templates", "preview", "custom", "haiku", "--turn", 1, "--json").json["shown"]
    assert not {one["id"] for one in other} & {one["id"] for one in previewed}
    talk = filled("templates", "preview", "conversation", "continued", "--variable", "turns=2").out
    assert "for 1, user" in talk
    assert "for 1, assistant" in talk
    prompt.write_text("Other {{ persona }}", "utf-8")
    assert "Other A beekeeper" in filled("templates", "preview", "custom", "haiku", "--file", prompt).out
    assert filled("templates", "show", "custom", "haiku", "--json").json["version"] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("math", "plain", "--contract", "{}"), 1, "Change it"),
        (("math", "plain", "--contract", "[]"), 2, "no JSON object"),
        (("math", "plain", "--variable", "x"), 2, "NAME=VALUE"),
        (("math", "plain", "--remove-variable", "x"), 1, "no variable x"),
        (("math", "mine", "--new"), 2, "scenario custom"),
        (("math", "plain", "--restore", "1", "--title", "x"), 2, "whole version"),
        (("math", "plain", "--restore", "9"), 1, "no version 9"),
        (("math", "plain", "--file", "none.txt"), 1, "no file none.txt"),
        (("custom", "Bad Name", "--new"), 1, "cannot be the name"),
        (("math", "none", "--title", "x"), 1, "no template math/none"),
        (("custom", "free", "--contract", '{"form": "poem"}'), 1, "is not known"),
    ],
)
def test_what_cannot_be_saved_is_a_sentence(empty: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    ran = empty("templates", "save", *arguments)
    assert ran.code == code
    assert said in ran.err


def test_a_file_that_is_no_text_is_refused(empty: Run, tmp_path: Path) -> None:
    for content, said in ((b"\xff\xfe\xfa{{ persona }}", "no text in UTF-8"), (b"x" * 400_001, "larger than")):
        path = tmp_path / "prompt.txt"
        path.write_bytes(content)
        ran = empty("templates", "save", "math", "plain", "--file", path)
        assert (ran.code, said in ran.err) == (1, True)
    assert empty("templates", "save", "math", "plain", "--file", tmp_path).code == 1


def test_examples_are_added_listed_and_their_persons_derived(empty: Run, tmp_path: Path) -> None:
    path = tmp_path / "good.jsonl"
    rows = [{"output": f"Math problem: How many of {n} boats leave the harbour at six?\nAnswer: {n}"} for n in (3, 4)]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in [*rows, {"output": 7}]), "utf-8")
    added = empty("examples", "add", path, "--scenario", "math", "--licence", "CC0-1.0", "--json").json
    assert (len(added["ids"]), added["refused"], added["unreadable"]) == (2, {"the value is not text": 1}, 0)
    again = empty("examples", "add", path, "--scenario", "math")
    assert "already present" in again.out
    derived = empty("examples", "derive", "--scenario", "math", "--seed", 3, "--wait", "--json").json
    assert (derived["added"], derived["calls"]["ok"]) == (2, 2)
    listed = empty("examples", "list", "--json").json["examples"]
    assert [(row["persona_how"], row["licence"], row["source"]) for row in listed] == [
        ("derived", "CC0-1.0", "good.jsonl")
    ] * 2
    assert all(row["persona"] for row in listed)
    assert "derived" in empty("examples", "list", "--scenario", "math").out
    assert "No example is without a persona" in empty("examples", "derive").err


def test_samples_that_nobody_accepted_are_not_taken_and_it_is_said(filled: Run) -> None:
    done = filled("examples", "add", "--sample-ids", "1,2", "--json").json
    assert (done["ids"], done["refused"]) == ([], {"neither accepted nor edited by anybody": 2})


@pytest.mark.parametrize("arguments", [(), ("x.jsonl",), ("x.jsonl", "--scenario", "math", "--sample-ids", "1")])
def test_what_to_add_is_said_once(empty: Run, arguments: tuple[str, ...]) -> None:
    assert empty("examples", "add", *arguments).code == 2
