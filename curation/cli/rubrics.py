"""The questions that are asked about samples: see them, change them."""

import json
from pathlib import Path
from typing import Any

import click

from curation.cli.common import Commands, answer, opened, show, table
from curation.errors import BadInputError
from curation.review import RubricForm
from curation.review.rubric_changes import KIND_NAMES, changes_between
from curation.services.rubrics import RubricVersion, SavedRubric, get_rubric, list_history, rubric_names, save_rubric

_MAX_FILE_BYTES = 400_000


@click.group("rubric", cls=Commands)
def rubric() -> None:
    """See and change the questions that are asked about samples."""


@rubric.command("list")
def list_() -> None:
    """List the questions of every scenario in a line each."""
    with opened() as (workspace, _):
        found = {name: get_rubric(workspace, name) for name in rubric_names()}
    heads = ("scenario", "rubric", "version", "questions")
    rows = [
        (name, one.name, str(one.version), ", ".join(question.id for question in one.form.questions))
        for name, one in found.items()
    ]
    listed = [{"scenario": name, **_in_json(one)} for name, one in found.items()]
    answer({"rubrics": listed}, table(heads, rows, empty="No rubrics."))


@rubric.command("show")
@click.argument("name")
def show_(name: str) -> None:
    """Show the questions that are asked about samples of a scenario, and the earlier versions."""
    with opened() as (workspace, _):
        found = get_rubric(workspace, name)
        history = list_history(workspace, name)
    lines = [f"{found.name}, version {found.version}"]
    lines += [f"  {one.id}: {show(one.label)} ({KIND_NAMES[one.kind]})" for one in found.form.questions]
    lines += [f"  Guideline: {show(found.form.guideline)}"] if found.form.guideline else []
    lines += [f"  version {one.rubric.version} by {show(one.by)}, {one.n_reviews:,} reviews" for one in history]
    answer({**_in_json(found), "history": [_saved_in_json(one) for one in history]}, "\n".join(lines))


@rubric.command("save")
@click.argument("name")
@click.option("--file", "file", type=click.Path(path_type=Path), required=True, help="JSON as `show --json` gives it.")
def save(name: str, file: Path) -> None:
    """Save a new version of the questions; old answers keep the version they were given under."""
    form = _read(file)
    with opened() as (workspace, actor):
        before = get_rubric(workspace, name)
        version = save_rubric(workspace, name, form, actor=actor)
    changes = changes_between(before.form, form)
    text = "\n".join([f"{name} is version {version} now.", *(f"  {show(change)}" for change in changes)])
    answer({"name": name, "version": version, "changes": changes}, text)


def _read(file: Path) -> RubricForm:
    """Read questions from a file.

    Raises:
        BadInputError: It cannot be read, or holds no rubric.
    """
    try:
        with file.open("rb") as opened_file:
            found = json.loads(opened_file.read(_MAX_FILE_BYTES + 1))
        return RubricForm.from_rows(found["questions"], str(found.get("guideline", "")))
    except OSError as error:
        raise BadInputError(f"{file} cannot be read: {error.strerror}.", "Nothing was saved.") from error
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        expected = 'Write {"questions": [{"id", "kind", "label", "help", "choices", "required"}], "guideline"}.'
        raise BadInputError(f"{file} holds no rubric.", expected) from error
    except ValueError as error:
        raise BadInputError(f"{file} holds no rubric: {error}.", "Nothing was saved.") from error


def _in_json(one: RubricVersion) -> dict[str, Any]:
    return {
        "name": one.name,
        "version": one.version,
        "questions": one.form.as_rows(),
        "guideline": one.form.guideline,
    }


def _saved_in_json(one: SavedRubric) -> dict[str, Any]:
    return {"version": one.rubric.version, "by": one.by, "at": one.at, "reviews": one.n_reviews}
