"""Which voice speaks of a text: that of its language, or English that quotes it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from curation.providers.demo.hub_voice import Voice
from curation.providers.demo.voice_ar import ARABIC
from curation.providers.demo.voice_de import GERMAN
from curation.providers.demo.voice_en import ENGLISH
from curation.providers.demo.voice_es import SPANISH
from curation.providers.demo.voice_fr import FRENCH
from curation.providers.demo.voice_hi import HINDI
from curation.providers.demo.voice_pt import PORTUGUESE
from curation.providers.demo.voice_zh import CHINESE
from curation.text import words

VOICES: Final[Mapping[str, Voice]] = {
    voice.language: voice for voice in (ENGLISH, GERMAN, SPANISH, FRENCH, PORTUGUESE, CHINESE, HINDI, ARABIC)
}
_QUOTING: Final = replace(ENGLISH, marks=("“", "”"))
_WITHOUT_WORD_STARTS: Final = frozenset({"zh", "ar"})
"""Chinese writes no blanks, and Arabic puts articles and prepositions before the word."""


def voice_for(language: str) -> Voice:
    """Return the voice of the language, or English that puts the text's own words between quotation marks."""
    return VOICES.get(language, _QUOTING)


def topics_of(voice: Voice, text: str) -> list[str]:
    """Return the topics that words of the text speak for, the most spoken of first, down to half as much as that."""
    if voice.language in _WITHOUT_WORD_STARTS:
        hits = {topic: sum(text.count(cue) for cue in cues) for topic, cues in voice.cues.items()}
    else:
        said = words(text)
        hits = {topic: sum(word.startswith(cues) for word in said) for topic, cues in voice.cues.items()}
    least = max(1, max(hits.values()) / 2)
    return [topic for topic in sorted(hits, key=lambda topic: -hits[topic]) if hits[topic] >= least]
