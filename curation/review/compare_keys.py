"""The keys of the Compare page, in one table: page, key sheet and browser test read it."""

from typing import Final

from curation.review.keys import Key

COMPARE_KEYS: Final = (
    Key("1", "prefer_left", "The left one is better, and next"),
    Key("2", "prefer_right", "The right one is better, and next"),
    Key("0", "tie", "Both are equally good, and next"),
    Key("9", "both_bad", "Both are bad, and next"),
    Key("space", "skip", "Skip, and next: you can come back to it"),
    Key("u", "undo", "Take back your last vote", ("backspace",)),
    Key("left", "previous", "Pair before"),
    Key("right", "next", "Next pair, without a vote"),
    Key("h", "help", "This sheet", ("?",)),
)
