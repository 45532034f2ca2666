"""Web archives and pages for tests, written by hand so that every byte of them can be wrong on purpose."""

SENTENCE = "The keeper of the lock opened the gates at dawn, and number {n} of the boats went down to the sea. "


def article(n: int) -> str:
    """Return five sentences that no other number has."""
    return "".join(SENTENCE.format(n=10 * n + k) for k in range(5)).strip()


def html_page(n: int, *, head: str = "", body: str = "") -> bytes:
    """Return a page with a menu, an article and a footer."""
    menu = "".join(f'<li><a href="/{k}">Section {k}</a></li>' for k in range(20))
    text = f"<!DOCTYPE html><html><head><title>Page {n} &amp; more</title>{head}</head><body><nav><ul>{menu}</ul></nav>"
    text += f"<article><h1>Page {n}</h1><p>{article(n)}</p></article>{body}<footer>All rights reserved</footer>"
    return (text + "</body></html>").encode()


def http(body: bytes, *, status: str = "200 OK", kind: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    """Return an answer of a server."""
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body


def record(block: bytes, *, n: int = 1, kind: str = "response", length: object = None) -> bytes:
    """Return one record; `length` is what its header claims, the truth if not given."""
    claimed = len(block) if length is None else length
    content_type = "text/plain" if kind == "conversion" else "application/http; msgtype=response"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{n:032d}>\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        f"WARC-Target-URI: http://example.org/{n}\r\nContent-Type: {content_type}\r\nContent-Length: {claimed}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def page_record(n: int, **options: object) -> bytes:
    """Return the record of a good page."""
    return record(http(html_page(n)), n=n, length=options.get("length"))
