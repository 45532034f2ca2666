"""What a model says when it is asked for personas, read and held against the text that it was asked about."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from curation.personas.attributes import UNKNOWN, VOCABULARY, Attribute
from curation.personas.privacy import find_personal_data
from curation.text import clean_text, one_line, search_text

Form = Literal["plain", "structured"]
Model = TypeVar("Model", bound=BaseModel)
TEXT_RELATIONS: Final = ("read", "write", "like", "dislike")
"""What people do with a text; from arXiv 2406.20094, section 2.1."""
MAX_PERSONAS: Final = 20
"""Personas that are taken from one answer."""
MAX_RELATION_CHARS: Final = 60
MAX_RELATION_WORDS: Final = 5
_MAX_REASON_CHARS: Final = 200
_FENCE: Final = "```"
_NUMBER: Final = re.compile(r"\d{1,2}[.)]")
_LABEL: Final = re.compile(r"(persona|relation|quote)(?: \d{1,2})?[*_ ]{0,4}[:：]", re.IGNORECASE)
_DRESSING: Final = "> \t*_#-"
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


class ReadPersonas(NamedTuple):
    """The personas of an answer, and how many more it held beyond the first twenty."""

    found: list[Candidate]
    n_more: int


class Grounded(NamedTuple):
    """The attributes whose words stand in a text, and how many were stated."""

    attributes: dict[str, Attribute]
    n_stated: int
    """Distinct attributes with a value of the vocabulary, each of them a claim."""


def personas_of_answer(raw: str, *, form: Form, about: str | None, relations: Sequence[str] = ()) -> ReadPersonas:
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
    described = [one for one in stated if _description(one)]
    if not described:
        raise UnreadableAnswerError("The answer holds no persona.")
    found = [_candidate(one, about, relations) for one in described[:MAX_PERSONAS]]
    return ReadPersonas(found, len(described) - len(found))


def find_quote(quote: str, text: str) -> str:
    """Return the words of the text that a quote stands for, as they stand in the text; empty where it has none.

    Whole words count, not parts of them; where a script has no blanks, any run
    of its characters does. Blanks, quotation marks around and the case of
    letters may differ; nothing else may.
    """
    wanted = clean_text(quote).strip(_MARKS)
    if not any(sign.isalnum() for sign in wanted):
        return ""
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    before = r"(?<!\w)" if _has_blanks(wanted[0]) and wanted[0].isalnum() else ""
    after = r"(?!\w)" if _has_blanks(wanted[-1]) and wanted[-1].isalnum() else ""
    found = re.search(f"{before}{pattern}{after}", text) or re.search(f"{before}{pattern}{after}", text, re.IGNORECASE)
    return found.group(0) if found else ""


def grounded(stated: Sequence[StatedAttribute], text: str) -> Grounded:
    """Return the attributes of the vocabulary whose words stand in the text, the first of each name."""
    claimed: set[str] = set()
    found: dict[str, Attribute] = {}
    for one in stated:
        name, value = one.name.strip().lower(), one.value.strip().lower()
        if value == UNKNOWN or value not in VOCABULARY.get(name, {}):
            continue
        claimed.add(name)
        if name not in found and (words := find_quote(one.quote, text)):
            found[name] = Attribute(value, words)
    return Grounded(found, len(claimed))


def _candidate(stated: StatedPersona, about: str | None, relations: Sequence[str]) -> Candidate:
    text = _description(stated)
    attributes, n_stated = grounded(stated.attributes, text if about is None else about)
    return Candidate(
        text=text,
        relation=_relation(stated.relation, relations),
        quote="" if about is None else find_quote(stated.quote, about),
        attributes=MappingProxyType(attributes),
        n_stated=n_stated,
        n_grounded=len(attributes),
    )


def _description(stated: StatedPersona) -> str:
    return one_line(clean_text(stated.persona)).strip(_MARKS)


def _relation(stated: str, asked: Sequence[str]) -> str:
    """Return a relation in a few words; a longer one, or one with personal data, is none."""
    relation = one_line(clean_text(stated)).strip(_MARKS + ".").lower()
    if asked:
        return relation if relation in asked else ""
    is_label = len(relation) <= MAX_RELATION_CHARS and len(relation.split()) <= MAX_RELATION_WORDS
    return relation if is_label and not find_personal_data(relation) else ""


def _has_blanks(sign: str) -> bool:
    """Tell whether words of a character's script stand between blanks."""
    return search_text(sign * 2) is None


def read_json(raw: str, model: type[Model]) -> Model:
    """Read an answer in the structured form, in a code fence or not.

    Raises:
        UnreadableAnswerError: It is no JSON, or not of the form.
    """
    try:
        data = json.loads(_unfenced(raw))
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the answer"
        reason = f"The JSON is not as asked for: {where}: {first['msg']}."
        raise UnreadableAnswerError(reason[:_MAX_REASON_CHARS]) from None
    except (ValueError, RecursionError):
        raise UnreadableAnswerError("The answer is not one JSON object.") from None


def _unfenced(raw: str) -> str:
    """Return what stands in a fence of Markdown, or all of it where there is none."""
    text = raw.strip()
    if text.startswith(_FENCE) and text.endswith(_FENCE) and "\n" in text:
        return text[text.index("\n") : -len(_FENCE)]
    return text


def _read_lines(raw: str) -> list[StatedPersona]:
    """Read lines with labels; a label that comes again begins the next persona, a line without one goes on."""
    blocks: list[dict[str, list[str]]] = []
    last = ""
    for line in raw.splitlines():
        label, rest = _labelled(line)
        if label:
            last = label
            if not blocks or last in blocks[-1]:
                blocks.append({})
            blocks[-1][last] = [rest]
        elif line.strip() and last:
            blocks[-1][last].append(line.strip())
        elif not line.strip():
            last = ""
    if not any("persona" in block for block in blocks):
        raise UnreadableAnswerError("No line begins with “Persona:”.")
    return [
        StatedPersona(
            **{name: " ".join(block.get(name, ())) for name in ("persona", "relation", "quote")}, attributes=[]
        )
        for block in blocks
    ]


def _labelled(line: str) -> tuple[str, str]:
    """Return the label that a line begins with, and what follows it; the dressing of Markdown does not count."""
    bare = line.lstrip(_DRESSING)
    numbered = _NUMBER.match(bare)
    bare = bare[numbered.end() :].lstrip(_DRESSING) if numbered else bare
    found = _LABEL.match(bare)
    return (found.group(1).lower(), bare[found.end() :].strip("*_ \t")) if found else ("", "")
