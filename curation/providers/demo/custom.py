"""The custom scenario: an answer that keeps whatever contract people gave their template.

The generator reads no prompt, so it cannot do what the template asks for; it
keeps the form, and writes of the persona.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from curation.providers.demo.custom_words import list_for, number_for, sentences, text_for
from curation.providers.demo.scene import Scene
from curation.synthesis import Contract
from curation.text import words

USUAL_WORDS: Final = 90
"""Words of a text without labels or keys, where the contract leaves it open."""
_SENTENCE_WORDS: Final = 6
"""Fewest words that a cut sentence may be left with."""


def write_custom(scene: Scene, given: Mapping[str, object] | None) -> str:
    """Write an answer in the form, and within the length, of the contract.

    Args:
        scene: The persona.
        given: The contract as `Contract.as_fields` gives it; None is a text of any length.

    Raises:
        ValueError: It is no contract.
    """
    contract = Contract.from_fields(given or {})
    if contract.form == "labels":
        return _labels(scene, contract)
    if contract.form == "json":
        return _object(scene, contract)
    return _text(scene, contract)


def _text(scene: Scene, contract: Contract) -> str:
    """Write a letter, or less where no letter fits."""
    more = sentences(scene)
    least = max(contract.min_words, min(USUAL_WORDS, contract.max_words - 40))
    paragraphs = [f"Dear {scene.cast[1]},", next(more)]
    while _count(" ".join(paragraphs)) < least - 3:
        paragraphs[-1] += f" {next(more)}"
        if paragraphs[-1].count(". ") > 4:
            paragraphs.append(next(more))
    letter = "\n\n".join([*paragraphs, f"Until soon, {scene.hero}"])
    return letter if _count(letter) <= contract.max_words else _sentences_within(scene, contract)


def _sentences_within(scene: Scene, contract: Contract) -> str:
    """Write as many whole sentences as there is room for, and part of one more where that is too little."""
    text = ""
    for sentence in sentences(scene):
        longer = f"{text} {sentence}".strip()
        if _count(longer) > contract.max_words:
            few = text or _brief(scene, contract.max_words, 0)
            return few if _count(few) >= contract.min_words else _cut(longer, contract.max_words)
        text = longer
    return text


def _labels(scene: Scene, contract: Contract) -> str:
    """Write under every label."""
    parts = {label: text_for(scene, label) for label in contract.labels}
    return _labelled(_fitted(scene, contract, parts, _labelled))


def _labelled(parts: Mapping[str, str]) -> str:
    """Put the labels before their texts."""
    return "\n".join(f"{label}: {text}" for label, text in parts.items())


def _object(scene: Scene, contract: Contract) -> str:
    """Write a value for every key."""
    keys = contract.keys or (("title", "string"), ("text", "string"))
    value = {name: _value(scene, name, kind) for name, kind in keys}
    texts = {name: text for name, text in value.items() if isinstance(text, str)}
    if not texts:
        return _shown(value)
    return _shown({**value, **_fitted(scene, contract, texts, lambda parts: _shown({**value, **parts}))})


def _fitted(
    scene: Scene, contract: Contract, parts: Mapping[str, str], show: Callable[[Mapping[str, str]], str]
) -> dict[str, str]:
    """Go on in the last text, or leave words out, until what is shown has the right number of words."""
    fitted, last, more = dict(parts), list(parts)[-1], sentences(scene)
    spoken = " ".join(fitted.values())
    if not any(one in spoken for one in (scene.facts.topic, scene.own_topic, scene.facts.who)):
        fitted[last] = _continued(fitted[last], more)
    while _count(show(fitted)) < contract.min_words:
        fitted[last] = _continued(fitted[last], more)
    over = _count(show(fitted)) - contract.max_words
    if over > 0 and _count(fitted[last]) - over >= _SENTENCE_WORDS:
        fitted[last] = _cut(fitted[last], _count(fitted[last]) - over)
    if _count(show(fitted)) > contract.max_words:
        room = contract.max_words - _count(show(dict.fromkeys(fitted, "")))
        return {name: _brief(scene, room // len(fitted), at) for at, name in enumerate(fitted)}
    return fitted


def _value(scene: Scene, name: str, kind: str) -> object:
    """Return a value of the type."""
    if kind == "number":
        return number_for(scene, name)
    if kind == "boolean":
        return scene.rng.random() < 0.5
    if kind == "list":
        return list_for(scene, name)
    if kind == "object":
        return {"about": scene.facts.topic, "where": scene.domain.spot, "count": scene.rng.randint(2, 40)}
    return text_for(scene, name)


def _shown(value: Mapping[str, object]) -> str:
    """Write the object as it is shown."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _continued(text: str, more: Iterator[str]) -> str:
    """Go on after a text, which may lack its full stop."""
    return f"{text}{'' if text.endswith(('.', '?', '!', '”')) else '.'} {next(more)}"


def _brief(scene: Scene, most: int, at: int) -> str:
    """Return a few words about the persona, the subject first; `at` moves on to the next ones."""
    things = [scene.facts.subject, *scene.domain.things, *scene.domain.jobs]
    start = at % len(things)
    few = things[start]
    for thing in [*things[start + 1 :], *things[:start]]:
        if _count(f"{few}, {thing}") > min(most, 6):
            break
        few += f", {thing}"
    return _cut(few, most)


def _cut(text: str, most: int) -> str:
    """Return the text's first words, one at least."""
    said = text.split()
    while len(said) > 1 and _count(" ".join(said)) > most:
        said = said[:-1]
    few = " ".join(said).rstrip(",;:")
    return few if _count(few) <= most else "Yes"


def _count(text: str) -> int:
    """Count words as the check of the length does."""
    return len(words(text))
