"""Quotes: where they stand in a text, also where they overlap."""

import random

from curation.text.quotes import Mark, mark_quotes, quote_in_place

TEXT = "the cat sat on the mat, the cat slept"


def test_a_quote_is_marked_where_it_first_stands() -> None:
    assert mark_quotes(TEXT, {7: "cat"}).marks == (Mark(4, 7, (7,)),)


def test_quotes_that_overlap_share_the_piece_between_them() -> None:
    marks = mark_quotes(TEXT, {1: "the cat sat", 2: "cat sat on", 3: "cat"}).marks
    assert [(TEXT[mark.start : mark.end], mark.by) for mark in marks] == [
        ("the ", (1,)),
        ("cat", (1, 2, 3)),
        (" sat", (1, 2)),
        (" on", (2,)),
    ]


def test_a_quote_that_is_not_there_is_lost_and_an_empty_one_is_none() -> None:
    assert mark_quotes(TEXT, {1: "dog", 2: "", 3: "CAT"}) == ((), (1, 3))


def test_marks_agree_with_looking_at_each_character() -> None:
    rng = random.Random(7)
    for _ in range(50):
        text = "".join(rng.choices("ab ", k=40))
        spans = {owner: sorted(rng.sample(range(41), 2)) for owner in range(6)}
        quotes = {owner: text[start:end] for owner, (start, end) in spans.items()}
        by_character: list[set[int]] = [set() for _ in text]
        for owner, quote in quotes.items():
            for position in range(text.find(quote), text.find(quote) + len(quote)):
                by_character[position].add(owner)
        found: list[set[int]] = [set() for _ in text]
        for mark in mark_quotes(text, quotes).marks:
            for position in range(mark.start, mark.end):
                found[position] |= set(mark.by)
        assert found == by_character


def test_a_quote_in_its_place_has_so_much_around_it_and_says_where_the_text_ends() -> None:
    found = quote_in_place(TEXT, "on", around_chars=4)
    assert (found.before, found.quote, found.after) == ("sat ", "on", " the")
    assert not found.is_begin
    assert not found.is_end
    whole = quote_in_place(TEXT, "sat", around_chars=1_000)
    assert whole.before + whole.quote + whole.after == TEXT
    assert whole.is_begin
    assert whole.is_end


def test_without_its_quote_a_text_is_shown_from_its_beginning() -> None:
    found = quote_in_place(TEXT, "a dog", around_chars=4)
    assert (found.before, found.quote, found.is_begin, found.is_end) == (TEXT[:8], "", True, False)
