"""A final answer written in one way: its marks taken off, its unit apart, its number exact."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from curation.text import clean_text

MAX_ANSWER_CHARS: Final = 500
"""How much of an answer is looked at."""


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """A final answer written in one way.

    Attributes:
        value: The answer without its unit, its LaTeX as it was but for marks that change nothing.
        unit: One name for each known unit, however it was written; empty where there is none.
        number: The value as a number, where it is one.
    """

    value: str
    unit: str
    number: Fraction | None


def plain_answer(text: str) -> PlainAnswer:
    """Write an answer in one way: without boxes, marks and thousands separators, and with its unit apart."""
    bare = _bare(text)
    for value, unit in _with_units(bare):
        number = _number(value)
        if number is not None:
            return PlainAnswer(value, unit, number)
    return PlainAnswer(bare, "", None)


def _bare(text: str) -> str:
    """Take off what surrounds an answer without changing it."""
    spelled = "".join(_SIGNS.get(character) or _spell(character) for character in clean_text(text)[:MAX_ANSWER_CHARS])
    bare = _last_box(unicodedata.normalize("NFKC", spelled))
    for pattern, instead in _TAKEN_OFF:
        bare = pattern.sub(instead, bare)
    bare = " ".join(bare.split()).strip(" *`").rstrip(".;:,").strip(" *`")
    return bare if bare.startswith(("(", "{", "[", "\\{")) else _THOUSANDS.sub(_without_separators, bare)


_SIGNS: Final[Mapping[str, str]] = {"−": "-", "–": "-", "×": r"\times ", "·": r"\cdot ", "÷": "/", "π": r"\pi "}
_TAKEN_OFF: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (r"\\[dtc]frac(?![a-z])", r"\\frac"),
        (r"\\(?:left|right|displaystyle|limits|qquad|quad)(?![a-z])", " "),
        (r"(?<=\d)(?:\{,\}|\\[,!])(?=\d{3})", ","),
        (r"\\[,;:! ]|~", " "),
        (r"\\(?:text|mathrm|textbf|mathbf|operatorname|mbox|textrm)\s*\{([^{}]*)\}", r" \1 "),
        (r"\\([%#&])", r"\1"),
        (r"\^\s*\{?\s*\\circ\s*\}?|\\degree(?![a-z])", "°"),
        # A dollar of money is not one of LaTeX: it stands before a number and has no second one.
        (r"\\\$|^\s*(?=[-+]?\s*\$[^$]*$)(?<!\S)([-+]?)\s*\$(?=\s*[-+]?[\d.])", r"\1 USD "),
        (r"\$+|\\[()\[\]]", " "),
        (r"^[\W_]*(?:the\s+)?(?:final\s+)?answer\s*(?:is\b)?[\s*_]*[:=]?[\s*_]*", ""),
        (r"^\s*(?:approximately|approx\.?|about|roughly|exactly|≈|\\approx)\s*", ""),
        (r"^\s*[a-z]\s*=\s*(?=[^=<>]+$)", ""),
    )
)
_THOUSANDS: Final = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[, '_]\d{3})+(?![\d,])")


def _without_separators(match: re.Match[str]) -> str:
    return re.sub(r"\D", "", match.group())


def _spell(character: str) -> str:
    """Write a fraction or a raised digit in characters, which would otherwise run into the digits before it."""
    kind, _, code = unicodedata.decomposition(character).partition(" ")
    if kind == "<fraction>":
        return " " + unicodedata.normalize("NFKC", character).replace("\u2044", "/")
    if kind == "<super>":
        return f"^{chr(int(code.split()[0], 16))}"
    return character


def _last_box(text: str) -> str:
    r"""Return what stands in the last `\boxed{...}`, or the text where there is none."""
    start = text.rfind(r"\boxed{")
    depth = 0
    for place in range(start + 6, len(text)) if start >= 0 else ():
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return text[start + 7 : place]
    return text


def _with_units(bare: str) -> list[tuple[str, str]]:
    """Return how an answer may fall into a value and a unit: with one before it, behind it, or none."""
    ways = [(bare, "")]
    before = re.fullmatch(r"([-+]?)\s*(USD|[€£¥₹])\s*(.+)", bare)
    if before:
        sign, symbol, rest = before.groups()
        ways.append((sign + rest, _UNITS.get(symbol.lower(), symbol)))
        ways.extend((sign + value, _UNITS.get(symbol.lower(), symbol)) for value, _ in _with_units(rest)[1:])
    behind = re.fullmatch(r"(.*?[\d}.])(\s*)(%|°[CF]?|[€£¥₹]|[^\W\d_][\w ./^{}-]*)", bare)
    if behind:
        value, gap, words = behind.groups()
        unit = _unit(words)
        is_plain = len(words) > 1 or not words.isalpha()  # 3m may be three times m
        if unit is not None and (gap or (unit and is_plain)):
            ways.append((value.strip(), unit))
    return ways


def _unit(words: str) -> str | None:
    """Return the name of a unit, an empty text for other words, and None where it is rather mathematics."""
    text = re.sub(r"[{}]", "", words.lower()).strip(" .")
    text = re.sub(r"\s*\bper\b\s*|\s*/\s*", "/", text)
    text = re.sub(r"\b(?:square|sq\.?)\s+([^\W\d_]+)", r"\1^2", text)
    text = re.sub(r"\bcubic\s+([^\W\d_]+)", r"\1^3", text)
    parts = []
    for part in text.split("/"):
        name, raised, power = part.partition("^")
        known = _UNITS.get(name) or _UNITS.get(name.removesuffix("s"))
        if known is None:
            return "" if re.fullmatch(r"[^\W\d_]{3,}(?:[ -][^\W\d_]+)*", text) and not _FUNCTION.match(text) else None
        parts.append(known + raised + power)
    return "/".join(parts)


_FUNCTION: Final = re.compile(r"(?:a|arc)?(?:sin|cos|tan|cot|sec|csc)h?\b|(?:log|ln|exp|sqrt|pi|root|mod|and|or)\b")
_UNITS: Final[Mapping[str, str]] = {
    written: name
    for name, spellings in {
        "%": "% percent pct percentage",
        "°": "° degree deg",
        "°C": "°c celsius",
        "°F": "°f fahrenheit",
        "dollar": "usd dollar",
        "euro": "€ eur euro",
        "pound": "£ gbp pound lb",
        "yen": "¥ jpy yen",
        "rupee": "₹ inr rupee",
        "cent": "cent",
        "mm": "mm millimetre millimeter",
        "cm": "cm centimetre centimeter",
        "m": "m metre meter",
        "km": "km kilometre kilometer",
        "inch": "in inch inche",
        "foot": "ft foot feet",
        "yard": "yd yard",
        "mile": "mi mile",
        "mg": "mg milligram",
        "g": "g gram gramme",
        "kg": "kg kilogram kilo",
        "tonne": "tonne ton",
        "ml": "ml millilitre milliliter",
        "l": "l litre liter",
        "s": "s sec second",
        "min": "min minute",
        "h": "h hr hour",
        "day": "day",
        "week": "week",
        "month": "month",
        "year": "yr year",
        "km/h": "kmh kph",
        "mile/h": "mph",
        "W": "w watt",
        "kW": "kw kilowatt",
        "kWh": "kwh",
        "J": "j joule",
        "N": "n newton",
    }.items()
    for written in spellings.split()
}
_INTEGER: Final = r"[-+]?\s*\d{1,60}"
_DECIMAL: Final = r"[-+]?\s*(?:\d{1,60}\.?\d{0,60}|\.\d{1,60})"
_POWER_OF_TEN: Final = re.compile(
    rf"({_DECIMAL})\s*(?:e|(?:\\times|\\cdot|\*|x)\s*10\s*(?:\^|\*\*))\s*\{{?([-+]?\d{{1,2}})\}}?"
)
_LATEX_FRACTION: Final = re.compile(r"\\frac\s*(?:\{\s*([-+]?\d{1,60})\s*\}|(\d))\s*(?:\{\s*(\d{1,60})\s*\}|(\d))")
_RATIO: Final = re.compile(rf"({_DECIMAL})\s*/\s*({_DECIMAL})")
_MIXED: Final = re.compile(r"([-+]?)\s*(\d{1,60})\s+(\d{1,60})\s*/\s*(\d{1,60})")


def _number(value: str) -> Fraction | None:
    """Read a number: whole, decimal, with a power of ten, as a fraction, or whole and fraction."""
    text = _LATEX_FRACTION.sub(lambda m: f" {m[1] or m[2]}/{m[3] or m[4]}", value).strip()
    text = re.sub(r"^([-+])\s+", r"\1", text)
    try:
        if re.fullmatch(_DECIMAL, text):
            return _exact(text)
        if found := _POWER_OF_TEN.fullmatch(text):
            return _exact(found[1]) * Fraction(10) ** int(found[2])
        if found := _RATIO.fullmatch(text):
            return _exact(found[1]) / _exact(found[2])
        if found := _MIXED.fullmatch(text):
            size = int(found[2]) + Fraction(int(found[3]), int(found[4]))
            return -size if found[1] == "-" else size
    except ZeroDivisionError:
        return None
    return None


def _exact(text: str) -> Fraction:
    return Fraction(re.sub(r"\s", "", text).rstrip(".") or "0")
