"""From what a model said to what a sample keeps: parsed, checked, with a state of its own."""

from dataclasses import dataclass, field
from typing import Any

from curation.models import Outcome, Persona, Sample
from curation.synthesis import Parsed, UnparseableError, check_sample, parse_answer
from curation.text import clean_text, guess_language, identity_hash, search_text, words


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
    if not raw.strip():
        return ReadAnswer(Outcome.EMPTY, "The answer holds no text.")
    try:
        parsed = parse_answer(scenario, raw)
    except UnparseableError as error:
        return ReadAnswer(Outcome.UNPARSEABLE, str(error))
    return check_answer(scenario, parsed, persona=persona, prompt=prompt)


def check_answer(scenario: str, parsed: Parsed, *, persona: str, prompt: str) -> ReadAnswer:
    """Check what is already in its parts."""
    results = check_sample(scenario, parsed, persona=persona, prompt=prompt)
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
    sample.raw = clean_text(raw)
    sample.outcome = read.outcome
    sample.reason = read.reason
    sample.answer = read.answer
    sample.data = read.data
    sample.checks = read.checks
    failed = [check["name"] for check in read.checks if not check["ok"]]
    sample.failed_checks = f" {' '.join(failed)} " if failed else ""
    return set_text(sample, read.text)


def set_text(sample: Sample, text: str) -> Sample:
    """Give a row its text, its identity and what search needs."""
    sample.text = text
    return set_shown(sample, text)


def set_shown(sample: Sample, shown: str) -> Sample:
    """Give a row what follows from the text that counts, which is an edited one where there is one."""
    sample.search_text = search_text(shown)
    sample.text_hash = identity_hash(shown) if shown else ""
    sample.n_words = len(words(shown))
    sample.language = guess_language(shown) if shown else "und"
    return sample


def for_persona(sample: Sample, persona: Persona) -> Sample:
    """Tie a row to its persona, whose licence it inherits."""
    sample.persona_id = persona.id
    sample.licence = persona.licence
    return sample
