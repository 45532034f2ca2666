"""The vendors' caches of prompts: what is marked for them, what they say of it, and what it costs."""

import json
from dataclasses import replace

import pytest

from curation.providers import (
    CallFailed,
    Price,
    ProviderConfig,
    batch_share,
    cache_shares,
    cost_usd,
    estimate_cost_usd,
    read_body,
)
from curation.providers.anthropic_form import MIN_CACHED_CHARS, anthropic_body
from curation.providers.openai_form import openai_body
from curation.providers.prompts import shared_prefix_chars
from tests.providers.loopback import ASKED, Vendor, ask

SHARED = "The same for all. " * 300
LONG = replace(ASKED, prompt=f"{SHARED}Say why bees dance.", cache_prefix_chars=len(SHARED), cache_key="job-7")
OPUS = Price("anthropic", "claude-opus-5-5", 4.0, 20.0, "2026-11-24", "a test")
LUNA = Price("openai", "gpt-6-luna", 4.0, 20.0, "2026-11-24", "a test")


def with_usage(vendor: Vendor, **counts: object) -> str:
    """Return a good body whose counts also tell of the cache, in the vendor's own words."""
    body = json.loads(vendor.good_body())
    body["usage"].update(counts if vendor.name == "anthropic" else {"prompt_tokens_details": counts})
    return json.dumps(body)


def test_the_counts_of_the_cache_are_part_of_the_input_with_either_vendor(vendor: Vendor) -> None:
    if vendor.name == "anthropic":
        vendor.replies_with(
            with_usage(vendor, input_tokens=11, cache_read_input_tokens=2_000, cache_creation_input_tokens=300)
        )
    else:
        body = json.loads(with_usage(vendor, cached_tokens=2_000, cache_write_tokens=300))
        body["usage"]["prompt_tokens"] = 2_311
        vendor.replies_with(json.dumps(body))
    answer = ask(vendor)
    assert (answer.input_tokens, answer.cached_input_tokens, answer.cache_write_tokens) == (2_311, 2_000, 300)


def test_what_a_vendor_does_not_say_of_its_cache_is_unknown(vendor: Vendor) -> None:
    body = json.loads(vendor.good_body())
    body["usage"].pop("cache_read_input_tokens", None)
    vendor.replies_with(json.dumps(body))
    answer = ask(vendor)
    assert (answer.cached_input_tokens, answer.cache_write_tokens) == (None, None)


def test_a_long_shared_beginning_is_marked_for_anthropic_and_the_text_stays_whole() -> None:
    (message,) = anthropic_body(LONG)["messages"]
    first, second = message["content"]
    assert first == {"type": "text", "text": SHARED, "cache_control": {"type": "ephemeral"}}
    assert first["text"] + second["text"] == LONG.prompt
    assert set(second) == {"type", "text"}


@pytest.mark.parametrize(
    "request_",
    [
        replace(LONG, cache_prefix_chars=0),
        replace(LONG, cache_prefix_chars=MIN_CACHED_CHARS - 1),
        replace(LONG, prompt=f"{SHARED}  \n"),
        replace(LONG, prompt=SHARED),
        replace(LONG, prompt=" " * MIN_CACHED_CHARS + "bees", cache_prefix_chars=MIN_CACHED_CHARS),
    ],
    ids=["none", "short", "blank rest", "no rest", "blank beginning"],
)
def test_nothing_else_is_marked(request_: object) -> None:
    assert isinstance(request_, type(LONG))
    assert anthropic_body(request_)["messages"] == [{"role": "user", "content": request_.prompt}]


def test_what_two_prompts_share_ends_where_they_differ() -> None:
    assert shared_prefix_chars("Write for A nurse.", "Write for a baker.") == len("Write for ")
    assert shared_prefix_chars("same", "same and more") == 4
    assert shared_prefix_chars("", "any") == 0


def test_only_openai_itself_is_told_the_key_of_its_cache() -> None:
    assert openai_body(LONG, at_vendor=True)["prompt_cache_key"] == "job-7"
    assert "prompt_cache_key" not in openai_body(LONG, at_vendor=False)
    assert "prompt_cache_key" not in openai_body(ASKED, at_vendor=True)
    assert openai_body(LONG, at_vendor=True)["messages"] == [{"role": "user", "content": LONG.prompt}]


def test_tokens_of_the_cache_cost_their_shares() -> None:
    plain = cost_usd(OPUS, 1_000_000, 0)
    assert plain == 4.0
    assert cost_usd(OPUS, 1_000_000, 0, cached_input_tokens=1_000_000) == pytest.approx(4.0 * 0.05)
    assert cost_usd(OPUS, 1_000_000, 0, cache_write_tokens=1_000_000) == pytest.approx(4.0 * 1.25)
    mixed = cost_usd(OPUS, 1_000_000, 1_000, cached_input_tokens=600_000, cache_write_tokens=100_000)
    assert mixed == pytest.approx(0.3 * 4 + 0.6 * 4 * 0.05 + 0.1 * 4 * 1.25 + 0.001 * 20)


@pytest.mark.parametrize("price", [OPUS, LUNA])
def test_a_batch_costs_half_of_everything(price: Price) -> None:
    counts = {"cached_input_tokens": 600, "cache_write_tokens": 100}
    alone = cost_usd(price, 1_000, 500, **counts)  # type: ignore[arg-type] # counts by name
    together = cost_usd(price, 1_000, 500, **counts, is_batch=True)
    assert alone is not None
    assert together == pytest.approx(alone / 2)
    most, most_together = (
        estimate_cost_usd(price, prompt="bees", max_output_tokens=100, is_batch=is_batch) for is_batch in (False, True)
    )
    assert most is not None
    assert most_together == pytest.approx(most / 2)


def test_the_bound_holds_even_if_all_of_the_prompt_is_written_to_the_cache() -> None:
    prompt = "b" * 20_000
    most = estimate_cost_usd(LUNA, prompt=prompt, max_output_tokens=100)
    worst = cost_usd(LUNA, len(prompt), 100, cache_write_tokens=len(prompt))
    assert most is not None
    assert worst is not None
    assert most > worst


@pytest.mark.parametrize(
    ("provider", "model", "read", "write"),
    [
        ("anthropic", "claude-haiku-5-5", 0.1, 1.25),
        ("anthropic", "claude-opus-5-5-20260923", 0.05, 1.25),
        ("anthropic", "a-model-of-tomorrow", 0.1, 1.25),
        ("openai", "gpt-4o-mini", 0.5, 1.0),
        ("openai", "gpt-5-mini", 0.1, 1.0),
        ("openai", "gpt-5.6-luna", 0.1, 1.25),
        ("openai", "a-model-of-tomorrow", 1.0, 1.25),
        ("openai@127.0.0.1", "gpt-4o", 1.0, 1.0),
    ],
)
def test_the_shares_are_those_of_the_model_or_cautious(provider: str, model: str, read: float, write: float) -> None:
    shares = cache_shares(provider, model)
    assert (shares.read, shares.write) == (read, write)


def test_the_shares_say_where_they_are_from_and_others_give_no_discount() -> None:
    for provider in ("anthropic", "openai"):
        for found in (cache_shares(provider, "any"), batch_share(provider)):
            assert found.as_of.startswith("2026-")
            assert provider.capitalize()[:4] in found.source
    assert batch_share("openai@gpu.lan").share == 1.0


def test_a_stored_body_is_read_as_it_was_when_it_came(vendor: Vendor) -> None:
    vendor.replies_with(with_usage(vendor, cached_tokens=3, cache_creation_input_tokens=4))
    came = ask(vendor)
    assert read_body(vendor.name, came.raw_body, ASKED) == replace(came, request_id=None)
    assert read_body(ProviderConfig(vendor.name), came.raw_body, ASKED).text == "Bees dance."


@pytest.mark.parametrize("raw_body", ["", "{}", "[1]", '{"choices": [], "content": 7}'])
def test_a_stored_body_that_is_no_answer_is_a_failure_that_was_not_billed(vendor: Vendor, raw_body: str) -> None:
    with pytest.raises(CallFailed) as caught:
        read_body(vendor.name, raw_body, ASKED)
    assert caught.value.billing == "not_billed"


def test_a_stored_text_of_the_demo_is_read_again() -> None:
    answer = read_body("demo", "Math problem: 1 + 1?", ASKED)
    assert (answer.outcome, answer.text, answer.input_tokens) == ("ok", "Math problem: 1 + 1?", None)
