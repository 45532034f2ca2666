"""What the libraries would load at the start of the limited child for questions that are not asked there.

A page is given to trafilatura as text, without its address, and only its
running text is wanted. What finds languages, dates and encodings, handles
addresses and fetches pages is more than half of what it loads. What it can do
without is not there; the rest comes when one of its functions is called, so
that all of them answer as ever.
"""

import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Final

_ABSENT: Final = ("py3langid", "fsspec")
_POSTPONED: Final = ("charset_normalizer", "courlan", "htmldate", "trafilatura.downloads")
_RESPONSE: Final = "urllib3.response"


class _Postponed(ModuleType):
    """Stands for a module; every name in it is a function that loads the module once it is called."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name.startswith("_"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return partial(_call, self.__name__, name)


class _NoResponse:
    """Stands for the answer of a server in tests of types; nothing that is read here is one."""


def leave_out_unasked() -> None:
    """Keep what is not needed from being loaded; for a process that has not loaded any of it."""
    for name in _ABSENT:
        sys.modules[name] = None  # type: ignore[assignment] # Python's own way to say that it is not there
    for name in (*_POSTPONED, _RESPONSE):
        sys.modules[name] = _Postponed(name)
    vars(sys.modules[_RESPONSE])["HTTPResponse"] = _NoResponse


def _call(module: str, name: str, *args: object, **kwargs: object) -> object:
    """Let the modules themselves take their places, and call the function of that name."""
    for postponed in (*_POSTPONED, _RESPONSE):
        if isinstance(sys.modules.get(postponed), _Postponed):
            del sys.modules[postponed]
    function: Callable[..., object] = getattr(import_module(module), name)
    return function(*args, **kwargs)
