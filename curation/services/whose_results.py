"""How often people tell whose text it is, by template, scenario, model or rater; a quarter is what lots would give."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from curation.metrics.intervals import Interval, wilson_interval
from curation.metrics.ratings import UndefinedError
from curation.review.guessing import CHANCE
from curation.services.figures import Figure, NotDefined, figure
from curation.services.permissions import Actor, allow
from curation.services.rater_names import names_for
from curation.store import guesses as store
from curation.store.guesses import By, Tally
from curation.workspace import Workspace

__all__ = ["By", "Fidelity", "FidelityLine", "fidelity", "own_guesses"]


@dataclass(frozen=True, slots=True)
class FidelityLine:
    """Guesses at texts of one template, scenario or model, or of one rater.

    Attributes:
        name: Whose.
        n: Guesses.
        right: How many were right; who cannot tell is not.
        cannot_tell: How many could not tell.
        share: Right ones of all, with Wilson's interval.
    """

    name: str
    n: int
    right: int
    cannot_tell: int
    share: Figure

    @property
    def reading(self) -> str:
        """What the interval says beside drawing lots."""
        if isinstance(self.share, NotDefined):
            return ""
        if self.share.low > CHANCE:
            return "the persona shows"
        return "worse than by lot" if self.share.high < CHANCE else "could be chance"


@dataclass(frozen=True, slots=True)
class Fidelity:
    """All of it, and what was left out.

    Attributes:
        by: What the lines are of.
        lines: One for each.
        total: All together.
        is_labelled: All texts are hand-written or of the demo generator.
        n_labelled: Guesses at such texts that were left out, since there are others.
        n_reviewed: Guesses of people who had judged the text before and may have seen its persona; left out.
    """

    by: By
    lines: tuple[FidelityLine, ...]
    total: FidelityLine
    is_labelled: bool
    n_labelled: int
    n_reviewed: int


def fidelity(workspace: Workspace, *, by: By = "template", actor: Actor) -> Fidelity:
    """Return how often people tell whose text it is; cached until the data changes.

    Whose accuracy it is, by rater, is told to curators; others read of rater 1
    and so on. Guesses are taken as independent of each other, though a person
    makes several and a text may get several.
    """
    with workspace.read() as session:
        allow(session, actor, "look")
        names = names_for(session, actor)
    found = workspace.cached(("fidelity", by), lambda: _read(workspace, by))
    if by != "rater":
        return found
    return replace(found, lines=tuple(replace(line, name=names.of(int(line.name))) for line in found.lines))


def own_guesses(workspace: Workspace, *, actor: Actor) -> FidelityLine:
    """Return how often the actor was right, of all guesses."""
    with workspace.read() as session:
        allow(session, actor, "review")
        n, right = store.count_guesses(session, actor.id)
    return FidelityLine(actor.name, n, right, 0, _share(right, n))


def _read(workspace: Workspace, by: By) -> Fidelity:
    with workspace.read() as session:
        rows = store.tallies(session, by)
    fresh = [row for row in rows if not row.was_reviewed]
    real = [row for row in fresh if row.counts]
    kept = real or fresh
    lines = [_line(key, [row for row in kept if row.key == key]) for key in dict.fromkeys(row.key for row in kept)]
    return Fidelity(
        by=by,
        lines=tuple(sorted(lines, key=lambda line: (-line.n, line.name))),
        total=_line("all", kept),
        is_labelled=not real and bool(kept),
        n_labelled=sum(row.n for row in fresh) - sum(row.n for row in kept),
        n_reviewed=sum(row.n for row in rows if row.was_reviewed),
    )


def _line(name: str, rows: Sequence[Tally]) -> FidelityLine:
    n, right = sum(row.n for row in rows), sum(row.right for row in rows)
    return FidelityLine(name, n, right, sum(row.cannot_tell for row in rows), _share(right, n))


def _share(right: int, n: int) -> Figure:
    def share() -> Interval:
        if not n:
            raise UndefinedError("nobody has guessed yet")
        return wilson_interval(right, n)

    return figure(share)
