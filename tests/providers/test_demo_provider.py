"""The demo generator behind the interface of a provider."""

import asyncio
import json
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


def test_the_steps_of_a_conversation_and_the_other_person_are_read() -> None:
    talk = replace(ASKED, scenario="conversation", variant="two-personas", step="second", so_far="First person: Hello.")
    said = ask(replace(talk, other_persona="A cellist with stage fright")).text
    assert said.startswith("Message: ")
    assert said != ask(replace(talk, other_persona="A tea taster in Assam training his successor")).text
    assert (
        said
        != ask(replace(talk, so_far="First person: Good evening.", other_persona="A cellist with stage fright")).text
    )


def test_the_code_of_a_tool_is_written_for_the_interface_so_far() -> None:
    tool = replace(ASKED, scenario="tool", variant="code", step="interface")
    interface = ask(tool).text
    code = ask(replace(tool, step="code", so_far=interface)).text
    assert code.startswith("```python\n")
    assert f"def {json.loads(interface)['function_name']}(" in code


def test_a_problem_is_solved_by_its_text_and_its_style() -> None:
    problem = ask(ASKED).text.split("\nSolution:")[0]
    solve = replace(ASKED, scenario="solve", persona=problem)
    assert "\nAnswer: " in ask(replace(solve, variant="assistant")).text
    assert "print(" in ask(replace(solve, variant="program")).text


def test_a_contract_is_kept_and_what_is_none_stops_the_job_unbilled() -> None:
    custom = replace(ASKED, scenario="custom", variant="free")
    kept = ask(replace(custom, contract={"form": "labels", "labels": ["Verse", "Rhyme"]})).text
    assert [line.split(":")[0] for line in kept.splitlines()] == ["Verse", "Rhyme"]
    with pytest.raises(CallFailed, match="verse") as caught:
        ask(replace(custom, contract={"form": "verse"}))
    assert (caught.value.billing, caught.value.stops_job) == ("not_billed", True)


def test_a_scenario_that_the_demo_does_not_know_stops_the_job_unbilled() -> None:
    with pytest.raises(CallFailed) as caught:
        ask(replace(ASKED, scenario="opera"))
    assert (caught.value.billing, caught.value.stops_job) == ("not_billed", True)
