"""The demo generator: real text from grammars, without a model, a key or a network."""

from curation.providers.demo.answer import LABEL, MODEL, demo_answer

__all__ = ["LABEL", "MODEL", "demo_answer"]
