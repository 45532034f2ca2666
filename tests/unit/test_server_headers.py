import asyncio
import base64
import contextlib
import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from starlette.types import Message, Receive, Scope, Send

from curation.ui import server
from curation.ui.headers import INDEX, SecurityHeaders, content_security_policy, script_hashes


def sent_by(message: Message) -> Message:
    """Return what leaves the middleware when the app behind it sends the message."""
    sent: list[Message] = []

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(message)

    async def receive() -> Message:
        return {}

    async def keep(out: Message) -> None:
        sent.append(out)

    asyncio.run(SecurityHeaders(app)({"type": "http"}, receive, keep))
    return sent[0]


def headers_of(message: Message) -> dict[str, str]:
    return {name.decode().lower(): value.decode() for name, value in message.get("headers", [])}


@pytest.mark.parametrize("kind", ["http.response.start", "websocket.accept", "websocket.http.response.start"])
def test_every_kind_of_answer_carries_the_headers(kind: str) -> None:
    headers = headers_of(sent_by({"type": kind, "status": 200, "headers": [(b"x-kept", b"1")]}))
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-kept"] == "1"


def test_a_header_of_the_app_is_replaced_and_not_doubled() -> None:
    message = sent_by({"type": "http.response.start", "status": 200, "headers": [(b"x-frame-options", b"SAMEORIGIN")]})
    assert [value for name, value in message["headers"] if name == b"x-frame-options"] == [b"DENY"]


def test_other_messages_pass_untouched() -> None:
    body: dict[str, Any] = {"type": "http.response.body", "body": b"x"}
    assert sent_by(body) == body


def test_a_script_is_named_by_the_hash_of_exactly_its_characters() -> None:
    digest = base64.b64encode(hashlib.sha256(b"\n a()\n").digest()).decode()
    html = '<script>\n a()\n</script><script type="module" src="./x.js"></script>'
    assert script_hashes(html) == [f"'sha256-{digest}'"]


def test_the_installed_page_has_the_inline_script_that_was_tried() -> None:
    assert script_hashes(INDEX.read_text(encoding="utf-8")) == ["'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"]


def test_no_other_host_and_no_evaluation_is_allowed() -> None:
    policy = content_security_policy("<script>1</script>")
    assert "http:" not in policy
    assert "https:" not in policy
    assert "*" not in policy
    assert "'unsafe-eval'" not in policy
    assert "'unsafe-inline'" not in policy.split("script-src")[1].split(";")[0]


def worker_that_notes(notes: Path, then: str) -> list[str]:
    return [sys.executable, "-c", f"import os, time; print(os.getpid(), file=open({str(notes)!r}, 'a')); {then}"]


async def lines_of(notes: Path, at_least: int) -> list[str]:
    """Wait until so many workers have started."""
    for _ in range(600):
        lines = notes.read_text().splitlines() if notes.exists() else []
        if len(lines) >= at_least:
            return lines
        await asyncio.sleep(0.05)
    raise AssertionError(f"fewer than {at_least} workers started")


def is_alive(pid: str) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(pid), 0)
        return True
    return False


def test_a_worker_that_ends_is_started_again(tmp_path: Path) -> None:
    async def watch() -> list[str]:
        keeper = asyncio.create_task(server.keep_worker(worker_that_notes(tmp_path / "n", "pass"), pause_s=0.01))
        started = await lines_of(tmp_path / "n", 3)
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper
        return started

    assert len(set(asyncio.run(watch()))) >= 3


def test_the_worker_ends_and_the_workspace_is_given_back_with_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []

    class Held:
        def close(self) -> None:
            closed.append(True)

    monkeypatch.setattr(server, "start_workspace", Held)
    monkeypatch.setattr(server, "worker_command", lambda: worker_that_notes(tmp_path / "n", "time.sleep(100)"))

    async def live() -> str:
        async with server.lifespan(st.App("unused.py")):
            (pid,) = await lines_of(tmp_path / "n", 1)
            assert is_alive(pid)
            return pid

    assert not is_alive(asyncio.run(live()))
    assert closed == [True]
