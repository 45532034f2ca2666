"""Reviews as one table per question, with a row for each item that two people judged and a column for each of them."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from curation.metrics.ratings import MISSING, Level, Ratings
from curation.models import GoldKind, Rubric
from curation.review import FLAGS
from curation.review.rubric import OVERALL, Question, QuestionKind
from curation.store.agreement import CountedReview

DECISION: Final = "decision"
_YES_NO: Final = {True: "yes", False: "no"}
_RATED: Final = Question(OVERALL, QuestionKind.SCALE, "Rating")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: a question of a rubric, the decision, or whether something is wrong."""

    id: str
    label: str
    level: Level


@dataclass(frozen=True, slots=True)
class QuestionTable:
    """The answers to one question, of the items that two people or more answered."""

    asked: Asked
    ratings: Ratings
    rater_ids: tuple[int, ...]
    """Whose the columns are."""
    days: NDArray[np.datetime64]
    """When the last answer to each item came."""
    order: NDArray[np.int64]
    """The items from the first to the last of these moments."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The reviews that are looked at, and how many are not, by reason."""

    reviews: Sequence[CountedReview]
    is_labelled: bool
    """Whether there are only samples of the demo generator and hand-written ones."""
    left_out: Mapping[str, int]


def look_at(reviews: Sequence[CountedReview]) -> Looked:
    """Leave out attention checks, and labelled samples as soon as there are others."""
    asked = [review for review in reviews if review.gold != GoldKind.ATTENTION]
    real = [review for review in asked if review.counts]
    kept = real or asked
    left_out = {"attention check": len(reviews) - len(asked), "demo or hand-written sample": len(asked) - len(kept)}
    return Looked(kept, is_labelled=not real and bool(asked), left_out={k: n for k, n in left_out.items() if n})


def question_tables(reviews: Sequence[CountedReview], rubrics: Sequence[Rubric]) -> list[QuestionTable]:
    """Return a table for each question that anybody answered: the decision, the questions, the flags."""
    per_sample = Counter(review.sample_id for review in reviews)
    compared = [review for review in reviews if per_sample[review.sample_id] > 1]
    questions = _questions(rubrics)
    gathered = _Gathered()
    for place, review in enumerate(compared):
        gathered.add(place, review, questions.get(review.rubric_id, {}))
    everybody = list(range(len(compared)))
    decided = _Column(Asked(DECISION, "Decision", Level.NOMINAL), everybody, [review.decision for review in compared])
    flags = [_flag_column(flag, compared) for flag in FLAGS if flag in gathered.flagged]
    rated = sorted(_told_apart(gathered.columns), key=lambda column: column.asked.id != OVERALL)
    who = _Who.of(compared)
    tables = [_table(column, who) for column in (decided, *rated, *flags)]
    return [table for table in tables if len(table.ratings.codes)]


@dataclass(slots=True)
class _Column:
    """The answers to one question, each with the place of its review."""

    asked: Asked
    places: list[int] = field(default_factory=list)
    values: list[float | str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Who:
    """Sample, person and moment of each review."""

    samples: NDArray[np.int64]
    people: NDArray[np.int64]
    moments: NDArray[np.datetime64]

    @classmethod
    def of(cls, reviews: Sequence[CountedReview]) -> Self:
        return cls(
            np.array([review.sample_id for review in reviews], dtype=np.int64),
            np.array([review.annotator_id for review in reviews], dtype=np.int64),
            np.array([review.saved_at[:19] for review in reviews], dtype="datetime64[s]"),
        )


@dataclass(slots=True)
class _Gathered:
    """Answers by question, as they are read one review at a time."""

    columns: dict[tuple[str, str, str], _Column] = field(default_factory=dict)
    """By question, kind, and choice where several can be made."""
    flagged: set[str] = field(default_factory=set)

    def add(self, place: int, review: CountedReview, known: Mapping[str, Question]) -> None:
        if review.overall is not None:
            self._put(known.get(OVERALL, _RATED), "", place, review.overall)
        if review.flags != "[]":
            self.flagged.update(json.loads(review.flags))
        if review.answers != "{}":
            for question_id, value in json.loads(review.answers).items():
                if question_id in known:
                    self._answer(known[question_id], place, value)

    def _answer(self, question: Question, place: int, value: Any) -> None:  # noqa: ANN401 - as JSON has it
        """Take an answer; each of several choices is a question of yes and no, and a text is none."""
        match question.kind, value:
            case QuestionKind.YES_NO, bool():
                self._put(question, "", place, _YES_NO[value])
            case (QuestionKind.SCALE, int()) | (QuestionKind.CHOICE, str()):
                self._put(question, "", place, value)
            case QuestionKind.CHOICES, list():
                for choice in question.choices:
                    self._put(question, choice, place, _YES_NO[choice in value])

    def _put(self, question: Question, choice: str, place: int, value: float | str) -> None:
        key = (question.id, question.kind, choice)
        column = self.columns.get(key)
        if column is None:
            column = self.columns[key] = _Column(_asked(question, choice))
        column.places.append(place)
        column.values.append(value)


def _flag_column(flag: str, reviews: Sequence[CountedReview]) -> _Column:
    asked = Asked(f"flag:{flag}", f"Flag: {flag.replace('_', ' ')}", Level.NOMINAL)
    said = [_YES_NO[f'"{flag}"' in review.flags] for review in reviews]
    return _Column(asked, list(range(len(reviews))), list[float | str](said))


def _told_apart(columns: Mapping[tuple[str, str, str], _Column]) -> list[_Column]:
    """Return the columns; where rubrics ask different kinds of question under one id, the later ones say which."""
    kinds: dict[str, str] = {}
    for (question_id, kind, _), column in columns.items():
        if kinds.setdefault(question_id, kind) != kind:
            column.asked = replace(column.asked, id=f"{column.asked.id} ({kind})")
    return list(columns.values())


def _questions(rubrics: Sequence[Rubric]) -> dict[int, dict[str, Question]]:
    """Return the questions of each version in the words of the rubric's newest version that asks them."""
    newest: dict[tuple[str, str, str], Question] = {}
    read = {rubric.id or 0: (rubric.name, [Question.from_row(row) for row in rubric.questions]) for rubric in rubrics}
    for name, questions in read.values():
        newest.update({(name, question.id, question.kind): question for question in questions})
    return {
        rubric_id: {question.id: newest[name, question.id, question.kind] for question in questions}
        for rubric_id, (name, questions) in read.items()
    }


def _asked(question: Question, choice: str) -> Asked:
    level = Level.ORDINAL if question.kind is QuestionKind.SCALE else Level.NOMINAL
    if choice:
        return Asked(f"{question.id}:{choice}", f"{question.label}: {choice}", level)
    return Asked(question.id, question.label, level)


def _table(column: _Column, who: _Who) -> QuestionTable:
    """Return the table of a column of answers, without the items that one person only answered."""
    places = np.array(column.places, dtype=np.int64)
    values = tuple(sorted(set(column.values), key=lambda value: (isinstance(value, str), value)))
    code_of = {value: code for code, value in enumerate(values)}
    _, row, times = np.unique(who.samples[places], return_inverse=True, return_counts=True)
    rater_ids, person = np.unique(who.people[places], return_inverse=True)
    codes = np.full((len(times), len(rater_ids)), MISSING, dtype=np.int16)
    codes[row, person] = [code_of[value] for value in column.values]
    last = np.zeros(len(times), dtype="datetime64[s]")
    np.maximum.at(last.view(np.int64), row, who.moments[places].view(np.int64))
    is_compared = times > 1
    last = last[is_compared]
    return QuestionTable(
        asked=column.asked,
        ratings=Ratings(codes[is_compared], values),
        rater_ids=tuple(int(rater) for rater in rater_ids),
        days=last,
        order=np.argsort(last, kind="stable"),
    )
