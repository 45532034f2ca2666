"""The keys of the page Whose text?, in one table: page, key sheet and browser test read it."""

from typing import Final

from curation.review.keys import Key

WHOSE_KEYS: Final = (
    *(Key(str(place), f"guess_{place}", f"Persona {place} it is, and next") for place in range(1, 5)),
    Key("0", "cannot_tell", "I cannot tell, and next"),
    Key("right", "next", "Another text, without a guess"),
    Key("h", "help", "This sheet", ("?",)),
)
