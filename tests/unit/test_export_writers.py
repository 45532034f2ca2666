"""Files that leave: lossless where they promise it, harmless where they are opened, whole or not there."""

import csv
import dataclasses
import errno
import io
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import NoReturn

import pyarrow.parquet as pq
import pytest

from curation.exports import (
    CheckResult,
    Message,
    RatingRow,
    SampleRow,
    WrittenFile,
    safe_name,
    write_csv,
    write_messages,
    write_native_jsonl,
    write_parquet,
    write_ratings_csv,
    write_ratings_jsonl,
    write_ratings_parquet,
)
from curation.exports.csv_file import neutral_text
from curation.exports.rows import RATING_COLUMNS, SAMPLE_COLUMNS, rating_cells, sample_cells

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOSTILE = [
    "=1+1",
    "naïve 教師 \u202eevil",
    "two\nlines\r\nand\u2028one\x85more",
    "\0nul",
    '"quoted", <b>',
    "🐝",
    "\ud800",
]

SAMPLE = SampleRow(
    id="s1",
    task_type="math",
    prompt="Make a problem for a nurse.",
    output="Problem: 1 + 1? Answer: 2",
    question="1 + 1?",
    answer="2",
    persona_id="p1",
    persona_text="A nurse",
    language="en",
    licence="CC0-1.0",
    label="demo generator, not a language model",
    source_names=("starter", "import"),
    template_version=3,
    model="grammar/1",
    provider="demo",
    params={"temperature": 0.7, "a": [1]},
    seed=7,
    cost_usd=0.0,
    cost_is_estimate=False,
    created_at=NOON,
    status="ok",
    check_results=(CheckResult("format", True, ""),),
    nearest_similarity=0.25,
    n_ratings=2,
    means={"overall": 4.5},
    content_hash="c1",
    release="r1",
)
RATING = RatingRow(
    output_id="s1",
    rater="rater-1",
    question_id="overall",
    rubric_version=1,
    value="4",
    value_number=4.0,
    comment="-2+3 looks right",
    persona_hidden=False,
    started_at=None,
    submitted_at=NOON,
    seconds_active=3.5,
)

Writer = Callable[[Iterable[SampleRow], Path], WrittenFile]
WRITERS: dict[str, Writer] = {
    "messages": lambda rows, path: write_messages(rows, path, target="prompt"),
    "native": lambda rows, path: write_native_jsonl(rows, path, questions=["overall"]),
    "csv": lambda rows, path: write_csv(rows, path, questions=["overall"]),
    "parquet": lambda rows, path: write_parquet(rows, path, questions=["overall"]),
}


def samples(count: int = 3, **changes: object) -> list[SampleRow]:
    return [dataclasses.replace(SAMPLE, id=f"s{i}", **changes) for i in range(count)]  # type: ignore[arg-type] # names checked at run time


def hostile_samples() -> list[SampleRow]:
    return [
        dataclasses.replace(SAMPLE, id=f"h{i}", output=text + ".", persona_text=text, params={text: text})
        for i, text in enumerate(HOSTILE)
    ]


def lines_of(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]


@pytest.mark.parametrize(
    ("row_class", "columns", "beside"),
    [(SampleRow, SAMPLE_COLUMNS, {"means", "agreements", "judges"}), (RatingRow, RATING_COLUMNS, set())],
)
def test_every_field_of_a_row_has_its_column(
    row_class: type, columns: tuple[tuple[str, str]], beside: set[str]
) -> None:
    fields = [field.name for field in dataclasses.fields(row_class)]
    assert [name for name in fields if name not in beside] == [name for name, _ in columns]


def test_jsonl_reads_back_as_it_was_whatever_the_text(tmp_path: Path) -> None:
    rows = hostile_samples()
    written = write_native_jsonl(rows, tmp_path / "s.jsonl", questions=["overall"])
    expected = [{**sample_cells(row, ["overall"]), "created_at": NOON.isoformat()} for row in rows]
    assert lines_of(written.path) == expected
    assert (written.rows, written.left_out) == (len(HOSTILE), {})


def test_no_text_breaks_a_line_of_jsonl_for_any_program(tmp_path: Path) -> None:
    written = write_native_jsonl(hostile_samples(), tmp_path / "s.jsonl")
    assert len(written.path.read_text(encoding="utf-8").splitlines()) == len(HOSTILE)


def test_parquet_reads_back_with_types(tmp_path: Path) -> None:
    written = write_parquet([SAMPLE], tmp_path / "s.parquet", questions=["overall"])
    (row,) = pq.read_table(written.path).to_pylist()
    assert row == sample_cells(SAMPLE, ["overall"])
    assert (row["created_at"], row["seed"], row["mean_overall"], row["judge_overall"]) == (NOON, 7, 4.5, None)
    assert row["messages"] == [
        {"role": "user", "content": SAMPLE.prompt},
        {"role": "assistant", "content": SAMPLE.output},
    ]


def test_parquet_goes_beyond_one_batch(tmp_path: Path) -> None:
    written = write_parquet(samples(2_500), tmp_path / "s.parquet")
    assert pq.ParquetFile(written.path).metadata.num_row_groups == 3
    assert pq.read_table(written.path)["id"].to_pylist() == [f"s{i}" for i in range(2_500)]


@pytest.mark.parametrize("name", WRITERS)
def test_the_same_rows_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    rows = [*hostile_samples(), *samples(5)]
    first = WRITERS[name](rows, tmp_path / "a")
    elsewhere = [dataclasses.replace(r, created_at=NOON.astimezone(timezone(timedelta(hours=7)))) for r in rows]
    again = WRITERS[name](elsewhere, tmp_path / "b")
    assert first.path.read_bytes() == again.path.read_bytes()
    assert first.sha256 == again.sha256


@pytest.mark.parametrize("name", WRITERS)
def test_an_error_among_the_rows_leaves_the_old_file_or_none(name: str, tmp_path: Path) -> None:
    def failing() -> Iterator[SampleRow]:
        yield from samples(1_500)
        raise RuntimeError("the store is gone")

    path = tmp_path / "s"
    with pytest.raises(RuntimeError, match="the store is gone"):
        WRITERS[name](failing(), path)
    assert [*tmp_path.iterdir()] == []
    WRITERS[name](samples(1), path)
    old = path.read_bytes()
    with pytest.raises(RuntimeError, match="the store is gone"):
        WRITERS[name](failing(), path)
    assert [*tmp_path.iterdir()] == [path]
    assert path.read_bytes() == old


@pytest.mark.parametrize("name", WRITERS)
def test_a_disk_that_is_full_leaves_nothing(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("curation.exports.files.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        WRITERS[name]([SAMPLE], tmp_path / "s")
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize("name", WRITERS)
def test_a_row_that_fails_a_check_is_left_out_with_its_reason(name: str, tmp_path: Path) -> None:
    rows = [
        SAMPLE,
        SAMPLE,
        dataclasses.replace(SAMPLE, id="blank", output=" \n"),
        dataclasses.replace(SAMPLE, id="bad", task_type="tool", output="{"),
        dataclasses.replace(SAMPLE, id="list", task_type="tool", output="[1]"),
        dataclasses.replace(SAMPLE, id="tool", task_type="tool", output='{"name": "x"}'),
    ]
    written = WRITERS[name](rows, tmp_path / "s")
    assert (written.rows, written.left_out) == (2, {"repeated_id": 1, "empty_text": 1, "invalid_tool_json": 2})


def test_the_prompt_target_pairs_the_prompt_with_the_output(tmp_path: Path) -> None:
    imported = dataclasses.replace(SAMPLE, id="s2", prompt=None)
    written = write_messages([SAMPLE, imported], tmp_path / "m.jsonl", target="prompt")
    assert lines_of(written.path) == [
        {
            "messages": [
                {"role": "user", "content": "Make a problem for a nurse."},
                {"role": "assistant", "content": "Problem: 1 + 1? Answer: 2"},
            ],
            "id": "s1",
            "persona_id": "p1",
            "licence": "CC0-1.0",
            "label": "demo generator, not a language model",
            "persona_label": None,
        }
    ]
    assert written.left_out == {"no_prompt": 1}


def test_the_answer_target_pairs_the_problem_with_its_answer(tmp_path: Path) -> None:
    rows = [
        SAMPLE,
        dataclasses.replace(SAMPLE, id="s2", answer=None),
        dataclasses.replace(SAMPLE, id="s3", question=""),
    ]
    written = write_messages(rows, tmp_path / "m.jsonl", target="answer")
    assert [line["messages"] for line in lines_of(written.path)] == [
        [{"role": "user", "content": "1 + 1?"}, {"role": "assistant", "content": "2"}]
    ]
    assert written.left_out == {"no_answer": 2}


@pytest.mark.parametrize(
    ("roles", "content", "left_out"),
    [
        ("user assistant", "x", {}),
        ("system user assistant user assistant", "x", {}),
        ("user assistant user", "x", {"wrong_role_order": 1}),
        ("assistant user", "x", {"wrong_role_order": 1}),
        ("system", "x", {"wrong_role_order": 1}),
        ("user system assistant", "x", {"wrong_role_order": 1}),
        ("user assistant", " ", {"empty_text": 1}),
    ],
)
def test_turns_go_from_user_to_assistant(roles: str, content: str, left_out: dict[str, int], tmp_path: Path) -> None:
    turns = tuple(Message(role, content) for role in roles.split())  # type: ignore[arg-type] # some are wrong on purpose
    row = dataclasses.replace(SAMPLE, messages=turns)
    assert write_messages([row], tmp_path / "m", target="prompt").left_out == left_out


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        " =1",
        "\u00a0\ufeff=1",
        "\n\n-1",
        "\u200b＝1",
    ],
)
def test_a_text_that_would_run_gets_an_apostrophe(text: str) -> None:
    assert neutral_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", " ", "a=1", "1-1", "'=1", "(=1)", "教師", "–dash"])
def test_a_harmless_text_stays_as_it_is(text: str) -> None:
    assert neutral_text(text) == text


def test_numbers_stay_numbers_in_csv_and_texts_like_them_do_not_run(tmp_path: Path) -> None:
    row = dataclasses.replace(SAMPLE, output="-5", nearest_similarity=-0.5, seed=-3, persona_id="＝x")
    written = write_csv([row], tmp_path / "s.csv", questions=["=q"])
    text = written.path.read_text(encoding="utf-8")
    (cells,) = csv.DictReader(io.StringIO(text))
    assert (cells["output"], cells["persona_id"]) == ("'-5", "'＝x")
    assert (cells["nearest_similarity"], cells["seed"], cells["cost_is_estimate"]) == ("-0.5", "-3", "false")
    assert ",-0.5," in text
    assert '"created_at"' in text.splitlines()[0]
    assert cells["check_results"] == '[{"name": "format", "passed": true, "detail": ""}]'


def test_ratings_are_written_in_each_format(tmp_path: Path) -> None:
    parquet = write_ratings_parquet([RATING], tmp_path / "r.parquet")
    assert pq.read_table(parquet.path).to_pylist() == [rating_cells(RATING)]
    jsonl = write_ratings_jsonl([RATING], tmp_path / "r.jsonl")
    assert lines_of(jsonl.path) == [{**rating_cells(RATING), "submitted_at": NOON.isoformat()}]
    (cells,) = csv.DictReader(io.StringIO(write_ratings_csv([RATING], tmp_path / "r.csv").path.read_text()))
    assert (cells["comment"], cells["value_number"], cells["started_at"]) == ("'-2+3 looks right", "4.0", "")


def test_a_number_that_is_not_finite_or_a_time_without_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_native_jsonl([dataclasses.replace(SAMPLE, cost_usd=float("nan"))], tmp_path / "s")
    with pytest.raises(ValueError, match="without a zone"):
        write_csv([dataclasses.replace(SAMPLE, created_at=NOON.replace(tzinfo=None))], tmp_path / "s")


@pytest.mark.parametrize(
    "text",
    ["../../x", "a/b\\c", "\0", "con", "COM1.txt", "\u202ecod.exe", "é" * 300, "🐝", "", "..", ".hidden", "a b\n=c"],
)
def test_any_text_becomes_a_name_that_stays_in_its_folder(text: str, tmp_path: Path) -> None:
    name = safe_name(text)
    path = tmp_path / name
    path.write_text("x")
    assert path.resolve().parent == tmp_path.resolve()
    assert len(name.encode()) <= 101
    assert not name.startswith(".")
    assert name.split(".")[0].casefold() not in {"con", "com1"}
    assert "\u202e" not in name
