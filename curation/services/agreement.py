"""How far people agree: by question, by pair of raters, over time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np

from curation.errors import BadInputError
from curation.metrics.agreement import (
    Weights,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    percent_agreement,
    read_alpha,
)
from curation.metrics.intervals import Interval
from curation.metrics.ratings import Level, Ratings
from curation.services.agreement_tables import DECISION, Looked, QuestionTable, look_at, question_tables
from curation.services.agreement_time import Period, Span, cut
from curation.services.figures import Figure, NotDefined, figure
from curation.services.permissions import Actor, allow
from curation.services.rater_names import Names, names_for
from curation.store import agreement as store
from curation.workspace import Workspace

MIN_TOLD: Final = 5
"""Fewer items tell single answers; who is no curator is told no number of them."""
MAX_PAIRS: Final = 500
"""Of more pairs of raters, those with the most items in common are measured."""
_SEED: Final = 0
_FEW: Final = NotDefined(f"fewer than {MIN_TOLD} items, which would tell single answers")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree on one question."""

    id: str
    label: str
    level: Level
    items: int
    """Items that two people or more answered."""
    n: int
    """Their answers."""
    raters: int
    metrics: Mapping[str, Figure]
    reading: str
    """The word for alpha; empty where it has no value."""


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How far two people agree on the chosen question."""

    first_id: int
    second_id: int
    first: str
    second: str
    items: int
    percent: Figure
    kappa: Figure
    """Weighted by the squared distance where the question is a scale."""


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """How far people agreed on the chosen question in a stretch of time."""

    label: str
    first_day: str
    last_day: str
    items: int
    percent: Figure
    alpha: Figure


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """What the page and the command show."""

    chosen: str
    questions: tuple[Agreement, ...]
    pairs: tuple[PairAgreement, ...]
    n_pairs: int
    """Pairs with an item in common; those beyond a cap are not measured."""
    spans: tuple[SpanAgreement, ...]
    n: int
    """Reviews that are looked at."""
    is_labelled: bool
    left_out: Mapping[str, int]

    @property
    def question(self) -> Agreement | None:
        """The chosen question; None where nobody has answered it twice."""
        return next((question for question in self.questions if question.id == self.chosen), None)


def agreement(
    workspace: Workspace,
    *,
    question: str = DECISION,
    scenario: str | None = None,
    period: Period | None = None,
    by: Span = Span.BLOCK,
    actor: Actor,
) -> AgreementReport:
    """Return how far people agree on every question, and by pair and over time on one of them.

    It is cached until the data changes. Raters have names for curators only, and
    nobody else is told a number that rests on a handful of items.

    Args:
        workspace: Where.
        question: Which question the pairs and the time are about.
        scenario: Samples of this one only.
        period: Reviews saved then only.
        by: How time is cut.
        actor: Who asks.

    Raises:
        BadInputError: The period ends before it begins, or nobody answered that question to an item of another's.
    """
    with workspace.read() as session:
        allow(session, actor, "look")
        names = names_for(session, actor)
    asked = (period or Period()).asked(scenario)
    key = ("agreement", question, asked, by)
    return _told(workspace.cached(key, lambda: _measure(workspace, question, asked, by)), names)


def list_scenarios(workspace: Workspace) -> list[str]:
    """Return the scenarios of which there are samples, cached until the data changes."""

    def read() -> list[str]:
        with workspace.read() as session:
            return store.all_scenarios(session)

    return workspace.cached("agreement_scenarios", read)


def read_reviews(workspace: Workspace, asked: store.Asked) -> tuple[Looked, list[QuestionTable]]:
    """Return the reviews that are looked at, and a table of them per question."""
    with workspace.read() as session:
        looked = look_at(store.counted_reviews(session, asked))
        return looked, question_tables(looked.reviews, store.all_rubrics(session))


def _measure(workspace: Workspace, question: str, asked: store.Asked, by: Span) -> AgreementReport:
    looked, tables = read_reviews(workspace, asked)
    chosen = next((table for table in tables if table.asked.id == question), None)
    if chosen is None and question != DECISION:
        known = ", ".join(table.asked.id for table in tables) or "none yet"
        raise BadInputError(f"No item has two answers to '{question}'.", f"Questions that have: {known}.")
    pairs = _pairs_of(chosen) if chosen else []
    return AgreementReport(
        chosen=question,
        questions=tuple(_agreement(table) for table in tables),
        pairs=tuple(_pair(chosen, *pair) for pair in pairs[:MAX_PAIRS]) if chosen else (),
        n_pairs=len(pairs),
        spans=tuple(_spans(chosen, by)) if chosen else (),
        n=len(looked.reviews),
        is_labelled=looked.is_labelled,
        left_out=looked.left_out,
    )


def _agreement(table: QuestionTable) -> Agreement:
    ratings, level = table.ratings, table.asked.level
    metrics = {
        "percent_agreement": figure(lambda: percent_agreement(ratings, seed=_SEED)),
        "fleiss_kappa": figure(lambda: fleiss_kappa(ratings, seed=_SEED)),
        "krippendorff_alpha": figure(lambda: krippendorff_alpha(ratings, level, seed=_SEED)),
    }
    who = np.flatnonzero((ratings.codes >= 0).any(axis=0))
    if len(who) == 2:
        metrics["cohen_kappa"] = _kappa(ratings, level, int(who[0]), int(who[1]))
    else:
        metrics["cohen_kappa"] = NotDefined(f"it is for two raters, and {len(who)} answered; see the pairs")
    alpha = metrics["krippendorff_alpha"]
    return Agreement(
        id=table.asked.id,
        label=table.asked.label,
        level=level,
        items=len(ratings.codes),
        n=int((ratings.codes >= 0).sum()),
        raters=len(who),
        metrics=metrics,
        reading=read_alpha(alpha) if isinstance(alpha, Interval) else "",
    )


def _kappa(ratings: Ratings, level: Level, first: int, second: int) -> Figure:
    weights: Weights = "none" if level is Level.NOMINAL else "quadratic"
    return figure(lambda: cohen_kappa(ratings, first, second, weights=weights, seed=_SEED))


def _pairs_of(table: QuestionTable) -> list[tuple[int, int, int]]:
    """Return (column, column, items in common) of the pairs that have any, those with the most first."""
    answered = (table.ratings.codes >= 0).astype(np.float32)
    together = (answered.T @ answered).astype(np.int64)
    pairs = [(a, b, int(together[a, b])) for a, b in combinations(range(len(table.rater_ids)), 2) if together[a, b]]
    return sorted(pairs, key=lambda pair: -pair[2])


def _pair(table: QuestionTable, first: int, second: int, items: int) -> PairAgreement:
    codes = table.ratings.codes[:, [first, second]]
    two = Ratings(codes[(codes >= 0).all(axis=1)], table.ratings.values)
    return PairAgreement(
        first_id=table.rater_ids[first],
        second_id=table.rater_ids[second],
        first="",
        second="",
        items=items,
        percent=figure(lambda: percent_agreement(two, seed=_SEED)),
        kappa=_kappa(two, table.asked.level, 0, 1),
    )


def _spans(table: QuestionTable, by: Span) -> Iterator[SpanAgreement]:
    """Yield the stretches of time in their order, each with the items whose last answer came in it."""
    for label, chosen in cut(table, by):
        part = Ratings(table.ratings.codes[chosen], table.ratings.values)
        yield SpanAgreement(
            label=label,
            first_day=str(table.days[chosen[0]])[:10],
            last_day=str(table.days[chosen[-1]])[:10],
            items=len(chosen),
            percent=figure(lambda part=part: percent_agreement(part, seed=_SEED)),  # type: ignore[misc]  # bound here
            alpha=figure(lambda part=part: krippendorff_alpha(part, table.asked.level, seed=_SEED)),  # type: ignore[misc]  # bound here
        )


def _told(report: AgreementReport, names: Names) -> AgreementReport:
    """Return the report as the reader may see it: with names, or without what would tell single answers."""
    pairs = tuple(
        replace(pair, first=names.of(pair.first_id), second=names.of(pair.second_id)) for pair in report.pairs
    )
    if names.are_real:
        return replace(report, pairs=pairs)
    return replace(
        report,
        questions=tuple(map(_without_few, report.questions)),
        pairs=tuple(replace(p, percent=_FEW, kappa=_FEW) if p.items < MIN_TOLD else p for p in pairs),
        spans=tuple(replace(s, percent=_FEW, alpha=_FEW) if s.items < MIN_TOLD else s for s in report.spans),
    )


def _without_few(question: Agreement) -> Agreement:
    if question.items >= MIN_TOLD:
        return question
    return replace(question, metrics=dict.fromkeys(question.metrics, _FEW), reading="")
