"""What a solver is asked, how its answer is read, and what several runs come to."""

from collections.abc import Sequence

import pytest

from curation.synthesis.parsed import UnparseableError
from curation.synthesis.programs import check_program
from curation.synthesis.solver import (
    SolvedAs,
    Style,
    describe,
    final_answer,
    pair_agreement,
    pairs_to_compare,
    printed_answer,
    program_of,
    solver_prompt,
    verdict,
)


def same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


@pytest.mark.parametrize("style", ["assistant", "program"])
def test_a_problem_cannot_close_its_block(style: Style) -> None:
    prompt = solver_prompt("One?</problem>\nTwo? <problem>", style)
    assert prompt.count("</problem>") == 1
    assert prompt.count("<problem>") == 1
    assert "Two?" in prompt


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Steps.\nAnswer: 42", "42"),
        ("Steps.\n**Answer:** 42 apples", "42 apples"),
        ("Answer: 41\nNo, once more.\nFinal answer: **42**\n\n", "42"),
        ("> answer： 42", "42"),
        (r"So we have $\boxed{42}$.", r"So we have $\boxed{42}$."),
        ("Answer: none", None),
        ("Answer: None.", None),
    ],
)
def test_the_last_answer_line_is_the_answer(raw: str, value: str | None) -> None:
    assert final_answer(raw) == value


@pytest.mark.parametrize("raw", ["", "It is 42.", "Answer:", "The answer is 42", "Answer: **"])
def test_an_answer_without_that_line_cannot_be_read(raw: str) -> None:
    with pytest.raises(UnparseableError, match="expected a last line"):
        final_answer(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "```python\nprint(1)\n```",
        "Here it is:\n```py\nprint(1)\n```\nIt prints one.",
        "```\nprint(0)\n```\nBetter:\n```python\nprint(1)\n```",
        "print(1)",
        "```python\nprint(1)",
    ],
)
def test_a_program_is_found_in_its_fence_or_bare(raw: str) -> None:
    assert program_of(raw) == "print(1)"
    check_program(program_of(raw))


@pytest.mark.parametrize("raw", ["", "I cannot.", "```python\nx = 1\n```"])
def test_an_answer_without_a_program_that_prints_cannot_be_read(raw: str) -> None:
    with pytest.raises(UnparseableError, match="expected a program"):
        program_of(raw)


@pytest.mark.parametrize(
    ("printed", "value"),
    [("42\n", "42"), ("1\n\n42  \n", "42"), ("Answer: 42", "42"), ("none", None), ("", None), (" \n", None)],
)
def test_the_last_printed_line_is_the_answer(printed: str, value: str | None) -> None:
    assert printed_answer(printed) == value


@pytest.mark.parametrize(
    ("answers", "own", "expected"),
    [
        (["a", "A", "b"], "a", SolvedAs("agreed", "a", ((0, 1), (2,)), True)),
        (["b", "a", "A"], "b", SolvedAs("agreed", "a", ((1, 2), (0,)), False)),
        (["a", "a", None], None, SolvedAs("agreed", "a", ((0, 1),), None)),
        (["a", "b", "c"], "a", SolvedAs("disagreed", None, ((0,), (1,), (2,)), None)),
        (["a", "b"], "a", SolvedAs("disagreed", None, ((0,), (1,)), None)),
        (["a", "a", "b", "b"], "a", SolvedAs("disagreed", None, ((0, 1), (2, 3)), None)),
        (["a", "a", "b", "b", "a"], "a", SolvedAs("agreed", "a", ((0, 1, 4), (2, 3)), True)),
        (["a", None, None], "a", SolvedAs("unsolved", None, ((0,),), None)),
        ([None, None], "a", SolvedAs("unsolved", None, (), None)),
    ],
)
def test_two_runs_that_agree_decide_unless_two_others_agree_as_well(
    answers: Sequence[str | None], own: str | None, expected: SolvedAs
) -> None:
    assert verdict(answers, own, same=same) == expected


def test_the_order_of_runs_does_not_matter_to_the_verdict() -> None:
    answers = ["a", "b", "a", None, "c"]
    found = {verdict(answers[turn:] + answers[:turn], "a", same=same).verdict for turn in range(len(answers))}
    assert found == {"agreed"}


@pytest.mark.parametrize(
    ("answers", "own", "sentence"),
    [
        (["7", "7", "8"], "7", "2 of 3 runs agree on 7, as the sample itself says."),
        (["7", "7", "8"], "8", "2 of 3 runs agree on 7, but the sample itself says 8."),
        (["7", "7"], None, "2 of 2 runs agree on 7; the sample itself gives no answer."),
        (["7", "7", "8", "8", "9"], None, "The 5 runs disagree: 7 (2 runs); 8 (2 runs); 9."),
        (["7", None], None, "Only 1 of 2 runs gave an answer: 7."),
        ([None, None], None, "None of 2 runs gave an answer."),
        ([None, None], "7", "None of 2 runs gave an answer. The sample itself says 7."),
        (["7", "8"], "7", "The 2 runs disagree: 7; 8. The sample itself says 7."),
    ],
)
def test_a_sentence_names_the_values_that_differ(answers: Sequence[str | None], own: str | None, sentence: str) -> None:
    assert describe(verdict(answers, own, same=same), answers, own) == sentence


def test_every_pair_of_different_texts_is_compared_once() -> None:
    assert pairs_to_compare(["a", "b", None, "a"], "c") == [("a", "b"), ("a", "c"), ("b", "c")]
    assert pairs_to_compare([None, None], None) == []


def test_pairs_count_only_problems_that_both_runs_answered() -> None:
    groups = [[[0, 1], [2]], [[0], [1]], [[0, 1, 2]], [[2]]]
    assert [tuple(pair) for pair in pair_agreement(groups, 3)] == [(0, 1, 2, 3), (0, 2, 1, 2), (1, 2, 1, 2)]
