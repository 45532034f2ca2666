"""The logic scenario: which families belong to which variant, and the answer's form."""

from collections.abc import Mapping

from curation.providers.demo.moving import MOVES, SPATIAL
from curation.providers.demo.ordering import ORDERING
from curation.providers.demo.problem import Family
from curation.providers.demo.riddles import write_riddle
from curation.providers.demo.scene import Scene, opening

FAMILIES: Mapping[str, tuple[Family, ...]] = {"plain": (*ORDERING, *MOVES), "spatial": SPATIAL}
"""The kinds of puzzles by variant; the trick questions of "ruozhiba" have a form of their own."""


def write_logic(scene: Scene, variant: str) -> str:
    """Write a puzzle, the reasoning and the answer."""
    if variant == "ruozhiba":
        return write_riddle(scene)
    families = FAMILIES.get(variant, FAMILIES["plain"])
    introduction = opening(scene)
    puzzle = families[scene.rng.randrange(len(families))](scene)
    steps = "\n".join(puzzle.steps)
    return f"Problem: {introduction} {puzzle.story}\nReasoning: {steps}\nAnswer: {puzzle.answer}"
