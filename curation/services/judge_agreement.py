"""How far a judge agrees with people, question by question, and whether it only prefers a side."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final, NamedTuple

from sqlmodel import Session

from curation.metrics.agreement import krippendorff_alpha, percent_agreement
from curation.metrics.intervals import bootstrap_mean, wilson_interval
from curation.metrics.rank_agreement import kendall_tau_b, spearman
from curation.metrics.ratings import Level, Ratings
from curation.models import Rubric
from curation.review import OVERALL, QuestionKind, RubricForm
from curation.services.figures import Figure, NotDefined, figure, in_json
from curation.services.judges import find_judge
from curation.services.rubrics import version_of
from curation.store import judgements as store
from curation.store.agreement import all_rubrics
from curation.store.judgements import PairSides, SharedReview, SharedVote
from curation.workspace import Workspace

DECISION: Final = "decision"
SEED: Final = 5
"""Of the resamples, so that the same data give the same intervals."""
_COMPARED: Final = (QuestionKind.SCALE, QuestionKind.YES_NO, QuestionKind.CHOICE)
_NONE_SHARED: Final = NotDefined("nothing was judged by people and by this judge")
_HAS_NO_ORDER: Final = NotDefined("its answers have no order")
_NO_OTHER: Final = NotDefined("no pair was judged both ways round")
_NEITHER: Final = NotDefined("it chose no text over another")


class Asked(NamedTuple):
    """What was asked: a question of a rubric, or the decision."""

    id: str
    label: str
    kind: QuestionKind


_DECISION: Final = Asked(DECISION, "Decision", QuestionKind.CHOICE)


@dataclass(frozen=True, slots=True)
class QuestionAgreement:
    """How a judge answers one question, beside people.

    People count together: the median of their numbers, or what more than half
    of them say; where they are split, a sample is left out.

    Attributes:
        alpha: Krippendorff's, of people together and the judge; ordinal for scales, else nominal.
        spearman: Rank correlation, of scales only; so is `kendall`, tau-b.
        bias: Mean of the judge's number less that of people; of yes and accept counted as 1. Above 0 it is milder.
        people: Krippendorff's alpha of these people among themselves, which is what can be hoped for.
        n_split: Samples that were left out since people are split.
    """

    question: str
    label: str
    alpha: Figure
    spearman: Figure
    kendall: Figure
    bias: Figure
    people: Figure
    n_split: int

    def as_json(self) -> dict[str, Any]:
        """Return it as commands print it."""
        measured = {name: in_json(getattr(self, name)) for name in ("alpha", "spearman", "kendall", "bias", "people")}
        return {"question": self.question, "label": self.label, **measured, "n_split": self.n_split}


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How a judge chooses between two texts.

    Attributes:
        same_both_ways: Share of the pairs on which it chose the same whichever text stood first.
        first: Share of its choices for a text that were for the one that stood first; half is no preference.
        agrees: Share of the pairs on which it chooses as more than half of the people do.
        alpha: Krippendorff's, nominal, of people together and the judge.
    """

    same_both_ways: Figure
    first: Figure
    agrees: Figure
    alpha: Figure

    def as_json(self) -> dict[str, Any]:
        """Return it as commands print it."""
        return {name: in_json(getattr(self, name)) for name in ("same_both_ways", "first", "agrees", "alpha")}


@dataclass(frozen=True, slots=True)
class JudgeAgreement:
    """What is known of a judge; `is_labelled` where only demo and hand-written samples tell it."""

    judge_id: int
    n_shared: int
    is_labelled: bool
    questions: Sequence[QuestionAgreement]
    pairs: PairAgreement

    def of(self, question: str) -> QuestionAgreement | None:
        """Return the agreement on one question."""
        return next((one for one in self.questions if one.question == question), None)


def judge_agreement(workspace: Workspace, judge_id: int) -> JudgeAgreement:
    """Return how far a judge agrees with the people who judged the same.

    Raises:
        NotFoundError: There is no such judge.
    """
    return workspace.cached(("judge_agreement", judge_id), lambda: _agreement(workspace, judge_id))


def _agreement(workspace: Workspace, judge_id: int) -> JudgeAgreement:
    with workspace.read() as session:
        find_judge(session, judge_id)
        return agreement_in(session, judge_id)


def agreement_in(session: Session, judge_id: int) -> JudgeAgreement:
    """Do the same in the caller's session."""
    found = store.shared_reviews(session, judge_id)
    rows = [row for row in found if row.counts] or found
    forms = _forms(all_rubrics(session))
    tables = _tables(rows, judge_id, forms)
    ordered = sorted(tables.values(), key=lambda table: table.question.id not in (DECISION, OVERALL))
    people = {row.sample_id for row in rows if row.annotator_id != judge_id}
    return JudgeAgreement(
        judge_id=judge_id,
        n_shared=len(people),
        is_labelled=bool(people) and not any(row.counts for row in rows),
        questions=[_measured(table) for table in ordered if table.judge.keys() & table.people.keys()],
        pairs=_pairs(store.sides_of_pairs(session, judge_id=judge_id), store.shared_votes(session, judge_id)),
    )


@dataclass(slots=True)
class _Table:
    """The answers to one question by sample: one of the judge, and one of each person."""

    question: Asked
    judge: dict[int, Any] = field(default_factory=dict)
    people: dict[int, dict[int, Any]] = field(default_factory=dict)


def _forms(rubrics: Sequence[Rubric]) -> dict[int, RubricForm]:
    return {row.id or 0: version_of(row).form for row in rubrics}


def _tables(rows: Sequence[SharedReview], judge_id: int, forms: Mapping[int, RubricForm]) -> dict[str, _Table]:
    """Return what was answered to each question; a question that changed its kind is told apart by it."""
    tables: dict[str, _Table] = {}
    for row in rows:
        for question, value in _answers(row, forms.get(row.rubric_id)):
            table = tables.setdefault(f"{question.id} {question.kind}", _Table(question))
            if row.annotator_id == judge_id:
                table.judge[row.sample_id] = value
            else:
                table.people.setdefault(row.sample_id, {})[row.annotator_id] = value
    return tables


def _answers(row: SharedReview, form: RubricForm | None) -> list[tuple[Asked, Any]]:
    """Return what a review says to questions that can be compared."""
    given = {DECISION: row.decision, **json.loads(row.answers)}
    if row.overall is not None:
        given[OVERALL] = row.overall
    asked = [_DECISION, *(Asked(one.id, one.label, one.kind) for one in (form.questions if form else ()))]
    return [(one, given[one.id]) for one in asked if one.kind in _COMPARED and given.get(one.id) is not None]


def _measured(table: _Table) -> QuestionAgreement:
    question, is_scale = table.question, table.question.kind is QuestionKind.SCALE
    level = Level.ORDINAL if is_scale else Level.NOMINAL
    shared = sorted(table.judge.keys() & table.people.keys())
    together = {sample_id: _together(list(table.people[sample_id].values()), is_scale) for sample_id in shared}
    both = [(value, _plain(table.judge[sample_id])) for sample_id, value in together.items() if value is not None]
    numbers = [(_number(question, one), _number(question, other)) for one, other in both]
    theirs, its = [one for one, _ in numbers if one is not None], [one for _, one in numbers if one is not None]
    return QuestionAgreement(
        question=question.id,
        label=question.label,
        alpha=figure(lambda: krippendorff_alpha(Ratings.of(both), level, seed=SEED)),
        spearman=figure(lambda: spearman(theirs, its, seed=SEED)) if is_scale else _HAS_NO_ORDER,
        kendall=figure(lambda: kendall_tau_b(theirs, its, seed=SEED)) if is_scale else _HAS_NO_ORDER,
        bias=_bias(theirs, its),
        people=figure(lambda: krippendorff_alpha(_people_only(table, shared), level, seed=SEED)),
        n_split=len(shared) - len(both),
    )


def _together(values: Sequence[Any], is_scale: bool) -> float | str | None:
    """Return what people say together; None where they are split."""
    if is_scale:
        return float(median(values))
    word, count = Counter(map(_plain, values)).most_common(1)[0]
    return word if 2 * count > len(values) else None


def _plain(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    """Return an answer as measures take it: a number, or a name."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return float(value) if isinstance(value, int) else value


def _number(question: Asked, value: Any) -> float | None:  # noqa: ANN401 - a number or a name
    """Return an answer as a number; None where it has none."""
    if question.kind is QuestionKind.SCALE:
        return float(value)
    return {"yes": 1.0, "no": 0.0, "accept": 1.0, "reject": 0.0}.get(value) if _has_two_ends(question) else None


def _has_two_ends(question: Asked) -> bool:
    return question.kind is QuestionKind.YES_NO or question.id == DECISION


def _bias(theirs: Sequence[float], its: Sequence[float]) -> Figure:
    if len(theirs) < 2:
        return NotDefined("fewer than two samples have a number of both")
    return bootstrap_mean([mine - other for mine, other in zip(its, theirs, strict=True)], seed=SEED)


def _people_only(table: _Table, shared: Sequence[int]) -> Ratings:
    raters = sorted({rater for sample_id in shared for rater in table.people[sample_id]})
    rows = [[table.people[sample_id].get(rater) for rater in raters] for sample_id in shared]
    return Ratings.of([[None if value is None else _plain(value) for value in row] for row in rows])


def _pairs(sides: Sequence[PairSides], votes: Sequence[SharedVote]) -> PairAgreement:
    whole = [(one.plain, one.swapped) for one in sides if one.plain and one.swapped]
    firsts = [plain == "a" for plain, _ in whole if plain in ("a", "b")]
    firsts += [swapped == "b" for _, swapped in whole if swapped in ("a", "b")]
    its = {vote.pair_id: vote.choice for vote in votes if vote.is_judge}
    theirs: dict[int, list[str]] = {}
    for vote in votes:
        if not vote.is_judge:
            theirs.setdefault(vote.pair_id, []).append(vote.choice)
    both = [(said, its[pair]) for pair, all_ in theirs.items() if (said := _together(all_, False)) is not None]
    ratings = Ratings.of(both)
    same = sum(plain == swapped for plain, swapped in whole)
    return PairAgreement(
        same_both_ways=wilson_interval(same, len(whole)) if whole else _NO_OTHER,
        first=wilson_interval(sum(firsts), len(firsts)) if firsts else _NEITHER,
        agrees=figure(lambda: percent_agreement(ratings, seed=SEED)) if both else _NONE_SHARED,
        alpha=figure(lambda: krippendorff_alpha(ratings, Level.NOMINAL, seed=SEED)) if both else _NONE_SHARED,
    )
