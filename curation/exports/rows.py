"""The rows of an export: their columns and the types of these, in one place for every format."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

Role = Literal["system", "user", "assistant"]


class Message(NamedTuple):
    """One turn of a conversation."""

    role: Role
    content: str


class CheckResult(NamedTuple):
    """One automatic check of a sample and what it found."""

    name: str
    passed: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRow:
    """One sample as it is exported; None stands for what is not known.

    `output` is the edited text where there is one, else the parsed one, and
    `edited_from` then the text before the edit. `question` and `answer` are
    the parts of the output for which an export can make a model answer (the
    problem or instruction, and its answer or reply). `messages` is given for
    a conversation; elsewhere it is the prompt and the output. `means`,
    `agreements` and `judges` are by question of the rubric.
    """

    id: str
    task_type: str
    prompt: str | None
    output: str
    question: str | None = None
    answer: str | None = None
    messages: tuple[Message, ...] = ()
    persona_id: str | None
    persona_text: str | None
    language: str | None
    licence: str
    label: str | None = None
    persona_label: str | None = None
    source_names: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    persona_tags: tuple[str, ...] = ()
    template_id: str | None = None
    template_version: int | None = None
    model: str | None
    provider: str | None
    params: Mapping[str, object] = field(default_factory=dict)
    seed: int | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    cost_is_estimate: bool | None = None
    created_at: datetime
    finish_reason: str | None = None
    edited: bool = False
    edited_from: str | None = None
    status: str
    check_results: tuple[CheckResult, ...] = ()
    cluster_id: str | None = None
    cluster_role: str | None = None
    nearest_similarity: float | None = None
    n_ratings: int = 0
    means: Mapping[str, float | None] = field(default_factory=dict)
    agreements: Mapping[str, float | None] = field(default_factory=dict)
    judges: Mapping[str, float | None] = field(default_factory=dict)
    split: str | None = None
    content_hash: str
    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingRow:
    """One rater's answer to one question about one sample.

    `rater` is a pseudonym. `value` is the answer as text; `value_number` the
    same where it is a number.
    """

    output_id: str
    rater: str
    question_id: str
    rubric_version: int
    value: str
    value_number: float | None = None
    comment: str | None = None
    persona_hidden: bool
    started_at: datetime | None
    submitted_at: datetime
    seconds_active: float | None
    is_gold: bool = False
    superseded_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRow:
    """What somebody said about a sample, or about what it hangs together with.

    `about` is sample, persona, job, duplicate_group or comparison_pair, and
    `about_id` its id. `author` is a pseudonym, the same as that of the ratings.
    """

    comment_id: str
    about: str
    about_id: str
    author: str
    text: str
    created_at: datetime
    is_resolved: bool = False


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    TIME = "time"
    TEXTS = "texts"
    OBJECT = "object"
    MESSAGES = "messages"
    CHECKS = "checks"


class Column(NamedTuple):
    """A column's name and kind."""

    name: str
    kind: Kind


def _columns(*pairs: tuple[str, Kind]) -> tuple[Column, ...]:
    """Read names that stand together under their kind, in the order of the file."""
    return tuple(Column(name, kind) for names, kind in pairs for name in names.split())


SAMPLE_COLUMNS = _columns(
    ("id task_type prompt output question answer", Kind.TEXT),
    ("messages", Kind.MESSAGES),
    ("persona_id persona_text language licence label persona_label", Kind.TEXT),
    ("source_names tags persona_tags", Kind.TEXTS),
    ("template_id", Kind.TEXT),
    ("template_version", Kind.INTEGER),
    ("model provider", Kind.TEXT),
    ("params", Kind.OBJECT),
    ("seed input_tokens output_tokens", Kind.INTEGER),
    ("cost_usd", Kind.NUMBER),
    ("cost_is_estimate", Kind.FLAG),
    ("created_at", Kind.TIME),
    ("finish_reason", Kind.TEXT),
    ("edited", Kind.FLAG),
    ("edited_from status", Kind.TEXT),
    ("check_results", Kind.CHECKS),
    ("cluster_id cluster_role", Kind.TEXT),
    ("nearest_similarity", Kind.NUMBER),
    ("n_ratings", Kind.INTEGER),
    ("split content_hash release", Kind.TEXT),
)
RATING_COLUMNS = _columns(
    ("output_id rater question_id", Kind.TEXT),
    ("rubric_version", Kind.INTEGER),
    ("value", Kind.TEXT),
    ("value_number", Kind.NUMBER),
    ("comment", Kind.TEXT),
    ("persona_hidden", Kind.FLAG),
    ("started_at submitted_at", Kind.TIME),
    ("seconds_active", Kind.NUMBER),
    ("is_gold", Kind.FLAG),
    ("superseded_by", Kind.TEXT),
)
COMMENT_COLUMNS = _columns(
    ("comment_id about about_id author text", Kind.TEXT),
    ("created_at", Kind.TIME),
    ("is_resolved", Kind.FLAG),
)
_QUESTION_PREFIXES = {"mean_": "means", "agreement_": "agreements", "judge_": "judges"}


def sample_columns(questions: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the columns of a sample export, with three for each question of the rubric before the last three."""
    by_question = [Column(prefix + question, Kind.NUMBER) for question in questions for prefix in _QUESTION_PREFIXES]
    return (*SAMPLE_COLUMNS[:-3], *by_question, *SAMPLE_COLUMNS[-3:])


def sample_cells(row: SampleRow, questions: Sequence[str] = ()) -> dict[str, object]:
    """Return a sample's cells by column, as JSON carries them (times stay times)."""
    cells = _cells(row, SAMPLE_COLUMNS)
    cells["messages"] = [message._asdict() for message in messages_of(row)]
    for question in questions:
        for prefix, attribute in _QUESTION_PREFIXES.items():
            cells[prefix + question] = getattr(row, attribute).get(question)
    return {column.name: cells[column.name] for column in sample_columns(questions)}


def rating_cells(row: RatingRow) -> dict[str, object]:
    """Return a rating's cells by column, as JSON carries them (times stay times)."""
    return _cells(row, RATING_COLUMNS)


def comment_cells(row: CommentRow) -> dict[str, object]:
    """Return a comment's cells by column, as JSON carries them (times stay times)."""
    return _cells(row, COMMENT_COLUMNS)


def messages_of(row: SampleRow) -> tuple[Message, ...]:
    """Return the turns of a sample: those given, else the prompt (where it is known) and the output."""
    if row.messages:
        return row.messages
    prompt = (Message("user", row.prompt),) if row.prompt else ()
    return (*prompt, Message("assistant", row.output))


def _cells(row: SampleRow | RatingRow | CommentRow, columns: Sequence[Column]) -> dict[str, object]:
    """Return the cells of a row by column."""
    return {name: _plain(getattr(row, name), kind) for name, kind in columns}


def _plain(value: object, kind: Kind) -> object:
    """Return a value in the form in which every format takes it."""
    match value:
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"a time without a zone: {value!r}")
            return value.astimezone(UTC)
        case tuple() if kind is Kind.CHECKS:
            return [CheckResult(*item)._asdict() for item in value]
        case tuple():
            return [*value]
        case Mapping():
            # As text, since the keys differ from row to row and a column has one type.
            return json.dumps(dict(value), sort_keys=True, ensure_ascii=False, allow_nan=False)
        case _:
            return value


def arrow_schema(columns: Sequence[Column]) -> "pa.Schema":
    """Return the Arrow schema of the columns."""
    import pyarrow as pa  # heavy, and not needed by most who import this module

    text = pa.string()
    types = {
        Kind.TEXT: text,
        Kind.OBJECT: text,
        Kind.INTEGER: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.FLAG: pa.bool_(),
        Kind.TIME: pa.timestamp("us", tz="UTC"),
        Kind.TEXTS: pa.list_(text),
        Kind.MESSAGES: pa.list_(pa.struct([("role", text), ("content", text)])),
        Kind.CHECKS: pa.list_(pa.struct([("name", text), ("passed", pa.bool_()), ("detail", text)])),
    }
    return pa.schema([(column.name, types[column.kind]) for column in columns])
