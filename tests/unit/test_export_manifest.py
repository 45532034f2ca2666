"""The manifest: what it proves, and what it never touches."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from curation.errors import BadInputError
from curation.exports import (
    ManifestFacts,
    SampleRow,
    check_manifest,
    staged_export,
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
    with staged_export(folder, name="r1") as staging:
        files = [write_native_jsonl(samples(), staging / name), write_text(staging / "README.md", "#")]
        write_manifest(staging, files, FACTS)
    return folder


def everything_in(folder: Path) -> dict[str, str]:
    """Return every file below a folder with what it holds."""
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_whole_export_has_no_problems_and_says_what_it_is(tmp_path: Path) -> None:
    folder = exported(tmp_path / "new" / "out")
    assert check_manifest(folder) == []
    manifest = json.loads((folder / "manifest.json").read_text())
    assert [(file["path"], file["rows"]) for file in manifest["files"]] == [("samples.jsonl", 3), ("README.md", None)]
    assert (manifest["seed"], manifest["filter"], manifest["created_at"]) == (7, {"state": "ok"}, NOON.isoformat())


def test_an_export_that_was_changed_cut_or_not_finished_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = exported(tmp_path / "out")
    (folder / "samples.jsonl").write_text("{}")
    (folder / "README.md").unlink()
    assert [p.split()[0] for p in check_manifest(folder)] == ["samples.jsonl", "README.md"]
    assert "has no manifest.json" in check_manifest(tmp_path)[0]
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", break_at("other.jsonl", Path.replace))
        with pytest.raises(OSError, match="pulled"):
            exported(folder, "other.jsonl")
    assert "not finished" in check_manifest(folder)[0]
    exported(folder, "other.jsonl")
    assert check_manifest(folder) == []
    assert sorted(everything_in(folder)) == ["README.md", "manifest.json", "other.jsonl"]


def break_at(name: str, real: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
    """Return a way to rename that breaks where a file of an export takes its place."""

    def rename(path: Path, target: Path) -> Path:
        if path.name == target.name == name:
            raise OSError("the plug was pulled")
        return real(path, target)

    return rename


@pytest.mark.parametrize("before", ["nothing", "an empty folder", "an export"])
def test_an_export_that_breaks_off_leaves_what_was_there(before: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    if before == "an export":
        exported(out)
        (out / "mine.txt").write_text("notes")
    elif before == "an empty folder":
        out.mkdir()
    there = everything_in(tmp_path)

    def break_off() -> None:
        with staged_export(out, name="r1") as staging:
            write_native_jsonl(samples()[:1], staging / "samples.jsonl")
            assert everything_in(tmp_path).items() > there.items()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert everything_in(tmp_path) == there
    assert out.exists() is (before != "nothing")


def test_what_a_killed_export_left_is_cleared_and_that_of_another_is_not(tmp_path: Path) -> None:
    for left in (".curation-r1-0.tmp", ".curation-r2-0.tmp"):
        (tmp_path / left).mkdir()
        (tmp_path / left / "samples.jsonl").write_text("{")
    exported(tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".curation-r2-0.tmp", "out"]
    assert check_manifest(exported(tmp_path / ".curation-r2-0.tmp" / "new")) == []


def test_a_folder_that_only_holds_what_a_killed_export_left_is_a_free_one(tmp_path: Path) -> None:
    (tmp_path / ".curation-r1-0.tmp").mkdir()
    assert check_manifest(exported(tmp_path)) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "manifest.json", "samples.jsonl"]


def test_a_folder_that_was_filled_meanwhile_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"

    def write_while_another_does() -> None:
        with staged_export(out, name="r1") as staging:
            write_manifest(staging, [write_native_jsonl(samples(), staging / "samples.jsonl")], FACTS)
            out.mkdir()
            (out / "mine.txt").write_text("notes")

    with pytest.raises(BadInputError, match="holds no export"):
        write_while_another_does()
    assert everything_in(tmp_path) == {"out/mine.txt": "notes"}


def test_a_second_export_replaces_the_first_and_nothing_else(tmp_path: Path) -> None:
    folder = exported(tmp_path / "out")
    (folder / "mine.txt").write_text("notes")
    exported(folder, "other.jsonl")
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "manifest.json", "mine.txt", "other.jsonl"]
    assert check_manifest(folder) == []


@pytest.mark.parametrize("content", ['{"files": []}', "[", '{"application": "another"}', "[" * 99_999])
def test_a_folder_that_is_no_export_of_ours_is_refused_and_left_alone(content: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(BadInputError, match="holds no export"):
        exported(tmp_path)
    assert (tmp_path / "manifest.json").read_text() == content
    with pytest.raises(BadInputError, match="cannot be used as a folder"):
        exported(tmp_path / "manifest.json")


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
