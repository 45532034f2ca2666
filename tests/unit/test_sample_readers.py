"""Task files in the form of Persona Hub's."""

import json
from pathlib import Path

import pytest

from curation.errors import BadInputError
from curation.sources import SampleRecord, Skipped, SkipReason, read_samples
from curation.sources.samples import scenario_of

TOOL = '{\n"name": "Hive Weight Interface",\n"depend": null\n}'


def task_file(tmp_path: Path, *rows: dict[str, object]) -> Path:
    path = tmp_path / "task.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def row(text: object, description: object = "tool development") -> dict[str, object]:
    return {"input persona": "A beekeeper", "synthesized text": text, "description": description}


def test_a_tool_that_was_encoded_twice_is_decoded_once(tmp_path: Path) -> None:
    (record,) = read_samples(task_file(tmp_path, row(json.dumps(TOOL))))
    assert record == SampleRecord(1, "A beekeeper", TOOL, "tool development", "tool")


@pytest.mark.parametrize("text", [TOOL, '"cut off in the mid', '"' + "[" * 9, "[" * 50_000, "null"])
def test_a_tool_that_does_not_decode_to_text_stays_as_it_is(text: str, tmp_path: Path) -> None:
    (record,) = read_samples(task_file(tmp_path, row(text)))
    assert isinstance(record, SampleRecord)
    assert record.raw == text


def test_only_tools_are_decoded(tmp_path: Path) -> None:
    (record,) = read_samples(task_file(tmp_path, row('"quoted"', "math problem")))
    assert isinstance(record, SampleRecord)
    assert (record.raw, record.scenario) == ('"quoted"', "math")


@pytest.mark.parametrize(
    ("description", "scenario"),
    [
        ("tool development", "tool"),
        ("logical reasoning", "logic"),
        ("Math problem", "math"),
        ("user instruction", "instruction"),
        ("knowledge-rich text", "knowledge"),
        ("game NPC", "npc"),
        ("", None),
        ("poem", None),
    ],
)
def test_the_scenario_is_what_the_description_names(description: str, scenario: str | None) -> None:
    assert scenario_of(description) == scenario


def test_a_row_without_persona_or_text_is_skipped_and_one_without_description_is_not(tmp_path: Path) -> None:
    good: dict[str, object] = {"input persona": "A beekeeper", "synthesized text": "7"}
    good_text = {**good, "synthesized text": "Some text"}
    path = task_file(
        tmp_path,
        good_text,
        {**good, "synthesized text": " "},
        {"input persona": "A beekeeper"},
        row('""'),
        row(7),
        good,
    )
    assert [found.reason if isinstance(found, Skipped) else found.raw for found in read_samples(path)] == [
        "Some text",
        SkipReason.EMPTY,
        SkipReason.MISSING_COLUMN,
        SkipReason.EMPTY,
        SkipReason.NOT_TEXT,
        "7",
    ]


def test_going_on_after_a_line_gives_the_rest(tmp_path: Path) -> None:
    path = task_file(tmp_path, *(row(f"Text number {i}") for i in range(5)))
    assert [found.line for found in read_samples(path, start_after=3)] == [4, 5]


def test_a_file_of_another_form_is_refused_with_the_columns_it_needs(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"no column 'synthesized text'.*It needs"):
        read_samples(task_file(tmp_path, {"input persona": "A beekeeper", "text": "x"}))
