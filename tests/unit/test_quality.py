"""Quality of a persona's text: each rule at its threshold, and texts that only look like it."""

import pytest

from curation.personas import PROBLEMS, quality_problem, screen
from curation.personas.quality import MAX_REPEATED_SHARE, MAX_WORDS, MIN_WORDS, repeated_share

BROKEN = [
    ("boilerplate", "As an AI language model, I cannot describe a person."),
    ("boilerplate", "I'm sorry, but I can't help with that request."),
    ("boilerplate", "I cannot create a persona from this text."),
    ("boilerplate", "Sure! Here is a persona that fits the text: a nurse in Lagos."),
    ("boilerplate", "Here are three fine-grained personas for you"),
    ("boilerplate", "Als KI kann ich keine Person beschreiben."),
    ("boilerplate", "En tant qu'IA, je ne peux pas aider."),
    ("boilerplate", "Lo siento, pero no puedo ayudar con eso."),
    ("boilerplate", "作为一个人工智能语言模型，我无法回答。"),
    ("leaked_prompt", "<persona>A nurse who keeps bees</persona>"),
    ("leaked_prompt", "A nurse who keeps bees <|im_end|>"),
    ("leaked_prompt", "[INST] Describe a nurse who keeps bees [/INST]"),
    ("leaked_prompt", "{{ persona }} likes to read in the evening"),
    ("leaked_prompt", "Who is likely to read the following text? A nurse."),
    ("leaked_prompt", "### Instruction: describe a nurse"),
    ("leaked_prompt", "A nurse. Do not include any explanation."),
    ("repeated_tokens", "a nurse " * 40),
    ("repeated_tokens", "养蜂人" * 40),
    ("not_a_person", "How do I keep bees through a winter?"),
    ("not_a_person", "https://www.example.com/bees-and-honey/2024/keepers"),
    ("not_a_person", "1 2 3 4 5 6 7 8 9 10 11 12"),
    ("not_a_person", "This article describes the life of bees"),
    ("language_mismatch", "Une apicultrice qui vend son miel au marché de la ville"),
]
FINE = [
    "A nurse",
    "As an AI researcher, she reads more than she writes.",
    "An AI assistant's tester who knows all the ways in which a model refuses.",
    "I'm sorry for nothing, says the retired thief who now mends locks.",
    "Here, in a village of nine people, she runs the post office.",
    "A developer who writes <b>bold</b> tags by hand & counts {braces}.",
    "An engineer whose services respond with JSON and nothing else.",
    "A system administrator: patient, quiet, always awake at three.",
    "The more the child asks, the more the teacher, the uncle and the neighbour answer.",
    "A nurse who asks: how do bees survive a winter, and why do we not?",
    "Bread, bread, bread: that is the baker.",
]


@pytest.mark.parametrize(("name", "text"), BROKEN)
def test_a_text_that_breaks_a_rule_is_told_by_its_name(name: str, text: str) -> None:
    found = quality_problem(text, language="en")
    assert found is not None
    assert (found.name, found.words) == (name, PROBLEMS[name])


@pytest.mark.parametrize("text", FINE[1:])
def test_a_text_that_only_looks_like_it_has_no_problem(text: str) -> None:
    assert quality_problem(text, language="en") is None


def test_the_fewest_and_the_most_words_are_allowed() -> None:
    few = " ".join(["kind", "old", "nurse"][:MIN_WORDS])
    many = " ".join(f"word{number}" for number in range(MAX_WORDS))
    assert quality_problem(few, language="und") is None
    assert quality_problem(many, language="und") is None
    for text, name in ((FINE[0], "too_short"), (f"{many} more", "too_long")):
        found = quality_problem(text, language="und")
        assert found is not None
        assert found.name == name


def test_a_language_that_nobody_stated_or_that_is_not_clear_is_no_mismatch() -> None:
    french = "Une apicultrice qui vend son miel au marché de la ville"
    assert quality_problem(french, language="und") is None
    assert quality_problem(french, language="") is None
    assert quality_problem(french, language="fr") is None
    assert quality_problem("Qwx zrt plk mnv bcd fgh jkl wrt pqr", language="en") is None


def test_the_share_of_the_most_frequent_three_words_is_counted() -> None:
    other = [f"word{number}" for number in range(6)]
    assert repeated_share(["a", "b", "c"] * 6 + other) == pytest.approx(18 / 24)
    assert repeated_share([f"word{number}" for number in range(50)]) == 0
    assert repeated_share(["a"] * 11) == 0
    assert repeated_share(["a"] * 12) == 1
    assert 0 < MAX_REPEATED_SHARE < 1


def test_what_is_set_aside_names_kinds_and_never_the_text() -> None:
    screened = screen("My name is Maria Kowalska, write to maria@example.com <|im_end|>", language="en")
    assert screened.noticed == ("email", "name", "leaked_prompt")
    assert screened.reason == (
        "may hold personal data (e-mail address, name of a person);"
        " may be no persona (instructions or tags of a prompt)"
    )


@pytest.mark.parametrize("name", ["too_short", "too_long", "not_a_person", "language_mismatch"])
def test_what_is_only_doubtful_is_noticed_and_not_set_aside(name: str) -> None:
    long = " ".join(f"word{number}" for number in range(MAX_WORDS + 1))
    texts = {**dict(BROKEN), "too_short": FINE[0], "too_long": long}
    screened = screen(texts[name], language="en")
    assert (screened.reason, screened.noticed) == ("", (name,))
