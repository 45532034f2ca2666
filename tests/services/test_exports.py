"""Exports: the rows of the filter and no others, under one licence, whole or not there."""

import csv
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlmodel import col, select

from curation.errors import BadInputError, LicenceError, NotAllowedError, NotFoundError
from curation.exports import check_manifest, staged_export
from curation.jobs import export as export_job
from curation.models import DEMO_LABEL, Event, ItemState, Outcome, Release, Sample, SampleFilter
from curation.services import exports, people, releases
from curation.services.export_rows import agreement, pseudonyms
from curation.services.exports import SAMPLE_FORMATS
from curation.services.jobs import get_job, resume_job
from curation.services.licences import _BY_STRICTNESS, COMMON, UNKNOWN, known_licence, strictest, strictness
from curation.services.permissions import Actor
from curation.services.samples import edit_sample
from curation.workspace import Workspace
from tests.services.dedup_runs import run_job
from tests.services.exporting import add_exportable, ask_for, bytes_of, export, ids_in, lines_of, run_export
from tests.services.judging import say

MIXED: list[dict[str, Any]] = [
    {},
    {"outcome": Outcome.CHECK_FAILED},
    {"outcome": Outcome.REFUSED},
    {"state": ItemState.DUPLICATE},
    {"state": ItemState.EXCLUDED},
    {"state": ItemState.QUARANTINED},
    {"decision": "reject"},
    {"decision": "accept"},
    {"prompt": ""},
    {"answer": None},
    {"label": DEMO_LABEL, "counts": False},
]
REASONS = {"not_ok": 2, "duplicate": 1, "excluded": 1, "quarantined": 1, "rejected": 1}


@pytest.fixture
def mixed(workspace: Workspace) -> list[int]:
    """One sample of each kind that an export treats in its own way."""
    return [add_exportable(workspace, 1, **fields)[0] for fields in MIXED]


def change(workspace: Workspace, sample_id: int, **fields: Any) -> None:  # noqa: ANN401
    with workspace.write() as tx:
        row = tx.get_one(Sample, sample_id)
        for name, value in fields.items():
            setattr(row, name, value)
        tx.add(row)


@pytest.mark.parametrize(
    ("form", "more"),
    [
        ({"format": "native"}, {}),
        ({"format": "messages", "target": "prompt"}, {"no_prompt": 1}),
        ({"format": "messages", "target": "answer"}, {"no_answer": 1}),
    ],
)
def test_what_leaves_and_what_does_not_add_up_and_the_file_holds_just_that(
    workspace: Workspace, admin: Actor, mixed: list[int], tmp_path: Path, form: dict[str, str], more: dict[str, int]
) -> None:
    ask = ask_for(tmp_path / "out", **form)
    plan = exports.plan_export(workspace, ask)
    assert plan.left_out == {**REASONS, **more}
    assert plan.rows + sum(plan.left_out.values()) == len(mixed)
    assert plan.labels == {DEMO_LABEL: 1}
    result = run_export(workspace, admin, ask).result
    data = lines_of(tmp_path / "out" / ("messages.jsonl" if "target" in form else "samples.jsonl"))
    assert result["rows"] == len(data) == plan.rows
    assert result["left_out"] == plan.left_out


@pytest.mark.parametrize(
    ("chosen", "places"),
    [
        ({}, [0, 7, 8, 9, 10]),
        ({"states": ("duplicate", "quarantined")}, [3]),
        ({"outcomes": ("check_failed",)}, [1]),
        ({"decisions": ("reject",)}, [6]),
        ({"text": "no. 0"}, [0, 7, 8, 9, 10]),
        ({"scenarios": ("npc",)}, []),
    ],
)
def test_what_a_filter_names_itself_leaves_but_for_the_quarantine(
    workspace: Workspace, admin: Actor, mixed: list[int], tmp_path: Path, chosen: dict[str, Any], places: list[int]
) -> None:
    ask = ask_for(tmp_path / "out", chosen=SampleFilter(**chosen))
    if not places:
        with pytest.raises(BadInputError, match="no row"):
            exports.start_export(workspace, ask, actor=admin)
        return
    run_export(workspace, admin, ask)
    assert ids_in(tmp_path / "out") == [mixed[place] for place in places]


def test_an_edited_text_leaves_and_the_original_beside_it(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    first, second = add_exportable(workspace, 2)
    edit_sample(workspace, first, text="How many hives, then?", version=1, actor=admin)
    export(workspace, admin, tmp_path / "native")
    export(workspace, admin, tmp_path / "chat", format="messages", target="answer")
    rows = {int(row["id"]): row for row in lines_of(tmp_path / "native" / "samples.jsonl")}
    assert (rows[first]["output"], rows[first]["edited"]) == ("How many hives, then?", True)
    assert rows[first]["edited_from"] == "How many bees, no. 0?"
    assert (rows[second]["edited"], rows[second]["edited_from"]) == (False, None)
    assert [turn["content"] for turn in lines_of(tmp_path / "chat" / "messages.jsonl")[0]["messages"]] == [
        "How many hives, then?",
        "Answer: 12",
    ]


def test_a_tool_that_was_edited_into_no_json_stays_behind(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    whole, broken = add_exportable(workspace, 2, scenario="tool")
    edit_sample(workspace, whole, text='{"name": "scale"}', version=1, actor=admin)
    edit_sample(workspace, broken, text='["scale"]', version=1, actor=admin)
    assert export(workspace, admin, tmp_path / "out")["left_out"] == {"invalid_tool_json": 1}
    assert ids_in(tmp_path / "out") == [whole]


def test_every_format_holds_the_same_rows(workspace: Workspace, admin: Actor, mixed: list[int], tmp_path: Path) -> None:
    for form in SAMPLE_FORMATS:
        export(workspace, admin, tmp_path / form, format=form)
    native = lines_of(tmp_path / "native" / "samples.jsonl")
    parquet = pq.read_table(tmp_path / "parquet" / "samples.parquet").to_pylist()
    with (tmp_path / "csv" / "samples.csv").open(encoding="utf-8", newline="") as handle:
        table = list(csv.DictReader(handle))
    for name in ("id", "output", "persona_text", "label", "licence"):
        assert [row[name] for row in parquet] == [row[name] for row in native]
        assert [row[name] or None for row in table] == [row[name] for row in native]
    assert list(native[0]) == list(parquet[0]) == list(table[0])


@pytest.mark.parametrize("form", SAMPLE_FORMATS)
def test_the_same_filter_and_seed_give_the_same_bytes(
    workspace: Workspace, admin: Actor, mixed: list[int], tmp_path: Path, form: str
) -> None:
    say(workspace, mixed[0], admin, overall=4)
    for name in ("a", "b"):
        export(workspace, admin, tmp_path / name, format=form, name="one")
    names = sorted(path.name for path in (tmp_path / "a").iterdir() if path.name != "manifest.json")
    assert len(names) == 3
    a, b = (bytes_of(tmp_path / name, names) for name in ("a", "b"))
    assert [x.replace(b"one-2", b"one") for x in b] == a


def test_unknown_and_mixed_licences_stop_the_export_and_say_how_it_goes_on(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    ids = add_exportable(workspace, 3)
    change(workspace, ids[0], licence=UNKNOWN)
    change(workspace, ids[1], licence="CC-BY-NC-SA-4.0")
    ask = ask_for(tmp_path / "out")
    with pytest.raises(LicenceError) as refused:
        exports.start_export(workspace, ask, actor=admin)
    for words in ("unknown (1)", "CC-BY-NC-SA-4.0 (1)", "CC0-1.0 (1)", "--licence", "strictest of them is CC-BY-NC-SA"):
        assert words in str(refused.value)
    assert not exports.plan_export(workspace, ask).can_start
    only = ask.changed(chosen=SampleFilter(licences=(UNKNOWN,)))
    with pytest.raises(LicenceError, match="unknown"):
        exports.start_export(workspace, only, actor=admin)
    export(workspace, admin, tmp_path / "apart", chosen=SampleFilter(licences=("CC0-1.0",)))
    assert ids_in(tmp_path / "apart") == [ids[2]]
    assert not (tmp_path / "out").exists()


def test_a_stated_licence_stands_in_the_card_and_in_the_event_with_its_reason(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    ids = add_exportable(workspace, 2)
    change(workspace, ids[0], licence="CC-BY-NC-SA-4.0")
    freer = ask_for(tmp_path / "out", licence="cc-by-4.0")
    with pytest.raises(LicenceError, match="permits more than CC-BY-NC-SA"):
        exports.start_export(workspace, freer, actor=admin)
    result = run_export(workspace, admin, freer.changed(licence_reason="agreed with the authors")).result
    assert result["rows"] == 2
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert 'license: "cc-by-4.0"' in card
    assert "agreed with the authors" in card
    with workspace.read() as session:
        event = session.exec(select(Event).where(Event.action == "release.written")).one()
    assert event.after["licence"] == "CC-BY-4.0"
    assert "agreed with the authors" in event.after["licence_note"]


def test_a_stricter_licence_may_be_stated_without_a_reason(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    ids = add_exportable(workspace, 2)
    change(workspace, ids[0], licence="CC-BY-4.0")
    assert export(workspace, admin, tmp_path / "out", licence="CC-BY-NC-SA-4.0")["rows"] == 2


def test_ratings_leave_one_by_one_under_names_that_say_nothing(
    workspace: Workspace, admin: Actor, annotator: Actor, tmp_path: Path
) -> None:
    both, one, skipped = add_exportable(workspace, 3)
    for actor, stars in ((admin, 4), (annotator, 2)):
        say(workspace, both, actor, overall=stars, decision="accept")
    say(workspace, one, admin, overall=5)
    say(workspace, one, admin, overall=3)
    say(workspace, skipped, annotator, decision="skip")
    export(workspace, admin, tmp_path / "out")
    ratings = lines_of(tmp_path / "out" / "ratings.jsonl")
    assert sorted((row["output_id"], row["question_id"], row["value"]) for row in ratings) == [
        (str(both), "decision", "accept"),
        (str(both), "decision", "accept"),
        (str(both), "overall", "2"),
        (str(both), "overall", "4"),
        (str(one), "overall", "3"),
    ]
    assert {row["rater"] for row in ratings} == {"rater-1", "rater-2"}
    rows = {int(row["id"]): row for row in lines_of(tmp_path / "out" / "samples.jsonl")}
    told = [(rows[n]["n_ratings"], rows[n]["mean_overall"], rows[n]["agreement_overall"]) for n in (both, one, skipped)]
    assert told == [(2, 3.0, 0.0), (1, 3.0, None), (0, None, None)]
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert not any(person.name.encode() in written for person in people.list_people(workspace))


def test_what_people_say_while_the_files_are_written_is_not_in_them(
    workspace: Workspace, admin: Actor, annotator: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = add_exportable(workspace, 2)
    say(workspace, one, admin, overall=4)

    def rate_then_begin(out: Path, *, name: str) -> AbstractContextManager[Path]:
        say(workspace, one, admin, overall=1)
        say(workspace, other, annotator, overall=5)
        return staged_export(out, name=name)

    monkeypatch.setattr(export_job, "staged_export", rate_then_begin)
    export(workspace, admin, tmp_path / "out")
    ratings = lines_of(tmp_path / "out" / "ratings.jsonl")
    assert [(row["output_id"], row["rater"], row["value"]) for row in ratings] == [(str(one), "rater-1", "4")]
    rows = {int(row["id"]): row for row in lines_of(tmp_path / "out" / "samples.jsonl")}
    assert [(rows[n]["n_ratings"], rows[n]["mean_overall"]) for n in (one, other)] == [(1, 4.0), (0, None)]


def test_agreement_is_the_share_of_pairs_of_raters_and_not_defined_below_two() -> None:
    assert [agreement(ratings) for ratings in ([], [3], [3, 3], [3, 3, 4], [1, 2, 3])] == [None, None, 1.0, 1 / 3, 0.0]


def test_pseudonyms_do_not_follow_who_came_first() -> None:
    given = [pseudonyms([1, 2, 3], f"release {number}") for number in range(40)]
    assert len({tuple(names[person] for person in (1, 2, 3)) for names in given}) == 6
    assert all(sorted(names.values()) == ["rater-1", "rater-2", "rater-3"] for names in given)


@pytest.mark.parametrize("stop_at", ["staged_export", "write_text", "write_manifest", "card_facts", "add_event"])
def test_an_export_that_broke_off_is_not_complete_and_goes_on_with_the_same_rows(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: str
) -> None:
    ids = add_exportable(workspace, 5)
    out = tmp_path / "out"

    def break_off(*_: object, **__: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(export_job, stop_at, break_off)
        job_id = run_export(workspace, admin, ask_for(out)).id
    assert get_job(workspace, job_id).state == "failed"
    assert not releases.list_releases(workspace)[0].is_complete
    assert out.exists() is (stop_at == "add_event")
    add_exportable(workspace, 3)
    resume_job(workspace, job_id, actor=admin)
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).result["rows"] == 5
    assert ids_in(out) == ids
    assert check_manifest(out) == []
    assert [release.is_complete for release in releases.list_releases(workspace)] == [True]


def test_an_export_that_stopped_does_not_take_the_place_of_a_later_one(
    workspace: Workspace, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_exportable(workspace, 2)
    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.delattr(export_job, "write_text")
        stopped = run_export(workspace, admin, ask_for(out)).id
    (late,) = add_exportable(workspace, 1)
    export(workspace, admin, out)
    resume_job(workspace, stopped, actor=admin)
    run_job(workspace, stopped)
    assert get_job(workspace, stopped).error.startswith(f"{out} holds the release out-2 since.")
    assert ids_in(out)[-1] == late
    assert check_manifest(out) == []


def test_of_two_exports_that_wait_for_one_new_folder_the_first_gets_it(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    add_exportable(workspace, 2)
    first, second = (exports.start_export(workspace, ask_for(tmp_path / "out"), actor=admin) for _ in range(2))
    for job_id in (first, second):
        run_job(workspace, job_id)
    assert [get_job(workspace, job_id).state for job_id in (first, second)] == ["done", "failed"]
    export(workspace, admin, tmp_path / "out")
    assert check_manifest(tmp_path / "out") == []


def test_the_rows_of_a_release_leave_again_though_others_came(
    workspace: Workspace, admin: Actor, mixed: list[int], tmp_path: Path
) -> None:
    export(workspace, admin, tmp_path / "first", name="first")
    add_exportable(workspace, 4)
    change(workspace, mixed[0], state=ItemState.EXCLUDED)
    result = export(workspace, admin, tmp_path / "again", release="first", format="csv")
    assert (result["rows"], result["left_out"]) == (4, {"excluded": 1})
    with pytest.raises(NotFoundError):
        exports.plan_export(workspace, ask_for(tmp_path, release="nothing"))


def test_a_folder_with_something_else_in_it_is_left_alone(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    add_exportable(workspace, 1)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(BadInputError, match="not empty"):
        exports.start_export(workspace, ask_for(tmp_path), actor=admin)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mine.txt"]


def test_a_release_is_listed_checked_and_packed(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    add_exportable(workspace, 2)
    result = export(workspace, admin, tmp_path / "../x" / "out", name="../../a b\0")
    release = releases.get_release(workspace, result["release_id"])
    assert (release.rows, release.made_by, release.name) == (2, "Ada", "a-b")
    assert releases.check_release(release) == []
    assert "# a-b" in releases.release_card(release)
    assert releases.release_zip(release) == releases.release_zip(release)
    (release.folder / "samples.jsonl").write_text("{}\n")
    assert "sha256 differs" in releases.check_release(release)[0]


def test_an_annotator_may_not_export(workspace: Workspace, annotator: Actor, tmp_path: Path) -> None:
    add_exportable(workspace, 1)
    with pytest.raises(NotAllowedError):
        exports.start_export(workspace, ask_for(tmp_path / "out"), actor=annotator)


def test_two_releases_of_one_name_are_told_apart(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    add_exportable(workspace, 1)
    for place in range(3):
        export(workspace, admin, tmp_path / str(place), name="data")
    with workspace.read() as session:
        assert session.exec(select(Release.name).order_by(col(Release.id))).all() == ["data", "data-2", "data-3"]


def test_the_strictest_licence_does_not_depend_on_the_order() -> None:
    names = [name for _, group in _BY_STRICTNESS for name in group.split()]
    for one in names[::7]:
        for other in names[::5]:
            assert strictest([one, other]) == strictest([other, one])
    assert strictest(["CC0-1.0", "MIT", "CC-BY-NC-SA-4.0", "CC-BY-4.0"]) == "CC-BY-NC-SA-4.0"
    assert strictest(["CC-BY-NC-ND-4.0", "LicenseRef-ours"]) == "LicenseRef-ours"
    assert strictest(["LicenseRef-ours", UNKNOWN]) == strictest([]) == UNKNOWN
    assert strictness("CC0-1.0") == 0


@pytest.mark.parametrize("name", COMMON)
def test_a_licence_is_known_whatever_its_case(name: str) -> None:
    assert known_licence(f" {name.lower()} ") == name


@pytest.mark.parametrize("name", ["LicenceRef-Ours.1", "licenseref-Ours.1"])
def test_a_licence_of_ones_own_has_the_prefix_of_spdx(name: str) -> None:
    assert known_licence(name) == "LicenseRef-Ours.1"


@pytest.mark.parametrize(
    ("name", "near"), [("CC-BY-SA", "CC-BY-SA-4.0"), ("apache", "Apache-2.0"), ("LicenseRef-a b", "")]
)
def test_a_licence_that_is_not_known_is_refused_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(BadInputError) as refused:
        known_licence(name)
    assert near in refused.value.hint
