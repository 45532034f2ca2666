"""The headers of every answer: what a browser may load, frame, run and tell others."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Final

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INDEX: Final = Path(streamlit.__file__).parent / "static" / "index.html"

_SCRIPT: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_STARTS: Final = ("http.response.start", "websocket.accept", "websocket.http.response.start")


def script_hashes(html: str) -> list[str]:
    """Return the CSP sources of the inline scripts of a page, in order."""
    inline = [found["code"] for found in _SCRIPT.finditer(html) if "src=" not in found["attributes"]]
    digests = [hashlib.sha256(code.encode()).digest() for code in inline]
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def content_security_policy(html: str) -> str:
    """Return the policy under which Streamlit works and nothing is loaded from another host."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self' 'wasm-unsafe-eval' blob:", *script_hashes(html))),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-ancestors 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "object-src 'none'",
        )
    )


def security_headers(html: str) -> dict[str, str]:
    """Return name and value of each header."""
    return {
        "Content-Security-Policy": content_security_policy(html),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


class SecurityHeaders:
    """Adds the headers to every HTTP answer and to every answer to a websocket request."""

    def __init__(self, app: ASGIApp, html: str | None = None) -> None:
        """Work out the headers once, from the page that the installed Streamlit serves."""
        self._app = app
        self._headers = security_headers(INDEX.read_text(encoding="utf-8") if html is None else html)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and mark the answer."""

        async def send_marked(message: Message) -> None:
            if message["type"] in _STARTS:
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_marked)
