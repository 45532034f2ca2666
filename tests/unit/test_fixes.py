import random

import pytest

from curation.review.fixes import Replacement, apply_replacements, find_replacements

EGGS = "You will recieve the 12 eggs of a hen. How many are left"


def test_a_removed_opening_is_a_span_with_the_word_behind_it() -> None:
    original = "Sure! Here is your problem: Anna has 12 eggs and eats three of them today."
    found = find_replacements(original, original.removeprefix("Sure! Here is your problem: "))
    assert found == (Replacement("Sure! Here is your problem: Anna", "Anna"),)


def test_a_word_takes_a_neighbour_and_without_context_stands_alone() -> None:
    corrected = EGGS.replace("recieve", "receive")
    assert find_replacements(EGGS, corrected) == (Replacement("will recieve", "will receive"),)
    assert find_replacements(EGGS, corrected, with_context=False) == (Replacement("recieve", "receive"),)


def test_a_number_is_never_replaced_without_what_it_counts() -> None:
    corrected = EGGS.replace("12", "13")
    (found,) = find_replacements(EGGS, corrected)
    assert apply_replacements("She weighs 12 hives.", [found]) == "She weighs 12 hives."
    with pytest.raises(ValueError, match="too short"):
        find_replacements(EGGS, corrected, with_context=False)


def test_two_corrections_are_two_replacements() -> None:
    found = find_replacements(EGGS, EGGS.replace("recieve", "receive").replace("left", "left?"))
    assert [one.after for one in found] == ["will receive", "left?"]


def test_context_grows_until_only_what_was_corrected_is_meant() -> None:
    original = "Add two eggs now. Mix flour, milk and water well. Add two eggs later, when all of it has risen."
    corrected = original.replace("two eggs later", "three eggs later")
    (found,) = find_replacements(original, corrected)
    assert apply_replacements(original, [found]) == corrected
    assert apply_replacements("Add two eggs now.", [found]) == "Add two eggs now."


@pytest.mark.parametrize(
    ("original", "corrected", "reason"),
    [
        ("A bee.", "A bee.", "nothing was corrected"),
        ("A bee. ", "\nA bee.", "nothing was corrected"),
        ("One two three four five.", "Six seven eight nine ten.", "written anew"),
        ("A bee flies.", "A bee flies over the meadow, then home, and dances for the other bees.", "written anew"),
        ("a1 x a2 x a3 x a4 x a5 x a6 x ", "b1 x b2 x b3 x b4 x b5 x b6 x ", "6 places"),
    ],
)
def test_what_is_no_fix_is_refused_with_a_reason(original: str, corrected: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        find_replacements(original, corrected)


def test_a_span_inside_a_word_is_left_alone() -> None:
    fix = [Replacement("hen", "cock")]
    assert apply_replacements("The hen, then a henhouse.", fix) == "The cock, then a henhouse."


def test_a_text_that_reads_so_already_stays_as_it_is() -> None:
    fix = [Replacement("left", "left?")]
    assert apply_replacements("How many are left?", fix) == "How many are left?"
    assert apply_replacements("How many are left", fix) == "How many are left?"


def test_replacements_happen_at_once_and_not_one_after_the_other() -> None:
    swap = [Replacement("the cat", "the dog"), Replacement("the dog", "the cat")]
    assert apply_replacements("the cat and the dog", swap) == "the dog and the cat"


def test_a_script_without_blanks_between_words_is_corrected_too() -> None:
    (found,) = find_replacements("蜂蜜有多少公斤在这里面呢", "蜂蜜有多少千克在这里面呢")
    assert apply_replacements("他说多少公斤在家", [found]) == "他说多少千克在家"


def test_whatever_is_found_leads_from_the_text_to_its_corrected_form() -> None:
    rng = random.Random(5)
    vocabulary = ["bee", "hive", "12", "the", "a", ".", ",", "\n", "honey", "  ", "é", "蜜"]
    n_found = 0
    for _ in range(400):
        words = [rng.choice(vocabulary) for _ in range(30)]
        changed = list(words)
        for _ in range(rng.randint(1, 3)):
            changed[rng.randrange(30)] = rng.choice(vocabulary)
        original, corrected = " ".join(words).strip(), " ".join(changed).strip()
        try:
            found = find_replacements(original, corrected)
        except ValueError:
            continue
        n_found += 1
        assert apply_replacements(original, found) == corrected
    assert n_found > 200
