"""Samples that can be compared, sets of pairs, and votes cast for one arm."""

import itertools
from collections.abc import Sequence
from typing import Any

from curation.models import Choice, ComparisonPair, Origin, Outcome, Sample
from curation.services import comparisons
from curation.services.answers import for_persona, set_text
from curation.services.comparison_sets import make_set
from curation.services.permissions import Actor
from curation.services.set_ask import SetAsk
from curation.store.comparisons import pairs_of
from curation.store.personas import new_persona
from curation.workspace import Workspace

PROMPT = "Write a problem for this keeper of bees."
_NUMBERS = itertools.count(1)


def add_matched(workspace: Workspace, count: int, *ways: dict[str, Any], **shared: Any) -> list[list[int]]:  # noqa: ANN401
    """Add for each of `count` personas a sample for each way; return the ids way by way."""
    made: list[list[int]] = [[] for _ in ways]
    with workspace.write() as tx:
        for _ in range(count):
            persona = new_persona(f"A keeper of bees, no. {next(_NUMBERS)}", origin=Origin.IMPORTED, licence="CC0-1.0")
            tx.add(persona)
            tx.flush()
            for way, ids in zip(ways, made, strict=True):
                values = {"outcome": Outcome.OK, "raw": "raw", "provider": "p", "model": "m", "template_id": 1,
                          "prompt": PROMPT, "scenario": "math", **shared, **way}  # fmt: skip
                is_for_nobody = values.pop("nobody", False)
                words = "word " * values.pop("words", 3)
                row = set_text(Sample(**values), f"How many bees, no. {next(_NUMBERS)}? {words}".strip())
                if is_for_nobody:
                    row.licence = "CC0-1.0"
                tx.add(row if is_for_nobody else for_persona(row, persona))
                tx.flush()
                ids.append(row.id or 0)
    return made


def two_models(workspace: Workspace, count: int = 6, **shared: Any) -> list[list[int]]:  # noqa: ANN401
    """Add for each persona a sample of model `big`, which is longer, and one of `small`."""
    return add_matched(workspace, count, {"model": "big", "words": 12}, {"model": "small"}, **shared)


def models_ask(name: str = "which model", **fields: Any) -> SetAsk:  # noqa: ANN401
    """Return what a set of the two models is asked for."""
    return SetAsk(name=name, source="models", seed=7, **{"arms": ("big", "small"), **fields})


def make_models(workspace: Workspace, actor: Actor, **fields: Any) -> tuple[int, list[int]]:  # noqa: ANN401
    """Make a set of the two models; return its id and those of its pairs."""
    set_id = make_set(workspace, models_ask(**fields), actor=actor)
    return set_id, pair_ids(workspace, set_id)


def pair_ids(workspace: Workspace, set_id: int) -> list[int]:
    """Return the pairs of a set."""
    with workspace.read() as session:
        return [pair.id or 0 for pair in pairs_of(session, set_id)]


def pair_in(workspace: Workspace, pair_id: int) -> ComparisonPair:
    """Return a pair as it is stored."""
    with workspace.read() as session:
        return session.get_one(ComparisonPair, pair_id)


def vote_for(workspace: Workspace, pairs: Sequence[int], arm: str, actor: Actor) -> None:
    """Vote for an arm, on whichever side it stands."""
    for pair_id in pairs:
        stored = pair_in(workspace, pair_id)
        seen = comparisons.get_pair(workspace, pair_id, actor=actor)
        sample_id = stored.a_sample_id if stored.a_arm == arm else stored.b_sample_id
        with workspace.read() as session:
            is_left = session.get_one(Sample, sample_id).text == seen.left
        comparisons.submit(workspace, pair_id, Choice.LEFT if is_left else Choice.RIGHT, actor=actor)
