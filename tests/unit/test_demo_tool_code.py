"""The demo generator's code for tools: it runs, and computes what the interface promises."""

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from curation.providers.demo import demo_answer
from curation.providers.demo.scene import make_scene
from curation.providers.demo.tool_bodies_more import BODIES
from curation.providers.demo.tool_code import write_code
from curation.synthesis.check_code import check_tool
from curation.synthesis.parsed import Parsed
from curation.synthesis.tool_parts import parse_code
from tests.unit.demo_people import HOSTILE, PERSONAS, make

_FARMER = "A goat farmer from Crete experimenting with solar fences"
_GIVEN: dict[str, object] = {
    "date": "2026-03-02",
    "jobs": [
        {
            "name": "one", "minutes": 60, "deadline": None,
            "start": "2026-03-02T09:00", "end": "2026-03-02T11:00", "needed_skill": "carry",
        },
        {
            "name": "two", "minutes": 30, "deadline": "2026-03-02T09:00",
            "start": "2026-03-02T10:00", "end": "2026-03-02T12:00", "needed_skill": "carry",
        },
    ],
    "free_hours": 3,
    "pause_minutes": 10,
    "latitude": 47.05,
    "longitude": 8.30,
    "radius_km": 10,
    "from_date": "2026-01-01",
    "sensor_id": "S-0412",
    "minimum": -20,
    "maximum": 100_000,
    "window_minutes": 60,
    "past_use": [40, 50, 60],
    "expected_people": 20,
    "confidence": 0.9,
    "sources": ["https://example.org/notices.xml", "https://example.org/none.xml"],
    "since": "2026-02-15",
    "keywords": [],
    "people": [
        {"name": "Ada", "available": ["2026-03-02T08:00/2026-03-02T18:00"], "skills": ["carry"]},
        {"name": "Bo", "available": ["2026-03-02T08:00/2026-03-02T11:00"], "skills": ["carry"]},
    ],
    "max_hours": 6,
    "photo": b"\x89PNG rest",
    "location": "shelf",
    "condition": "new",
    "document": "example.pdf",
    "rules": [{"id": "r1", "pattern": "(?i)later", "message": "Say when."}],
    "language": "en",
    "limit": 50,
    "time_zone": "UTC",
    "dry_run": False,
    "requested_by": "Ada",
    "timeout_s": 60,
    "unit_system": "metric",
}  # fmt: skip


def _load(code: str, name: str) -> Callable[..., dict[str, Any]]:
    """Run the module and return its function."""
    module: dict[str, Any] = {}
    exec(compile(code, "tool", "exec"), module)
    function: Callable[..., dict[str, Any]] = module[name]
    return function


def _tool(kind: str, persona: str = _FARMER) -> tuple[dict[str, Any], Callable[..., dict[str, Any]]]:
    """Return the first interface of a kind for a persona, and its function."""
    for seed in range(200):
        made = make("tool", "code", persona, seed)
        name = str(made.parsed.data["function_name"])
        if name.split("_")[0] == kind:
            return dict(made.parsed.data), _load(str(made.parsed.data["code"]), name)
    raise AssertionError(f"no tool of the kind {kind}")


def _call(kind: str, **changed: object) -> dict[str, Any]:
    data, function = _tool(kind)
    return function(**{**{name: _GIVEN[name] for name in data["input_args"]}, **changed})


def test_code_of_many_tools_passes_every_check_and_runs_to_all_the_fields_it_promised() -> None:
    kinds = set()
    for seed, persona in enumerate(PERSONAS[::2]):
        made = make("tool", "code", persona, seed)
        data = made.parsed.data
        assert all(check.ok for check in check_tool(made.parsed)), made.raws[1]
        name, arguments, fields = str(data["function_name"]), data["input_args"], data["return"]
        assert isinstance(arguments, dict)
        assert isinstance(fields, dict)
        result = _load(str(data["code"]), name)(**{argument: _GIVEN[argument] for argument in arguments})
        assert result.keys() == fields.keys()
        assert not re.search(r"^\s+pass$|NotImplemented", str(data["code"]), re.MULTILINE)
        assert all(len(line) <= 130 for line in str(data["code"]).splitlines())
        kinds.add(name.split("_")[0])
    assert kinds == BODIES.keys()


def test_a_day_is_planned_with_the_nearest_deadline_first() -> None:
    result = _call("plan")
    assert [(one["name"], one["start"][11:16], one["end"][11:16]) for one in result["schedule"]] == [
        ("two", "08:00", "08:30"),
        ("one", "08:40", "09:40"),
    ]
    assert result["left_over"] == []
    short = _call("plan", free_hours=1)
    assert short["left_over"] == ["one: the free hours are used up"]


def test_entries_are_found_by_distance_along_the_globe_and_by_date() -> None:
    result = _call("find")
    assert [entry["distance_km"] for entry in result["entries"]] == [0.76, 3.42]
    assert _call("find", latitude=-47.0)["entries"] == []
    assert len(_call("find", from_date="2028-01-01")["entries"]) == 1


def test_readings_are_averaged_over_the_window_alone() -> None:
    hour, ten = _call("read", window_minutes=60), _call("read", window_minutes=10)
    assert hour["mean"] != ten["mean"]
    assert hour["outside_minutes"] == 0
    assert _call("read", minimum=-1000, maximum=-999)["outside_minutes"] == 60
    with pytest.raises(ValueError, match="no sensor"):
        _call("read", sensor_id="S-9999")


def test_a_higher_confidence_asks_for_more() -> None:
    low, high = _call("estimate", confidence=0.5), _call("estimate", confidence=0.99)
    assert low["recommended"] == 50
    assert high["recommended"] > 70
    assert low["low"] <= low["recommended"] <= low["high"]


def test_what_is_new_what_is_gone_and_who_does_not_answer_are_told_apart() -> None:
    result = _call("watch")
    assert [one["address"][-2:] for one in result["added"]] == ["31"]
    assert [address[-2:] for address in result["removed"]] == ["24"]
    assert result["unreachable"] == ["https://example.org/none.xml"]
    assert _call("watch", keywords=["no such word"])["added"] == []


def test_nobody_has_two_jobs_at_once() -> None:
    result = _call("assign")
    assert result["assignments"] == [{"job": "one", "person": "Ada"}] or result["open_jobs"] == []
    assert {one["job"] for one in result["assignments"]} | {one["job"] for one in result["open_jobs"]} == {"one", "two"}
    assert len({one["person"] for one in result["assignments"]}) == len(result["assignments"])
    assert 0 < result["fairness"] <= 1


def test_a_thing_is_new_in_the_register_once() -> None:
    data, function = _tool("register")
    given = {name: _GIVEN[name] for name in data["input_args"]}
    assert [function(**given)["is_new"], function(**given)["is_new"]] == [True, False]
    with pytest.raises(ValueError, match="JPEG or PNG"):
        function(**{**given, "photo": b"GIF89a"})


def test_a_dry_run_leaves_the_register_alone() -> None:
    interface = json.loads(demo_answer("tool", "code", _FARMER, 0, step="interface"))
    interface |= {
        "function_name": "register_tiles",
        "input_args": {
            "photo": "bytes", "location": "string", "condition": "string",
            "dry_run": "boolean, true to change nothing; default false",
        },
        "return": {"is_new": "boolean"},
    }  # fmt: skip
    function = _load(parse_code(write_code(json.dumps(interface), Random(0))), "register_tiles")
    given = {"photo": _GIVEN["photo"], "location": "shelf", "condition": "new"}
    assert [function(**given, dry_run=True)["is_new"] for _ in range(2)] == [True, True]
    assert [function(**given)["is_new"] for _ in range(2)] == [True, False]


def test_rules_name_the_page_and_the_line() -> None:
    found = _call("check")["findings"]
    assert found == [{"rule_id": "r1", "page": 1, "line": 3, "message": "Say when."}]


@pytest.mark.parametrize(
    "so_far",
    [
        "",
        "no object",
        "[1, 2]",
        '{"function_name": "class"}',
        '{"function_name": "f", "input_args": ["a"], "return": "x", "depend": {}}',
        '{"function_name": "plan_x", "input_args": {"a b": "string", "lambda": "x", "n": "integer; default 3"}}',
        '{"name": "\\"\\"\\" + exec(1)", "description": "\\\\", "function_name": "f"}',
        '{"a": ' * 3_000 + "1" + "}" * 3_000,
        *HOSTILE,
    ],
)
def test_any_other_interface_gets_code_that_looks_up_and_invents_nothing(so_far: str) -> None:
    code = parse_code(write_code(so_far, Random(0)))
    name = re.findall(r"^def (\w+)\(", code, re.MULTILINE)[-1]
    with pytest.raises((ValueError, TypeError)):
        _load(code, name)()


def test_an_interface_from_elsewhere_is_matched_by_name_order_and_default() -> None:
    interface = {
        "name": "Tide table",
        "description": "Looks up tides.",
        "function_name": "tide_at",
        "input_args": {"port": "string, name", "days": "integer; default 3", "unit": "string"},
        "return": {"height_m": "number, metres"},
        "depend": [],
    }
    code = parse_code(write_code(json.dumps(interface), Random(0)))
    assert all(check.ok for check in check_tool(Parsed("", None, {**interface, "code": code})))
    assert "def tide_at(\n    port: str,\n    days: int = 3,\n    *,\n    unit: str,\n) -> dict:" in code
    with pytest.raises(ValueError, match="no record"):
        _load(code, "tide_at")("Brest", unit="m")


def test_code_depends_on_the_interface_and_not_on_the_persona() -> None:
    interface = demo_answer("tool", "code", _FARMER, 3, step="interface")
    assert make_scene(_FARMER, Random(0)).facts.topic in interface
    other = demo_answer("tool", "code", "A nurse", 3, step="code", so_far=interface)
    assert json.loads(interface)["function_name"] in other
