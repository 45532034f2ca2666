"""What is proposed to a rater on the screen: by the checks of a sample, and by judges that may."""

from typing import Final

from sqlmodel import Session

from curation.models import Sample
from curation.review.rubric import OVERALL, Value
from curation.review.suggestions import Checked, Suggestion, fitting, suggest_from_checks
from curation.services.review import ReviewItem
from curation.services.solve_plan import SOLVED_CHECK
from curation.services.verdicts import is_of_shown_text
from curation.store.proposals import Proposed, edited_at, proposed_by_judges

MAX_DETAIL_CHARS: Final = 300


def suggestions_for(session: Session, item: ReviewItem) -> tuple[Suggestion, ...]:
    """Return at most one suggestion for each question of the sample's rubric; checks come before judges.

    Of a corrected text nothing is proposed that was found before it was
    corrected.
    """
    return fitting(item.rubric.form, [*_of_checks(item.sample), *_of_judges(session, item.sample)])


def _of_checks(sample: Sample) -> list[Suggestion]:
    is_solved = is_of_shown_text(sample)
    checks = [
        Checked(str(check["name"]), bool(check["ok"]), str(check["detail"])[:MAX_DETAIL_CHARS])
        for check in sample.checks
        if (is_solved if check["name"] == SOLVED_CHECK else sample.edited_text is None)
    ]
    return suggest_from_checks(checks, is_agreed=is_solved and sample.verdict == "agreed")


def _of_judges(session: Session, sample: Sample) -> list[Suggestion]:
    """Return what judges answered that a curator lets pre-fill, if they read the text as it reads now."""
    proposed = proposed_by_judges(session, sample.id or 0)
    edited = edited_at(session, sample.id or 0) if proposed and sample.edited_text is not None else None
    return [
        Suggestion(question_id, value, one.judge, one.note[:MAX_DETAIL_CHARS])
        for one in proposed
        if edited is None or edited < one.saved_at
        for question_id, value in _answers_of(one).items()
    ]


def _answers_of(proposed: Proposed) -> dict[str, Value]:
    given: dict[str, Value] = {} if proposed.overall is None else {OVERALL: proposed.overall}
    return {**given, **proposed.answers}
