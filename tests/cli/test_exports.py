"""Exports, backups and checks from the command line."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def starter(run: Run) -> Run:
    """The command line on the starter hub, which has samples of one known licence."""
    assert run("init").code == 0
    return run


@pytest.mark.parametrize("form", ["messages", "native", "parquet", "csv"])
def test_an_export_lists_its_files_with_rows_and_hashes_that_hold(starter: Run, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    made = starter("export", "--format", form, "--out", out, "--json").json
    assert set(made) == {"release_id", "rows", "left_out", "files"}
    names = {Path(file["path"]).name for file in made["files"]}
    assert {"README.md", "manifest.json"} <= names
    assert len(names) == 4
    for file in made["files"]:
        assert hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest() == file["sha256"]
    assert made["files"][0]["rows"] == made["rows"] >= 60
    assert starter("verify").code == 0


def test_a_filter_is_written_as_in_an_address(starter: Run, tmp_path: Path) -> None:
    whole = starter("export", "--format", "native", "--out", tmp_path / "all", "--json").json
    asked = "scenarios=math&scenarios=logic"
    some = starter("export", "--format", "native", "--out", tmp_path / "some", "--filter", asked, "--json").json
    rows = [json.loads(line) for line in (tmp_path / "some" / "samples.jsonl").read_text("utf-8").splitlines()]
    assert {row["task_type"] for row in rows} == {"math", "logic"}
    assert len(rows) == some["rows"] < whole["rows"]


@pytest.mark.parametrize("asked", ["scenario=math", "math", "ratings=good", "=", "near_duplicate=perhaps"])
def test_a_filter_that_is_none_is_a_wrong_usage_and_exports_nothing(starter: Run, tmp_path: Path, asked: str) -> None:
    out = tmp_path / "out"
    ran = starter("export", "--format", "csv", "--out", out, "--filter", asked, "--json")
    assert ran.code == 2
    assert "--filter" in ran.error["message"]
    assert not out.exists()


def test_the_rows_of_a_release_can_be_taken_again_in_another_form(starter: Run, tmp_path: Path) -> None:
    asked = ("--format", "native", "--filter", "scenarios=tool", "--name", "tools")
    first = starter("export", *asked, "--out", tmp_path / "first", "--json").json
    again = starter("export", "--format", "csv", "--release", "tools", "--out", tmp_path / "again", "--json").json
    assert again["rows"] == first["rows"]
    both = ("--release", "tools", "--filter", "scenarios=tool", "--format", "csv", "--out", tmp_path / "both")
    assert starter("export", *both, "--json").code == 2
    assert starter("export", "--release", "none", "--format", "csv", "--out", tmp_path / "none", "--json").code == 1
    listed = starter("releases", "list", "--json").json["releases"]
    assert [release["name"] for release in listed] == ["again", "tools"]
    assert "tools" in starter("releases", "list").out


def test_rows_without_an_answer_are_left_out_where_the_answer_is_the_target(starter: Run, tmp_path: Path) -> None:
    asked = ("export", "--format", "messages", "--out", tmp_path / "answers", "--target", "answer")
    made = starter(*asked, "--json").json
    assert made["left_out"]["no_answer"] > 0


def test_rows_of_an_unknown_licence_stay_until_one_is_stated(empty: Run, persona_file: Path, tmp_path: Path) -> None:
    empty("import", "personas", persona_file)
    empty("generate", "--scenario", "math", "--personas", 3, "--wait")
    asked = ("export", "--format", "messages", "--out", tmp_path / "out")
    ran = empty(*asked, "--json")
    assert ran.code == 1
    assert ran.error["code"] == "licence"
    assert "--licence" in ran.error["hint"]
    assert empty(*asked, "--licence", "nonsense", "--json").error["code"] == "bad_input"
    assert empty(*asked, "--licence", "CC-BY-4.0", "--json").json["rows"] == 3


def test_a_folder_with_something_else_in_it_is_refused(starter: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    ran = starter("export", "--format", "csv", "--out", tmp_path, "--json")
    assert ran.code == 1
    assert ran.error["code"] == "bad_input"
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_backup_is_restored_into_another_folder(filled: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    made = filled("backup", copy, "--json").json
    assert made["path"] == str(copy)
    assert made["sha256"] == hashlib.sha256(copy.read_bytes()).hexdigest()
    assert made["counts"]["persona"] == 5
    assert filled("status", "--json").json["last_backup"] == made
    assert filled("backup", copy, "--json").error["code"] == "bad_input"
    other = tmp_path / "other"
    restored = filled("restore", copy, "--workspace", other, "--json").json
    assert (restored["sha256"], restored["counts"]) == (made["sha256"], made["counts"])
    assert filled("status", "--workspace", other, "--json").json["counts"]["personas"] == {"active": 5}


def test_a_file_that_is_no_backup_is_not_restored(filled: Run, tmp_path: Path) -> None:
    path = tmp_path / "no.db"
    path.write_bytes(b"not a database" * 100)
    assert filled("restore", path, "--json").error["code"] == "bad_input"
    assert filled("restore", tmp_path / "none", "--json").error["code"] == "bad_input"
    assert filled("status", "--json").json["counts"]["personas"] == {"active": 5}


def test_an_annotator_may_not_make_a_backup(filled: Run, tmp_path: Path) -> None:
    assert filled("backup", tmp_path / "b.db", "--as", "Bea", "--json").error["code"] == "not_allowed"
    assert not (tmp_path / "b.db").exists()


def test_status_counts_what_there_is(filled: Run, folder: Path) -> None:
    found = filled("status", "--json").json
    assert set(found) == {"workspace", "versions", "counts", "locks", "index", "last_backup"}
    assert found["workspace"] == str(folder)
    assert found["counts"]["personas"] == {"active": 5}
    assert found["counts"]["sample_outcomes"] == {"ok": 5}
    assert found["locks"] == {"web": None, "worker": None}
    assert found["last_backup"] is None
    assert "5 active" in filled("status").out


def test_verify_is_well_on_a_fresh_workspace_and_ends_with_one_on_a_damaged_text(filled: Run, folder: Path) -> None:
    well = filled("verify", "--json")
    assert (well.code, well.json["ok"]) == (0, True)
    assert all(set(check) == {"name", "ok", "detail"} for check in well.json["checks"])
    filled("backup", folder / "flush.db")  # the copy empties the log, so that the text lies in the file itself
    path = folder / "curation.db"
    content = path.read_bytes()
    assert b"weighs every hive" in content
    path.write_bytes(content.replace(b"weighs every hive", b"weighs every HIVE"))
    damaged = filled("verify", "--json")
    assert (damaged.code, damaged.json["ok"]) == (1, False)
    assert "FAIL" in filled("verify").out


def test_verify_says_that_a_file_is_no_database(filled: Run, folder: Path) -> None:
    (folder / "curation.db").write_bytes(b"\x00garbage" * 2_000)
    ran = filled("verify", "--json")
    assert ran.code == 1
    assert ran.error["code"] == "workspace"


def test_doctor_needs_no_workspace_and_makes_none(run: Run, folder: Path) -> None:
    ran = run("doctor", "--json")
    assert set(ran.json) == {"ok", "checks"}
    assert ran.code == (0 if ran.json["ok"] else 1)
    assert not folder.exists()


def test_init_changes_nothing_on_a_workspace_that_is_there(filled: Run) -> None:
    before = filled("status", "--json").json["counts"]
    again = filled("init", "--json").json
    assert (again["created"], again["personas"]) == (False, 5)
    assert set(again) == {"workspace", "created", "personas", "schema_version"}
    assert filled("status", "--json").json["counts"] == before
