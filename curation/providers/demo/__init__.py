"""The demo generator: real text from grammars, without a model, a key or a network.

The grammars are loaded when the first answer is asked for: a process that uses
other providers starts without them.
"""

from typing import TYPE_CHECKING

from curation.providers.demo.model import MODEL

if TYPE_CHECKING:
    from curation.providers.demo.answer import demo_answer
else:

    def __getattr__(name: str) -> object:
        if name != "demo_answer":
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from curation.providers.demo.answer import demo_answer

        globals()[name] = demo_answer
        return demo_answer


__all__ = ["MODEL", "demo_answer"]
