"""Makes the provider that a configuration names; the vendors' packages are imported only then."""

import importlib

from curation.errors import ProviderError
from curation.providers.base import KEY_NAMES, Provider, ProviderConfig, is_vendor_url
from curation.providers.batches import BatchProvider

_INSTALL = {"anthropic": "pip install 'anthropic>=2.12,<3'", "openai": "pip install 'openai>=3.54,<4'"}


def build_provider(config: ProviderConfig, *, key: str | None) -> Provider:
    """Return the provider, ready for calls.

    Args:
        config: Its base URL was checked by `check_base_url`.
        key: From `find_key`; another server than OpenAI's own may do without.

    Raises:
        ProviderError: The key or the vendor's package is missing.
    """
    if config.name == "demo":
        from curation.providers.demo_provider import DemoProvider

        return DemoProvider()
    if config.name == "openai":
        check_setup(config, key)
        from curation.providers.openai_chat import OpenAIProvider

        return OpenAIProvider(config, key)
    some_key = check_setup(config, key)
    from curation.providers.anthropic_messages import AnthropicProvider

    return AnthropicProvider(config, some_key)


def build_batches(config: ProviderConfig, *, key: str | None) -> BatchProvider:
    """Return the batches of a provider, ready to be handed requests.

    Args:
        config: Its base URL was checked by `check_base_url`.
        key: From `find_key`.

    Raises:
        ProviderError: The provider has no batches, or the key or the vendor's package is missing.
    """
    if config.name == "demo":
        raise ProviderError("The demo generator answers at once and has no batches.", "Start the job without a batch.")
    if config.name == "openai":
        check_setup(config, key)
        from curation.providers.openai_batches import OpenAIBatches

        return OpenAIBatches(config, key)
    some_key = check_setup(config, key)
    from curation.providers.anthropic_batches import AnthropicBatches

    return AnthropicBatches(config, some_key)


def check_setup(config: ProviderConfig, key: str | None) -> str:
    """Return the key, or "" where another server than OpenAI's own may do without.

    Raises:
        ProviderError: The key or the vendor's package is missing.
    """
    _need_package(config.name)
    if not key and (config.name != "openai" or is_vendor_url("openai", config.base_url)):
        raise _no_key(config.name)
    return key or ""


def _no_key(name: str) -> ProviderError:
    """Return the error that says which variable to set."""
    variable = KEY_NAMES[name]
    return ProviderError(
        f"There is no key for the provider {name}.",
        f"Set {variable} in the environment, or write {variable}=... into the key file.",
    )


def _need_package(name: str) -> None:
    """Refuse, with the line that mends it, where the vendor's package is not installed."""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        raise ProviderError(f"The package {name} is not installed.", f"Run: {_INSTALL[name]}") from None
