"""A run over all items: its pairs, its groups, its counts, and what a second run changes."""

import itertools
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from curation.dedup import lexical_pairs
from curation.errors import BadInputError, NotAllowedError
from curation.index import Embedder
from curation.jobs import dedup as dedup_job
from curation.models import GroupDecision, ItemKind, Outcome, PersonaFilter
from curation.services import duplicate_state, duplicates, people, select_many
from curation.services.duplicate_groups import thresholds_of
from curation.services.jobs import cancel_job, get_job, job_log
from curation.services.permissions import Actor
from curation.services.personas import attributes_of, edit_persona
from curation.services.samples import edit_sample
from curation.services.setup import init_workspace
from curation.sources.starter import starter_personas
from curation.text import words
from curation.workspace import Workspace
from tests.services.dedup_runs import (
    BAKER,
    HARBOUR,
    add_personas,
    add_samples,
    groups_in,
    only_group,
    pairs_in,
    persona,
    run_dedup,
    run_job,
    states_in,
)

SWAPPED = HARBOUR.replace("a retired harbour pilot", "a harbour pilot, retired,")
LONG = " ".join(f"word{number}" for number in range(18))
ONE_MORE = LONG + " another"  # Jaccard 18/19 = 0.947
ONE_LESS = LONG.replace("word17", "other")  # Jaccard 17/19 = 0.894


def connected(edges: Iterable[tuple[int, int]]) -> set[tuple[int, ...]]:
    """Return the components by brute force."""
    groups: list[set[int]] = []
    for edge in edges:
        touched = [group for group in groups if group & set(edge)]
        groups = [group for group in groups if group not in touched] + [set(edge).union(*touched)]
    return {tuple(sorted(group)) for group in groups}


def by_brute_force(
    embedder: Embedder, rows: list[tuple[int, str]], min_jaccard: float, min_cosine: float
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Return the lexical pairs, and the semantic ones that are not lexical."""
    sets = {row_id: set(words(text)) for row_id, text in rows}
    readable = [row for row in rows if embedder.unreadable(row[1], None) is None]
    vectors = dict(zip((row[0] for row in readable), embedder.embed([row[1] for row in readable]), strict=True))
    lexical, semantic = set(), set()
    for (a, _), (b, _) in itertools.combinations(rows, 2):
        if len(sets[a] & sets[b]) >= min_jaccard * len(sets[a] | sets[b]) - 1e-9:
            lexical.add((a, b))
        elif a in vectors and b in vectors and float(vectors[a] @ vectors[b]) >= min_cosine - 1e-6:
            semantic.add((a, b))
    return lexical, semantic


@pytest.mark.parametrize(("min_jaccard", "min_cosine"), [(0.9, 0.9), (0.95, 0.6)])
def test_a_run_finds_what_comparing_each_with_each_finds(
    workspace: Workspace, admin: Actor, min_jaccard: float, min_cosine: float
) -> None:
    texts = [row.text for row in starter_personas()]
    ids = add_personas(workspace, texts)
    rows = list(zip(ids, texts, strict=True))
    lexical, semantic = by_brute_force(workspace.embedder, rows, min_jaccard, min_cosine)
    result = run_dedup(workspace, admin, min_jaccard=min_jaccard, min_cosine=min_cosine)
    assert {pair[:2] for pair in pairs_in(workspace) if pair[2] == "lexical"} == lexical
    assert {pair[:2] for pair in pairs_in(workspace) if pair[2] == "semantic"} == semantic
    assert set(groups_in(workspace)) == connected([*lexical, *semantic])
    n_dropped = sum(len(group) - 1 for group in connected([*lexical, *semantic]))
    assert result == {
        "items": len(ids),
        "lexical_pairs": len(lexical),
        "semantic_pairs": len(semantic),
        "groups": len(connected([*lexical, *semantic])),
        "kept": len(ids) - n_dropped,
        "dropped": n_dropped,
        "not_embedded": {"the model reads English": sum(not text.isascii() for text in texts)},
    }
    assert lexical or min_jaccard > 0.9
    assert semantic or min_cosine == 0.9


def test_both_methods_find_the_same(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, [row.text for row in starter_personas()])
    exact = run_dedup(workspace, admin, method="partition", stages=("lexical",))
    assert run_dedup(workspace, admin, method="minhash", stages=("lexical",)) == exact


def test_a_second_run_gives_the_same_result(starter_workspace: Workspace) -> None:
    actor = people.join(starter_workspace, "Ada")
    first = run_dedup(starter_workspace, actor)
    seen = pairs_in(starter_workspace), states_in(starter_workspace), groups_in(starter_workspace)
    assert run_dedup(starter_workspace, actor) == first
    assert (pairs_in(starter_workspace), states_in(starter_workspace), groups_in(starter_workspace)) == seen
    assert first["kept"] + first["dropped"] == first["items"]


@pytest.mark.parametrize("before", [{"min_jaccard": 0.8, "min_cosine": 0.7}, {"min_jaccard": 1.0, "min_cosine": 1.0}])
@pytest.mark.parametrize("stages", [("lexical",), ("semantic",), ("lexical", "semantic")])
def test_what_ran_before_does_not_show_in_a_run(
    workspace: Workspace, admin: Actor, before: dict[str, Any], stages: tuple[str, ...]
) -> None:
    add_personas(workspace, [*(row.text for row in starter_personas()), LONG, ONE_MORE, ONE_LESS])
    asked: dict[str, Any] = {"min_jaccard": 0.93, "min_cosine": 0.85, "stages": stages}
    first = run_dedup(workspace, admin, **asked)
    seen = states_in(workspace), groups_in(workspace), links_in(workspace)
    run_dedup(workspace, admin, **before)
    assert groups_in(workspace) != seen[1]
    assert run_dedup(workspace, admin, **asked) == first
    assert (states_in(workspace), groups_in(workspace), links_in(workspace)) == seen


def links_in(workspace: Workspace) -> dict[int, Any]:
    """Return the weakest and the widest link of each group, by its keeper."""
    rows = duplicates.list_groups(workspace, ItemKind.PERSONA, size=500).rows
    details = [duplicates.get_group(workspace, row.id) for row in rows]
    return {detail.keeper_id: (detail.weakest, detail.widest) for detail in details}


def test_a_higher_threshold_takes_back_what_a_lower_one_dropped(workspace: Workspace, admin: Actor) -> None:
    ids = add_personas(workspace, [LONG, ONE_LESS])
    assert run_dedup(workspace, admin, min_jaccard=0.89, stages=("lexical",))["dropped"] == 1
    assert run_dedup(workspace, admin, min_jaccard=0.9, stages=("lexical",))["dropped"] == 0
    assert states_in(workspace) == dict.fromkeys(ids, ("active", ""))
    with workspace.read() as session:
        assert thresholds_of(session, ItemKind.PERSONA) == {"min_jaccard": 0.9, "min_cosine": 0.9}


def test_a_dropped_persona_says_for_which_one(workspace: Workspace, admin: Actor) -> None:
    first, longer = add_personas(workspace, [HARBOUR, SWAPPED])
    run_dedup(workspace, admin)
    assert states_in(workspace) == {first: ("duplicate", f"near-duplicate of #{longer}"), longer: ("active", "")}
    assert only_group(workspace).keeper_reason.startswith("kept: as much evidence and the longest text")


def test_a_class_of_150_is_one_group(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, [HARBOUR + "." * number for number in range(150)])
    result = run_dedup(workspace, admin)
    assert (result["groups"], result["kept"], result["dropped"]) == (1, 1, 149)
    assert result["lexical_pairs"] == 150 * 149 // 2


def test_excluded_items_take_no_part_and_stay_excluded(workspace: Workspace, admin: Actor) -> None:
    first, second = add_personas(workspace, [HARBOUR, SWAPPED])
    chosen = PersonaFilter(ids=(second,))
    select_many.exclude(workspace, ItemKind.PERSONA, chosen, reason="not needed", actor=admin)
    assert run_dedup(workspace, admin)["items"] == 1
    assert states_in(workspace) == {first: ("active", ""), second: ("excluded", "not needed")}


def test_samples_are_compared_within_their_scenario_only(workspace: Workspace, admin: Actor) -> None:
    add_samples(workspace, [HARBOUR, SWAPPED], scenario="math")
    add_samples(workspace, [HARBOUR], scenario="logic")
    result = run_dedup(workspace, admin, ItemKind.SAMPLE)
    assert (result["items"], result["groups"], result["dropped"]) == (3, 1, 1)
    assert set(groups_in(workspace, ItemKind.SAMPLE)) == {(1, 2)}


def test_the_same_text_in_another_scenario_makes_neither_pair_nor_group(workspace: Workspace, admin: Actor) -> None:
    add_samples(workspace, [HARBOUR], scenario="math")
    add_samples(workspace, [HARBOUR], scenario="logic")
    result = run_dedup(workspace, admin, ItemKind.SAMPLE)
    assert pairs_in(workspace, ItemKind.SAMPLE) == []
    assert (result["groups"], result["semantic_pairs"], result["kept"]) == (0, 0, 2)


def test_samples_without_a_usable_text_take_no_part(workspace: Workspace, admin: Actor) -> None:
    add_samples(workspace, [HARBOUR])
    add_samples(workspace, [SWAPPED], outcome=Outcome.CHECK_FAILED)
    add_samples(workspace, [HARBOUR], outcome=Outcome.REFUSED)
    add_samples(workspace, [""], outcome=Outcome.EMPTY)
    result = run_dedup(workspace, admin, ItemKind.SAMPLE)
    assert (result["items"], result["dropped"]) == (2, 1)


def test_the_edited_text_of_a_sample_is_what_is_compared(workspace: Workspace, admin: Actor) -> None:
    _, second = add_samples(workspace, [HARBOUR, BAKER])
    edit_sample(workspace, second, text=SWAPPED, version=1, actor=admin)
    assert run_dedup(workspace, admin, ItemKind.SAMPLE)["lexical_pairs"] == 1


def test_a_text_edited_while_the_run_compares_makes_no_pair(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = add_personas(workspace, [HARBOUR, SWAPPED, HARBOUR + "!"])

    def edit_then_compare(texts: list[str], **options: Any) -> Any:  # noqa: ANN401
        row = persona(workspace, ids[1])
        edit_persona(workspace, ids[1], text=BAKER, attributes=attributes_of(row), version=row.version, actor=admin)
        return lexical_pairs(texts, **options)

    monkeypatch.setattr(dedup_job, "lexical_pairs", edit_then_compare)
    result = run_dedup(workspace, admin)
    assert [pair[:2] for pair in pairs_in(workspace)] == [(ids[0], ids[2])]
    assert states_in(workspace)[ids[1]] == ("active", "")
    assert (result["items"], result["kept"], result["dropped"]) == (3, 2, 1)


def test_a_cancelled_run_leaves_the_states_alone(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_personas(workspace, [HARBOUR, SWAPPED])
    before = states_in(workspace)
    job_id = duplicates.start_dedup(workspace, ItemKind.PERSONA, actor=admin)

    def cancel_then_compare(texts: list[str], **options: Any) -> Any:  # noqa: ANN401
        cancel_job(workspace, job_id, actor=admin)
        return lexical_pairs(texts, **options)

    monkeypatch.setattr(dedup_job, "lexical_pairs", cancel_then_compare)
    run_job(workspace, job_id)
    assert get_job(workspace, job_id).state == "cancelled"
    assert states_in(workspace) == before
    assert duplicates.dedup_state(workspace, ItemKind.PERSONA).rate.not_defined == "no run yet"


def test_too_many_texts_for_the_semantic_stage_are_refused_with_a_way_out(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_personas(workspace, [HARBOUR, SWAPPED])
    monkeypatch.setattr(duplicate_state, "MAX_VECTORS", 1)
    with pytest.raises(BadInputError, match=r"2 personas are more than the 1 .* lexical stage alone"):
        duplicates.start_dedup(workspace, ItemKind.PERSONA, actor=admin)
    assert run_dedup(workspace, admin, stages=("lexical",))["dropped"] == 1


def test_pairs_beyond_the_cap_fail_the_job_and_store_nothing(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_personas(workspace, [HARBOUR, SWAPPED, HARBOUR + "!"])
    monkeypatch.setattr(dedup_job, "MAX_PAIRS", 2)
    job_id = duplicates.start_dedup(workspace, ItemKind.PERSONA, actor=admin)
    run_job(workspace, job_id)
    job = get_job(workspace, job_id)
    assert (job.state, pairs_in(workspace)) == ("failed", [])
    assert "3 lexical pairs reach 0.9" in job.error
    assert "higher threshold" in job.error


@pytest.mark.parametrize(
    "options",
    [
        {"stages": ()},
        {"stages": ("lexical", "magic")},
        {"method": "guess"},
        {"min_jaccard": 0.4},
        {"min_jaccard": 1.1},
        {"min_cosine": 0.0},
        {"min_cosine": float("nan")},
    ],
)
def test_a_run_that_cannot_be_is_refused(workspace: Workspace, admin: Actor, options: dict[str, Any]) -> None:
    with pytest.raises(BadInputError):
        duplicates.start_dedup(workspace, ItemKind.PERSONA, actor=admin, **options)


def test_an_annotator_may_not_start_a_run(workspace: Workspace, annotator: Actor) -> None:
    with pytest.raises(NotAllowedError, match="needs curator"):
        duplicates.start_dedup(workspace, ItemKind.PERSONA, actor=annotator)


def test_a_double_click_starts_one_run(workspace: Workspace, admin: Actor) -> None:
    jobs = {duplicates.start_dedup(workspace, ItemKind.PERSONA, actor=admin, client_token="t") for _ in range(2)}
    assert len(jobs) == 1


def test_the_log_says_how_far_a_run_is(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, [HARBOUR, SWAPPED])
    job_id = duplicates.start_dedup(workspace, ItemKind.PERSONA, actor=admin)
    newest = duplicates.newest_dedup(workspace, ItemKind.PERSONA)
    assert newest is not None
    assert (newest.id, newest.is_active) == (job_id, True)
    assert duplicates.newest_dedup(workspace, ItemKind.SAMPLE) is None
    run_job(workspace, job_id)
    lines = [line.text for line in job_log(workspace, job_id)]
    assert "Comparing 2 personas by their words, from Jaccard 0.9 on." in lines
    assert "1 groups; 1 personas are kept, 1 dropped." in lines
    job = get_job(workspace, job_id)
    assert (job.done, job.total) == (2, 2)
    assert set(job.result["seconds"]) == {"embedding", "lexical", "semantic", "groups"}


def test_what_a_person_kept_is_never_dropped_by_a_later_run(workspace: Workspace, admin: Actor) -> None:
    short, longer = add_personas(workspace, [HARBOUR, SWAPPED])
    run_dedup(workspace, admin)
    group = only_group(workspace)
    duplicates.decide(workspace, group.id, GroupDecision.KEEP_ONE, keeper_id=short, version=group.version, actor=admin)
    (longest,) = add_personas(workspace, [SWAPPED + ", now and then"])
    run_dedup(workspace, admin, min_jaccard=0.7)
    states = {item_id: state for item_id, (state, _) in states_in(workspace).items()}
    assert states == {short: "active", longer: "duplicate", longest: "duplicate"}
    assert only_group(workspace).keeper_reason == "kept: by an earlier decision"


def test_eight_thousand_personas_are_grouped_as_they_were_made(workspace: Workspace, admin: Actor) -> None:
    rng = np.random.default_rng(7)
    originals = [" ".join(f"w{number}" for number in rng.choice(3_000, 8, replace=False)) for _ in range(7_500)]
    copies = [" ".join(reversed(text.split())) for text in originals[:500]]
    ids = add_personas(workspace, originals + copies)
    result = run_dedup(workspace, admin)
    assert (result["items"], result["lexical_pairs"], result["semantic_pairs"]) == (8_000, 500, 0)
    assert groups_in(workspace) == {(ids[n], ids[7_500 + n]): ids[n] for n in range(500)}


def test_a_new_workspace_needs_no_run_to_show_the_known_pairs(starter_workspace: Workspace) -> None:
    known = [row for row in starter_personas() if row.near_duplicate_of]
    assert duplicates.dedup_state(starter_workspace, ItemKind.PERSONA).counts.groups == len(known)
    init_workspace(starter_workspace.settings, with_starter=True)
    assert len(groups_in(starter_workspace)) == len(known)
