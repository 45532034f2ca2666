"""What the people say of a sample together."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from curation.review.answers import FLAGS, Answers

MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sample's row repeats of its reviews, so that lists can filter and sort by it."""

    n_reviews: int
    rating_mean: float | None
    decision: str
    flags: str


def summarise(reviews: Iterable[Answers]) -> Summary:
    """Sum up the current answers of all people on one sample, one entry per person.

    Drafts count for nothing. A skip is no review, but its flags stay: who
    skips a text as unsafe has said so.

    Returns:
        The number of people who accepted or rejected; the mean of their
        ratings in [1, 5], None where nobody of them rated; the decision, empty
        where there is none and `mixed` where they differ; the flags that
        anybody set, with blanks around each as lists are stored.
    """
    given = [answers for answers in reviews if answers.is_decided]
    judged = [answers for answers in given if answers.is_judged]
    ratings = [answers.overall for answers in judged if answers.overall is not None]
    decisions = {answers.decision for answers in judged if answers.decision is not None}
    flags = [flag for flag in FLAGS if any(flag in answers.flags for answers in given)]
    return Summary(
        n_reviews=len(judged),
        rating_mean=fmean(ratings) if ratings else None,
        decision=MIXED if len(decisions) > 1 else "".join(decisions),
        flags=f" {' '.join(flags)} " if flags else "",
    )
