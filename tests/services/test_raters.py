"""How each person rates, whose answers lie across whose, and the halo check, from the rows of a workspace."""

from datetime import UTC, datetime, timedelta

import pytest

from curation.errors import BadInputError
from curation.metrics.intervals import Interval, wilson_interval
from curation.models import DEMO_LABEL
from curation.services.figures import NotDefined
from curation.services.permissions import Actor
from curation.services.raters import RaterLine, list_raters, read_confusion, read_halo
from curation.workspace import Workspace
from tests.services.agreeing import crew, judge, judged_by, make_gold, rubric_id
from tests.services.judging import add_samples

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def lines_of(workspace: Workspace, actor: Actor) -> dict[str, RaterLine]:
    return {line.name: line for line in list_raters(workspace, actor=actor)}


def test_each_rater_has_a_line_with_what_is_known(workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    for number, sample_id in enumerate(add_samples(workspace, 8)):
        rating = 4 if number < 6 else 2
        decision = "accept" if rating > 2 else "reject"
        judge(workspace, sample_id, one, overall=rating, decision=decision, seconds_active=10.0 + number)
    judge(workspace, add_samples(workspace, 1)[0], other, decision="accept")
    lines = lines_of(workspace, admin)
    assert list(lines) == ["Rater A", "Rater B"]
    first, second = lines["Rater A"], lines["Rater B"]
    assert (first.n, first.accepted) == (8, wilson_interval(6, 8))
    assert isinstance(first.rating, Interval)
    assert isinstance(first.seconds, Interval)
    assert (first.rating.value, first.seconds.value, first.seconds.n) == (3.5, 13.5, 8)
    assert (first.drift, first.blocks) == (NotDefined("needs 40 items, not 8"), ())
    assert second.rating == NotDefined("a mean with an interval needs two values, not 0")
    assert second.seconds == NotDefined("a median with an interval needs 6 items, not 0")
    assert second.gold == NotDefined("no answers to items whose right answers are known")


def test_gold_and_attention_checks_tell_who_is_right(workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    asked = rubric_id(workspace)
    gold, check, retired = add_samples(workspace, 3)
    make_gold(workspace, gold, admin, decision="accept", overall_low=4, answers={"valid": True})
    make_gold(workspace, check, admin, kind="attention", overall_low=2, overall_high=2)
    make_gold(workspace, retired, admin, decision="reject", is_active=False)
    for sample_id, right in ((gold, {"overall": 5, "answers": {"valid": True}}), (check, {"overall": 2})):
        judge(workspace, sample_id, one, rubric=asked, **right)
    judge(workspace, gold, other, rubric=asked, overall=5, answers={"valid": False})
    judge(workspace, check, other, rubric=asked)
    judge(workspace, retired, other, rubric=asked)
    lines = lines_of(workspace, admin)
    assert lines["Rater A"].gold == wilson_interval(2, 2)
    assert lines["Rater B"].gold == wilson_interval(0, 2)
    assert [line.n for line in lines.values()] == [2, 1]  # a check is no work that counts


def test_who_becomes_stricter_is_said(workspace: Workspace, admin: Actor) -> None:
    (one,) = crew(workspace, 1)
    for number, sample_id in enumerate(add_samples(workspace, 60)):
        rating = 5 if number < 30 else 1
        at = START + timedelta(minutes=number)
        judge(workspace, sample_id, one, overall=rating, decision="accept" if rating == 5 else "reject", at=at)
    (line,) = list_raters(workspace, actor=admin)
    assert isinstance(line.drift, tuple)
    assert [said.split(" than")[0] for said in line.drift] == ["Rates lower", "Accepts less"]
    assert [(block.first, block.last) for block in line.blocks] == [(1, 20), (21, 40), (41, 60)]


def test_others_read_numbers_and_find_themselves(workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    judged_by(workspace, [(4, 4), (3, None)], [one, other])
    assert set(lines_of(workspace, other)) == {"rater 2", "rater 3 (you)"}


def test_answers_lie_across(workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    judged_by(workspace, [(5, 5), (5, 4), (4, 4), (1, 5), (None, 3), (2, None)], [one, other])
    found = read_confusion(workspace, one.id, other.id, question="overall", actor=admin)
    assert (found.first, found.second, found.items) == ("Rater A", "Rater B", 4)
    assert found.values == ("1", "4", "5")
    assert found.counts == ((0, 0, 1), (0, 1, 0), (0, 1, 1))
    turned = read_confusion(workspace, other.id, one.id, question="overall", actor=admin)
    assert turned.counts == tuple(zip(*found.counts, strict=True))


@pytest.mark.parametrize("question", ["overall", "valid"])
def test_two_without_an_item_in_common_are_refused(workspace: Workspace, admin: Actor, question: str) -> None:
    one, other, third = crew(workspace, 3)
    judged_by(workspace, [(5, 5, None), (None, 4, 4)], [one, other, third])
    with pytest.raises(BadInputError, match="no item in common"):
        read_confusion(workspace, one.id, third.id, question=question, actor=admin)
    with pytest.raises(BadInputError, match="no item in common"):
        read_confusion(workspace, one.id, one.id, question=question, actor=admin)


def shift(workspace: Workspace, sample_id: int, actor: Actor, hidden: int | None, shown: int | None) -> None:
    first = judge(workspace, sample_id, actor, overall=hidden, decision=None, persona_hidden=True)
    judge(workspace, sample_id, actor, overall=shown, persona_hidden=False, supersedes=first)


def test_the_halo_is_the_last_hidden_rating_against_the_shown_one(workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    maths, logic = add_samples(workspace, 3), add_samples(workspace, 2, scenario="logic")
    for sample_id in maths:
        shift(workspace, sample_id, one, 3, 4)
    for sample_id in logic:
        shift(workspace, sample_id, other, 4, 4)
    twice = judge(workspace, logic[0], one, overall=1, decision=None, persona_hidden=True)
    twice = judge(workspace, logic[0], one, overall=4, decision=None, persona_hidden=True, supersedes=twice)
    judge(workspace, logic[0], one, overall=2, supersedes=twice)
    found = read_halo(workspace, actor=admin)
    assert isinstance(found.total.shift, Interval)
    assert found.total.shift.n == 6
    assert found.total.shift.value == pytest.approx(1 / 6)
    assert (found.total.higher, found.total.same, found.total.lower) == (3, 2, 1)
    assert [(line.name, line.higher, line.same, line.lower) for line in found.by_scenario] == [
        ("logic", 0, 2, 1), ("math", 3, 0, 0),
    ]  # fmt: skip
    assert [(line.name, line.lower) for line in found.by_rater] == [("Rater A", 1), ("Rater B", 0)]
    assert read_halo(workspace, scenario="math", actor=admin).total.higher == 3
    assert read_halo(workspace, actor=one).by_rater == ()


def test_what_is_no_pair_is_no_halo(workspace: Workspace, admin: Actor) -> None:
    (one,) = crew(workspace, 1)
    unrated, still_hidden, draft, check, only_shown = add_samples(workspace, 5)
    shift(workspace, unrated, one, None, 4)
    first = judge(workspace, still_hidden, one, overall=2, decision=None, persona_hidden=True)
    judge(workspace, still_hidden, one, overall=5, persona_hidden=True, supersedes=first)
    first = judge(workspace, draft, one, overall=2, decision=None, persona_hidden=True)
    judge(workspace, draft, one, overall=5, decision=None, supersedes=first)
    make_gold(workspace, check, admin, kind="attention", overall_low=5)
    shift(workspace, check, one, 2, 5)
    judge(workspace, only_shown, one, overall=4)
    assert read_halo(workspace, actor=admin).total.shift == NotDefined(
        "needs two samples that somebody rated with the persona hidden and then shown"
    )


def test_the_halo_of_labelled_samples_counts_only_while_there_are_no_others(workspace: Workspace, admin: Actor) -> None:
    (one,) = crew(workspace, 1)
    for sample_id in add_samples(workspace, 2, label=DEMO_LABEL, counts=False):
        shift(workspace, sample_id, one, 1, 5)
    alone = read_halo(workspace, actor=admin)
    assert (alone.is_labelled, alone.total.higher) == (True, 2)
    for sample_id in add_samples(workspace, 2):
        shift(workspace, sample_id, one, 3, 3)
    beside = read_halo(workspace, actor=admin)
    assert (beside.is_labelled, beside.total.higher, beside.total.same) == (False, 0, 2)
