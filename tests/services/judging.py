"""Samples to judge, and what the tables say afterwards, counted without the code under test."""

import itertools
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import text
from sqlmodel import col, select

from curation.models import Event, Origin, Outcome, Review, Sample
from curation.review import Answers
from curation.services.answers import for_persona, set_text
from curation.services.permissions import Actor
from curation.services.review import get_item, save_review
from curation.store.personas import new_persona
from curation.workspace import Workspace

_NUMBERS = itertools.count(1)


def add_samples(workspace: Workspace, count: int, *, scenario: str = "math", **fields: Any) -> list[int]:  # noqa: ANN401
    """Add samples of one persona, ready to be judged."""
    with workspace.write() as tx:
        persona = new_persona(f"A keeper of bees, no. {next(_NUMBERS)}", origin=Origin.IMPORTED, licence="CC0-1.0")
        tx.add(persona)
        tx.flush()
        rows = []
        for number in range(count):
            values = {"outcome": Outcome.OK, "raw": f"Math problem: bees {number}", **fields}
            row = set_text(
                Sample(scenario=scenario, provider="p", model="m", **values), f"How many bees, no. {number}?"
            )
            rows.append(for_persona(row, persona))
        tx.add_all(rows)
        tx.flush()
        return [row.id or 0 for row in rows]


def say(
    workspace: Workspace, sample_id: int, actor: Actor, *, overall: int | None = None, decision: str | None = None
) -> None:
    """Rate and decide in one change."""
    save_review(workspace, sample_id, lambda answers: answers.rated(overall).decided(decision), actor=actor)


def answers_in(workspace: Workspace, sample_id: int, actor: Actor) -> Answers:
    """Return what the actor has said of a sample."""
    return get_item(workspace, sample_id, actor=actor).answers


def rows_of(workspace: Workspace, sample_id: int) -> list[Review]:
    """Return every row of a sample's reviews, the superseded ones too."""
    with workspace.read() as session:
        return list(session.exec(select(Review).where(Review.sample_id == sample_id).order_by(col(Review.id))))


def sample_in(workspace: Workspace, sample_id: int) -> Sample:
    """Return a sample as it is stored."""
    with workspace.read() as session:
        return session.get_one(Sample, sample_id)


def events_in(workspace: Workspace, sample_id: int) -> list[Event]:
    """Return what happened to a sample."""
    with workspace.read() as session:
        wanted = select(Event).where(Event.entity == "sample", Event.entity_id == sample_id)
        return list(session.exec(wanted.order_by(col(Event.id))))


def summary_in(workspace: Workspace, sample_id: int) -> tuple[Any, ...]:
    """Return what a sample's row repeats of its reviews."""
    row = sample_in(workspace, sample_id)
    return (row.n_reviews, row.rating_mean, row.decision, set(row.flags.split()))


def summary_by_sql(workspace: Workspace, sample_id: int) -> tuple[Any, ...]:
    """Count the same from the review rows, by SQL."""
    with workspace.read() as session:
        row = session.execute(
            text(
                "select sum(decision in ('accept', 'reject')), avg(case when decision <> 'skip' then overall end),"
                " case count(distinct nullif(decision, 'skip')) when 0 then ''"
                " when 1 then max(nullif(decision, 'skip'))"
                " else 'mixed' end from review where sample_id = :id and superseded_by is null"
                " and not is_withdrawn and decision is not null"
            ),
            {"id": sample_id},
        ).one()
        flags = session.execute(
            text(
                "select distinct f.value from review r, json_each(r.flags) f where r.sample_id = :id"
                " and r.superseded_by is null and not r.is_withdrawn and r.decision is not null"
            ),
            {"id": sample_id},
        )
        return (row[0] or 0, row[1], row[2], {flag[0] for flag in flags})


def in_threads(work: Callable[[int], object], count: int) -> list[object]:
    """Do the same at once in several threads and return what came of it, errors included."""
    results: list[object] = [None] * count
    barrier = Barrier(count)

    def run(place: int) -> None:
        barrier.wait()
        try:
            results[place] = work(place)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[place] = error

    threads = [Thread(target=run, args=(place,)) for place in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
