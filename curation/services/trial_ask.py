"""What somebody asks for when the same personas are to go through several ways of asking, side by side."""

from itertools import combinations
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from curation.models import Mode, PersonaFilter
from curation.providers import ProviderName
from curation.services.calls import MAX_SEED, ModelParams
from curation.services.generation_plan import MAX_EXAMPLES, GenerationAsk, Trial

MIN_ARMS: Final = 2
MAX_ARMS: Final = 4
MAX_ROWS: Final = 20
"""Personas of a trial: as many as a person reads side by side."""

Who = Literal["persona", "another", "nobody"]
"""For whom an arm's text is: the persona of the row, that of the next row, or nobody in particular."""


def job_token(token: str, number: int) -> str:
    """Return the token that an arm's job has, by which a trial's jobs are found and made once."""
    return f"trial-{token}-{number}"


class ArmAsk(BaseModel):
    """One of the ways that are compared; without a version it takes the newest."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=80)
    scenario: str
    variant: str = "plain"
    version: int | None = None
    variables: dict[str, str] = Field(default_factory=dict)
    provider: ProviderName = "demo"
    model: str = Field(default="", max_length=200)
    mode: Mode = Mode.ZERO_SHOT
    example_ids: tuple[int, ...] = Field(default=(), max_length=MAX_EXAMPLES)
    params: ModelParams = ModelParams()
    who: Who = "persona"

    @model_validator(mode="after")
    def _has_its_examples(self) -> Self:
        if self.mode is not Mode.ZERO_SHOT and not self.example_ids:
            raise ValueError(f"the mode {self.mode} needs at least one example")
        return self

    def what(self) -> dict[str, object]:
        """Return everything but the name, by which two arms differ or do not."""
        return self.model_dump(exclude={"name"})


class TrialAsk(BaseModel):
    """Two to four arms for the same personas; without a seed one is drawn, and kept with the jobs.

    Attributes:
        n: How many of the personas meant, drawn by the seed.
        is_blind: Whether readers are not told which text is of which arm until they ask.
        budget_usd: The most that all arms together may cost.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    arms: tuple[ArmAsk, ...] = Field(min_length=MIN_ARMS, max_length=MAX_ARMS)
    personas: PersonaFilter = PersonaFilter()
    how: Literal["random", "farthest"] = "random"
    n: int = Field(default=5, ge=1, le=MAX_ROWS)
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED)
    is_blind: bool = False
    budget_usd: float | None = Field(default=None, gt=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _can_be_compared(self) -> Self:
        for one, other in combinations(self.arms, 2):
            if one.name == other.name:
                raise ValueError(f"two arms are called '{one.name}'")
            if one.what() == other.what():
                raise ValueError(f"'{one.name}' and '{other.name}' ask for the same")
        if self.n < 2 and any(arm.who == "another" for arm in self.arms):
            raise ValueError("another persona is that of the next row, so it takes at least two personas")
        return self

    def of_arm(self, number: int, token: str, ids: tuple[int, ...]) -> GenerationAsk:
        """Return what the job of an arm is asked for, for these personas."""
        arm = self.arms[number]
        return GenerationAsk(
            scenario=arm.scenario,
            variant=arm.variant,
            version=arm.version,
            variables=arm.variables,
            mode=arm.mode,
            example_ids=arm.example_ids,
            provider=arm.provider,
            model=arm.model,
            params=arm.params,
            personas=PersonaFilter(ids=ids),
            seed=self.seed,
            without_persona=arm.who == "nobody",
            trial=Trial(token=token, arm=number, name=arm.name, is_blind=self.is_blind),
        )
