"""What a draw of personas is told, and what it came to, as it stands in a job."""

from dataclasses import dataclass, field
from math import isfinite
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from curation.personas import VOCABULARY

How = Literal["all", "random", "stratified", "farthest", "undercovered", "by_yield"]
STRATIFIED_BY: Final = (*VOCABULARY, "language", "origin")
"""What is known of each persona by one word, and so divides a hub into strata."""
_TOLERANCE: Final = 0.005
"""Three thirds may be written 0.33."""


class DrawSettings(BaseModel):
    """What a draw goes by, beside how many and the seed; each way of drawing reads what it needs.

    Attributes:
        attribute: By which a stratified draw divides.
        shares: The share of each of its values, adding up to 1; values that are
            not named get none. Empty: the shares that the personas meant have.
        fill_up: Whether what a value lacks is drawn from the others; else fewer are drawn.
        explore: The share that a draw by yield takes evenly from all.
        scenario: Whose samples are counted, for coverage and yield; empty for those of all scenarios.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    attribute: str = ""
    shares: dict[str, float] = Field(default_factory=dict)
    fill_up: bool = False
    explore: float = Field(default=0.2, ge=0.0, le=1.0)
    scenario: str = ""

    @model_validator(mode="after")
    def _can_be_meant(self) -> Self:
        if self.attribute and self.attribute not in STRATIFIED_BY:
            raise ValueError(f"personas are not divided by '{self.attribute}'; known: {', '.join(STRATIFIED_BY)}")
        if not self.shares:
            return self
        known = VOCABULARY.get(self.attribute)
        if strange := [value for value in self.shares if known and value not in known]:
            raise ValueError(f"{self.attribute} is never '{strange[0]}'; known: {', '.join(known or ())}")
        if any(not isfinite(share) or share < 0 for share in self.shares.values()):
            raise ValueError("a share is a number from 0 to 1")
        if abs((total := sum(self.shares.values())) - 1) > _TOLERANCE:
            raise ValueError(f"the shares add up to {100 * total:.4g}%; they have to add up to 100%")
        return self

    def __hash__(self) -> int:
        """Let whoever is asked the same keep the answer, as with every other ask."""
        shares = tuple(sorted(self.shares.items()))
        return hash((self.attribute, shares, self.fill_up, self.explore, self.scenario))


class DrawnRow(BaseModel):
    """What became of one stratum or one cluster in a draw.

    Attributes:
        value: Of the attribute, or the id of the cluster.
        name: What a reader is shown; of a cluster it is words of personas.
        available: How many of the personas meant are of it.
        asked: How many its share asks for; where no share is given, as many as were drawn.
        drawn: How many were.
        good: Samples of it before that came out well; None where nobody asked.
        tried: Samples of it before to which an answer came; None where nobody asked.
    """

    model_config = ConfigDict(frozen=True)

    value: str
    name: str
    available: int
    asked: int
    drawn: int
    good: int | None = None
    tried: int | None = None


class Told(BaseModel):
    """What there is to say of a draw: sentences, and what became of each stratum or cluster."""

    model_config = ConfigDict(frozen=True)

    sentences: tuple[str, ...] = ()
    rows: tuple[DrawnRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The personas of a job, in the order in which they are taken up.

    Attributes:
        left_out: How many that the filter means were not looked at, by reason.
        told: What the draw came to.
    """

    ids: tuple[int, ...]
    left_out: dict[str, int]
    told: Told = field(default_factory=Told)
