"""Servers that run models on one's own machine, with the address at which each listens unless it is told otherwise."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Preset:
    """A server that speaks the language of OpenAI's chat completions.

    Attributes:
        base_url: For the provider `openai`.
        note: What somebody should know before the first call, in one or two sentences.
    """

    name: str
    base_url: str
    note: str


PRESETS: Final[tuple[Preset, ...]] = (
    Preset(
        "Ollama",
        "http://127.0.0.1:11434/v1",
        "Needs no key. Fetch a model first with: ollama pull NAME. Its context is short unless set: longer prompts "
        "are cut without a word.",
    ),
    Preset(
        "vLLM",
        "http://127.0.0.1:8000/v1",
        "Start it with: vllm serve NAME. It needs a key only if it was started with --api-key.",
    ),
    Preset(
        "llama.cpp",
        "http://127.0.0.1:8080/v1",
        "Start it with: llama-server -m FILE.gguf. It serves one model and accepts any name for it.",
    ),
    Preset(
        "LM Studio",
        "http://127.0.0.1:1234/v1",
        "Start the server in its Developer tab and load a model there. Needs no key.",
    ),
)
