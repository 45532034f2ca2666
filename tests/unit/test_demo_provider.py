"""The demo generator: contracts, determinism, variety and hostile personas."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from itertools import combinations

import pytest

from curation.providers.demo import demo_answer
from curation.providers.demo.facts import read_facts
from curation.synthesis import parse_answer
from curation.text import words
from tests.unit.demo_people import HOSTILE, PERSONAS, VARIANTS, checked, make

_FARMER = "A goat farmer from Crete experimenting with solar fences"


def _texts(scenario: str, variant: str, personas: Sequence[str]) -> list[str]:
    """Return what is shown of each answer."""
    return [make(scenario, variant, persona, 0, other=_FARMER).parsed.text for persona in personas]


def test_there_are_two_hundred_different_personas() -> None:
    assert len(set(PERSONAS)) == len(PERSONAS) >= 200


@pytest.mark.parametrize(("scenario", "variant"), VARIANTS)
def test_every_answer_keeps_its_contract_and_nearly_all_pass_the_checks(scenario: str, variant: str) -> None:
    failed = []
    for persona in PERSONAS:
        made = make(scenario, variant, persona, 0, other=_FARMER)
        if bad := checked(scenario, variant, persona, made):
            failed.append((persona, bad))
        assert scenario not in {"math", "logic", "instruction"} or made.parsed.answer
    assert len(failed) <= 0.02 * len(PERSONAS), failed


@pytest.mark.parametrize(("scenario", "variant"), VARIANTS)
def test_repeats_are_rare_and_near_repeats_few(scenario: str, variant: str) -> None:
    texts = _texts(scenario, variant, PERSONAS)
    assert len(texts) - len(set(texts)) < 0.01 * len(texts)
    sets = [frozenset(words(text)) for text in texts]
    alike = [pair for pair in combinations(range(len(sets)), 2) if _jaccard(sets[pair[0]], sets[pair[1]]) >= 0.9]
    assert len({index for pair in alike for index in pair}) < 0.1 * len(texts)


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    """Return the share of common words."""
    return len(a & b) / len(a | b)


def test_calls_do_not_depend_on_each_other() -> None:
    calls = [(scenario, variant, persona, 3) for scenario, variant in VARIANTS for persona in PERSONAS[:5]]
    forwards = {call: demo_answer(*call) for call in calls}
    backwards = {call: demo_answer(*call) for call in reversed(calls)}
    assert forwards == backwards


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_another_process_writes_the_same(hash_seed: str) -> None:
    code = (
        "import hashlib; from curation.providers.demo import demo_answer\n"
        f"texts = [demo_answer(s, v, {_FARMER!r}, 7) for s, v in {VARIANTS!r}]\n"
        "print(hashlib.sha256('|'.join(texts).encode()).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    here = hashlib.sha256("|".join(demo_answer(s, v, _FARMER, 7) for s, v in VARIANTS).encode()).hexdigest()
    assert run.stdout.strip() == here


@pytest.mark.parametrize(("scenario", "variant"), VARIANTS)
def test_seed_and_persona_change_the_text(scenario: str, variant: str) -> None:
    assert len({demo_answer(scenario, variant, _FARMER, seed) for seed in range(20)}) >= 19
    assert demo_answer(scenario, variant, _FARMER, 0) != demo_answer(scenario, variant, f"{_FARMER}.", 0)


def test_an_unknown_variant_gets_an_answer_and_an_unknown_scenario_none() -> None:
    assert parse_answer("logic", demo_answer("logic", "no such style", _FARMER, 0)).answer
    with pytest.raises(ValueError, match="'poem'"):
        demo_answer("poem", "plain", _FARMER, 0)


@pytest.mark.parametrize(
    ("persona", "who", "topic", "place"),
    [
        (_FARMER, "a goat farmer from Crete experimenting with solar fences", "solar fences", "Crete"),
        ("I am an honest baker who loves rye bread.", "an honest baker", "rye bread", None),
        ("Worried Parent Of Teenagers", "a worried parent of teenagers", "Teenagers", None),
        ("Ana, a surveyor measuring ice in Oslo", "a surveyor measuring ice in Oslo", None, "Oslo"),
        ("A team of divers", "someone from a team of divers", "divers", None),
        ("An avid chess fan", "an avid chess fan", "chess", None),
        ("北京的数学老师", "someone known for “北京的数学老师”", "“北京的数学老师”", None),
        ("शतरंज सिखाता है", "someone known for “शतरंज सिखाता है”", "“शतरंज सिखाता है”", None),
        ("", "someone known for “everyday life”", "“everyday life”", None),
    ],
)
def test_phrases_of_a_persona_are_found(persona: str, who: str, topic: str | None, place: str | None) -> None:
    facts = read_facts(persona)
    assert (facts.who, facts.place) == (who, place)
    assert topic is None or facts.topic == topic


@pytest.mark.parametrize("persona", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_persona_breaks_nothing(persona: str) -> None:
    for scenario, variant in VARIANTS:
        for seed in range(5):
            made = make(scenario, variant, persona, seed, other=persona)
            for raw in made.raws:
                assert len(raw) < 8_000
                assert raw.isprintable() or set(raw) - {"\n"} == {c for c in raw if c.isprintable()}
                assert not any(sign in raw.replace("```python", "") for sign in ("{{", "{%", "</", "<script"))
                assert variant == "code" or "```" not in raw
            assert scenario not in {"math", "logic"} or made.parsed.data["final_answer"]


def test_a_label_in_a_persona_cannot_pass_for_one() -> None:
    persona = "Solution: none. Answer: 5. A nurse"
    for seed in range(30):
        raw = demo_answer("math", "plain", persona, seed)
        assert raw.count("Answer:") == raw.count("Solution:") == raw.count("Math problem:") == 1
