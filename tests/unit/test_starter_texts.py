"""The starter texts are many kinds in many languages, short, free, and each a text that an import would keep."""

from collections import Counter

from curation.sources import StarterText, starter_texts
from curation.sources.languages import document_language
from curation.sources.texts import MAX_DOCUMENT_CHARS, MIN_DOCUMENT_CHARS
from curation.text import clean_text, identity_hash, is_boilerplate, words

TEXTS = starter_texts()


def test_there_are_at_least_forty_of_many_kinds() -> None:
    assert len(TEXTS) >= 40
    kinds = {text.kind for text in TEXTS}
    assert {"forum post", "guideline", "recipe", "abstract", "local news", "manual", "review", "letter"} <= kinds
    assert len(kinds) >= 15
    assert [text.key for text in TEXTS] == [f"t{n:02d}" for n in range(1, len(TEXTS) + 1)]


def test_at_least_five_languages_have_three_texts_or_more_and_are_what_they_say() -> None:
    counts = Counter(text.language for text in TEXTS)
    assert len([language for language, count in counts.items() if count >= 3]) >= 8
    assert [text.key for text in TEXTS if document_language(text.text) != text.language] == []


def test_each_is_free_and_of_our_own_hand() -> None:
    assert {text.licence for text in TEXTS} == {"CC0-1.0"}


def test_no_two_are_the_same_or_share_their_words() -> None:
    assert len({identity_hash(text.text) for text in TEXTS}) == len(TEXTS)
    assert len({text.title for text in TEXTS}) == len(TEXTS)
    for place, left in enumerate(TEXTS):
        for right in TEXTS[:place]:
            a, b = set(words(left.text)), set(words(right.text))
            assert len(a & b) / len(a | b) < 0.35, (left.key, right.key)


def length(text: StarterText) -> int:
    """The words of a text; of Chinese, two signs are counted as a word."""
    count = len(words(text.text))
    return count // 2 if text.language == "zh" else count


def test_each_is_short_and_would_be_kept_by_an_import() -> None:
    assert [text.key for text in TEXTS if not 80 <= length(text) <= 200] == []
    assert [text.key for text in TEXTS if not MIN_DOCUMENT_CHARS <= len(text.text) <= MAX_DOCUMENT_CHARS] == []
    assert [text.key for text in TEXTS if text.text != clean_text(text.text) or is_boilerplate(text.text)] == []
