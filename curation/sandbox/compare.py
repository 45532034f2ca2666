"""Whether two answers are equal: by their form, else by a computer algebra system behind walls.

The system is math-verify: it reads LaTeX and plain expressions and compares
them with sympy. It evaluates text that a model wrote and may hang on it, so
that it runs in a process that can be ended; a pair that ends its process costs
only itself.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from curation.sandbox.process import SYMPY, run_child
from curation.synthesis.equality import Equality, How, as_mathematics, same_by_form

BATCH_PAIRS: Final = 40
"""Pairs that one process compares."""
BATCH_TIMEOUT_S: Final = 30.0
PAIR_TIMEOUT_S: Final = 10.0
MEMORY_BYTES: Final = 768 * 1024**2

Pair = tuple[str, str]


def same_answer(one: str, other: str) -> Equality:
    """Compare two final answers of a problem; see `same_answers`."""
    return same_answers([(one, other)])[0]


def same_answers(pairs: Sequence[Pair]) -> list[Equality]:
    """Compare final answers, pair by pair, in the order given.

    Where the computer algebra system cannot tell, two answers that are written
    differently count as different, and `how` says that they were not compared.
    """
    by_form = [same_by_form(*pair) for pair in pairs]
    open_pairs = [pair for pair, found in zip(pairs, by_form, strict=True) if found is None]
    found = iter(_as_mathematics(open_pairs))
    return [equality or next(found) for equality in by_form]


def _as_mathematics(pairs: Sequence[Pair]) -> Iterable[Equality]:
    written = [(as_mathematics(one), as_mathematics(other)) for one, other in pairs]
    for start in range(0, len(written), BATCH_PAIRS):
        for same in _compare(written[start : start + BATCH_PAIRS]):
            how: How = "not_compared" if same is None else "mathematics" if same else "different"
            yield Equality(same=bool(same), how=how)


def _compare(pairs: Sequence[Pair]) -> list[bool | None]:
    """Let one process compare some pairs; where it does not come back, each pair has one of its own."""
    timeout_s = BATCH_TIMEOUT_S if len(pairs) > 1 else PAIR_TIMEOUT_S
    task = {"kind": "compare", "pairs": [[f"${one}$", f"${other}$"] for one, other in pairs]}
    found = run_child(task, load=(*SYMPY, "math_verify"), timeout_s=timeout_s, memory_bytes=MEMORY_BYTES).result.get(
        "same"
    )
    if isinstance(found, list) and len(found) == len(pairs):
        return [same if isinstance(same, bool) else None for same in found]
    return [_compare([pair])[0] for pair in pairs] if len(pairs) > 1 else [None]
