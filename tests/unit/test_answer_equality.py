"""Whether two final answers are the same: known pairs in several notations, and hostile ones."""

from fractions import Fraction

import pytest

from curation.sandbox import same_answer, same_answers
from curation.synthesis.answer_form import plain_answer
from curation.synthesis.equality import Equality, same_by_form

SAME = [
    ("12", "12.0", "number"),
    ("1,234", "1234", "number"),
    ("1 234 567", "1,234,567", "number"),
    (r"1{,}000", "1000", "number"),
    ("$1,234.50", "1234.5 dollars", "number"),
    (r"\$5", "5", "number"),
    ("€3", "3 euros", "number"),
    ("1/2", "0.5", "number"),
    ("½", r"\frac{1}{2}", "number"),
    ("1½", "3/2", "number"),
    (r"\dfrac12", "0.5", "number"),
    (r"\boxed{\frac{3}{4}}", "0.75", "number"),
    (r"So it is $\boxed{42}$.", "42", "number"),
    ("Answer: **7**", "7", "number"),
    ("x = 3", "3", "number"),
    ("−5", "-5", "number"),
    ("25%", "0.25", "number"),
    (r"25\%", "25 percent", "number"),
    ("25%", "25", "number"),
    ("3 kilometres", r"3 \text{ km}", "number"),
    ("60 km/h", "60 kilometres per hour", "number"),
    ("5 m^2", "5 square metres", "number"),
    ("12 apples", "12", "number"),
    (r"90^\circ", "90 degrees", "number"),
    (r"1.5 \times 10^{3}", "1500", "number"),
    ("the answer is 42.", "42", "number"),
    ("Yes.", "yes", "text"),
    (r"\left(3, 4\right)", "(3,4)", "text"),
    ("x + 1", "1 + x", "mathematics"),
    (r"2\sqrt{3}", r"\sqrt{12}", "mathematics"),
    ("2*sqrt(3)", "2√3", "mathematics"),
    ("pi/4", r"\frac{\pi}{4}", "mathematics"),
    ("2^10", "1024", "mathematics"),
    ("10!", "3628800", "mathematics"),
    ("(x-1)(x+1)", "x²-1", "mathematics"),
    ("3 and 5", "5, 3", "mathematics"),
    ("x = 1 or x = 2", "2, 1", "mathematics"),
    (r"\{1,2\}", r"\{2,1\}", "mathematics"),
    ("3:2", "3/2", "mathematics"),
    ("x > 3", "3 < x", "mathematics"),
    ("0.333333", "1/3", "mathematics"),
]
UNLIKE = [
    ("2", "3", "different"),
    ("-3", "3", "different"),
    ("0.33", "1/3", "different"),
    ("12 km", "12 miles", "unit"),
    ("$5", "€5", "unit"),
    ("25%", "26", "different"),
    ("(1,2)", "(2,1)", "different"),
    ("[1,2]", "(1,2)", "different"),
    ("yes", "no", "different"),
    ("yes", "sey", "different"),
    ("3n", "3", "different"),
    ("3n", "3m", "different"),
    ("x + 1", "x + 2", "different"),
    (r"\infty", r"-\infty", "different"),
    ("5 and 7", "7", "different"),
    ("十二", "12", "different"),
    ("", "3", "different"),
    ("2:30 pm", "14:30", "different"),
]


def test_equal_answers_are_the_same_in_whichever_order() -> None:
    found = same_answers([(one, other) for one, other, _ in SAME])
    assert [(*pair[:2], answer.same, answer.how) for pair, answer in zip(SAME, found, strict=True)] == [
        (one, other, True, how) for one, other, how in SAME
    ]
    assert all(answer.same for answer in same_answers([(other, one) for one, other, _ in SAME]))


def test_unequal_answers_are_told_apart_in_whichever_order() -> None:
    found = same_answers([(one, other) for one, other, _ in UNLIKE])
    assert [(*pair[:2], answer.same, answer.how) for pair, answer in zip(UNLIKE, found, strict=True)] == [
        (one, other, False, how) for one, other, how in UNLIKE
    ]
    assert not any(answer.same for answer in same_answers([(other, one) for one, other, _ in UNLIKE]))


def test_an_answer_is_the_same_as_itself() -> None:
    answers = [answer for pair in (*SAME, *UNLIKE) for answer in pair[:2] if answer]
    assert all(answer.same for answer in same_answers([(answer, answer) for answer in answers]))


@pytest.mark.parametrize(
    ("text", "value", "unit", "number"),
    [
        ("$12.50", "12.50", "dollar", Fraction(25, 2)),
        ("-$5", "-5", "dollar", Fraction(-5)),
        ("$-5$", "-5", "", Fraction(-5)),
        ("12 mph", "12", "mile/h", Fraction(12)),
        ("1½", "1 1/2", "", Fraction(3, 2)),
        ("x²", "x^2", "", None),
        ("(1,200)", "(1,200)", "", None),
        ("3m", "3m", "", None),
        ("2 pi", "2 pi", "", None),
        ("1/0", "1/0", "", None),
    ],
)
def test_an_answer_is_written_in_one_way(text: str, value: str, unit: str, number: Fraction | None) -> None:
    plain = plain_answer(text)
    assert (plain.value, plain.unit, plain.number) == (value, unit, number)


def test_form_leaves_to_mathematics_what_it_cannot_tell() -> None:
    assert same_by_form("x + 1", "1 + x") is None
    assert same_by_form("12", "12.0") == Equality(same=True, how="number")


HOSTILE = [
    "{" * 400,
    r"\frac{" * 80,
    "9**9**9**9",
    r"9^{9^{9^9}}",
    "1e999999999",
    "(" * 250 + ")" * 250,
    "__import__('os').system('echo')",
    "[c for c in ().__class__.__base__.__subclasses__()]",
    r"\input{/etc/passwd}",
    "\u202e3",
    "\x00\ud800",
    "1" * 10_000,
    "$" * 400,
    ", " * 200,
    "x" * 400,
]


def test_hostile_answers_are_neither_equal_nor_fatal() -> None:
    found = same_answers([(text, "7") for text in HOSTILE])
    assert [answer.same for answer in found] == [False] * len(HOSTILE)
    assert {answer.how for answer in found} <= {"different", "not_compared"}


def test_a_pair_that_ends_its_process_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curation.sandbox.compare.BATCH_TIMEOUT_S", 0.01)
    assert [answer.same for answer in same_answers([("x+1", "1+x"), ("x+1", "x+2")])] == [True, False]
    monkeypatch.setattr("curation.sandbox.compare.PAIR_TIMEOUT_S", 0.01)
    assert same_answer("x+1", "1+x") == Equality(same=False, how="not_compared")
