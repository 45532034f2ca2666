"""The feed: everything once, in order, by pages; by person, noun and day; blind where one has still to judge."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event as sa_event
from sqlalchemy import text
from sqlmodel import col, select

from curation.errors import BadInputError
from curation.models import Event, ItemKind, PersonaFilter, Role
from curation.services import activity, people, select_many
from curation.services.activity import ActivityPage, read_activity
from curation.services.activity_words import NOUNS, SENTENCES, actions_of
from curation.services.permissions import Actor
from curation.store import activity as store
from curation.workspace import Workspace
from tests.services.judging import add_samples, say

START = datetime(2026, 3, 1, tzinfo=UTC)


def add_log(workspace: Workspace, *rows: tuple[int, str]) -> list[int]:
    """Write events an hour apart, each (who, action), without the chain: only their order is looked at."""
    with workspace.write() as tx:
        events = [
            Event(at=START + timedelta(hours=place), actor_id=who, action=action, entity="persona", hash=str(place))
            for place, (who, action) in enumerate(rows)
        ]
        tx.add_all(events)
        tx.flush()
        return [event.id or 0 for event in events]


@pytest.fixture
def log(workspace: Workspace, admin: Actor, annotator: Actor) -> list[int]:
    """Forty events before which nothing is looked at: two people in turn, three actions in turn."""
    with workspace.write() as tx:
        tx.execute(text("drop trigger event_no_delete"))
        tx.execute(text("delete from event"))
    actions = itertools.cycle(("persona.edited", "source.imported", "persona.made"))
    who = itertools.cycle((admin.id, annotator.id))
    return add_log(workspace, *itertools.islice(zip(who, actions, strict=False), 40))


def ids(page: ActivityPage) -> list[int]:
    return [row.id for row in page.rows]


def expected(workspace: Workspace, actor_id: int | None, noun: str | None) -> list[int]:
    """Count the same from the table, row by row."""
    with workspace.read() as session:
        rows = session.exec(select(Event).order_by(col(Event.id).desc())).all()
    return [
        row.id or 0
        for row in rows
        if (actor_id is None or row.actor_id == actor_id)
        and (noun is None or row.action.partition(".")[0] in NOUNS[noun])
    ]


@pytest.mark.parametrize("noun", [None, "Personas", "Sources", "Comments"])
@pytest.mark.parametrize("is_own", [True, False])
def test_the_pages_one_after_the_other_are_all_that_is_meant_and_the_way_back_is_the_same(
    workspace: Workspace, admin: Actor, log: list[int], noun: str | None, is_own: bool
) -> None:
    person = admin.id if is_own else None
    pages = [read_activity(workspace, person_id=person, noun=noun, size=3, actor=admin)]
    while (older := pages[-1].older) is not None:
        pages.append(read_activity(workspace, person_id=person, noun=noun, size=3, before=older, actor=admin))
    assert [row for page in pages for row in ids(page)] == expected(workspace, person, noun)
    assert pages[0].newer is None
    for earlier, later in itertools.pairwise(pages):
        if later.newer is not None:
            back = read_activity(workspace, person_id=person, noun=noun, size=3, after=later.newer, actor=admin)
            assert ids(back) == ids(earlier)
            assert (back.newer is None) == (earlier is pages[0])


@pytest.mark.parametrize(("first", "last"), [(0, 40), (5, 6), (7, 30), (-9, -1), (50, 60), (-5, 3), (38, 99)])
def test_days_cut_the_log_where_they_begin_and_end(
    workspace: Workspace, admin: Actor, log: list[int], first: int, last: int
) -> None:
    days = (START + timedelta(hours=first), START + timedelta(hours=last))
    page = read_activity(workspace, days=days, size=100, actor=admin)
    assert ids(page) == log[max(first, 0) : max(last, 0)][::-1]


def test_where_both_a_person_and_a_noun_are_asked_for_a_page_may_end_early_and_says_where_to_go_on(
    workspace: Workspace, admin: Actor, log: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MAX_LOOKED", 4)
    found, before = list[int](), None
    for _ in range(20):
        page = read_activity(workspace, person_id=admin.id, noun="Sources", before=before, size=10, actor=admin)
        found += ids(page)
        before = page.older
        if before is None:
            break
        assert page.is_cut
    assert found == expected(workspace, admin.id, "Sources")


def test_no_page_of_the_feed_reads_the_whole_log(workspace: Workspace, admin: Actor) -> None:
    asked: list[tuple[str, Any]] = []
    plans: list[str] = []
    with workspace.read() as session:
        connection = session.connection()

        @sa_event.listens_for(connection, "before_cursor_execute")
        def _(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
            asked.append((statement, values))

        for person, noun in itertools.product((None, admin.id), (None, "Personas")):
            actions = None if noun is None else actions_of(noun)
            found = store.find_events(session, store.Asked(person, actions, START, before=9_999), limit=51)
            store.event_rows(session, found.ids or [1])
        store.last_events(session)
        for statement, values in asked.copy():
            plan = connection.exec_driver_sql(f"explain query plan {statement}", values)
            plans += [str(row[3]) for row in plan]
    assert len(asked) > 12
    assert [plan for plan in plans if plan.startswith(("SCAN event", "SCAN e "))] == []


def test_an_annotator_does_not_read_what_others_decided_before_deciding(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    sample_id = add_samples(workspace, 1)[0]

    def told(actor: Actor) -> list[str]:
        return [row.sentence for row in read_activity(workspace, noun="Reviews", actor=actor).rows]

    say(workspace, sample_id, admin, overall=2, decision="reject")
    assert told(admin) == [f"rejected sample {sample_id}, 2 of 5"]
    assert told(annotator) == [f"judged sample {sample_id}"]
    say(workspace, sample_id, annotator, decision="skip")
    assert told(annotator) == [f"skipped sample {sample_id}", f"judged sample {sample_id}"]
    say(workspace, sample_id, annotator, overall=5, decision="accept")
    assert told(annotator)[-1] == f"rejected sample {sample_id}, 2 of 5"
    people.change_person(workspace, annotator.id, role=Role.CURATOR, actor=admin)
    other = add_samples(workspace, 1)[0]
    say(workspace, other, admin, decision="reject")
    assert told(annotator)[0] == f"rejected sample {other}"


def test_only_what_the_reader_may_take_back_has_an_undo(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    sample_id = add_samples(workspace, 1)[0]
    select_many.exclude(workspace, ItemKind.PERSONA, PersonaFilter(), reason="pilot", actor=admin)
    say(workspace, sample_id, annotator, decision="accept")
    say(workspace, sample_id, annotator, decision="reject")

    def undoable(actor: Actor) -> set[str]:
        return {row.sentence for row in read_activity(workspace, actor=actor).rows if row.can_undo}

    assert undoable(annotator) == {f"rejected sample {sample_id}"}
    assert "excluded 1 persona: pilot" in undoable(admin)
    assert not any("sample" in sentence for sentence in undoable(admin))


def test_a_noun_that_is_none_is_refused(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(BadInputError, match="Known: Reviews"):
        read_activity(workspace, noun="Prices", actor=admin)


def test_one_event_is_told_as_in_the_feed(workspace: Workspace, admin: Actor) -> None:
    newest = read_activity(workspace, size=1, actor=admin).rows[0]
    assert activity.read_event(workspace, newest.id, actor=admin) == newest
    assert activity.read_event(workspace, 10**6, actor=admin) is None
    assert set(SENTENCES) == {name for noun in NOUNS for name in actions_of(noun) if not name.endswith(".undone")}
