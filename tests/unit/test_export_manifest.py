"""The manifest: what it proves, and what it never touches."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from curation.errors import BadInputError
from curation.exports import (
    ManifestFacts,
    SampleRow,
    check_manifest,
    prepare_out_dir,
    write_manifest,
    write_native_jsonl,
    write_text,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def samples() -> list[SampleRow]:
    return [
        SampleRow(
            id=f"s{number}",
            task_type="math",
            prompt="Make a problem.",
            output="1 + 1?",
            persona_id=None,
            persona_text=None,
            language=None,
            licence="CC0-1.0",
            model=None,
            provider=None,
            created_at=NOON,
            status="ok",
            content_hash="c",
            release="r1",
        )
        for number in range(3)
    ]


FACTS = ManifestFacts(
    release_id="r1",
    created_at=NOON,
    licence="CC0-1.0",
    rows=3,
    left_out={"no_answer": 1},
    filter={"state": "ok"},
    seed=7,
    versions={"app": "0.1.0"},
)


def exported(folder: Path, name: str = "samples.jsonl") -> Path:
    prepare_out_dir(folder)
    write_manifest(folder, [write_native_jsonl(samples(), folder / name), write_text(folder / "README.md", "#")], FACTS)
    return folder


def test_a_whole_export_has_no_problems_and_says_what_it_is(tmp_path: Path) -> None:
    folder = exported(tmp_path / "new" / "out")
    assert check_manifest(folder) == []
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [(file["path"], file["rows"]) for file in manifest["files"]] == [("samples.jsonl", 3), ("README.md", None)]
    assert (manifest["seed"], manifest["filter"], manifest["created_at"]) == (7, {"state": "ok"}, NOON.isoformat())


def test_an_export_that_was_changed_cut_or_not_finished_is_noticed(tmp_path: Path) -> None:
    folder = exported(tmp_path / "out")
    (folder / "samples.jsonl").write_text("{}")
    (folder / "README.md").unlink()
    assert [p.split()[0] for p in check_manifest(folder)] == ["samples.jsonl", "README.md"]
    prepare_out_dir(folder)
    assert "not finished" in check_manifest(folder)[0]
    assert "has no manifest.json" in check_manifest(tmp_path)[0]


def test_a_second_export_replaces_the_first_and_nothing_else(tmp_path: Path) -> None:
    folder = exported(tmp_path / "out")
    (folder / "mine.txt").write_text("notes")
    (folder / ".curation-0.tmp").write_text("left by a killed export")
    exported(folder, "other.jsonl")
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "manifest.json", "mine.txt", "other.jsonl"]
    assert check_manifest(folder) == []


@pytest.mark.parametrize("content", ['{"files": []}', "[", '{"application": "another"}', "[" * 99_999])
def test_a_folder_that_is_no_export_of_ours_is_refused_and_left_alone(content: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(BadInputError, match="holds no export"):
        prepare_out_dir(tmp_path)
    assert (tmp_path / "manifest.json").read_text() == content
    with pytest.raises(BadInputError, match="cannot be used as a folder"):
        prepare_out_dir(tmp_path / "manifest.json")


def test_a_manifest_that_names_files_elsewhere_removes_and_reads_none_of_them(tmp_path: Path) -> None:
    folder = exported(tmp_path / "out")
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (folder / "link").symlink_to(tmp_path)
    names = ["../victim", str(victim), "link/victim", "manifest.json", 7]
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"] = [{"path": name, "sha256": "0" * 64} for name in names]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert all("outside the export" in problem for problem in check_manifest(folder))
    exported(folder)
    assert victim.read_text() == "precious"


def test_files_of_an_export_have_different_names_within_it(tmp_path: Path) -> None:
    file = write_text(tmp_path / "a.txt", "x")
    with pytest.raises(ValueError, match="different names"):
        write_manifest(tmp_path, [file, file], FACTS)
    with pytest.raises(ValueError, match="subpath"):
        write_manifest(tmp_path / "sub", [file], FACTS)
