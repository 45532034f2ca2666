"""The automatic checks of a sample."""

import pytest

from curation.synthesis import Parsed, check_sample

_PERSONA = "A retired nurse in Porto who restores old radios"
_PROMPT = (
    "Write one problem for this person, with all the numbers that are needed to solve it."
    f"\n<persona>\n{_PERSONA}\n</persona>\n"
)
_TEXT = "A nurse keeps 12 radios on four shelves, each with the same number. How many radios stand on one shelf?"


def _math(text: str = _TEXT, answer: str | None = "12 ÷ 4 = 3\n\nAnswer: 3", final: str = "3") -> Parsed:
    """Make a parsed problem."""
    return Parsed(text=text, answer=answer, data={"final_answer": final} if final else {})


def _failed(scenario: str, parsed: Parsed, *, persona: str = _PERSONA, prompt: str = _PROMPT) -> list[str]:
    """Return the names of the checks that failed, after a look at every detail."""
    results = check_sample(scenario, parsed, persona=persona, prompt=prompt)
    for result in results:
        assert result.detail.endswith(".")
        assert "\n" not in result.detail
    return [result.name for result in results if not result.ok]


def test_a_good_sample_passes_every_check_in_a_fixed_order() -> None:
    results = check_sample("math", _math(), persona=_PERSONA, prompt=_PROMPT)
    names = ["contract", "length", "prompt_leak", "persona_used", "repetition", "answer_given"]
    assert [(result.name, result.ok) for result in results] == [(name, True) for name in names]


def test_a_problem_without_a_final_answer_fails_only_that() -> None:
    assert _failed("math", _math(answer=None, final="")) == ["answer_given"]


@pytest.mark.parametrize(("n", "ok"), [(11, False), (12, True), (500, True), (501, False)])
def test_the_bounds_of_the_length_are_inclusive(n: int, ok: bool) -> None:
    text = " ".join(["nurse"] + [f"w{i}" for i in range(n - 1)])
    assert ("length" not in _failed("math", _math(text))) is ok


def test_twelve_words_of_the_prompt_in_a_row_leak_and_eleven_do_not() -> None:
    eleven = "write one problem for this person with all the numbers that"
    assert "prompt_leak" in _failed("math", _math(f"{_TEXT} {eleven} are."))
    assert "prompt_leak" not in _failed("math", _math(f"{_TEXT} {eleven} count."))


def test_a_leak_in_the_answer_counts_too() -> None:
    leaked = "Answer: write ONE problem: for this person, with all the numbers that are needed."
    assert "prompt_leak" in _failed("math", _math(answer=leaked))


def test_quoting_the_persona_is_no_leak() -> None:
    persona = "A retired nurse in Porto who restores old radios and sells them on Sundays at the harbour market"
    fenced = f"Write.\n<persona>\n{persona}\n</persona>\nNow."
    bare = f"Write about {persona} in one sentence."
    for prompt in (fenced, bare):
        assert "prompt_leak" not in _failed("math", _math(f"{_TEXT} {persona}."), persona=persona, prompt=prompt)


def test_words_on_both_sides_of_the_persona_are_not_one_run() -> None:
    prompt = f"one two three four five six <persona>{_PERSONA}</persona> seven eight nine ten eleven twelve"
    text = f"{_TEXT} One two three four five six seven eight nine ten eleven twelve."
    assert "prompt_leak" not in _failed("math", _math(text), prompt=prompt)


@pytest.mark.parametrize(
    ("persona", "text", "used"),
    [
        ("A nurse", "Two nurses share nine apples among them", True),
        ("A quilter", "She starts quilting at nine", True),
        ("A politics junkie", "A political party of nine", True),
        ("A person who works with people", "Some person works with people", True),
        ("A baker", "A butcher cuts nine sausages", False),
        ("someone interested in chess", "the interface is interesting", False),
        ("香港电影忠实粉丝", "他喜欢电影。", True),
        ("香港电影忠实粉丝", "他喜欢音乐。", False),
        ("นักดนตรีในเชียงใหม่", "เขาเป็นนักดนตรี", True),
        ("Учитель из Киева", "Один учитель и два ученика", True),
        ("A CEO", "A baker bakes nine loaves", True),
    ],
)
def test_the_persona_is_found_by_a_telling_word_or_two_characters(persona: str, text: str, used: bool) -> None:
    failed = _failed("instruction", Parsed(text, None, {}), persona=persona, prompt="")
    assert ("persona_used" not in failed) is used


def test_a_sentence_may_stand_twice_and_not_three_times() -> None:
    sentence = "The nurse counts all radios again."
    assert "repetition" not in _failed("math", _math(f"{sentence} {sentence} How many?"))
    assert "repetition" in _failed("math", _math(f"{sentence} {sentence} {sentence.upper()} How many?"))


def test_short_cries_may_come_again() -> None:
    assert "repetition" not in _failed("math", _math(f"{_TEXT} Why not? Why not? Why not? Why not?"))


def _tool(function_name: object, name: object = "Radio register") -> Parsed:
    """Make a parsed tool."""
    text = "Registers a radio for a nurse: name, description, function name, arguments, result and the things it needs."
    return Parsed(text, None, {"name": name, "description": text, "function_name": function_name})


@pytest.mark.parametrize(
    ("function_name", "ok"),
    [
        ("register_radio", True),
        ("_x", True),
        ("2radios", False),
        ("radio register", False),
        ("class", False),
        ("", False),
        (["a"], False),
        (None, False),
    ],
)
def test_the_name_of_a_tool_must_be_an_identifier(function_name: object, ok: bool) -> None:
    assert ("identifier" not in _failed("tool", _tool(function_name))) is ok


@pytest.mark.parametrize("name", ["", "  ", None, 3, ["a"]])
def test_a_tool_without_a_title_breaks_the_contract(name: object) -> None:
    assert _failed("tool", _tool("register_radio", name)) == ["contract"]


def test_an_article_without_a_body_breaks_the_contract() -> None:
    text = " ".join(["A nurse writes."] + [f"Sentence {i} is here." for i in range(30)])
    assert _failed("knowledge", Parsed(text, None, {"title": "On radios", "body": text})) == []
    assert _failed("knowledge", Parsed(text, None, {"title": "On radios"})) == ["contract"]


def test_a_trick_question_may_be_short_but_has_to_be_explained() -> None:
    text, data = "Which radio did the nurse hear first?", {"reasoning": "None plays.", "final_answer": "None."}

    def failed(variant: str, data: dict[str, object]) -> list[str]:
        results = check_sample("logic", Parsed(text, None, data), persona=_PERSONA, prompt=_PROMPT, variant=variant)
        return [result.name for result in results if not result.ok]

    assert failed("ruozhiba", {**data}) == []
    assert failed("ruozhiba", {"final_answer": "None."}) == ["contract"]
    assert failed("plain", {**data}) == ["length"]


def test_the_other_person_and_what_was_said_are_no_part_of_the_prompt_that_leaks() -> None:
    said = " ".join(f"word{i}" for i in range(12))
    for tag, leaks in (("other_persona", False), ("so_far", False), ("example_output", True)):
        prompt = f"Write.\n<{tag}>\n{said}\n</{tag}>\n"
        assert ("prompt_leak" in _failed("math", _math(f"{_TEXT} {said}"), prompt=prompt)) is leaks


def test_an_unknown_scenario_is_refused() -> None:
    with pytest.raises(ValueError, match="'poem'"):
        check_sample("poem", _math(), persona=_PERSONA, prompt=_PROMPT)
