"""Somebody at the keyboard of the review desk in a real browser, and a workspace to judge."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from curation.models import Sample
from curation.review import SHIPPED, Answers, Question, QuestionKind, RubricForm
from curation.services import people
from curation.services.permissions import Actor
from curation.services.review_queue import last_decisions
from curation.services.rubrics import save_rubric
from curation.workspace import Workspace
from tests.browser.driver import (
    READY,
    ROOT,
    AppServer,
    becomes,
    start_server,
    stop_server,
    wait_for_keys,
    wait_for_server,
)
from tests.conftest import open_test_workspace
from tests.services.judging import add_samples, answers_in, rows_of

NAMES = (f"Annotator {number}" for number in itertools.count(1))
TWIN_SCORE = 0.95
CHOICES = tuple(f"choice {number}" for number in range(1, 10))
_OVERALL, _VALID, _RIGHT, *_OTHERS = SHIPPED["math"].questions
RUBRIC = RubricForm(
    (
        _OVERALL,
        _VALID,
        _RIGHT,
        Question("which", QuestionKind.CHOICES, "Which of nine?", choices=CHOICES),
        *_OTHERS,
        Question("why", QuestionKind.TEXT, "Why?"),
    ),
    guideline="Be **strict**.",
)
EVIL = '<img src="http://evil.invalid/x" onerror="document.title=1"> **bold**'


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = open_test_workspace(tmp_path_factory.mktemp("keys") / "workspace")
    save_rubric(workspace, "math", RUBRIC, actor=people.join(workspace, "Ada"))
    *_, twin = ids = add_samples(workspace, 40)
    with workspace.write() as tx:
        for sample_id in ids:
            row = tx.get_one(Sample, sample_id)
            row.text = f"{EVIL} {row.text}"
            if sample_id != twin:
                row.nearest_id, row.nearest_score = twin, TWIN_SCORE
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
    def shown(self) -> int:
        """Which sample is on the screen."""
        found = self.page.evaluate("document.querySelector('[class*=\"st-key-note-\"]')?.className ?? ''")
        return int((re.search(r"st-key-note-(\d+)", found) or [0, 0])[1])

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as fast as the page can follow."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.add(key.lower().removeprefix("arrow").replace("control", "ctrl"))
            self.settle()

    def settle(self) -> None:
        """Wait until the script has run."""
        self.page.wait_for_timeout(250)
        self.page.wait_for_selector(READY)

    def answers(self, sample_id: int) -> Answers:
        """Return what is stored."""
        return answers_in(self.workspace, sample_id, self.actor)

    def sees(self, condition: Callable[[], bool]) -> bool:
        """Tell whether the store or the page comes to hold something."""
        return becomes(condition)

    def rows(self, sample_id: int) -> int:
        """Return how often this person has stored something."""
        return sum(row.annotator_id == self.actor.id for row in rows_of(self.workspace, sample_id))

    def decided(self) -> int:
        """Return how many decisions are stored."""
        return len(last_decisions(self.workspace, self.actor, limit=100))


@pytest.fixture
def hands(page: Page, server: AppServer, judged: Workspace) -> Hands:
    """Somebody new, with the first sample on the screen."""
    actor = people.join(judged, next(NAMES))
    page.context.add_cookies([{"name": "pc_person", "value": str(actor.id), "url": server.url}])
    page.goto(f"{server.url}/review")
    expect(page.locator("[data-action=accept]")).to_be_visible()
    wait_for_keys(page)
    return Hands(page, judged, actor)
