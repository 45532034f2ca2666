"""From what a model said to what a sample keeps: parsed, checked, with a state of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from curation.models import Outcome, Persona, Sample
from curation.synthesis import (
    CheckResult,
    Contract,
    Parsed,
    UnparseableError,
    check_sample,
    parse_steps,
    step_text,
    steps_of,
)
from curation.text import clean_text, guess_language, identity_hash, search_text, words

_NO_VARIABLES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What a raw answer came to."""

    outcome: Outcome
    reason: str = ""
    text: str = ""
    answer: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    checks: list[dict[str, Any]] = field(default_factory=list)


def read_answer(scenario: str, raw: str, *, persona: str, prompt: str) -> ReadAnswer:
    """Parse and check a raw answer; what cannot be parsed keeps its raw text and a reason."""
    return read_steps(scenario, "", [raw], persona=persona, prompt=prompt)


def read_steps(
    scenario: str,
    variant: str,
    raws: Sequence[str],
    *,
    persona: str,
    prompt: str,
    language: str | None = None,
    contract: Contract | None = None,
    variables: Mapping[str, str] = _NO_VARIABLES,
) -> ReadAnswer:
    """Parse and check the raw answers of all steps of an item, as far as they came."""
    if not raws[-1].strip():
        return ReadAnswer(Outcome.EMPTY, "The answer holds no text.")
    n_steps = len(steps_of(scenario, variant, variables))
    try:
        if len(raws) < n_steps:  # a step whose answer cannot be read is the last one that was asked
            step_text(scenario, variant, steps_of(scenario, variant, variables)[len(raws) - 1], raws[-1])
            return ReadAnswer(Outcome.UNPARSEABLE, f"Only {len(raws)} of {n_steps} steps were answered.")
        parsed = parse_steps(scenario, variant, raws, contract=contract)
    except UnparseableError as error:
        return ReadAnswer(Outcome.UNPARSEABLE, str(error))
    results = check_sample(
        scenario,
        parsed,
        persona=persona,
        prompt=prompt,
        variant=variant,
        expected_language=language,
        contract=contract,
        variables=variables,
    )
    return _checked(parsed, results)


def check_answer(scenario: str, parsed: Parsed, *, persona: str, prompt: str) -> ReadAnswer:
    """Check what is already in its parts."""
    return _checked(parsed, check_sample(scenario, parsed, persona=persona, prompt=prompt))


def _checked(parsed: Parsed, results: Sequence[CheckResult]) -> ReadAnswer:
    failed = [result.detail for result in results if not result.ok]
    return ReadAnswer(
        outcome=Outcome.CHECK_FAILED if failed else Outcome.OK,
        reason=" ".join(failed),
        text=clean_text(parsed.text),
        answer=None if parsed.answer is None else clean_text(parsed.answer),
        data=dict(parsed.data),
        checks=[{"name": result.name, "ok": result.ok, "detail": result.detail} for result in results],
    )


def fill_sample(sample: Sample, read: ReadAnswer, *, raw: str) -> Sample:
    """Write what was read into a row, with everything that follows from its text."""
    return _write(sample, values_of(read, raw=raw))


def values_of(read: ReadAnswer, *, raw: str) -> dict[str, Any]:
    """Return what a row keeps of what was read, by column, with everything that follows from its text."""
    failed = [check["name"] for check in read.checks if not check["ok"]]
    return {
        "raw": clean_text(raw),
        "outcome": read.outcome,
        "reason": read.reason,
        "answer": read.answer,
        "data": read.data,
        "checks": read.checks,
        "failed_checks": f" {' '.join(failed)} " if failed else "",
        "text": read.text,
        **_values_of_shown(read.text),
    }


def set_text(sample: Sample, text: str) -> Sample:
    """Give a row its text, its identity and what search needs."""
    return _write(sample, {"text": text, **_values_of_shown(text)})


def set_shown(sample: Sample, shown: str) -> Sample:
    """Give a row what follows from the text that counts, which is an edited one where there is one."""
    return _write(sample, _values_of_shown(shown))


def _values_of_shown(shown: str) -> dict[str, Any]:
    return {
        "search_text": search_text(shown),
        "text_hash": identity_hash(shown) if shown else "",
        "n_words": len(words(shown)),
        "language": guess_language(shown) if shown else "und",
    }


def _write(sample: Sample, values: dict[str, Any]) -> Sample:
    for name, value in values.items():
        setattr(sample, name, value)
    return sample


def for_persona(sample: Sample, persona: Persona) -> Sample:
    """Tie a row to its persona, whose licence it inherits."""
    sample.persona_id = persona.id
    sample.licence = persona.licence
    return sample
