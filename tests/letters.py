"""Texts of our own writing, long enough to be kept and unlike each other."""

import json
from collections.abc import Iterable
from pathlib import Path

_TOWNS = ("Ljubljana", "Porto", "Ghent", "Turku", "Cork", "Graz", "Bergen")
_TRADES = ("keeps bees", "mends clocks", "teaches chemistry", "drives the night bus", "grows pears", "tunes pianos")


def letter(number: int) -> str:
    """Return a letter of three sentences that no other number gives."""
    town, trade = _TOWNS[number % len(_TOWNS)], _TRADES[number % len(_TRADES)]
    return (
        f"Dear editor, I am writing to you from {town}, where my neighbour {trade} and where house number {number} has"
        f" stood empty since the spring. Nobody in the council could tell us what will become of it, although we asked"
        f" them {number + 2} times. We would like to use its garden for the children of the street, and we can raise"
        f" the money for the fence ourselves."
    )


def written_letters(path: Path, numbers: Iterable[int], **beside: str) -> Path:
    """Write letters as JSONL, one in a line."""
    rows = [{"text": letter(number), **beside} for number in numbers]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    return path
