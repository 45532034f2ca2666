"""The starter hub: personas, samples and texts of our own writing that come with the package."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

_PERSONA_FILES = ("personas-1.jsonl", "personas-2.jsonl")
_SAMPLE_FILE = "samples.jsonl"
_TEXT_FILE = "texts.jsonl"


@dataclass(frozen=True, slots=True)
class StarterAttribute:
    """A value of an attribute and the words of the persona that say so; no evidence where it is unknown."""

    value: str
    evidence: str | None


@dataclass(frozen=True, slots=True)
class StarterPersona:
    """A persona of the starter hub.

    `near_duplicate_of` is the key of the persona it was written to resemble,
    and `edit` how (reordered, reworded, translated back); both None elsewhere.
    """

    key: str
    text: str
    language: str
    licence: str
    attributes: Mapping[str, StarterAttribute]
    near_duplicate_of: str | None
    edit: str | None


@dataclass(frozen=True, slots=True)
class StarterSample:
    """A sample written by hand for one persona of the starter hub; `raw` follows the scenario's contract."""

    key: str
    scenario: str
    persona_key: str
    language: str
    licence: str
    raw: str


@dataclass(frozen=True, slots=True)
class StarterText:
    """A text to make personas from; `kind` says what it is, such as "recipe"."""

    key: str
    text: str
    title: str
    kind: str
    language: str
    licence: str


def starter_personas() -> Iterator[StarterPersona]:
    """Yield the personas of the starter hub in the order of their files."""
    for name in _PERSONA_FILES:
        for row in _rows(name):
            yield StarterPersona(
                key=row["key"],
                text=row["text"],
                language=row["language"],
                licence=row["licence"],
                attributes={
                    attribute: StarterAttribute(found["value"], found.get("evidence") or None)
                    for attribute, found in row["attributes"].items()
                },
                near_duplicate_of=row.get("near_duplicate_of"),
                edit=row.get("edit"),
            )


def starter_samples() -> Iterator[StarterSample]:
    """Yield the samples of the starter hub in the order of their file."""
    for row in _rows(_SAMPLE_FILE):
        yield StarterSample(**{name: row[name] for name in StarterSample.__slots__})


def starter_texts() -> list[StarterText]:
    """Return the texts of the starter hub in the order of their file."""
    return [StarterText(**{name: row[name] for name in StarterText.__slots__}) for row in _rows(_TEXT_FILE)]


def _rows(name: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of one data file of the package."""
    path = files("curation.sources").joinpath("starter", name)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)
