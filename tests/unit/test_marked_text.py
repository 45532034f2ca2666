"""Marked texts: every character of theirs is escaped, and blanks at the ends of a piece stay."""

import re

import pytest

from curation.text.quotes import mark_quotes
from curation.ui.marked_text import marked_html, text_pieces
from tests.attacks import ATTACKS


def shown(html: str) -> str:
    """Return what stands between the tags."""
    return re.sub(r"<sup>.*?</sup>|<[^>]+>", "", html)


def test_a_mark_carries_the_numbers_of_those_who_quote_it() -> None:
    text = "one two\n three"
    pieces = text_pieces(text, mark_quotes(text, {7: "two\n", 9: "two"}).marks, 0, 100)
    html = marked_html(pieces)
    assert ">one <mark>two<sup>7, 9</sup></mark><mark>\n<sup>7</sup></mark> three<" in html
    assert shown(html) == text


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_text_makes_no_tag_but_the_mark(name: str) -> None:
    attack = ATTACKS[name]
    text = f"before {attack} after"
    html = marked_html(text_pieces(text, mark_quotes(text, {1: attack[:9]}).marks, 0, len(text)))
    assert set(re.findall(r"<\s*/?\s*(\w+)", html)) <= {"div", "mark", "sup"}


def test_a_portion_cuts_a_mark_at_its_border() -> None:
    text = "aaaabbbbcccc"
    marks = mark_quotes(text, {1: "bbbb"}).marks
    halves = [text_pieces(text, marks, 0, 6), text_pieces(text, marks, 6, 12)]
    assert [[piece[:2] for piece in half if piece[0]] for half in halves] == [
        [("aaaa", False), ("bb", True)],
        [("bb", True), ("cccc", False)],
    ]
