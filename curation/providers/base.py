"""What every provider takes, gives and may raise, and how one is set up."""

import ipaddress
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import SplitResult, urlsplit

from curation.errors import BadInputError, ProviderError

ProviderName = Literal["demo", "anthropic", "openai"]
Outcome = Literal["ok", "refused", "cut_off", "empty"]
Billing = Literal["not_billed", "maybe_billed"]
SchemaMode = Literal["native", "in_prompt"]

VENDOR_URLS: Mapping[str, str] = {
    "anthropic": "https://api.anthropic.com",
    "openai": "https://api.openai.com/v1",
}
"""Where each vendor itself listens; given to the SDKs, so that no environment variable moves them."""

KEY_NAMES: Mapping[str, str] = {"anthropic": "ANTHROPIC_API_KEY", "openai": "OPENAI_API_KEY"}

MAX_REASON_CHARS = 400
MAX_FAILED_BODY_CHARS = 200_000


@dataclass(frozen=True, slots=True)
class Request:
    """One prompt to send.

    Attributes:
        temperature: None leaves the choice to the model; some models refuse the parameter.
        seed: None sends none; Anthropic's API has no such parameter.
        json_schema: The form that the answer must have, as a JSON schema whose objects are closed; None for free text.
        schema_mode: Whether the form goes where the provider's interface has a place for it, or as text into the
            prompt, for models that do not keep to it otherwise.
        cache_prefix_chars: So many characters at the beginning of the prompt are the same in all calls of a job.
        cache_key: The same for all calls whose prompts begin alike; OpenAI sends them to the same cache.
        scenario: Read by the demo provider only, as is all that follows; "solve" is a problem to be solved, "judge" a
            text, or two of them, to be judged.
        variant: For "solve" the style: "assistant" or "program"; for "judge" how many: "single" or "pair".
        persona: What the prompt is about: a description, a text from which descriptions are made, or a problem.
        variables: What the template was filled with beside it.
        step: Which of several calls for one item this is; empty where one call does.
        so_far: What the earlier calls came to, as the prompt shows it.
        other_persona: The second description, where two personas meet.
        contract: What the answer of a custom scenario must have, as `Contract.as_fields` gives it.
    """

    prompt: str
    model: str
    max_output_tokens: int
    temperature: float | None = None
    seed: int | None = None
    json_schema: Mapping[str, object] | None = None
    schema_mode: SchemaMode = "native"
    cache_prefix_chars: int = 0
    cache_key: str = ""
    scenario: str = ""
    variant: str = ""
    persona: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    step: str = ""
    so_far: str = ""
    other_persona: str = ""
    contract: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of a provider, billed where the provider bills.

    Attributes:
        input_tokens: All of the prompt's, those read from or written to a cache included, with either vendor; None
            where the provider did not say; never a guess.
        raw_body: The body as it came, without the key and without what no column can hold.
        model: The model that answered, by its own account.
        cached_input_tokens: Those of the input tokens that were read from the provider's cache; None where it did not
            say.
        cache_write_tokens: Those of the input tokens that were written to it.
    """

    outcome: Outcome
    text: str
    finish_reason: str
    input_tokens: int | None
    output_tokens: int | None
    request_id: str | None
    raw_body: str
    model: str
    cached_input_tokens: int | None = None
    cache_write_tokens: int | None = None


class CallFailed(Exception):  # noqa: N818 - it is an outcome that the worker records, not a defect
    """A call that gave no usable answer.

    Attributes:
        billing: Whether the provider may have charged for it.
        retryable: The same call may be sent again; only ever true where nothing was billed.
        stops_job: Every further call of the job would fail in the same way.
        reason: One plain sentence without the key.
        status: The HTTP status; None where no answer came.
        retry_after_s: What the provider asked us to wait.
        raw_body: What was received of the body, up to 200,000 characters.
    """

    def __init__(
        self,
        reason: str,
        *,
        billing: Billing,
        retryable: bool = False,
        stops_job: bool = False,
        status: int | None = None,
        retry_after_s: float | None = None,
        raw_body: str = "",
    ) -> None:
        """Keep what happened; refuse a retry of what may have been billed."""
        if retryable and billing != "not_billed":
            raise ValueError("a call that may have been billed is never retryable")
        super().__init__(reason[:MAX_REASON_CHARS])
        self.reason = reason[:MAX_REASON_CHARS]
        self.billing = billing
        self.retryable = retryable
        self.stops_job = stops_job
        self.status = status
        self.retry_after_s = retry_after_s
        self.raw_body = raw_body[:MAX_FAILED_BODY_CHARS]


class Provider(Protocol):
    """Something that answers prompts, one bill at most for each call."""

    name: str

    async def call(self, request: Request, *, timeout_s: float) -> Answer:
        """Send one request once, and give up after `timeout_s` by the clock on the wall.

        Raises:
            CallFailed: No usable answer came.
        """
        ...

    async def aclose(self) -> None:
        """Close the connections; the provider is not usable afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """How to reach a provider; the key is handed over apart from it.

    Attributes:
        base_url: As `check_base_url` returned it; None is the vendor itself.
        max_response_bytes: Largest answer that is read, counted after unpacking.
    """

    name: ProviderName
    base_url: str | None = None
    connect_timeout_s: float = 5.0
    read_timeout_s: float = 120.0
    max_response_bytes: int = 4 * 1024 * 1024


def is_vendor_url(name: str, base_url: str | None) -> bool:
    """Tell whether the address is the vendor's own, so that its prices and rules hold."""
    if base_url is None:
        return True
    vendor = VENDOR_URLS.get(name)
    return vendor is not None and urlsplit(base_url).hostname == urlsplit(vendor).hostname


def check_base_url(url: str, *, allowed_hosts: frozenset[str]) -> str:
    """Return the address without a closing slash, if prompts and the key may be sent to it.

    It is https to any host, or http to this machine or to a host that an
    admin allowed (a name without port, lower case).

    Raises:
        BadInputError: It is no such address, or carries a user name, a query or a fragment.
    """
    parts = _split_url(url)
    if "@" in parts.netloc or "?" in url or "#" in url:
        raise BadInputError("The base URL carries more than an address.", "Leave out user name, query and fragment.")
    host = parts.hostname or ""
    trusted = host in allowed_hosts or _is_loopback(host)
    if not host or parts.scheme not in {"http", "https"} or (parts.scheme == "http" and not trusted):
        raise BadInputError(
            "The base URL is neither https nor http to this machine.",
            "Use https, or let an admin allow the host.",
        )
    return url.rstrip("/")


def _split_url(url: str) -> SplitResult:
    """Take the address apart, refusing what parsers disagree about."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise BadInputError("The base URL has characters that an address cannot have.")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - a port out of range raises only when it is read
    except ValueError:
        raise BadInputError("The base URL cannot be read.", "Example: http://127.0.0.1:11434/v1") from None
    return parts


def _is_loopback(host: str) -> bool:
    """Tell whether the host is this machine, by name or by address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def find_key(name: str, *, environ: Mapping[str, str], key_file: Path | None) -> str | None:
    """Return the provider's key from the environment, else from the key file, else None.

    The file has `NAME=value` lines, such as `OPENAI_API_KEY=...`; empty lines
    and lines that begin with `#` are skipped.

    Raises:
        ProviderError: Others can read the file, or the key is not one word of printable ASCII.
    """
    variable = KEY_NAMES.get(name)
    if variable is None:
        return None
    key = environ.get(variable, "").strip() or _read_key_file(key_file).get(variable, "")
    if not key:
        return None
    if not key.isascii() or not key.isprintable() or " " in key:
        raise ProviderError(f"{variable} has characters that a key cannot have.", "Set it again, without line breaks.")
    return key


def _read_key_file(path: Path | None) -> dict[str, str]:
    """Return the values of the key file, by name; nothing where there is no file."""
    if path is None or not path.exists():
        return {}
    try:
        with path.open(encoding="utf-8") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise ProviderError(f"Others can read the key file {path}.", f"Run: chmod 600 {path}")
            lines = file.read(100_000).splitlines()
    except (OSError, UnicodeDecodeError):
        raise ProviderError(f"The key file {path} cannot be read.", "It needs NAME=value lines in UTF-8.") from None
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}
