"""Files that are as they should be: every row gives one record."""

import gzip
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from curation.errors import BadInputError, NotFoundError
from curation.sources import (
    Format,
    FormatKind,
    Record,
    Skipped,
    SkipReason,
    detect_format,
    file_sha256,
    preview,
    read_personas,
    safe_preview,
    starter_personas,
    starter_samples,
)

PERSONAS = ["A nurse in Lyon who keeps bees", "養蜂を趣味とする教師", "Un maçon qui chante l'opéra"]


def write_jsonl(path: Path) -> None:
    path.write_text("".join(json.dumps({"persona": p, "age": 3, "town": "X"}) + "\n" for p in PERSONAS))


def write_csv(path: Path) -> None:
    path.write_text("persona,town\n" + "".join(f'"{p}",X\n' for p in PERSONAS), encoding="utf-8")


def write_txt(path: Path) -> None:
    path.write_text("\n".join(PERSONAS), encoding="utf-8")


def write_parquet(path: Path) -> None:
    pq.write_table(pa.table({"persona": PERSONAS, "age": [1, 2, 3], "town": ["X"] * 3}), path)


WRITERS: dict[str, Callable[[Path], None]] = {
    "p.jsonl": write_jsonl,
    "p.csv": write_csv,
    "p.txt": write_txt,
    "p.parquet": write_parquet,
}


def texts(rows: Iterable[Record | Skipped]) -> list[str]:
    return [row.text if isinstance(row, Record) else f"skipped: {row.reason}" for row in rows]


def gzipped(path: Path) -> Path:
    packed = path.with_name(path.name + ".gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


@pytest.mark.parametrize("name", WRITERS)
def test_every_row_of_every_kind_of_file_is_a_record(name: str, tmp_path: Path) -> None:
    WRITERS[name](tmp_path / name)
    assert texts(read_personas(tmp_path / name)) == PERSONAS


@pytest.mark.parametrize("name", ["p.jsonl", "p.csv", "p.txt"])
def test_a_gzipped_file_gives_the_same_records(name: str, tmp_path: Path) -> None:
    WRITERS[name](tmp_path / name)
    assert [*read_personas(gzipped(tmp_path / name))] == [*read_personas(tmp_path / name)]


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("done", [0, 1, 2, 3, 9])
def test_going_on_after_a_line_gives_the_rest_of_a_whole_reading(name: str, done: int, tmp_path: Path) -> None:
    WRITERS[name](tmp_path / name)
    whole = [*read_personas(tmp_path / name)]
    assert [*read_personas(tmp_path / name, start_after=done)] == [row for row in whole if row.line > done]


def test_lines_are_those_an_editor_shows(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text('persona,town\n"A nurse\nof Lyon",X\nA mason,Y\n', encoding="utf-8")
    assert [(row.line, row.text) for row in read_personas(path) if isinstance(row, Record)] == [
        (2, "A nurse\nof Lyon"),
        (4, "A mason"),
    ]


def test_row_groups_before_the_start_do_not_shift_the_row_numbers(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    pq.write_table(pa.table({"persona": [f"Person number {i}" for i in range(300)]}), path, row_group_size=100)
    first = next(read_personas(path, start_after=250))
    assert first == Record(251, "Person number 250", {})


def test_content_decides_before_the_name(tmp_path: Path) -> None:
    path = tmp_path / "personas.csv"
    write_jsonl(path)
    assert detect_format(path) == Format(FormatKind.JSONL)
    assert texts(read_personas(path)) == PERSONAS


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["id", "description", "text", "persona"], "persona"),
        (["description", "input persona"], "input persona"),
        (["description", "text"], "text"),
        (["id", "Persona"], "Persona"),
        (["who"], "who"),
        (["who", "where"], None),
    ],
)
def test_the_likeliest_column_is_guessed_in_a_fixed_order(
    columns: list[str], expected: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "p.csv"
    path.write_text(",".join(columns) + "\n", encoding="utf-8")
    assert preview(path).guessed_column == expected


def test_the_only_text_column_is_guessed(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"id": 1, "who": "A nurse", "tags": ["x"]}\n', encoding="utf-8")
    assert texts(read_personas(path)) == ["A nurse"]


def test_an_unclear_column_is_asked_for_with_the_names(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("who,where\nA nurse,Lyon\n", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"Which column.*who, where"):
        read_personas(path)
    with pytest.raises(BadInputError, match=r"no column 'what'.*who, where"):
        read_personas(path, column="what")
    assert texts(read_personas(path, column="where")) == ["Lyon"]


def test_elite_fields_are_kept_and_their_none_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "elite.jsonl"
    row = {
        "persona": "A botanist who maps mosses",
        "general domain (top 1 percent)": "Biology",
        "specific domain (top 1 percent)": "Bryology",
        "general domain (top 0.1 percent)": "None",
        "specific domain (top 0.1 percent)": "None",
        "nickname": "None",
    }
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert [*read_personas(path)] == [
        Record(
            1,
            "A botanist who maps mosses",
            {
                "general domain (top 1 percent)": "Biology",
                "specific domain (top 1 percent)": "Bryology",
                "nickname": "None",
            },
        )
    ]


def test_only_short_texts_stand_beside_the_persona(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    row = {"persona": "A nurse", "long": "x" * 501, "short": "x" * 500, "n": 1, "blank": " "}
    row |= {f"k{i:02}": "v" for i in range(40)}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    (record,) = read_personas(path)
    assert isinstance(record, Record)
    assert [*record.extra] == ["short", *(f"k{i:02}" for i in range(15))]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    rows = [["id", "persona"], ["1", '"A nurse, a mother; and more"'], ["2", "A mason"]]
    path.write_text("\r\n".join(delimiter.join(row) for row in rows), encoding="utf-8")
    assert texts(read_personas(path)) == ["A nurse, a mother; and more", "A mason"]


def test_the_preview_of_a_child_is_the_preview(tmp_path: Path) -> None:
    for name, write in WRITERS.items():
        write(tmp_path / name)
        assert safe_preview(tmp_path / name, rows=2) == preview(tmp_path / name, rows=2)


def test_the_preview_shows_columns_rows_and_what_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"persona": "A nurse", "tags": ["x", "y"]}\nnot JSON\n{"persona": "' + "x" * 999 + '"}\n')
    found = preview(path)
    assert found.columns == ("persona", "tags")
    assert found.rows == (("A nurse", "a list of 2"), ("x" * 300, ""))
    assert found.skipped == (Skipped(2, SkipReason.INVALID_JSON, "not JSON"),)


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"abc")
    # The example of FIPS 180-2, appendix B.1.
    assert file_sha256(tmp_path / "f") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"nowhere\.jsonl"):
        read_personas(tmp_path / "nowhere.jsonl")
    with pytest.raises(BadInputError, match="is a folder"):
        read_personas(tmp_path)


def test_every_reason_has_words() -> None:
    assert all(len(reason.label.split()) > 2 for reason in SkipReason)


def test_the_evidence_of_a_starter_persona_stands_in_its_text() -> None:
    personas = [*starter_personas()]
    keys = {persona.key for persona in personas}
    assert len(keys) == len(personas) >= 300
    for persona in personas:
        assert persona.near_duplicate_of is None or persona.near_duplicate_of in keys
        for name, attribute in persona.attributes.items():
            known = attribute.value != "unknown"
            assert known == (attribute.evidence is not None), (persona.key, name)
            assert (attribute.evidence or "") in persona.text, (persona.key, name)


def test_a_starter_sample_is_made_for_a_starter_persona() -> None:
    keys = {persona.key for persona in starter_personas()}
    samples = [*starter_samples()]
    assert len({sample.key for sample in samples}) == len(samples) >= 60
    assert {sample.persona_key for sample in samples} <= keys
