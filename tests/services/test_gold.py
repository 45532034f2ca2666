"""Known samples: how they are made, that nobody is told, and that an attention check takes part in nothing."""

from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import Event, Gold, ItemKind, ItemState, Sample, SampleFilter
from curation.review.expected import Expected
from curation.services import adjudication, gold, samples, select_many
from curation.services.activity import read_activity
from curation.services.gold_results import count_gold, find_gold, list_gold
from curation.services.overview import read_overview
from curation.services.permissions import Actor
from curation.services.raters import list_raters
from curation.services.review import get_item
from curation.services.review_policy import ReviewPolicy, set_review_policy
from curation.services.review_queue import next_sample, queue_counts
from curation.services.vectors import unreadable_counts
from curation.workspace import Workspace
from tests.services.exporting import add_exportable, export, ids_in
from tests.services.judging import add_samples, sample_in, say
from tests.services.settling import differ


def attention(workspace: Workspace, actor: Actor, **fields: Any) -> tuple[int, int]:  # noqa: ANN401
    """Write an attention check that asks for a rejection with 2; return its gold and its sample."""
    given = {"scenario": "math", "decision": "reject", "overall": 2, **fields}
    gold_id = gold.make_attention(workspace, actor=actor, **given)
    with workspace.read() as session:
        return gold_id, session.get_one(Gold, gold_id).sample_id


def test_what_is_said_to_be_right_is_kept_and_people_are_held_to_it(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    (sample_id,) = add_samples(workspace, 1)
    right = Expected("accept", 4, 5, {"valid": True, "difficulty": [2, 3]}, "A textbook case.")
    gold_id = gold.make_gold(workspace, sample_id, right, actor=admin)
    say(workspace, sample_id, admin, overall=4, decision="accept")
    say(workspace, sample_id, annotator, overall=2, decision="accept")
    known = find_gold(workspace, sample_id, actor=admin)
    assert known is not None
    assert (known.id, known.expected, known.by, known.is_active) == (gold_id, right, "Ada", True)
    assert (known.n_right, known.n, known.wrong) == (1, 2, {"overall": 1})
    assert known.right.low < 0.5 < known.right.high  # type: ignore[union-attr]  # defined, with n = 2
    by_rater = {line.rater_id: line.gold for line in list_raters(workspace, actor=admin)}
    assert (by_rater[admin.id].value, by_rater[annotator.id].value) == (1.0, 0.0)  # type: ignore[union-attr]  # as above


def test_what_was_settled_becomes_known_in_one_step(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (case_id,) = differ(workspace, admin, annotator, (5, 2))
    with pytest.raises(ConflictError, match="Nothing is settled"):
        gold.make_gold_of_settled(workspace, case_id, actor=admin)
    answers = {"valid": False, "difficulty": 5}
    adjudication.settle(workspace, case_id, decision="reject", overall=2, answers=answers, note="No unit.", actor=admin)
    gold.make_gold_of_settled(workspace, case_id, actor=admin)
    known = find_gold(workspace, case_id, actor=admin)
    assert known is not None
    assert known.expected == Expected(
        "reject", 1, 3, {"valid": False, "difficulty": [4, 5]}, "Settled by Ada. No unit."
    )
    assert (known.n_right, known.n, known.wrong) == (1, 2, {"decision": 1, "overall": 1})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Expected(), "nothing is said"),
        (Expected("skip"), "to accept or to reject"),
        (Expected("accept", 4, 2), "the lower one first"),
        (Expected("accept", 0, 9), "from 1 to 5"),
        (Expected(answers={"nonsense": 1}), "nonsense"),
        (Expected(answers={"valid": "perhaps"}), "true or false"),
        (Expected(answers={"difficulty": [1, 9]}), "1 to 5"),
        (Expected(answers={"overall": 4}), "give the range"),
    ],
)
def test_what_cannot_be_right_is_refused(workspace: Workspace, admin: Actor, wrong: Expected, said: str) -> None:
    (sample_id,) = add_samples(workspace, 1)
    with pytest.raises(BadInputError, match=said):
        gold.make_gold(workspace, sample_id, wrong, actor=admin)
    assert find_gold(workspace, sample_id, actor=admin) is None


def test_only_curators_say_what_is_right_and_see_it(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (sample_id,) = add_samples(workspace, 1)
    for refused in (
        lambda: gold.make_gold(workspace, sample_id, Expected("accept"), actor=annotator),
        lambda: attention(workspace, annotator),
        lambda: find_gold(workspace, sample_id, actor=annotator),
        lambda: list_gold(workspace, actor=annotator),
        lambda: gold.set_active(workspace, 1, is_active=False, actor=annotator),
    ):
        with pytest.raises(NotAllowedError):
            refused()


def test_said_anew_it_is_replaced_and_a_retired_one_comes_again(workspace: Workspace, admin: Actor) -> None:
    (sample_id,) = add_samples(workspace, 1)
    gold_id = gold.make_gold(workspace, sample_id, Expected("accept"), actor=admin)
    gold.set_active(workspace, gold_id, is_active=False, actor=admin)
    gold.set_active(workspace, gold_id, is_active=False, actor=admin)
    assert (list_gold(workspace, actor=admin), count_gold(workspace, actor=admin)) == (([], None), {})
    assert gold.make_gold(workspace, sample_id, Expected("reject"), actor=admin) == gold_id
    ((known,), _) = list_gold(workspace, actor=admin)
    assert (known.expected.decision, known.is_active) == ("reject", True)
    with workspace.read() as session:
        events = session.exec(select(Event.action).where(Event.entity == "gold").order_by(col(Event.id))).all()
    assert events == ["gold.set", "gold.retired", "gold.set"]
    with pytest.raises(NotFoundError):
        gold.set_active(workspace, 99, is_active=False, actor=admin)


def test_the_list_goes_page_by_page_and_shows_the_retired_ones_apart(workspace: Workspace, admin: Actor) -> None:
    made = [gold.make_gold(workspace, n, Expected("accept"), actor=admin) for n in add_samples(workspace, 4)]
    gold.set_active(workspace, made[2], is_active=False, actor=admin)
    first, before = list_gold(workspace, limit=2, actor=admin)
    rest, end = list_gold(workspace, limit=2, before=before, actor=admin)
    assert [known.id for known in (*first, *rest)] == [made[3], made[1], made[0]]
    assert (end, [known.id for known in list_gold(workspace, is_active=False, actor=admin)[0]]) == (None, [made[2]])


def test_an_attention_check_says_itself_what_to_press_and_is_served(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    _, check_id = attention(workspace, admin, lead="A farmer has 12 goats.")
    add_samples(workspace, 2)
    set_review_policy(workspace, ReviewPolicy(gold_every=1), actor=admin)
    given = []
    while (found := next_sample(workspace, actor=annotator)) is not None:
        given.append(found)
        say(workspace, found, annotator, overall=2, decision="reject")
    assert check_id in given
    text = sample_in(workspace, check_id).text
    assert text.startswith("A farmer has 12 goats.\n\n")
    assert "Rate it 2 and reject it" in text
    known = find_gold(workspace, check_id, actor=admin)
    assert known is not None
    assert (known.kind, known.n_right, known.n) == ("attention", 1, 1)


def test_a_rater_is_given_no_sign_that_a_sample_is_known(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (ordinary,) = add_samples(workspace, 1)
    _, check_id = attention(workspace, admin)
    gold.make_gold(workspace, ordinary, Expected("accept", why="secret why"), actor=admin)
    for sample_id in (ordinary, check_id):
        shown = get_item(workspace, sample_id, actor=annotator).sample
        assert (shown.state, shown.state_reason, shown.label) == ("active", "", "")
        assert "attention" not in repr(shown.model_dump(exclude={"embedding"}))
        assert "secret" not in repr(get_item(workspace, sample_id, actor=annotator))
    sentences = " ".join(line.sentence for line in read_activity(workspace, actor=annotator).rows)
    assert "known sample 1" in sentences
    assert not any(f"sample {n}" in sentences.replace("known sample", "") for n in (ordinary, check_id))
    assert sample_in(workspace, check_id).state == ItemState.EXCLUDED


def test_an_attention_check_is_in_no_list_no_count_and_no_export(
    workspace: Workspace, admin: Actor, tmp_path: Path
) -> None:
    (leaves,) = add_exportable(workspace, 1)
    before = read_overview(workspace, actor=admin).counts
    _, check_id = attention(workspace, admin, lead="bees")
    after = read_overview(workspace, actor=admin).counts
    assert (after.samples, after.samples_labelled, after.progress) == (
        before.samples,
        before.samples_labelled,
        before.progress,
    )
    for chosen in (SampleFilter(), SampleFilter(states=("excluded",)), SampleFilter(text="bees")):
        assert check_id not in [row.id for row in samples.list_samples(workspace, chosen).rows]
    assert samples.sample_facets(workspace, SampleFilter())["states"] == {"active": 1}
    assert queue_counts(workspace, admin).pending == 1
    say(workspace, check_id, admin, decision="accept", overall=5)
    for name, chosen in (("all", SampleFilter()), ("aside", SampleFilter(states=("active", "excluded")))):
        export(workspace, admin, tmp_path / name, chosen=chosen)
        assert ids_in(tmp_path / name) == [leaves]


def test_an_attention_check_is_neither_read_nor_compared_and_not_after_a_correction_either(
    workspace: Workspace, admin: Actor
) -> None:
    _, check_id = attention(workspace, admin)
    samples.edit_sample(workspace, check_id, text="Corrected by somebody in haste.", version=1, actor=admin)
    row = sample_in(workspace, check_id)
    assert (row.embedding, row.is_compared) == ("attention check", True)
    with workspace.read() as session:
        assert unreadable_counts(session, ItemKind.SAMPLE) == {}


def test_nobody_takes_an_attention_check_back_into_the_samples(workspace: Workspace, admin: Actor) -> None:
    _, check_id = attention(workspace, admin)
    done = select_many.restore(workspace, ItemKind.SAMPLE, SampleFilter(ids=(check_id,)), actor=admin)
    assert done.count == 0
    with workspace.read() as session:
        assert session.get_one(Sample, check_id).state == ItemState.EXCLUDED
    with pytest.raises(ConflictError, match="attention check"):
        gold.make_gold(workspace, check_id, Expected("accept"), actor=admin)


def test_an_attention_check_that_cannot_be_is_refused(workspace: Workspace, admin: Actor) -> None:
    for wrong, said in (
        ({"scenario": "nonsense"}, "no scenario"),
        ({"decision": "skip"}, "accept or reject"),
        ({"overall": 9}, "1 to 5"),
        ({"lead": "x" * 4_001}, "at most 4,000"),
    ):
        with pytest.raises(BadInputError, match=said):
            attention(workspace, admin, **wrong)
