"""The keys of the Review page where it shows many rows, in one table: page, key sheet and browser test read it."""

from typing import Final

from curation.review.keys import Key

BULK_KEYS: Final = (
    *(Key(str(stars), f"rate-{stars}", f"Rate the marked row {stars}") for stars in range(1, 6)),
    Key("0", "rate-0", "Clear the rating of the marked row"),
    Key("up", "row_before", "Mark the row before"),
    Key("down", "row_after", "Mark the next row"),
    Key("a", "accept", "Accept the marked row, and next row"),
    Key("x", "reject", "Reject the marked row, and next row"),
    Key("space", "skip", "Skip the marked row, and next row: it comes back in the queue Skipped"),
    Key("enter", "submit", "Submit the marked row, and next row: 3 and more accept, 1 and 2 reject"),
    Key("w", "whole", "Show the whole text of the marked row, or fold it"),
    Key("e", "open", "Open the marked row in the focus view"),
    Key("u", "undo", "Take back what you decided last; rows that were accepted together, together", ("backspace",)),
    Key("right", "more", "Next rows; those without a decision come again"),
    Key("h", "help", "This sheet", ("?",)),
)
