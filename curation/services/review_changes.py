"""What a change makes of somebody's answers, held to the rubric of today."""

from dataclasses import replace

from curation.errors import BadInputError
from curation.review import ACCEPT, Answers, Change, RubricForm
from curation.text import clean_text


def changed_answers(before: Answers, change: Change, form: RubricForm) -> Answers:
    """Return the answers after a change.

    Raises:
        BadInputError: They are not possible, or a required one is missing where it is accepted.
    """
    try:
        after = change(_fitting(before, form))
        after = replace(after, answers=form.checked(after.answers))
        after = after.noted(clean_text(after.note))
    except ValueError as error:
        raise BadInputError(f"This cannot be stored: {error}.") from error
    missing = after.unanswered(form) if after.decision == ACCEPT else ()
    if missing:
        raise BadInputError(
            f"'{form.question(missing[0]).label}' must be answered before a sample is accepted.",
            "Answer it, or reject or skip the sample; nothing that you answered is lost.",
        )
    return after


def _fitting(answers: Answers, form: RubricForm) -> Answers:
    """Return answers without those that the rubric of today does not ask; the row before keeps them."""
    for question_id, value in answers.answers.items():
        try:
            form.question(question_id).check(value)
        except ValueError:
            answers = answers.answered(question_id, None)
    return answers
