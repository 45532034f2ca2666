"""Examples of tools: an interface alone, and one with its code."""

from curation.synthesis.examples.form import Written

TOOL_PLAIN = Written(
    "A beekeeper in the Black Forest who weighs her hives every evening and fears the hungry gap in June",
    (
        """\
{
  "name": "Hive reserve forecast",
  "description": "Tells a beekeeper from the evening weights of a hive for how many days its stores will last.",
  "function_name": "forecast_hive_reserve",
  "input_args": {
    "weights_kg": "list of numbers, the weight of the hive on successive evenings, oldest first, 5 to 60 of them, kg",
    "empty_weight_kg": "number, weight of boxes, frames and bees without stores, 5 to 60, kg",
    "least_stores_kg": "number, stores below which the hive must be fed, 0 to 20, kg"
  },
  "return": {
    "daily_change_kg": "number, mean change of weight in a day over the last five evenings, kg",
    "days_left": "whole number of days until the stores fall below the least ones, or null where they do not shrink"
  },
  "depend": ["hive scale that is read every evening"]
}""",
    ),
)

TOOL_CODE = Written(
    "A stonemason in Carrara who cuts stair treads and is tired of working out every flight anew",
    (
        """\
{
  "name": "Stair flight planner",
  "description": "Works out for a stonemason how many treads a flight of stairs needs, and how high and deep they are.",
  "function_name": "plan_stair_flight",
  "input_args": {
    "height_mm": "whole number, from floor to floor, 300 to 6000, mm",
    "wanted_riser_mm": "whole number, riser that is aimed at, 140 to 200, mm"
  },
  "return": {
    "risers": "whole number of steps up",
    "riser_mm": "number, height of each step, mm",
    "tread_mm": "number, depth of each tread, mm",
    "run_mm": "number, length of the whole flight on the ground, mm"
  },
  "depend": ["Python standard library"]
}""",
        '''\
```python
"""Plan a straight flight of stairs."""

STRIDE_MM = 630
"""Two risers and one tread make one stride; 630 mm suits most people."""


def _require_within(name: str, value: int, low: int, high: int) -> None:
    """Refuse a value that is no whole number within the bounds."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{name} must be a whole number of millimetres, not {value!r}.")
    if not low <= value <= high:
        raise ValueError(f"{name} must be from {low} to {high} mm, not {value}.")


def plan_stair_flight(height_mm: int, wanted_riser_mm: int) -> dict[str, float]:
    """Return the number of risers and the measures of each step.

    The flight ends on the upper floor, so that it has one tread less than it has risers.
    """
    _require_within("height_mm", height_mm, 300, 6000)
    _require_within("wanted_riser_mm", wanted_riser_mm, 140, 200)
    risers = max(2, round(height_mm / wanted_riser_mm))
    riser = height_mm / risers
    tread = STRIDE_MM - 2 * riser
    return {
        "risers": risers,
        "riser_mm": round(riser, 1),
        "tread_mm": round(tread, 1),
        "run_mm": round(tread * (risers - 1), 1),
    }
```''',
    ),
)
