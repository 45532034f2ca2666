"""What a model says when it is asked for the attributes of a persona, held against the persona's text."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict

from curation.personas.attributes import Attribute
from curation.personas.persona_answers import StatedAttribute, grounded, read_json


class StatedAttributes(BaseModel):
    """A whole answer in the structured form."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    attributes: list[StatedAttribute]


@dataclass(frozen=True, slots=True)
class AttributesRead:
    """What an answer says of a persona, after its words were looked for in the text.

    Attributes:
        attributes: Those of the vocabulary whose words stand in the text; the others are unknown.
        n_stated: Values that were stated, each of them a claim.
        n_grounded: Those of them that are in `attributes`.
    """

    attributes: Mapping[str, Attribute]
    n_stated: int
    n_grounded: int


def attributes_schema() -> dict[str, Any]:
    """Return the JSON schema of the structured form, every object closed, as both vendors want it."""
    return StatedAttributes.model_json_schema()


def read_attributes(raw: str, text: str) -> AttributesRead:
    """Read the attributes of an answer; a value without words that stand in the text is as good as unknown.

    Args:
        raw: The answer as it came.
        text: The persona's.

    Raises:
        UnreadableAnswerError: The answer is not of the form.
    """
    stated = read_json(raw, StatedAttributes).attributes
    found, n_stated = grounded(stated, text)
    return AttributesRead(MappingProxyType(found), n_stated, len(found))
