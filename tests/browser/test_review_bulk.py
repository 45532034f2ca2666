"""Every key of the bulk view, pressed in a real browser; the store is what is asserted."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from curation.models import Sample
from curation.review import Answers
from curation.review.bulk_keys import BULK_KEYS
from curation.services import people
from curation.services.permissions import Actor
from curation.services.preferences import set_preference
from curation.services.samples import edit_sample
from curation.workspace import Workspace
from tests.browser.driver import (
    ROOT,
    AppServer,
    axe_violations,
    becomes,
    start_server,
    stop_server,
    wait_for_keys,
    wait_for_server,
)
from tests.conftest import open_test_workspace
from tests.services.judging import add_samples, answers_in, rows_of, sample_in

NAMES = (f"Bulk annotator {number}" for number in itertools.count(1))
EVIL = '<img src="http://evil.invalid/x" onerror="document.title=1"> **bold**'


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = open_test_workspace(tmp_path_factory.mktemp("bulk") / "workspace")
    people.join(workspace, "Ada")
    ids = add_samples(workspace, 160)
    with workspace.write() as tx:
        for sample_id in ids:
            row = tx.get_one(Sample, sample_id)
            row.text = f"{EVIL} {row.text} {'word ' * 80}\n\nThe end."
            row.checks = [{"name": "answer_given", "ok": False, "detail": EVIL}]
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def server(judged: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    running = start_server(judged.path, ROOT / "app.py", tmp_path_factory.mktemp("log") / "server.log")
    try:
        wait_for_server(running)
        yield running
    finally:
        stop_server(running)


@dataclass(slots=True)
class Hands:
    """A person at the keyboard."""

    page: Page
    workspace: Workspace
    actor: Actor
    pressed: set[str] = field(default_factory=set)

    @property
    def ids(self) -> list[int]:
        """Which samples are on the screen, from top to bottom."""
        names = self.page.locator(".item").evaluate_all("rows => rows.map(row => row.dataset.name)")
        return [int(name.removeprefix("item-")) for name in names]

    @property
    def marked(self) -> int:
        """Which row the keys mean."""
        return int((self.page.locator(".item.marked").get_attribute("data-name") or "").removeprefix("item-"))

    def item(self, sample_id: int) -> Locator:
        """Return a row."""
        return self.page.locator(f'[data-name="item-{sample_id}"]')

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as fast as they can be pressed."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.add(key.lower().removeprefix("arrow"))

    def answers(self, sample_id: int) -> Answers:
        """Return what is stored."""
        return answers_in(self.workspace, sample_id, self.actor)

    def has(self, sample_id: int, *, overall: int | None = None, decision: str | None = None) -> bool:
        """Tell whether this comes to be stored."""

        def is_so() -> bool:
            said = self.answers(sample_id)
            return (said.overall, said.decision) == (overall, decision)

        return becomes(is_so)

    def settle(self) -> None:
        """Wait until nothing that was pressed is still on its way."""
        expect(self.page.locator(".row.stored")).not_to_contain_text("Saving")


@pytest.fixture
def hands(page: Page, server: AppServer, judged: Workspace) -> Hands:
    """Somebody new, with ten rows on the screen."""
    actor = people.join(judged, next(NAMES))
    set_preference(judged, "view", "bulk", actor=actor)
    page.context.add_cookies([{"name": "pc_person", "value": str(actor.id), "url": server.url}])
    page.goto(f"{server.url}/review")
    expect(page.locator(".item")).to_have_count(10)
    wait_for_keys(page)
    return Hands(page, judged, actor)


def rate_and_decide(hands: Hands) -> None:
    one, two, three, four, *_ = hands.ids
    hands.press("1", "2", "3", "4", "5")
    assert hands.has(one, overall=5)
    hands.press("0")
    assert hands.has(one)
    hands.press("4", "a", "x", "Space", "2", "Enter")
    assert hands.has(one, overall=4, decision="accept")
    assert hands.has(two, decision="reject")
    assert hands.has(three, decision="skip")
    assert hands.has(four, overall=2, decision="reject")


def undo_and_move(hands: Hands) -> None:
    three, four, five = hands.ids[2:5]
    assert hands.marked == five
    hands.settle()
    hands.press("u")
    assert hands.has(four, overall=2)
    hands.press("Backspace")
    assert hands.has(three)
    expect(hands.item(three)).to_have_attribute("aria-current", "true")
    hands.press("ArrowDown", "ArrowDown", "ArrowUp")
    assert hands.marked == four


def look_closer(hands: Hands) -> None:
    hands.settle()
    row = hands.item(hands.marked)
    expect(row.locator(".text")).not_to_contain_text("The end.")
    hands.press("w")
    expect(row.locator(".text")).to_contain_text("The end.")
    hands.settle()
    hands.press("w")
    expect(row.locator(".text")).not_to_contain_text("The end.")
    for key in ("h", "?"):
        hands.press(key)
        expect(hands.page.get_by_role("dialog")).to_be_visible()
        count = len(rows_of(hands.workspace, hands.marked))
        hands.press("a", "5", "x")
        hands.page.keyboard.press("Escape")
        expect(hands.page.get_by_role("dialog")).to_have_count(0)
        assert len(rows_of(hands.workspace, hands.marked)) == count


def leave(hands: Hands) -> None:
    before = hands.ids
    hands.settle()
    hands.press("ArrowRight")
    expect(hands.item(before[0])).to_have_count(0)
    assert not set(before) & set(hands.ids)
    marked = hands.marked
    hands.press("e")
    expect(hands.page.locator(f".st-key-note-{marked}")).to_be_visible()
    assert f"sample={marked}" in hands.page.url


def test_every_key_does_what_the_table_says(hands: Hands) -> None:
    rate_and_decide(hands)
    undo_and_move(hands)
    look_closer(hands)
    leave(hands)
    assert hands.pressed == {key for binding in BULK_KEYS for key in (binding.key, *binding.also)}
    assert hands.page.title() != "1"


def test_keys_as_fast_as_they_come_are_all_stored_in_their_order(hands: Hands) -> None:
    ids = hands.ids
    for number in range(10):
        hands.press(str(1 + number % 5), "Enter")
    for number, sample_id in enumerate(ids):
        stars = 1 + number % 5
        assert hands.has(sample_id, overall=stars, decision="accept" if stars >= 3 else "reject")
        assert [row.decision is not None for row in rows_of(hands.workspace, sample_id)
                if row.annotator_id == hands.actor.id] == [False, True]  # fmt: skip


def test_a_key_that_is_held_counts_once_and_none_counts_in_a_text_box(hands: Hands) -> None:
    one, two, *_ = hands.ids
    hands.page.keyboard.down("a")
    for _ in range(5):
        hands.page.keyboard.down("a")
    hands.page.keyboard.up("a")
    assert hands.has(one, decision="accept")
    hands.settle()
    assert not hands.answers(two).is_decided
    hands.page.get_by_text("Filter").first.click()
    hands.page.get_by_label("Words").fill("bees")
    hands.page.keyboard.type("ax5")
    assert not hands.answers(two).is_decided


def test_all_that_are_rated_are_accepted_after_a_question_with_their_number(hands: Hands) -> None:
    ids = hands.ids
    hands.press("3", "ArrowDown", "5", "ArrowDown", "2", "ArrowDown", "4", "x")
    every = hands.page.get_by_role("button", name="Accept all rated 3+ that are left (2)")
    every.click()
    expect(hands.page.locator(".row.all")).to_contain_text("Accept the 2 rows rated 3 or more")
    hands.page.keyboard.press("Escape")
    expect(every).to_be_visible()
    assert not hands.answers(ids[0]).is_decided
    every.click()
    hands.page.get_by_role("button", name="Accept 2", exact=True).click()
    assert hands.has(ids[0], overall=3, decision="accept")
    assert hands.has(ids[1], overall=5, decision="accept")
    assert hands.has(ids[2], overall=2)
    assert hands.has(ids[3], overall=4, decision="reject")
    hands.settle()
    hands.press("u")
    assert hands.has(ids[0], overall=3)
    assert hands.has(ids[1], overall=5)


def test_the_mouse_does_the_same_and_says_what_changed_meanwhile(hands: Hands) -> None:
    one, two, three, *_ = hands.ids
    hands.item(two).get_by_role("button", name="Rate 4").click()
    assert hands.marked == two
    hands.press("a")
    assert hands.has(two, overall=4, decision="accept")
    version = sample_in(hands.workspace, three).version
    edit_sample(hands.workspace, three, text="Newer words.", version=version, actor=hands.actor)
    hands.item(three).get_by_role("button", name="Reject").click()
    expect(hands.item(three)).to_contain_text("Somebody changed")
    expect(hands.item(three)).to_contain_text("Newer words.")
    assert not hands.answers(three).is_decided
    assert hands.item(one).locator("img").count() == 0


def test_what_is_drawn_can_be_read_by_all(hands: Hands, keep_screenshot: Callable[[Page, str], None]) -> None:
    hands.press("4", "a", "2", "x", "5")
    assert hands.has(hands.ids[2], overall=5)
    hands.settle()
    assert axe_violations(hands.page) == []
    keep_screenshot(hands.page, "review-bulk")


@pytest.mark.slow
def test_what_is_pressed_while_the_server_is_away_is_stored_once_it_is_back(
    page: Page, judged: Workspace, tmp_path: Path
) -> None:
    actor = people.join(judged, next(NAMES))
    set_preference(judged, "view", "bulk", actor=actor)
    first = start_server(judged.path, ROOT / "app.py", tmp_path / "first.log")
    wait_for_server(first)
    page.context.add_cookies([{"name": "pc_person", "value": str(actor.id), "url": first.url}])
    page.goto(f"{first.url}/review")
    expect(page.locator(".item")).to_have_count(10)
    wait_for_keys(page)
    hands = Hands(page, judged, actor)
    one, two, three, *_ = hands.ids
    hands.press("a")
    assert hands.has(one, decision="accept")
    first.process.kill()
    first.process.wait()
    hands.press("5", "a", "2", "x")
    port = f"--server.port={first.url.rpartition(':')[2]}"
    second = replace(start_server(judged.path, ROOT / "app.py", tmp_path / "second.log", port), url=first.url)
    try:
        wait_for_server(second)
        assert hands.has(two, overall=5, decision="accept")
        assert hands.has(three, overall=2, decision="reject")
        rows = [row for row in rows_of(judged, two) if row.annotator_id == actor.id]
        assert [row.decision for row in rows] == [None, "accept"]
    finally:
        stop_server(second)
