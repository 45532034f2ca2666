"""The mathematics scenario: which families belong to which variant, and the answer's form."""

from collections.abc import Mapping

from curation.providers.demo.amounts import AMOUNTS
from curation.providers.demo.counting import CHANCES, HARD
from curation.providers.demo.geometry import GEOMETRY
from curation.providers.demo.problem import Family
from curation.providers.demo.scene import Scene, opening

FAMILIES: Mapping[str, tuple[Family, ...]] = {
    "plain": (*AMOUNTS, *CHANCES, *GEOMETRY),
    "focus": GEOMETRY,
    "difficulty": HARD,
}
"""The kinds of problems by variant; the focus that the demo knows is geometry."""


def write_maths(scene: Scene, variant: str) -> str:
    """Write a problem, its solution and its answer."""
    families = FAMILIES.get(variant, FAMILIES["plain"])
    introduction = opening(scene)
    problem = families[scene.rng.randrange(len(families))](scene)
    steps = "\n".join(problem.steps)
    return f"Math problem: {introduction} {problem.story}\nSolution: {steps}\nAnswer: {problem.answer}"
