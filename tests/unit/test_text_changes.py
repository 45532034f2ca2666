"""Two texts in one column: what went and what came are marked, what stayed is cut, and nothing of it is HTML."""

import re
from html import unescape

import pytest

from curation.ui.text_changes import changes_html


def plain(html: str, without: str) -> str:
    """Return what one side reads."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(rf"<{without}>.*?</{without}>", "", html, flags=re.DOTALL)))


def test_what_went_and_what_came_are_marked_and_both_sides_can_be_read() -> None:
    html = changes_html("A red house", "A blue house")
    assert "A <del>red</del><ins>blue</ins> house" in html
    assert (plain(html, "ins"), plain(html, "del")) == ("A red house", "A blue house")


def test_what_stayed_is_cut_between_changes_and_at_the_ends() -> None:
    long = "same words " * 100
    html = changes_html(f"{long}old {long}", f"{long}new {long}")
    assert html.count("characters as before") == 2
    assert len(plain(html, "ins")) < 600
    assert "characters as before" not in changes_html("short old", "short new")


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "</div><img src=x onerror=y>", "&lt;b&gt;", "\u202eabc"]
)
def test_no_character_of_a_text_is_html(hostile: str) -> None:
    html = changes_html(f"a {hostile}", f"{hostile} b")
    assert set(re.findall(r"</?(\w+)", html)) <= {"div", "ins", "del", "i"}
    assert "\u202e" not in html
