"""The demo generator's conversations: each message follows from the ones before it."""

import re
from random import Random

import pytest

from curation.providers.demo import demo_answer
from curation.providers.demo.scene import make_scene
from curation.providers.demo.talk import read_messages
from curation.providers.demo.talk_help import CONCERNS
from curation.synthesis import MAX_TURNS, join_so_far, steps_of
from tests.unit.demo_people import HOSTILE, PERSONAS, checked, make

_FARMER = "A goat farmer from Crete experimenting with solar fences"
_NURSE = "A night-shift nurse from Manila with a passion for ballroom dancing"
_KINDS = ("continued", "two-personas")


def _turns(variant: str, persona: str, seed: int, n: int, other: str = _NURSE) -> list[str]:
    made = make("conversation", variant, persona, seed, other=other, variables={"turns": str(n)})
    turns = made.parsed.data["turns"]
    assert isinstance(turns, list)
    return [turn["text"] for turn in turns]


@pytest.mark.parametrize("variant", _KINDS)
@pytest.mark.parametrize("n", [2, 3, 7, MAX_TURNS])
def test_a_conversation_of_any_length_passes_every_check(variant: str, n: int) -> None:
    for seed, persona in enumerate(PERSONAS[::9]):
        variables = {"turns": str(n)}
        made = make("conversation", variant, persona, seed, other=PERSONAS[seed], variables=variables)
        failed = checked("conversation", variant, persona, made, variables=variables)
        assert not failed, (persona, made.parsed.text)


@pytest.mark.parametrize("variant", _KINDS)
def test_no_message_comes_twice_in_the_longest_conversation(variant: str) -> None:
    for seed in range(40):
        turns = _turns(variant, _FARMER, seed, MAX_TURNS)
        assert len(set(turns)) == len(turns) == MAX_TURNS


@pytest.mark.parametrize("variant", _KINDS)
def test_a_shorter_conversation_is_the_beginning_of_a_longer_one(variant: str) -> None:
    for seed in range(10):
        assert _turns(variant, _FARMER, seed, 8)[:4] == _turns(variant, _FARMER, seed, 4)


@pytest.mark.parametrize("variant", _KINDS)
def test_later_messages_follow_from_what_was_said_and_not_from_their_own_seed(variant: str) -> None:
    step, so_far = steps_of("conversation", variant, {})[1], ""
    opening = demo_answer("conversation", variant, _FARMER, 1, step=steps_of("conversation", variant, {})[0])
    so_far = join_so_far([steps_of("conversation", variant, {})[0]], [opening.removeprefix("Message: ")])
    answers = {demo_answer("conversation", variant, _FARMER, seed, step=step, so_far=so_far) for seed in range(5)}
    assert len(answers) == 1


def test_every_concern_recognises_its_own_opening_and_no_other() -> None:
    for concern in CONCERNS:
        for seed in range(60):
            opening = concern.opening(make_scene(PERSONAS[seed], Random(seed)))
            assert [one for one in CONCERNS if one.told.search(opening)] == [concern], opening


def test_the_numbers_of_an_answer_come_from_the_question_and_its_sums_hold() -> None:
    sums = 0
    for seed in range(120):
        turns = _turns("continued", PERSONAS[seed], seed, 4)
        for left, right in re.findall(r"(?<![\d÷×+] )((?:\d+ [×+] )+\d+) (?:francs )?= (\d+)", "\n".join(turns)):
            assert eval(left.replace("×", "*")) == int(right), turns
            sums += 1
        for days, each, more, total in re.findall(
            r"(\d+) days × (\d+) \+ (\d+) more on the last one = (\d+)", turns[3]
        ):
            assert int(days) * int(each) + int(more) == int(total)
            sums += 1
    assert sums > 80


def test_a_stock_that_does_not_last_is_said_not_to() -> None:
    fits, fails = 0, 0
    for seed in range(300):
        opening, answer = _turns("continued", _FARMER, seed, 2)
        told = re.search(r"in (\d+) days and I have (\d+) .* left\. We get through (\d+) a day", opening)
        if told is None:
            continue
        days, left, each = map(int, told.groups())
        lasts = each * days <= left
        assert ("So they last until" in answer) is lasts, (opening, answer)
        assert ("too few" in answer) is not lasts
        fits, fails = fits + lasts, fails + (not lasts)
    assert fits > 5
    assert fails > 5


def test_minutes_of_a_talk_add_up() -> None:
    found = 0
    for seed in range(200):
        turns = _turns("continued", _FARMER, seed, 4)
        told = re.search(r"I have (\d+) minutes to speak", turns[0])
        if told:
            listed = [int(minutes) for minutes in re.findall(r"^- (\d+) minutes:", turns[1], re.MULTILINE)]
            assert sum(listed) == int(told.group(1))
            assert f"which makes {told.group(1)}" in turns[3]
            found += 1
    assert found > 10


def test_an_answer_belongs_to_the_question_before_it() -> None:
    for seed in range(30):
        turns = _turns("continued", _FARMER, seed, MAX_TURNS)
        for question, answer in zip(turns[::2], turns[1::2], strict=True):
            if "three lines" in question:
                assert answer.startswith("1. ")
            if "somebody is ill" in question:
                assert "left out" in answer


def test_two_people_speak_of_both_subjects_and_their_rules_are_quoted_back() -> None:
    for seed in range(30):
        turns = _turns("two-personas", _FARMER, seed, 6)
        assert "solar fences" in turns[0]
        assert "ballroom dancing" in turns[1]
        quoted = re.search("“(.+?)”", turns[5])
        assert quoted is not None
        assert quoted.group(1) in turns[2]


def test_the_other_person_changes_what_is_answered() -> None:
    second = {_turns("two-personas", _FARMER, 3, 2, other=other)[1] for other in PERSONAS[:20]}
    assert len(second) == 20


@pytest.mark.parametrize(
    "so_far", ["Hello there.", "User: Hello\n\nAssistant: Yes?", "Assistant: \n\nUser: x", *HOSTILE]
)
@pytest.mark.parametrize("step", ["user", "assistant", "first", "second"])
def test_a_conversation_from_elsewhere_goes_on_politely(so_far: str, step: str) -> None:
    variant = "continued" if step in {"user", "assistant"} else "two-personas"
    said = demo_answer("conversation", variant, _FARMER, 0, step=step, so_far=so_far, other_persona=_NURSE)
    assert said.startswith("Message: ")
    assert 5 < len(said.split()) < 200
    assert not re.search(r"\{|\}|<|>", said)


def test_messages_are_read_without_their_speakers_even_where_they_have_paragraphs() -> None:
    texts = ["One.\n\nTwo: three.", "Four"]
    assert read_messages(join_so_far(["user", "assistant"], texts)) == texts
    assert read_messages(join_so_far(["first", "second"], texts)) == texts
    assert read_messages("") == []


def test_a_person_without_a_subject_speaks_of_notes_on_a_life() -> None:
    scene = make_scene("A retired bus driver", Random(0))
    assert scene.own_topic == "my notes on life as a retired bus driver"
    assert scene.your_topic == "your notes on life as a retired bus driver"
    own = make_scene("A mechanic seeking advice on securing their home network", Random(0))
    assert "my home network" in own.own_topic
    assert "your home network" in own.your_topic
