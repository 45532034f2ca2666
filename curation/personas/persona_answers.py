"""What a model says when it is asked for personas, read and held against the text that it was asked about."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from curation.personas.attributes import UNKNOWN, VOCABULARY, Attribute
from curation.text import clean_text, one_line

Form = Literal["plain", "structured"]
Model = TypeVar("Model", bound=BaseModel)
TEXT_RELATIONS: Final = ("read", "write", "like", "dislike")
"""What people do with a text; from arXiv 2406.20094, section 2.1."""
MAX_PERSONAS: Final = 20
"""Personas that are taken from one answer."""
MAX_RELATION_CHARS: Final = 60
_MAX_REASON_CHARS: Final = 200
_FENCE: Final = re.compile(r"\A\s*```[a-z]*\s*\n(.*)\n\s*```\s*\Z", re.DOTALL | re.IGNORECASE)
_LABEL: Final = re.compile(
    r"\A[\s>*_#-]*(?:\d{1,2}[.)]\s*)?[*_]*(persona|relation|quote)(?: \d{1,2})?[*_ ]*[:：][*_ ]*(.*)\Z", re.IGNORECASE
)
_MARKS: Final = "\"'“”„«»‘’「」『』*_ "


class UnreadableAnswerError(ValueError):
    """An answer does not keep to the form that was asked for."""


class StatedAttribute(BaseModel):
    """What an answer says of one attribute, and with which words of the text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    value: str
    quote: str


class StatedPersona(BaseModel):
    """One persona of an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    persona: str
    relation: str
    quote: str
    attributes: list[StatedAttribute]


class StatedPersonas(BaseModel):
    """A whole answer in the structured form."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    personas: list[StatedPersona]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A persona that was found, after its words were looked for in the text.

    Attributes:
        quote: The words of the text that the persona rests on; empty where those stated do not stand there.
        attributes: Those whose words stand in the text; what was stated without is as good as unknown.
        n_stated: Attributes that were stated, each of them a claim.
        n_grounded: Those of them whose words stand in the text.
    """

    text: str
    relation: str
    quote: str
    attributes: Mapping[str, Attribute]
    n_stated: int = 0
    n_grounded: int = 0


def personas_schema() -> dict[str, Any]:
    """Return the JSON schema of the structured form, every object closed, as both vendors want it."""
    return StatedPersonas.model_json_schema()


def read_personas(raw: str, *, form: Form, about: str | None, relations: Sequence[str] = ()) -> list[Candidate]:
    """Read the personas of an answer.

    Args:
        raw: The answer as it came.
        form: What was asked for.
        about: The text that quotes must stand in; None where each persona's own description is meant.
        relations: The relations that were asked for; another one is left empty. None given takes any.

    Returns:
        The first 20 personas at most, in the order of the answer.

    Raises:
        UnreadableAnswerError: The answer is not of the form, or holds no persona.
    """
    stated = read_json(raw, StatedPersonas).personas if form == "structured" else _read_lines(raw)
    found = [_candidate(one, about, relations) for one in stated[:MAX_PERSONAS] if one.persona.strip()]
    if not found:
        raise UnreadableAnswerError("The answer holds no persona.")
    return found


def find_quote(quote: str, text: str) -> str:
    """Return the words of the text that a quote stands for, as they stand in the text; empty where it has none.

    Blanks, quotation marks around and the case of letters may differ; nothing else may.
    """
    wanted = clean_text(quote).strip(_MARKS)
    if not wanted:
        return ""
    if wanted in text:
        return wanted
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    found = re.search(pattern, text, re.IGNORECASE)
    return found.group(0) if found else ""


def _candidate(stated: StatedPersona, about: str | None, relations: Sequence[str]) -> Candidate:
    text = one_line(clean_text(stated.persona)).strip(_MARKS)
    relation = one_line(clean_text(stated.relation)).strip(_MARKS + ".").lower()[:MAX_RELATION_CHARS]
    ground = text if about is None else about
    attributes = grounded(stated.attributes, ground)
    return Candidate(
        text=text,
        relation=relation if not relations or relation in relations else "",
        quote="" if about is None else find_quote(stated.quote, about),
        attributes=MappingProxyType(attributes),
        n_stated=sum(one.value != UNKNOWN for one in stated.attributes),
        n_grounded=len(attributes),
    )


def grounded(stated: Sequence[StatedAttribute], text: str) -> dict[str, Attribute]:
    """Return the attributes of the vocabulary whose words stand in the text, the first of each name."""
    found: dict[str, Attribute] = {}
    for one in stated:
        name, value = one.name.strip().lower(), one.value.strip().lower()
        if name in found or value == UNKNOWN or value not in VOCABULARY.get(name, {}):
            continue
        if words := find_quote(one.quote, text):
            found[name] = Attribute(value, words)
    return found


def read_json(raw: str, model: type[Model]) -> Model:
    """Read an answer in the structured form, in a code fence or not.

    Raises:
        UnreadableAnswerError: It is no JSON, or not of the form.
    """
    fenced = _FENCE.match(raw)
    try:
        data = json.loads(fenced.group(1) if fenced else raw)
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the answer"
        reason = f"The JSON is not as asked for: {where}: {first['msg']}."
        raise UnreadableAnswerError(reason[:_MAX_REASON_CHARS]) from None
    except (ValueError, RecursionError):
        raise UnreadableAnswerError("The answer is not one JSON object.") from None


def _read_lines(raw: str) -> list[StatedPersona]:
    """Read lines with labels; a label that comes again begins the next persona, a line without one goes on."""
    blocks: list[dict[str, str]] = []
    last = ""
    for line in raw.splitlines():
        labelled = _LABEL.match(line)
        if labelled is not None:
            last = labelled.group(1).lower()
            if not blocks or last in blocks[-1]:
                blocks.append({})
            blocks[-1][last] = labelled.group(2).strip()
        elif line.strip() and blocks and last:
            blocks[-1][last] += f" {line.strip()}"
        elif not line.strip():
            last = ""
    if not any("persona" in block for block in blocks):
        raise UnreadableAnswerError("No line begins with “Persona:”.")
    return [
        StatedPersona(
            persona=block.get("persona", ""),
            relation=block.get("relation", ""),
            quote=block.get("quote", ""),
            attributes=[],
        )
        for block in blocks
    ]
