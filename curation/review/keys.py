"""The keys of the Review page, in one table: page, key sheet and browser test read it."""

from typing import Final, NamedTuple


class Key(NamedTuple):
    """A key, the action it starts, in which words, and further keys of the same action."""

    key: str
    action: str
    label: str
    also: tuple[str, ...] = ()


REVIEW_KEYS: Final = (
    *(Key(str(stars), f"digit-{stars}", f"Rate {stars}; after F or D: choose no. {stars}") for stars in range(1, 6)),
    Key("0", "digit-0", "Clear the rating; after F or D: none of them"),
    Key("a", "accept", "Accept, and next"),
    Key("x", "reject", "Reject, and next"),
    Key("space", "skip", "Skip, and next: it comes back in the queue Skipped"),
    Key("enter", "submit", "Submit, and next: what you decided, else by the rating", ("ctrl+enter",)),
    Key("f", "flag", "Flag: then 1 to 5"),
    Key("d", "twin", "Near-duplicate: then 1 to 5 for which one"),
    Key("n", "note", "Write a note; Esc leaves the box"),
    Key("e", "edit", "Correct the text; the original is kept"),
    Key("g", "again", "Generate again"),
    Key("u", "undo", "Take back your last decision", ("backspace",)),
    Key("left", "previous", "Previous sample; what you said so far is kept as a draft"),
    Key("right", "next", "Next sample; what you said so far is kept as a draft"),
    Key("s", "save", "Save a draft"),
    Key("h", "help", "This sheet", ("?",)),
)
