"""How each person rates: how much, how fast, how right, whether it drifts; and who answers what beside whom."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from curation.errors import BadInputError, NotAllowedError
from curation.metrics.intervals import Interval, wilson_interval
from curation.metrics.raters import (
    Block,
    Given,
    Known,
    drift,
    gold_accuracy,
    halo_shift,
    median_interval,
    right_answers,
)
from curation.metrics.ratings import UndefinedError
from curation.metrics.resampling import mean_interval
from curation.models import Gold, GoldKind
from curation.review import ACCEPT
from curation.services.agreement import read_reviews
from curation.services.agreement_tables import DECISION, look_at
from curation.services.agreement_time import Period
from curation.services.figures import Figure, NotDefined, figure
from curation.services.permissions import Actor, allow
from curation.services.rater_names import names_for
from curation.store import agreement as store
from curation.workspace import Workspace

_SEED: Final = 0


@dataclass(frozen=True, slots=True)
class RaterLine:
    """What is known of how one person rates."""

    rater_id: int
    name: str
    n: int
    """Reviews that are looked at."""
    accepted: Interval
    rating: Figure
    seconds: Figure
    """Median of the time on an item, of those on which it is known."""
    gold: Figure
    """Share of items with known answers on which all of them were right."""
    blocks: tuple[Block, ...]
    drift: tuple[str, ...] | NotDefined
    """What changed between the first and the last block; empty where nothing did."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often two people gave which answers to the same item."""

    first: str
    second: str
    values: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    """A row for each answer of the first, a column for each of the second."""

    @property
    def items(self) -> int:
        """Items that both answered."""
        return sum(map(sum, self.counts))


@dataclass(frozen=True, slots=True)
class HaloLine:
    """How much higher is rated once the persona is seen."""

    name: str
    shift: Figure
    higher: int
    same: int
    lower: int


@dataclass(frozen=True, slots=True)
class Halo:
    """The shift over all, by scenario, and for curators by person."""

    total: HaloLine
    by_scenario: tuple[HaloLine, ...]
    by_rater: tuple[HaloLine, ...]
    is_labelled: bool


def list_raters(
    workspace: Workspace, *, scenario: str | None = None, period: Period | None = None, actor: Actor
) -> tuple[RaterLine, ...]:
    """Return how each person rates, those with the most reviews first; cached until the data changes."""
    with workspace.read() as session:
        allow(session, actor, "look")
        names = names_for(session, actor)
    asked = (period or Period()).asked(scenario)
    lines = workspace.cached(("raters", asked), lambda: _read_raters(workspace, asked))
    return tuple(replace(line, name=names.of(line.rater_id)) for line in lines)


def read_confusion(
    workspace: Workspace,
    first_id: int,
    second_id: int,
    *,
    question: str = DECISION,
    scenario: str | None = None,
    period: Period | None = None,
    actor: Actor,
) -> Confusion:
    """Return which answers two people gave to the same items; for curators, since it can tell single answers.

    Raises:
        NotAllowedError: The actor is no curator.
        BadInputError: The two have no item in common.
    """
    with workspace.read() as session:
        allow(session, actor, "look")
        names = names_for(session, actor)
    if not names.are_real:
        raise NotAllowedError("Who answered what beside whom is for curators.", "Ask one.")
    asked = (period or Period()).asked(scenario)
    key = ("confusion", first_id, second_id, question, asked)
    found = workspace.cached(key, lambda: _read_confusion(workspace, first_id, second_id, question, asked))
    return replace(found, first=names.of(first_id), second=names.of(second_id))


def read_halo(workspace: Workspace, *, scenario: str | None = None, actor: Actor) -> Halo:
    """Return how much ratings shift once the persona is seen; cached until the data changes."""
    with workspace.read() as session:
        allow(session, actor, "look")
        names = names_for(session, actor)
    found = workspace.cached(("halo", scenario), lambda: _read_halo(workspace, scenario))
    by_rater = tuple(replace(line, name=names.of(int(line.name))) for line in found.by_rater)
    return replace(found, by_rater=by_rater if names.are_real else ())


def known_answers(gold: Gold) -> Known:
    """Return what a row of gold knows, as the pure rules take it."""
    return Known(
        decision=gold.decision,
        overall_low=gold.overall_low,
        overall_high=gold.overall_high,
        answers=gold.answers,
        must_answer=gold.kind == GoldKind.ATTENTION,
    )


def _read_raters(workspace: Workspace, asked: store.Asked) -> list[RaterLine]:
    with workspace.read() as session:
        reviews = store.counted_reviews(session, asked)
        gold = store.active_gold(session)
    checked: dict[int, list[dict[str, bool]]] = {}
    for review in reviews:
        if review.sample_id in gold:
            given = Given(review.decision, review.overall, json.loads(review.answers))
            checked.setdefault(review.annotator_id, []).append(
                right_answers(known_answers(gold[review.sample_id]), given)
            )
    by_rater: dict[int, list[store.CountedReview]] = {}
    for review in look_at(reviews).reviews:
        by_rater.setdefault(review.annotator_id, []).append(review)
    lines = [_line(rater_id, found, checked.get(rater_id, [])) for rater_id, found in by_rater.items()]
    return sorted(lines, key=lambda line: (-line.n, line.rater_id))


def _line(rater_id: int, reviews: Sequence[store.CountedReview], checked: Sequence[Mapping[str, bool]]) -> RaterLine:
    accepted = [review.decision == ACCEPT for review in reviews]
    rated = [float(review.overall) for review in reviews if review.overall is not None]
    seconds = [review.seconds_active for review in reviews if review.seconds_active > 0]
    blocks: tuple[Block, ...] = ()
    changes: tuple[str, ...] | NotDefined
    try:
        found = drift([review.overall for review in reviews], accepted, seed=_SEED)
        blocks, changes = found.blocks, found.changes
    except UndefinedError as error:
        changes = NotDefined(str(error))
    return RaterLine(
        rater_id=rater_id,
        name="",
        n=len(reviews),
        accepted=wilson_interval(sum(accepted), len(accepted)),
        rating=figure(lambda: mean_interval(rated, seed=_SEED)),
        seconds=figure(lambda: median_interval(seconds)),
        gold=figure(lambda: gold_accuracy(checked)),
        blocks=blocks,
        drift=changes,
    )


def _read_confusion(
    workspace: Workspace, first_id: int, second_id: int, question: str, asked: store.Asked
) -> Confusion:
    _, tables = read_reviews(workspace, asked)
    table = next((table for table in tables if table.asked.id == question), None)
    if table is None or first_id == second_id or not {first_id, second_id} <= set(table.rater_ids):
        raise BadInputError("These two have no item in common on this question.", "Choose another pair.")
    counts = table.ratings.both(table.rater_ids.index(first_id), table.rater_ids.index(second_id))
    if not counts.sum():
        raise BadInputError("These two have no item in common on this question.", "Choose another pair.")
    values = tuple(str(value) for value in table.ratings.values)
    return Confusion("", "", values, tuple(tuple(int(n) for n in row) for row in counts))


def _read_halo(workspace: Workspace, scenario: str | None) -> Halo:
    with workspace.read() as session:
        found = store.hidden_then_shown(session, scenario)
    real = [shift for shift in found if shift.counts]
    kept = real or found
    by_scenario: dict[str, list[store.Shift]] = {}
    by_rater: dict[str, list[store.Shift]] = {}
    for shift in kept:
        by_scenario.setdefault(shift.scenario, []).append(shift)
        by_rater.setdefault(str(shift.annotator_id), []).append(shift)
    return Halo(
        total=_halo_line("all", kept),
        by_scenario=tuple(_halo_line(name, part) for name, part in sorted(by_scenario.items())),
        by_rater=tuple(_halo_line(name, part) for name, part in by_rater.items()),
        is_labelled=not real and bool(kept),
    )


def _halo_line(name: str, shifts: Sequence[store.Shift]) -> HaloLine:
    moved = [shift.shown - shift.hidden for shift in shifts]
    return HaloLine(
        name=name,
        shift=figure(lambda: halo_shift([s.hidden for s in shifts], [s.shown for s in shifts], seed=_SEED)),
        higher=sum(by > 0 for by in moved),
        same=sum(by == 0 for by in moved),
        lower=sum(by < 0 for by in moved),
    )
