"""Look whether a provider can be used: the key, the address, the package, and on demand one tiny call."""

import asyncio
import os
import time
from functools import partial
from typing import Any, Final

from sqlmodel import Session

from curation.errors import CurationError
from curation.jobs.context import JobContext
from curation.jobs.ledger import Ledger
from curation.models import AttemptState
from curation.providers import (
    Answer,
    CallFailed,
    Price,
    Provider,
    ProviderConfig,
    Request,
    build_provider,
    cost_usd,
    estimate_cost_usd,
    find_key,
)
from curation.services.prices import price_of
from curation.services.providers import provider_config
from curation.store.attempts import add_sent_attempt, attempts_under_way, end_attempt, tries_by_item
from curation.workspace import Workspace

PROMPT: Final = "Say hello in one word."
MAX_TOKENS: Final = 64
TIMEOUT_S: Final = 60.0


async def check_provider(context: JobContext) -> dict[str, Any]:
    """Return what was found; of a key only whether there is one."""
    name, model = str(context.params["provider"]), str(context.params["model"])
    result: dict[str, Any] = {"provider": name, "key_found": None, "base_url": None, "is_ready": False, "problem": ""}
    try:
        config, price = await asyncio.to_thread(_read_setup, context.workspace, name, model)
        result["base_url"] = config.base_url
        if name != "demo":
            key = find_key(name, environ=os.environ, key_file=context.workspace.settings.key_file)
            result["key_found"] = key is not None
            provider = build_provider(config, key=key)
        else:
            provider = build_provider(config, key=None)
    except CurationError as error:
        return {**result, "problem": str(error)}
    try:
        if context.params["with_call"]:
            async with Ledger(context, done=0) as ledger:
                result["call"] = await _call_once(ledger, context.job_id, provider, name, model, price)
    finally:
        await provider.aclose()
    is_ready = result.get("call", {}).get("ok", True)
    return {**result, "is_ready": is_ready}


def _read_setup(workspace: Workspace, name: str, model: str) -> tuple[ProviderConfig, Price | None]:
    with workspace.read() as session:
        config = provider_config(session, name)
        return config, price_of(session, name, model, base_url=config.base_url)


async def _call_once(
    ledger: Ledger, job_id: int, provider: Provider, name: str, model: str, price: Price | None
) -> dict[str, Any]:
    """Send the tiny call, unless an earlier run of this job did: it may have been billed."""
    request = Request(PROMPT, model, MAX_TOKENS, scenario="math", persona="A baker.")
    attempt_id = await ledger.write(partial(_mark_sent, job_id, name, price))
    if attempt_id is None:
        return {"ok": False, "model": model, "said": "The worker ended during the call; it may have been billed."}
    started = time.monotonic()
    try:
        answer = await provider.call(request, timeout_s=TIMEOUT_S)
    except CallFailed as failure:
        await ledger.write(partial(_end_failed, attempt_id, failure), finishes=1)
        return {"ok": False, "model": model, "said": failure.reason}
    usd = 0.0 if name == "demo" else cost_usd(price, answer.input_tokens, answer.output_tokens)
    await ledger.write(partial(_end_answered, attempt_id, answer, usd), finishes=1)
    seconds = round(time.monotonic() - started, 2)
    return {"ok": True, "model": answer.model, "said": answer.text[:200], "seconds": seconds, "cost_usd": usd}


def _mark_sent(job_id: int, name: str, price: Price | None, tx: Session) -> int | None:
    most_usd = 0.0 if name == "demo" else estimate_cost_usd(price, prompt=PROMPT, max_output_tokens=MAX_TOKENS)
    for attempt in attempts_under_way(tx, job_id):
        end_attempt(tx, attempt.id or 0, state=AttemptState.UNKNOWN, reason="The worker ended during the call.")
    if tries_by_item(tx, job_id, [0]):
        return None
    return add_sent_attempt(tx, job_id=job_id, item_no=0, try_no=1, reserved_usd=most_usd)


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
        request_id=answer.request_id,
        raw_body=answer.raw_body,
    )
