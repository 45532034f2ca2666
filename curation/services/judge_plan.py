"""What somebody asks for when a model is to judge, and what the job is told of it."""

from typing import Final, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from curation.models import SampleFilter
from curation.providers import ProviderName
from curation.services.calls import MAX_SEED, CallPlan, ModelParams
from curation.services.providers import DEMO_MODEL

MAX_SAMPLES: Final = 10_000
MAX_PAIRS: Final = 5_000
MAX_ANSWERS: Final = 2
"""An answer that is not of the form is asked for once more; each is paid for."""
ENOUGH_SHARED: Final = 30
"""Of so many samples that people have judged too, agreement says something; fewer open no way to pre-fill."""
SIDES: Final = 2
"""A pair is shown twice, each text first once."""


class JudgeAsk(BaseModel):
    """What is to be judged and by whom: the samples of a filter, or the pairs of a comparison set.

    Attributes:
        set_id: The comparison set; without one samples are judged.
        n: At most so many samples or pairs, drawn by the seed; all without it.
        only_judged_by_people: Only what people have judged too, so that both can be compared.
        again: Also what this judge has judged before.
        model: The demo generator has one only.
        shows_persona: Whether the judge of samples sees for whom a text was made; a set says so itself.
        seed: Without one it is drawn, and kept with the job.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    samples: SampleFilter = SampleFilter()
    set_id: int | None = None
    n: int | None = Field(default=None, ge=1, le=MAX_SAMPLES)
    only_judged_by_people: bool = False
    again: bool = False
    provider: ProviderName = "demo"
    model: str = Field(default="", max_length=200)
    shows_persona: bool = True
    params: ModelParams = ModelParams(temperature=None, max_output_tokens=1_024)
    reuses_answers: bool = True
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED)
    budget_usd: float | None = Field(default=None, gt=0, allow_inf_nan=False)

    @property
    def model_name(self) -> str:
        """The model that judges."""
        return DEMO_MODEL if self.provider == "demo" else self.model

    @model_validator(mode="after")
    def _names_its_model_and_its_things(self) -> Self:
        if not self.model_name:
            raise ValueError(f"name a model of {self.provider}")
        if self.set_id is not None and self.samples.set_fields():
            raise ValueError("judge either samples or a comparison set")
        return self


class JudgePlan(CallPlan):
    """What a job was told, as it stands in its row.

    Of samples, item i is `sample_ids[i]`; of pairs, items 2k and 2k + 1 are
    pair `pair_ids[k]`, with its first text first and with its second.
    """

    judge_id: int
    sample_ids: tuple[int, ...] = ()
    pair_ids: tuple[int, ...] = ()
    set_id: int | None = None
    question: str = ""
    """What is asked about the pairs."""
    shows_persona: bool = True
    rubric_ids: dict[str, int] = Field(default_factory=dict)
    """Which version of the questions is asked about the samples, by scenario."""
    left_out: dict[str, int] = Field(default_factory=dict)

    @property
    def n_items(self) -> int:
        """How many answers are wanted."""
        return len(self.sample_ids) + SIDES * len(self.pair_ids)

    @property
    def is_of_pairs(self) -> bool:
        """Whether pairs are judged."""
        return self.set_id is not None
