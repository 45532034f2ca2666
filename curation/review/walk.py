"""The way of one visit through the samples: back, forward, and what was gone past."""

from dataclasses import dataclass, field
from typing import Final

MAX_REMEMBERED: Final = 300
"""Steps that a visit remembers."""


@dataclass(slots=True)
class Walk:
    """The samples that were on the screen, in order, and the place among them."""

    trail: list[int] = field(default_factory=list)
    place: int = 0
    passed: list[int] = field(default_factory=list)
    """Samples left without a decision; they come again when nothing else waits."""

    @property
    def current(self) -> int | None:
        """The sample on the screen."""
        return self.trail[self.place] if self.trail else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is one before it."""
        return self.place > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether one has gone back."""
        return self.place + 1 < len(self.trail)

    def show(self, sample_id: int) -> None:
        """Put a sample on the screen as the newest step."""
        if not self.trail or self.trail[-1] != sample_id:
            self.trail = [*self.trail, sample_id][-MAX_REMEMBERED:]
        self.place = len(self.trail) - 1

    def step(self, by: int) -> None:
        """Go along the trail.

        Raises:
            ValueError: It does not reach so far.
        """
        if not 0 <= self.place + by < len(self.trail):
            raise ValueError(f"the trail has {len(self.trail)} steps, there is none {by} from {self.place}")
        self.place += by

    def pass_by(self, sample_id: int) -> None:
        """Remember that a sample was left without a decision."""
        self.passed = [*(known for known in self.passed if known != sample_id), sample_id][-MAX_REMEMBERED:]
