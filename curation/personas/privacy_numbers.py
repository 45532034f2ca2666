"""Numbers that belong to one person: payment cards, bank accounts, national ids, telephones.

A number that has check digits must pass them. One whose check says little (a
tenth of all numbers of that length pass) must also be called what it is in the
words before it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from curation.personas import privacy_checksums as checks

Span = tuple[int, int]

_CUE_CHARS: Final = 40
"""How far before a number the word that says what it is may stand."""
_LEFT: Final = r"(?<![0-9A-Za-zÀ-ɏ])(?<![0-9A-Za-z][-./+,])"
_RIGHT: Final = r"(?![0-9A-Za-zÀ-ɏ]|[-./,][0-9])"
_NOT_SIGNS: Final = re.compile(r"[^0-9A-Z]")

_CARD: Final = re.compile(
    rf"{_LEFT}(?:[0-9]{{13,19}}|[0-9]{{4}}(?:[ -][0-9]{{4}}){{3}}(?:[ -][0-9]{{3}})?"
    rf"|[0-9]{{4}}[ -][0-9]{{6}}[ -][0-9]{{4,5}}){_RIGHT}"
)
_CARD_PREFIXES: Final = (
    (re.compile("4"), (13, 16, 19)),  # Visa
    (re.compile("5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),  # Mastercard
    (re.compile("3[47]"), (15,)),  # American Express
    (re.compile("30[0-5]|3[689]"), (14,)),  # Diners Club
    (re.compile("6011|64[4-9]|65"), (16, 19)),  # Discover
    (re.compile("352[89]|35[3-8]"), (16, 19)),  # JCB
    (re.compile("62|81"), (16, 17, 18, 19)),  # UnionPay
    (re.compile("220[0-4]"), (16, 17, 18, 19)),  # Mir
    (re.compile("60|508|82"), (16,)),  # RuPay
    (re.compile("5018|5020|5038|5893|6304|6759|676[1-3]"), (13, 16, 18, 19)),  # Maestro
)

_IBAN: Final = re.compile(r"(?<![0-9A-Za-zÀ-ɏ])[A-Za-z]{2}[0-9]{2}(?=((?:[ -]?[A-Za-z0-9]){11,30}))")
_IBAN_COUNTRIES: Final = (
    "15:NO 16:BE 18:DK,FI,FK,FO,GL,NL,SD 19:MK,SI 20:AT,BA,EE,KZ,LT,LU,MN,XK 21:CH,HR,LI,LV"
    " 22:BG,BH,CR,DE,GB,GE,IE,ME,RS,VA 23:AE,GI,IL,IQ,OM,SO,TL 24:AD,CZ,ES,MD,PK,RO,SA,SE,SK,TN,VG"
    " 25:LY,PT,ST 26:IS,TR 27:BI,DJ,FR,GR,IT,MC,MR,SM 28:AL,AZ,BY,CY,DO,GT,HU,LB,NI,PL,SV"
    " 29:BR,EG,PS,QA,UA 30:JO,KW,MU,YE 31:MT,SC 32:LC 33:RU"
)
_IBAN_CHARS: Final = {country: int(entry[:2]) for entry in _IBAN_COUNTRIES.split() for country in entry[3:].split(",")}
"""Signs of an account number by country (SWIFT, IBAN registry)."""


class _Scheme(NamedTuple):
    """A national id: its form, its check, and the words that must say what it is where the check is weak."""

    form: re.Pattern[str]
    passes: Callable[[str], bool]
    cue: re.Pattern[str] | None = None


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_LEFT}(?:{pattern}){_RIGHT}")


_SCHEMES: Final = (
    _Scheme(_form("[0-9]{3}-[0-9]{2}-[0-9]{4}"), checks.passes_ssn_form),
    _Scheme(
        _form("[0-9]{3} ?[0-9]{2} ?[0-9]{4}"),
        checks.passes_ssn_form,
        re.compile(r"(?i:\bssn\b|social security)"),
    ),
    _Scheme(_form("(?:[XYZ]-?[0-9]{7}|[0-9]{8}|[0-9]{2}[.][0-9]{3}[.][0-9]{3})-?[A-Z]"), checks.passes_dni),
    _Scheme(_form("[123478] ?[0-9]{2} ?[0-9]{2} ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3} ?[0-9]{2}"), checks.passes_nir),
    _Scheme(_form("[1-9][0-9]{10}|[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{3}"), checks.passes_steuer_id),
    _Scheme(
        _form("[A-Z]{3} ?[A-Z]{3} ?[0-9L-NP-V]{2} ?[A-EHLMPRST] ?[0-9L-NP-V]{2} ?[A-Z] ?[0-9L-NP-V]{3} ?[A-Z]"),
        checks.passes_codice_fiscale,
    ),
    _Scheme(_form("[0-9]{3}[.][0-9]{3}[.][0-9]{3}-[0-9]{2}"), checks.passes_cpf),
    _Scheme(_form("[0-9]{9}-?[0-9]{2}"), checks.passes_cpf, re.compile(r"(?i:\bcpf\b|cadastro)")),
    _Scheme(
        _form("[0-9]{9}|[0-9]{4}[. ][0-9]{2}[. ][0-9]{3}"),
        checks.passes_bsn,
        re.compile(r"(?i:\bbsn\b|burgerservice|sofi-?nummer)"),
    ),
    _Scheme(_form("[2-9][0-9]{3}([ -])[0-9]{4}\\1[0-9]{4}"), checks.passes_verhoeff),
    _Scheme(_form("[2-9][0-9]{11}"), checks.passes_verhoeff, re.compile(r"(?i:aa?dhaa?r|\buid(?:ai)?\b|आधार)")),
    _Scheme(_form("[1-9][0-9]{16}[0-9X]"), checks.passes_resident_id),
    _Scheme(_form("[0-9]{11}"), checks.passes_pesel, re.compile(r"(?i:pesel)")),
)

_PLUS: Final = re.compile(r"(?<![0-9A-Za-zÀ-ɏ)\]+])\+[1-9](?:[ .\-/()]{0,2}[0-9]){6,14}(?![0-9]|[ .]?[a-z]{0,2}[=^*])")
_CALLING: Final = re.compile(
    "1|7|2(?:[07]|1[1-368]|[2346][0-9]|5[0-8]|9[0179])|3(?:[0-469]|5[0-9]|7[0-8]|8[0-35-79])|4(?:[013-9]|2[0134])"
    "|5(?:[1-8]|0[0-9]|9[0-9])|6(?:[0-6]|7[02-9]|8[0-35-9]|9[0-2])|8(?:[12469]|5[02356]|80)|9(?:[0-58]|6[0-8]|7[0-79]"
    "|9[2-689])"
)
"""Country codes of telephones (ITU-T E.164, list of assigned codes)."""
_NATIONAL: Final = (
    # North America: area and exchange begin with 2 to 9.
    re.compile(rf"{_LEFT}(?:1[-. ])?\([2-9][0-9]{{2}}\) ?[2-9][0-9]{{2}}[-. ][0-9]{{4}}{_RIGHT}"),
    re.compile(rf"{_LEFT}(?:1[-.])?[2-9][0-9]{{2}}([-.])[2-9][0-9]{{2}}\1[0-9]{{4}}{_RIGHT}"),
    # France; Japan and Korea; Britain and its like; Brazil.
    re.compile(rf"{_LEFT}0[1-9](?:([ .-])[0-9]{{2}})(?:\1[0-9]{{2}}){{3}}{_RIGHT}"),
    re.compile(rf"{_LEFT}0[0-9]{{1,3}}-[0-9]{{3,4}}-[0-9]{{4}}{_RIGHT}"),
    re.compile(
        rf"{_LEFT}0(?:[1-9][0-9]{{3}} [0-9]{{6}}|[1-9][0-9]{{3}} [0-9]{{3}} [0-9]{{3}}|[12][0-9] [0-9]{{4}} [0-9]{{4}})"
        rf"{_RIGHT}"
    ),
    re.compile(rf"{_LEFT}\([1-9][0-9]\) ?9?[0-9]{{4}}-[0-9]{{4}}{_RIGHT}"),
)
_TOLD: Final = re.compile(rf"{_LEFT}\(?[0-9](?:[ .\-/()]{{0,2}}[0-9]){{6,13}}{_RIGHT}")
_TOLD_CUE: Final = re.compile(
    r"(?i:\b(?:tel|telephone|phone|mobile|cell|call|ring|whatsapp|sms|text|fax|tel[eé]fono|m[oó]vil|celular|ll[aá]ma\w{0,5}|"
    r"t[eé]l[eé]phone|portable|appel\w{0,5}|telefon\w{0,8}|handy|mobil\w{0,8}|ruf\w{0,3}|telefone|ligue|cellulare|"
    r"telefoon\w{0,6}|bel|kom[oó]rk\w{0,3}|simu|hp|wa|телефон\w{0,3}|звон\w{0,5})\b"
    r"|电话|電話|手机|手機|携帯|전화|휴대폰|هاتف|फ़ोन|फोन)\.?[^0-9.;!?]{0,25}$"
)
_NO_TELEPHONE: Final = re.compile(
    r"(?:1[0-9]|20)[0-9]{2}[ ]?[-/][ ]?(?:1[0-9]|20)[0-9]{2}"  # years
    r"|(?:19|20)[0-9]{2}[-./][01]?[0-9][-./][0-3]?[0-9]|[0-3]?[0-9][-./][01]?[0-9][-./](?:19|20)[0-9]{2}"  # dates
    r"|[0-9]{1,3}(?:[.][0-9]{3}){2,4}|[0-9]{1,2}(?: [0-9]{3}){2,4}"  # thousands
    r"|97[89].{8,14}"  # books
)


def find_cards(text: str) -> Iterator[Span]:
    """Yield where payment cards stand: a known prefix and length, and Luhn's check."""
    for match in _CARD.finditer(text):
        digits = _compact(match.group())
        is_known = any(prefix.match(digits) and len(digits) in lengths for prefix, lengths in _CARD_PREFIXES)
        if is_known and checks.passes_luhn(digits) and len(set(digits)) > 1:
            yield match.span()


def find_ibans(text: str) -> Iterator[Span]:
    """Yield where bank accounts stand: the length of the country, and mod 97."""
    for match in _IBAN.finditer(text):
        # The words that follow an account look like the rest of a longer one, so its country says where it ends.
        length = _IBAN_CHARS.get(match.group()[:2].upper(), 0)
        places = [place for place in range(match.start(), match.end(1)) if text[place].isalnum()]
        if not 0 < length <= len(places):
            continue
        end = places[length - 1] + 1
        is_whole = not (text[end : end + 1].isascii() and text[end : end + 1].isalnum())
        if is_whole and checks.passes_iban(_compact(text[match.start() : end].upper())):
            yield match.start(), end


def find_national_ids(text: str) -> Iterator[Span]:
    """Yield where national ids stand: US, ES, FR, DE, IT, BR, NL, IN, CN and PL."""
    for scheme in _SCHEMES:
        for match in scheme.form.finditer(text):
            is_called = scheme.cue is None or scheme.cue.search(_before(text, match))
            if is_called and scheme.passes(_compact(match.group())):
                yield match.span()


def find_phones(text: str) -> Iterator[Span]:
    """Yield where telephone numbers stand: with a country's code, in a country's form, or called one."""
    for match in _PLUS.finditer(text):
        if _CALLING.match(_compact(match.group())):
            yield match.span()
    for form in _NATIONAL:
        yield from (match.span() for match in form.finditer(text))
    for match in _TOLD.finditer(text):
        if not _NO_TELEPHONE.fullmatch(match.group()) and _TOLD_CUE.search(_before(text, match)):
            yield match.span()


def _compact(number: str) -> str:
    return _NOT_SIGNS.sub("", number)


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _CUE_CHARS) : match.start()]
