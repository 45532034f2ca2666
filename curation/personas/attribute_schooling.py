"""The highest level of education that an English description says its person has completed."""

import re
from typing import Final

from curation.personas.attribute_phrases import Reading
from curation.personas.attributes import Attribute

_HAS: Final = r"(?:with|has|holds|holding|earned|have|hold|after)"
_LEVELS: Final = {
    "doctoral": (
        rf"{_HAS} an? (?:ph\.?d|doctorate|doctoral degree)\b",
        r"\bph\.?d\.?[- ](?:holder|graduate|holding|level|trained)\b",
        r"\bpost-?doc(?:toral)?\b(?: (?:researcher|fellow|scholar))?",
        r"^an? ph\.?d\.? (?:in|from)\b",
    ),
    "master": (
        rf"{_HAS} (?:an?|two|her|his) (?:master['’]?s?(?: degree)?|mba|m\.?sc|m\.?a)\b(?! of ceremonies)",
        r"\b(?:mba|master['’]?s) (?:graduate|holder)\b",
    ),
    "bachelor": (
        rf"{_HAS} an? (?:\w+ )?(?:bachelor['’]?s?(?: degree)?|b\.?sc|b\.?a|(?:college|university) degree|degree in)\b",
        r"\b(?:college|university) (?:graduate|grad)\b",
    ),
    "vocational": (
        rf"{_HAS} an associate['’]?s? degree\b",
        r"\b(?:trade|vocational|technical) school graduate\b",
    ),
    "secondary": (
        r"\bhigh[- ]school graduate\b",
        rf"(?:{_HAS}|only) an? high[- ]school (?:diploma|education)\b",
        r"\b(?:finished|completed) (?:high school|secondary school)\b",
        r"\b(?:college|university) drop-?out\b",
        r"\bdropped out of (?:college|university)\b",
    ),
    "primary": (
        r"\b(?:left|finished) school (?:at|after) (?:the )?(?:age of )?(?:ten|eleven|twelve|1[0-2]|primary school)\b",
        r"\bonly (?:a )?primary[- ]school(?: education)?\b",
    ),
    "none": (
        r"\billiterate\b",
        r"\bnever (?:went to|attended) school\b",
        r"\b(?:no|without) (?:any )?(?:formal )?(?:schooling|formal education)\b",
    ),
}
_PATTERNS: Final = {level: re.compile("|".join(patterns), re.IGNORECASE) for level, patterns in _LEVELS.items()}
_HINTS: Final = (
    *("degree", "school", "ph", "doc", "master", "mba", "m.a", "msc", "bachelor", "b.a", "bsc", "b.sc", "m.sc"),
    *("graduate", "grad", "college", "universit", "illiterate", "formal"),
)
"""Without one of these no pattern can be found; looking for them costs little."""
_STUDIES: Final = re.compile(
    r"(?:pursuing|studying|towards?|candidate|applying|preparing|without|half|seeking|enrolled|complet(?:e|ing)|"
    r"finish(?:ing)?|aspir\w+|almost|nearly|dream\w*|wants?|hop\w+|no) (?:[\w']+ ){0,3}$",
    re.IGNORECASE,
)
_MAX_BEFORE_CHARS: Final = 80
_STUDENT: Final = re.compile(
    r"^[ -](?:student|candidate|programme?|applicant|track|thesis|dissertation|seeker)", re.IGNORECASE
)


def find_education(reading: Reading) -> Attribute | None:
    """Return the highest level that is said to be completed; of what is being studied it says nothing."""
    lowered = reading.text.lower()
    if not any(hint in lowered for hint in _HINTS):
        return None
    for level, pattern in _PATTERNS.items():
        for match in pattern.finditer(reading.text):
            if _is_completed(reading, match):
                return Attribute(level, match.group().strip())
    return None


def _is_completed(reading: Reading, match: re.Match[str]) -> bool:
    before = reading.text[max(match.start() - _MAX_BEFORE_CHARS, 0) : match.start()]
    if _STUDIES.search(before) or _STUDENT.match(reading.text[match.end() :]):
        return False
    at = sum(word.start < match.start() for word in reading.words)
    return at <= reading.body or not reading.names_another(reading.body, at)
