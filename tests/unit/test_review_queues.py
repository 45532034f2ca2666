import pytest

from curation.review import Emptiness, Queue, QueueCounts, Walk, why_empty
from curation.review.walk import MAX_REMEMBERED

SOME = QueueCounts(total=10, decided=4, skipped=1, drafts=2)


def test_what_is_left_is_neither_decided_nor_skipped() -> None:
    assert SOME.left == 5


@pytest.mark.parametrize(
    ("queue", "counts", "is_filtered", "reason"),
    [
        (Queue.OPEN, QueueCounts(0, 0, 0, 0), True, Emptiness.NO_SAMPLES),
        (Queue.SKIPPED, QueueCounts(0, 0, 0, 0), False, Emptiness.NO_SAMPLES),
        (Queue.OPEN, QueueCounts(3, 2, 1, 0), True, Emptiness.ALL_DECIDED),
        (Queue.OPEN, SOME, True, Emptiness.FILTERED_OUT),
        (Queue.DRAFTS, SOME, True, Emptiness.FILTERED_OUT),
        (Queue.DRAFTS, QueueCounts(3, 0, 0, 0), True, Emptiness.NO_DRAFTS),
        (Queue.SKIPPED, QueueCounts(3, 3, 0, 0), False, Emptiness.NO_SKIPPED),
    ],
)
def test_an_empty_queue_has_the_reason_that_the_person_can_act_on(
    queue: Queue, counts: QueueCounts, is_filtered: bool, reason: Emptiness
) -> None:
    assert why_empty(queue, everything=counts, is_filtered=is_filtered) is reason


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
