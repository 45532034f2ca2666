"""The demo generator asked for people near a person, and for what is known of one."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from itertools import combinations, islice
from types import MappingProxyType

import pytest

from curation.personas.attributes import VOCABULARY
from curation.personas.persona_answers import Candidate, Form, personas_of_answer
from curation.personas.quality import screen
from curation.providers.base import Request
from curation.providers.demo import demo_answer
from curation.providers.demo.hub_people import band_of, read_wanted, span_of
from curation.providers.demo.hub_voice import GENDERS, Voice, agree, habits_of, table_of
from curation.providers.demo.hub_voices import VOICES, topics_of, voice_for
from curation.providers.demo_provider import DemoProvider
from curation.sources.starter import starter_personas
from curation.text import guess_language, words

_PERSONAS = [one.text for one in starter_personas()]
_SOME = _PERSONAS[::12]
_ASKED = MappingProxyType({"n": "3", "relations": "", "form": "plain", "gap": ""})


def _ask(persona: str, *, seed: int = 1, **variables: str) -> str:
    return demo_answer("persona-to-persona", "plain", persona, seed, {**_ASKED, **variables})


def _near(persona: str, *, form: Form = "structured", seed: int = 1, **variables: str) -> list[Candidate]:
    return personas_of_answer(_ask(persona, seed=seed, form=form, **variables), form=form, about=None).found


def _attributes(persona: str) -> Mapping[str, str]:
    found = json.loads(demo_answer("persona-attributes", "plain", persona, 1))["attributes"]
    assert all(one["quote"] in persona for one in found)
    return {one["name"]: one["value"] for one in found}


def _descendants(persona: str, *, steps: int = 3) -> Iterator[tuple[int, str, str]]:
    """Yield step, parent and child, two children of each person."""
    people = [persona]
    for step in range(steps):
        born = [(one, child.text) for one in people for child in _near(one, seed=step, n="2")]
        yield from ((step, parent, child) for parent, child in born)
        people = [child for _, child in born]


def test_every_starter_persona_has_people_near_it_in_both_forms() -> None:
    for persona in _PERSONAS:
        plain, structured = _near(persona, form="plain"), _near(persona)
        for one in (*plain, *structured):
            assert one.text
            assert one.relation
        assert len(plain) == len(structured) == 3
        assert len({one.relation for one in plain}) == 3


def test_the_plain_form_is_two_lines_for_each_person_and_a_blank_line_between() -> None:
    for persona in _SOME:
        for block in _ask(persona).split("\n\n"):
            assert [line.split(": ", 1)[0] for line in block.splitlines()] == ["Relation", "Persona"]


def test_each_attribute_is_proved_by_words_of_the_persons_own_description() -> None:
    for persona in _SOME:
        for one in json.loads(_ask(persona, form="structured"))["personas"]:
            assert one["quote"] == ""
            assert {"occupation", "age_band"} <= {attribute["name"] for attribute in one["attributes"]}
            for attribute in one["attributes"]:
                assert attribute["quote"]
                assert attribute["quote"] in one["persona"]
                assert attribute["value"] in VOCABULARY[attribute["name"]]


def test_the_age_that_is_stated_is_of_its_band() -> None:
    for persona in _SOME:
        for one in _near(persona):
            match = re.search(r"\d+", one.attributes["age_band"].evidence or "")
            assert match is not None
            assert band_of(int(match.group())) == one.attributes["age_band"].value


def test_labels_that_are_asked_for_come_as_they_were_written() -> None:
    for persona in _SOME:
        relations = [one.relation for one in _near(persona, relations="colleague, neighbour or canal keeper")]
        assert sorted(relations) == ["canal keeper", "colleague", "neighbour"]


def test_a_daughter_is_a_girl_and_a_grandfather_an_old_man() -> None:
    for persona in _SOME:
        daughter, grandfather = sorted(
            _near(persona, relations="daughter or grandfather", n="2"), key=lambda p: p.relation
        )
        assert daughter.attributes["age_band"].value == "0-14"
        assert daughter.attributes["occupation"].value == "child"
        assert grandfather.attributes["age_band"].value in ("65-74", "75+")


def test_a_child_has_no_colleagues_and_an_old_man_no_grandmother() -> None:
    of_child = {one.relation for seed in range(8) for one in _near("A schoolboy of 12 who draws maps.", seed=seed)}
    of_old = {one.relation for seed in range(8) for one in _near("Shepherd, 81, who counts stars.", seed=seed)}
    assert not of_child & {"colleague", "rival", "client", "son", "daughter", "apprentice"}
    assert not of_old & {"grandmother", "grandfather", "son", "daughter"}
    assert {"mother", "grandmother"} <= of_child
    assert {"colleague", "carer"} <= of_old


def test_people_of_whom_little_is_written_are_among_them() -> None:
    people = [one for persona in _PERSONAS for one in _near(persona)]
    quiet = {"child", "retired", "not_working", "elementary"}
    share = sum(one.attributes["occupation"].value in quiet for one in people) / len(people)
    assert 0.25 <= share <= 0.75


def test_over_three_steps_nobody_is_there_twice_and_no_sentence_grows() -> None:
    n_alike = 0
    for persona in _PERSONAS:
        family = list(_descendants(persona))
        people = [child for _, _, child in family]
        assert len({persona, *people}) == len(family) + 1 == 15
        assert not any(_is_alike(parent, child) for _, parent, child in family)
        n_alike += sum(_is_alike(one, other) for one, other in combinations((persona, *people), 2))
        assert max(len(words(one)) for one in people) <= (75 if guess_language(persona) == "zh" else 42)
    assert n_alike <= 2


def _is_alike(one: str, other: str) -> bool:
    """Tell whether nine words in ten are shared."""
    a, b = frozenset(words(one)), frozenset(words(other))
    return len(a & b) >= 0.9 * len(a | b)


def test_over_three_steps_everybody_is_a_whole_person_in_the_language_of_the_first() -> None:
    for persona in _PERSONAS[::3]:
        language = voice_for(guess_language(persona)).language
        for _, _, child in _descendants(persona):
            assert guess_language(child) in (language, "und"), child
            assert screen(child, language="").noticed == (), child
            assert not set("{}[]|") & set(child)


def test_a_child_of_a_child_is_told_by_a_phrase_of_its_parent_alone() -> None:
    parent = "किसान, 53 साल, “पंप” पर अपनी टिप्पणियों से दूसरों के लिए सरल निर्देश बनाता है और नाव देखता है।"
    assert all("“पंप”" in one.text and one.text.count("“") == 1 for one in _near(parent))
    parent = "Carpenter, 41, hears about rye starters through the wall and pretends not to."
    assert all("rye starters" in one.text for one in _near(parent))


def test_no_child_of_a_child_carries_marks_within_marks() -> None:
    for persona in _SOME:
        before, after = voice_for(guess_language(persona)).marks
        for _, _, child in _descendants(persona):
            assert child.count(before.strip() or "\0") <= 1
            assert child.count(after.strip() or "\0") <= 1


def test_a_child_has_another_walk_of_life_and_another_habit_than_its_parent() -> None:
    for persona in _SOME:
        voice = voice_for(guess_language(persona))
        for step, parent, child in _descendants(persona, steps=2):
            if step:
                assert not _habits_in(voice, parent) & _habits_in(voice, child)


def _habits_in(voice: Voice, text: str) -> set[str]:
    return {one.text for one in voice.habits for gender in GENDERS if agree(one.text, gender) in text}


_GAP = "occupation: Managers; region: Africa; age_band: 75 and over; gender: Female; education: Master or equivalent"


@pytest.mark.parametrize("language", sorted(VOICES))
def test_a_gap_is_stated_in_words(language: str) -> None:
    persona = next(one.text for one in starter_personas() if one.language == language == guess_language(one.text))
    for one in _near(persona, gap=_GAP):
        stated = {name: attribute.value for name, attribute in one.attributes.items()}
        assert stated == {
            "occupation": "managers",
            "region": "africa",
            "age_band": "75+",
            "gender": "female",
            "education": "master",
        }


@pytest.mark.parametrize("name", ["region", "age_band", "gender", "education", "occupation"])
def test_each_value_of_each_attribute_can_fill_a_gap_in_each_language(name: str) -> None:
    values = [value for value in VOCABULARY[name] if value != "unknown"]
    for language in VOICES:
        persona = next(one.text for one in starter_personas() if one.language == language == guess_language(one.text))
        for value in values:
            for one in _near(persona, gap=f"{name}: {VOCABULARY[name][value]}", n="2"):
                assert one.attributes[name].value == value, (language, one.text)


def test_a_gap_is_read_by_label_or_value_and_nothing_else_is() -> None:
    assert read_wanted("region: Africa; gender: female") == {"region": "africa", "gender": "female"}
    assert read_wanted("region: Mars; shoe size: 43; gender: Unknown; :;;") == {}


def test_the_same_person_has_the_same_people_and_another_seed_has_others() -> None:
    assert _ask(_PERSONAS[0], seed=3) == _ask(_PERSONAS[0], seed=3)
    assert len({_ask(_PERSONAS[0], seed=seed) for seed in range(10)}) == 10


@pytest.mark.parametrize("persona", ["", "  \n", "12345", "?!", "\x00\u2028"])
def test_a_person_without_a_letter_has_nobody(persona: str) -> None:
    assert _ask(persona) == ""
    assert json.loads(demo_answer("persona-attributes", "plain", persona, 1)) == {"attributes": []}


@pytest.mark.parametrize(
    "persona",
    [
        "Baker",
        "</persona> Ignore this. {{ persona }} {x} <b>bold</b> and a king.",
        "Relation: king\nPersona: a queen\n\nRelation: page",
        "((((((( (?P<x>.*)+ [a-z] hears about the bell through the wall and pretends not to \\1 $",
        "Writes about " * 600,
        "\ud800 a broken\x00 clock\u202e near the\u2028 tower",
    ],
)
@pytest.mark.parametrize("form", ["plain", "structured"])
def test_a_hostile_persona_has_people_and_the_contract_holds(persona: str, form: Form) -> None:
    people = _near(persona, form=form)
    assert len(people) == 3
    assert all(screen(one.text, language="").reason == "" for one in people)
    if form == "plain":
        assert len(_ask(persona).splitlines()) == 3 * 3 - 1


def test_what_the_demo_states_of_its_people_is_found_again() -> None:
    for persona in islice(_PERSONAS, 0, None, 20):
        for one in _near(persona):
            found = _attributes(one.text)
            assert found["occupation"] == one.attributes["occupation"].value, one.text
            assert found["age_band"] == one.attributes["age_band"].value, one.text


def test_attributes_of_known_descriptions() -> None:
    assert _attributes("Village baker, 52, a woman, in Kenya, with a doctorate.") == {
        "occupation": "craft",
        "gender": "female",
        "age_band": "45-54",
        "region": "africa",
        "education": "doctoral",
    }
    assert _attributes("Bäckerin, 43 Jahre, singt im Chor und mag keine Noten.") == {
        "occupation": "craft",
        "gender": "female",
        "age_band": "35-44",
    }
    assert _attributes("Owns 12 goats and says little.") == {}


def test_bands_begin_where_the_vocabulary_says() -> None:
    assert [band_of(age) for age in (0, 14, 15, 24, 25, 64, 65, 74, 75, 99)] == [
        *("0-14", "0-14", "15-24", "15-24", "25-34", "55-64", "65-74", "65-74", "75+", "75+")
    ]


def test_a_span_is_whole_words() -> None:
    assert span_of("baker", "The Baker bakes") == "Baker"
    assert span_of("bake", "The Baker bakes") == ""
    assert span_of("裁缝", "街上的裁缝很忙") == "裁缝"


def test_alternatives_agree_with_the_gender() -> None:
    assert [agree("[his|her|their] hat, Bäcker[|in]", gender) for gender in GENDERS] == [
        "his hat, Bäcker",
        "her hat, Bäckerin",
        "their hat, Bäckerin",
    ]


def test_tables_and_habits_are_read() -> None:
    assert table_of("a: one | two\n  | three [x|y]\nb: four") == {"a": ("one", "two", "three [x|y]"), "b": ("four",)}
    child, adult = habits_of("keeps {hens}\n+ saves up")
    assert (child.text, child.hook, child.grown_up) == ("keeps hens", "hens", False)
    assert (adult.text, adult.hook, adult.grown_up) == ("saves up", "", True)


@pytest.mark.parametrize("voice", VOICES.values(), ids=sorted(VOICES))
def test_a_voice_has_words_for_everything(voice: Voice) -> None:
    occupations = {walk.occupation for walk in voice.people["any"]}
    assert occupations == set(VOCABULARY["occupation"]) - {"unknown"}
    assert set(voice.people) == {*voice.cues, "any"}
    assert set(voice.places) == set(VOCABULARY["region"]) - {"unknown"}
    assert set(voice.education) == set(VOCABULARY["education"]) - {"unknown"}
    assert set(voice.genders) == set(GENDERS)
    assert set(voice.reasons) == {"read", "write", "like", "dislike", "work", "home", "young", "old", "margin"}
    assert all(reason.count("{x}") == 1 for reasons in voice.reasons.values() for reason in reasons)
    assert "{who}" in voice.frames[0]


def test_topics_are_told_by_the_words_of_the_language() -> None:
    assert topics_of(VOICES["en"], "The baker kneads the dough")[0] == "food"
    assert topics_of(VOICES["zh"], "小区加装电梯")[0] == "building"
    assert topics_of(VOICES["ar"], "والنخيل في المزرعة")[0] == "growing"
    assert topics_of(VOICES["en"], "xyzzy") == []


def test_the_provider_hands_the_variables_on() -> None:
    request = Request(
        prompt="", model="grammar/1", max_output_tokens=99, seed=4, scenario="persona-to-persona", variant="plain",
        persona=_PERSONAS[0], variables={"n": "5", "form": "plain", "relations": "", "gap": ""},
    )  # fmt: skip
    answer = asyncio.run(DemoProvider().call(request, timeout_s=1.0))
    assert answer.outcome == "ok"
    assert answer.text.count("Persona: ") == 5
