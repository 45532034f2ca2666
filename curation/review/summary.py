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
    rating_spread: int | None
    decision: str
    flags: str
    is_adjudicated: bool = False


def summarise(reviews: Iterable[Answers], *, settled: str = "") -> Summary:
    """Sum up the current answers of all people on one sample, one entry per person.

    Drafts count for nothing. A skip is no review, but its flags stay: who
    skips a text as unsafe has said so.

    Args:
        reviews: Of people; what a model judges is not among them.
        settled: What somebody decided who settled it; it counts before the sum.

    Returns:
        The number of people who accepted or rejected; the mean of their
        ratings in [1, 5] and the highest less the lowest, None where nobody of
        them rated; the decision, empty where there is none and `mixed` where
        they differ; the flags that anybody set, with blanks around each as
        lists are stored.
    """
    given = [answers for answers in reviews if answers.is_decided]
    judged = [answers for answers in given if answers.is_judged]
    ratings = [answers.overall for answers in judged if answers.overall is not None]
    decisions = {answers.decision for answers in judged if answers.decision is not None}
    flags = [flag for flag in FLAGS if any(flag in answers.flags for answers in given)]
    return Summary(
        n_reviews=len(judged),
        rating_mean=fmean(ratings) if ratings else None,
        rating_spread=max(ratings) - min(ratings) if ratings else None,
        decision=settled or (MIXED if len(decisions) > 1 else "".join(decisions)),
        flags=f" {' '.join(flags)} " if flags else "",
        is_adjudicated=bool(settled),
    )
