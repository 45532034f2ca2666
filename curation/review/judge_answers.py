"""What a model said that judges, read strictly: the whole answer is one JSON object of the form that was asked for.

Nothing is picked out of an answer that holds more than that: a text that is
judged may have a ready judgement in it, which a model may quote.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NoReturn, cast

from curation.review.answers import ACCEPT, REJECT
from curation.review.judge_prompt import PAIR_CHOICES, must_be_answered
from curation.review.rubric import RubricForm, Value
from curation.text import clean_text, one_line

PairChoice = Literal["a", "b", "tie", "both_bad"]
MAX_WHY_CHARS: Final = 400
MAX_RAW_CHARS: Final = 100_000
_FENCED: Final = re.compile(r"```[\w-]*[ \t]*\r?\n(.*)```", re.DOTALL)
_OTHER_SIDE: Final[Mapping[PairChoice, PairChoice]] = {"a": "b", "b": "a", "tie": "tie", "both_bad": "both_bad"}


class UnreadableJudgementError(ValueError):
    """An answer is not of the form that was asked for; the sentence says where."""


@dataclass(frozen=True, slots=True)
class ReadJudgement:
    """What a model says of one text.

    Attributes:
        answers: By question, the overall rating among them; what nobody could tell is left out.
        why: Its reason, cut to 400 characters.
    """

    answers: Mapping[str, Value]
    decision: str
    why: str


@dataclass(frozen=True, slots=True)
class ReadChoice:
    """What a model says of two texts, in terms of the pair and not of the sides on which they stood."""

    choice: PairChoice
    why: str


def read_judgement(raw: str, form: RubricForm) -> ReadJudgement:
    """Read what a model says of one text.

    Raises:
        UnreadableJudgementError: It is not of the form of this rubric.
    """
    fields = _fields(raw, ("reason", "answers", "decision"))
    given, decision = fields["answers"], fields["decision"]
    if not isinstance(given, dict):
        raise UnreadableJudgementError("The answer has no object of answers.")
    if decision not in (ACCEPT, REJECT):
        raise UnreadableJudgementError("The decision is neither accept nor reject.")
    _require_keys(given, tuple(question.id for question in form.questions))
    told = {name: value for name, value in given.items() if value is not None and value not in ("", [])}
    missing = next((one for one in form.questions if must_be_answered(one) and one.id not in told), None)
    if missing is not None:
        raise UnreadableJudgementError(f"The answer does not answer '{missing.id}'.")
    try:
        answers = form.checked({name: _cleaned(value) for name, value in told.items()})
    except ValueError as error:
        raise UnreadableJudgementError(f"{error}."[:MAX_WHY_CHARS]) from None
    return ReadJudgement(answers, str(decision), _why(fields["reason"]))


def read_choice(raw: str, *, is_swapped: bool) -> ReadChoice:
    """Read what a model says of two texts.

    Args:
        raw: The answer as it came.
        is_swapped: Whether the second text of the pair was shown first.

    Raises:
        UnreadableJudgementError: It is not of the form.
    """
    fields = _fields(raw, ("reason", "choice"))
    if fields["choice"] not in PAIR_CHOICES:
        raise UnreadableJudgementError(f"The choice is none of {', '.join(PAIR_CHOICES)}.")
    choice = cast("PairChoice", fields["choice"])
    return ReadChoice(_OTHER_SIDE[choice] if is_swapped else choice, _why(fields["reason"]))


def _fields(raw: str, keys: tuple[str, ...]) -> dict[str, Any]:
    """Return the fields of the one object that an answer is, in a fence of Markdown or not."""
    if len(raw) > MAX_RAW_CHARS:
        raise UnreadableJudgementError(f"The answer has more than {MAX_RAW_CHARS:,} characters.")
    text = raw.strip().lstrip("\ufeff")
    fenced = _FENCED.fullmatch(text)
    try:
        found = json.loads(fenced[1] if fenced else text, object_pairs_hook=_unique, parse_constant=_refuse)
    except UnreadableJudgementError:
        raise
    except (ValueError, RecursionError):
        raise UnreadableJudgementError("The answer is not one JSON object and nothing else.") from None
    if not isinstance(found, dict):
        raise UnreadableJudgementError("The answer is not one JSON object and nothing else.")
    _require_keys(found, keys)
    return found


def _require_keys(found: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    lacking = next((key for key in keys if key not in found), None)
    if lacking is not None:
        raise UnreadableJudgementError(f"The answer lacks '{lacking}'.")
    extra = next((key for key in found if key not in keys), None)
    if extra is not None:
        raise UnreadableJudgementError(
            f"The answer holds '{one_line(clean_text(extra))[:60]}', which was not asked for."
        )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object, unless a key stands in it twice: which of two ratings is meant is not ours to guess."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise UnreadableJudgementError("The answer gives the same key twice.")
    return made


def _refuse(name: str) -> NoReturn:
    raise UnreadableJudgementError(f"The answer holds {name}, which is not JSON.")


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    return clean_text(value) if isinstance(value, str) else value


def _why(reason: Any) -> str:  # noqa: ANN401 - a JSON value
    """Return the reason on one line."""
    if not isinstance(reason, str):
        raise UnreadableJudgementError("The reason is no text.")
    return one_line(clean_text(reason))[:MAX_WHY_CHARS].strip()
