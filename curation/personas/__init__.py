"""Personas: what a text says of its person, the words that prove it, and whether the text is fit to be one."""

from curation.personas.attributes import (
    UNKNOWN,
    VOCABULARY,
    Attribute,
    check_attributes,
    label_of,
)
from curation.personas.persona_answers import (
    TEXT_RELATIONS,
    Candidate,
    Form,
    UnreadableAnswerError,
    personas_of_answer,
    personas_schema,
)
from curation.personas.privacy import KINDS, Finding, find_personal_data, mask_personal_data
from curation.personas.quality import PROBLEMS, QUARANTINED, Problem, Screened, quality_problem, screen

__all__ = [
    "KINDS",
    "PROBLEMS",
    "QUARANTINED",
    "TEXT_RELATIONS",
    "UNKNOWN",
    "VOCABULARY",
    "Attribute",
    "Candidate",
    "Finding",
    "Form",
    "Problem",
    "Screened",
    "UnreadableAnswerError",
    "check_attributes",
    "find_personal_data",
    "label_of",
    "mask_personal_data",
    "personas_of_answer",
    "personas_schema",
    "quality_problem",
    "screen",
]
