"""Problems solved again by independent runs: what is asked, what it costs, the job that does it, what came of it."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from curation.errors import BadInputError, NotFoundError
from curation.metrics.intervals import Interval, wilson_interval
from curation.models import Job, JobKind, Solution, SolverStyle, Verdict
from curation.sandbox import sandbox_ready
from curation.services.calls import MAX_SEED
from curation.services.estimates import Estimate, estimate
from curation.services.jobs import enqueue
from curation.services.permissions import Actor, allow
from curation.services.prices import price_name, price_of
from curation.services.providers import provider_config
from curation.services.solve_plan import MAX_SAMPLES, SOLVED_SCENARIO, SolveAsk, SolvePlan, SolverRun
from curation.services.unpriced import check_price_under_caps
from curation.services.verdicts import SOLVED
from curation.store.attempts import attempt_totals
from curation.store.samples import samples_by_id
from curation.store.solutions import (
    ProblemRow,
    judged_samples,
    problem_rows,
    solution_outcomes,
    solutions_of_sample,
)
from curation.synthesis.solver import PairAgreement, pair_agreement, solver_prompt
from curation.workspace import Workspace

_N_MEASURED: Final = 50


@dataclass(frozen=True, slots=True)
class SolvePreview:
    """What a job would do, looked at before it starts.

    Attributes:
        n: Problems; each is solved by every run.
        left_out: How many samples are not solved, by reason.
        estimate: Of the calls of all runs together.
        warnings: What makes an agreement say less than it seems to, in sentences.
    """

    n: int
    left_out: dict[str, int]
    estimate: Estimate
    warnings: Sequence[str]


@dataclass(frozen=True, slots=True)
class SolveCounts:
    """How far a job is, and what its runs came to.

    Attributes:
        samples: Problems of the job.
        verdicts: How many of them were agreed on, disagreed on, or left unsolved; the rest has no verdict yet.
        retained: Share of those with a verdict that were agreed on, with Wilson's interval; None without a verdict.
        outcomes: How the runs ended.
        pairs: How often two runs gave the same answer.
        cost_usd: The sum of the known costs; None where calls were billed and no cost is known.
        cost_unknown: Calls that were billed, or may have been, at a cost that is not known.
    """

    samples: int
    runs: Sequence[str]
    verdicts: Mapping[str, int]
    retained: Interval | None
    outcomes: Mapping[str, int]
    pairs: Sequence[PairAgreement]
    cost_usd: float | None
    cost_unknown: int

    def as_result(self) -> dict[str, Any]:
        """Return what stands in the job's row and in the answer of the command line."""
        kept = self.retained
        return {
            "samples": self.samples,
            **self.verdicts,
            "retained": kept and {"value": kept.value, "low": kept.low, "high": kept.high, "n": kept.n},
            "runs": dict(self.outcomes),
            "pairs": [
                {"first": self.runs[pair.first], "second": self.runs[pair.second], "same": pair.n_same,
                 "both_answered": pair.n_both}
                for pair in self.pairs
            ],
            "cost_usd": self.cost_usd,
            "cost_unknown": self.cost_unknown,
        }  # fmt: skip


def preview(workspace: Workspace, ask: SolveAsk) -> SolvePreview:
    """Show how many problems would be solved, what that would cost, and what to beware of.

    Raises:
        CurationError: What `start_solving` would refuse, the budget apart.
    """
    key = ("solve_preview", ask.model_dump_json())
    return workspace.cached(key, lambda: _preview(workspace, ask))


def start_solving(workspace: Workspace, ask: SolveAsk, *, actor: Actor, client_token: str | None = None) -> int:
    """Put a job into the queue that has each problem solved by every run; return its id.

    The token comes from the form, so that a double click makes one job.

    Raises:
        BadInputError: No problem is meant, or a run is to write a program and programs cannot be run here.
        BudgetError: A budget or a cap is set and a price is unknown, or the estimate is above the budget.
    """
    with workspace.read() as session:
        allow(session, actor, "generate")
    _preview(workspace, ask).estimate.check_budget(ask.budget_usd)
    with workspace.write() as tx:
        allow(tx, actor, "generate")
        for run in ask.runs:
            check_price_under_caps(tx, run.provider, run.model_name)
        chosen = _choose(tx, ask)
        plan = SolvePlan(
            sample_ids=chosen.ids,
            runs=ask.runs,
            **ask.params.model_dump(),
            seed=ask.seed if ask.seed is not None else secrets.randbelow(MAX_SEED),
            reuses_answers=ask.reuses_answers,
            left_out=chosen.left_out,
        )
        job = enqueue(
            tx,
            kind=JobKind.SOLVE,
            params=plan.model_dump(mode="json"),
            total=len(chosen.ids) * len(ask.runs),
            actor=actor,
            client_token=client_token,
            budget_usd=ask.budget_usd,
        )
        return job.id or 0


def why_no_programs() -> str:
    """Return why no run may write a program here, in a sentence; empty where it may."""
    return sandbox_ready()


def solutions_of(workspace: Workspace, sample_id: int) -> list[Solution]:
    """Return the runs that solved a sample, those of the newest job first."""
    with workspace.read() as session:
        return list(solutions_of_sample(session, sample_id))


def solve_counts(workspace: Workspace, job_id: int) -> SolveCounts:
    """Count what became of the problems of a job as it is now.

    Raises:
        NotFoundError: There is no such job.
        BadInputError: It solves nothing.
    """
    with workspace.read() as session:
        job = session.get(Job, job_id)
        if job is None:
            raise NotFoundError(f"There is no job {job_id}.")
        if job.kind != JobKind.SOLVE:
            raise BadInputError(f"Job {job_id} solves no problems.")
        return counts_in(session, job)


def counts_in(session: Session, job: Job) -> SolveCounts:
    """Do the same in the caller's session."""
    job_id, plan = job.id or 0, SolvePlan.model_validate(job.params)
    judged = [(word, data[SOLVED]) for _, word, data in judged_samples(session, job_id)]
    mine = [(word, solved) for word, solved in judged if isinstance(solved, dict) and solved.get("job_id") == job_id]
    verdicts = {word.value: sum(verdict == word for verdict, _ in mine) for word in Verdict}
    totals = attempt_totals(session, job_id)
    return SolveCounts(
        samples=len(plan.sample_ids),
        runs=[str(run) for run in plan.runs],
        verdicts=verdicts,
        retained=wilson_interval(verdicts[Verdict.AGREED], len(mine)) if mine else None,
        outcomes=solution_outcomes(session, job_id),
        pairs=pair_agreement([solved["groups"] for _, solved in mine], len(plan.runs)),
        cost_usd=None if totals.n_cost_unknown and not totals.n_known else totals.known_usd,
        cost_unknown=totals.n_cost_unknown,
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    problems: Sequence[ProblemRow]
    left_out: dict[str, int]

    @property
    def ids(self) -> list[int]:
        return [problem.id for problem in self.problems]


def _choose(session: Session, ask: SolveAsk) -> _Chosen:
    """Return the problems that are meant, and how many other samples of the filter are left out, by reason."""
    why = [(row, _why_left_out(row, ask)) for row in problem_rows(session, ask.samples)]
    left_out = dict(Counter(reason for _, reason in why if reason))
    problems = [row for row, reason in why if not reason]
    if not problems:
        said = "; ".join(f"{count:,} {reason}" for reason, count in left_out.items())
        raise BadInputError(f"No problem is left to solve ({said or 'no sample is meant'}).", "Choose other samples.")
    if len(problems) > MAX_SAMPLES:
        many = f"{len(problems):,} problems are more than the {MAX_SAMPLES:,} of one job."
        raise BadInputError(many, "Choose fewer.")
    return _Chosen(problems, left_out)


def _why_left_out(row: ProblemRow, ask: SolveAsk) -> str:
    if row.scenario != SOLVED_SCENARIO:
        return "no maths problem"
    if not row.is_reviewable:
        return "set aside, or without a problem"
    return "solved before" if row.verdict and not ask.again else ""


def _preview(workspace: Workspace, ask: SolveAsk) -> SolvePreview:
    if any(run.style is SolverStyle.PROGRAM for run in ask.runs) and (why := why_no_programs()):
        raise BadInputError(why, "Solve with the style `assistant` only.")
    with workspace.read() as session:
        chosen = _choose(session, ask)
        measured = samples_by_id(session, chosen.ids[:: max(len(chosen.ids) // _N_MEASURED, 1)])
        texts = [sample.text for sample in measured.values()]
        guesses = [_estimate(session, ask, run, texts, n=len(chosen.ids)) for run in ask.runs]
    return SolvePreview(len(chosen.ids), chosen.left_out, _together(guesses), _warnings(ask, chosen.problems))


def _estimate(session: Session, ask: SolveAsk, run: SolverRun, texts: Sequence[str], *, n: int) -> Estimate:
    config = provider_config(session, run.provider)
    return estimate(
        session,
        [solver_prompt(text, run.style.value) for text in texts],
        n=n,
        provider=run.provider,
        model=run.model_name,
        price=price_of(session, run.provider, run.model_name, base_url=config.base_url),
        price_key=price_name(run.provider, config.base_url),
        max_output_tokens=ask.params.max_output_tokens,
    )


def _together(guesses: Sequence[Estimate]) -> Estimate:
    """Add up the estimates of runs; a sum is known where each of its parts is."""
    return Estimate(
        n=sum(guess.n for guess in guesses),
        input_tokens=_sum([guess.input_tokens for guess in guesses if guess.input_tokens is not None]),
        output_tokens=_sum([guess.output_tokens for guess in guesses if guess.output_tokens is not None]),
        cost_low_usd=_sum([guess.cost_low_usd for guess in guesses]),
        cost_high_usd=_sum([guess.cost_high_usd for guess in guesses]),
        highest_call_usd=max((guess.highest_call_usd or 0.0 for guess in guesses), default=None),
        no_price_for=next((guess.no_price_for for guess in guesses if guess.no_price_for), ""),
        seconds=_sum([guess.seconds for guess in guesses]),
    )


def _sum(parts: Sequence[Any]) -> Any:  # noqa: ANN401 - tokens are whole, dollars are not
    return None if not parts or any(part is None for part in parts) else sum(parts)


def _warnings(ask: SolveAsk, problems: Sequence[ProblemRow]) -> list[str]:
    solvers = {(run.provider, run.model_name) for run in ask.runs}
    n_own = sum((problem.provider, problem.model) in solvers for problem in problems)
    found = []
    if n_own and len(problems) == 1:
        found.append("A model that solves this problem wrote it; it may repeat its mistakes: agreement says less.")
    elif n_own:
        found.append(
            f"Models solve {n_own:,} of these {len(problems):,} problems that they wrote themselves; they may repeat"
            " their own mistakes, so that their agreement says less."
        )
    if len(set(ask.runs)) < len(ask.runs):
        found.append(
            "Two runs ask the same model in the same style; they agree more easily than runs of different models."
        )
    return found
