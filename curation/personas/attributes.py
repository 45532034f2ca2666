"""What is known of a persona's person: five attributes, their values, and the words that prove them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

UNKNOWN: Final = "unknown"
"""The value of an attribute of which the text says nothing; most personas say nothing of most attributes."""

_OCCUPATION: Final = {
    "armed_forces": "Armed forces occupations",
    "managers": "Managers",
    "professionals": "Professionals",
    "technicians": "Technicians and associate professionals",
    "clerical": "Clerical support workers",
    "service_sales": "Service and sales workers",
    "agriculture": "Skilled agricultural, forestry and fishery workers",
    "craft": "Craft and related trades workers",
    "operators": "Plant and machine operators, and assemblers",
    "elementary": "Elementary occupations",
    "student": "Students",
    "child": "Children",
    "retired": "Retired",
    "not_working": "Not working",
    UNKNOWN: "Unknown",
}
"""The first ten are the major groups 0 to 9 of ISCO-08 (International Labour Organization); the others have no work."""

_REGION: Final = {
    "africa": "Africa",
    "asia": "Asia",
    "europe": "Europe",
    "latin_america_caribbean": "Latin America and the Caribbean",
    "northern_america": "Northern America",
    "oceania": "Oceania",
    UNKNOWN: "Unknown",
}
_AGE_BAND: Final = {
    "0-14": "0–14",
    "15-24": "15–24",
    "25-34": "25–34",
    "35-44": "35–44",
    "45-54": "45–54",
    "55-64": "55–64",
    "65-74": "65–74",
    "75+": "75 and over",
    UNKNOWN: "Unknown",
}
_GENDER: Final = {"female": "Female", "male": "Male", "nonbinary": "Nonbinary", UNKNOWN: "Unknown"}
_EDUCATION: Final = {
    "none": "Less than primary",
    "primary": "Primary",
    "secondary": "Secondary",
    "vocational": "Vocational or short-cycle tertiary",
    "bachelor": "Bachelor or equivalent",
    "master": "Master or equivalent",
    "doctoral": "Doctoral or equivalent",
    UNKNOWN: "Unknown",
}
"""The highest level completed, by ISCED 2011 (UNESCO): 0, 1, 2 and 3 general, 3 to 5 vocational, 6, 7 and 8.

What somebody is studying for now is not completed: of a student it says nothing.
"""

VOCABULARY: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "occupation": MappingProxyType(_OCCUPATION),
        "region": MappingProxyType(_REGION),
        "age_band": MappingProxyType(_AGE_BAND),
        "gender": MappingProxyType(_GENDER),
        "education": MappingProxyType(_EDUCATION),
    }
)
"""Attribute to its values in the order of display, each with its label. Regions are those of UN M49, ages in years."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A value and the exact words of the persona's text that prove it; an unknown value has none."""

    value: str
    evidence: str | None


def label_of(attribute: str, value: str) -> str:
    """Return what a reader is shown for a value.

    Raises:
        ValueError: No such attribute, or no such value of it.
    """
    try:
        return VOCABULARY[attribute][value]
    except KeyError:
        raise ValueError(f"no label for {value!r} of attribute {attribute!r}") from None


def check_attributes(text: str, attributes: Mapping[str, Attribute]) -> list[str]:
    """Return what is wrong with the attributes of a text, a sentence each; empty when nothing is.

    An attribute that is left out is no problem: it is as good as unknown.
    """
    problems: list[str] = []
    for name, attribute in attributes.items():
        if name not in VOCABULARY:
            problems.append(f"{name!r} is not an attribute; known are {', '.join(VOCABULARY)}.")
        elif attribute.value not in VOCABULARY[name]:
            problems.append(f"{name}: {attribute.value!r} is not one of {', '.join(VOCABULARY[name])}.")
        elif problem := _evidence_problem(text, attribute):
            problems.append(f"{name}: {problem}")
    return problems


def _evidence_problem(text: str, attribute: Attribute) -> str | None:
    """Return what is wrong with the evidence for a value of the vocabulary, or None."""
    value, evidence = attribute.value, attribute.evidence
    if value == UNKNOWN:
        return None if evidence is None else f"an unknown value cannot have evidence, here {evidence!r}."
    if evidence is None or not evidence.strip():
        return f"{value!r} needs evidence, words of the text that say so."
    if evidence not in text:
        return f"the evidence {evidence!r} for {value!r} does not stand in the text."
    return None
