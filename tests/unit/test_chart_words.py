"""What a chart says of a hostile text: short, in lines that fit, taken literally."""

import pytest

from curation.ui.chart_words import chart_line, chart_lines
from tests.attacks import ATTACKS


def test_a_text_is_broken_at_blanks_and_what_is_left_over_is_told() -> None:
    assert chart_lines("A grower of seed potatoes who sells them", 12, 3) == ["A grower of", "seed", "potatoes w…"]
    assert chart_lines("A grower", 12, 3) == ["A grower"]
    assert chart_lines("", 12, 3) == []
    assert chart_line("A grower of seed potatoes", 12) == "A grower o…"


def test_an_east_asian_text_breaks_anywhere_and_takes_two_columns_a_character() -> None:
    assert chart_lines("京都の老舗豆腐屋の三代目で", 8, 2) == ["京都の老", "舗豆腐…"]


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_text_keeps_to_its_lines_and_is_no_template(name: str) -> None:
    lines = chart_lines(f"{{b}} {ATTACKS[name]} {{@x}}", 20, 3)
    assert len(lines) <= 3
    assert all("\n" not in line and len(line.replace("\u2060", "")) <= 20 * 9 for line in lines)
    for line in lines:
        assert not {"{b", "{@", "{a", "{c"} & {line[at : at + 2] for at in range(len(line))}


def test_combining_marks_take_no_room_and_are_few() -> None:
    assert len(chart_line("z" + "\u0301" * 60, 20)) <= 9
