"""Ids as they are written."""

import pytest

from curation.text.ids import read_id


@pytest.mark.parametrize(("written", "expected"), [("0", 0), ("17", 17), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_ascii_digits_are_an_id(written: str, expected: int) -> None:
    assert read_id(written) == expected


@pytest.mark.parametrize("written", ["", "-1", "+1", "1_0", "1.0", " 1", "1\n", "１", "²", "x", "9" * 19, "9" * 5_000])
def test_anything_else_is_none(written: str) -> None:
    assert read_id(written) is None
