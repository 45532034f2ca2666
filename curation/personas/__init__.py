"""Personas: what a text says of its person, the words that prove it, and whether the text is fit to be one."""

from curation.personas.attributes import (
    UNKNOWN,
    VOCABULARY,
    Attribute,
    check_attributes,
    label_of,
)
from curation.personas.privacy import KINDS, Finding, find_personal_data
from curation.personas.quality import PROBLEMS, QUARANTINED, Problem, Screened, quality_problem, screen

__all__ = [
    "KINDS",
    "PROBLEMS",
    "QUARANTINED",
    "UNKNOWN",
    "VOCABULARY",
    "Attribute",
    "Finding",
    "Problem",
    "Screened",
    "check_attributes",
    "find_personal_data",
    "label_of",
    "quality_problem",
    "screen",
]
