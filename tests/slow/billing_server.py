"""A server on 127.0.0.1 that speaks OpenAI's interface, answers as many calls as it is told, and lists its bills."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWER = "Math problem: How many are 3 loaves and 4 rolls?\nSolution: 3 + 4 = 7\nAnswer: 7"


class BillingServer(ThreadingHTTPServer):
    """Bills a request as soon as it has come in whole, and answers all of them, or only the next few."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bills: list[str] = []
        self.answer = ANSWER
        self._left: int | None = None
        self._held = 0
        self._round = 0
        self._changed = threading.Condition()

    def answer_only(self, calls: int) -> None:
        """Answer so many calls from now on; keep the ones after them waiting, and leave those of before unanswered."""
        self._begin(calls)

    def answer_all(self) -> None:
        """Answer whatever comes from now on."""
        self._begin(None)

    def wait_until_one_waits(self, timeout_s: float = 120.0) -> bool:
        """Return as soon as the calls to be answered are and one more is kept waiting; False where none comes."""
        with self._changed:
            return self._changed.wait_for(lambda: self._held > 0, timeout_s)

    def is_answered(self) -> bool:
        """Tell whether a call is one to be answered; one that is not stays until the next round."""
        with self._changed:
            if self._left is None:
                return True
            if self._left > 0:
                self._left -= 1
                return True
            self._held += 1
            self._changed.notify_all()
            began = self._round
            self._changed.wait_for(lambda: self._round != began)
            return False

    def _begin(self, calls: int | None) -> None:
        with self._changed:
            self._left, self._held, self._round = calls, 0, self._round + 1
            self._changed.notify_all()

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
        if not self.server.is_answered():
            return
        choice = {"index": 0, "message": {"role": "assistant", "content": self.server.answer}, "finish_reason": "stop"}
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
def billing_server() -> Iterator[BillingServer]:
    """Serve until the block ends."""
    with BillingServer() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
