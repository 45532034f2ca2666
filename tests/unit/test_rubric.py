import pytest

from curation.review import OVERALL, RUBRIC_OF_ALL, SHIPPED, Answers, Question, QuestionKind, RubricForm, Value
from curation.review.rubric import MAX_QUESTIONS
from curation.review.rubric_changes import changes_between, id_for, refuse_other_kind
from curation.synthesis import SCENARIOS

RATING = Question(OVERALL, QuestionKind.SCALE, "Rating")
VALID = Question("valid", QuestionKind.YES_NO, "Valid")
TONE = Question("tone", QuestionKind.CHOICE, "Tone", choices=("dry", "warm", "angry"))
FAULTS = Question("faults", QuestionKind.CHOICES, "Faults", choices=("spelling", "facts", "length"))
WHY = Question("why", QuestionKind.TEXT, "Why")
ALL = RubricForm((RATING, VALID, TONE, FAULTS, WHY), "Read it twice.")


@pytest.mark.parametrize(
    ("question", "value", "kept"),
    [
        (RATING, 5, 5),
        (VALID, False, False),
        (TONE, "warm", "warm"),
        (FAULTS, ["length", "spelling"], ("spelling", "length")),
        (WHY, "It says so.", "It says so."),
    ],
)
def test_an_answer_is_kept_as_its_question_takes_it(question: Question, value: object, kept: Value) -> None:
    assert question.check(value) == kept
    assert type(question.check(value)) is type(kept)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (RATING, 0), (RATING, 6), (RATING, True), (RATING, "3"), (RATING, 3.0), (VALID, 1), (VALID, "yes"),
        (TONE, "cold"), (TONE, ["warm"]), (FAULTS, []), (FAULTS, ["style"]), (FAULTS, "spelling"),
        (FAULTS, [["spelling"]]), (WHY, "  "), (WHY, "x" * 4_001), (WHY, None),
    ],
)  # fmt: skip
def test_what_is_no_answer_to_a_question_is_refused(question: Question, value: object) -> None:
    with pytest.raises(ValueError, match=f"'{question.label}' takes"):
        question.check(value)


@pytest.mark.parametrize(
    ("question", "digit", "before", "after"),
    [
        (RATING, 4, None, 4), (RATING, 0, 4, None), (VALID, 1, None, True), (VALID, 2, True, False),
        (TONE, 3, "dry", "angry"), (FAULTS, 2, None, ("facts",)), (FAULTS, 1, ("facts",), ("spelling", "facts")),
        (FAULTS, 2, ("facts",), None),
    ],
)  # fmt: skip
def test_a_digit_answers_the_question(
    question: Question, digit: int, before: Value | None, after: Value | None
) -> None:
    assert question.of_digit(digit, before) == after


@pytest.mark.parametrize(("question", "digit"), [(RATING, 6), (VALID, 3), (TONE, 4), (FAULTS, 9), (WHY, 1)])
def test_a_digit_that_stands_for_nothing_is_refused(question: Question, digit: int) -> None:
    with pytest.raises(ValueError, match="stands for nothing"):
        question.of_digit(digit, None)


@pytest.mark.parametrize(
    "values",
    [
        {"id": "Valid"}, {"id": "note"}, {"id": "x" * 41}, {"id": ""}, {"label": ""}, {"label": "x" * 201},
        {"choices": ("a", "b")}, {"kind": QuestionKind.CHOICE}, {"kind": QuestionKind.CHOICE, "choices": ("a",)},
        {"kind": QuestionKind.CHOICE, "choices": ("a", "a")}, {"kind": QuestionKind.CHOICES, "choices": ("a", "")},
        {"kind": QuestionKind.CHOICE, "choices": tuple("abcdefghij")},
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"question|choice"):
        Question(**{"id": "valid", "kind": QuestionKind.YES_NO, "label": "Valid", **values})  # type: ignore[arg-type]  # any


def test_questions_read_back_as_they_were_written() -> None:
    assert RubricForm.from_rows(ALL.as_rows(), ALL.guideline) == ALL


def test_the_first_version_of_a_workspace_had_a_rating_without_words() -> None:
    found = RubricForm.from_rows([{"id": "overall", "kind": "scale", "low": 1, "high": 5}])
    assert found.questions == (RATING,)


@pytest.mark.parametrize(
    ("questions", "why"),
    [
        ((VALID,), "every rubric asks 'overall'"),
        ((Question(OVERALL, QuestionKind.YES_NO, "Good"),), "every rubric asks 'overall' as a scale"),
        ((RATING, VALID, VALID), "two questions have the same id"),
        (
            (RATING, *(Question(f"q{n}", QuestionKind.TEXT, "Q") for n in range(MAX_QUESTIONS))),
            f"at most {MAX_QUESTIONS} questions",
        ),
    ],
)
def test_questions_that_do_not_go_together_are_refused(questions: tuple[Question, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        RubricForm(questions)


def test_answers_are_checked_against_the_questions_and_stand_in_their_order() -> None:
    given = ALL.checked({"why": "so", "valid": True})
    assert list(given.items()) == [("valid", True), ("why", "so")]
    with pytest.raises(ValueError, match="no question 'colour'"):
        ALL.checked({"colour": "red"})


def test_what_is_required_and_not_answered_is_named_in_order() -> None:
    form = RubricForm.from_rows([{**row, "required": row["id"] in ("overall", "tone")} for row in ALL.as_rows()])
    assert Answers().unanswered(form) == ("overall", "tone")
    assert Answers(overall=3).answered("valid", False).unanswered(form) == ("tone",)
    assert Answers(overall=3).answered("tone", "dry").unanswered(form) == ()


def test_an_answer_can_be_cleared_and_leaves_the_others() -> None:
    said = Answers().answered("valid", False).answered("tone", "dry").answered(OVERALL, 2)
    assert (said.answer_to("valid"), said.answer_to(OVERALL)) == (False, 2)
    cleared = said.answered("valid", None).answered(OVERALL, None)
    assert dict(cleared.answers) == {"tone": "dry"}
    assert cleared.overall is None


def test_every_scenario_that_ships_can_be_asked_about_and_the_rest_asks_the_rubric_of_all() -> None:
    assert set(SHIPPED) - {RUBRIC_OF_ALL} <= set(SCENARIOS)
    for form in SHIPPED.values():
        assert form.questions[0].id == OVERALL
        assert not any(question.is_required for question in form.questions)
        assert RubricForm.from_rows(form.as_rows(), form.guideline) == form
    assert [question.id for question in SHIPPED["math"].questions] == [
        "overall", "valid", "answer_right", "difficulty", "persona_fit",
    ]  # fmt: skip


def test_changes_are_told_in_sentences() -> None:
    after = RubricForm((RATING, Question("valid", QuestionKind.YES_NO, "Solvable", is_required=True), WHY, TONE))
    assert changes_between(ALL, after) == [
        "Asks no longer: Faults",
        "Reworded: Valid → Solvable",
        "Solvable is required now",
        "Order: Rating, Solvable, Why, Tone",
        "Guideline added or removed",
    ]
    assert changes_between(ALL, ALL) == []


def test_a_question_cannot_become_another_kind_even_after_it_was_removed() -> None:
    without = RubricForm((RATING, TONE))
    other = RubricForm((RATING, Question("valid", QuestionKind.SCALE, "Valid")))
    with pytest.raises(ValueError, match="was answered as yes or no and cannot become scale"):
        refuse_other_kind([ALL, without], other)
    refuse_other_kind([without], other)


@pytest.mark.parametrize(
    ("label", "taken", "found"),
    [("Fits the persona?", (), "fits_the_persona"), ("5 stars", (), "q_5_stars"), ("Ton", ("ton",), "ton_2"),
     ("Что", (), "q"), ("A" * 80, (), "a" * 30)],
)  # fmt: skip
def test_an_id_is_made_of_the_words_and_is_new(label: str, taken: tuple[str, ...], found: str) -> None:
    assert id_for(label, taken) == found
    assert Question(id_for(label, taken), QuestionKind.YES_NO, "x").id == found
