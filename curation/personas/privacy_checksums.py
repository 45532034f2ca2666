"""Check digits of numbers that belong to one person: cards, bank accounts, national ids.

Each function takes a number without blanks or punctuation, in capitals, in the form that its pattern let through.
"""

from collections.abc import Sequence
from typing import Final

_DNI_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PESEL_CENTURIES: Final = (80, 0, 20, 40, 60)
_CN_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CF_ODD: Final = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_VERHOEFF_TURN: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def passes_luhn(digits: str) -> bool:
    """Tell whether a number passes the check of payment cards (ISO/IEC 7812-1, annex B)."""
    numbers = [int(digit) for digit in reversed(digits)]
    doubled = (2 * number - 9 * (number > 4) for number in numbers[1::2])
    return (sum(numbers[::2]) + sum(doubled)) % 10 == 0


def passes_iban(account: str) -> bool:
    """Tell whether an account number passes mod 97 (ISO 13616, ISO/IEC 7064 MOD 97-10)."""
    return int("".join(str(int(sign, 36)) for sign in account[4:] + account[:4])) % 97 == 1


def passes_verhoeff(digits: str) -> bool:
    """Tell whether a number passes the check of the Indian Aadhaar.

    Source:
        J. Verhoeff, "Error Detecting Decimal Codes", Mathematical Centre Tracts 29, 1969.
    """
    check = 0
    for place, digit in enumerate(reversed(digits)):
        turned = int(digit)
        for _ in range(place % 8):
            turned = _VERHOEFF_TURN[turned]
        check = _dihedral(check, turned)
    return check == 0


def passes_ssn_form(digits: str) -> bool:
    """Tell whether a US social security number could have been given out; it has no check digit."""
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return area not in ("000", "666") and area[0] != "9" and group != "00" and serial != "0000"


def passes_dni(number: str) -> bool:
    """Tell whether a Spanish DNI or NIE has the letter that its number gives."""
    digits = str("XYZ".index(number[0])) + number[1:-1] if number[0] in "XYZ" else number[:-1]
    return number[-1] == _DNI_LETTERS[int(digits) % 23]


def passes_nir(number: str) -> bool:
    """Tell whether a French NIR has the key that its 13 signs give; the departments 2A and 2B count as 19 and 18."""
    body = number[:13].replace("2A", "19").replace("2B", "18")
    month = int(body[3:5])
    is_month = 1 <= month <= 12 or 20 <= month <= 42 or month >= 50
    return is_month and int(number[13:]) == 97 - int(body) % 97


def passes_steuer_id(digits: str) -> bool:
    """Tell whether a German Steuer-ID repeats one digit only and passes ISO/IEC 7064 MOD 11,10."""
    counts = sorted((digits[:10].count(digit) for digit in set(digits[:10])), reverse=True)
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return counts[0] in (2, 3) and counts[1] == 1 and (11 - product) % 10 == int(digits[10])


def passes_codice_fiscale(code: str) -> bool:
    """Tell whether an Italian codice fiscale ends with the letter that its other signs give."""
    values = [int(sign) if sign.isdigit() else ord(sign) - ord("A") for sign in code[:15]]
    total = sum(_CF_ODD[value] for value in values[::2]) + sum(values[1::2])
    return code[15] == chr(ord("A") + total % 26)


def passes_cpf(digits: str) -> bool:
    """Tell whether a Brazilian CPF has its two check digits; eleven equal digits are none."""
    if len(set(digits)) == 1:
        return False
    return all(int(digits[place]) == _weighted(digits, range(place + 1, 1, -1)) * 10 % 11 % 10 for place in (9, 10))


def passes_bsn(digits: str) -> bool:
    """Tell whether a Dutch BSN passes the test of eleven."""
    return int(digits) > 0 and _weighted(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def passes_resident_id(number: str) -> bool:
    """Tell whether a Chinese resident id holds a day of birth and passes ISO/IEC 7064 MOD 11-2 (GB 11643)."""
    is_born = number[6:8] in ("18", "19", "20") and _is_day(int(number[10:12]), int(number[12:14]))
    return is_born and number[17] == "10X98765432"[_weighted(number, _CN_WEIGHTS) % 11]


def passes_pesel(digits: str) -> bool:
    """Tell whether a Polish PESEL holds a day of birth and its check digit."""
    month = int(digits[2:4])
    is_born = any(_is_day(month - century, int(digits[4:6])) for century in _PESEL_CENTURIES)
    return is_born and (10 - _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10) % 10 == int(digits[10])


def _weighted(digits: str, weights: Sequence[int]) -> int:
    """Sum the first digits, each times its weight."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def _dihedral(left: int, right: int) -> int:
    """Multiply in the group of the symmetries of a pentagon: 0 to 4 turn it, 5 to 9 turn it over too."""
    if left < 5:
        return (left + right) % 5 + 5 * (right >= 5) if right < 5 else 5 + (left + right - 5) % 5
    return 5 + (left - 5 - right) % 5 if right < 5 else (left - right) % 5
