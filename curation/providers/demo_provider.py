"""The built-in demo generator behind the interface of a provider: no key, no network, no waiting."""

from curation.providers.base import Answer, CallFailed, Request
from curation.providers.demo import MODEL


class DemoProvider:
    """Answers by rule and by seed; it bills nothing and counts no tokens, since it has none."""

    name = "demo"

    async def call(self, request: Request, *, timeout_s: float) -> Answer:  # noqa: ARG002 - it never waits
        """Return the answer for all of the request that the generator reads, which is not the prompt.

        Raises:
            CallFailed: The generator does not know the scenario, or cannot read the contract.
        """
        from curation.providers.demo import demo_answer  # the grammars are loaded for those who use them

        try:
            text = demo_answer(
                request.scenario,
                request.variant,
                request.persona,
                request.seed or 0,
                request.variables,
                step=request.step,
                so_far=request.so_far,
                other_persona=request.other_persona,
                contract=request.contract,
            )
        except ValueError as error:
            raise CallFailed(
                f"The demo generator cannot answer this: {error}", billing="not_billed", stops_job=True
            ) from None
        return demo_answered(text)

    async def aclose(self) -> None:
        """Do nothing: there is nothing open."""


def demo_answered(text: str) -> Answer:
    """Return the answer that a text of the generator is."""
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
