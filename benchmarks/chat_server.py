"""A server on this machine that speaks OpenAI's chat completions, answers after a fixed time and has no limit.

Run: python benchmarks/chat_server.py [--refuse SHARE] [--fail SHARE] [--latency SECONDS]; it prints its port, and for
`GET /counts` says how many answers it billed. Refusals (429, Retry-After: 1) come at once, errors (500) after the
latency.
"""

import argparse
import asyncio
import hashlib
import json
import random
from collections import Counter

LATENCY_S = 0.2
WORDS = 106
_FILLER = " ".join(["the", "bees", "weigh", "less", "than", "their", "hive", "in", "spring"] * 12)


class Chat:
    """Answers over keep-alive connections, and counts what it bills by prompt."""

    def __init__(self, refuse: float, fail: float, latency_s: float) -> None:
        """Take the shares of the requests that are refused and that fail, and how long an answer takes."""
        self._refuse, self._fail, self._latency_s = refuse, fail, latency_s
        self._chance = random.Random(7)
        self._billed: Counter[str] = Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until it closes."""
        try:
            while head := await _read_head(reader):
                body = await reader.readexactly(_length(head))
                status, more, answer = await self._answer(head, body)
                told = f"content-type: application/json\r\ncontent-length: {len(answer)}\r\n{more}"
                writer.write(f"HTTP/1.1 {status}\r\n{told}\r\n".encode() + answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: bytes, body: bytes) -> tuple[str, str, bytes]:
        if head.startswith(b"GET"):
            repeated = sum(n - 1 for n in self._billed.values())
            return "200 OK", "", json.dumps({"billed": sum(self._billed.values()), "repeated": repeated}).encode()
        drawn = self._chance.random()
        if drawn < self._refuse:
            return "429 Too Many Requests", "retry-after: 1\r\n", b'{"error": {"message": "slow down"}}'
        await asyncio.sleep(self._latency_s)
        if drawn < self._refuse + self._fail:
            return "500 Internal Server Error", "", b'{"error": {"message": "it broke"}}'
        prompt = json.loads(body)["messages"][0]["content"]
        self._billed[prompt] += 1
        return "200 OK", "", _completion(prompt)


def _completion(prompt: str) -> bytes:
    """Return an answer that keeps the contract of a mathematics problem and ends with a hash of its prompt."""
    mark = hashlib.sha256(prompt.encode()).hexdigest()[:16]
    filler = " ".join(_FILLER.split()[: WORDS - 10])
    text = f"Math problem: How many combs? {filler} {mark}\nSolution: Count them.\nAnswer: 42"
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    usage = {"prompt_tokens": len(prompt) // 4, "completion_tokens": 120, "total_tokens": len(prompt) // 4 + 120}
    whole = {"id": f"c-{mark}", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    return json.dumps({**whole, "usage": usage}).encode()


async def _read_head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.split(b":")[1])
    return 0


async def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--refuse", type=float, default=0.0)
    parser.add_argument("--fail", type=float, default=0.0)
    parser.add_argument("--latency", type=float, default=LATENCY_S)
    asked = parser.parse_args()
    chat = Chat(asked.refuse, asked.fail, asked.latency)
    server = await asyncio.start_server(chat.serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
