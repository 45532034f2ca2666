"""What somebody asks for when problems are to be solved again, and what the job is told of it."""

from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from curation.models import SampleFilter, SolverStyle
from curation.providers import ProviderName
from curation.services.calls import MAX_SEED, CallPlan, ModelParams
from curation.services.providers import DEMO_MODEL, PROVIDERS

MIN_RUNS: Final = 2
MAX_RUNS: Final = 5
MAX_SAMPLES: Final = 10_000
SOLVED_SCENARIO: Final = "math"
SOLVED_CHECK: Final = "answer_solved"
"""The name of the check that a sample gets."""


class SolverRun(BaseModel):
    """One of the runs that each problem gets: who solves it, and in which style."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    provider: ProviderName = "demo"
    model: str = Field(default="", max_length=200)
    style: SolverStyle = SolverStyle.ASSISTANT

    @property
    def model_name(self) -> str:
        """The model; the demo generator has one only."""
        return DEMO_MODEL if self.provider == "demo" else self.model

    @classmethod
    def parse(cls, written: str) -> Self:
        """Read a run, written as PROVIDER:MODEL:STYLE; the name of a model may hold colons, too.

        Raises:
            ValueError: It is not written so; the sentence says how it is.
        """
        provider, _, rest = written.strip().partition(":")
        model, _, style = rest.rpartition(":")
        if provider not in PROVIDERS or style not in [*SolverStyle] or not (model or provider == "demo"):
            form = f"PROVIDER:MODEL:STYLE, with {', '.join(PROVIDERS)} and {', '.join(SolverStyle)}"
            raise ValueError(f"{written!r} is no run; write {form}.")
        return cls.model_validate({"provider": provider, "model": model, "style": style})

    def __str__(self) -> str:
        """Return it as `parse` reads it."""
        return f"{self.provider}:{self.model_name}:{self.style}"


class SolveAsk(BaseModel):
    """Which samples are to be solved again, by which runs; without a seed one is drawn, and kept with the job.

    Attributes:
        again: Whether those that have a verdict already are meant, too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    samples: SampleFilter = SampleFilter()
    again: bool = False
    runs: tuple[SolverRun, ...] = Field(min_length=MIN_RUNS, max_length=MAX_RUNS)
    params: ModelParams = ModelParams()
    reuses_answers: bool = True
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED)
    budget_usd: float | None = Field(default=None, gt=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _names_its_models(self) -> Self:
        for number, run in enumerate(self.runs, start=1):
            if not run.model_name:
                raise ValueError(f"run {number} needs the name of a model of {run.provider}")
        return self


class SolvePlan(BaseModel):
    """What a job was told, as it stands in its row; item i is run `i % k` of sample `sample_ids[i // k]`."""

    model_config = ConfigDict(frozen=True)

    sample_ids: tuple[int, ...]
    runs: tuple[SolverRun, ...]
    temperature: float | None
    max_output_tokens: int
    seed: int
    reuses_answers: bool = True
    left_out: dict[str, int] = Field(default_factory=dict)

    @property
    def solvers(self) -> tuple[tuple[ProviderName, str], ...]:
        """Who solves: each provider and model once, in the order of the runs."""
        return tuple(dict.fromkeys((run.provider, run.model_name) for run in self.runs))

    def call_plan(self, provider: ProviderName, model: str) -> CallPlan:
        """Return how one of the solvers is called."""
        return CallPlan(
            provider=provider,
            model=model,
            temperature=self.temperature,
            max_output_tokens=self.max_output_tokens,
            seed=self.seed,
            reuses_answers=self.reuses_answers,
        )

    def run_of(self, item_no: int) -> SolverRun:
        """Return which run an item is."""
        return self.runs[item_no % len(self.runs)]

    def sample_of(self, item_no: int) -> int:
        """Return which sample an item solves."""
        return self.sample_ids[item_no // len(self.runs)]

    def items_of(self, samples: range, provider: str, model: str) -> list[int]:
        """Return the items of some samples, by their places in the plan, that one of the solvers is asked."""
        k = len(self.runs)
        runs = [number for number, run in enumerate(self.runs) if (run.provider, run.model_name) == (provider, model)]
        return [place * k + number for place in samples for number in runs]
