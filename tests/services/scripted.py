"""A provider that a test scripts, and jobs that a test runs to their end."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from curation.jobs.context import JobContext, new_context
from curation.jobs.running import run_provider_job
from curation.models import Job, JobKind, Origin
from curation.providers import Answer, CallFailed, Request
from curation.services.calls import ModelParams
from curation.services.generation import GenerationAsk, start_generation
from curation.services.jobs import enqueue_embedding
from curation.services.permissions import Actor
from curation.services.prices import PriceDraft, set_prices
from curation.store.jobs import take_job
from curation.store.personas import new_persona
from curation.workspace import Workspace

MODEL = "model-a"
GOOD = (
    "Math problem: A baker, nurse, sailor, mason, tailor, judge and farmer of the town share 3 loaves and 4 rolls. "
    "How many pieces are that?\nSolution: 3 + 4 = 7\nAnswer: 7"
)
NOT_BILLED = CallFailed("The provider asks to slow down.", billing="not_billed", retryable=True, status=429)
MAYBE_BILLED = CallFailed("No answer came in time.", billing="maybe_billed", raw_body='{"half":')
BAD_REQUEST = CallFailed("The provider refused the request.", billing="not_billed", status=400, raw_body="no")
BAD_KEY = CallFailed("The provider does not accept the key.", billing="not_billed", stops_job=True, status=401)


def answered(text: str = GOOD, outcome: str = "ok", tokens: tuple[int | None, int | None] = (100, 200)) -> Answer:
    return Answer(
        outcome=outcome,  # type: ignore[arg-type]  # the tests pass what the type lists
        text=text,
        finish_reason="stop",
        input_tokens=tokens[0],
        output_tokens=tokens[1],
        request_id="req-1",
        raw_body="{}",
        model=MODEL,
    )


@dataclass
class ScriptedProvider:
    """Answers as `reply` says; `seen` holds every request that reached it."""

    reply: Callable[[Request, int], Answer | CallFailed] = lambda _request, _number: answered()
    takes_s: float = 0.0
    waits_for_at_once: int = 0
    """The first calls wait for each other until so many are under way."""
    name: str = "openai"
    seen: list[Request] = field(default_factory=list)
    finished: int = 0
    at_once: int = 0
    most_at_once: int = 0

    async def call(self, request: Request, *, timeout_s: float) -> Answer:
        self.seen.append(request)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            reply = self.reply(request, len(self.seen))
            while self.most_at_once < self.waits_for_at_once:
                await asyncio.sleep(0.01)
            await asyncio.sleep(self.takes_s)
        finally:
            self.at_once -= 1
        if isinstance(reply, CallFailed):
            raise reply
        self.finished += 1
        return reply

    async def aclose(self) -> None:
        """Nothing is open."""


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> ScriptedProvider:
    """Every job that runs in the test calls this one."""
    scripted = ScriptedProvider()
    monkeypatch.setattr("curation.jobs.calls.build_provider", lambda *_args, **_named: scripted)
    return scripted


def add_personas(workspace: Workspace, actor: Actor, n: int) -> list[int]:
    trades = ("baker", "nurse", "sailor", "mason", "tailor", "judge", "farmer")
    texts = [f"A {trades[i % 7]} number {i} in town {i * i}." for i in range(n)]
    rows = [new_persona(text, origin=Origin.HAND_WRITTEN, licence="CC0-1.0") for text in texts]
    with workspace.write() as tx:
        tx.add_all(rows)
        enqueue_embedding(tx, actor=actor)
    return [row.id or 0 for row in rows]


def set_price(
    workspace: Workspace, actor: Actor, *, in_usd: float = 0.0, out_usd: float = 1_000.0, provider: str = "openai"
) -> None:
    draft = PriceDraft(provider=provider, model=MODEL, input_usd_per_mtok=in_usd, output_usd_per_mtok=out_usd)
    set_prices(workspace, [draft], actor=actor)


def start_paid(
    workspace: Workspace,
    actor: Actor,
    *,
    budget_usd: float | None = None,
    max_output_tokens: int = 1_000,
    **more: object,
) -> int:
    """Ask for one sample for each persona, of a model that costs money."""
    ask = GenerationAsk.model_validate(
        {
            "scenario": "math",
            "provider": "openai",
            "model": MODEL,
            "params": ModelParams(max_output_tokens=max_output_tokens),
            "budget_usd": budget_usd,
            "seed": 7,
            **more,
        }
    )
    return start_generation(workspace, ask, actor=actor)


def change_params(workspace: Workspace, job_id: int, **params: object) -> None:
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        job.params = {**job.params, **params}
        tx.add(job)


def claimed(workspace: Workspace, job_id: int) -> JobContext:
    with workspace.write() as tx:
        job = tx.get_one(Job, job_id)
        take_job(tx, job, owner="test", now_s=time.time())
    return new_context(workspace, job, owner="test")


def run_job(workspace: Workspace, *job_ids: int) -> list[JobContext]:
    """Run jobs at once in one loop, as the worker does, to the end of each."""
    contexts = [claimed(workspace, job_id) for job_id in job_ids]
    with workspace.read() as session:
        kinds = [JobKind(session.get_one(Job, job_id).kind) for job_id in job_ids]

    async def together() -> None:
        await asyncio.gather(*(run_provider_job(*one) for one in zip(contexts, kinds, strict=True)))

    asyncio.run(together())
    return contexts
