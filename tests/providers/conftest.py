"""The scripted far end, once for each SDK."""

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer

from tests.providers.loopback import VENDOR_NAMES, Vendor


@pytest.fixture(scope="session")
def server() -> Iterator[HTTPServer]:
    """Give one server for all tests, since stopping one takes half a second."""
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as running:
        yield running


@pytest.fixture(params=VENDOR_NAMES)
def vendor(request: pytest.FixtureRequest, server: HTTPServer) -> Iterator[Vendor]:
    """Give a vendor without any reply yet; what still waits at the end of the test is let go."""
    scripted = Vendor(request.param, server)
    yield scripted
    scripted.done.set()
    server.clear()
