"""Whose text is this: four personas in an order that is drawn, one of which it was written for."""

from collections.abc import Iterable, Sequence
from random import Random
from typing import Final

OPTIONS: Final = 4
CHANCE: Final = 1 / OPTIONS
"""The share of right answers of somebody who draws lots."""
MAX_COSINE: Final = 0.9
"""A persona that is more alike the right one than this is no wrong answer that anybody could tell."""
CANNOT_TELL: Final = 0


def dice(*of: object) -> Random:
    """Return random numbers that are the same whenever they are drawn for the same things."""
    return Random(":".join(map(str, of)))  # noqa: S311 - no secret


def drawn_ids(numbers: Random, highest: int, count: int) -> list[int]:
    """Return ids from 1 to the highest, each at most once, in the order in which they are drawn."""
    return list(dict.fromkeys(numbers.randint(1, highest) for _ in range(count))) if highest else []


def distinct_texts(right: str, others: Iterable[tuple[int, str]]) -> list[int]:
    """Return the ids of those texts that are neither the right one nor another's, by their words alone."""
    seen, ids = {_plain(right)}, []
    for item_id, text in others:
        if _plain(text) not in seen:
            seen.add(_plain(text))
            ids.append(item_id)
    return ids


def shuffled(right_id: int, other_ids: Sequence[int], *, sample_id: int, annotator_id: int) -> list[int]:
    """Return the options in the order in which this person sees them at this sample."""
    options = [right_id, *other_ids]
    dice("order", sample_id, annotator_id).shuffle(options)
    return options


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".!?")
