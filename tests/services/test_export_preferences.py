"""Votes that leave as preference data: which pairs, under which licence, and what a trainer reads."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from curation.errors import BadInputError, LicenceError
from curation.exports import check_manifest
from curation.models import DEMO_LABEL, Choice, ItemState, Outcome, Persona, Release, Sample, SampleFilter
from curation.services import comparisons, exports, people
from curation.services.comparison_sets import make_set
from curation.services.export_preferences import preference_rows
from curation.services.licences import strictness
from curation.services.permissions import Actor
from curation.services.releases import get_release
from curation.services.samples import edit_sample
from curation.services.set_ask import SetAsk
from curation.store.comparisons import newest_vote
from curation.workspace import Workspace
from tests.services.comparing import PROMPT, add_matched, make_models, pair_ids, pair_in, two_models, vote_for
from tests.services.exporting import ask_for, bytes_of, export, lines_of, run_export


def ask_pairs(out: Path, **fields: Any) -> exports.ExportAsk:  # noqa: ANN401
    return ask_for(out, format="preferences", **fields)


def exported(workspace: Workspace, actor: Actor, out: Path, **fields: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    export(workspace, actor, out, format="preferences", **fields)
    return lines_of(out / "preferences.jsonl")


def change(workspace: Workspace, sample_id: int, **fields: Any) -> None:  # noqa: ANN401
    with workspace.write() as tx:
        row = tx.get_one(Sample, sample_id)
        for name, value in fields.items():
            setattr(row, name, value)


def plan_of(workspace: Workspace, out: Path, **fields: Any) -> tuple[int, Mapping[str, int]]:  # noqa: ANN401
    plan = exports.plan_export(workspace, ask_pairs(out, **fields))
    return plan.rows, plan.left_out


def test_a_row_has_the_prompt_the_chosen_and_the_rejected_text_and_what_the_votes_were(
    workspace: Workspace, admin: Actor, annotator: Actor, tmp_path: Path
) -> None:
    two_models(workspace, 1, label=DEMO_LABEL, counts=False)
    set_id, (pair_id,) = make_models(workspace, admin, overlap=9, shows_persona=False)
    crowd: Sequence[Actor] = [admin, annotator, *(people.join(workspace, f"P{number}") for number in range(3))]
    for actor in crowd[:3]:
        vote_for(workspace, [pair_id], "small", actor)
    comparisons.submit(workspace, pair_id, Choice.TIE, actor=crowd[3])
    comparisons.submit(workspace, pair_id, Choice.BOTH_BAD, actor=crowd[4])
    (row,) = exported(workspace, admin, tmp_path / "out", sets=(set_id,))
    stored = pair_in(workspace, pair_id)
    with workspace.read() as session:
        big, small = (session.get_one(Sample, one) for one in (stored.a_sample_id, stored.b_sample_id))
    assert row["prompt"] == [{"role": "user", "content": PROMPT}]
    assert row["chosen"] == [{"role": "assistant", "content": small.text}]
    assert row["rejected"] == [{"role": "assistant", "content": big.text}]
    assert row["votes"] == {"chosen": 3, "rejected": 0, "tie": 1, "both_bad": 1}
    assert (row["margin"], row["agreement"]) == (0.75, 0.6)
    assert (row["chosen_arm"], row["rejected_arm"]) == ("small", "big")
    assert (row["chosen_id"], row["rejected_id"]) == (str(small.id), str(big.id))
    assert (row["licence"], row["label"], row["persona_hidden"]) == ("CC0-1.0", DEMO_LABEL, True)


def test_what_leaves_and_what_does_not_add_up_and_the_file_holds_just_that(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    two_models(workspace, 10)
    _, pairs = make_models(workspace, admin)
    vote_for(workspace, pairs[:7], "big", admin)
    comparisons.submit(workspace, pairs[7], Choice.TIE, actor=admin)
    comparisons.submit(workspace, pairs[8], Choice.BOTH_BAD, actor=admin)
    stored = [pair_in(workspace, pair_id) for pair_id in pairs]
    change(workspace, stored[0].a_sample_id, decision="reject")
    change(workspace, stored[1].a_sample_id, state=ItemState.EXCLUDED)
    change(workspace, stored[2].b_sample_id, state=ItemState.QUARANTINED)
    change(workspace, stored[3].b_sample_id, prompt="Another prompt.")
    change(workspace, stored[4].b_sample_id, decision="reject", outcome=Outcome.CHECK_FAILED)  # nobody chose it: fine
    left_out = {
        "both_bad": 1,
        "excluded": 1,
        "no_winner": 1,
        "not_voted": 1,
        "prompts_differ": 1,
        "quarantined": 1,
        "rejected": 1,
    }
    assert plan_of(workspace, tmp_path / "out") == (3, left_out)
    job = run_export(workspace, admin, ask_pairs(tmp_path / "out"))
    assert (job.result["rows"], job.result["left_out"]) == (3, left_out)
    rows = lines_of(tmp_path / "out" / "preferences.jsonl")
    assert {int(row["id"]) for row in rows} == {pairs[4], pairs[5], pairs[6]}
    assert check_manifest(tmp_path / "out") == []
    assert all(exports.left_out_label(reason) != reason for reason in left_out)
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert "3 pairs of synthetic texts" in card


def test_a_persona_in_quarantine_keeps_both_texts_back(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    two_models(workspace, 2)
    _, pairs = make_models(workspace, admin)
    vote_for(workspace, pairs, "big", admin)
    with workspace.write() as tx:
        tx.get_one(Persona, pair_in(workspace, pairs[0]).persona_id).state = ItemState.QUARANTINED
    assert plan_of(workspace, tmp_path) == (1, {"persona_quarantined": 1})


@pytest.mark.parametrize(
    ("licences", "stated", "refused"),
    [
        (("CC0-1.0", "CC-BY-4.0"), {}, True),
        (("unknown", "unknown"), {}, True),
        (("CC-BY-NC-SA-4.0", "CC0-1.0"), {"licence": "CC0-1.0"}, True),
        (("CC-BY-NC-SA-4.0", "CC0-1.0"), {"licence": "CC-BY-NC-SA-4.0"}, False),
        (("CC-BY-4.0", "CC-BY-4.0"), {}, False),
    ],
    ids=str,
)
def test_the_licences_of_both_texts_settle_whether_a_pair_may_leave(
    workspace: Workspace, admin: Actor, tmp_path: Path, licences: tuple[str, str], stated: dict[str, str], refused: bool
) -> None:
    two_models(workspace, 1)
    _, (pair_id,) = make_models(workspace, admin)
    vote_for(workspace, [pair_id], "small", admin)
    stored = pair_in(workspace, pair_id)
    for sample_id, licence in zip((stored.a_sample_id, stored.b_sample_id), licences, strict=True):
        change(workspace, sample_id, licence=licence)
    ask = ask_pairs(tmp_path / "out", **stated)
    if refused:
        with pytest.raises(LicenceError):
            exports.start_export(workspace, ask, actor=admin)
        assert not (tmp_path / "out").exists()
    else:
        run_export(workspace, admin, ask)
        (row,) = lines_of(tmp_path / "out" / "preferences.jsonl")
        assert row["licence"] == max(licences, key=strictness)


def test_an_edited_text_is_chosen_as_people_saw_it_and_not_when_it_was_changed_since(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    (ids,) = add_matched(workspace, 2, {})
    for sample_id in ids:
        edit_sample(workspace, sample_id, text=f"Better, no. {sample_id}.", version=1, actor=admin)
    set_id = make_set(workspace, SetAsk(name="e", source="edited_or_original", seed=1), actor=admin)
    for pair_id in pair_ids(workspace, set_id):
        is_left = comparisons.get_pair(workspace, pair_id, actor=admin).left.startswith("Better")
        comparisons.submit(workspace, pair_id, Choice.LEFT if is_left else Choice.RIGHT, actor=admin)
    edit_sample(workspace, ids[0], text="Better still.", version=2, actor=admin)
    assert plan_of(workspace, tmp_path / "out") == (1, {"text_changed": 1})
    (row,) = exported(workspace, admin, tmp_path / "out")
    assert row["chosen"][0]["content"] == f"Better, no. {ids[1]}."
    assert row["chosen_id"] == row["rejected_id"] == str(ids[1])


def test_a_filter_of_samples_and_a_choice_of_sets_narrow_the_pairs(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    two_models(workspace, 2)
    first, pairs = make_models(workspace, admin)
    vote_for(workspace, pairs, "big", admin)
    two_models(workspace, 3, scenario="logic")
    chosen = SampleFilter(scenarios=("logic",))
    second, more = make_models(workspace, admin, name="logic", chosen=chosen)
    vote_for(workspace, more, "small", admin)
    assert plan_of(workspace, tmp_path)[0] == 5
    assert plan_of(workspace, tmp_path, chosen=chosen)[0] == 3
    assert plan_of(workspace, tmp_path, sets=(first,))[0] == 2
    assert plan_of(workspace, tmp_path, sets=(second,), chosen=SampleFilter(scenarios=("math",)))[0] == 0


def test_the_same_votes_make_the_same_bytes_and_a_vote_more_another_release(
    workspace: Workspace, admin: Actor, annotator: Actor, tmp_path: Path
) -> None:
    two_models(workspace, 3)
    _, pairs = make_models(workspace, admin, overlap=5)
    vote_for(workspace, pairs, "big", admin)
    for name in ("one", "two"):
        exported(workspace, admin, tmp_path / name)
    assert bytes_of(tmp_path / "one", ["preferences.jsonl"]) == bytes_of(tmp_path / "two", ["preferences.jsonl"])
    vote_for(workspace, pairs[:1], "small", annotator)
    assert plan_of(workspace, tmp_path / "three") == (2, {"no_winner": 1})
    rows = exported(workspace, admin, tmp_path / "three")
    before = lines_of(tmp_path / "one" / "preferences.jsonl")
    assert rows[0]["release"] != before[0]["release"]


def test_votes_cast_while_it_is_written_are_not_in_it(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    two_models(workspace, 2)
    _, pairs = make_models(workspace, admin, overlap=5)
    vote_for(workspace, pairs, "big", admin)
    result = export(workspace, admin, tmp_path / "out", format="preferences")
    with workspace.read() as session:
        release, until = session.get_one(Release, result["release_id"]), newest_vote(session)
    comparisons.undo_last(workspace, actor=admin)
    vote_for(workspace, pairs, "small", admin)
    rows = preference_rows(workspace, release, ask_pairs(tmp_path / "out"), until=until)
    assert {row.chosen_arm for row in rows} == {"big"}
    assert len(rows) == get_release(workspace, result["release_id"]).rows == 2


def test_the_samples_of_a_release_of_preferences_can_be_taken_again(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    two_models(workspace, 3)
    set_id, pairs = make_models(workspace, admin)
    vote_for(workspace, pairs[:2], "big", admin)
    exported(workspace, admin, tmp_path / "one", sets=(set_id,), name="pairs")
    again = export(workspace, admin, tmp_path / "two", release="pairs")
    assert again["rows"] == 4
    assert len(exported(workspace, admin, tmp_path / "three", release="pairs")) == 2


def test_without_a_pair_nothing_leaves_and_it_is_said_why(workspace: Workspace, admin: Actor, tmp_path: Path) -> None:
    two_models(workspace, 1)
    with pytest.raises(BadInputError, match="no row"):
        exports.start_export(workspace, ask_pairs(tmp_path / "out"), actor=admin)
    make_models(workspace, admin)
    plan = exports.plan_export(workspace, ask_pairs(tmp_path / "out"))
    assert plan.problems == ["Every pair of the filter is left out. 1: nobody has voted on the pair."]
