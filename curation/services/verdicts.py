"""What the runs that solve a sample come to, written to the sample: its verdict, a check, and a place in the queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from curation.models import Outcome, Sample, Solution
from curation.sandbox import same_answers
from curation.services.solve_plan import SOLVED_CHECK
from curation.store.events import add_event
from curation.synthesis import CheckResult
from curation.synthesis.parsed import UnparseableError
from curation.synthesis.solver import SolvedAs, describe, final_answer, pairs_to_compare, verdict

SOLVED: Final = "solved"
"""Where a sample's data keeps the answer that was agreed on, and which runs gave the same."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the runs of a sample came to, and the sentence that says so."""

    sample_id: int
    solved: SolvedAs
    sentence: str


def own_answer(sample: Sample) -> str | None:
    """Return the final answer that came with a problem; None where none did."""
    own = sample.data.get("final_answer")
    if isinstance(own, str) and own.strip():
        return own
    try:
        return final_answer(sample.answer or "")
    except UnparseableError:
        return None


def judged_by(sample: Sample) -> int | None:
    """Return the job that gave a sample its verdict."""
    solved = sample.data.get(SOLVED)
    return solved.get("job_id") if isinstance(solved, dict) else None


def is_of_shown_text(sample: Sample) -> bool:
    """Tell whether the verdict of a sample is of its text as it reads now, and not of one before a correction."""
    solved = sample.data.get(SOLVED)
    return isinstance(solved, dict) and solved.get("text_hash") == sample.text_hash


def judge(samples: Sequence[Sample], solutions: Mapping[int, Sequence[Solution]]) -> list[Judged]:
    """Compare the answers of all runs of samples; the samples' own stand beside them.

    All pairs are compared at once, since a process of its own compares them.
    """
    told = [
        (sample.id or 0, [run.final_answer for run in solutions[sample.id or 0]], own_answer(sample))
        for sample in samples
    ]
    pairs = list(dict.fromkeys(pair for _, answers, own in told for pair in pairs_to_compare(answers, own)))
    are_same = {pair: found.same for pair, found in zip(pairs, same_answers(pairs), strict=True)}

    def same(one: str, other: str) -> bool:
        return one == other or are_same.get((one, other), False) or are_same.get((other, one), False)

    judged = []
    for sample_id, answers, own in told:
        solved = verdict(answers, own, same=same)
        judged.append(Judged(sample_id, solved, describe(solved, answers, own)))
    return judged


def write_verdict(tx: Session, judged: Judged, *, job_id: int, actor_id: int) -> None:
    """Write a verdict to its sample; where people should look, the sample goes to the head of their queue."""
    sample = tx.get_one(Sample, judged.sample_id)
    solved = judged.solved
    is_good = solved.verdict == "agreed" and solved.is_own is not False
    before = sample.verdict
    sample.verdict = solved.verdict
    sample.data = {
        **sample.data,
        SOLVED: {
            "answer": solved.answer,
            "groups": [list(group) for group in solved.groups],
            "job_id": job_id,
            "text_hash": sample.text_hash,
        },
    }
    sample.wanted = sample.wanted or not is_good
    put_check(sample, CheckResult(SOLVED_CHECK, is_good, judged.sentence))
    tx.add(sample)
    add_event(
        tx,
        actor_id=actor_id,
        action="sample.solved",
        entity="sample",
        entity_id=sample.id,
        before={"verdict": before},
        after={"verdict": solved.verdict, "reason": judged.sentence, "job_id": job_id},
    )


def put_check(sample: Sample, result: CheckResult) -> None:
    """Give a sample a check, in the place of an earlier one of the same name, and the outcome that follows."""
    kept = [check for check in sample.checks if check["name"] != result.name]
    sample.checks = [*kept, {"name": result.name, "ok": result.ok, "detail": result.detail}]
    failed: list[dict[str, Any]] = [check for check in sample.checks if not check["ok"]]
    sample.failed_checks = f" {' '.join(check['name'] for check in failed)} " if failed else ""
    if sample.outcome in (Outcome.OK, Outcome.CHECK_FAILED):
        sample.outcome = Outcome.CHECK_FAILED if failed else Outcome.OK
        sample.reason = " ".join(str(check["detail"]) for check in failed)
