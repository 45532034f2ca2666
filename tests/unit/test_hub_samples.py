"""Conversations in the form of other people's hubs, with rows of our own writing."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curation.errors import BadInputError
from curation.sources import SampleRecord, Skipped, SkipReason, read_samples
from curation.sources.hub_messages import MAX_TURNS, as_json, question_and_answer, turns_of
from curation.sources.hubs import NO_HUB
from curation.sources.records import Turn

BEES = "A keeper of bees who counts the jars twice before each market"
ASKED = {"role": "user", "content": "How heavy is a hive in May?"}
ANSWERED = {"role": "assistant", "content": "About thirty kilograms."}
TULU = {"id": "personas_math_easy_0", "prompt": "1 + 1?", "messages": [ASKED, ANSWERED], "input_persona": BEES}


def written(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path


def test_a_tulu_row_is_a_sample_with_its_persona_and_its_turns(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", TULU, {**TULU, "id": "personas_IF_1"})
    math, other = read_samples(path)
    turns = (Turn("user", ASKED["content"]), Turn("assistant", ANSWERED["content"]))
    assert math == SampleRecord(1, BEES, as_json(turns), "personas_math_easy_0", "math", turns, None)
    assert isinstance(other, SampleRecord)
    assert other.scenario == "instruction"


def test_the_messages_of_parquet_are_those_of_jsonl(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([TULU, {**TULU, "messages": None}]), tmp_path / "a.parquet")
    from_parquet = [*read_samples(tmp_path / "a.parquet")]
    assert from_parquet[0] == next(read_samples(written(tmp_path / "a.jsonl", TULU)))
    assert isinstance(from_parquet[1], Skipped)


@pytest.mark.parametrize("row", [{"messages": [ASKED, ANSWERED], "source": "smol"}, {**TULU, "input_persona": None}])
def test_a_row_of_a_file_without_personas_has_none_and_an_empty_one_is_skipped(
    row: dict[str, Any], tmp_path: Path
) -> None:
    (found,) = read_samples(written(tmp_path / "a.jsonl", row))
    if "source" in row:
        assert isinstance(found, SampleRecord)
        assert found.persona is None
    else:
        assert isinstance(found, Skipped)
        assert found.reason is SkipReason.EMPTY


def test_mpersonas_say_the_language_of_their_samples(tmp_path: Path) -> None:
    row = {"persona": BEES, "lang": "CA", "messages": json.dumps([ASKED, ANSWERED]), "parent_persona_id": "1"}
    (found,) = read_samples(written(tmp_path / "a.jsonl", row))
    assert isinstance(found, SampleRecord)
    assert (found.persona, found.language) == (BEES, "ca")


@pytest.mark.parametrize(
    "messages",
    [
        None,
        7,
        "no json",
        "[" * 60_000,
        {},
        [],
        [ASKED],
        [ANSWERED],
        [ANSWERED, ASKED],
        [ASKED, {"role": "assistant", "content": None}],
        [ASKED, {"role": "assistant", "content": " \x00"}],
        [ASKED, {"role": "assistant", "content": ["a"]}],
        [ASKED, {"role": "nobody", "content": "a"}],
        [ASKED, {"role": ["assistant"], "content": "a"}],
        [ASKED, {"role": "assistant", "content": "x" * 200_001}],
        [ASKED, "assistant"],
        [ASKED, ANSWERED] * MAX_TURNS,
    ],
)
def test_what_is_no_conversation_is_skipped_with_a_reason(messages: object, tmp_path: Path) -> None:
    rows = ({**TULU, "messages": messages}, TULU)
    bad, good = read_samples(written(tmp_path / "a.jsonl", *rows))
    assert isinstance(bad, Skipped)
    assert bad.reason is SkipReason.NO_CONVERSATION
    assert isinstance(good, SampleRecord)


def test_the_names_of_sharegpt_are_read_as_roles() -> None:
    turns = turns_of([{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}])
    assert turns == (Turn("user", "a"), Turn("assistant", "b"))


def test_the_question_is_the_first_of_the_user_and_the_answer_the_first_after_it() -> None:
    turns = [
        Turn("system", "s"),
        Turn("assistant", "hello"),
        Turn("user", "q"),
        Turn("tool", "t"),
        Turn("assistant", "a"),
    ]
    assert question_and_answer(turns) == ("q", "a")
    assert question_and_answer(turns[:4]) is None
    assert question_and_answer([]) is None


def test_a_file_of_personas_holds_no_samples(tmp_path: Path) -> None:
    for row, hub in (({"id": "1", "persona": BEES, "labels": "[]"}, None), (TULU, NO_HUB)):
        with pytest.raises(BadInputError, match="no column 'input persona'"):
            read_samples(written(tmp_path / "a.jsonl", row), hub=hub)
