"""Personas: what a text says of its person, and the words that prove it."""

from curation.personas.attributes import (
    ISCO_CODES,
    UNKNOWN,
    VOCABULARY,
    Attribute,
    check_attributes,
    label_of,
)

__all__ = ["ISCO_CODES", "UNKNOWN", "VOCABULARY", "Attribute", "check_attributes", "label_of"]
