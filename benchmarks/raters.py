"""People who rate by themselves, each through a client of Streamlit's websocket of its own."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import NamedTuple

from benchmarks.streamlit_client import RunFailedError, StreamlitClient
from curation.services.permissions import Actor
from tests.browser.driver import AppServer

THINK_S = (1.0, 3.0)
PANEL = "question_panel"


class Decided(NamedTuple):
    """What a person was told to have decided."""

    sample_id: int
    decision: str
    overall: int


@dataclass(slots=True)
class Rater:
    """One person at one page, with what that person has seen and done."""

    actor: Actor
    client: StreamlitClient
    chance: random.Random
    ms: list[float] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    turn: int = 0

    async def think(self) -> None:
        """Take one's time."""
        await asyncio.sleep(self.chance.uniform(*THINK_S))

    async def press(self, action: str) -> None:
        """Press the key of an action on the sample that is on the screen."""
        self.turn += 1
        turn = f"{self.actor.id}-{self.turn}"
        value = {"action": action, "shown": self.client.data_of(PANEL)["shown"], "turn": turn}
        began = time.perf_counter()
        await self.client.trigger(PANEL, "press", value)
        self.ms.append((time.perf_counter() - began) * 1000)
        if self.client.data_of(PANEL)["answered"] != turn:
            raise RunFailedError(f"{turn} was not answered")

    async def decide(self) -> None:
        """Accept or reject the sample on the screen, and see that another comes."""
        before = self.client.data_of(PANEL)["shown"]
        await self.press("reject" if self.chance.random() < 0.2 else "accept")
        if self.client.data_of(PANEL)["shown"] == before:
            raise RunFailedError(f"sample {before} stayed on the screen")

    async def click(self) -> None:
        """Press the button of the trivial page."""
        began = time.perf_counter()
        await self.client.click("Next")
        self.ms.append((time.perf_counter() - began) * 1000)

    async def score_and_decide(self) -> None:
        """Score the sample, decide on it, and note what was answered."""
        sample_id = int(self.client.data_of(PANEL)["shown"][0])
        self.seen.append(sample_id)
        overall = self.chance.randint(1, 5)
        await self.press(f"answer-overall-{overall}")
        await self.think()
        decision = "accept" if overall >= 3 else "reject"
        await self.press(decision)
        if int(self.client.data_of(PANEL)["shown"][0]) == sample_id:
            raise RunFailedError(f"sample {sample_id} stayed on the screen")
        self.decided.append(Decided(sample_id, decision, overall))


async def work(rater: Rater, act: Callable[[Rater], Awaitable[None]], times: int) -> None:
    """Act so many times, each after a pause; note what failed."""
    for _ in range(times):
        await rater.think()
        try:
            await act(rater)
        except RunFailedError as error:
            rater.lost.append(str(error))


async def visit(stack: AsyncExitStack, server: AppServer, page: str, people: Sequence[Actor]) -> list[Rater]:
    """Let people open a page, one after another."""
    raters = []
    for person in people:
        client = StreamlitClient(server.url, page, {"pc_person": str(person.id)})
        await stack.enter_async_context(client)
        raters.append(Rater(person, client, random.Random(person.id)))
    return raters
