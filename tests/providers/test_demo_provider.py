"""The demo generator behind the interface of a provider."""

import asyncio
from dataclasses import replace

import pytest

from curation.providers import Answer, CallFailed, ProviderConfig, Request, build_provider
from curation.providers.demo import MODEL

ASKED = Request(
    prompt="not read",
    model="grammar/1",
    max_output_tokens=1,
    seed=7,
    scenario="math",
    persona="A beekeeper in Slovenia who counts her hives each spring.",
)


def ask(request: Request) -> Answer:
    async def once() -> Answer:
        provider = build_provider(ProviderConfig("demo"), key=None)
        answer = await provider.call(request, timeout_s=1.0)
        await provider.aclose()
        return answer

    return asyncio.run(once())


def test_the_demo_answers_without_key_and_counts_no_tokens() -> None:
    answer = ask(ASKED)
    assert (answer.outcome, answer.finish_reason, answer.model) == ("ok", "stop", MODEL)
    assert (answer.input_tokens, answer.output_tokens, answer.request_id) == (None, None, None)
    assert answer.text.startswith("Math problem: ")
    assert answer.raw_body == answer.text


def test_the_same_request_gives_the_same_answer_and_the_persona_changes_it() -> None:
    assert ask(ASKED) == ask(ASKED)
    assert ask(replace(ASKED, persona="A retired tram driver in Lisbon who paints ships.")) != ask(ASKED)


def test_a_scenario_that_the_demo_does_not_know_stops_the_job_unbilled() -> None:
    with pytest.raises(CallFailed) as caught:
        ask(replace(ASKED, scenario="opera"))
    assert (caught.value.billing, caught.value.stops_job) == ("not_billed", True)
