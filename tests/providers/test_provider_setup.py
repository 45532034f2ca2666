"""Addresses, keys and the making of providers."""

import sys
from pathlib import Path

import pytest

from curation.errors import BadInputError, ProviderError
from curation.providers import CallFailed, ProviderConfig, build_provider, check_base_url, find_key, is_vendor_url
from tests.providers.loopback import CANARY

NO_HOSTS: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.org/v1",
        "http://127.0.0.1:11434/v1",
        "http://127.8.9.1:8080",
        "http://localhost:8000/v1",
        "http://[::1]:8000",
        "HTTPS://API.example.org",
    ],
)
def test_an_address_that_may_have_the_key_is_returned(url: str) -> None:
    assert check_base_url(url, allowed_hosts=NO_HOSTS) == url
    assert check_base_url(f"{url}/", allowed_hosts=NO_HOSTS) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/v1",
        "http://10.0.0.5:8000",
        "http://2130706433/v1",
        "http://127.0.0.1.example.org/v1",
        "http://localhost.example.org",
        "http://0.0.0.0:8000",
        "https://user:secret@example.org",
        "https://example.org@evil.example",
        "https://example.org/v1?key=1",
        "https://example.org/v1#x",
        "https://exa mple.org",
        "https://example.org\\@evil.example",
        "https://example.org\n",
        "https://еxample.org",
        "https://example.org:99999",
        "https://[::1",
        "https://",
        "https:///v1",
        "file:///etc/passwd",
        "ftp://127.0.0.1",
        "127.0.0.1:8000",
        "",
    ],
)
def test_any_other_address_is_refused(url: str) -> None:
    with pytest.raises(BadInputError):
        check_base_url(url, allowed_hosts=NO_HOSTS)


def test_a_host_that_an_admin_allowed_may_be_reached_by_http() -> None:
    url = "http://vllm.lan:8000/v1"
    assert check_base_url(url, allowed_hosts=frozenset({"vllm.lan"})) == url
    with pytest.raises(BadInputError):
        check_base_url(url, allowed_hosts=frozenset({"lan"}))


def test_only_the_vendors_own_host_is_the_vendor() -> None:
    assert is_vendor_url("openai", None)
    assert is_vendor_url("openai", "https://API.openai.com/v1")
    assert not is_vendor_url("openai", "https://api.openai.com.example.org/v1")
    assert not is_vendor_url("openai", "https://api.anthropic.com")
    assert not is_vendor_url("openai", "http://127.0.0.1:8000/v1")


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("# keys\n\nANTHROPIC_API_KEY=from-file\nOPENAI_API_KEY = 'quoted=and-more'\n")
    file.chmod(0o600)
    environ = {"ANTHROPIC_API_KEY": " from-environment\n", "OPENAI_API_KEY": ""}
    assert find_key("anthropic", environ=environ, key_file=file) == "from-environment"
    assert find_key("anthropic", environ={}, key_file=file) == "from-file"
    assert find_key("openai", environ=environ, key_file=file) == "quoted=and-more"


def test_no_key_anywhere_is_none(tmp_path: Path) -> None:
    assert find_key("openai", environ={}, key_file=tmp_path / "absent") is None
    assert find_key("openai", environ={}, key_file=None) is None
    assert find_key("demo", environ={"OPENAI_API_KEY": "x"}, key_file=None) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "keys"
    file.write_text(f"OPENAI_API_KEY={CANARY}\n")
    file.chmod(mode)
    with pytest.raises(ProviderError, match="chmod 600") as caught:
        find_key("openai", environ={}, key_file=file)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel", "nul\x00"])
def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ProviderError, match="OPENAI_API_KEY") as caught:
        find_key("openai", environ={"OPENAI_API_KEY": key}, key_file=None)
    assert key not in str(caught.value)


@pytest.mark.parametrize("name", ["anthropic", "openai"])
def test_without_a_key_the_vendor_is_refused_with_what_to_set(name: str) -> None:
    config = ProviderConfig("anthropic" if name == "anthropic" else "openai")
    with pytest.raises(ProviderError, match=f"{name.upper()}_API_KEY"):
        build_provider(config, key=None)


def test_a_compatible_server_needs_no_key() -> None:
    config = ProviderConfig("openai", "http://127.0.0.1:11434/v1")
    assert build_provider(config, key=None).name == "openai"


@pytest.mark.parametrize("name", ["anthropic", "openai"])
def test_a_missing_package_names_the_line_that_installs_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    config = ProviderConfig("anthropic" if name == "anthropic" else "openai")
    with pytest.raises(ProviderError, match=f"pip install '{name}>="):
        build_provider(config, key=CANARY)


@pytest.mark.parametrize("name", ["anthropic", "openai"])
def test_a_provider_does_not_show_its_key(name: str) -> None:
    config = ProviderConfig("anthropic" if name == "anthropic" else "openai")
    provider = build_provider(config, key=CANARY)
    assert CANARY not in repr(provider) + str(provider) + repr(config)


def test_a_failure_that_may_be_billed_cannot_be_called_retryable() -> None:
    with pytest.raises(ValueError, match="never retryable"):
        CallFailed("x", billing="maybe_billed", retryable=True)


def test_what_a_failure_keeps_is_bounded() -> None:
    failure = CallFailed("r" * 10_000, billing="maybe_billed", raw_body="b" * 300_000)
    assert (len(failure.reason), len(failure.raw_body)) == (400, 200_000)
