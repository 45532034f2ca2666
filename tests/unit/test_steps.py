"""Items that take several calls: their steps, what each came to, and what all of them are read as."""

import json
from random import Random

import pytest

from curation.synthesis import (
    SCENARIOS,
    UnparseableError,
    join_so_far,
    parse_answer,
    parse_steps,
    step_text,
    steps_of,
)

_TOOL = {
    "name": "Tide clock",
    "description": "Tells when a street falls dry.",
    "function_name": "read_tide",
    "input_args": {"street": "string"},
    "return": {"minutes": "integer"},
    "depend": ["tide table"],
}
_CODE = 'def read_tide(street: str) -> int:\n    """Say when."""\n    return len(street)'


@pytest.mark.parametrize(
    ("scenario", "variant", "variables", "steps"),
    [
        ("math", "plain", {}, ("",)),
        ("tool", "plain", {}, ("",)),
        ("custom", "my-own", {"turns": "9"}, ("",)),
        ("tool", "code", {}, ("interface", "code")),
        ("conversation", "continued", {}, ("user", "assistant", "user", "assistant")),
        ("conversation", "continued", {"turns": "3"}, ("user", "assistant", "user")),
        ("conversation", "two-personas", {"turns": " 2 "}, ("first", "second")),
    ],
)
def test_the_steps_follow_from_variant_and_variables(
    scenario: str, variant: str, variables: dict[str, str], steps: tuple[str, ...]
) -> None:
    assert steps_of(scenario, variant, variables) == steps


@pytest.mark.parametrize("turns", ["1", "13", "", "four", "4.0", "-4", "٤", "9" * 5_000])
def test_a_number_of_messages_that_cannot_be_is_refused(turns: str) -> None:
    with pytest.raises(ValueError, match="whole number from 2 to 12") as caught:
        steps_of("conversation", "continued", {"turns": turns})
    assert len(str(caught.value)) < 150


def test_the_ends_of_the_range_are_allowed() -> None:
    assert [len(steps_of("conversation", "continued", {"turns": str(n)})) for n in (2, 12)] == [2, 12]


def test_a_conversation_so_far_says_who_spoke() -> None:
    assert join_so_far(("user", "assistant"), ("Which bell?", "The old\none.")) == (
        "User: Which bell?\n\nAssistant: The old\none."
    )
    assert join_so_far(("interface",), ("{}",)) == "{}"
    assert join_so_far((), ()) == ""


def test_a_conversation_is_read_message_by_message() -> None:
    raws = ["Message: Which bell?", "**Message:** The old\none.", "Sure!\n\nMessage:\nWhy?", "```\nMessage: Rust.\n```"]
    parsed = parse_steps("conversation", "continued", raws)
    assert parsed.data == {
        "turns": [
            {"role": "user", "text": "Which bell?"},
            {"role": "assistant", "text": "The old\none."},
            {"role": "user", "text": "Why?"},
            {"role": "assistant", "text": "Rust."},
        ]
    }
    assert parsed.text == "User: Which bell?\n\nAssistant: The old\none.\n\nUser: Why?\n\nAssistant: Rust."
    assert parsed.answer is None
    two = parse_steps("conversation", "two-personas", raws[:2])
    assert two.text == "First person: Which bell?\n\nSecond person: The old\none."


def test_code_in_a_message_stays() -> None:
    raw = "Message: Like so:\n```python\nx = 1\n```\nDone."
    assert step_text("conversation", "continued", "assistant", raw) == "Like so:\n```python\nx = 1\n```\nDone."


def test_what_was_said_is_what_the_next_prompt_shows() -> None:
    raws = ["Message: Which bell?", "Message: The old one."]
    steps = steps_of("conversation", "continued", {"turns": "2"})
    texts = [step_text("conversation", "continued", step, raw) for step, raw in zip(steps, raws, strict=True)]
    assert join_so_far(steps, texts) == parse_steps("conversation", "continued", raws).text


@pytest.mark.parametrize(
    ("raws", "reason"),
    [
        (["Which bell?"], "message 1: expected a line"),
        (["Message: Which?", "Message:  \n"], "message 2: expected text"),
        (["Message: Which?", ""], "message 2: "),
    ],
)
def test_a_message_that_cannot_be_read_is_named(raws: list[str], reason: str) -> None:
    with pytest.raises(UnparseableError, match=reason):
        parse_steps("conversation", "continued", raws)


def test_a_conversation_is_not_read_from_one_answer() -> None:
    with pytest.raises(ValueError, match="parse_steps") as caught:
        parse_answer("conversation", "Message: Which bell?")
    assert not isinstance(caught.value, UnparseableError)


def test_a_tool_and_its_code_are_read_together() -> None:
    raws = [json.dumps(_TOOL), f"```python\n{_CODE}\n```"]
    parsed = parse_steps("tool", "code", raws)
    assert parsed.data == {**_TOOL, "code": _CODE}
    assert parsed.answer == _CODE
    assert parsed.text == parse_answer("tool", raws[0]).text == step_text("tool", "code", "interface", raws[0])
    assert step_text("tool", "code", "code", raws[1]) == _CODE


@pytest.mark.parametrize(
    "raw",
    [
        _CODE,
        f"\n\n{_CODE}\n\n",
        f"Here it is:\r\n\r\n```python\r\n{_CODE}\r\n```\r\nUse it well.",
        f"```py\n{_CODE}\n\n```",
        f"```\n{_CODE}\n```",
        f"```text\nread_tide(street)\n```\nIt is:\n```Python\n{_CODE}\n```\n```python\nread_tide('x')\n```",
        f"\ufeff```python title=tide.py\n{_CODE}\n```",
        f"```python\n{_CODE}",
    ],
)
def test_the_dress_of_code_does_not_matter(raw: str) -> None:
    assert step_text("tool", "code", "code", raw) == _CODE


def test_indentation_and_blank_lines_inside_code_stay() -> None:
    code = "if True:\n    def f():\n\n\n        return '''a ``` b'''"
    assert step_text("tool", "code", "code", f"```python\n{code}\n```") == code


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("I cannot write code for that.", "'I cannot write code for that.'"),
        ("", "nothing"),
        ("```python\n\n```", "expected a block of Python"),
        ("x = 1\n" * 20_000, "100000 characters"),
    ],
)
def test_an_answer_without_code_is_told_so(raw: str, found: str) -> None:
    with pytest.raises(UnparseableError, match=found):
        step_text("tool", "code", "code", raw)


@pytest.mark.parametrize(
    ("scenario", "variant", "n"), [("tool", "code", 1), ("tool", "plain", 2), ("math", "plain", 0)]
)
def test_a_wrong_number_of_answers_is_no_fault_of_the_model(scenario: str, variant: str, n: int) -> None:
    with pytest.raises(ValueError, match="takes") as caught:
        parse_steps(scenario, variant, ["x"] * n)
    assert not isinstance(caught.value, UnparseableError)
    with pytest.raises(ValueError, match="at least one"):
        parse_steps("conversation", "continued", [])


def test_one_answer_is_read_by_either_reader_alike() -> None:
    for scenario in ("math", "logic", "instruction", "knowledge", "npc", "tool", "custom"):
        variant = SCENARIOS[scenario].variants[0]
        (raw,) = variant.example
        parsed = parse_answer(scenario, raw)
        assert parse_steps(scenario, variant.name, [raw]) == parsed
        assert step_text(scenario, variant.name, "", raw) == parsed.text


def test_no_text_makes_the_reader_of_code_fail_in_another_way() -> None:
    pieces = [
        "```",
        "```python",
        "\n",
        "def f():",
        "    pass",
        "import",
        "from x",
        "@a",
        " ",
        "\x00",
        "\ud800",
        "\u2028",
    ]
    rng = Random(5)
    read = 0
    for _ in range(3_000):
        raw = "".join(rng.choices(pieces, k=rng.randint(0, 12)))
        try:
            code = step_text("tool", "code", "code", raw)
        except UnparseableError:
            continue
        read += 1
        assert code.strip()
    assert read > 100


def test_many_fences_that_never_close_are_read_in_one_pass() -> None:
    raw = "```x\n" * 19_000
    assert step_text("tool", "code", "code", raw).count("```x") == 18_999
