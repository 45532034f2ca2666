"""The starter hub's hand-written samples: every answer worked out again, and every piece of code run."""

import cmath
import contextlib
import io
import itertools
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

import pytest
from pysqlite3 import dbapi2

_LINES = resources.files("curation").joinpath("sources", "starter", "samples.jsonl").read_text(encoding="utf-8")
SAMPLES: dict[str, dict[str, Any]] = {row["key"]: row for row in map(json.loads, _LINES.splitlines())}


def _answer(key: str) -> str:
    return str(SAMPLES[key]["raw"]).rpartition("\n\nAnswer: ")[2]


def _block(key: str, language: str, place: int = 0) -> str:
    return str(re.findall(rf"```{language}\n(.*?)```", SAMPLES[key]["raw"], re.DOTALL)[place])


def test_the_isbn_code_prints_what_its_comments_say() -> None:
    code, out = _block("k04", "python"), io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})
    assert out.getvalue().split() == re.findall(r"# (True|False)", code) == ["True", "False", "True"]


def test_the_weather_code_prints_what_its_comment_says() -> None:
    scope: dict[str, Any] = {}
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(_block("i06", "python"), scope)
        exec(_block("i06", "python", 1), scope)
    assert out.getvalue().strip() == "[(7, 10)]"
    assert scope["weather_windows"]([]) == []


def test_the_query_finds_the_worst_hour_and_counts_who_gave_up() -> None:
    connection = dbapi2.connect(":memory:")
    connection.execute("CREATE TABLE calls (id INTEGER PRIMARY KEY, queued_at TEXT, answered_at TEXT)")
    day = "2026-03-02 "  # a Monday
    waits = [("09:00:00", "09:00:10"), ("10:00:00", "10:01:00"), ("10:05:00", None), ("11:00:00", None)]
    rows = [(day + queued, answered and day + answered) for queued, answered in waits]
    connection.executemany("INSERT INTO calls (queued_at, answered_at) VALUES (?, ?)", rows)
    assert connection.execute(_block("i03", "sql")).fetchall() == [("1", "10", 60.0, 1, 1)]
    connection.close()


def _m01() -> str:
    point, corn = Fraction(20, 3), Fraction(254, 30)
    marks = [(abs(a * point - b * corn), a, b) for a in range(1, 61) for b in range(1, 48)]
    (gap, a, b), second = sorted(marks)[:2]
    assert gap < second[0]
    return f"Paris mark {a} and barleycorn mark {b}, {gap} mm apart"


def _m02() -> str:
    primes = {str(n) for n in range(10, 100) if all(n % d for d in range(2, n))}
    plates = (f"{n:03}" for n in range(1000))
    return str(sum({n[:2], n[::2], n[1:]} <= primes for n in plates))


def _m03() -> str:
    allowed = 0
    for swaps in itertools.product((False, True), repeat=11):
        if any(a and b for a, b in itertools.pairwise(swaps)):
            continue
        stands = [not (before or after) for before, after in zip((False, *swaps), (*swaps, False), strict=True)]
        allowed += not any(a and b for a, b in itertools.pairwise(stands))
    return str(allowed)


def _m04() -> str:
    x = Fraction(1, 2)
    while 45 * (1 - x) >= 1:
        # Reflect the corner (1, 0) in the crease, the bisector of (0, 0) and (x, 1); x of the old edge = 1 is the mark.
        shift = (x - (x * x + 1) / 2) * 2 / (x * x + 1)
        corner = (1 - shift * x, -shift)
        x = 1 - (1 + (corner[1] - 1) * (1 - x) / (corner[0] - x))
    return f"{45 * (1 - x)} inch"


def _m05() -> str:
    inner = [*((x, y) for x in range(1, 6) for y in (0, 4)), *((x, y) for x in (0, 6) for y in range(1, 4))]

    @cache
    def repeat(left: tuple[tuple[int, int], ...], loose: int) -> int:
        if not left:
            return 0
        (x, y), rest = left[0], left[1:]
        pairs = [abs(x - u) + abs(y - v) + repeat(rest[:i] + rest[i + 1 :], loose) for i, (u, v) in enumerate(rest)]
        return min([*pairs, *([repeat(rest, loose - 1)] if loose else [])], default=10**6)

    return str(5 * 6 + 7 * 4 + repeat(tuple(inner), 2))


def _m06() -> str:
    def centre_m(bays: int, ballast_t: Fraction) -> Fraction:
        nose = 3 * bays
        parts = [(Fraction(nose, 2), 30 - Fraction(nose, 2)), (Fraction(216, 5), Fraction(12 - nose))]
        parts.append((ballast_t, Fraction(-6 - nose)))
        return sum((mass * at for mass, at in parts), Fraction()) / sum(mass for mass, _ in parts)

    bays = next(n for n in range(1, 11) if centre_m(n, Fraction(0)) <= -1)
    halves = next(k for k in range(20_000) if centre_m(bays - 1, Fraction(k, 2000)) <= -1)
    return f"(a) {bays} bays; (b) {halves / 2} kg"


def _m07() -> str:
    cells = [(a, b, 50 // a) for a in range(1, 51) if 50 % a == 0 for b in range(a)]

    def holds(cell: tuple[int, int, int], x: int, y: int) -> bool:
        a, b, d = cell
        return y % d == 0 and (x - y // d * b) % a == 0

    turned = [cell for cell in cells if holds(cell, 0, cell[0]) and holds(cell, -cell[2], cell[1])]
    return f"{len(cells)} in all, {len(turned)} of them with the quarter turn"


def _m08() -> str:
    hidden = list(itertools.combinations(range(20), 4))
    calm = sum(all((b + 1) % 20 not in places for b in places) for places in hidden)
    return str(Fraction(calm, len(hidden)))


def _m09() -> str:
    slow, plan, fast = Fraction(20), Fraction(30), Fraction(100, 3)
    brake, push = Fraction(1, 2), Fraction(1, 4)
    before_m = (plan**2 - slow**2) / (2 * brake) + 900 + 100
    before_s = (plan - slow) / brake + 1000 / slow
    gain_m, gain_s = (fast**2 - slow**2) / (2 * push), (fast - slow) / push
    # before_m + gain_m + fast * t = plan * (before_s + gain_s + t)
    t = (plan * (before_s + gain_s) - before_m - gain_m) / (fast - plan)
    return f"{gain_m + fast * t} m"


def _m10() -> str:
    rings = itertools.product(range(3), repeat=10)
    return str(sum(all(r[k] != r[k - 1] and r[k] != r[k - 5] for k in range(10)) for r in rings))


def _m11() -> str:
    place, turn, far = 0j, cmath.rect(1, math.radians(108)), 0.0
    for rounds in range(1, 100):
        place += turn ** (rounds - 1)
        far = max(far, abs(place))
        if abs(place) < 1e-9 and abs(turn**rounds - 1) < 1e-9:
            return f"{rounds} rounds; {'√5 − 1' if math.isclose(far, math.sqrt(5) - 1) else far} m"
    return "never home"


def _only(solutions: Iterator[str]) -> str:
    found = list(solutions)
    assert len(found) == 1, found
    return found[0]


def _l01() -> str:
    lines = [line.split()[1:] for line in _block("l01", "").splitlines()[1:]]
    board = {(row, column): mark for row, line in enumerate(lines) for column, mark in enumerate(line)}
    free = [cell for cell, mark in board.items() if mark == "."]
    counts = {(r, c): int(mark) for (r, c), mark in board.items() if mark != "."}

    def fits(dry: set[tuple[int, int]]) -> bool:
        return all(sum(max(abs(r - x), abs(c - y)) == 1 for x, y in dry) == n for (r, c), n in counts.items())

    charts = ({cell for cell, is_dry in zip(free, bits, strict=True) if is_dry} for bits in _bits(len(free)))
    return _only(", ".join(f"{'ABCDE'[c]}{r + 1}" for r, c in sorted(dry)) for dry in charts if fits(dry))


def _bits(n: int) -> Iterator[tuple[bool, ...]]:
    return itertools.product((False, True), repeat=n)


def _attacks(piece: str, start: tuple[int, int], goal: tuple[int, int], taken: set[tuple[int, int]]) -> bool:
    across, up = goal[0] - start[0], goal[1] - start[1]
    reach = max(abs(across), abs(up))
    if piece == "knight":
        return {abs(across), abs(up)} == {1, 2}
    if piece == "king":
        return reach == 1
    straight, diagonal = 0 in (across, up), abs(across) == abs(up)
    if not (straight and piece != "bishop") and not (diagonal and piece != "rook"):
        return False
    step = (across // reach, up // reach)
    return not any((start[0] + i * step[0], start[1] + i * step[1]) in taken for i in range(1, reach))


def _l02() -> str:
    stones = list(itertools.product(range(4), range(4)))
    pieces = ("king", "queen", "rook", "bishop", "knight")
    boards = (
        dict(zip(pieces, (king, queen, rook, bishop, (0, 0)), strict=True))
        for king, queen, rook, bishop in itertools.permutations(stones[1:], 4)
        if king[1] == 0 and rook[1] == 3
    )
    calm = (
        board
        for board in boards
        if not any(_attacks(p, board[p], board[q], set(board.values())) for p, q in itertools.permutations(pieces, 2))
    )
    return _only(", ".join(f"{p} {'abcd'[x]}{y + 1}" for p, (x, y) in board.items()) for board in calm)


def _l03() -> str:
    books = (507, 523, 551, 576, 591, 598)
    rows = (row for row in itertools.permutations(books) if all(a != b for a, b in zip(row, books, strict=True)))
    rows = (row for row in rows if sum(a < b for a, b in itertools.pairwise(row)) == 1 and row[0] < row[-1])
    return _only(", ".join(map(str, row)) for row in rows if (591, 576) in itertools.pairwise(row))


def _l04() -> str:
    names, days = {"L": "Liza", "J": "Jo", "M": "Marco"}, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    rosters = (r for r in itertools.product("LJM", repeat=7) if (r.count("L"), r.count("J")) == (3, 2))
    rosters = (r for r in rosters if not any(a == b or (a, b) == ("M", "J") for a, b in itertools.pairwise(r)))
    fits = (r for r in rosters if "M" not in r[5:] and r[2] != "L" and r[6] == "L")
    return _only(", ".join(f"{day} {names[who]}" for day, who in zip(days, r, strict=True)) for r in fits)


def _l05() -> str:
    def claims(t: tuple[bool, ...]) -> tuple[bool, ...]:
        return (sum(t) % 2 == 1, not t[4], t[0] != t[3], sum(t) >= 3, t[2] and not t[1])

    columns = (", ".join(str(int(v)) for v in t) for t in _bits(5) if claims(t) == t)
    return f"is_true = {_only(columns)} for rows 1 to 5"


def _l06() -> str:
    def struck(first: int, after: int) -> int:
        return (first - 1 + after) % 12 + 1

    def fits(longcase: int, bracket: int, chapel: int) -> bool:
        totals = [sum(struck(c, k) for c in (longcase, bracket, chapel)) for k in range(5)]
        most = longcase > max(bracket, chapel)
        return totals == [26, 29, 20, 23, 14] and most and struck(bracket, 4) > struck(chapel, 4)

    def blows(first: int, chapel: int) -> int:
        tripped = itertools.takewhile(lambda k: struck(first, k) != struck(chapel, 5), itertools.count(5))
        return sum(struck(first, k) for k in tripped)

    firsts = (c for c in itertools.product(range(1, 13), repeat=3) if fits(*c) and c[2] not in c[:2])
    return _only(f"{c} o'clock; {blows(a, c) + blows(b, c)} blows" for a, b, c in firsts)


def _l07() -> str:
    def fits(naps: tuple[str, ...], thief: str) -> bool:
        said_by_ada = (thief == "Ben", naps[0] == "Ben", thief == "Ben" and naps.count("Ada") == 2)
        said_by_ben = (thief == "Ada", naps[0] == "Ada", naps[0] == naps[1])
        days = zip(naps, said_by_ada, said_by_ben, strict=True)
        return all((ada, ben) == (napped == "Ada", napped == "Ben") for napped, ada, ben in days)

    cases = itertools.product(itertools.product(("Ada", "Ben"), repeat=3), ("Ada", "Ben"))
    found = ((naps, thief) for naps, thief in cases if fits(naps, thief))
    shown = {"AdaBenAda": "Ada napped on Monday and Wednesday, Ben on Tuesday"}
    return _only(f"{thief} hid the spoon; {shown.get(''.join(naps))}" for naps, thief in found)


def _l08() -> str:
    kinds = dict(zip("PQRSTU", "HLMLHM", strict=True))
    gaps = {"HH": 90, "HM": 120, "HL": 150, "MH": 75, "MM": 75, "ML": 120, "LH": 75, "LM": 75, "LL": 75}

    def last_s(order: tuple[str, ...]) -> int:
        at = 50 * "PQRSTU".index(order[0])
        for before, after in itertools.pairwise(order):
            at = max(50 * "PQRSTU".index(after), at + gaps[kinds[before] + kinds[after]])
        return at

    orders = itertools.permutations("PQRSTU")
    fair = [o for o in orders if all(abs(place - "PQRSTU".index(who)) <= 1 for place, who in enumerate(o))]
    best, second = sorted((last_s(order), order) for order in fair)[:2]
    assert len(fair) == 13
    assert best[0] < second[0]
    return f"{', '.join(best[1])}; the last lands {best[0]} s after 02:00"


def _l10() -> str:
    wells = ["A2", "A3", "B1", "B2", "B4", "B5", "C2", "E1", "E4", "E5"]
    assert ", ".join(wells) in SAMPLES["l10"]["raw"]
    for part, knows in ((0, False), (1, False), (0, False), (1, True)):
        seen = Counter(well[part] for well in wells)
        wells = [well for well in wells if (seen[well[part]] == 1) == knows]
    return _only(iter(wells))


def _l11() -> str:
    def true_claims(pile: tuple[str, ...]) -> list[bool]:
        a, b, c, d, e = (pile.index(sheet) for sheet in "甲乙丙丁戊")
        return [a < b, b < c, c < a, d == b + 1, e < c, abs(a - e) == 2]

    piles = (pile for pile in itertools.permutations("甲乙丙丁戊") if pile[0] != "戊")
    judged = ((pile, true_claims(pile)) for pile in piles)
    return _only(
        f"上から{'・'.join(pile)}。間違っているのは{claims.index(False) + 1}番"
        for pile, claims in judged
        if claims.count(False) == 1
    )


_MATH: dict[str, Callable[[], str]] = {
    "m01": _m01,
    "m02": _m02,
    "m03": _m03,
    "m04": _m04,
    "m05": _m05,
    "m06": _m06,
    "m07": _m07,
    "m08": _m08,
    "m09": _m09,
    "m10": _m10,
    "m11": _m11,
}
_LOGIC: dict[str, Callable[[], str]] = {
    "l01": _l01,
    "l02": _l02,
    "l03": _l03,
    "l04": _l04,
    "l05": _l05,
    "l06": _l06,
    "l07": _l07,
    "l08": _l08,
    "l10": _l10,
    "l11": _l11,
}  # l09 is a fallacy in words, and nothing in it can be counted


@pytest.mark.parametrize("key", [key for key, row in SAMPLES.items() if row["scenario"] == "math"])
def test_a_mathematical_answer_is_the_one_found_by_computation(key: str) -> None:
    assert _answer(key) == _MATH[key]()


@pytest.mark.parametrize("key", sorted(_LOGIC))
def test_a_puzzle_has_exactly_the_solution_that_is_given(key: str) -> None:
    assert _answer(key) == _LOGIC[key]()
