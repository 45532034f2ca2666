"""What a call costs, where a price is known; where none is, the cost is unknown and never 0."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

_FRAME_TOKENS = 64
"""Generous room for what a vendor wraps around one message."""
_MIN_CACHED_TOKENS: Final = 1_024
"""Neither vendor keeps the beginning of a shorter prompt."""


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


@dataclass(frozen=True, slots=True)
class CacheShares:
    """What tokens of the vendor's cache cost, as shares of the price of input.

    Attributes:
        as_of: The day for which the source says so; empty where the full price is taken for want of a source.
    """

    read: float
    write: float
    as_of: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class BatchShare:
    """What a call in a batch costs, as a share of the price of one made at once."""

    share: float
    as_of: str = ""
    source: str = ""


def load_default_prices() -> list[Price]:
    """Return the table that comes with the program: list prices of the vendors, to be checked by the user."""
    table = _table()
    return [
        Price(
            group["provider"], model, float(usd[0]), float(usd[1]), group["as_of"], f"{group['source']} {table['note']}"
        )
        for group in table["groups"]
        for model, usd in group["usd_per_mtok"].items()
    ]


def cache_shares(provider: str, model: str) -> CacheShares:
    """Return what reading from and writing to the cache cost, by the table that comes with the program.

    A dated name (`gpt-4o-2024-08-06`) counts as the model that it begins with.
    Another server than the vendors' own is taken to charge the full price.

    Args:
        provider: As it stands in a `Price`.
        model: As it stands in a `Price`.
    """
    for group in _table()["cache_shares"]:
        if group["provider"] == provider:
            names = [name for name in group["models"] if model == name or model.startswith(f"{name}-")]
            read, write = group["models"][max(names, key=len)] if names else group["default"]
            return CacheShares(float(read), float(write), group["as_of"], group["source"])
    return CacheShares(1.0, 1.0)


def batch_share(provider: str) -> BatchShare:
    """Return what calls in a batch cost with a provider; another server than the vendors' own charges them in full."""
    for group in _table()["batch_shares"]:
        if group["provider"] == provider:
            return BatchShare(float(group["share"]), group["as_of"], group["source"])
    return BatchShare(1.0)


def cost_usd(
    price: Price | None,
    input_tokens: int | None,
    output_tokens: int | None,
    *,
    cached_input_tokens: int | None = None,
    cache_write_tokens: int | None = None,
    is_batch: bool = False,
) -> float | None:
    """Return what the tokens cost in US dollars, or None where the price or a count is unknown.

    Args:
        price: That of a call made at once, without a cache.
        input_tokens: All of the prompt's.
        output_tokens: All of the answer's.
        cached_input_tokens: Those of the prompt that came from the vendor's cache; they cost a share.
        cache_write_tokens: Those of the prompt that were written to it; they may cost more.
        is_batch: Whether the call was part of a batch; its share holds for the tokens of the cache as well.
    """
    if price is None or input_tokens is None or output_tokens is None:
        return None
    shares = cache_shares(price.provider, price.model)
    read, written = cached_input_tokens or 0, cache_write_tokens or 0
    plain = max(0, input_tokens - read - written)
    input_usd = (plain + read * shares.read + written * shares.write) * price.input_usd_per_mtok
    share = batch_share(price.provider).share if is_batch else 1.0
    return share * (input_usd + output_tokens * price.output_usd_per_mtok) / 1_000_000


def estimate_cost_usd(
    price: Price | None, *, prompt: str, max_output_tokens: int, is_batch: bool = False
) -> float | None:
    """Return the most that one call can cost in US dollars, or None where the price is unknown.

    A token of a byte-level vocabulary stands for at least one byte, so the
    prompt has at most as many tokens as bytes in UTF-8; of English text it has
    about a quarter. At worst all of a long prompt is written to the vendor's
    cache. It is a bound to reserve money by, not a forecast.
    """
    tokens = len(prompt.encode("utf-8", "replace")) + _FRAME_TOKENS
    may_be_written = tokens if tokens >= _MIN_CACHED_TOKENS else 0
    written = may_be_written if price and cache_shares(price.provider, price.model).write > 1 else 0
    return cost_usd(price, tokens, max_output_tokens, cache_write_tokens=written, is_batch=is_batch)


@cache
def _table() -> Mapping[str, Any]:
    """Return the table that comes with the program."""
    text = resources.files("curation.providers").joinpath("prices.json").read_text(encoding="utf-8")
    table: Mapping[str, Any] = json.loads(text)
    return table
