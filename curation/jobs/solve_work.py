"""What a solving job asks, run by run, and the solution that it keeps of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from curation.jobs.context import JobContext
from curation.jobs.work import Call, Item, Kept, item_seed
from curation.models import DEMO_LABEL, ItemState, Outcome, Sample, Solution, SolverStyle
from curation.providers import Answer, ProviderName, Request
from curation.services.solve_plan import SolvePlan, SolverRun
from curation.store.changes import new_row
from curation.store.samples import samples_by_id
from curation.store.solutions import PROGRAM_WAITS, solved_items
from curation.synthesis.parsed import UnparseableError
from curation.synthesis.solver import PROMPT_VERSION, final_answer, program_of, solver_prompt
from curation.text import clean_text


@dataclass(frozen=True, slots=True)
class AskedToSolve(Call):
    """One run, ready to be sent: of which sample, by whom and how."""

    sample_id: int
    run_no: int
    run: SolverRun
    is_author: bool


def shown_problem(sample: Sample) -> str:
    """Return a problem as it reads now."""
    return sample.text if sample.edited_text is None else sample.edited_text


@dataclass(frozen=True, slots=True)
class SolveWork:
    """The calls of a solving job."""

    context: JobContext
    plan: SolvePlan
    terms: Mapping[ProviderName, str]
    """Of each provider."""

    def calls(self, session: Session, items: Sequence[Item]) -> list[AskedToSolve]:
        """Return items as they are to be sent; not for a sample that was set aside meanwhile."""
        samples = samples_by_id(session, sorted({self.plan.sample_of(item.no) for item in items}))
        return [self._call(item, samples[self.plan.sample_of(item.no)]) for item in items]

    def _call(self, item: Item, sample: Sample) -> AskedToSolve:
        plan, run = self.plan, self.plan.run_of(item.no)
        problem = shown_problem(sample)
        request = Request(
            prompt=solver_prompt(problem, run.style.value),
            model=run.model_name,
            max_output_tokens=plan.max_output_tokens,
            temperature=plan.temperature,
            seed=item_seed(plan.seed, item.no),
            scenario="solve",
            variant=run.style,
            persona=problem,
        )
        is_active = sample.state == ItemState.ACTIVE
        return AskedToSolve(
            item.no,
            item.answers,
            request,
            "" if is_active else f"Not sent: the sample is {sample.state} by now.",
            sample_id=sample.id or 0,
            run_no=item.no % len(plan.runs),
            run=run,
            is_author=(sample.provider, sample.model) == (run.provider, run.model_name),
        )

    def finished(self, session: Session) -> set[int]:
        """Return the numbers of the items that have their solution."""
        return solved_items(session, self.context.job_id)

    def answered(self, call: AskedToSolve, answer: Answer, *, cost_usd: float | None, latency_s: float) -> Kept:
        """Read an answer; a program waits until it is run, which takes longer than a write may."""
        values = {
            **self._values(call, answer.text),
            **self._read(call, answer),
            "finish_reason": answer.finish_reason,
            "request_id": answer.request_id,
            "input_tokens": answer.input_tokens,
            "output_tokens": answer.output_tokens,
            "cost_usd": cost_usd,
            "latency_s": round(latency_s, 4),
        }
        if answer.model != call.request.model:
            values["params"] = {**values["params"], "answered_by": answer.model}
        return Kept([new_row(Solution, values)])

    def failed(self, call: AskedToSolve, outcome: Outcome, reason: str, *, raw: str = "") -> Kept:
        """Return what is kept of a run without a usable answer."""
        return Kept([new_row(Solution, {**self._values(call, raw), "outcome": outcome, "reason": reason})])

    def _values(self, call: AskedToSolve, raw: str) -> dict[str, Any]:
        return {
            "job_id": self.context.job_id,
            "item_no": call.item_no,
            "sample_id": call.sample_id,
            "run_no": call.run_no,
            "style": call.run.style,
            "is_author": call.is_author,
            "prompt": call.request.prompt,
            "provider": call.run.provider,
            "model": call.run.model_name,
            "params": {
                "temperature": self.plan.temperature,
                "max_output_tokens": self.plan.max_output_tokens,
                "prompt_version": PROMPT_VERSION,
                "terms": self.terms[call.run.provider],
            },
            "seed": call.request.seed,
            "raw": clean_text(raw),
            "label": DEMO_LABEL if call.run.provider == "demo" else "",
        }

    def _read(self, call: AskedToSolve, answer: Answer) -> dict[str, Any]:
        if answer.outcome == "refused":
            return {"outcome": Outcome.REFUSED, "reason": "The model refused to answer."}
        if answer.outcome == "cut_off":
            most = f"{self.plan.max_output_tokens:,}"
            return {"outcome": Outcome.CUT_OFF, "reason": f"The answer was cut off at {most} tokens."}
        if answer.outcome == "empty":
            return {"outcome": Outcome.EMPTY, "reason": "The answer holds no text."}
        try:
            if call.run.style is SolverStyle.PROGRAM:
                return {"outcome": Outcome.OK, "program": program_of(answer.text), "reason": PROGRAM_WAITS}
            found = final_answer(answer.text)
        except UnparseableError as error:
            return {"outcome": Outcome.UNPARSEABLE, "reason": f"{str(error)[:1].upper()}{str(error)[1:]}."}
        reason = "" if found is not None else "The run says that the problem has no answer."
        return {"outcome": Outcome.OK, "final_answer": found, "reason": reason}
