"""Which samples are put side by side, and on which side each stands."""

import random
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, zip_longest
from typing import Literal, NamedTuple, TypeVar

Side = Literal["a", "b"]
Key = TypeVar("Key", bound=Hashable)


class Candidate(NamedTuple):
    """A sample that may be compared.

    Only samples of one `key` stand side by side, such as those of one persona
    and one prompt. `likeness` is the same where the texts are the same.
    """

    sample_id: int
    arm: str
    key: Hashable
    likeness: str
    persona_id: int | None = None


class Couple(NamedTuple):
    """Two samples side by side, in the order in which the arms were named."""

    a: Candidate
    b: Candidate


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs that were drawn, and what became of the rest.

    Attributes:
        pairs: In the order in which they are stored.
        available: How many there were to draw from.
        by_arms: How many of those drawn are of each two arms.
        no_partner: Samples that nothing could be put beside.
        same_text: Pairs that were left out since both texts are the same.
    """

    pairs: Sequence[Couple]
    available: int
    by_arms: Mapping[tuple[str, str], int]
    no_partner: int
    same_text: int


def pair_arms(candidates: Iterable[Candidate], arms: Sequence[str], *, n: int, seed: int) -> Pairing:
    """Put samples of different arms side by side, each two arms equally often as far as there are pairs.

    Of two arms a sample stands in one pair at most.

    Args:
        candidates: In any order, each sample once for its arm.
        arms: The names of the arms, two or more.
        n: At most so many pairs.
        seed: The same candidates and seed give the same pairs.
    """
    rng = random.Random(f"pairs:{seed}")  # noqa: S311 - a draw that can be repeated, no secret
    found: dict[tuple[str, str], list[Couple]] = {two: [] for two in combinations(arms, 2)}
    lists = [_shuffled(list(group), rng) for group in _groups(candidates)]
    for group in lists:
        by_arm = {arm: [one for one in group if one.arm == arm] for arm in arms}
        for one, other in found:
            found[one, other].extend(map(Couple, by_arm[one], by_arm[other]))
    return _drawn(found, sum(map(len, lists)), n, rng)


def pair_alike(candidates: Iterable[Candidate], arms: tuple[str, str], *, n: int, seed: int) -> Pairing:
    """Put two samples of one key side by side, each sample once; the arms are the earlier and the later one."""
    rng = random.Random(f"pairs:{seed}")  # noqa: S311 - a draw that can be repeated, no secret
    couples, total = [], 0
    for group in _groups(candidates):
        total += len(group)
        rows = _shuffled(list(group), rng)
        for one, other in zip(rows[::2], rows[1::2], strict=False):
            first, second = sorted((one, other), key=lambda row: row.sample_id)
            couples.append(Couple(first._replace(arm=arms[0]), second._replace(arm=arms[1])))
    return _drawn({arms: couples}, total, n, rng)


def left_side(seed: int, pair_id: int, annotator_id: int) -> Side:
    """Return which of a pair's texts stands on the left for a person: by chance, and the same at every look.

    Chance alone would leave an arm more often on one side, and then the better
    arm would look like a liking for that side. So of two pairs next to each
    other in a set a person sees one each way round, and of two people who
    joined next to each other each sees a pair another way round.
    """
    drawn = random.Random(f"side:{seed}:{pair_id // 2}:{annotator_id // 2}")  # noqa: S311 - a draw that can be repeated
    return "a" if (drawn.random() < 0.5) ^ ((pair_id + annotator_id) % 2 == 1) else "b"


def _groups(candidates: Iterable[Candidate]) -> list[list[Candidate]]:
    groups: dict[Hashable, list[Candidate]] = {}
    for candidate in sorted(candidates, key=lambda row: (row.sample_id, row.arm)):
        groups.setdefault(candidate.key, []).append(candidate)
    return list(groups.values())


def _drawn(found: Mapping[tuple[str, str], list[Couple]], total: int, n: int, rng: random.Random) -> Pairing:
    """Draw from the pairs of each two arms in turn."""
    partnered = {(one.sample_id, one.arm) for couples in found.values() for couple in couples for one in couple}
    different = {
        two: _shuffled([couple for couple in couples if couple.a.likeness != couple.b.likeness], rng)
        for two, couples in found.items()
    }
    in_turn = [couple for row in zip_longest(*different.values()) for couple in row if couple is not None]
    pairs = _shuffled(in_turn[:n], rng)
    return Pairing(
        pairs=pairs,
        available=len(in_turn),
        by_arms={two: sum((pair.a.arm, pair.b.arm) == two for pair in pairs) for two in found},
        no_partner=total - len(partnered),
        same_text=sum(map(len, found.values())) - len(in_turn),
    )


def _shuffled(rows: list[Key], rng: random.Random) -> list[Key]:
    rng.shuffle(rows)
    return rows
