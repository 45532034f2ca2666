"""The examples that ship: each keeps its contract, passes its checks, and is right."""

import itertools
import math
from typing import Any

import pytest

from curation.synthesis import (
    SCENARIOS,
    TOOL_KEYS,
    Parsed,
    Variant,
    check_sample,
    join_so_far,
    parse_steps,
    render_prompt,
    step_text,
    steps_of,
)
from curation.text import words

_VARIANTS = [(s.name, v) for s in SCENARIOS.values() for v in s.variants]
_IDS = [f"{scenario}-{variant.name}" for scenario, variant in _VARIANTS]


def _prompts(scenario: str, variant: Variant) -> str:
    """Return the prompts of all steps, as they would have been sent for the example."""
    steps = steps_of(scenario, variant.name, variant.variables)
    texts = [step_text(scenario, variant.name, *pair) for pair in zip(steps, variant.example, strict=True)]
    return "\n\n".join(
        render_prompt(
            variant.template,
            persona=variant.example_persona,
            variables=variant.variables,
            other_persona=variant.written.other_persona,
            step=step,
            so_far=join_so_far(steps[:number], texts[:number]),
        )
        for number, step in enumerate(steps)
    )


def _read(scenario: str, name: str) -> Parsed:
    return parse_steps(scenario, name, SCENARIOS[scenario].variant(name).example)


def _final(scenario: str, name: str) -> str:
    return str(_read(scenario, name).data["final_answer"])


@pytest.mark.parametrize(("scenario", "variant"), _VARIANTS, ids=_IDS)
def test_each_example_passes_every_check(scenario: str, variant: Variant) -> None:
    results = check_sample(
        scenario,
        parse_steps(scenario, variant.name, variant.example),
        persona=variant.example_persona,
        prompt=_prompts(scenario, variant),
        variant=variant.name,
        expected_language="en",
        variables=variant.variables,
    )
    assert [result for result in results if not result.ok] == []
    assert "It is in the language of the description, English." in [result.detail for result in results]


def test_no_two_examples_are_for_the_same_person() -> None:
    people = [variant.example_persona for _, variant in _VARIANTS]
    assert len(set(people)) == len(people) == 17
    assert all(person.strip() for person in people)


def test_articles_are_as_long_as_their_prompts_ask() -> None:
    assert 250 <= len(words(str(_read("knowledge", "plain").data["body"]))) <= 600
    assert 300 <= len(words(str(_read("knowledge", "reading").data["body"]))) <= 700


def test_the_notice_keeps_the_length_that_was_asked_for() -> None:
    notice = str(_read("instruction", "plain").answer).split("\n\n(")[0]
    assert len(notice.split()) <= 60


def test_the_ferry_carries_what_is_said() -> None:
    minute, load, total = 0, 10, 0
    while minute + 8 <= 180:
        total += load
        load = min(40, load + 3)
        minute += 12
    assert _final("math", "plain") == f"{total} passengers"


def test_the_awning_is_what_its_sides_make_it() -> None:
    # The largest circle by search over a grid of centres: the least distance to the three sides.
    a, b = (0.0, 0.0), (14.0, 0.0)
    x = (13**2 - 15**2 + 14**2) / 28
    corners = [a, b, (x, math.sqrt(13**2 - x**2))]

    def distance(p: tuple[float, float], q: tuple[float, float], r: tuple[float, float]) -> float:
        return ((r[0] - q[0]) * (p[1] - q[1]) - (r[1] - q[1]) * (p[0] - q[0])) / math.dist(q, r)

    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    grid = itertools.product((i / 20 for i in range(281)), (i / 20 for i in range(241)))
    radius = max(min(distance(point, q, r) for q, r in sides) for point in grid)
    assert radius == pytest.approx(4, abs=1e-9)
    assert 14 * corners[2][1] / 2 == pytest.approx(84)
    assert _final("math", "focus") == "84 − 16π square decimetres"


def test_no_fewer_letters_can_be_reached() -> None:
    # The same puzzle with three pigeonholes and few letters, through every state that moves can lead to.
    start, seen = (1, 2, 3), {(1, 2, 3)}
    waiting = [start]
    while waiting:
        state = waiting.pop()
        for place, step in itertools.product(range(2), (-1, 1)):
            after = list(state)
            after[place] += step
            after[place + 1] += step
            if min(after) >= 0 and sum(after) <= 14 and tuple(after) not in seen:
                seen.add((after[0], after[1], after[2]))
                waiting.append((after[0], after[1], after[2]))
    assert min(map(sum, seen)) == 1 - 2 + 3
    assert _final("math", "difficulty") == f"{sum(n if n % 2 else -n for n in range(1, 10))} letters"


def test_the_basin_runs_down_when_it_is_said_to() -> None:
    step, volume, minutes, tau = 0.001, 0.0, 0.0, 40 / math.log(2)
    while minutes < 120 or volume / tau > 0.6:
        inflow = 4.8 if minutes < 120 else 0.0
        volume += (inflow - volume / tau) * step
        minutes += step
    assert minutes - 120 == pytest.approx(40 * math.log2(7), abs=0.05)
    assert _final("math", "professional") == "40·log₂(7) minutes"


def test_the_puppets_can_be_carried_in_one_way_only() -> None:
    possible = []
    for alena, bohdan, cyril, dana in itertools.permutations(("devil", "sprite", "queen", "dog")):
        conditions = (
            alena not in {"devil", "queen"},
            dana in {"devil", "sprite"},
            cyril != "queen",
            dana != "devil" or alena == "dog",
            alena != "dog" or dana == "sprite",
        )
        if all(conditions):
            possible.append((alena, bohdan, cyril, dana))
    assert possible == [("dog", "queen", "devil", "sprite")]
    told = "Alena carries the dog, Bohdan the queen, Cyril the devil and Dana the water sprite."
    assert _final("logic", "plain") == told


def test_the_forklift_stands_where_it_is_said_to() -> None:
    place, heading, right = 0 + 0j, 1j, -1j
    for turn, bays in ((1, 5), (right, 3), (right, 2), (-right, 4), (-right, -3)):
        heading *= turn
        place += heading * bays
    assert -place / heading == 7j  # A quarter turn to the left of where it looks.
    assert _final("logic", "spatial") == "Exactly to his left, 7 bays away."


def test_the_code_of_the_tool_does_what_its_interface_says() -> None:
    data = _read("tool", "code").data
    names: dict[str, Any] = {}
    exec(str(data["code"]), names)
    plan = names[str(data["function_name"])]
    flight = plan(height_mm=2800, wanted_riser_mm=175)
    assert flight == {"risers": 16, "riser_mm": 175.0, "tread_mm": 280.0, "run_mm": 4200.0}
    assert isinstance(data["return"], dict)
    assert flight.keys() == data["return"].keys()
    assert set(TOOL_KEYS) | {"code"} == set(data)
    for wrong in ({"height_mm": 2800, "wanted_riser_mm": 20}, {"height_mm": "2800", "wanted_riser_mm": 175}):
        with pytest.raises(ValueError, match="must be"):
            plan(**wrong)
