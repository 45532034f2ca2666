"""What is known of prices, and that what is unknown stays unknown."""

import math
from datetime import date
from typing import get_args

import pytest
from anthropic.types.model import Model
from openai.types.shared.chat_model import ChatModel

from curation.providers.prices import Price, cost_usd, estimate_cost_usd, load_default_prices

PRICE = Price("openai", "m", 2.0, 10.0, "2026-11-24", "a test")


def test_the_cost_is_that_of_both_kinds_of_tokens() -> None:
    assert cost_usd(PRICE, 1_000_000, 0) == 2.0
    assert cost_usd(PRICE, 0, 1_000_000) == 10.0
    assert cost_usd(PRICE, 300, 50) == pytest.approx(0.0011)
    assert cost_usd(PRICE, 0, 0) == 0.0


def test_an_unknown_price_or_count_makes_the_cost_unknown() -> None:
    assert cost_usd(None, 300, 50) is None
    assert cost_usd(PRICE, None, 50) is None
    assert cost_usd(PRICE, 300, None) is None
    assert estimate_cost_usd(None, prompt="bees", max_output_tokens=100) is None


@pytest.mark.parametrize("prompt", ["bees dance", "蜜蜂", "🐝" * 50, "\ud800 alone", ""])
def test_the_estimate_is_an_upper_bound_even_at_one_token_a_byte(prompt: str) -> None:
    estimate = estimate_cost_usd(PRICE, prompt=prompt, max_output_tokens=100)
    bound = cost_usd(PRICE, len(prompt.encode("utf-8", "replace")), 100)
    assert estimate is not None
    assert bound is not None
    assert estimate > bound


@pytest.mark.parametrize("usd", [-0.01, math.nan, math.inf])
def test_what_cannot_be_a_price_is_refused(usd: float) -> None:
    with pytest.raises(ValueError, match="price"):
        Price("openai", "m", usd, 1.0, "2026-11-24", "a test")
    with pytest.raises(ValueError, match="price"):
        Price("openai", "m", 1.0, usd, "2026-11-24", "a test")


def test_the_defaults_name_models_that_the_sdks_know_each_once() -> None:
    known = {("anthropic", name) for part in get_args(Model) for name in get_args(part)}
    known |= {("openai", name) for name in get_args(ChatModel)}
    named = [(price.provider, price.model) for price in load_default_prices()]
    assert len(named) == len(set(named)) > 20
    assert set(named) <= known


def test_each_default_is_above_zero_dated_and_says_that_it_must_be_checked() -> None:
    for price in load_default_prices():
        assert 0 < price.input_usd_per_mtok < price.output_usd_per_mtok
        assert date.fromisoformat(price.as_of) <= date(2026, 11, 24)
        assert "check it" in price.source
