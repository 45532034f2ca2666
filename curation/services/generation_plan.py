"""What somebody asks for when samples are to be made, and what a job is told of it."""

from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from curation.models import Mode, PersonaFilter
from curation.providers import ProviderName
from curation.services.calls import MAX_SEED, CallPlan, ModelParams
from curation.services.chosen import DrawnRow, DrawSettings, How
from curation.services.providers import DEMO_MODEL

MAX_ITEMS: Final = 50_000
"""Samples of one job; more are made by several jobs."""
MAX_EXAMPLES: Final = 8
MAX_TARGET: Final = 10_000
TRIES_PER_TARGET: Final = 3
"""Tries for each row that is wanted, where nobody says how many."""


class TemplateName(BaseModel):
    """Which prompt: a variant of a scenario; without a version the newest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: str
    variant: str = "plain"
    version: int | None = None

    def __str__(self) -> str:
        """Return it as commands name it."""
        return f"{self.scenario}/{self.variant}" + (f"@{self.version}" if self.version else "")


class Trial(BaseModel):
    """Jobs that are compared side by side share a token; each is an arm of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    token: str
    arm: int
    name: str
    is_blind: bool = False


class GenerationAsk(BaseModel):
    """What somebody asks for; without a seed one is drawn, and kept with the job.

    Attributes:
        also: Further prompts; each persona gets a sample by each.
        variables: What the prompts are filled with; what is not named has its default.
        example_ids: What few-shot prompts show, in this order.
        target: How many rows that pass their checks and are no near-duplicates are wanted; None makes one sample for
            each persona and prompt.
        max_tries: The most samples that a target may take.
        without_persona: Whether nobody is described to the model, for comparison.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    scenario: str
    variant: str = "plain"
    version: int | None = None
    also: tuple[TemplateName, ...] = ()
    variables: dict[str, str] = Field(default_factory=dict)
    mode: Mode = Mode.ZERO_SHOT
    example_ids: tuple[int, ...] = Field(default=(), max_length=MAX_EXAMPLES)
    provider: ProviderName = "demo"
    model: str = Field(default="", max_length=200)
    params: ModelParams = ModelParams()
    personas: PersonaFilter = PersonaFilter()
    how: How = "all"
    n: int | None = None
    draw: DrawSettings = DrawSettings()
    target: int | None = Field(default=None, ge=1, le=MAX_TARGET)
    max_tries: int | None = Field(default=None, ge=1, le=MAX_ITEMS)
    batch: bool = False
    reuses_answers: bool = True
    without_persona: bool = False
    trial: Trial | None = None
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED)
    budget_usd: float | None = Field(default=None, gt=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.max_tries is not None and self.target is None:
            raise ValueError("a cap on tries needs a target")
        if self.target is not None and self.max_tries is not None and self.max_tries < self.target:
            raise ValueError(f"{self.target:,} rows cannot come of {self.max_tries:,} tries")
        if self.target is not None and self.batch:
            raise ValueError("a target is met step by step; a batch is sent whole, so ask for one or the other")
        if self.batch and self.provider == "demo":
            raise ValueError("the demo generator has no batches; it answers at once and is free")
        if self.mode is not Mode.ZERO_SHOT and not self.example_ids:
            raise ValueError(f"the mode {self.mode} needs at least one example")
        return self

    @property
    def model_name(self) -> str:
        """The model; the demo generator has one only."""
        return DEMO_MODEL if self.provider == "demo" else self.model

    @property
    def templates(self) -> tuple[TemplateName, ...]:
        """All prompts that are asked for, each once."""
        first = TemplateName(scenario=self.scenario, variant=self.variant, version=self.version)
        return tuple(dict.fromkeys((first, *self.also)))

    @property
    def n_tries(self) -> int:
        """The most samples that a target takes."""
        return self.max_tries or min((self.target or 0) * TRIES_PER_TARGET, MAX_ITEMS)


class ShownExample(BaseModel):
    """An example as a job shows it, whatever becomes of it later."""

    model_config = ConfigDict(frozen=True)

    id: int
    output: str
    persona: str = ""


class GenerationPlan(CallPlan):
    """What a job was told, as it stands in its row; item i is for `persona_ids[i]` by `template_ids[i % n]`.

    Samples that are made once more have a template and a parent each. A plan
    with a target takes up its items in order until the target is met.
    """

    persona_ids: tuple[int, ...]
    template_ids: tuple[int, ...]
    other_persona_ids: tuple[int, ...] = ()
    parent_ids: tuple[int, ...] = ()
    scenario: str = ""
    variant: str = ""
    variables: dict[str, str] = Field(default_factory=dict)
    mode: Mode = Mode.ZERO_SHOT
    examples: tuple[ShownExample, ...] = ()
    how: How | Literal["again"] = "all"
    left_out: dict[str, int] = Field(default_factory=dict)
    draw: DrawSettings = DrawSettings()
    told: tuple[str, ...] = ()
    drawn: tuple[DrawnRow, ...] = ()
    target: int | None = None
    batch: bool = False
    without_persona: bool = False
    trial: Trial | None = None
