"""What somebody asks for when personas are to be made by a model, and what the job is told."""

from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from curation.models import PersonaFilter
from curation.personas import TEXT_RELATIONS, VOCABULARY, Form
from curation.providers import ProviderName
from curation.services.calls import MAX_SEED, CallPlan, ModelParams
from curation.services.choosing import How
from curation.services.providers import DEMO_MODEL

MAX_CALLS: Final = 50_000
"""Calls of one job; more are made by several jobs."""
MAX_DEPTH: Final = 6
"""Steps from a first persona to its furthest relation: six degrees of separation (arXiv 2406.20094, section 2.2)."""
MAX_PER_CALL: Final = 20
MAX_ANSWERS: Final = 2
"""An answer that is not of the form is asked for once more, and paid for; then it is kept as unparseable."""
DEFAULT_PER_STEP_CALLS: Final = 1_000

RELATIONS: Final = (
    "family member",
    "friend",
    "neighbour",
    "colleague",
    "employer",
    "employee",
    "client",
    "supplier",
    "teacher",
    "pupil",
    "patient",
    "carer",
    "rival",
    "stranger met every day",
)
"""Relations between people that the page offers; others can be typed."""


class PersonasAsk(BaseModel):
    """What both ways of making personas have in common; without a seed one is drawn, and kept with the job."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    provider: ProviderName = "demo"
    model: str = Field(default="", max_length=200)
    params: ModelParams = ModelParams()
    form: Form = "structured"
    per_call: int = Field(default=2, ge=1, le=MAX_PER_CALL)
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED)
    budget_usd: float | None = Field(default=None, gt=0, allow_inf_nan=False)

    @property
    def model_name(self) -> str:
        """The model; the demo generator has one only."""
        return DEMO_MODEL if self.provider == "demo" else self.model


class FromTextsAsk(PersonasAsk):
    """Personas from texts: which texts, who in relation to them, and how closely described."""

    detail: Literal["fine", "coarse"] = "fine"
    relations: tuple[str, ...] = TEXT_RELATIONS
    sources: tuple[int, ...] = ()
    document_ids: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()
    again: bool = False
    """Whether texts that were asked about before are asked about once more."""
    max_texts: int | None = Field(default=None, ge=1, le=MAX_CALLS)

    @field_validator("relations")
    @classmethod
    def _known_relations(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if not given or set(given) - set(TEXT_RELATIONS):
            raise ValueError(f"choose at least one of {', '.join(TEXT_RELATIONS)}")
        return tuple(relation for relation in TEXT_RELATIONS if relation in given)


class ExpandAsk(PersonasAsk):
    """Personas from personas: whose relations, which, over how many steps, and how broad at most."""

    personas: PersonaFilter = PersonaFilter()
    how: How = "all"
    n: int | None = None
    steps: int = Field(default=1, ge=1, le=MAX_DEPTH)
    relations: tuple[str, ...] = ()
    gap: dict[str, str] = Field(default_factory=dict)
    """Attributes that each new person shall have, by name."""
    max_per_step: int = Field(default=DEFAULT_PER_STEP_CALLS, ge=1, le=MAX_CALLS)
    """So many people at most are asked about in a step; of more, some are drawn by the seed."""

    @field_validator("relations")
    @classmethod
    def _short_relations(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        kept = tuple(dict.fromkeys(relation.strip().lower() for relation in given if relation.strip()))
        if len(kept) > 20 or any(len(relation) > 40 for relation in kept):
            raise ValueError("name at most 20 relations of 40 characters each")
        return kept

    @field_validator("gap")
    @classmethod
    def _known_values(cls, given: dict[str, str]) -> dict[str, str]:
        for name, value in given.items():
            if value not in VOCABULARY.get(name, {}) or value == "unknown":
                raise ValueError(f"{name}={value} is no known value of an attribute")
        return given


class PersonasPlan(CallPlan):
    """What both jobs are told."""

    template_id: int
    form: Form
    per_call: int
    relations: tuple[str, ...]


class FromTextsPlan(PersonasPlan):
    """What a job of personas from texts was told; item i is about `document_ids[i]`."""

    document_ids: tuple[int, ...]
    detail: str


class ExpandPlan(PersonasPlan):
    """What a job of personas from personas was told; the items of the first step are about `persona_ids`."""

    persona_ids: tuple[int, ...]
    steps: int
    max_per_step: int
    gap: dict[str, str] = Field(default_factory=dict)
    left_out: dict[str, int] = Field(default_factory=dict)


class AttributesAsk(PersonasAsk):
    """Attributes by a provider: of whom."""

    personas: PersonaFilter = PersonaFilter()
    again: bool = False
    """Whether those whom this model was asked about before are asked about once more."""


class AttributesPlan(PersonasPlan):
    """What a job of attributes by a provider was told; item i is about `persona_ids[i]`."""

    persona_ids: tuple[int, ...]


class DeriveAsk(PersonasAsk):
    """The personas of examples by a provider: of which examples; none named means all of a scenario without one."""

    per_call: int = Field(default=1, ge=1, le=1)
    scenario: str | None = None
    example_ids: tuple[int, ...] = ()
    again: bool = False
    """Whether personas that were derived before are derived anew; what people gave or wrote stays."""


class DerivePlan(PersonasPlan):
    """What a job that derives the personas of examples was told; item i is about `example_ids[i]`."""

    example_ids: tuple[int, ...]


def variables_of(plan: PersonasPlan | FromTextsAsk | ExpandAsk) -> dict[str, str]:
    """Return what the template of a plan is filled with beside the text or the persona."""
    filled = {"n": str(plan.per_call), "form": plan.form, "relations": _phrase(plan.relations)}
    if isinstance(plan, ExpandPlan | ExpandAsk):
        filled["gap"] = "; ".join(
            f"{name.replace('_', ' ')}: {VOCABULARY[name][value]}" for name, value in sorted(plan.gap.items())
        )
    return filled


def most_calls(ask: ExpandAsk, n_first: int) -> int:
    """Return how many calls an expansion makes at most."""
    total, people = 0, n_first
    for _ in range(ask.steps):
        people = min(people, ask.max_per_step)
        total += people
        people *= ask.per_call
    return total


def _phrase(relations: tuple[str, ...]) -> str:
    """Return "read, write or like"."""
    return (
        relations[0] if len(relations) == 1 else " or ".join((", ".join(relations[:-1]), *relations[-1:])).strip(" ,")
    )
