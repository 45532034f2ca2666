"""The queue of a run: the order of its items, what each has behind it, and how few of them there are at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import Session

from curation.jobs import waiting
from curation.jobs.waiting import Waiting
from curation.jobs.work import Item
from curation.models import AttemptState
from curation.services.permissions import Actor
from curation.store.attempts import add_sent_attempt, end_attempt
from curation.workspace import Workspace
from tests.services.scripted import add_personas, claimed, start_paid


@dataclass
class Done:
    """Work of which some items are finished; nothing else of it is asked for."""

    numbers: Sequence[int] = ()

    def finished(self, _session: Session) -> set[int]:
        return set(self.numbers)


@pytest.fixture
def job_id(workspace: Workspace, admin: Actor) -> int:
    add_personas(workspace, admin, 10)
    return start_paid(workspace, admin)


def queue(workspace: Workspace, job_id: int, done: Sequence[int] = ()) -> Waiting[Any]:
    return Waiting(claimed(workspace, job_id), Done(done))  # type: ignore[arg-type]  # only what is finished is asked


def numbers(items: Sequence[Item]) -> list[int]:
    return [item.no for item in items]


@pytest.mark.parametrize("portion", [1, 3, 100])
def test_items_come_in_order_without_those_that_are_there(
    workspace: Workspace, job_id: int, portion: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PORTION", portion)
    todo = queue(workspace, job_id, done=[0, 4, 5])

    async def take_all() -> list[list[int]]:
        await todo.add(range(10))
        return [numbers(await todo.take(n)) for n in (2, 4, 5, 1)]

    assert asyncio.run(take_all()) == [[1, 2], [3, 6, 7, 8], [9], []]
    assert not todo


def test_no_more_items_than_a_portion_are_made_ahead(
    workspace: Workspace, job_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def count(no: int, tries: tuple[int, int]) -> Item:
        made.append(no)
        return Item(no, *tries)

    monkeypatch.setattr(waiting, "PORTION", 5)
    monkeypatch.setattr(waiting, "tried_item", count)
    todo = queue(workspace, job_id)

    async def take_three() -> None:
        await todo.add(range(100))
        assert numbers(await todo.take(3)) == [0, 1, 2]

    asyncio.run(take_three())
    assert made == [0, 1, 2, 3, 4]
    assert todo


def test_an_item_knows_the_tries_and_answers_of_earlier_runs(workspace: Workspace, job_id: int) -> None:
    with workspace.write() as tx:
        for try_no, state in ((1, AttemptState.FAILED), (2, AttemptState.DONE)):
            attempt = add_sent_attempt(tx, job_id=job_id, item_no=1, try_no=try_no, reserved_usd=None)
            end_attempt(tx, attempt, state=state)
    todo = queue(workspace, job_id)

    async def take_two() -> list[Item]:
        await todo.add(range(2))
        return await todo.take(2)

    fresh, tried = asyncio.run(take_two())
    assert (fresh.try_no, fresh.tries_now, fresh.answers) == (0, 0, 0)
    assert (tried.try_no, tried.tries_now, tried.answers) == (2, 0, 1)


def test_what_is_put_back_comes_first_and_what_is_put_off_when_its_time_has_come(
    workspace: Workspace, job_id: int
) -> None:
    todo = queue(workspace, job_id)

    async def act() -> None:
        await todo.add(range(4))
        first, second = await todo.take(2)
        todo.put_off(second, wait_s=3_600.0)
        todo.put_back(first)
        assert todo.due == 0.0
        assert numbers(await todo.take(9)) == [0, 2, 3]
        assert todo, "one of them waits"
        assert todo.due > 0.0
        todo.put_off(first, wait_s=0.0)
        assert numbers(await todo.take(9)) == [0]
        assert numbers(await todo.take(9)) == []

    asyncio.run(act())


def test_a_second_round_follows_what_is_left_of_the_first(workspace: Workspace, job_id: int) -> None:
    todo = queue(workspace, job_id)

    async def act() -> list[int]:
        await todo.add(range(3))
        await todo.take(1)
        await todo.add(range(7, 9))
        return numbers(await todo.take(9))

    assert asyncio.run(act()) == [1, 2, 7, 8]
