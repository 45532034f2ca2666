"""New texts: read by the model, compared with what is there, found by a search at once."""

from typing import Any

import pytest
from sqlmodel import select

from curation.jobs import arrivals
from curation.jobs.running import run_here_or_wait
from curation.models import DuplicatePair, ItemKind, ItemState, Origin, Outcome, PairOrigin, Sample
from curation.services import jobs, samples
from curation.services.answers import set_text
from curation.services.permissions import Actor
from curation.services.vectors import neighbours
from curation.store.personas import new_persona
from curation.workspace import Workspace

BEES = "How many bees visit the thirty hives of the valley on a warm day in May if each hive sends nine hundred"


def add_sample(workspace: Workspace, text: str, scenario: str = "math", outcome: str = Outcome.OK) -> int:
    row = set_text(Sample(scenario=scenario, provider="demo", model="grammar/1", outcome=outcome), text)
    with workspace.write() as tx:
        tx.add(row)
        tx.flush()
        return row.id or 0


def read_new_texts(workspace: Workspace, actor: Actor) -> dict[str, object]:
    with workspace.write() as tx:
        jobs.enqueue_embedding(tx, actor=actor)
    job = jobs.list_jobs(workspace)[0]
    run_here_or_wait(workspace, job.id, on_progress=lambda _done, _total: None)
    return dict(jobs.get_job(workspace, job.id).result)


def pairs_in(workspace: Workspace) -> list[tuple[int, int, str]]:
    with workspace.read() as session:
        return [(pair.a_id, pair.b_id, pair.origin) for pair in session.exec(select(DuplicatePair))]


def test_a_new_sample_that_repeats_an_earlier_one_is_flagged_and_paired(workspace: Workspace, admin: Actor) -> None:
    first, other = add_sample(workspace, BEES), add_sample(workspace, "A ferry leaves at noon")
    read_new_texts(workspace, admin)
    again = add_sample(workspace, BEES + " ?")
    assert read_new_texts(workspace, admin)["near_duplicates_found"] == 1
    rows = samples.samples_by_id(workspace, [first, other, again])
    assert (rows[again].nearest_id, rows[again].state) == (first, ItemState.ACTIVE)
    assert rows[again].nearest_score == pytest.approx(1.0, abs=1e-5)
    assert rows[first].nearest_id is None
    assert pairs_in(workspace) == [(first, again, PairOrigin.SEMANTIC)]


def test_two_that_arrive_together_are_compared_with_each_other(workspace: Workspace, admin: Actor) -> None:
    first, second = add_sample(workspace, BEES), add_sample(workspace, BEES + "!")
    read_new_texts(workspace, admin)
    assert pairs_in(workspace) == [(first, second, PairOrigin.SEMANTIC)]


def test_the_same_words_in_another_scenario_are_no_near_duplicate(workspace: Workspace, admin: Actor) -> None:
    add_sample(workspace, BEES)
    add_sample(workspace, BEES, scenario="logic")
    assert read_new_texts(workspace, admin)["near_duplicates_found"] == 0


def test_a_text_the_model_cannot_read_is_compared_by_its_words(workspace: Workspace, admin: Actor) -> None:
    text = "一位住在苏州的退休数学老师每天早上去园林写生"
    first, again = add_sample(workspace, text), add_sample(workspace, text + "。")
    read_new_texts(workspace, admin)
    assert pairs_in(workspace) == [(first, again, PairOrigin.LEXICAL)]


def test_an_answer_without_text_is_looked_at_once_and_pairs_with_nothing(workspace: Workspace, admin: Actor) -> None:
    refused = add_sample(workspace, "", outcome=Outcome.REFUSED)
    read_new_texts(workspace, admin)
    row = samples.samples_by_id(workspace, [refused])[refused]
    assert (row.embedding, row.is_compared, row.nearest_id) == ("no text", True, None)


def test_a_persona_that_came_after_the_snapshot_is_a_neighbour_at_once(workspace: Workspace, admin: Actor) -> None:
    with workspace.write() as tx:
        for number in range(30):
            tx.add(new_persona(f"Person {number} of the old town", origin=Origin.IMPORTED, licence="CC0-1.0"))
    read_new_texts(workspace, admin)
    assert workspace.live_snapshot("persona").current().snapshot is not None
    new = new_persona("Person 7 of the old town indeed", origin=Origin.IMPORTED, licence="CC0-1.0")
    with workspace.write() as tx:
        tx.add(new)
    read_new_texts(workspace, admin)
    hits = neighbours(workspace, ItemKind.PERSONA, new.id or 0, new.text_hash)
    assert hits[0].id == 8
    assert new.id not in [hit.id for hit in hits]


def test_a_second_run_finds_nothing_to_do(workspace: Workspace, admin: Actor) -> None:
    add_sample(workspace, BEES)
    read_new_texts(workspace, admin)
    again = read_new_texts(workspace, admin)
    assert again == {"personas_embedded": 0, "samples_embedded": 0, "near_duplicates_found": 0}


def edit(workspace: Workspace, sample_id: int, text: str, actor: Actor) -> None:
    version = samples.samples_by_id(workspace, [sample_id])[sample_id].version
    samples.edit_sample(workspace, sample_id, text=text, version=version, actor=actor)


def test_a_later_sample_is_compared_anew_when_the_text_it_was_nearest_to_is_edited(
    workspace: Workspace, admin: Actor
) -> None:
    near, other = add_sample(workspace, BEES), add_sample(workspace, "Of nine hundred bees")
    later, unrelated = add_sample(workspace, BEES + " ?"), add_sample(workspace, "A ferry leaves at noon", "logic")
    read_new_texts(workspace, admin)
    before = samples.samples_by_id(workspace, [later, unrelated])
    assert before[later].nearest_id == near
    edit(workspace, near, "A ferry leaves at noon", admin)
    read_new_texts(workspace, admin)
    after = samples.samples_by_id(workspace, [later, unrelated])
    assert after[later].nearest_id == other
    assert (after[later].nearest_score or 1.0) < 0.9 < (before[later].nearest_score or 0.0)
    assert pairs_in(workspace) == []
    assert after[unrelated] == before[unrelated]


@pytest.mark.parametrize(
    ("text", "origin"),
    [(BEES, PairOrigin.SEMANTIC), ("一位住在苏州的退休数学老师每天早上去园林写生", PairOrigin.LEXICAL)],
)
def test_an_edit_that_makes_a_text_like_a_later_one_pairs_the_two(
    workspace: Workspace, admin: Actor, text: str, origin: PairOrigin
) -> None:
    edited, farther = add_sample(workspace, "A ferry leaves at noon"), add_sample(workspace, "Rain on the market")
    later = add_sample(workspace, text)
    read_new_texts(workspace, admin)
    edit(workspace, edited, text + " !", admin)
    assert read_new_texts(workspace, admin)["near_duplicates_found"] == 1
    assert pairs_in(workspace) == [(edited, later, origin)]
    rows = samples.samples_by_id(workspace, [farther, later])
    assert rows[later].nearest_id == edited
    assert (rows[farther].nearest_score or 0.0) < 0.9


def test_texts_edited_one_after_the_other_are_compared_as_they_are_in_the_end(
    workspace: Workspace, admin: Actor
) -> None:
    first, second, third = (add_sample(workspace, BEES + " ?" * n) for n in range(3))
    read_new_texts(workspace, admin)
    for sample_id, text in ((first, "A ferry leaves at noon"), (second, "Rain on the market")):
        edit(workspace, sample_id, text, admin)
    read_new_texts(workspace, admin)
    rows = samples.samples_by_id(workspace, [first, second, third])
    assert max(row.nearest_score or 0.0 for row in rows.values()) < 0.9
    assert all(row.is_compared for row in rows.values())
    edit(workspace, first, BEES, admin)
    read_new_texts(workspace, admin)
    assert pairs_in(workspace) == [(first, third, PairOrigin.SEMANTIC)]


@pytest.mark.parametrize("edited", [0, 1])
def test_a_text_edited_during_the_comparison_is_no_near_duplicate_by_its_old_words(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch, edited: int
) -> None:
    ids = [add_sample(workspace, BEES), add_sample(workspace, BEES + "!")]
    compare = arrivals._nearest_of_each

    def compare_then_edit(*args: Any) -> list[arrivals.Nearest]:  # noqa: ANN401 - passed on as they are
        found = compare(*args)
        if any(near.nearest for near in found):
            monkeypatch.setattr(arrivals, "_nearest_of_each", compare)
            edit(workspace, ids[edited], "A ferry leaves at noon", admin)
        return found

    monkeypatch.setattr(arrivals, "_nearest_of_each", compare_then_edit)
    read_new_texts(workspace, admin)
    assert pairs_in(workspace) == []
    row = samples.samples_by_id(workspace, ids)[ids[edited]]
    assert (row.is_compared, row.embedding) == (True, "done")
    assert all((row.nearest_score or 0.0) < 0.5 for row in samples.samples_by_id(workspace, ids).values())


def test_what_was_computed_before_new_texts_were_read_is_computed_again(workspace: Workspace, admin: Actor) -> None:
    add_sample(workspace, BEES)
    with workspace.write() as tx:
        jobs.enqueue_embedding(tx, actor=admin)
    before = workspace.data_version()
    job = jobs.list_jobs(workspace)[0]
    run_here_or_wait(workspace, job.id, on_progress=lambda _done, _total: None)
    assert workspace.data_version() != before
