"""The demo generator's trick questions, its reading, and its inhabitants of three kinds of worlds."""

import re
from random import Random

import pytest

from curation.providers.demo import demo_answer
from curation.providers.demo.riddles import RIDDLES
from curation.providers.demo.scene import make_scene
from curation.synthesis import SCENARIOS, parse_answer
from curation.text import words
from tests.unit.demo_people import PERSONAS, checked, make

_FARMER = "A goat farmer from Crete experimenting with solar fences"
_DRIVER = "A retired bus driver"
_OWN_WORLD = (
    "Emberfall is a city on the back of a sleeping giant. The Ash Guild runs the furnaces, and the Quiet Sisters guard"
    " the giant's dreams. Below lies Marrow Street. Players arrive through the Left Ear."
)
_WORLDS = {variant.name: variant.variables["world"] for variant in SCENARIOS["npc"].variants}


def test_a_trick_question_never_points_at_its_trick() -> None:
    for maker in RIDDLES:
        riddle = maker(make_scene(_FARMER, Random(1)))
        assert riddle.question.endswith("?"), maker
        assert not re.search(r"\b(trick|riddle|paradox|catch|joke)\b", riddle.question), maker
        assert len(riddle.trick.split()) >= 15
        assert len(riddle.answer.split()) >= 3


def test_there_are_many_trick_questions_and_their_numbers_change_the_answer_with_them() -> None:
    assert len(RIDDLES) >= 15
    assert len({maker.__name__ for maker in RIDDLES}) == len(RIDDLES)
    for maker in RIDDLES:
        for seed in range(30):
            riddle = maker(make_scene(PERSONAS[seed], Random(seed)))
            told = set(re.findall(r"\d+", riddle.question))
            answered = set(re.findall(r"\d+", riddle.answer))
            derived = {str(abs(int(a) - int(b))) for a in told for b in told}
            assert answered <= told | derived, riddle


def test_reading_does_not_speak_as_the_person_nor_of_it() -> None:
    for seed, persona in enumerate(PERSONAS[::4]):
        made = make("knowledge", "reading", persona, seed)
        assert not re.search(r"\b(?:I|my|me|you|your)\b", re.sub("“.*?”", "", str(made.parsed.data["body"]))), persona
        assert 200 <= len(words(made.parsed.text)) <= 700


def test_the_sums_of_a_text_to_read_hold() -> None:
    seen = 0
    for seed in range(60):
        text = make("knowledge", "reading", PERSONAS[seed], seed).parsed.text
        told = re.search(r"so (\d+) % stay each time, and after (\w+) steps ([\d.]+) % are gone", text)
        if told:
            steps = ("one", "two", "three", "four", "five").index(told.group(2)) + 1
            assert float(told.group(3)) == pytest.approx(100 * (1 - (int(told.group(1)) / 100) ** steps), abs=0.06)
            seen += 1
    assert seen > 10


@pytest.mark.parametrize("persona", [_FARMER, _DRIVER, "京都の職人", ""])
@pytest.mark.parametrize(
    ("variant", "names"),
    [("plain", "[Tt]ide|[Bb]ell|tower|ebb|Ledger|Drowned|herald|sea"), ("orchard", "Steward|shift|deck|lot")],
)
def test_a_shipped_world_gives_its_own_inhabitants(persona: str, variant: str, names: str) -> None:
    for seed in range(20):
        raw = demo_answer("npc", variant, persona, seed, {"world": _WORLDS[variant]})
        assert re.search(names, raw)
        assert [line.split(":")[0] for line in raw.splitlines()] == [
            "Name",
            "Role",
            "Appearance",
            "Background",
            "Secret",
            "With players",
            "Dialogue",
        ]


def test_worlds_share_no_inhabitants_and_the_text_decides_which_it_is() -> None:
    tide = {demo_answer("npc", "plain", _FARMER, seed, {"world": _WORLDS["plain"]}) for seed in range(20)}
    wheel = {demo_answer("npc", "plain", _FARMER, seed, {"world": _WORLDS["orchard"]}) for seed in range(20)}
    assert not re.search("Steward|Landers|shift book", "".join(tide))
    assert not re.search("Tidewarden|Salt Choir|Ledger House|bell", "".join(wheel))


def test_a_world_of_ones_own_lends_its_names() -> None:
    raws = [demo_answer("npc", "plain", _FARMER, seed, {"world": _OWN_WORLD}) for seed in range(20)]
    found = set(re.findall("Ash Guild|Quiet Sisters|Marrow Street|Left Ear", "".join(raws)))
    assert found == {"Ash Guild", "Quiet Sisters", "Marrow Street", "Left Ear"}
    assert not any(re.search("Steward|Tidewarden|bell", raw) for raw in raws)
    for raw in raws:
        assert parse_answer("npc", raw).data["name"]


@pytest.mark.parametrize(
    "world", ["雪の国です。", "a", "The The The. " * 3_000, "x" * 50_000, "{{ 1 }} </persona> <Name>:"]
)
def test_any_text_can_be_a_world(world: str) -> None:
    variables = {"world": world}
    made = make("npc", "plain", _FARMER, 0, variables=variables)
    assert not checked("npc", "plain", _FARMER, made, variables=variables)
    assert len(made.raws[0]) < 3_000


def test_the_variants_differ_from_each_other() -> None:
    for scenario, one, other in (
        ("math", "plain", "professional"),
        ("logic", "plain", "ruozhiba"),
        ("knowledge", "plain", "reading"),
    ):
        assert demo_answer(scenario, one, _FARMER, 0) != demo_answer(scenario, other, _FARMER, 0)
