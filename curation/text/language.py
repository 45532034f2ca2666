"""Which language a short text is in: a modest guess, or "und" where it is not clear.

Two steps. A script that one language dominates decides by itself (Thai is
"th", Hangul "ko", Han without kana "zh"). Latin script is judged by common
function words and by letters beyond a-z, for twelve languages only; a language
that is not among them should come out as "und". The profiles are our own and
small on purpose: a wrong language does harm (a text the model is said not to
read is not embedded), "und" does none.
"""

import re
from typing import Final

from curation.text.tokens import words

UNDETERMINED: Final = "und"
MAX_JUDGED_CHARS: Final = 4_000
"""What is read of a long text; more does not change the answer."""

_SCRIPTS: Final = {
    "latin": "A-Za-zªºÀ-ÖØ-öø-ɏḀ-ỿ",
    "ru": "Ѐ-ԯ",
    "el": "Ͱ-Ͽἀ-῿",
    "he": "\u0590-\u05ff",
    "ar": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    "hi": "\u0900-\u097f",
    "bn": "\u0980-\u09ff",
    "pa": "\u0a00-\u0a7f",
    "gu": "\u0a80-\u0aff",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff",
    "ml": "\u0d00-\u0d7f",
    "si": "\u0d80-\u0dff",
    "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff",
    "bo": "\u0f00-\u0fff",
    "my": "\u1000-\u109f",
    "ka": "\u10a0-\u10ff",
    "am": "\u1200-\u139f",
    "km": "\u1780-\u17ff",
    "hy": "\u0530-\u058f",
    "ko": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "ja": "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    "zh": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
}
_RUNS: Final = {name: re.compile(f"[{ranges}]") for name, ranges in _SCRIPTS.items()}
_LETTERS_PER_SIGN: Final = {"ko": 2, "ja": 2, "zh": 3}
"""One sign of these scripts says as much as several letters, so that a Latin brand name does not outweigh it."""

# Letters that tell a neighbour from the main language of the script.
_NEIGHBOURS: Final = {
    "ru": {"uk": "іїєґ", "be": "ў", "sr": "ђјљњћџ"},
    "ar": {"ur": "ٹڈڑے", "fa": "پچژگ"},
}

_WORDS: Final = {
    "en": "a about after an and are as at been but by during for from has have he her his how in into is it its like my"
    " of on or she than that the their them they this through to under was were when where which while who whose with"
    " within without works",
    "es": "a al años como con cuando de del desde donde el ella en entre es esta fue ha hace la las los más muy no o"
    " para pero por que quien se sin sobre son su sus también tiene un una y ya",
    "fr": "a au aux avec ce cette chez dans de depuis des du elle en est et il l la le les leur mais ne où ou par"
    " pas plus pour qu que qui sa se ses son sont sur un une",
    "de": "als am auch auf aus bei das dem den der des die durch ein eine einem einen einer er es für hat ihre im in"
    " ist jahre mit nach nicht noch oder sein seine seit sich sie über um und von vor wie wird zu zum zur",
    "pt": "a ao aos anos as com como da das de desde do dos e ela ele em entre foi há mais mas muito na nas no nos não"
    " o os ou para pela pelo por que quem se sem seu seus sobre sua são também tem um uma é",
    "it": "a ai al alla anche anni che chi come con da dal dalla dei del della delle di e gli ha i il in la le lo ma"
    " nei nel nella non o per più quando si sono su sua sul sulla suo un una uno è",
    "nl": "aan als bij dat de die door een en er haar heeft het hij hun ik in is jaar maar met naar niet om onder"
    " ook op over te tot uit van voor werkt wie wordt zich zij zijn zo",
    "sw": "ambaye ambayo cha huko hii hiyo huyo kama katika kila kutoka kuwa kwa kwenye la lakini miaka mwenye na ni"
    " pia sana tangu vya wa wake wenye ya yake za zake",
    "id": "ada adalah agar anak atau bagi bekerja dalam dan dari dengan di ini itu juga karena ke kepada lebih oleh"
    " pada saat sebagai sebuah sedang seorang setiap sudah sejak tahun telah tentang tidak untuk yang",
    "tr": "ama bir bu çok da daha de eden en gibi her için ile ilgili ilk kadar kendi olan olarak sonra sonunda üzerine"
    " ve veya ya yapan yaşında yaşayan yıl yıldır",
    "vi": "ai bằng các cho chuyên có của cùng đã đang đến để được hay khi không là làm lại mỗi một người nhiều những"
    " năm ở rất sống tại thích trên trong từ và về với",
    "pl": "a ale co dla do i ich jako jego jej jest jak już która które którego który lat lub ma na nad nie o od oraz"
    " po pod przez przy są się swoje swój ta to w we z za ze że",
}
_LETTERS: Final = {
    "es": "áéíñóúü",
    "fr": "àâæçèéêëîïôùûüœ",
    "de": "äöüß",
    "pt": "àáâãçéêíóôõúü",
    "it": "àèéìíòóùú",
    "nl": "áéëïóöü",
    "sw": "",
    "id": "é",
    "tr": "âçğıîöşüû",
    "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    "pl": "ąćęłńóśźż",
}
_BEYOND_ASCII: Final = re.compile("[ß-öø-ɏḁ-ỿ]")

_LANGUAGES_OF_WORD: Final = {
    word: [name for name, listed in _WORDS.items() if word in listed.split()]
    for word in {word for listed in _WORDS.values() for word in listed.split()}
}
_SHARES_OF_WORD: Final = {
    word: [(name, 1 / len(known)) for name in known] for word, known in _LANGUAGES_OF_WORD.items()
}
_ENGLISH_ENDING: Final = re.compile(r"[a-z]{3,}ing")
_ENDING_SCORE: Final = 0.7
_LEAST_SCORE_EN: Final = 0.9
_LEAST_SCORE: Final = 1.2
_LEAST_LEAD: Final = 1.5
"""How many times the score of the second a language other than English needs."""


def guess_language(text: str) -> str:
    """Return the ISO 639-1 code of the text's language, or "und" where it is not clear."""
    head = text[:MAX_JUDGED_CHARS]
    if head.isascii():
        return _guess_latin(head) if _RUNS["latin"].search(head) else UNDETERMINED
    counts = {name: len(run.findall(head)) * _LETTERS_PER_SIGN.get(name, 1) for name, run in _RUNS.items()}
    if counts["ja"]:
        # Japanese is written in kana and Han together; Chinese has no kana.
        counts["ja"] += counts.pop("zh")
    script = max(counts, key=lambda name: counts[name])
    if not counts[script]:
        return UNDETERMINED
    return _guess_latin(head) if script == "latin" else _neighbour(script, head)


def _neighbour(language: str, text: str) -> str:
    """Return the language, or the one beside it whose own letters the text has."""
    for name, letters in _NEIGHBOURS.get(language, {}).items():
        if any(letter in text for letter in letters):
            return name
    return language


def _guess_latin(text: str) -> str:
    """Judge a text in Latin letters by its function words, and where they are not English by its letters too."""
    scores = _word_scores(text)
    (first, best), (_, second) = _two_best(scores)
    if first == "en" and best >= _LEAST_SCORE_EN and best > second:
        # Letters beyond a-z do not count here: they stand in the names that English texts mention.
        return "en"
    del scores["en"]
    _weigh_letters(scores, text.lower())
    (first, best), (_, second) = _two_best(scores)
    return first if best >= _LEAST_SCORE and best >= _LEAST_LEAD * second else UNDETERMINED


def _word_scores(text: str) -> dict[str, float]:
    """Give each function word's one point in equal parts to the languages that have it."""
    scores = dict.fromkeys(_WORDS, 0.0)
    for word in words(text):
        for name, share in _SHARES_OF_WORD.get(word, ()):
            scores[name] += share
        if word.endswith("ing") and _ENGLISH_ENDING.fullmatch(word):
            scores["en"] += _ENDING_SCORE
    return scores


def _weigh_letters(scores: dict[str, float], lowered: str) -> None:
    """Let each letter beyond a-z speak against the languages that do not write it and for the others.

    Letters alone decide nothing: a language of which no word was seen gains none.
    """
    for letter in {letter for letter in lowered if _BEYOND_ASCII.fullmatch(letter)}:
        known = [name for name, letters in _LETTERS.items() if letter in letters]
        for name in _LETTERS:
            if name not in known:
                scores[name] -= 1
            elif scores[name] > 0:
                scores[name] += 1 / len(known)


def _two_best(scores: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda item: -item[1])[:2]
