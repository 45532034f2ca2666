"""The checks of a tool's code: what its syntax tree says, and that nothing of it is run."""

import pytest

from curation.synthesis import CheckResult, Parsed, check_sample

_ARGS = {"street": "string", "hour": "integer, 0 to 23"}


def _results(code: object, args: object = _ARGS, name: object = "read_tide") -> dict[str, CheckResult]:
    """Return the results that are about the function and its code, by name."""
    text = "Tells a diver when a street falls dry, from the tide table of the harbour: name, arguments and result."
    data = {"name": "Tide clock", "description": text, "function_name": name, "input_args": args, "code": code}
    results = check_sample("tool", Parsed(text, None, data), persona="A diver", prompt="", variant="code")
    for result in results:
        assert result.detail.endswith(".")
        assert "\n" not in result.detail
        assert len(result.detail) < 600
    return {result.name: result for result in results}


def _failed(code: object, args: object = _ARGS, name: object = "read_tide") -> list[str]:
    return [result.name for result in _results(code, args, name).values() if not result.ok]


@pytest.mark.parametrize(
    "code",
    [
        "def read_tide(street, hour): ...",
        "def read_tide(hour: int, street: str = 'quay') -> int:\n    return 1",
        "async def read_tide(street, *, hour): ...",
        "def read_tide(*, street, hour=0): ...",
        "def read_tide(street, hour, table=None, *, unit='min', **more): ...",
        "def read_tide(street): ...\ndef read_tide(street, hour): ...",
        "import math\n\nclass Table: ...\n\n@staticmethod\ndef read_tide(street, hour, *more): ...",
    ],
)
def test_a_function_that_keeps_its_interface_passes(code: str) -> None:
    assert _failed(code) == []
    assert {"code_parses", "code_defines", "code_matches"} <= _results(code).keys()


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("def read_tide(street, hour)\n    return 1", "line 1"),
        ("def read_tide(street, hour):\nreturn 1", "line 2"),
        ("def read_tide(street, hour):\n    return '", "line 2"),
        ("x = " + "(" * 1_000 + ")" * 1_000, "nested"),
        ("x = " + "-" * 100_000 + "1", "nested too deeply"),
        ("x = a" + ".b" * 100_000, "nested too deeply"),
        ("x = " + "9" * 5_000, "Exceeds the limit"),
    ],
)
def test_code_that_is_no_python_is_told_where(code: str, why: str) -> None:
    results = _results(code)
    assert [result.name for result in results.values() if not result.ok] == ["code_parses"]
    assert why in results["code_parses"].detail
    assert "code_defines" not in results


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("def read(street, hour): ...", "it defines read"),
        ("x = 1", "it defines none"),
        ("class Tide:\n    def read_tide(self, street, hour): ...", "it defines none"),
        ("def main():\n    def read_tide(street, hour): ...", "it defines main"),
        ("read_tide = lambda street, hour: 1", "it defines none"),
    ],
)
def test_the_function_must_stand_at_the_top_level_under_its_name(code: str, why: str) -> None:
    results = _results(code)
    assert [result.name for result in results.values() if not result.ok] == ["code_defines"]
    assert why in results["code_defines"].detail
    assert "code_matches" not in results


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("def read_tide(street): ...", "it lacks hour"),
        ("def read_tide(): ...", "it lacks street, hour"),
        ("def read_tide(street, hours): ...", "it lacks hour and it also needs hours"),
        ("def read_tide(street, hour, table): ...", "it also needs table"),
        ("def read_tide(street, hour, *, table): ...", "it also needs table"),
        ("def read_tide(street, hour, table, unit=1): ...", "it also needs table"),
        ("def read_tide(street, /, hour): ...", "it lacks street"),
        ("def read_tide(*street, **hour): ...", "it lacks street, hour"),
    ],
)
def test_parameters_that_differ_from_the_interface_are_named(code: str, why: str) -> None:
    results = _results(code)
    assert [result.name for result in results.values() if not result.ok] == ["code_matches"]
    assert why in results["code_matches"].detail


@pytest.mark.parametrize("args", [["street", "hour"], "street: string", None])
def test_arguments_without_names_are_not_compared(args: object) -> None:
    result = _results("def read_tide(): ...", args)["code_matches"]
    assert result.ok
    assert result.detail.startswith("Not checked")


def test_no_arguments_need_no_parameters() -> None:
    assert _failed("def read_tide(): ...", {}) == []
    assert _failed("def read_tide(x): ...", {}) == ["code_matches"]


def test_nothing_of_the_code_is_run() -> None:
    code = "raise SystemExit(3)\nimport os\nos._exit(4)\ndef read_tide(street, hour=1 / 0): ..."
    assert _failed(code) == []


def test_a_line_that_code_repeats_is_no_repetition() -> None:
    line = "    check(street, 'the street must be given as a text')\n"
    assert _failed("def read_tide(street, hour):\n" + line * 5) == []


@pytest.mark.parametrize("code", [None, "", "  "])
def test_the_variant_with_code_needs_code(code: object) -> None:
    assert "contract" in _failed(code)


def test_a_name_that_is_no_text_is_defined_nowhere() -> None:
    assert _failed("def read_tide(street, hour): ...", name=["read_tide"]) == ["identifier", "code_defines"]
