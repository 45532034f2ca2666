"""A server on 127.0.0.1 that speaks OpenAI's interface, takes its time, and keeps a list of what it bills."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWER = "Math problem: How many are 3 loaves and 4 rolls?\nSolution: 3 + 4 = 7\nAnswer: 7"


class BillingServer(ThreadingHTTPServer):
    """Bills a request as soon as it has come in whole, and answers it later."""

    daemon_threads = True

    def __init__(self, takes_s: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.takes_s = takes_s
        self.bills: list[str] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's signature
        """Say nothing: a client that was killed leaves a broken connection behind."""


class _Handler(BaseHTTPRequestHandler):
    server: BillingServer

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.bills.append(asked["messages"][0]["content"])
        time.sleep(self.server.takes_s)
        choice = {"index": 0, "message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}
        body = json.dumps(
            {"id": "c", "object": "chat.completion", "model": asked["model"], "choices": [choice], "usage": usage}
        ).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's signature
        """Say nothing."""


@contextmanager
def billing_server(takes_s: float) -> Iterator[BillingServer]:
    """Serve until the block ends."""
    with BillingServer(takes_s) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
