"""One person's work: how much, on which days, how fast, how it agrees with others; no points and no ranking."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from sqlmodel import Session

from curation.errors import NotAllowedError, NotFoundError
from curation.metrics.intervals import wilson_interval
from curation.metrics.raters import Given, gold_accuracy, median_interval, right_answers
from curation.metrics.resampling import mean_interval
from curation.models import Annotator, RaterKind, Role, utc_now
from curation.review import ACCEPT
from curation.services.agreement_tables import Looked, look_at
from curation.services.figures import Figure, NotDefined, figure
from curation.services.permissions import Actor, allow
from curation.services.raters import known_answers
from curation.store import team as store
from curation.store.activity import last_events
from curation.store.agreement import active_gold
from curation.workspace import Workspace

WEEKS_SHOWN: Final = 12
GOLD_STEP: Final = 5
"""To the person, known answers are told in steps of so many, so that nothing gives away which samples they are."""
_SEED: Final = 0


@dataclass(frozen=True, slots=True)
class Done:
    """Samples that somebody accepted or rejected, as it stands now."""

    in_all: int
    this_week: int
    """Since Monday."""
    today: int


@dataclass(frozen=True, slots=True)
class ScenarioWork:
    """What somebody did of one scenario."""

    scenario: str
    n: int
    accepted: Figure
    seconds: Figure


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What the page of a person shows."""

    person: Annotator
    done: Done
    scenarios: Sequence[ScenarioWork]
    accepted: Figure
    """Share of the judged samples that were accepted."""
    seconds: Figure
    """Median of the active time on a sample."""
    agreement: Figure
    """Mean share of the others who judged the same sample and decided alike."""
    gold: Figure
    """Share of the samples with known answers that were answered right."""
    days: frozenset[date]
    """Days with work, in the time zone that was asked for."""
    today: date
    compared: int
    guessed: int
    assigned: int
    """Samples that were assigned and wait."""
    left_out: Mapping[str, int]
    is_labelled: bool
    last_seen: datetime | None

    @property
    def worked_of_last_28(self) -> int:
        """Days with work among the last 28, today included."""
        return sum(self.today - timedelta(days=27) <= day <= self.today for day in self.days)


def person_page(workspace: Workspace, person_id: int, *, zone: tzinfo = UTC, actor: Actor) -> PersonPage:
    """Return what is known of a person's work: of one's own, or for curators of anybody's.

    Shares and times leave out attention checks, and what the demo generator
    or people wrote as soon as there is anything else.

    Raises:
        NotFoundError: There is no such person.
        NotAllowedError: It is somebody else, and the actor is no curator.
    """
    with workspace.read() as session:
        allow(session, actor, "look")
        row = session.get(Annotator, person_id)
        if row is None or row.kind != RaterKind.PERSON:
            raise NotFoundError(f"There is no person {person_id}.", "See: people list.")
        is_curator = sees_everybody(session, actor)
        if person_id != actor.id and not is_curator:
            raise NotAllowedError("The pages of others are for curators.", "Your own is under your name.")
    today = utc_now().astimezone(zone).date()
    key = ("person_page", person_id, str(zone), today, is_curator)
    return workspace.cached(key, lambda: _read(workspace, person_id, zone, today, is_curator=is_curator))


def sees_everybody(session: Session, actor: Actor) -> bool:
    """Tell whether somebody may look at the work of others, name by name."""
    row = session.get(Annotator, actor.id)
    return row is not None and row.role in (Role.CURATOR, Role.ADMIN)


def monday_of(day: date) -> date:
    """Return the first day of a week."""
    return day - timedelta(days=day.weekday())


def _read(workspace: Workspace, person_id: int, zone: tzinfo, today: date, *, is_curator: bool) -> PersonPage:
    with workspace.read() as session:
        judged = store.judged_by(session, person_id)
        amounts = store.amounts_of(session, person_id)
        days = [_day(one.review.saved_at, zone) for one in judged]
        looked = look_at([one.review for one in judged])
        return PersonPage(
            person=session.get_one(Annotator, person_id),
            done=Done(len(days), sum(day >= monday_of(today) for day in days), days.count(today)),
            scenarios=_by_scenario(judged, looked),
            accepted=_accepted(review.decision for review in looked.reviews),
            seconds=_seconds(review.seconds_active for review in looked.reviews),
            agreement=_agreement(store.shares_alike(session, person_id)),
            gold=_gold(session, judged, in_steps=not is_curator),
            days=frozenset((*days, *(_day(at, zone) for at in store.other_days(session, person_id)))),
            today=today,
            compared=amounts.compared,
            guessed=amounts.guessed,
            assigned=amounts.assigned,
            left_out=looked.left_out,
            is_labelled=looked.is_labelled,
            last_seen=last_events(session).get(person_id),
        )


def _day(written: str, zone: tzinfo) -> date:
    return datetime.fromisoformat(written).astimezone(zone).date()


def _by_scenario(judged: Sequence[store.Judged], looked: Looked) -> list[ScenarioWork]:
    """Return the work by scenario, by name; counts are of all that was judged, shares of what is looked at."""
    scenario_of = {one.review.sample_id: one.scenario for one in judged}
    found = []
    for scenario in sorted(set(scenario_of.values())):
        reviews = [review for review in looked.reviews if scenario_of[review.sample_id] == scenario]
        found.append(
            ScenarioWork(
                scenario,
                sum(one.scenario == scenario for one in judged),
                _accepted(review.decision for review in reviews),
                _seconds(review.seconds_active for review in reviews),
            )
        )
    return found


def _accepted(decisions: Iterable[str]) -> Figure:
    accepted = [decision == ACCEPT for decision in decisions]
    return wilson_interval(sum(accepted), len(accepted)) if accepted else NotDefined("nothing was judged")


def _seconds(seconds: Iterable[float]) -> Figure:
    known = [spent for spent in seconds if spent > 0]
    return figure(lambda: median_interval(known))


def _agreement(shares: Sequence[tuple[bool, float]]) -> Figure:
    """Return the mean share of others who decided alike, over samples, with its bootstrap interval."""
    real = [share for counts, share in shares if counts] or [share for _, share in shares]
    if len(real) < 2:
        return NotDefined("others have judged fewer than two of the same samples")
    return mean_interval(real, seed=_SEED)


def _gold(session: Session, judged: Sequence[store.Judged], *, in_steps: bool) -> Figure:
    gold = active_gold(session)
    checked = []
    for review in (one.review for one in judged if one.review.sample_id in gold):
        given = Given(review.decision, review.overall, json.loads(review.answers))
        if found := right_answers(known_answers(gold[review.sample_id]), given):
            checked.append(found)
    if in_steps:
        checked = checked[: len(checked) // GOLD_STEP * GOLD_STEP]
        if not checked:
            return NotDefined(f"fewer than {GOLD_STEP} samples with known answers were judged")
    return figure(lambda: gold_accuracy(checked))
