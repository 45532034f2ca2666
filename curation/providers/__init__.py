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
from curation.providers.batches import (
    MAX_BATCH_BYTES,
    MAX_BATCH_REQUESTS,
    BatchProgress,
    BatchProvider,
    Search,
    SubmittedBatch,
    cut_into_batches,
)
from curation.providers.build import build_batches, build_provider
from curation.providers.listing import list_models
from curation.providers.policy import CircuitBreaker, Decision, decide
from curation.providers.presets import PRESETS, Preset
from curation.providers.prices import Price, batch_share, cache_shares, cost_usd, estimate_cost_usd, load_default_prices
from curation.providers.probe import Probe, probe_request, probe_structured
from curation.providers.stored import read_body

__all__ = [
    "MAX_BATCH_BYTES",
    "MAX_BATCH_REQUESTS",
    "PRESETS",
    "Answer",
    "BatchProgress",
    "BatchProvider",
    "CallFailed",
    "CircuitBreaker",
    "Decision",
    "Preset",
    "Price",
    "Probe",
    "Provider",
    "ProviderConfig",
    "ProviderName",
    "Request",
    "Search",
    "SubmittedBatch",
    "batch_share",
    "build_batches",
    "build_provider",
    "cache_shares",
    "check_base_url",
    "cost_usd",
    "cut_into_batches",
    "decide",
    "estimate_cost_usd",
    "find_key",
    "is_vendor_url",
    "list_models",
    "load_default_prices",
    "probe_request",
    "probe_structured",
    "read_body",
]
