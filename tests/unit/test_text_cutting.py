"""Long texts are cut where sentences end and lose no character; what nobody wrote to be read is told from text."""

import math
import random

import pytest

from curation.text import cut_at_sentences, is_boilerplate, running_text

SENTENCES = {
    "English": "The lock opened at dawn, and the boats went down. ",
    "Chinese": "他们在河边等了整整一个上午。",
    "Thai": "เรือออกจากท่าตั้งแต่เช้าตรู่ ",
    "Arabic": "هل وصلت السفينة إلى الميناء قبل الفجر؟ ",
    "Urdu": "کشتی صبح سویرے بندرگاہ سے روانہ ہوئی۔ ",
    "Hindi": "नाव सुबह होते ही घाट से निकल गई। ",
    "Burmese": "လှေသည်မနက်စောစောထွက်သွားသည်။",
    "Lines": "- bread, flour and salt\n",
}


@pytest.mark.parametrize("script", SENTENCES)
def test_every_piece_ends_where_a_sentence_of_its_script_ends(script: str) -> None:
    sentence = SENTENCES[script]
    pieces = cut_at_sentences(sentence * 60, max_chars=200)
    assert len(pieces) > 3
    assert all(len(piece) % len(sentence) == 0 for piece in pieces)


@pytest.mark.parametrize("seed", range(30))
def test_the_pieces_give_the_text_back_and_none_is_over_the_limit(seed: int) -> None:
    rng = random.Random(seed)
    signs = [
        "word ",
        "x" * 70,
        ". ",
        "。",
        "\n",
        " ",
        "؟ ",
        "é",
        "e\u0301",
        "न\u093f",
        "Dr. ",
        "…",
        "👩\u200d🚀",
        '?!" ',
    ]
    text = "".join(rng.choices(signs, k=400))
    limit = rng.randint(20, 300)
    pieces = cut_at_sentences(text, max_chars=limit)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= limit for piece in pieces)


def test_a_text_within_the_limit_is_one_piece_and_an_empty_one_none() -> None:
    assert cut_at_sentences("One. Two.", max_chars=9) == ["One. Two."]
    assert cut_at_sentences("", max_chars=9) == []


def test_the_pieces_are_about_equally_long() -> None:
    pieces = cut_at_sentences("Ten chars. " * 91, max_chars=1_000)
    assert [len(piece) for piece in pieces] == [506, 495]


@pytest.mark.parametrize("seed", range(20))
def test_a_cut_is_at_the_sentence_end_nearest_to_where_the_pieces_would_be_equal(seed: int) -> None:
    """Whatever the looking around a place leaves out; the last sentences are so long that it has to look further."""
    rng = random.Random(seed)
    lengths = [rng.choice((3, 40, 200, 900)) for _ in range(30)]
    text = "".join("A" * length + rng.choice((". ", "。", "! ", "\n")) for length in lengths)
    ends = [place for place in range(len(text)) if text[:place].endswith((". ", "。", "! ", "\n"))]
    left, start = text, 0
    for piece in cut_at_sentences(text, max_chars=2_000)[:-1]:
        wanted = math.ceil(len(left) / math.ceil(len(left) / 2_000))
        nearest = min(abs(end - start - wanted) for end in ends if start < end <= start + 2_000)
        assert abs(len(piece) - wanted) == nearest
        left, start = left[len(piece) :], start + len(piece)


def test_initials_and_abbreviations_end_no_sentence() -> None:
    text = "We asked J. R. Smith, i.e. the keeper of the lock. He said no."
    assert cut_at_sentences(text, max_chars=60) == [
        "We asked J. R. Smith, i.e. the keeper of the lock. ",
        "He said no.",
    ]


def test_a_text_without_sentences_is_cut_between_words_and_one_without_words_at_the_limit() -> None:
    assert all(piece.endswith("word ") for piece in cut_at_sentences("word " * 50, max_chars=42))
    assert cut_at_sentences("x" * 25, max_chars=10) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_letter_and_its_accent_stay_together() -> None:
    assert cut_at_sentences("abcde\u0301fgh", max_chars=5) == ["abcd", "e\u0301fgh"]


def test_a_limit_of_one_character_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2, got 1"):
        cut_at_sentences("abc", max_chars=1)


@pytest.mark.parametrize(
    "text",
    [
        "Please enable JavaScript to view this page.",
        "Lorem ipsum dolor sit amet. " * 20,
        "Home and garden\nOur offers today\n" * 10,
    ],
)
def test_a_notice_filler_and_lines_over_and_over_are_boilerplate(text: str) -> None:
    assert is_boilerplate(text)


def test_a_text_that_speaks_of_cookies_at_length_is_none() -> None:
    assert not is_boilerplate(
        "We use cookies, said the baker, as small change. " + "She went on to tell a story. " * 40
    )
    assert not is_boilerplate("")


def test_of_a_page_the_running_text_stays() -> None:
    sentence = "The lock opened at dawn, and the boats went down to the sea."
    unmarked = "เรือออกจากท่าตั้งแต่เช้าตรู่" * 5
    page = f"Home\nAbout us\n{sentence}\n{unmarked}\nA caption that is long but ends in no mark at all\nOk.\n"
    assert running_text(page) == f"{sentence}\n{unmarked}"
