"""What writes the answers: the demo generator, Anthropic, OpenAI and compatible servers; their retries and prices."""

from curation.providers.base import (
    Answer,
    CallFailed,
    Provider,
    ProviderConfig,
    ProviderName,
    Request,
    check_base_url,
    find_key,
    is_vendor_url,
)
from curation.providers.build import build_provider
from curation.providers.policy import CircuitBreaker, Decision, decide
from curation.providers.prices import Price, cost_usd, estimate_cost_usd, load_default_prices

__all__ = [
    "Answer",
    "CallFailed",
    "CircuitBreaker",
    "Decision",
    "Price",
    "Provider",
    "ProviderConfig",
    "ProviderName",
    "Request",
    "build_provider",
    "check_base_url",
    "cost_usd",
    "decide",
    "estimate_cost_usd",
    "find_key",
    "is_vendor_url",
    "load_default_prices",
]
