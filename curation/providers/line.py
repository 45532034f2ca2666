"""The line to a vendor: one client of its SDK, and exchanges over it that cost something or nothing."""

from collections.abc import Awaitable, Callable
from typing import IO, Final, Generic, Protocol, TypeVar

from curation.providers.base import CallFailed, ProviderConfig
from curation.providers.replies import Reply, Scrubber
from curation.providers.wire import download, exchange

ASK_S: Final = 60.0
"""Deadline of an exchange that costs nothing."""
DOWNLOAD_S: Final = 1_800.0

Send = Callable[[], Awaitable[object]]


class Client(Protocol):
    """What both SDKs' clients can do."""

    async def close(self) -> None:
        """Close the connections."""
        ...


C = TypeVar("C", bound=Client)


class Line(Generic[C]):
    """Keeps one client, made by the first exchange and so inside the running loop."""

    def __init__(
        self, config: ProviderConfig, key: str | None, connect: Callable[[], C], sdk_error: type[Exception]
    ) -> None:
        """Keep the settings.

        Args:
            config: How the provider is reached.
            key: Taken out of everything that is received.
            connect: Makes the client, with one of `wire.open_client`.
            sdk_error: The base class of what the SDK raises.
        """
        self._config = config
        self._scrub = Scrubber(key)
        self._connect = connect
        self._sdk_error = sdk_error
        self._client: C | None = None

    @property
    def client(self) -> C:
        """The SDK's client."""
        self._client = self._client or self._connect()
        return self._client

    @property
    def scrub(self) -> Scrubber:
        """What makes received text fit to be kept."""
        return self._scrub

    @property
    def max_response_bytes(self) -> int:
        """The largest answer that is read."""
        return self._config.max_response_bytes

    async def pay(self, send: Send, *, timeout_s: float) -> Reply:
        """Do an exchange that may be billed.

        Raises:
            CallFailed: Anything but a whole answer of success with a JSON object.
        """
        return await exchange(
            send, sdk_error=self._sdk_error, timeout_s=timeout_s, config=self._config, scrub=self._scrub
        )

    async def ask(self, send: Send, *, timeout_s: float = ASK_S) -> Reply:
        """Do an exchange that is not billed, so that it may be done again.

        Raises:
            CallFailed: Anything but a whole answer of success with a JSON object; never one that may be billed.
        """
        try:
            return await self.pay(send, timeout_s=timeout_s)
        except CallFailed as caught:
            failure = caught
        raise without_bill(failure)

    async def download(self, send: Send, *, into: IO[bytes], max_bytes: int) -> bool:
        """Write a file of the vendor's into one of ours; tell whether it is whole.

        Raises:
            CallFailed: It did not come; never one that may be billed.
        """
        try:
            return await download(
                send,
                into=into,
                max_bytes=max_bytes,
                sdk_error=self._sdk_error,
                timeout_s=DOWNLOAD_S,
                config=self._config,
                scrub=self._scrub,
            )
        except CallFailed as caught:
            failure = caught
        raise without_bill(failure)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()


def without_bill(failure: CallFailed) -> CallFailed:
    """Return the failure of an exchange that is not billed: what is left in the dark there may be asked again."""
    if failure.billing == "not_billed":
        return failure
    how = "did not answer" if failure.status is None else f"gave no usable answer (HTTP {failure.status})"
    return CallFailed(
        f"The provider {how}; nothing is billed for that.",
        billing="not_billed",
        retryable=True,
        status=failure.status,
        raw_body=failure.raw_body,
    )
