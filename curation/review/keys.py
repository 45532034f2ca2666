"""The keys of the Review page, in one table: page, key sheet and browser test read it."""

from typing import Final, NamedTuple


class Key(NamedTuple):
    """A key, the action it starts, in which words, and further keys of the same action."""

    key: str
    action: str
    label: str
    also: tuple[str, ...] = ()


_WORDS: Final = {1: "1 or yes", 2: "2 or no", 3: "3", 4: "4", 5: "5"}

REVIEW_KEYS: Final = (
    *(
        Key(str(number), f"digit-{number}", f"Answer {words} to the marked question; after F or D: no. {number}")
        for number, words in _WORDS.items()
    ),
    *(Key(str(number), f"digit-{number}", f"Choice {number} of the marked question") for number in range(6, 10)),
    Key("0", "digit-0", "Clear the answer to the marked question; after F or D: none of them"),
    Key("up", "question_before", "Mark the question before"),
    Key("down", "question_after", "Mark the next question"),
    Key("a", "accept", "Accept, and next"),
    Key("x", "reject", "Reject, and next"),
    Key("space", "skip", "Skip, and next: it comes back in the queue Skipped"),
    Key(
        "enter",
        "submit",
        "Submit, and next: what you decided, else by the rating; suggested answers that you left are taken over",
        ("ctrl+enter",),
    ),
    Key("f", "flag", "Flag: then 1 to 5"),
    Key("d", "twin", "Near-duplicate: then 1 to 5 for which one"),
    Key("n", "note", "Write a note; Esc leaves the box"),
    Key("e", "edit", "Correct the text; the original is kept"),
    Key("g", "again", "Generate again"),
    Key("u", "undo", "Take back your last decision", ("backspace",)),
    Key("p", "take_back", "Back to pending: your decision is taken back, your answers stay"),
    Key("left", "previous", "Previous sample; what you said so far is kept as a draft"),
    Key("right", "next", "Next sample; what you said so far is kept as a draft"),
    Key("s", "save", "Save a draft"),
    Key("h", "help", "This sheet and the guidelines", ("?",)),
)
FIXED_KEYS: Final = frozenset(f"digit-{number}" for number in range(10))
"""Actions whose key is what is written on their button, so that nobody gives them another one."""
