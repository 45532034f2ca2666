"""The demo generator: real text from grammars, without a model, a key or a network."""

from curation.providers.demo.answer import MODEL, demo_answer

__all__ = ["MODEL", "demo_answer"]
