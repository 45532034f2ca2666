from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from curation.errors import NotAllowedError
from curation.models import ItemState, Outcome, ReviewClaim, Role, Sample, utc_now
from curation.review import Emptiness, Queue
from curation.services import people
from curation.services.permissions import Actor
from curation.services.review import save_review, undo_last
from curation.services.review_policy import ReviewPolicy
from curation.services.review_queue import (
    last_decisions,
    next_sample,
    queue_counts,
    why_nothing_waits,
)
from curation.store import review_queue, reviews
from curation.workspace import Workspace
from tests.services.judging import add_samples, in_threads, say


def change(workspace: Workspace, sample_id: int, **fields: object) -> None:
    with workspace.write() as tx:
        row = tx.get_one(Sample, sample_id)
        for name, value in fields.items():
            setattr(row, name, value)
        tx.add(row)


def walk_through(workspace: Workspace, actor: Actor, **options: object) -> list[int]:
    """Skip whatever the queue gives until it gives nothing."""
    found: list[int] = []
    while (given := next_sample(workspace, actor=actor, **options)) is not None:  # type: ignore[arg-type]  # as named
        found.append(given)
        say(workspace, given, actor, decision="skip")
    return found


def test_what_a_curator_wants_comes_first_then_the_fewest_reviews(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    one, two, three, four = add_samples(workspace, 4)
    say(workspace, one, admin, decision="accept")
    say(workspace, four, admin, decision="accept")
    change(workspace, four, wanted=True)
    assert walk_through(workspace, annotator) == [four, two, three, one]


def test_only_what_holds_a_text_and_takes_part_is_asked_about(workspace: Workspace, annotator: Actor) -> None:
    ok, excluded, empty = add_samples(workspace, 3)
    (failed,) = add_samples(workspace, 1, outcome=Outcome.CHECK_FAILED)
    add_samples(workspace, 1, outcome=Outcome.REFUSED)
    change(workspace, excluded, state=ItemState.EXCLUDED)
    change(workspace, empty, text="")
    assert walk_through(workspace, annotator) == [ok, failed]


def test_a_scenario_narrows_the_queue(workspace: Workspace, annotator: Actor) -> None:
    add_samples(workspace, 2, scenario="math")
    tools = add_samples(workspace, 2, scenario="tool")
    assert walk_through(workspace, annotator, scenario="tool") == tools


def test_a_skip_comes_back_only_through_the_queue_of_skips(workspace: Workspace, annotator: Actor) -> None:
    one, two = add_samples(workspace, 2)
    say(workspace, one, annotator, decision="skip")
    assert next_sample(workspace, actor=annotator) == two
    assert next_sample(workspace, queue=Queue.SKIPPED, actor=annotator) == one
    say(workspace, one, annotator, decision="accept")
    assert next_sample(workspace, queue=Queue.SKIPPED, actor=annotator) is None


def test_a_draft_waits_in_both_queues(workspace: Workspace, annotator: Actor) -> None:
    one, two = add_samples(workspace, 2)
    say(workspace, two, annotator, overall=3)
    assert next_sample(workspace, actor=annotator) == one
    assert next_sample(workspace, queue=Queue.DRAFTS, actor=annotator) == two


def test_a_reload_gives_what_was_on_the_screen(workspace: Workspace, annotator: Actor) -> None:
    one, two = add_samples(workspace, 2)
    assert next_sample(workspace, actor=annotator, passed=[one]) == two
    assert next_sample(workspace, actor=annotator) == two


def test_two_people_at_once_are_given_different_samples(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    ids = add_samples(workspace, 6)
    both = [admin, annotator]
    for _ in range(3):
        given = in_threads(lambda place: next_sample(workspace, actor=both[place]), 2)
        assert len(set(given)) == 2
        for sample_id, actor in zip(given, both, strict=True):
            assert isinstance(sample_id, int)
            say(workspace, sample_id, actor, decision="accept")
    assert queue_counts(workspace, admin).decided == queue_counts(workspace, annotator).decided == len(ids) / 2


def test_the_last_sample_goes_to_both(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    assert next_sample(workspace, actor=admin) == one
    assert next_sample(workspace, actor=annotator) == one


def test_a_screen_that_was_left_alone_holds_nothing_back(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    one, _ = add_samples(workspace, 2)
    assert next_sample(workspace, actor=admin) == one
    with workspace.write() as tx:
        claim = tx.get_one(ReviewClaim, (admin.id, one))
        claim.claimed_at = utc_now() - timedelta(minutes=ReviewPolicy().lease_minutes + 1)
        tx.add(claim)
    assert next_sample(workspace, actor=annotator) == one


def test_the_counts_add_up(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    one, two, three, four, five = add_samples(workspace, 5)
    add_samples(workspace, 2, scenario="tool")
    say(workspace, one, annotator, overall=4, decision="accept")
    say(workspace, two, annotator, decision="reject")
    say(workspace, three, annotator, decision="skip")
    say(workspace, four, annotator, overall=4)
    say(workspace, five, admin, decision="accept")
    counts = queue_counts(workspace, annotator)
    assert (counts.total, counts.decided, counts.skipped, counts.pending, counts.drafts) == (7, 2, 1, 4, 1)
    assert queue_counts(workspace, annotator, scenario="tool").pending == 2
    change(workspace, one, state=ItemState.DUPLICATE)
    counts = queue_counts(workspace, annotator)
    assert (counts.total, counts.decided, counts.pending) == (6, 1, 4)


def test_an_empty_queue_says_why(workspace: Workspace, annotator: Actor) -> None:
    assert why_nothing_waits(workspace, annotator) is Emptiness.NO_SAMPLES
    (one,) = add_samples(workspace, 1)
    assert why_nothing_waits(workspace, annotator, scenario="tool") is Emptiness.FILTERED_OUT
    assert why_nothing_waits(workspace, annotator, queue=Queue.DRAFTS) is Emptiness.NO_DRAFTS
    say(workspace, one, annotator, decision="accept")
    assert why_nothing_waits(workspace, annotator) is Emptiness.ALL_DECIDED
    assert why_nothing_waits(workspace, annotator, queue=Queue.SKIPPED) is Emptiness.NO_SKIPPED


def test_the_last_decisions_are_the_newest_first_and_leave_with_undo(workspace: Workspace, annotator: Actor) -> None:
    ids = add_samples(workspace, 12)
    for sample_id in ids:
        say(workspace, sample_id, annotator, overall=4)
        say(workspace, sample_id, annotator, overall=4, decision="accept")
    assert [row.sample_id for row in last_decisions(workspace, annotator)] == ids[:1:-1]
    undo_last(workspace, actor=annotator)
    assert last_decisions(workspace, annotator)[0].sample_id == ids[-2]


def test_a_viewer_is_given_nothing(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    add_samples(workspace, 1)
    people.change_person(workspace, annotator.id, role=Role.VIEWER, actor=admin)
    with pytest.raises(NotAllowedError):
        next_sample(workspace, actor=annotator)


def test_no_query_of_the_queue_reads_or_sorts_the_whole_table(workspace: Workspace, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    save_review(workspace, one, lambda answers: answers.decided("skip"), actor=annotator)
    plans: list[str] = []
    with workspace.read() as session:
        asked = _recorded(session)
        for scenario in (None, "math"):
            wanted = review_queue.Wanted(annotator.id, utc_now(), scenario, [one], overlap=2)
            review_queue.pending_page(session, wanted, limit=1)
            review_queue.pending_page(session, wanted, limit=1, but_taken=False)
            review_queue.assigned_page(session, wanted, limit=1)
            review_queue.held(session, wanted, only_assigned=True, limit=1)
            for queue in set(Queue) - {Queue.PENDING}:
                review_queue.next_mine(session, wanted, queue)
            review_queue.count_waiting(session, scenario=scenario, overlap=2)
            review_queue.count_mine(session, annotator.id, scenario, overlap=2)
            review_queue.count_assigned(session, annotator.id, scenario, at_least=2)
        reviews.last_decided(session, annotator.id, limit=10)
        reviews.current_review(session, one, annotator.id)
        for statement, values in list(asked):
            rows = session.connection().exec_driver_sql(f"explain query plan {statement}", values)
            # What stands on one person's own screen is few, and is sorted.
            plans += [str(row[3]) for row in rows if "B-TREE" not in str(row[3]) or " mine " not in statement]
    scans = {plan for plan in plans if plan.startswith("SCAN") and "VIRTUAL TABLE" not in plan}
    # Claims are one or a page for each person at work; the sizes are a row for each scenario and number of reviews.
    assert scans == {"SCAN c", "SCAN queue_size"}
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]


def _recorded(session: Session) -> list[tuple[str, tuple[object, ...]]]:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def record(_connection: object, _cursor: object, statement: str, values: tuple[object, ...], *_: object) -> None:
        if statement.lower().startswith("select"):
            asked.append((statement, values))

    event.listen(session.get_bind(), "before_cursor_execute", record)
    return asked
