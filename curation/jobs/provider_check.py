"""Look whether a provider can be used: key, address and package; on demand its list of models and small calls."""

import asyncio
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlmodel import Session

from curation.errors import CurationError
from curation.jobs.context import JobContext
from curation.jobs.ledger import Ledger
from curation.jobs.money import Mark, NoMoney, mark_sent
from curation.models import AttemptState
from curation.providers import (
    Answer,
    CallFailed,
    Price,
    Probe,
    Provider,
    ProviderConfig,
    Request,
    build_provider,
    cost_usd,
    estimate_cost_usd,
    find_key,
    list_models,
    probe_request,
    probe_structured,
)
from curation.providers.prompts import billed_text
from curation.services.prices import price_of
from curation.services.provider_findings import keep_capability, keep_models
from curation.services.providers import provider_config, provider_setup
from curation.store.attempts import attempts_under_way, end_attempt, tries_by_item
from curation.workspace import Workspace

PROMPT: Final = "Say hello in one word."
MAX_TOKENS: Final = 64
TIMEOUT_S: Final = 60.0
_CALL_NO, _PROBE_NO = 0, 1
"""The items of the job: each is sent once, however often the job is begun."""
_NO_SUCH_ADDRESS: Final = 404
"""From this status on somebody is there who has no list; below it the address or the key is wrong."""
_NOT_AGAIN: Final = "The worker ended meanwhile. The call was not sent again, and it may have been billed."


async def check_provider(context: JobContext) -> dict[str, Any]:
    """Return what was found; of a key only whether there is one, and where."""
    name, model = str(context.params["provider"]), str(context.params["model"])
    result: dict[str, Any] = {"provider": name, "key_found": None, "key_in": "", "base_url": None}
    result |= {"is_ready": False, "problem": ""}
    try:
        result["base_url"] = await asyncio.to_thread(_read_address, context.workspace, name)
        config, price = await asyncio.to_thread(_read_setup, context.workspace, name, model)
        key, result["key_in"] = _look_for_key(context.workspace, name)
        if name != "demo":
            result["key_found"] = key is not None
        provider = build_provider(config, key=key)
    except CurationError as error:
        return {**result, "problem": str(error)}
    try:
        async with Ledger(context, done=0) as ledger:
            check = _Check(ledger, context.job_id, provider, config, model, price)
            if context.params.get("list_models"):
                result["models"] = await check.list_models(key)
            if context.params["with_call"]:
                result["call"] = await check.call_once()
            if context.params.get("probe"):
                result["probe"] = await check.probe()
    finally:
        await provider.aclose()
    return {**result, "is_ready": _is_ready(result)}


def _is_ready(result: Mapping[str, Any]) -> bool:
    """Tell whether nothing that was tried shows that the provider cannot be used; a server may have no list."""
    listed = result.get("models", {})
    return bool(
        listed.get("is_there", True) and all(result.get(part, {}).get("ok", True) for part in ("call", "probe"))
    )


def _read_address(workspace: Workspace, name: str) -> str | None:
    with workspace.read() as session:
        return provider_setup(session, name).base_url


def _read_setup(workspace: Workspace, name: str, model: str) -> tuple[ProviderConfig, Price | None]:
    with workspace.read() as session:
        config = provider_config(session, name)
        return config, price_of(session, name, model, base_url=config.base_url)


def _look_for_key(workspace: Workspace, name: str) -> tuple[str | None, str]:
    """Return the key, and in words where it was found."""
    key_file = workspace.settings.key_file
    key = find_key(name, environ=os.environ, key_file=None)
    if key is not None:
        return key, "environment"
    key = find_key(name, environ={}, key_file=key_file)
    return key, "" if key is None else "key file"


@dataclass(frozen=True, slots=True)
class _Check:
    """What is asked of one provider."""

    ledger: Ledger
    job_id: int
    provider: Provider
    config: ProviderConfig
    model: str
    price: Price | None

    @property
    def _is_demo(self) -> bool:
        return self.config.name == "demo"

    async def list_models(self, key: str | None) -> dict[str, Any]:
        """Ask for the list of models and keep it; nothing is billed for that."""
        try:
            names = await list_models(self.config, key=key)
        except CallFailed as failure:
            is_there = failure.status is not None and failure.status >= _NO_SUCH_ADDRESS
            return {"ok": False, "is_there": is_there, "said": failure.reason}
        keep = partial(keep_models, provider=self.config.name, base_url=self.config.base_url, models=names)
        await self.ledger.write(keep, finishes=1)
        return {"ok": True, "is_there": True, "n": len(names)}

    async def call_once(self) -> dict[str, Any]:
        """Send the tiny call, unless an earlier run of this job did: it may have been billed."""
        request = Request(PROMPT, self.model, MAX_TOKENS, scenario="math", persona="A baker.")
        attempt_id = await self._mark(_CALL_NO, request)
        if isinstance(attempt_id, str):
            return {"ok": False, "model": self.model, "said": attempt_id}
        started = time.monotonic()
        try:
            answer = await self.provider.call(request, timeout_s=TIMEOUT_S)
        except CallFailed as failure:
            await self.ledger.write(partial(_end_failed, attempt_id, failure), finishes=1)
            return {"ok": False, "model": self.model, "said": failure.reason}
        usd = self._usd(answer)
        await self.ledger.write(partial(_end_answered, attempt_id, answer, usd), finishes=1)
        seconds = round(time.monotonic() - started, 2)
        return {"ok": True, "model": answer.model, "said": answer.text[:200], "seconds": seconds, "cost_usd": usd}

    async def probe(self) -> dict[str, Any]:
        """Find out whether the model keeps to a form, and keep that for the jobs that ask for one."""
        attempt_id = await self._mark(_PROBE_NO, probe_request(self.model))
        if isinstance(attempt_id, str):
            return {"ok": False, "model": self.model, "said": attempt_id}
        try:
            probe = await probe_structured(self.provider, self.model, timeout_s=TIMEOUT_S)
        except CallFailed as failure:
            await self.ledger.write(partial(_end_failed, attempt_id, failure), finishes=1)
            return {"ok": False, "model": self.model, "said": failure.reason}
        usd = self._usd(probe.answer) if probe.answer else 0.0
        await self.ledger.write(partial(self._keep_probe, attempt_id, probe, usd), finishes=1)
        return {"ok": True, "model": self.model, "structured": probe.supports, "said": probe.detail, "cost_usd": usd}

    async def _mark(self, item_no: int, request: Request) -> int | str:
        """Set money aside and write that a call is sent; return its attempt, or why it is not sent."""
        most_usd = estimate_cost_usd(
            self.price, prompt=billed_text(request), max_output_tokens=request.max_output_tokens
        )
        mark = Mark(item_no, 1, 0.0 if self._is_demo else most_usd, request_hash=None, budget_usd=None)
        return await self.ledger.write(partial(_mark_once, self.job_id, mark))

    def _usd(self, answer: Answer) -> float | None:
        if self._is_demo:
            return 0.0
        return cost_usd(
            self.price,
            answer.input_tokens,
            answer.output_tokens,
            cached_input_tokens=answer.cached_input_tokens,
            cache_write_tokens=answer.cache_write_tokens,
        )

    def _keep_probe(self, attempt_id: int, probe: Probe, usd: float | None, tx: Session) -> None:
        if probe.answer is not None:
            _end_answered(attempt_id, probe.answer, usd, tx)
        else:
            state = AttemptState.DONE if self._is_demo else AttemptState.FAILED
            end_attempt(tx, attempt_id, state=state, reason=probe.detail, cost_usd=usd)
        where = (self.config.name, self.config.base_url, self.model)
        keep_capability(tx, *where, structured=probe.supports, detail=probe.detail)


def _mark_once(job_id: int, mark: Mark, tx: Session) -> int | str:
    for attempt in attempts_under_way(tx, job_id):
        end_attempt(tx, attempt.id or 0, state=AttemptState.UNKNOWN, reason="The worker ended during the call.")
    if tries_by_item(tx, job_id, [mark.item_no]):
        return _NOT_AGAIN
    (marked,) = mark_sent(tx, job_id, [mark])
    return marked.reason if isinstance(marked, NoMoney) else marked


def _end_failed(attempt_id: int, failure: CallFailed, tx: Session) -> None:
    state = AttemptState.UNKNOWN if failure.billing == "maybe_billed" else AttemptState.FAILED
    end_attempt(tx, attempt_id, state=state, reason=failure.reason)


def _end_answered(attempt_id: int, answer: Answer, usd: float | None, tx: Session) -> None:
    end_attempt(
        tx,
        attempt_id,
        state=AttemptState.DONE,
        cost_usd=usd,
        input_tokens=answer.input_tokens,
        output_tokens=answer.output_tokens,
        cached_input_tokens=answer.cached_input_tokens,
        cache_write_tokens=answer.cache_write_tokens,
        request_id=answer.request_id,
        raw_body=answer.raw_body,
    )
