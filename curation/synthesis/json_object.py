"""Strict reading of one JSON object, for what models and files really hold."""

import json
import math
import re
from collections import Counter
from typing import Final, NoReturn

from curation.synthesis.parsed import UnparseableError

MAX_JSON_CHARS: Final = 100_000
"""Longest raw answer that is read as JSON."""
MAX_JSON_DEPTH: Final = 50
"""Deepest nesting of objects and lists that is read."""

_FENCE = re.compile(r"```[\w-]*[ \t]*\n(.*?)```", re.DOTALL)
_STRING = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)


def read_object(raw: str) -> dict[str, object]:
    """Read one JSON object; a fence and a second encoding are tolerated.

    Raises:
        UnparseableError: It is no such object; the sentence says why.
    """
    if len(raw) > MAX_JSON_CHARS:
        raise UnparseableError(f"expected at most {MAX_JSON_CHARS} characters of JSON, found {len(raw)}")
    fenced = _FENCE.search(raw.replace("\r\n", "\n"))
    value = _load(fenced.group(1) if fenced else raw)
    if isinstance(value, str):
        value = _load(value)
    if not isinstance(value, dict):
        raise UnparseableError(f"expected a JSON object, found {kind_of(value)}")
    return value


def show_object(value: dict[str, object]) -> str:
    """Return the object as it is shown: indented by two blanks, in its own letters.

    Raises:
        UnparseableError: A text in it holds half of a surrogate pair.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise UnparseableError("expected Unicode text, found half of a surrogate pair")
    return text


def require_keys(value: dict[str, object], keys: tuple[str, ...]) -> None:
    """Refuse an object that lacks one of the keys or has another one.

    Raises:
        UnparseableError: It does.
    """
    if any(key not in value for key in keys):
        found = ", ".join(repr(key[:40]) for key in list(value)[:8]) or "none"
        raise UnparseableError(f"expected the keys {', '.join(keys)}, found {found}")
    extra = next((key for key in value if key not in keys), None)
    if extra is not None:
        only = f"the {len(keys)} keys" if len(keys) > 1 else "the one key"
        raise UnparseableError(f"expected {only} {', '.join(keys)}, found {extra[:60]!r} besides them")


def kind_of(value: object) -> str:
    """Name a JSON value's type for a sentence."""
    names = {dict: "an object", list: "a list", str: "a text", bool: "a truth value", type(None): "null"}
    return names.get(type(value), "a number")


def _load(text: str) -> object:
    """Decode JSON by the letter of its standard."""
    stripped = text.strip().lstrip("\ufeff")
    _require_depth(stripped)
    try:
        value: object = json.loads(
            stripped, object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnparseableError(
            f"expected a JSON object, found text that is not JSON at {where}: {error.msg}"
        ) from error
    except UnparseableError:
        raise
    except ValueError as error:  # a whole number with thousands of digits
        raise UnparseableError("expected JSON, found a number that is too long") from error
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make the object, unless a key stands in it twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise UnparseableError(f"expected each key once, found {twice[:60]!r} more than once")
    return made


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and the infinities, which are not JSON."""
    raise UnparseableError(f"expected JSON, found {name}")


def _finite(digits: str) -> float:
    """Read a number, unless it overflows to infinity."""
    number = float(digits)
    if not math.isfinite(number):
        raise UnparseableError(f"expected finite numbers, found {digits[:60]}")
    return number


def _require_depth(text: str) -> None:
    """Refuse deep nesting before the decoder recurses into it."""
    depth = 0
    for character in _STRING.sub("", text):
        if character in "[{":
            depth += 1
        elif character in "]}":
            depth -= 1
        if depth > MAX_JSON_DEPTH:
            raise UnparseableError(f"expected at most {MAX_JSON_DEPTH} levels of nesting, found more")
