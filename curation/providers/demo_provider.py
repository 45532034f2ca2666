"""The built-in demo generator behind the interface of a provider: no key, no network, no waiting."""

from curation.providers.base import Answer, CallFailed, Request
from curation.providers.demo import MODEL, demo_answer


class DemoProvider:
    """Answers by rule and by seed; it bills nothing and counts no tokens, since it has none."""

    name = "demo"

    async def call(self, request: Request, *, timeout_s: float) -> Answer:  # noqa: ARG002 - it never waits
        """Return the answer for the request's scenario, variant, material, variables and seed.

        Raises:
            CallFailed: The generator does not know the scenario.
        """
        try:
            text = demo_answer(request.scenario, request.variant, request.persona, request.seed or 0, request.variables)
        except ValueError:
            raise CallFailed(
                "The demo generator does not know this scenario.", billing="not_billed", stops_job=True
            ) from None
        return Answer(
            outcome="ok" if text.strip() else "empty",
            text=text,
            finish_reason="stop",
            input_tokens=None,
            output_tokens=None,
            request_id=None,
            raw_body=text,
            model=MODEL,
        )

    async def aclose(self) -> None:
        """Do nothing: there is nothing open."""
