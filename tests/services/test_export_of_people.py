"""Exports hold every field that a person can fill, comments included, and no name of a person."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlmodel import select

from curation.models import ItemKind, PersonaFilter, Review, Rubric, SampleFilter
from curation.services import people, select_many
from curation.services.comments import add_comment, resolve_comment
from curation.services.export_comments import without_names
from curation.services.permissions import Actor
from curation.services.samples import edit_sample
from curation.workspace import Workspace
from tests.services.exporting import add_exportable, export, lines_of
from tests.services.judging import sample_in


def write_review(workspace: Workspace, sample_id: int, actor: Actor, **fields: Any) -> None:  # noqa: ANN401
    """Store what somebody said, whatever the page that asked for it."""
    with workspace.write() as tx:
        rubric = tx.exec(select(Rubric.id)).first() or 0
        tx.add(Review(sample_id=sample_id, annotator_id=actor.id, rubric_id=rubric, **fields))


def said_in(out: Path, name: str = "ratings") -> list[dict[str, Any]]:
    return lines_of(out / f"{name}.jsonl")


def test_what_people_wrote_into_any_field_is_in_the_files(
    workspace: Workspace, admin: Actor, annotator: Actor, tmp_path: Path
) -> None:
    first, twin, noted = add_exportable(workspace, 3)
    edit_sample(workspace, first, text="edited by hand", version=1, actor=admin)

    everything = {"overall": 4, "decision": "accept", "flags": ["wrong", "near_duplicate"], "near_duplicate_of": twin}
    answers = {"clear": True, "level": 2, "why": "in words", "which": ["a", "b"]}
    write_review(workspace, first, annotator, note="a note of mine", answers=answers, **everything)
    write_review(workspace, noted, annotator, note="only a note")
    select_many.tag(workspace, ItemKind.SAMPLE, SampleFilter(ids=(first,)), word="a tag", actor=admin)
    persona_id = sample_in(workspace, first).persona_id or 0
    select_many.tag(workspace, ItemKind.PERSONA, PersonaFilter(ids=(persona_id,)), word="of persona", actor=admin)
    add_comment(workspace, "sample", first, "a comment", actor=admin)
    export(workspace, admin, tmp_path / "out")
    row = next(row for row in said_in(tmp_path / "out", "samples") if row["id"] == str(first))
    assert (row["output"], row["tags"], row["persona_tags"]) == ("edited by hand", ["a tag"], ["of persona"])
    ratings = said_in(tmp_path / "out")
    of_first = [one for one in ratings if one["output_id"] == str(first)]
    assert [(one["question_id"], one["value"], one["value_number"]) for one in of_first] == [
        ("overall", "4", 4.0),
        ("decision", "accept", None),
        ("flag", "wrong", None),
        ("flag", "near_duplicate", None),
        ("near_duplicate_of", str(twin), None),
        ("clear", "yes", None),
        ("level", "2", 2.0),
        ("which", "a", None),
        ("which", "b", None),
        ("why", "in words", None),
    ]
    assert {one["comment"] for one in ratings} == {"a note of mine", "only a note"}
    assert [one["value"] for one in ratings if one["question_id"] == "note"] == ["only a note"]
    assert [one["text"] for one in said_in(tmp_path / "out", "comments")] == ["a comment"]


def test_comments_leave_under_the_names_of_the_ratings_and_no_name_of_a_person_is_in_a_file(
    workspace: Workspace, admin: Actor, annotator: Actor, tmp_path: Path
) -> None:
    carol = people.join(workspace, "Carol Ö")
    first = add_exportable(workspace, 1)[0]
    write_review(workspace, first, annotator, overall=4, decision="accept")
    made = add_comment(workspace, "sample", first, "@Carol Ö, @bea: what is meant?", actor=admin)
    add_comment(workspace, "persona", sample_in(workspace, first).persona_id or 0, "Who is it?", actor=annotator)
    resolve_comment(workspace, made.id, actor=carol)
    export(workspace, admin, tmp_path / "out")
    rater = said_in(tmp_path / "out")[0]["rater"]
    about_sample, about_persona = said_in(tmp_path / "out", "comments")
    assert about_sample["text"] == f"@somebody, @{rater}: what is meant?"
    assert (about_sample["about"], about_sample["about_id"]) == ("sample", str(first))
    assert (about_persona["about"], about_persona["author"]) == ("persona", rater)
    assert about_sample["author"] not in (rater, "Ada")
    assert (about_sample["is_resolved"], about_persona["is_resolved"]) == (True, False)
    whole = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert not [name for name in ("Ada", "Bea", "bea:", "Carol") if name.encode() in whole]
    assert b'config_name: "comments"' in (tmp_path / "out" / "README.md").read_bytes()


def test_only_comments_on_what_leaves_leave(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    first, kept_back = add_exportable(workspace, 1)[0], add_exportable(workspace, 1, state="excluded")[0]
    for sample_id in (first, kept_back):
        add_comment(workspace, "sample", sample_id, f"on {sample_id}", actor=admin)
        persona_id = sample_in(workspace, sample_id).persona_id or 0
        add_comment(workspace, "persona", persona_id, f"on the persona of {sample_id}", actor=admin)
    export(workspace, admin, tmp_path / "out")
    add_comment(workspace, "sample", first, "too late", actor=admin)
    assert [one["text"] for one in said_in(tmp_path / "out", "comments")] == [
        f"on {first}",
        f"on the persona of {first}",
    ]


def test_without_comments_there_is_no_file_of_them(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    add_exportable(workspace, 1)
    export(workspace, admin, tmp_path / "out")
    assert not list((tmp_path / "out").glob("comments*"))
    assert b"comments" not in (tmp_path / "out" / "README.md").read_bytes()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_format_has_the_comments(workspace: Workspace, admin: Actor, tmp_path: Path, form: str) -> None:
    add_comment(workspace, "sample", add_exportable(workspace, 1)[0], "=1+1", actor=admin)
    export(workspace, admin, tmp_path / "out", format=form)
    path = tmp_path / "out" / f"comments.{form}"
    if form == "parquet":
        assert pq.read_table(path).to_pylist()[0]["text"] == "=1+1"
    else:
        assert '"\'=1+1"' in path.read_text("utf-8")


def test_names_after_an_at_sign_are_replaced_wherever_they_stand() -> None:
    assert without_names("@Ada @ADA a@Ada.org @Adam", {"Ada": "rater-1"}) == "@rater-1 @rater-1 a@Ada.org @Adam"
