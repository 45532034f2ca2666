import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.text import clean_text, identity_hash, identity_text, one_line, search_text, word_diff, words
from curation.text.diff import MAX_DIFF_PIECES

any_text = st.text(st.characters(codec=None), max_size=60)


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert clean_text("a\ud800b\udfff") == "a\ufffdb\ufffd"


def test_two_halves_of_a_character_become_the_character() -> None:
    assert clean_text("\ud83d\ude00") == "😀"


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\n", "\u2028", "\u2029", "\x0b", "\x0c", "\x85"])
def test_every_line_break_becomes_one_newline(line_break: str) -> None:
    assert clean_text(f"one{line_break}two") == "one\ntwo"


def test_control_characters_go_and_tabs_stay() -> None:
    assert clean_text("\x00a\x1b[0m\tb\x7f") == "a[0m\tb"


def test_bidirectional_controls_stay() -> None:
    assert clean_text("a\u202eb") == "a\u202eb"


def test_a_composed_and_a_decomposed_text_are_the_same() -> None:
    assert identity_hash("Zoe\u0308 bakes") == identity_hash("Zoë bakes")


def test_white_space_does_not_make_another_text() -> None:
    assert identity_text(" A nurse\r\n\tin  Rome\u3000") == "A nurse in Rome"
    assert identity_hash("A nurse\nin Rome") == identity_hash("A  nurse in Rome ")


def test_case_and_punctuation_make_another_text() -> None:
    assert len({identity_hash(text) for text in ("A nurse", "a nurse", "A nurse.")}) == 3


def test_the_identity_hash_has_the_published_value() -> None:
    assert identity_hash(" abc ") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_one_line_leaves_no_white_space_but_single_blanks() -> None:
    assert one_line("\n a \u2028 b\t\tc ") == "a b c"


@settings(max_examples=60, deadline=None)
@given(any_text)
def test_cleaning_twice_changes_nothing_more_and_can_be_stored(raw: str) -> None:
    cleaned = clean_text(raw)
    assert clean_text(cleaned) == cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert all(c in "\n\t" or unicodedata.category(c) != "Cc" for c in cleaned)


def test_of_all_characters_cleaning_drops_the_controls_and_turns_breaks_into_newlines() -> None:
    breaks = "\x0b\x0c\r\x85\u2028\u2029"
    for code in range(0x3000):
        c = chr(code)
        dropped = unicodedata.category(c) == "Cc" and c not in "\n\t" + breaks
        inside = "" if dropped else "\n" if c in breaks else unicodedata.normalize("NFC", f"a{c}b")[1:-1]
        if unicodedata.combining(c) == 0:
            assert clean_text(f"a{c}b") == f"a{inside}b", hex(code)


def test_words_fall_at_blanks_and_signs_and_lose_their_case() -> None:
    assert words("Don't STOP_it: 3 naïve Straßen!") == ["don", "t", "stop", "it", "3", "naïve", "strassen"]


def test_a_letter_beyond_ascii_changes_no_other_word() -> None:
    plain = "A nurse, in snake_case: it's 9 o'clock"
    assert words(plain + " é")[:-1] == words(plain)


def test_full_width_letters_are_letters() -> None:
    assert words("Ｎｕｒｓｅ") == ["nurse"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("护士在北京", ["护", "士", "在", "北", "京"]),
        ("東京のナース", ["東", "京", "の", "ナ", "ー", "ス"]),
        ("ที่", ["ท", "ี", "่"]),
        ("간호사가 있다", ["간호사가", "있다"]),
        ("ABC公司2024年", ["abc", "公", "司", "2024", "年"]),
    ],
)
def test_scripts_without_spaces_are_split_into_characters(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("text", ["हिन्दी", "தமிழ்", "বাংলা", "مُحَمَّد", "שָׁלוֹם"])
def test_signs_on_a_letter_are_part_of_its_word(text: str) -> None:
    assert words(f"{text} {text}") == [unicodedata.normalize("NFKC", text)] * 2


def test_words_that_differ_in_a_vowel_sign_differ() -> None:
    assert words("कि") != words("की")


@pytest.mark.parametrize("text", ["", "   \n", "?! … —", "🙂🙃", "\ud800", "\u0301", "\ufe0f"])
def test_a_text_without_letters_and_digits_has_no_words(text: str) -> None:
    assert words(text) == []


@settings(max_examples=60, deadline=None)
@given(any_text)
def test_words_of_words_are_the_same_words(text: str) -> None:
    found = words(text)
    assert words(" ".join(found)) == found


def test_the_search_text_puts_blanks_around_unspaced_characters_only() -> None:
    assert search_text("北京 nurse") == " 北  京  nurse"
    assert search_text("Ärztin in Köln") is None
    assert search_text("nurse") is None


def test_a_difference_names_what_went_and_what_came() -> None:
    parts = [(part.side, part.text) for part in word_diff("A nurse in Rome.", "A nurse in Oslo!")]
    assert parts == [("both", "A nurse in "), ("left", "Rome."), ("right", "Oslo!")]


def test_equal_texts_have_no_difference() -> None:
    assert [part.side for part in word_diff("A nurse\nin Rome", "A nurse\nin Rome")] == ["both"]
    assert word_diff("", "") == []


def test_a_difference_in_chinese_is_found_by_character() -> None:
    parts = [(part.side, part.text) for part in word_diff("他是护士", "她是护士")]
    assert parts == [("left", "他"), ("right", "她"), ("both", "是护士")]


@settings(max_examples=60, deadline=None)
@given(st.text("ab é北.\n", max_size=30), st.text("ab é北.\n", max_size=30))
def test_no_character_is_lost_in_a_difference(left: str, right: str) -> None:
    parts = word_diff(left, right)
    assert "".join(part.text for part in parts if part.side != "right") == left
    assert "".join(part.text for part in parts if part.side != "left") == right


def common_length(a: str, b: str) -> int:
    """The textbook table of a longest common subsequence, one row at a time."""
    row = [0] * (len(b) + 1)
    for x in a:
        before = row
        row = [0]
        for j, y in enumerate(b):
            row.append(before[j] + 1 if x == y else max(before[j + 1], row[j]))
    return row[-1]


@pytest.mark.parametrize("seed", range(30))
def test_as_much_as_possible_is_common(seed: int) -> None:
    rng = random.Random(seed)
    left, right = ("".join(rng.choices("。、！？"[: 2 + seed % 3], k=rng.randint(0, 25))) for _ in range(2))
    kept = sum(len(part.text) for part in word_diff(left, right) if part.side == "both")
    assert kept == common_length(left, right)


def test_what_is_beyond_the_compared_pieces_counts_as_changed() -> None:
    left = "x " + "same " * MAX_DIFF_PIECES + "left"
    right = "y " + "same " * MAX_DIFF_PIECES + "right"
    parts = word_diff(left, right)
    assert [part.side for part in parts] == ["left", "right", "both", "left", "right"]
    assert "".join(part.text for part in parts if part.side != "left") == right


def test_a_small_change_in_a_long_text_is_found() -> None:
    parts = word_diff("a " * 30_000 + "old" + " b" * 30_000, "a " * 30_000 + "new" + " b" * 30_000)
    assert [(part.side, len(part.text)) for part in parts] == [
        ("both", 60_000),
        ("left", 3),
        ("right", 3),
        ("both", 60_000),
    ]
