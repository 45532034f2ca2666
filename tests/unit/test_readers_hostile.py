"""Files that are broken or meant to break: every row is still counted once, and nothing large is held."""

import gzip
import json
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from curation.errors import BadInputError
from curation.sources import Record, Skipped, SkipReason, detect_format, preview, read_personas, safe_preview

GOOD = b'{"persona": "A nurse"}\n'


def outcome(path: Path, column: str | None = None) -> list[tuple[int, str]]:
    """Each row's line with its text or its reason."""
    rows = read_personas(path, column=column)
    return [(row.line, row.text if isinstance(row, Record) else row.reason) for row in rows]


def made(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", SkipReason.EMPTY),
        (b"   ", SkipReason.EMPTY),
        (b'{"persona": "A nur', SkipReason.INVALID_JSON),
        (b'{"persona": "A", "persona": "B nurse"}', SkipReason.INVALID_JSON),
        (b"[" * 100_000, SkipReason.INVALID_JSON),
        (b'{"persona": ' + b'{"a":' * 100_000, SkipReason.INVALID_JSON),
        (b'{"persona": "A nurse", "n": ' + b"9" * 5_000 + b"}", SkipReason.INVALID_JSON),
        (b'"A nurse"', SkipReason.NOT_AN_OBJECT),
        (b"NaN", SkipReason.NOT_AN_OBJECT),
        (b'{"name": "A nurse"}', SkipReason.MISSING_COLUMN),
        (b'{"persona": null}', SkipReason.EMPTY),
        (b'{"persona": " \\u0000 "}', SkipReason.EMPTY),
        (b'{"persona": NaN}', SkipReason.NOT_TEXT),
        (b'{"persona": {"name": "A nurse"}}', SkipReason.NOT_TEXT),
        (b'{"persona": "x 1 2 3"}', SkipReason.TOO_SHORT),
        (b'{"persona": "' + b"x" * 200_001 + b'"}', SkipReason.TOO_LONG),
        (b'{"persona": "A caf\xe9 owner"}', SkipReason.BAD_ENCODING),
        (b'{"persona": "A \xed\xa0\x80 nurse"}', SkipReason.BAD_ENCODING),
        (b'{"persona": "' + b"x" * 4_200_000 + b'"}', SkipReason.LINE_TOO_LARGE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_line_is_skipped_with_its_reason_and_the_next_is_read(
    line: bytes, reason: SkipReason, tmp_path: Path
) -> None:
    path = made(tmp_path, "p.jsonl", GOOD + line + b"\n" + GOOD)
    assert outcome(path) == [(1, "A nurse"), (2, reason), (3, "A nurse")]


def test_a_number_that_is_none_beside_the_persona_does_no_harm(tmp_path: Path) -> None:
    assert outcome(made(tmp_path, "p.jsonl", b'{"persona": "A nurse", "age": NaN}\n')) == [(1, "A nurse")]


def test_a_file_without_any_object_gives_a_reason_for_each_line(tmp_path: Path) -> None:
    path = made(tmp_path, "p.jsonl", b"[1]\nx\n")
    assert outcome(path) == [(1, SkipReason.NOT_AN_OBJECT), (2, SkipReason.INVALID_JSON)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_marks_encodings_and_line_breaks_do_not_matter(encoding: str, line_break: str, tmp_path: Path) -> None:
    lines = ['{"persona": "A café owner"}', '{"persona": "教師です"}', ""]
    path = made(tmp_path, "p.jsonl", line_break.join(lines).encode(encoding))
    assert outcome(path) == [(1, "A café owner"), (2, "教師です")]


@pytest.mark.parametrize("name", ["p.jsonl", "p.csv", "p.txt"])
def test_a_gzip_file_that_is_cut_off_gives_its_whole_lines_and_one_reason(name: str, tmp_path: Path) -> None:
    numbers = np.random.default_rng(1).integers(0, 10**12, 20_000)
    body = {
        "p.jsonl": "".join(json.dumps({"persona": f"Person {n} end"}) + "\n" for n in numbers),
        "p.csv": "persona\n" + "".join(f"Person {n} end\n" for n in numbers),
        "p.txt": "".join(f"Person {n} end\n" for n in numbers),
    }[name]
    packed = gzip.compress(body.encode())
    rows = outcome(made(tmp_path, name + ".gz", packed[: len(packed) // 2]))
    assert 5_000 < len(rows) < 15_000
    assert rows[-1][1] is SkipReason.TRUNCATED_FILE
    assert all(text.endswith(" end") for _, text in rows[:-1])
    assert [line for line, _ in rows] == [*range(rows[0][0], rows[0][0] + len(rows))]


def test_a_gzip_file_that_is_damaged_in_the_middle_gives_the_lines_before(tmp_path: Path) -> None:
    body = "".join(json.dumps({"persona": f"Person {n}"}) + "\n" for n in range(50_000))
    packed = bytearray(gzip.compress(body.encode()))
    middle = len(packed) // 2
    packed[middle : middle + 64] = b"\xff" * 64
    rows = outcome(made(tmp_path, "p.jsonl.gz", bytes(packed)))
    assert len(rows) > 1_000
    assert rows[-1][1] in {SkipReason.UNREADABLE_REST, SkipReason.INVALID_JSON, SkipReason.BAD_ENCODING}


def test_a_line_that_unpacks_to_very_much_is_read_past(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as packed:
        packed.write(GOOD + b'{"persona": "')
        for _ in range(16):
            packed.write(b"x" * 4_000_000)
        packed.write(b'"}\n' + GOOD)
    assert path.stat().st_size < 1_000_000
    assert outcome(path) == [(1, "A nurse"), (2, SkipReason.LINE_TOO_LARGE), (3, "A nurse")]
    assert len(safe_preview(path).rows) == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"A nurse", SkipReason.RAGGED_ROW),
        (b"A nurse,1,2", SkipReason.RAGGED_ROW),
        (b"", SkipReason.EMPTY),
        (b",", SkipReason.EMPTY),
        (b",1", SkipReason.EMPTY),
        (b'"' + b"x" * 200_001 + b'",1', SkipReason.TOO_LONG),
        (b"x" * 4_200_000 + b",1", SkipReason.LINE_TOO_LARGE),
        ("Maçon".encode() + b" \xff,1", SkipReason.BAD_ENCODING),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_row_of_csv_is_skipped_with_its_reason_and_the_next_is_read(
    row: bytes, reason: SkipReason, tmp_path: Path
) -> None:
    path = made(tmp_path, "p.csv", b"persona,n\nA nurse,1\n" + row + b"\nA mason,2\n")
    assert outcome(path) == [(2, "A nurse"), (3, reason), (4, "A mason")]


def test_a_field_of_200_kb_and_a_nul_are_read(tmp_path: Path) -> None:
    path = made(tmp_path, "p.csv", b'persona,n\n"' + b"xy" * 99_999 + b'",1\nA nu\0rse,2\n')
    assert outcome(path) == [(2, "xy" * 99_999), (3, "A nurse")]


@pytest.mark.parametrize("lines_after", [1, 300_000], ids=["few", "more than is held"])
def test_a_quote_that_swallows_the_rest_is_noticed_where_it_opens(lines_after: int, tmp_path: Path) -> None:
    path = made(tmp_path, "p.csv", b'persona,n\nA nurse,1\n"A mason,2\n' + b"A potter,3 and more\n" * lines_after)
    assert outcome(path) == [(2, "A nurse"), (3, SkipReason.UNCLOSED_QUOTE)]


def test_latin_1_is_read_and_said(tmp_path: Path) -> None:
    path = made(tmp_path, "p.csv", "persona\nUn maçon âgé\n".encode("cp1252"))
    assert outcome(path) == [(2, "Un maçon âgé")]
    assert "not UTF-8" in preview(path).notice


def test_one_bad_byte_does_not_make_a_utf_8_file_latin(tmp_path: Path) -> None:
    path = made(tmp_path, "p.csv", "persona\nUn maçon âgé\n".encode() + b"A caf\xe9 owner\n")
    assert outcome(path) == [(2, "Un maçon âgé"), (3, SkipReason.BAD_ENCODING)]
    assert preview(path).notice == ""


def test_a_first_row_that_is_no_header_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path, "p.csv", b"A nurse from Lyon who keeps bees on her roof.\nA mason.\n")
    with pytest.raises(BadInputError, match="looks like a row"):
        read_personas(path)


def test_a_column_name_that_stands_twice_gets_a_number(tmp_path: Path) -> None:
    path = made(tmp_path, "p.csv", b"persona,persona,\nA nurse,A mason,A potter\n")
    assert preview(path).columns == ("persona", "persona (2)", "column 3")
    assert outcome(path, "persona (2)") == [(2, "A mason")]


def test_what_is_not_accepted_is_refused_with_what_is(tmp_path: Path) -> None:
    table = pa.table({"persona": ["A nurse"]})
    feather.write_feather(table, tmp_path / "a.parquet")
    np.save(tmp_path / "b.npy", np.array(["A nurse"]))
    made(tmp_path, "c.jsonl", pickle.dumps(["A nurse"]))
    with zipfile.ZipFile(tmp_path / "d.csv", "w") as archive:
        archive.writestr("x.csv", "persona\n")
    made(tmp_path, "e.jsonl.gz", gzip.compress(gzip.compress(GOOD)))
    made(tmp_path, "f.html", b"<html>")
    made(tmp_path, "g.parquet", b"PAR2" + b"\0" * 100)
    made(tmp_path, "h.txt", b"")
    for path in sorted(tmp_path.iterdir()):
        with pytest.raises(BadInputError, match="JSONL, CSV, Parquet"):
            detect_format(path)


def test_a_json_array_and_a_gzipped_parquet_file_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="one object per line"):
        detect_format(made(tmp_path, "a.json", b'[\n{"persona": "A nurse"}]'))
    with pytest.raises(BadInputError, match="Unpack it"):
        detect_format(made(tmp_path, "a.parquet.gz", gzip.compress(b"PAR1" + b"\0" * 50)))


def test_nested_and_missing_columns_of_parquet_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    pq.write_table(pa.table({"persona": [{"name": "A"}], "tags": [["x"]], "who": ["A nurse"]}), path)
    assert outcome(path) == [(1, "A nurse")]
    with pytest.raises(BadInputError, match=r"not text.*who"):
        read_personas(path, column="persona")
    with pytest.raises(BadInputError, match="no column 'text'"):
        read_personas(path, column="text")
    pq.write_table(pa.table({f"c{i}": ["x"] for i in range(2_001)}), path)
    with pytest.raises(BadInputError, match="2,001 columns"):
        read_personas(path)


def test_bad_values_of_parquet_are_skipped_with_their_reason(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    offsets, data = pa.py_buffer(np.array([0, 2, 7], dtype=np.int32).tobytes()), pa.py_buffer(b"\xff\xfeAlice")
    bad = pa.Array.from_buffers(pa.string(), 2, [None, offsets, data])
    pq.write_table(pa.table({"persona": pa.concat_arrays([bad, pa.array(["x" * 900_000, None, "9"])])}), path)
    assert outcome(path) == [
        (1, SkipReason.BAD_ENCODING),
        (2, "Alice"),
        (3, SkipReason.TOO_LONG),
        (4, SkipReason.EMPTY),
        (5, SkipReason.TOO_SHORT),
    ]


def test_a_parquet_file_below_4_kb_that_unpacks_to_8_gb_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bomb.parquet"
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 800, pa.int32()), pa.array(["a" * 10_000_000]))
    table = pa.table({"persona": repeated})
    pq.write_table(table, path, compression="zstd", dictionary_pagesize_limit=1 << 30, store_schema=False)
    assert path.stat().st_size < 4_096
    with pytest.raises(BadInputError, match="more memory than is allowed"):
        safe_preview(path)
    with pytest.raises(BadInputError, match="more memory than is allowed"):
        next(read_personas(path))


def test_a_parquet_file_of_too_many_rows_is_refused_by_its_claim(tmp_path: Path) -> None:
    path = tmp_path / "many.parquet"
    nulls = pa.table({"persona": pa.nulls(7_000_000, pa.string())})
    with pq.ParquetWriter(path, nulls.schema) as writer:
        for _ in range(3):
            writer.write_table(nulls, row_group_size=7_000_000)
    with pytest.raises(BadInputError, match="claims 21,000,000 rows"):
        read_personas(path)


def test_a_parquet_file_that_is_cut_off_is_refused_and_a_damaged_page_ends_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    table = pa.table({"persona": [f"Person number {i * 7919}" for i in range(3_000)]})
    pq.write_table(table, path, row_group_size=1_000, compression="none", use_dictionary=False)
    whole = path.read_bytes()
    with pytest.raises(BadInputError, match="cannot be read as Parquet"):
        read_personas(made(tmp_path, "cut.parquet", whole[: len(whole) // 2]))

    start = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset
    damaged = made(tmp_path, "damaged.parquet", whole[:start] + b"\xff" * 40 + whole[start + 40 :])
    rows = [*read_personas(damaged)]
    assert rows[999] == Record(1_000, f"Person number {999 * 7919}", {})
    assert rows[1_000:] == [Skipped(1_001, SkipReason.UNREADABLE_REST, "")]
