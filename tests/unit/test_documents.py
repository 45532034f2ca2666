"""The documents are held to the code: links, names of files and functions, and every table that repeats a list."""

import importlib
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from curation.cli.main import main
from curation.models import Role
from curation.services.permissions import LOWEST_ROLE, may
from curation.ui.keys import KeyMap, printed_key
from curation.ui.nav import ENTRIES

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")})
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
MAX_README_LINES = 150
MAX_DECISION_LINES = 60
MAX_IMAGE_BYTES = 400_000

_CODE_BLOCK = re.compile(r"^```.*?^```|^(?: {4}[^\n]*\n)+", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_BACKTICKED = re.compile(r"`([^`\n]+)`")
_OWN_PATH = re.compile(r"(curation|pages|tests|docs|benchmarks|\.ci|\.streamlit)/[\w./-]*")
_OWN_NAME = re.compile(r"curation(\.\w+)+")


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def prose(path: Path) -> str:
    return _CODE_BLOCK.sub("", path.read_text("utf-8"))


def table_after(path: Path, heading: str) -> list[list[str]]:
    """Return the rows of the first table after a heading, without its head, cells without backticks."""
    text = path.read_text("utf-8")
    lines = text[text.index(f"{heading}\n") :].splitlines()[1:]
    start = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_link_within_the_repository_leads_somewhere(path: Path) -> None:
    dead = []
    for target in _LINK.findall(prose(path)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / file).resolve() if file else path
        if not found.exists() or (anchor and anchor not in anchors(found)):
            dead.append(target)
    assert dead == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_file_of_ours_that_is_named_exists(path: Path) -> None:
    named = [name for name in _BACKTICKED.findall(prose(path)) if _OWN_PATH.fullmatch(name) and "NAME" not in name]
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=names(DOCUMENTS))
def test_every_name_of_our_code_can_be_imported(path: Path) -> None:
    named = [name for name in _BACKTICKED.findall(prose(path)) if _OWN_NAME.fullmatch(name) and name != "curation.db"]
    assert [name for name in named if not exists(name)] == []


def exists(name: str) -> bool:
    """Tell whether a dotted name is a module, or something in one."""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        module, _, attribute = name.rpartition(".")
        try:
            return hasattr(importlib.import_module(module), attribute)
        except ModuleNotFoundError:
            return False
    return True


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= MAX_README_LINES


def test_the_session_on_the_command_line_is_what_the_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CURATION_WORKSPACE", raising=False)
    shown = (ROOT / "README.md").read_text("utf-8").split("## On the command line\n")[1]
    commands = re.findall(r"^ {4}\$ python -m curation (.+)\n((?: {4}[^$].*\n)+)", shown, re.MULTILINE)
    assert len(commands) == 7
    for command, expected in commands:
        asked, _, head = command.partition(" | head -")
        assert main(shlex.split(asked)) == 0
        printed = capsys.readouterr().out.replace(str(tmp_path), "/home/ada/persona-curator").splitlines()
        kept = printed[: int(head)] if head else printed
        assert [without_time(line) for line in kept] == [without_time(line) for line in expected.splitlines()]


def without_time(line: str) -> str:
    """Return a line of a session with single blanks, and without the figure that is another one each time."""
    return re.sub(r"^seconds [\d.]+", "seconds", " ".join(line.split()))


def test_no_image_is_large() -> None:
    images = sorted((ROOT / "docs").rglob("*.png"))
    assert {image.name for image in images if image.stat().st_size > MAX_IMAGE_BYTES} == set()


def test_the_readme_lists_the_pages_of_the_menu_with_their_lowest_roles() -> None:
    listed = [(row[0], row[1], row[-1]) for row in table_after(ROOT / "README.md", "## Pages")]
    assert listed == [(entry.group, entry.title, entry.role) for entry in ENTRIES]


def test_the_table_of_permissions_is_the_one_that_is_asked() -> None:
    rows = table_after(ROOT / "docs" / "permissions.md", "# Who may do what")
    expected = [[verb, *("yes" if may(role, verb) else "-" for role in Role)] for verb in LOWEST_ROLE]
    assert [[row[0], *row[2:]] for row in rows] == expected
    assert all(row[1] for row in rows)


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("Review", "curation.ui.review_questions.KEYS"),
        ("Compare", "curation.ui.compare_keymap.KEYS"),
        ("Review, many at once", "curation.ui.review_bulk_panel.KEYS"),
        ("Duplicates", "curation.ui.duplicates_desk.KEYS"),
        ("Try out", "curation.ui.trial_view.KEYS"),
        ("Adjudication", "curation.ui.adjudication_view.KEYS"),
        ("Whose text?", "curation.ui.whose_view.KEYS"),
    ],
)
def test_the_tables_of_keys_are_those_of_the_pages(heading: str, keys: str) -> None:
    module, _, name = keys.rpartition(".")
    keymap = getattr(importlib.import_module(module), name)
    assert isinstance(keymap, KeyMap)
    expected = [[" or ".join(f"`{printed_key(key)}`" for key in row.keys), row.label] for row in keymap.bindings]
    assert table_after(ROOT / "docs" / "keys.md", f"## {heading}") == expected


def test_the_layers_are_those_that_are_checked() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    checked = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    drawn = [row[0] for row in table_after(ROOT / "docs" / "architecture.md", "## Layers")]
    assert drawn[:2] == ["`app.py`", "`pages`"]
    assert [set(re.findall(r"\w+", row)) for row in drawn[2:]] == [set(re.findall(r"\w+", row)) for row in checked]


def test_the_data_model_names_every_table_and_no_other() -> None:
    text = (ROOT / "docs" / "data-model.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) - {"embedding"} == set(SQLModel.metadata.tables)


def test_the_decisions_are_numbered_without_a_gap() -> None:
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("path", DECISIONS, ids=names(DECISIONS))
def test_a_decision_has_its_three_parts_on_less_than_a_page(path: Path) -> None:
    text = path.read_text("utf-8")
    parts = [heading for heading in re.findall(r"^## (.+)$", text, re.MULTILINE) if not heading.startswith("Why ")]
    assert text.startswith(f"# {path.name[:4]}. ")
    assert parts == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) <= MAX_DECISION_LINES


def test_the_rules_of_contributing_are_numbered_as_reviews_quote_them() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    rules = text[text.index("## Rules") : text.index("## Tests")]
    assert re.findall(r"^(\d+)\. ", rules, re.MULTILINE) == [str(number) for number in range(1, 16)]


def test_unreleased_changes_stand_on_top_of_the_changelog() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased"
