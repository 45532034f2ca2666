"""What a call costs, where a price is known; where none is, the cost is unknown and never 0."""

import json
import math
from dataclasses import dataclass
from importlib import resources

_FRAME_TOKENS = 64
"""Generous room for what a vendor wraps around one message."""


@dataclass(frozen=True, slots=True)
class Price:
    """The price of one model, in US dollars per million tokens.

    Attributes:
        as_of: The day for which the source says so, YYYY-MM-DD.
        source: Where the price was read; defaults say that they must be checked.
    """

    provider: str
    model: str
    input_usd_per_mtok: float
    output_usd_per_mtok: float
    as_of: str
    source: str

    def __post_init__(self) -> None:
        """Refuse what cannot be a price.

        Raises:
            ValueError: A price that is negative or not finite.
        """
        for usd in (self.input_usd_per_mtok, self.output_usd_per_mtok):
            if not math.isfinite(usd) or usd < 0:
                raise ValueError(f"a price is a finite number of at least 0, got {usd}")


def load_default_prices() -> list[Price]:
    """Return the table that comes with the program: list prices of the vendors, to be checked by the user."""
    text = resources.files("curation.providers").joinpath("prices.json").read_text(encoding="utf-8")
    table = json.loads(text)
    return [
        Price(
            group["provider"], model, float(usd[0]), float(usd[1]), group["as_of"], f"{group['source']} {table['note']}"
        )
        for group in table["groups"]
        for model, usd in group["usd_per_mtok"].items()
    ]


def cost_usd(price: Price | None, input_tokens: int | None, output_tokens: int | None) -> float | None:
    """Return what the tokens cost in US dollars, or None where the price or a count is unknown."""
    if price is None or input_tokens is None or output_tokens is None:
        return None
    return (input_tokens * price.input_usd_per_mtok + output_tokens * price.output_usd_per_mtok) / 1_000_000


def estimate_cost_usd(price: Price | None, *, prompt: str, max_output_tokens: int) -> float | None:
    """Return the most that one call can cost in US dollars, or None where the price is unknown.

    A token of a byte-level vocabulary stands for at least one byte, so the
    prompt has at most as many tokens as bytes in UTF-8; of English text it has
    about a quarter. It is a bound to reserve money by, not a forecast.
    """
    input_tokens = len(prompt.encode("utf-8", "replace")) + _FRAME_TOKENS
    return cost_usd(price, input_tokens, max_output_tokens)
