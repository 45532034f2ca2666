"""The checks of a conversation: as many messages as were asked for, in turn, none empty and none twice."""

from collections.abc import Mapping

import pytest

from curation.synthesis import CheckResult, Parsed, check_sample, parse_steps

_TEXTS = (
    "Which of the two bells in the north tower did you hear last night?",
    "The older one, I think.",
    "Why?",
    "It has rust.",
)


def _results(
    texts: tuple[str, ...], variables: Mapping[str, str], variant: str = "continued", roles: tuple[str, ...] = ()
) -> dict[str, CheckResult]:
    """Check a conversation of the four speakers, or of those given."""
    spoken = roles or tuple(("user", "assistant")[i % 2] for i in range(len(texts)))
    turns = [{"role": role, "text": text} for role, text in zip(spoken, texts, strict=True)]
    results = check_sample(
        "conversation",
        Parsed("\n\n".join(texts), None, {"turns": turns}),
        persona="A tuner of bells",
        prompt="",
        variant=variant,
        variables=variables,
    )
    assert all(result.detail.endswith(".") for result in results)
    return {result.name: result for result in results}


def _failed(
    texts: tuple[str, ...], variables: Mapping[str, str], variant: str = "continued", roles: tuple[str, ...] = ()
) -> list[str]:
    return [result.name for result in _results(texts, variables, variant, roles).values() if not result.ok]


def test_a_conversation_as_it_was_asked_for_passes() -> None:
    results = _results(_TEXTS, {"turns": "4"})
    assert [result.name for result in results.values() if not result.ok] == []
    assert list(results)[-3:] == ["turn_count", "turn_empty", "turn_repeated"]
    raws = [f"Message: {text}" for text in _TEXTS]
    parsed = parse_steps("conversation", "two-personas", raws)
    read = check_sample("conversation", parsed, persona="A tuner of bells", prompt="", variant="two-personas")
    assert all(result.ok for result in read)


@pytest.mark.parametrize("turns", ["3", "5", "12"])
def test_too_few_or_too_many_messages_fail(turns: str) -> None:
    assert _failed(_TEXTS, {"turns": turns}) == ["turn_count"]
    detail = _results(_TEXTS, {"turns": turns})["turn_count"].detail
    assert detail == f"It has 4 messages; {turns} are expected."


def test_without_a_number_two_to_twelve_will_do() -> None:
    many = (*_TEXTS, *(f"And the bell number {i}?" for i in range(9)))
    assert _failed(_TEXTS[:2], {}) == []
    assert _failed(many[:12], {}) == []
    assert _failed(many[:13], {}) == ["turn_count"]
    assert _failed(_TEXTS[:1], {}) == ["turn_count"]


def test_speakers_take_turns() -> None:
    assert _failed(_TEXTS[:2], {}, roles=("assistant", "user")) == ["turn_count"]
    assert _failed(_TEXTS[:3], {}, roles=("user", "user", "assistant")) == ["turn_count"]
    assert _failed(_TEXTS[:2], {}, variant="two-personas") == ["turn_count"]
    assert _failed(_TEXTS[:2], {}, variant="two-personas", roles=("first", "second")) == []


def test_an_empty_message_is_named() -> None:
    texts = (_TEXTS[0], " ", _TEXTS[2], "")
    assert _failed(texts, {"turns": "4"}) == ["turn_empty"]
    assert _results(texts, {"turns": "4"})["turn_empty"].detail == "Without text: message 2, 4."


def test_a_message_that_comes_again_in_other_dress_is_named() -> None:
    texts = (*_TEXTS[:2], "why?", "WHY!")
    assert _failed(texts, {"turns": "4"}) == ["turn_repeated"]
    assert _results(texts, {"turns": "4"})["turn_repeated"].detail == "Message 4 repeats message 3."


@pytest.mark.parametrize("turns", [None, "x", 3, ["x", None], [{}, {}], {"a": 1}])
def test_data_of_another_shape_fails_and_breaks_nothing(turns: object) -> None:
    parsed = Parsed(_TEXTS[0], None, {"turns": turns})
    results = check_sample("conversation", parsed, persona="A tuner of bells", prompt="", variant="continued")
    assert "turn_count" in [result.name for result in results if not result.ok]


def test_what_was_said_before_is_no_leak_of_a_later_prompt() -> None:
    parsed = parse_steps("conversation", "continued", [f"Message: {text}" for text in _TEXTS])
    said = f"<so_far>\nUser: {_TEXTS[0]}\n</so_far>"
    leaky = f"User: {_TEXTS[0]}"
    for prompt, leaks in ((said, False), (leaky, True)):
        results = check_sample("conversation", parsed, persona="A tuner of bells", prompt=prompt)
        assert ("prompt_leak" in [result.name for result in results if not result.ok]) is leaks
