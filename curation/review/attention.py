"""The sentence of an attention check: it says what is to be pressed, and nobody who reads it can be wrong."""

from typing import Final

from curation.review.answers import ACCEPT, REJECT

MAX_LEAD_CHARS: Final = 4_000


def instruction(decision: str, overall: int) -> str:
    """Return what a text has to say so that whoever reads it to the end answers right.

    Raises:
        ValueError: It is no decision, or no rating.
    """
    if decision not in (ACCEPT, REJECT):
        raise ValueError(f"a decision is {ACCEPT} or {REJECT}, not {decision}")
    if overall not in range(1, 6):
        raise ValueError(f"a rating is 1 to 5, not {overall}")
    return (
        "This text was put here by hand, to see whether texts are read to the end. Do not judge it. "
        f"Rate it {overall} and {decision} it, whatever you think of it."
    )


def attention_text(lead: str, decision: str, overall: int) -> str:
    """Return a text that begins like any other and ends with the instruction."""
    said = instruction(decision, overall)
    return f"{lead.strip()}\n\n{said}" if lead.strip() else said
