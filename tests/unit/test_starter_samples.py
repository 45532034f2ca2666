"""The starter hub's hand-written samples and their personas: form, variety and coverage."""

import json
import re
from collections import Counter
from importlib import resources
from typing import Any

import pytest

Row = dict[str, Any]

_LABELS = {
    "math": ("Math problem", "Solution", "Answer"),
    "logic": ("Problem", "Reasoning", "Answer"),
    "instruction": ("User prompt", "Reply"),
    "knowledge": ("Title",),
    "npc": ("Name", "Race or people", "Role", "Background", "How to meet them", "First line"),
}
_TOOL_KEYS = ["name", "description", "function_name", "input_args", "return", "depend"]


def _read(name: str) -> list[Row]:
    text = resources.files("curation").joinpath("sources", "starter", name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


PERSONAS = {row["key"]: row for row in _read("personas-2.jsonl")}
SAMPLES = {row["key"]: row for row in _read("samples.jsonl")}


def _raws(scenario: str) -> list[str]:
    return [row["raw"] for row in SAMPLES.values() if row["scenario"] == scenario]


def _tool(raw: str) -> Row:
    tool: Row = json.loads(re.sub(r"^```json\n|\n```$", "", raw))
    return tool


def test_each_scenario_has_eleven_samples_for_at_least_eight_personas() -> None:
    for scenario in (*_LABELS, "tool"):
        rows = [row for row in SAMPLES.values() if row["scenario"] == scenario]
        assert len(rows) >= 11
        assert len({row["persona_key"] for row in rows}) >= 8


def test_keys_are_unique_and_every_row_is_cc0() -> None:
    for name, by_key in (("personas-2.jsonl", PERSONAS), ("samples.jsonl", SAMPLES)):
        assert len(_read(name)) == len(by_key)
        assert {row["licence"] for row in by_key.values()} == {"CC0-1.0"}


def test_every_persona_has_a_sample_in_its_own_language() -> None:
    assert {row["persona_key"] for row in SAMPLES.values()} == set(PERSONAS)
    assert all(row["language"] == PERSONAS[row["persona_key"]]["language"] for row in SAMPLES.values())


def test_languages_are_as_many_as_promised() -> None:
    by_language = Counter(row["language"] for row in PERSONAS.values())
    assert by_language["en"] == 26
    assert len(by_language) >= 6
    assert sum(row["language"] != "en" for row in SAMPLES.values()) >= 8


def test_a_known_attribute_points_at_words_of_the_persona() -> None:
    for row in PERSONAS.values():
        assert list(row["attributes"]) == ["occupation", "region", "age_band", "gender", "education"]
        for attribute in row["attributes"].values():
            known = attribute["value"] != "unknown"
            assert known == (attribute["evidence"] is not None)
            assert not known or attribute["evidence"] in row["text"]


@pytest.mark.parametrize("scenario", list(_LABELS))
def test_every_label_stands_once_and_in_order_at_the_start_of_a_line(scenario: str) -> None:
    pattern = re.compile(rf"^({'|'.join(_LABELS[scenario])}): (?=\S)", re.MULTILINE)
    for raw in _raws(scenario):
        assert tuple(pattern.findall(raw)) == _LABELS[scenario]
        assert pattern.match(raw)


@pytest.mark.parametrize("scenario", ["math", "logic"])
def test_the_answer_is_the_last_line(scenario: str) -> None:
    assert all("\n" not in raw.rpartition("\n\nAnswer: ")[2] for raw in _raws(scenario))


def test_a_tool_has_the_six_keys_and_describes_its_arguments_by_name() -> None:
    for raw in _raws("tool"):
        tool = _tool(raw)
        assert list(tool) == _TOOL_KEYS
        assert re.fullmatch(r"[a-z][a-z0-9_]*", tool["function_name"])
        for names in (tool["input_args"], tool["return"]):
            assert all(name.isidentifier() and len(text) >= 10 for name, text in names.items())


def test_no_two_tools_start_alike() -> None:
    tools = [_tool(raw) for raw in _raws("tool")]
    for values in (
        [tool["name"] for tool in tools],
        [tool["function_name"] for tool in tools],
        [tuple(tool["description"].split()[:2]) for tool in tools],
    ):
        assert len(set(values)) == len(values)


def test_no_eight_words_in_a_row_come_in_two_samples() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for key, row in SAMPLES.items():
        words = re.findall(r"\w+", row["raw"].lower())
        for run in zip(*(words[shift:] for shift in range(8)), strict=False):
            assert seen.setdefault(run, key) == key, run


def test_no_two_samples_of_a_scenario_open_alike() -> None:
    openings = [(row["scenario"], *row["raw"].split(": ", 1)[-1].split()[:3]) for row in SAMPLES.values()]
    assert len(set(openings)) == len(openings)


def test_knowledge_has_180_to_350_words_where_words_can_be_counted_by_spaces() -> None:
    rows = [row for row in SAMPLES.values() if row["scenario"] == "knowledge" and row["language"] != "ja"]
    assert all(180 <= len(row["raw"].split()) <= 350 for row in rows)


def test_each_character_lives_in_exactly_one_of_our_two_worlds() -> None:
    worlds = [("Hollowtide" in raw, "Meridian Yard" in raw) for raw in _raws("npc")]
    assert set(worlds) == {(True, False), (False, True)}


def test_mathematics_and_code_are_there_to_be_rendered() -> None:
    raws = [row["raw"] for row in SAMPLES.values()]
    assert all(raw.count("$") % 2 == 0 and raw.count("```") % 2 == 0 for raw in raws)
    assert sum("$" in raw for raw in raws) >= 10
    assert sum("```" in raw for raw in _raws("knowledge") + _raws("instruction")) >= 3
