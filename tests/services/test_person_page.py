"""A person's page: what was done, counted by hand; shares with intervals; nothing that gives away what is checked."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlmodel import select

from curation.errors import NotAllowedError, NotFoundError
from curation.metrics.intervals import Interval, wilson_interval
from curation.models import DEMO_LABEL, Annotator, Gold, RaterKind, Review, Role
from curation.services import people
from curation.services import person_page as person_pages
from curation.services.figures import NotDefined
from curation.services.permissions import Actor
from curation.services.person_page import GOLD_STEP, PersonPage, monday_of, person_page
from curation.services.review import save_review
from curation.services.team import list_team
from curation.store.clock import first_since
from curation.ui.person_view import days_html
from curation.workspace import Workspace
from tests.services.judging import add_samples, say

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
"""A Wednesday."""


def page_of(workspace: Workspace, person: Actor) -> PersonPage:
    return person_page(workspace, person.id, actor=person)


def move_reviews(workspace: Workspace, *days_back: float) -> None:
    """Let the reviews have been saved so long before NOW, in their order."""
    with workspace.write() as tx:
        tx.execute(text("drop trigger review_no_update"))
        for review, days in zip(tx.exec(select(Review).order_by(text("id"))), days_back, strict=True):
            review.saved_at = NOW - timedelta(days=days)
            tx.add(review)


def value(figure: object) -> tuple[float, int]:
    assert isinstance(figure, Interval)
    return round(figure.value, 9), figure.n


def test_what_was_done_is_counted_as_it_stands_now(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    ids = [*add_samples(workspace, 3), *add_samples(workspace, 2, scenario="npc")]
    for sample_id, decision in zip(ids, ("accept", "reject", "accept", "accept", "skip"), strict=True):
        say(workspace, sample_id, annotator, overall=3, decision=decision)
    say(workspace, ids[0], annotator, decision="reject")
    found = page_of(workspace, annotator)
    assert found.done.in_all == 4
    assert [(one.scenario, one.n, value(one.accepted)) for one in found.scenarios] == [
        ("math", 3, (round(1 / 3, 9), 3)),
        ("npc", 1, (1.0, 1)),
    ]
    assert found.accepted == wilson_interval(2, 4)
    assert page_of(workspace, admin).done.in_all == 0
    assert page_of(workspace, admin).accepted == NotDefined("nothing was judged")


def test_weeks_begin_on_monday_and_days_are_those_of_the_zone(
    workspace: Workspace, annotator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_pages, "utc_now", lambda: NOW)
    for sample_id in add_samples(workspace, 4):
        say(workspace, sample_id, annotator, decision="accept")
    move_reviews(workspace, 9, 3, 2, 0.25)
    found = person_page(workspace, annotator.id, actor=annotator)
    assert (found.done.in_all, found.done.this_week, found.done.today) == (4, 2, 1)
    assert found.days == {date(2026, 2, 23), date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 4)}
    assert found.worked_of_last_28 == 4
    east = person_page(workspace, annotator.id, zone=ZoneInfo("Pacific/Kiritimati"), actor=annotator)
    assert (east.today, east.done.this_week, east.done.today) == (date(2026, 3, 5), 3, 0)
    assert monday_of(date(2026, 3, 1)) == date(2026, 2, 23)


def test_the_demos_samples_leave_the_shares_as_soon_as_there_are_others_but_stay_in_the_count(
    workspace: Workspace, annotator: Actor
) -> None:
    demo = add_samples(workspace, 2, label=DEMO_LABEL, counts=False)
    for sample_id in demo:
        say(workspace, sample_id, annotator, decision="reject")
    assert page_of(workspace, annotator).is_labelled
    assert value(page_of(workspace, annotator).accepted) == (0.0, 2)
    say(workspace, add_samples(workspace, 1)[0], annotator, decision="accept")
    found = page_of(workspace, annotator)
    assert (value(found.accepted), found.done.in_all, found.is_labelled) == ((1.0, 1), 3, False)
    assert sum(found.left_out.values()) == 2


def test_agreement_is_the_share_of_others_who_decided_alike_and_judges_are_no_others(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    carl = people.join(workspace, "Carl")
    ids = add_samples(workspace, 3)
    for sample_id in ids:
        say(workspace, sample_id, annotator, decision="accept")
    say(workspace, ids[0], admin, decision="accept")
    assert isinstance(page_of(workspace, annotator).agreement, NotDefined)
    say(workspace, ids[0], carl, decision="reject")
    say(workspace, ids[1], carl, decision="accept")
    assert value(page_of(workspace, annotator).agreement) == (0.75, 2)
    with workspace.write() as tx:
        row = tx.get_one(Annotator, carl.id)
        row.kind = RaterKind.JUDGE
        tx.add(row)
    say(workspace, ids[2], admin, decision="reject")
    assert value(page_of(workspace, annotator).agreement) == (0.5, 2)


def test_the_median_time_is_that_of_the_items(workspace: Workspace, annotator: Actor) -> None:
    for sample_id, seconds in zip(add_samples(workspace, 7), (1, 2, 3, 40, 50, 60, 70), strict=True):
        save_review(workspace, sample_id, lambda said: said.decided("accept"), seconds=seconds, actor=annotator)
    assert value(page_of(workspace, annotator).seconds) == (40.0, 7)


def test_known_answers_are_told_to_the_person_in_steps_so_that_nothing_gives_them_away(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    ids = add_samples(workspace, 12)
    with workspace.write() as tx:
        tx.add_all(Gold(sample_id=n, decision="accept", created_by=admin.id) for n in ids)
    told: list[object] = []
    for place, sample_id in enumerate(ids):
        say(workspace, sample_id, annotator, decision="accept" if place else "reject")
        own = page_of(workspace, annotator).gold
        told.append(own if isinstance(own, NotDefined) else own.n)
        whole = person_page(workspace, annotator.id, actor=admin).gold
        assert value(whole) == (round(place / (place + 1), 9), place + 1)
    assert [n for n in told if not isinstance(n, NotDefined)] == [5] * GOLD_STEP + [10] * 3


def test_a_page_is_ones_own_or_for_curators(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    with pytest.raises(NotAllowedError, match="for curators"):
        person_page(workspace, admin.id, actor=annotator)
    assert person_page(workspace, annotator.id, actor=admin).person.name == "Bea"
    with pytest.raises(NotFoundError):
        person_page(workspace, 99, actor=admin)
    with workspace.write() as tx:
        tx.add(Annotator(id=50, name="Judge: m", kind=RaterKind.JUDGE, role=Role.VIEWER))
    with pytest.raises(NotFoundError):
        person_page(workspace, 50, actor=admin)


def test_the_team_stands_by_name_with_what_waits_and_judges_and_the_program_are_no_people(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    with workspace.write() as tx:
        tx.add(Annotator(name="Judge: m", kind=RaterKind.JUDGE, role=Role.VIEWER))
    gone = people.join(workspace, "Aaron")
    ids = add_samples(workspace, 3)
    say(workspace, ids[0], annotator, decision="accept")
    say(workspace, ids[1], annotator, decision="skip")
    say(workspace, ids[0], gone, decision="reject")
    people.change_person(workspace, gone.id, is_active=False, actor=admin)
    lines = list_team(workspace, actor=admin)
    assert [(one.name, one.done, one.done_this_week, one.pending) for one in lines] == [
        ("Ada", 0, 0, 3),
        ("Bea", 1, 1, 1),
        ("Aaron", 1, 1, None),
    ]
    assert all(one.last_seen is not None for one in lines)
    with pytest.raises(NotAllowedError, match="for curators"):
        list_team(workspace, actor=annotator)


def test_a_moment_is_found_in_a_table_that_comes_in_the_order_of_the_clock(
    workspace: Workspace, annotator: Actor
) -> None:
    for sample_id in add_samples(workspace, 9):
        say(workspace, sample_id, annotator, decision="accept")
    move_reviews(workspace, *range(9, 0, -1))
    with workspace.read() as session:
        found = [first_since(session, "review", NOW - timedelta(days=days + 0.5)) for days in range(10, -1, -1)]
    assert found == [1, *range(1, 11)]


def test_the_calendar_marks_days_and_not_how_much_was_done() -> None:
    today = date(2026, 3, 4)
    html = days_html(frozenset({date(2026, 3, 2), date(2026, 1, 5), date(2020, 1, 1)}), today)
    assert html.count('class="on"') == 2
    assert html.count("<td") == 7 * 12
    assert html.count('class="later"') == 4
    assert 'title="2026-03-02: work"' in html
