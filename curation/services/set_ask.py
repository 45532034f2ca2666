"""What somebody asks for when pairs are to be put together for comparison."""

from collections.abc import Mapping
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from curation.models import PairSource, SampleFilter
from curation.services.calls import MAX_SEED
from curation.text import one_line

MAX_ARMS: Final = 6
MAX_PAIRS: Final = 5_000
MAX_OVERLAP: Final = 50
QUESTION: Final = "Which of the two is better?"

SOURCES: Final[Mapping[PairSource, str]] = {
    PairSource.MODELS: "Models: the same prompt for the same persona, by different models",
    PairSource.TEMPLATES: "Templates: the same persona and model, by different prompts",
    PairSource.PERSONA_OR_NONE: "Persona against none: the same prompt and model, with and without a persona",
    PairSource.EDITED_OR_ORIGINAL: "Edited against original: a text as people corrected it and as it came",
    PairSource.SAME_PERSONA: "Same persona twice: the same prompt and model once more",
}
"""What the two texts of a pair share, and what they differ in."""
FIXED_ARMS: Final[Mapping[PairSource, tuple[str, str]]] = {
    PairSource.PERSONA_OR_NONE: ("persona", "no persona"),
    PairSource.EDITED_OR_ORIGINAL: ("edited", "original"),
    PairSource.SAME_PERSONA: ("made first", "made later"),
}
"""The arms of the sources that leave no choice of them."""
CHOSEN: Final = (PairSource.MODELS, PairSource.TEMPLATES)
"""The sources whose arms are named by who asks."""


class SetAsk(BaseModel):
    """Which samples are to stand side by side, and how they are shown.

    Attributes:
        source: What the two samples of a pair differ in; "trial" takes the arms of a trial as they are.
        arms: Names of models, or ids of templates, for the two sources that need them.
        trial: The token of the trial, where that is the source.
        chosen: Only samples of this filter.
        n: At most so many pairs, drawn by the seed; without a seed one is drawn, and kept with the set.
        overlap: By how many people each pair is to be judged.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=120)
    source: PairSource | Literal["trial"]
    arms: tuple[str, ...] = Field(default=(), max_length=MAX_ARMS)
    trial: str = ""
    chosen: SampleFilter = SampleFilter()
    n: int = Field(default=100, ge=1, le=MAX_PAIRS)
    question: str = Field(default=QUESTION, min_length=1, max_length=300)
    shows_persona: bool = True
    overlap: int = Field(default=1, ge=1, le=MAX_OVERLAP)
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED)

    @field_validator("name", "question", mode="before")
    @classmethod
    def _is_a_line(cls, written: object) -> object:
        return one_line(written) if isinstance(written, str) else written

    @model_validator(mode="after")
    def _has_its_arms(self) -> Self:
        if self.source in CHOSEN and len(set(self.arms)) < 2:
            raise ValueError(f"name two {self.source} or more to compare")
        if len(set(self.arms)) < len(self.arms):
            raise ValueError("an arm is named twice")
        if self.source not in CHOSEN and self.arms:
            raise ValueError(f"the source '{self.source}' has arms of its own")
        if (self.source == "trial") != bool(self.trial):
            raise ValueError("name a trial, and 'trial' as the source")
        return self
