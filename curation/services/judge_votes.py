"""What a judge said, kept as a rater's review or vote: beside those of people, and never in their sum."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import update
from sqlmodel import Session, col

from curation.models import Choice, Comparison, Judgement, Outcome, Review, Sample, utc_now
from curation.review import OVERALL
from curation.review.judge_answers import ReadJudgement
from curation.store import comparisons, reviews
from curation.store.judgements import judgements_of_pair

POSITION_DEPENDENT: Final = "It chose by position: with the sides swapped it chose otherwise."
"""Begins the note of a vote that counts as a tie for that reason."""
OUTDATED: Final = "The text was corrected while it was judged, so this does not count."
_CHOICES: Final = {"a": Choice.LEFT, "b": Choice.RIGHT, "tie": Choice.TIE, "both_bad": Choice.BOTH_BAD}
"""A judge's vote is kept as if the first text of the pair had stood on the left."""


@dataclass(frozen=True, slots=True)
class JudgedSample:
    """Of which sample a judgement is, as it read when it was sent, and by which questions."""

    job_id: int
    item_no: int
    judge_id: int
    sample_id: int
    text_hash: str
    rubric_id: int
    persona_hidden: bool


def keep_review(tx: Session, of: JudgedSample, said: ReadJudgement) -> None:
    """Store what a judge says of a sample, in the place of what it said before; the sample's own row stays as it is."""
    sample = tx.get_one(Sample, of.sample_id)
    if sample.text_hash != of.text_hash:
        is_it = (col(Judgement.job_id) == of.job_id, col(Judgement.item_no) == of.item_no)
        tx.exec(update(Judgement).where(*is_it).values(reason=OUTDATED))
        return
    now = utc_now()
    overall = said.answers[OVERALL]
    row = Review(
        sample_id=of.sample_id,
        annotator_id=of.judge_id,
        rubric_id=of.rubric_id,
        overall=overall if isinstance(overall, int) else None,
        answers=stored_answers(said),
        decision=said.decision,
        note=said.why,
        persona_hidden=of.persona_hidden,
        started_at=now,
        saved_at=now,
    )
    reviews.add_review(tx, row, supersedes=reviews.current_review(tx, of.sample_id, of.judge_id))


def stored_answers(said: ReadJudgement) -> dict[str, Any]:
    """Return the answers to all questions but the rating, as rows keep them."""
    given = {name: value for name, value in said.answers.items() if name != OVERALL}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def keep_vote(tx: Session, *, job_id: int, pair_id: int, judge_id: int, persona_hidden: bool) -> None:
    """Store a judge's vote on a pair once both of its answers are there.

    It is the choice where both are the same, whichever text stood first; else
    a tie that says that it depended on the position.
    """
    asked = judgements_of_pair(tx, job_id, pair_id)
    if len(asked) < 2 or any(one.outcome != Outcome.OK for one in asked):
        return
    plain, swapped = (str(one.answers["choice"]) for one in asked)
    why = str(asked[0].answers["why"])
    depends = plain != swapped
    row = Comparison(
        pair_id=pair_id,
        annotator_id=judge_id,
        left_is="a",
        choice=Choice.TIE if depends else _CHOICES[plain],
        persona_hidden=persona_hidden,
        note=f"{POSITION_DEPENDENT} ({plain}, then {swapped}.)" if depends else why,
    )
    comparisons.add_vote(tx, row, supersedes=comparisons.current_vote(tx, pair_id, judge_id))
