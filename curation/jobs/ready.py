"""Items made ready for sending, several at once: what to ask, and what the same request was answered before."""

import hashlib
from collections.abc import Sequence
from typing import Generic

from curation.jobs.context import JobContext
from curation.jobs.work import C, Item, Ready, Reused, Work
from curation.models import to_json
from curation.providers import CallFailed, ProviderConfig, Request
from curation.providers.stored import read_body
from curation.services.calls import CallPlan
from curation.store.attempts import answered_before


class Lookup(Generic[C]):
    """Makes items ready in as few queries as there are kinds of things to read."""

    def __init__(self, context: JobContext, plan: CallPlan, work: Work[C], config: ProviderConfig) -> None:
        """Take what all items of the run share."""
        self._context = context
        self._plan = plan
        self.work = work
        self._config = config

    def ready(self, items: Sequence[Item]) -> list[Ready[C]]:
        """Return the calls of items, in their order; it runs in a thread."""
        with self._context.workspace.read() as session:
            calls = self.work.calls(session, items)
            if self._plan.is_demo:
                return [Ready(call, None, None) for call in calls]
            hashes = [request_hash(call.request, self._config) for call in calls]
            before = answered_before(session, hashes) if self._plan.reuses_answers else {}
        return [
            Ready(call, name, self._reused(call, before.get(name))) for call, name in zip(calls, hashes, strict=True)
        ]

    def _reused(self, call: C, earlier: tuple[int, str] | None) -> Reused | None:
        if earlier is None:
            return None
        attempt_id, body = earlier
        try:
            return Reused(attempt_id, read_body(self._config, body, call.request))
        except CallFailed:  # it was read by other rules then; a new answer is better than none
            return None


def request_hash(request: Request, config: ProviderConfig) -> str:
    """Return the name of a request: the same to the same address in the same way, its seed included.

    The seed counts also where a vendor does not take one, so that two items
    that ask the same are two answers.
    """
    sent = {
        "provider": config.name,
        "base_url": config.base_url,
        "prompt": request.prompt,
        "model": request.model,
        "max_output_tokens": request.max_output_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
        "json_schema": request.json_schema,
        "schema_mode": request.schema_mode,
    }
    return hashlib.sha256(to_json(sent).encode("utf-8", "surrogatepass")).hexdigest()
