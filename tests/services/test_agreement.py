"""Agreement of a workspace: which reviews count, by question, by pair, over time, and who is told what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from curation.errors import BadInputError, NotAllowedError
from curation.metrics.agreement import cohen_kappa, fleiss_kappa, krippendorff_alpha
from curation.metrics.intervals import Interval, wilson_interval
from curation.metrics.ratings import Level, Ratings
from curation.models import DEMO_LABEL, Annotator, RaterKind, Role
from curation.services import people
from curation.services.agreement import MIN_TOLD, AgreementReport, agreement
from curation.services.agreement_time import Period, Span
from curation.services.figures import Figure, NotDefined
from curation.services.permissions import Actor
from curation.services.raters import read_confusion
from curation.workspace import Workspace
from tests.services.agreeing import QUESTIONS, crew, judge, judged_by, make_gold, rubric_id
from tests.services.judging import add_samples, say

RATINGS = [(5, 4), (4, 4), (2, 1), (1, 2), (3, 3), (5, 5), (2, 4), (1, 1), (4, 5), (3, 2)]


def figure_of(report: AgreementReport, question: str, metric: str) -> Figure:
    (found,) = (asked for asked in report.questions if asked.id == question)
    return found.metrics[metric]


def test_two_raters_have_the_numbers_of_the_pure_functions(workspace: Workspace, admin: Actor) -> None:
    judged_by(workspace, RATINGS, crew(workspace, 2))
    report = agreement(workspace, question="overall", actor=admin)
    ratings = Ratings.of(RATINGS)
    assert [question.id for question in report.questions] == ["decision", "overall"]
    assert figure_of(report, "overall", "krippendorff_alpha") == krippendorff_alpha(ratings, Level.ORDINAL, seed=0)
    assert figure_of(report, "overall", "cohen_kappa") == cohen_kappa(ratings, 0, 1, weights="quadratic", seed=0)
    decided = Ratings.of([tuple("accept" if value >= 3 else "reject" for value in row) for row in RATINGS])
    assert figure_of(report, "decision", "fleiss_kappa") == fleiss_kappa(decided, seed=0)
    assert figure_of(report, "decision", "percent_agreement") == wilson_interval(8, 10)
    assert report.question is not None
    assert (report.question.items, report.question.n, report.question.raters) == (10, 20, 2)
    (pair,) = report.pairs
    assert (pair.first, pair.second, pair.items) == ("Rater A", "Rater B", 10)
    assert pair.kappa == figure_of(report, "overall", "cohen_kappa")


def test_cohens_kappa_of_three_raters_is_that_of_their_pairs(workspace: Workspace, admin: Actor) -> None:
    judged_by(workspace, [(*row, None) for row in RATINGS] + [(None, 3, 4), (3, None, 1)], crew(workspace, 3))
    report = agreement(workspace, actor=admin)
    cohen = figure_of(report, "decision", "cohen_kappa")
    assert isinstance(cohen, NotDefined)
    assert str(cohen) == "not defined: it is for two raters, and 3 answered; see the pairs"
    assert [(pair.first[-1] + pair.second[-1], pair.items) for pair in report.pairs] == [
        ("AB", 10),
        ("AC", 1),
        ("BC", 1),
    ]
    assert report.pairs[1].kappa == NotDefined("only one item was answered by two raters")


def test_an_empty_workspace_has_no_questions(workspace: Workspace, admin: Actor) -> None:
    report = agreement(workspace, actor=admin)
    assert (report.questions, report.pairs, report.spans, report.n, report.question) == ((), (), (), 0, None)


def test_only_current_decided_reviews_of_people_count(workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    samples = judged_by(workspace, RATINGS, [one, other])
    (draft, skipped, old) = add_samples(workspace, 3)
    judge(workspace, draft, one, overall=1)
    judge(workspace, draft, other, overall=5, decision=None)
    judge(workspace, skipped, one)
    judge(workspace, skipped, other, decision="skip")
    first = judge(workspace, old, one, overall=1, decision="reject")
    judge(workspace, old, one, overall=5, supersedes=first)
    judge(workspace, old, other, overall=5)
    with workspace.write() as tx:
        tx.add(
            Annotator(name="A model", kind=RaterKind.JUDGE, role=Role.VIEWER, is_active=False, provider="p", model="m")
        )
        tx.flush()
        judge_id = tx.connection().exec_driver_sql("select max(id) from annotator").scalar_one()
    for sample_id in samples:
        judge(workspace, sample_id, Actor(judge_id, "A model", Role.VIEWER), overall=1, decision="reject")
    report = agreement(workspace, actor=admin)
    decided = report.questions[0]
    assert (decided.items, decided.n, decided.raters) == (11, 22, 2)
    assert figure_of(report, "decision", "percent_agreement") == wilson_interval(9, 11)


def test_labelled_samples_are_left_out_as_soon_as_there_are_others(workspace: Workspace, admin: Actor) -> None:
    raters = crew(workspace, 2)
    for sample_id in add_samples(workspace, 4, label=DEMO_LABEL, counts=False):
        for actor in raters:
            judge(workspace, sample_id, actor, overall=4)
    alone = agreement(workspace, actor=admin)
    assert (alone.is_labelled, alone.questions[0].items, dict(alone.left_out)) == (True, 4, {})
    judged_by(workspace, RATINGS, raters)
    beside = agreement(workspace, scenario="math", actor=admin, by=Span.WEEK)
    assert (beside.is_labelled, beside.questions[0].items) == (False, 10)
    assert dict(beside.left_out) == {"demo or hand-written sample": 8}


def test_attention_checks_are_no_items_of_agreement(workspace: Workspace, admin: Actor) -> None:
    raters = crew(workspace, 2)
    first, *_ = judged_by(workspace, RATINGS, raters)
    make_gold(workspace, first, admin, kind="attention", decision="accept")
    report = agreement(workspace, actor=admin)
    assert (report.questions[0].items, dict(report.left_out)) == (9, {"attention check": 2})


def test_each_kind_of_question_is_measured_as_it_needs(workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    asked = rubric_id(workspace)
    for number, sample_id in enumerate(add_samples(workspace, 12)):
        said = {"valid": number % 3 > 0, "topics": ["algebra"] if number % 2 else ["algebra", "geometry"], "why": "x"}
        flags = ["wrong"] if number < 4 else []
        judge(workspace, sample_id, one, overall=number % 5 + 1, rubric=asked, answers=said, flags=flags)
        said = {**said, "valid": number % 4 > 0, "gone": 3}
        judge(workspace, sample_id, other, overall=number % 5 + 1, rubric=asked, answers=said, flags=["wrong"])
    report = agreement(workspace, question="topics:geometry", actor=admin)
    levels = {question.id: (str(question.level), question.items) for question in report.questions}
    assert levels == {
        "decision": ("nominal", 12), "overall": ("ordinal", 12), "topics:algebra": ("nominal", 12),
        "topics:geometry": ("nominal", 12), "valid": ("nominal", 12), "flag:wrong": ("nominal", 12),
    }  # fmt: skip
    assert figure_of(report, "topics:algebra", "krippendorff_alpha") == NotDefined(
        "all answers are the same, so nothing tells agreement from chance"
    )
    geometry = figure_of(report, "topics:geometry", "krippendorff_alpha")
    assert isinstance(geometry, Interval)
    assert (geometry.value, geometry.high) == (1.0, 1.0)
    assert figure_of(report, "flag:wrong", "percent_agreement") == wilson_interval(4, 12)
    labels = {question.id: question.label for question in report.questions}
    assert labels["topics:geometry"] == "Topics: geometry"
    assert report.question is not None
    assert report.question.reading.startswith("firm")


def test_a_reworded_question_is_the_same_and_one_of_another_kind_is_not(workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    reworded = {**QUESTIONS[1], "label": "Is it valid?"}
    versions = [rubric_id(workspace, [question]) for question in (QUESTIONS[1], reworded)]
    scale = rubric_id(workspace, [{"id": "valid", "kind": "scale", "label": "How valid"}], name="other")
    for sample_id in add_samples(workspace, 6):
        judge(workspace, sample_id, one, rubric=versions[0], answers={"valid": True})
        judge(workspace, sample_id, other, rubric=versions[1], answers={"valid": sample_id % 2 == 0})
    for sample_id in add_samples(workspace, 5):
        for actor in (one, other):
            judge(workspace, sample_id, actor, rubric=scale, answers={"valid": 3})
    report = agreement(workspace, actor=admin)
    found = {question.id: (question.label, question.items) for question in report.questions[1:]}
    assert found == {"valid": ("Is it valid?", 6), "valid (scale)": ("How valid", 5)}


def test_scenario_and_period_narrow_what_is_looked_at(workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
    for number, sample_id in enumerate(add_samples(workspace, 30, scenario="logic")):
        for actor in (one, other):
            at = start + timedelta(days=number)
            judge(workspace, sample_id, actor, overall=number % 5 + 1, at=at, decision="accept")
    judged_by(workspace, RATINGS, [one, other])
    assert agreement(workspace, scenario="logic", actor=admin).questions[0].items == 30
    some = Period(date(2026, 3, 2), date(2026, 3, 4))
    assert agreement(workspace, period=some, actor=admin).questions[0].items == 3
    weeks = agreement(workspace, question="overall", scenario="logic", by=Span.WEEK, actor=admin).spans
    assert [(span.label, span.items) for span in weeks][:2] == [("2026-03-02", 7), ("2026-03-09", 7)]
    months = agreement(workspace, scenario="logic", by=Span.MONTH, actor=admin).spans
    assert [(span.label, span.first_day, span.items) for span in months] == [("2026-03", "2026-03-02", 30)]
    blocks = agreement(workspace, scenario="logic", by=Span.BLOCK, actor=admin).spans
    assert [(span.label, span.items) for span in blocks] == [("1 to 10", 10), ("11 to 20", 10), ("21 to 30", 10)]
    with pytest.raises(BadInputError, match="is before"):
        agreement(workspace, period=Period(date(2026, 3, 4), date(2026, 3, 2)), actor=admin)


def test_an_item_stands_where_its_last_answer_came(workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    early, late = datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2026, 2, 1, 1, tzinfo=UTC)
    for sample_id in add_samples(workspace, 2):
        judge(workspace, sample_id, one, at=late)
        judge(workspace, sample_id, other, at=early)
    (month,) = agreement(workspace, by=Span.MONTH, actor=admin).spans
    assert month.label == "2026-02"


def test_a_question_that_nobody_answered_twice_is_refused_by_name(workspace: Workspace, admin: Actor) -> None:
    judged_by(workspace, RATINGS, crew(workspace, 2))
    with pytest.raises(BadInputError, match=r"two answers to 'valid'. Questions that have: decision, overall"):
        agreement(workspace, question="valid", actor=admin)


def test_names_are_for_curators_and_few_items_tell_nothing_to_others(workspace: Workspace, admin: Actor) -> None:
    one, other, third = crew(workspace, 3)
    judged_by(workspace, [(*row, None) for row in RATINGS] + [(None, 3, 4)] * (MIN_TOLD - 1), [one, other, third])
    told = agreement(workspace, actor=other)
    assert {name for pair in told.pairs for name in (pair.first, pair.second)} == {
        "rater 2", "rater 3 (you)", "rater 4",
    }  # fmt: skip
    pair_of_few = told.pairs[1]
    assert pair_of_few.items == MIN_TOLD - 1
    assert pair_of_few.percent == pair_of_few.kappa == NotDefined("fewer than 5 items, which would tell single answers")
    assert isinstance(told.pairs[0].kappa, Interval)
    assert isinstance(agreement(workspace, actor=admin).pairs[1].percent, Interval)
    with pytest.raises(NotAllowedError, match="for curators"):
        read_confusion(workspace, one.id, other.id, actor=other)
    people.change_person(workspace, other.id, role=Role.CURATOR, actor=admin)
    assert agreement(workspace, actor=other).pairs[0].first == "Rater A"


def test_whoever_has_left_is_told_nothing(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    people.change_person(workspace, annotator.id, is_active=False, actor=admin)
    with pytest.raises(NotAllowedError):
        agreement(workspace, actor=annotator)


def test_a_new_review_changes_the_numbers(workspace: Workspace, admin: Actor) -> None:
    one, other = crew(workspace, 2)
    (sample_id,) = add_samples(workspace, 1)
    say(workspace, sample_id, one, overall=4, decision="accept")
    assert agreement(workspace, actor=admin).questions == ()
    say(workspace, sample_id, other, overall=4, decision="accept")
    assert agreement(workspace, actor=admin).questions[0].items == 1
