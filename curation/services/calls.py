"""What every job that calls a model is told."""

from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from curation.providers import ProviderName

MAX_SEED: Final = 2**31 - 1


class ModelParams(BaseModel):
    """What is asked of a model beside the prompt; None leaves the temperature to the model."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    temperature: float | None = Field(default=None, ge=0.0, le=2.0)
    max_output_tokens: int = Field(default=2_048, ge=16, le=64_000)


class CallPlan(BaseModel):
    """By whom the calls of a job are answered, and how, as it stands in the job's row."""

    model_config = ConfigDict(frozen=True)

    provider: ProviderName
    model: str
    temperature: float | None
    max_output_tokens: int
    seed: int
    reuses_answers: bool = True
    """Whether an earlier answer to the same request is taken instead of a new one."""
    timeout_s: float = Field(default=180.0, gt=0)

    @property
    def is_demo(self) -> bool:
        """Whether the demo generator answers: nothing is billed, and its texts are labelled."""
        return self.provider == "demo"
