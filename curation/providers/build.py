"""Makes the provider that a configuration names; the vendors' packages are imported only then."""

import importlib

from curation.errors import ProviderError
from curation.providers.base import KEY_NAMES, Provider, ProviderConfig, is_vendor_url

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
    _need_package(config.name)
    if config.name == "openai":
        from curation.providers.openai_chat import OpenAIProvider

        if not key and is_vendor_url("openai", config.base_url):
            raise _no_key("openai")
        return OpenAIProvider(config, key)
    from curation.providers.anthropic_messages import AnthropicProvider

    if not key:
        raise _no_key("anthropic")
    return AnthropicProvider(config, key)


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
