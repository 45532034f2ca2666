"""Where somebody lives: a street and a house number as each language writes them.

The rules are cautious. A street without a number, a highway and a house that
everybody knows are no address of a private person.
"""

import re
from collections.abc import Iterator
from typing import Final

Span = tuple[int, int]

_CAP: Final = r"[^\W\d_a-zß-öø-ÿ][\w'’-]{1,20}"
_NUMBER: Final = r"[1-9][0-9]{0,4}(?: ?[A-Za-z](?![\w]))?"
_NO_UNIT: Final = r"(?![\w°%]|[ -]?(?:km|m|min|minutes?|Minuten|Jahre|años|anni|%|°|€|\$|x\b|×)|[.,:/][0-9])"
_SMALL: Final = (
    r"(?:d[aeo]s?|del|della|dei|degli|de la|de los|de las|de l['’]|d['’]|des|du|di|van|van de[nr]?|la|las|los|le|les)"
)
_NAME: Final = rf"(?:{_SMALL}[ ]?){{0,1}}{_CAP}(?: (?:{_SMALL}[ ]?){{0,1}}{_CAP}){{0,3}}"

_FORMS: Final = (
    re.compile(  # 14 Mill Lane, and after it an end, a comma, a number or a place
        rf"(?<![\w.,-]){_NUMBER},? (?:(?:North|South|East|West|[NSEW]\.?) )?{_CAP}(?: {_CAP}){{0,2}} "
        r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Terrace|Way|Close|Crescent|Gardens|"
        r"Square|Parkway|Pkwy|Highway|Hwy|Grove|Mews|Row)\b\.?"
        r"(?=$|[.,;:!?)\n]| (?:in|near|with|and|since|Apt|Apartment|Flat|Unit|Suite|#|[0-9A-Z]))"
    ),
    re.compile(r"(?i:(?<!\w)p\.? ?o\.? ?box #?[0-9]{2,7}(?![0-9]))"),
    re.compile(
        rf"(?<!\w)(?!Bundes|Land|Landes|Staats|Kreis|Haupt(?:stadt))"
        rf"(?:{_CAP}(?:straße|strasse|str\.|gasse|allee|platz|weg|damm|ufer)"
        rf"|{_CAP} (?:Straße|Strasse|Str\.|Allee|Platz|Weg|Damm|Ufer|Gasse)) {_NUMBER}{_NO_UNIT}"
    ),
    re.compile(
        rf"(?<![\w.,-]){_NUMBER}(?: (?:bis|ter))?,? (?:rue|avenue|boulevard|chemin|impasse|allée|quai|place|square|"
        rf"cours) {_NAME}"
    ),
    re.compile(
        rf"(?<!\w)(?:[Cc]alle|C/|[Aa]venida|Avda\.|Av\.|[Pp]laza|[Pp]aseo|[Cc]arrera|[Rr]ua|[Tt]ravessa|[Pp]raça|[Vv]ia|[Vv]iale|"
        rf"[Pp]iazza|[Cc]orso|[Vv]icolo) ?{_NAME},? (?:(?:n\.?[º°o]?|no\.|núm\.?|número) ?)?{_NUMBER}{_NO_UNIT}"
    ),
    re.compile(rf"(?<!\w){_CAP}(?:straat|laan|gracht|kade|plein|dijk|steeg) {_NUMBER}{_NO_UNIT}"),
    re.compile(
        rf"(?<!\w)(?:ul\.|al\.|pl\.|os\.|ulic[ay]|ulicy|alei|улиц[аеы]|ул\.|проспект) {_NAME},? (?:д\. ?)?{_NUMBER}"
    ),
    re.compile(rf"(?<!\w){_CAP}(?: {_CAP})?(?: Sokak| Sokağı| Caddesi| Cad\.| Sok\.),? (?:No: ?)?{_NUMBER}"),
)
_EAST_ASIAN_FORMS: Final = (
    re.compile(r"[\u4e00-\u9fff]{2,8}(?:路|街|大道|胡同|巷|弄)[0-9]{1,5}(?:号|號|弄)"),
    re.compile(
        r"[\u3040-\u30ff\u4e00-\u9fff]{1,10}[0-9]{1,2}(?:丁目|-)[0-9]{1,3}(?:番地?|-)[0-9]{1,4}(?:号)?(?![0-9-])"
    ),
    re.compile(r"[\uac00-\ud7af]{2,8}(?:로|길) ?[0-9]{1,4}(?:-[0-9]{1,3})?(?:번지|호)?(?=$|[ ,.에의])"),
)
_KNOWN: Final = re.compile(
    r"(?i:10 downing street|221b? baker street|1600 pennsylvania avenue|123 main street|123 sesame street|742 evergreen"
    r" terrace|4 privet drive|11 wall street|1 hacker way)"
)
_DIGIT: Final = re.compile("[0-9]")


def find_addresses(text: str) -> Iterator[Span]:
    """Yield where street addresses stand."""
    if _DIGIT.search(text):
        for form in _FORMS if text.isascii() else (*_FORMS, *_EAST_ASIAN_FORMS):
            for match in form.finditer(text):
                if not _KNOWN.search(match.group()):
                    yield match.start(), match.start() + len(match.group().rstrip("."))
