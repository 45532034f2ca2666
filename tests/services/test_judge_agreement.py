"""How far a judge agrees with people, and whether it may propose answers to them."""

import random
from collections.abc import Callable, Sequence

import pytest
from sqlmodel import select

from curation.errors import ConflictError, NotAllowedError, NotFoundError
from curation.metrics.intervals import Interval
from curation.models import Choice, Event, Review, Sample
from curation.review import Answers
from curation.services import people
from curation.services.comparisons import submit
from curation.services.figures import Figure, NotDefined
from curation.services.judge_agreement import judge_agreement
from curation.services.judge_overview import judge_overview
from curation.services.judge_plan import ENOUGH_SHARED
from curation.services.judge_prefills import (
    MIN_ALPHA_LOW,
    RECHECK_EVERY,
    allow_prefill,
    prefill_of,
    recheck_prefills,
    withdraw_prefills,
)
from curation.services.judges import judge_for
from curation.services.permissions import Actor
from curation.services.review import save_review
from curation.services.rubrics import rubric_for, stored_rubric
from curation.store.proposals import proposed_by_judges
from curation.store.reviews import add_review
from curation.workspace import Workspace
from tests.services.judge_runs import add_set, chooses, judge_of, judge_set
from tests.services.judging import add_samples, say
from tests.services.scripted import ScriptedProvider, answered, run_job

WORDS = {"a": "accept", "r": "reject"}


def judge_says(
    workspace: Workspace, admin: Actor, said: Sequence[tuple[int, int, str]], **answers: Sequence[object]
) -> int:
    """Store a judge's reviews as its job would: sample, rating and decision each, and further answers in order."""
    with workspace.write() as tx:
        judge_id = judge_for(tx, "openai", "model-j", actor=admin)
        rubric_id = stored_rubric(tx, rubric_for(tx, "math"))
        for place, (sample_id, overall, decision) in enumerate(said):
            row = Review(sample_id=sample_id, annotator_id=judge_id, rubric_id=rubric_id, overall=overall)
            row.decision = decision
            row.answers = {name: values[place] for name, values in answers.items()}
            add_review(tx, row, supersedes=None)
    return judge_id


def measured(figure: Figure) -> Interval:
    assert isinstance(figure, Interval), figure
    return figure


def rated(workspace: Workspace, admin: Actor, ratings: Sequence[tuple[int, int]]) -> int:
    """Let a person and the judge rate as many samples as there are pairs of ratings; from 3 on both accept."""
    ids = add_samples(workspace, len(ratings))
    for sample_id, (person, _) in zip(ids, ratings, strict=True):
        say(workspace, sample_id, admin, overall=person, decision="accept" if person >= 3 else "reject")
    said = [(n, judge, "accept" if judge >= 3 else "reject") for n, (_, judge) in zip(ids, ratings, strict=True)]
    return judge_says(workspace, admin, said)


def proposed(workspace: Workspace, sample_id: int) -> list[tuple[str, int | None]]:
    """Return which judges propose which rating of a sample."""
    with workspace.read() as session:
        return [(one.judge, one.overall) for one in proposed_by_judges(session, sample_id)]


def spread(count: int, off: Callable[[int], int] = lambda value: value) -> list[tuple[int, int]]:
    return [(1 + n % 5, off(1 + n % 5)) for n in range(count)]


def test_a_judge_that_says_the_same_agrees_fully(workspace: Workspace, admin: Actor) -> None:
    agreement = judge_agreement(workspace, rated(workspace, admin, spread(40)))
    overall = agreement.of("overall")
    assert overall is not None
    assert (agreement.n_shared, agreement.is_labelled) == (40, False)
    for figure in (overall.alpha, overall.spearman, overall.kendall):
        assert measured(figure).value == pytest.approx(1.0)
        assert measured(figure).low < 1.0
    assert measured(overall.bias).value == 0.0
    assert measured(overall.alpha).n == 40
    assert isinstance(overall.people, NotDefined)
    decision = agreement.of("decision")
    assert decision is not None
    assert isinstance(decision.spearman, NotDefined)
    assert measured(decision.alpha).value == 1.0


def test_a_milder_judge_keeps_the_order_and_its_bias_is_told(workspace: Workspace, admin: Actor) -> None:
    overall = judge_agreement(workspace, rated(workspace, admin, spread(40, lambda n: min(n + 1, 5)))).of("overall")
    assert overall is not None
    assert measured(overall.bias).value == pytest.approx(0.8)
    assert measured(overall.bias).low > 0.6
    assert measured(overall.kendall).value > 0.9
    assert measured(overall.alpha).value < 0.9


def test_a_judge_by_chance_agrees_by_chance(workspace: Workspace, admin: Actor) -> None:
    rng = random.Random(4)
    overall = judge_agreement(
        workspace, rated(workspace, admin, [(rng.randint(1, 5), rng.randint(1, 5)) for _ in range(80)])
    ).of("overall")
    assert overall is not None
    for figure in (overall.alpha, overall.spearman, overall.kendall):
        assert measured(figure).low < 0.0 < measured(figure).high + 0.2


def test_people_count_together_and_where_they_are_split_nothing_is_compared(workspace: Workspace, admin: Actor) -> None:
    bea, cyd = people.join(workspace, "Bea"), people.join(workspace, "Cyd")
    ids = add_samples(workspace, 4)
    for sample_id, (one, other) in zip(ids, [("a", "a"), ("a", "r"), ("r", "r"), ("a", "a")], strict=True):
        for who, word in ((bea, one), (cyd, other)):
            say(workspace, sample_id, who, overall=4 if who == bea else 1, decision=WORDS[word])
    judge_id = judge_says(workspace, admin, [(n, 3, "accept") for n in ids])
    agreement = judge_agreement(workspace, judge_id)
    decision, overall = agreement.of("decision"), agreement.of("overall")
    assert decision is not None
    assert overall is not None
    assert (decision.n_split, measured(decision.alpha).n) == (1, 3)
    assert measured(overall.bias).value == pytest.approx(0.5)
    assert measured(decision.people).n == 4


def test_other_questions_are_compared_by_their_kind(workspace: Workspace, admin: Actor) -> None:
    ids = add_samples(workspace, 6)

    def change(place: int) -> Callable[[Answers], Answers]:
        return lambda said: (
            said.rated(3).answered("valid", place % 2 == 0).answered("difficulty", 1 + place % 5).decided("accept")
        )

    for place, sample_id in enumerate(ids):
        save_review(workspace, sample_id, change(place), actor=admin)
    said = [(n, 3, "accept") for n in ids]
    valid, difficulty = [n % 2 == 0 for n in range(6)], [1 + n % 5 for n in range(6)]
    judge_id = judge_says(workspace, admin, said, valid=valid, difficulty=difficulty)
    agreement = judge_agreement(workspace, judge_id)
    by_id = {one.question: one for one in agreement.questions}
    assert [*by_id][:2] == ["decision", "overall"]
    assert measured(by_id["valid"].alpha).value == 1.0
    assert isinstance(by_id["valid"].kendall, NotDefined)
    assert measured(by_id["difficulty"].kendall).value == pytest.approx(1.0)
    assert str(by_id["decision"].alpha).startswith("not defined: all answers are the same")


def test_demo_rows_are_left_out_as_soon_as_there_are_others(workspace: Workspace, admin: Actor) -> None:
    judge_id = rated(workspace, admin, spread(4))
    with workspace.write() as tx:
        for sample in tx.exec(select(Sample)):
            sample.counts = False
    assert (judge_agreement(workspace, judge_id).n_shared, judge_agreement(workspace, judge_id).is_labelled) == (
        4,
        True,
    )
    rated(workspace, admin, spread(3))
    agreement = judge_agreement(workspace, judge_id)
    assert (agreement.n_shared, agreement.is_labelled) == (3, False)


def test_the_choice_of_a_side_is_told(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    ids = add_samples(workspace, 8)
    set_id = add_set(workspace, admin, *zip(ids[::2], ids[1::2], strict=True))
    provider.reply = lambda _request, number: answered(chooses("a" if number > 2 else "ab"[number - 1]))
    job_id = judge_set(workspace, admin, set_id)
    run_job(workspace, job_id)
    judge_id = judge_of(workspace, job_id)
    pairs = judge_agreement(workspace, judge_id).pairs
    assert (measured(pairs.same_both_ways).value, measured(pairs.same_both_ways).n) == (0.25, 4)
    assert measured(pairs.first).value == pytest.approx(7 / 8)
    assert str(pairs.agrees).startswith("not defined")
    for pair_id in (1, 2):
        submit(workspace, pair_id, Choice.TIE, actor=admin)
    agrees = measured(judge_agreement(workspace, judge_id).pairs.agrees)
    assert (agrees.value, agrees.n) == (0.5, 2)


def test_too_few_shared_samples_open_no_way_to_prefill(workspace: Workspace, admin: Actor) -> None:
    judge_id = rated(workspace, admin, spread(ENOUGH_SHARED - 1))
    with pytest.raises(ConflictError, match=r"People have judged 29 of the samples .* 30 are needed"):
        allow_prefill(workspace, judge_id, True, actor=admin)


def test_low_agreement_opens_no_way_to_prefill(workspace: Workspace, admin: Actor) -> None:
    judge_id = rated(workspace, admin, spread(40, lambda n: 6 - n))
    with pytest.raises(ConflictError, match="Its alpha with people is too low"):
        allow_prefill(workspace, judge_id, True, actor=admin)
    assert proposed(workspace, 1) == []


def test_a_judge_that_agrees_may_propose_and_is_named(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    judge_id = rated(workspace, admin, spread(40))
    assert proposed(workspace, 5) == []
    with pytest.raises(NotAllowedError):
        allow_prefill(workspace, judge_id, True, actor=annotator)
    allow_prefill(workspace, judge_id, True, actor=admin)
    assert proposed(workspace, 5) == [("Judge: openai model-j", 5)]
    allow_prefill(workspace, judge_id, False, actor=admin)
    assert proposed(workspace, 5) == []
    with workspace.read() as session:
        events = session.exec(select(Event).where(Event.action == "judge.prefill_set")).all()
    assert [event.after["prefills"] for event in events] == [True, False]


def test_it_is_withdrawn_with_a_reason_when_newer_reviews_speak_against_it(workspace: Workspace, admin: Actor) -> None:
    judge_id = rated(workspace, admin, spread(30))
    allow_prefill(workspace, judge_id, True, actor=admin)
    assert withdraw_prefills(workspace) == []
    rated(workspace, admin, spread(RECHECK_EVERY + 40, lambda n: 6 - n))
    assert proposed(workspace, 5)
    recheck_prefills(workspace)
    assert proposed(workspace, 5) == []
    with workspace.read() as session:
        state = prefill_of(session, judge_agreement(workspace, judge_id))
        (event,) = session.exec(select(Event).where(Event.action == "judge.prefill_withdrawn")).all()
    assert not state.is_on
    assert state.withdrawn == event.after["reason"] == state.why_not
    assert f"{MIN_ALPHA_LOW} at least is needed" in state.withdrawn


def test_the_list_of_judges_stops_one_that_may_not_any_more(workspace: Workspace, admin: Actor) -> None:
    judge_id = rated(workspace, admin, spread(30))
    allow_prefill(workspace, judge_id, True, actor=admin)
    assert [judge.prefill.is_on for judge in judge_overview(workspace)] == [True]
    rated(workspace, admin, spread(60, lambda n: 6 - n))
    (judge,) = judge_overview(workspace)
    assert (judge.prefill.is_on, judge.prefill.withdrawn) == (False, judge.prefill.why_not)


def test_it_is_not_looked_at_again_after_every_review(workspace: Workspace, admin: Actor) -> None:
    judge_id = rated(workspace, admin, spread(30))
    allow_prefill(workspace, judge_id, True, actor=admin)
    recheck_prefills(workspace)
    say(workspace, 5, admin, overall=1, decision="reject")
    version = workspace.data_version()
    recheck_prefills(workspace)
    assert workspace.data_version() == version
    assert proposed(workspace, 5)


def test_a_person_is_no_judge(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(NotFoundError):
        judge_agreement(workspace, admin.id)
    with pytest.raises(NotFoundError):
        allow_prefill(workspace, admin.id, True, actor=admin)
