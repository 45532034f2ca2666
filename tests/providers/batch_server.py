"""Both vendors' batch interfaces on 127.0.0.1: what is handed over is run, and billed, when a test says so."""

import json
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from pytest_httpserver import HTTPServer
from werkzeug import Request as Seen
from werkzeug import Response

Kind = Literal["ok", "refused", "broken", "expired", "cancelled"]
"""What becomes of a request: an answer, a refusal of the request, an error of the vendor's, or nothing is run."""


@dataclass
class Held:
    """A batch that the vendor has."""

    id: str
    token: str
    requests: dict[str, dict[str, Any]]
    state: str = "in_progress"
    made_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    lines: list[str] = field(default_factory=list)


def text_of(body: dict[str, Any]) -> str:
    """Return the prompt in the body of a request."""
    content = body["messages"][0]["content"]
    return content if isinstance(content, str) else "".join(block["text"] for block in content)


@dataclass
class BatchVendor:
    """One vendor; `paths` holds what was asked for, `billed` the names of the requests that were run."""

    name: Literal["anthropic", "openai"]
    server: HTTPServer
    kind_of: Callable[[str], Kind] = lambda _prompt: "ok"
    answer_to: Callable[[str], str] = lambda prompt: f"Answer to {prompt}"
    order: Callable[[list[str]], Sequence[str]] = lambda lines: lines[::-1]
    """In which order, and how often, the lines of results come."""
    on_create: Literal["answer", "drop", "drop unmade", "500"] = "answer"
    fails_next: list[int] = field(default_factory=list)
    """Statuses with which the next requests of any kind are answered, before anything is done."""
    batches: dict[str, Held] = field(default_factory=dict)
    billed: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    is_listing_off: bool = False
    has_more: bool = False
    """Whether the list of batches goes on behind its first page, which it never ends to do."""
    refusal: str = "invalid_request"
    """Why OpenAI refuses a batch that ends as failed."""
    _files: dict[str, bytes] = field(default_factory=dict)

    @property
    def base_url(self) -> str:
        root = f"http://127.0.0.1:{self.server.port}"
        return f"{root}/v1" if self.name == "openai" else root

    def listen(self) -> "BatchVendor":
        self.server.expect_request(re.compile("/.*")).respond_with_handler(self._handle)
        return self

    def end(self, state: str = "", *, batch_id: str | None = None) -> None:
        """Run all requests that are still open, bill those that are answered, and end the batches."""
        for held in self.batches.values():
            if held.state != "in_progress" or batch_id not in (None, held.id):
                continue
            lines = [self._line(sent, body) for sent, body in held.requests.items()]
            held.lines = list(self.order(lines))
            held.state = state or ("completed" if self.name == "openai" else "ended")

    def counted(self, *parts: str) -> int:
        """Return how many requests came whose method and path begin so."""
        return sum(path.startswith(" ".join(parts)) for path in self.paths)

    def _handle(self, request: Seen) -> Response:
        body = request.get_data(parse_form_data=False) if request.mimetype == "application/json" else b""
        self.paths.append(f"{request.method} {request.path}")
        if body:
            self.bodies.append(json.loads(body))
        if self.fails_next:
            return Response(json.dumps({"error": {"message": "as told"}}), self.fails_next.pop(0))
        parts = request.path.removeprefix("/v1").strip("/").split("/")
        return self._openai(request, parts) if self.name == "openai" else self._anthropic(request, parts[1:])

    def _openai(self, request: Seen, parts: list[str]) -> Response:
        if parts == ["files"]:
            file_id = f"file_{len(self._files)}"
            self._files[file_id] = request.files["file"].read()
            return _json({"id": file_id, "purpose": request.form["purpose"]})
        if parts[0] == "files":
            return Response(self._files[parts[1]])
        if request.method == "POST" and parts == ["batches"]:
            lines = [json.loads(line) for line in self._files[self.bodies[-1]["input_file_id"]].splitlines()]
            token = self.bodies[-1]["metadata"]["curation_token"]
            return self._made(request, token, {line["custom_id"]: line["body"] for line in lines})
        return self._about(parts)

    def _anthropic(self, request: Seen, parts: list[str]) -> Response:
        if request.method == "POST" and parts == ["batches"]:
            requests = {one["custom_id"]: one["params"] for one in self.bodies[-1]["requests"]}
            return self._made(request, next(iter(requests)).partition("-")[0], requests)
        if parts[-1] == "results":
            return Response("\n".join(self.batches[parts[1]].lines))
        return self._about(parts)

    def _about(self, parts: list[str]) -> Response:
        if len(parts) == 1:
            if self.is_listing_off:
                return Response('{"error": {"message": "no such page"}}', 404)
            newest = sorted(self.batches.values(), key=lambda held: held.made_at, reverse=True)
            return _json({"data": [self._shown(held) for held in newest], "has_more": self.has_more})
        if parts[1] not in self.batches:
            return Response('{"error": {"message": "no such batch"}}', 404)
        if parts[-1] == "cancel":
            self.kind_of = lambda _prompt: "cancelled"
            self.end("cancelled" if self.name == "openai" else "ended", batch_id=parts[1])
        return _json(self._shown(self.batches[parts[1]]))

    def _made(self, request: Seen, token: str, requests: dict[str, dict[str, Any]]) -> Response:
        if self.on_create == "drop unmade":
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return Response("")
        held = Held(f"batch_{len(self.batches)}", token, requests)
        self.batches[held.id] = held
        if self.on_create == "drop":
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        if self.on_create == "500":
            return Response('{"error": {"message": "sorry"}}', 500)
        return _json(self._shown(held))

    def _shown(self, held: Held) -> dict[str, Any]:
        kinds = [self.kind_of(text_of(body)) for body in held.requests.values()]
        is_over = held.state != "in_progress"
        if self.name == "anthropic":
            names = {"succeeded": "ok", "canceled": "cancelled", "expired": "expired"}
            counts = {name: kinds.count(kind) if is_over else 0 for name, kind in names.items()}  # type: ignore[arg-type] # a kind by name
            counts["errored"] = len(kinds) - sum(counts.values()) if is_over else 0
            counts["processing"] = 0 if is_over else len(kinds)
            url = "http://127.0.0.1:9/elsewhere" if is_over else None
            return {
                "id": held.id,
                "processing_status": held.state,
                "request_counts": counts,
                "results_url": url,
                "created_at": held.made_at.isoformat(),
            }
        shown = {
            "id": held.id,
            "status": held.state,
            "created_at": int(held.made_at.timestamp()),
            "metadata": {"curation_token": held.token},
            "request_counts": {"total": len(kinds), "completed": kinds.count("ok") if is_over else 0, "failed": 0},
        }
        if held.state == "failed":
            shown["errors"] = {"data": [{"code": self.refusal, "message": "Line 1 is\nno request."}]}
        elif is_over:
            for name, is_error in (("output_file_id", False), ("error_file_id", True)):
                found = [line for line in held.lines if ('"error": null' not in line) == is_error]
                if found:
                    shown[name] = f"{held.id}_{name}"
                    self._files[f"{held.id}_{name}"] = "\n".join(found).encode()
        return shown

    def _line(self, sent: str, body: dict[str, Any]) -> str:
        prompt = text_of(body)
        kind = self.kind_of(prompt)
        if kind == "ok":
            self.billed.append(sent)
        if self.name == "anthropic":
            return json.dumps({"custom_id": sent, "result": _anthropic_result(kind, self.answer_to(prompt))})
        return json.dumps({"custom_id": sent, **_openai_result(kind, self.answer_to(prompt))})


def _json(fields: dict[str, Any]) -> Response:
    return Response(json.dumps(fields), content_type="application/json")


def _anthropic_result(kind: Kind, text: str) -> dict[str, Any]:
    if kind in ("expired", "cancelled"):
        return {"type": "canceled" if kind == "cancelled" else "expired"}
    if kind != "ok":
        name = "invalid_request_error" if kind == "refused" else "api_error"
        return {"type": "errored", "error": {"type": "error", "error": {"type": name, "message": "No."}}}
    usage = {"input_tokens": 100, "output_tokens": 200, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 0}
    content = [{"type": "text", "text": text}]
    message = {"model": "model-a", "content": content, "stop_reason": "end_turn", "usage": usage}
    return {"type": "succeeded", "message": message}


def _openai_result(kind: Kind, text: str) -> dict[str, Any]:
    if kind in ("expired", "cancelled"):
        return {"response": None, "error": {"code": f"batch_{kind}", "message": "It was not run."}}
    if kind != "ok":
        status = 400 if kind == "refused" else 500
        body: dict[str, Any] = {"error": {"message": "No."}}
        return {"response": {"status_code": status, "request_id": "req_1", "body": body}, "error": None}
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    body = {"model": "model-a", "choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 200}}
    return {"response": {"status_code": 200, "request_id": "req_1", "body": body}, "error": None}
