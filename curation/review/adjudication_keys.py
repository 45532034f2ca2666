"""The keys of the Adjudication page, in one table: page, key sheet and browser test read it."""

from typing import Final

from curation.review.keys import Key

ADJUDICATION_KEYS: Final = (
    *(Key(str(stars), f"rate_{stars}", f"The rating that is settled: {stars}") for stars in range(1, 6)),
    Key("a", "accept", "Settle as accepted, and next"),
    Key("x", "reject", "Settle as rejected, and next"),
    Key("n", "note", "Write why; Esc leaves the box"),
    Key("g", "make_known", "Make what you settled last a known sample"),
    Key("u", "undo", "Take back what you settled last", ("backspace",)),
    Key("left", "previous", "Case before"),
    Key("right", "next", "Next case, nothing settled"),
    Key("h", "help", "This sheet", ("?",)),
)
