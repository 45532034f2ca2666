import pytest

from curation.review import Emptiness, Queue, QueueCounts, Walk, why_empty
from curation.review.walk import MAX_REMEMBERED

NONE = QueueCounts(pending=0, drafts=0, submitted=0, skipped=0, rejected=0)
SOME = QueueCounts(pending=5, drafts=2, submitted=3, skipped=1, rejected=1)
JUDGED = QueueCounts(pending=0, drafts=0, submitted=2, skipped=1, rejected=0)


def test_a_draft_is_one_of_those_that_wait() -> None:
    assert (SOME.total, SOME.decided, [SOME.of(queue) for queue in Queue]) == (10, 4, [5, 2, 3, 1, 1])


@pytest.mark.parametrize(
    ("queue", "counts", "is_filtered", "reason"),
    [
        (Queue.PENDING, NONE, True, Emptiness.NO_SAMPLES),
        (Queue.SKIPPED, NONE, False, Emptiness.NO_SAMPLES),
        (Queue.PENDING, JUDGED, True, Emptiness.ALL_DECIDED),
        (Queue.PENDING, SOME, True, Emptiness.FILTERED_OUT),
        (Queue.PENDING, SOME, False, Emptiness.ALL_TAKEN),
        (Queue.DRAFTS, SOME, True, Emptiness.FILTERED_OUT),
        (Queue.DRAFTS, JUDGED, True, Emptiness.NO_DRAFTS),
        (Queue.REJECTED, JUDGED, False, Emptiness.NO_REJECTED),
    ],
)
def test_an_empty_queue_has_the_reason_that_the_person_can_act_on(
    queue: Queue, counts: QueueCounts, is_filtered: bool, reason: Emptiness
) -> None:
    assert why_empty(queue, everything=counts, is_filtered=is_filtered) is reason


def test_who_is_asked_only_about_what_was_assigned_is_told_so() -> None:
    assert why_empty(Queue.PENDING, everything=NONE, is_filtered=True, only_assigned=True) is Emptiness.NONE_ASSIGNED
    assert why_empty(Queue.PENDING, everything=SOME, is_filtered=True, only_assigned=True) is Emptiness.FILTERED_OUT


def test_where_few_people_are_asked_an_empty_queue_means_that_they_were() -> None:
    assert why_empty(Queue.PENDING, everything=NONE, is_filtered=False, has_overlap=True) is Emptiness.ENOUGH_REVIEWS
    assert why_empty(Queue.DRAFTS, everything=NONE, is_filtered=False, has_overlap=True) is Emptiness.NO_DRAFTS


def test_one_walks_back_and_forth_on_the_way_that_one_came() -> None:
    walk = Walk()
    for sample_id in (5, 8, 2):
        walk.show(sample_id)
    walk.step(-1)
    walk.step(-1)
    assert (walk.current, walk.can_go_back, walk.can_go_forward) == (5, False, True)
    walk.step(1)
    assert walk.current == 8


def test_the_way_does_not_reach_beyond_its_ends() -> None:
    walk = Walk()
    walk.show(5)
    with pytest.raises(ValueError, match="none -1 from 0"):
        walk.step(-1)
    with pytest.raises(ValueError, match="none 1 from 0"):
        walk.step(1)


def test_a_sample_shown_twice_in_a_row_is_one_step() -> None:
    walk = Walk()
    walk.show(5)
    walk.show(5)
    assert walk.trail == [5]


def test_a_long_visit_forgets_its_beginning_only() -> None:
    walk = Walk()
    for sample_id in range(MAX_REMEMBERED + 5):
        walk.show(sample_id)
        walk.pass_by(sample_id)
    assert walk.current == MAX_REMEMBERED + 4
    assert walk.trail[0] == walk.passed[0] == 5


def test_what_is_passed_by_again_moves_to_the_end() -> None:
    walk = Walk()
    for sample_id in (1, 2, 1):
        walk.pass_by(sample_id)
    assert walk.passed == [2, 1]
