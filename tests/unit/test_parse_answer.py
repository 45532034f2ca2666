"""Raw answers, kept and broken contracts."""

import json
from random import Random

import pytest

from curation.synthesis import SCENARIOS, TOOL_KEYS, UnparseableError, parse_answer, parse_steps

_TOOL: dict[str, object] = {
    "name": "Tide clock",
    "description": "Tells when a street falls dry.",
    "function_name": "read_tide",
    "input_args": {"street": "string"},
    "return": {"minutes": "integer"},
    "depend": ["tide table"],
}
_MATH = "Math problem: Two bells ring every 6 and 8 hours. When together?\nSolution: lcm(6, 8) = 24.\nAnswer: 24 hours"


def _reason(scenario: str, raw: str) -> str:
    """Return the sentence with which the answer is refused."""
    with pytest.raises(UnparseableError) as caught:
        parse_answer(scenario, raw)
    return str(caught.value)


def test_a_mathematics_answer_is_read_in_its_three_parts() -> None:
    parsed = parse_answer("math", _MATH)
    assert parsed.text == "Two bells ring every 6 and 8 hours. When together?"
    assert parsed.answer == "lcm(6, 8) = 24.\n\nAnswer: 24 hours"
    assert parsed.data == {"solution": "lcm(6, 8) = 24.", "final_answer": "24 hours"}


@pytest.mark.parametrize(
    "raw",
    [
        _MATH.replace("\n", "\r\n"),
        f"\n\n  \n{_MATH}\n\n",
        f"Sure! Here is one:\n\n{_MATH}",
        f"```\n{_MATH}\n```",
        f"Here you go:\n```text\n{_MATH}\n```\nDid you like it?",
        _MATH.replace("Math problem:", "**Math problem:**").replace("Answer:", "**Answer:**"),
        _MATH.replace("Math problem:", "**Math Problem**:").replace("Solution:", "**Solution**:"),
        _MATH.replace("Math problem: ", "### Math problem\n").replace("Solution: ", "### Solution\n"),
        _MATH.replace("Math problem: ", "**Math problem**\n"),
        _MATH.replace("Math problem:", "math  problem："),
        _MATH.replace("Answer: 24 hours", "Answer: **24 hours**"),
        _MATH.replace("Answer: 24 hours", "**Answer: 24 hours**"),
        _MATH.replace("Math problem: ", "Math problem:\n\n"),
        f"\ufeff{_MATH}",
    ],
)
def test_the_dress_of_an_answer_does_not_matter(raw: str) -> None:
    assert parse_answer("math", raw) == parse_answer("math", _MATH)


def test_a_problem_alone_is_read_and_has_no_answer() -> None:
    parsed = parse_answer("math", "Math problem: How many bells?")
    assert (parsed.text, parsed.answer, parsed.data) == ("How many bells?", None, {})


def test_the_last_answer_line_is_the_answer() -> None:
    raw = "Problem: Who?\nReasoning: First guess.\nAnswer: not yet\nThen think.\nAnswer: Ada"
    parsed = parse_answer("logic", raw)
    assert parsed.data == {"reasoning": "First guess.\nAnswer: not yet\nThen think.", "final_answer": "Ada"}


def test_a_code_block_inside_an_answer_stays() -> None:
    raw = "```\nUser prompt: Mend this.\nReply: Like so:\n```python\nx = 1\n```\nDone.\n```"
    assert parse_answer("instruction", raw).answer == "Like so:\n```python\nx = 1\n```\nDone."


def test_an_instruction_has_a_prompt_and_maybe_a_reply() -> None:
    both = parse_answer("instruction", "User prompt: Line one.\nLine two.\nReply: Yes.\nIndeed.")
    assert (both.text, both.answer) == ("Line one.\nLine two.", "Yes.\nIndeed.")
    assert parse_answer("instruction", "User prompt: Only this.").answer is None


def test_an_article_has_a_title_and_a_body() -> None:
    parsed = parse_answer("knowledge", "Title: **On bells**\nThey ring.\n\nOften.")
    assert parsed.text == "On bells\n\nThey ring.\n\nOften."
    assert parsed.data == {"title": "On bells", "body": "They ring.\n\nOften."}
    assert parsed.answer is None


def test_a_character_is_kept_whole() -> None:
    raw = "Name: Oru Saltwick\nRole: Diver\n\nBorn at ebb."
    parsed = parse_answer("npc", raw)
    assert (parsed.text, parsed.data, parsed.answer) == (raw, {"name": "Oru Saltwick"}, None)


@pytest.mark.parametrize(
    ("scenario", "raw", "expected", "found"),
    [
        ("math", "I cannot help with that.", '"Math problem:"', "I cannot help"),
        ("math", "Problem: a bell", '"Math problem:"', "Problem: a bell"),
        ("math", "Math problem:\n\nSolution: 4", "text after", "none"),
        ("math", "\n".join(["talk"] * 6) + "\n" + _MATH, '"Math problem:"', "talk"),
        ("logic", "Math problem: a bell", '"Problem:"', "Math problem"),
        ("instruction", "Reply: yes", '"User prompt:"', "Reply: yes"),
        ("knowledge", "Title: Only a title", "an article", "none"),
        ("knowledge", "Title:", "text after", "none"),
        ("npc", "Name: Nobody", "a character", "none"),
        ("npc", "   \n\x00", '"Name:"', "nothing"),
    ],
)
def test_a_broken_contract_is_told_in_one_sentence(scenario: str, raw: str, expected: str, found: str) -> None:
    reason = _reason(scenario, raw)
    assert expected in reason.split("found")[0]
    assert found in reason.split("found", 1)[1]
    assert "\n" not in reason


def test_a_tool_is_shown_with_two_blanks_and_its_own_letters() -> None:
    tool = {**_TOOL, "name": "Gezeitenuhr für 灯"}
    parsed = parse_answer("tool", json.dumps(tool))
    assert parsed.data == tool
    assert parsed.text == json.dumps(tool, ensure_ascii=False, indent=2)
    assert "für 灯" in parsed.text


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps(json.dumps(_TOOL)),
        f"```json\n{json.dumps(_TOOL, indent=1)}\n```",
        f"Here:\r\n```json\r\n{json.dumps(_TOOL)}\r\n```\r\nBye.",
        f"\ufeff  {json.dumps(_TOOL)}\n",
        json.dumps(dict(reversed(_TOOL.items()))),
    ],
)
def test_a_fenced_or_twice_encoded_tool_is_the_same_tool(raw: str) -> None:
    assert parse_answer("tool", raw).data == _TOOL


def _with(value: str) -> str:
    """Return the tool with raw text as the value of `depend`."""
    return json.dumps({**_TOOL, "depend": "@"}).replace('"@"', value)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (_with("NaN"), "NaN"),
        (_with("-Infinity"), "-Infinity"),
        (_with("1e999"), "1e999"),
        (_with("9" * 5_000), "too long"),
        (_with('{"a": 1, "a": 2}'), "'a' more than once"),
        (_with("[" * 60 + "]" * 60), "50 levels"),
        (_with("[" * 50_000), "50 levels"),
        (_with(f'"{"x" * 100_000}"'), "at most 100000 characters"),
        (_with('"\\ud800"'), "surrogate"),
        (_with("'single'"), "not JSON"),
        ("[1, 2]", "found a list"),
        ("null", "found null"),
        (json.dumps(json.dumps(json.dumps(_TOOL))), "found a text"),
        ("{}", "found none"),
        (json.dumps({**_TOOL, "extra": 1}), "'extra' besides them"),
        (json.dumps({"function_names" if k == "function_name" else k: v for k, v in _TOOL.items()}), "function_names"),
        ("Sorry, no tool today.", "not JSON"),
    ],
)
def test_json_that_is_not_such_a_tool_is_refused(raw: str, reason: str) -> None:
    assert reason in _reason("tool", raw)


def test_the_nesting_limit_counts_brackets_outside_of_texts_only() -> None:
    tool = {**_TOOL, "description": "[" * 200 + '\\" {'}
    assert parse_answer("tool", json.dumps(tool)).data == tool
    assert set(TOOL_KEYS) == set(tool)


def test_an_unknown_scenario_is_no_unparseable_answer() -> None:
    with pytest.raises(ValueError, match="'poem'") as caught:
        parse_answer("poem", "Roses are red")
    assert not isinstance(caught.value, UnparseableError)


def test_no_text_makes_the_reader_fail_in_another_way() -> None:
    pieces = [
        "Math problem:",
        "Answer:",
        "Name:",
        "Message:",
        "\n",
        "```",
        "**",
        "{",
        '"',
        "\x00",
        "\ud800",
        "：",
        " ",
        "x",
        "\u2028",
    ]
    rng = Random(3)
    read = 0
    for _ in range(3_000):
        raw = "".join(rng.choices(pieces, k=rng.randint(0, 12)))
        for scenario in SCENARIOS:
            try:
                parsed = parse_steps(scenario, "plain", [raw])
            except UnparseableError:
                continue
            read += 1
            assert parsed.text.strip()
    assert read > 100
