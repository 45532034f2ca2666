"""The mathematics scenario: which families belong to which variant, and the answer's form."""

from collections.abc import Mapping

from curation.providers.demo import professional as chances
from curation.providers.demo import professional_plans as plans
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

AT_WORK: Mapping[str, tuple[Family, ...]] = {
    "health": (chances.repeated_dose, chances.positive_test, chances.drawn_and_filled),
    "teaching": (chances.passing_by_guessing, plans.fit_slope, plans.committee),
    "software": (chances.retries, chances.quorum, plans.fit_slope),
    "growing": (chances.runners, plans.two_genes, plans.order_quantity),
    "kitchen": (chances.drawn_and_filled, plans.order_quantity, plans.tray_of_sheet),
    "sport": (chances.comeback, plans.fit_slope, plans.committee),
    "music": (chances.rhythms, plans.committee, chances.passing_by_guessing),
    "arts": (plans.best_view, plans.tray_of_sheet, plans.order_quantity),
    "public": (plans.seats, plans.committee, plans.waiting),
    "science": (plans.fit_slope, chances.drawn_and_filled, plans.two_genes),
    "engineering": (plans.beam, chances.quorum, plans.tray_of_sheet),
    "trade": (plans.order_quantity, plans.fit_slope, plans.committee),
    "travel": (plans.waiting, plans.fit_slope, plans.order_quantity),
    "craft": (plans.tray_of_sheet, plans.beam, plans.order_quantity),
    "animals": (plans.two_genes, chances.repeated_dose, plans.fit_slope),
    "home": (plans.collecting, plans.waiting, chances.drawn_and_filled),
    "community": (plans.committee, plans.seats, plans.collecting),
}
"""The kinds of the variant "professional" by walk of life."""


def write_maths(scene: Scene, variant: str) -> str:
    """Write a problem, its solution and its answer."""
    families = AT_WORK[scene.domain.name] if variant == "professional" else FAMILIES.get(variant, FAMILIES["plain"])
    introduction = opening(scene)
    problem = families[scene.rng.randrange(len(families))](scene)
    steps = "\n".join(problem.steps)
    return f"Math problem: {introduction} {problem.story}\nSolution: {steps}\nAnswer: {problem.answer}"
