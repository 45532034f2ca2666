"""The statistical model of py3langid, asked for many texts at once.

The package goes through a text byte by byte in Python. Here its automaton
takes one step in all texts of a list together, and answers the same: scores
follow from the same numbers, in the same order, by the same formula. Its file
takes 0.4 seconds to unpack, so that a copy can be kept unpacked.
"""

import contextlib
import lzma
import math
import os
import shutil
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Arrays = Mapping[str, Array]

_NAMES: Final = ("nextmove", "nextmove_row", "out_feat", "ptc", "pc", "classes")
_BYTES: Final = 256
_SINGLE: Final = np.arange(2**16, dtype=np.uint16).view(np.float16).astype(np.float32)
"""Every number of half precision in single; to look one up takes a third of the time of a conversion."""


class Guess(NamedTuple):
    """A language as the model names it, and how likely it holds it to be, from 0 to 1."""

    code: str
    confidence: float


class LanguageModel:
    """An automaton over bytes that finds features, and for each feature its weight in each language.

    Source:
        Lui and Baldwin, "langid.py", ACL 2012; model and formulas of py3langid
        0.4 with `norm_probs`, where the temperature is the root of the length.
    """

    def __init__(self, arrays: Arrays) -> None:
        """Take the arrays of the package's file.

        Args:
            arrays: `nextmove`, the next state by row and byte (rows of 256 in one run); `nextmove_row`, the row of
                each state; `out_feat`, the feature that a state means, or -1; `ptc`, the weights, in half precision
                (features, classes); `pc`, the prior of each class; `classes`, their codes.
        """
        self._next = arrays["nextmove"]
        self._row_start = arrays["nextmove_row"].astype(np.intp) * _BYTES
        self._feature = arrays["out_feat"]
        self._half = arrays["ptc"].view(np.uint16)
        self._single = np.empty((0, self._half.shape[1]), np.float32)
        self._n_single = 0
        self._place = np.full(len(self._half), -1, np.int32)
        self._prior = arrays["pc"]
        self._codes: list[str] = arrays["classes"].tolist()
        firsts = [self._codes.index(code) for code in self._codes]
        self._twins = [(first, k) for k, first in enumerate(firsts) if first != k]

    def guess(self, texts: Sequence[str]) -> list[Guess]:
        """Return the likeliest language of each text."""
        read = [_as_read(text) for text in texts]
        features = self._features(read)
        if features:
            self._convert(np.concatenate(features))
        return [self._decide(len(one), found) for one, found in zip(read, features, strict=True)]

    def _features(self, texts: Sequence[bytes]) -> list[Array]:
        """Return the features in each text, in order."""
        longest = max(map(len, texts), default=0)
        letters = np.zeros((len(texts), longest), np.uint8)
        for row, text in zip(letters, texts, strict=True):
            row[: len(text)] = np.frombuffer(text, np.uint8)
        states = np.zeros((longest + 1, len(texts)), np.intp)
        for step, letter in enumerate(letters.T.astype(np.intp)):
            states[step + 1] = self._next[self._row_start[states[step]] + letter]
        found = np.ascontiguousarray(self._feature[states[1:]].T)
        in_each = (row[: len(text)] for row, text in zip(found, texts, strict=True))
        return [row[row >= 0] for row in in_each]

    def _decide(self, n_bytes: int, features: Array) -> Guess:
        """Turn the features of a text into the likeliest language; without any, all are as likely."""
        scores = self._scores(features) if features.size else np.zeros_like(self._prior)
        scores *= 1.0 / math.sqrt(n_bytes or 1)
        np.exp(scores - scores.max(), out=scores)
        scores /= scores.sum()
        for first, twin in self._twins:  # one language in two scripts
            scores[first] += scores[twin]
            scores[twin] = 0.0
        best = int(scores.argmax())
        return Guess(self._codes[best], float(scores[best]))

    def _scores(self, features: Array) -> Array:
        counted = Counter(features.tolist())
        counts = np.fromiter(counted.values(), np.float32, len(counted))
        weights = self._weights(np.fromiter(counted, np.intp, len(counted)))
        return np.asarray(np.log1p(counts) @ weights + self._prior)

    def _weights(self, features: Array) -> Array:
        """Return the weights in single precision, of features that were converted."""
        return self._single[self._place[features]]

    def _convert(self, features: Array) -> None:
        """Convert the weights of features not met before; they lie side by side, so that little memory is touched."""
        new = np.unique(features[self._place[features] < 0])
        end = self._n_single + len(new)
        if end > len(self._single):
            grown = np.empty((min(2 * end, len(self._half)), self._half.shape[1]), np.float32)
            grown[: self._n_single] = self._single[: self._n_single]
            self._single = grown
        self._single[self._n_single : end] = _SINGLE[self._half[new]]
        self._place[new] = np.arange(self._n_single, end)
        self._n_single = end


def language_model(keep_in: Path | None = None) -> LanguageModel:
    """Return the model; it is loaded once.

    Args:
        keep_in: A folder of this program alone, for an unpacked copy: the first process makes it, and others load it
            at once. A copy of another version is replaced; where none can be written, nothing is kept.
    """
    return _model() if keep_in is None else _kept_model(keep_in)


@cache
def _model() -> LanguageModel:
    return LanguageModel(_unpacked())


@cache
def _kept_model(folder: Path) -> LanguageModel:
    copy = folder / f"py3langid-{version('py3langid')}"
    with contextlib.suppress(OSError, ValueError):  # it is not there, or not whole
        return LanguageModel({name: np.asarray(np.load(copy / f"{name}.npy", mmap_mode="r")) for name in _NAMES})
    with contextlib.suppress(OSError):
        _keep(copy)
    return _model()


@cache
def _unpacked() -> Arrays:
    from py3langid.langid import MODEL_DIR, MODEL_FILE

    packed = lzma.decompress((MODEL_DIR / MODEL_FILE).read_bytes())
    with np.load(BytesIO(packed), allow_pickle=False) as file:
        return {name: file[name] for name in _NAMES}


def _keep(copy: Path) -> None:
    """Write the copy beside its place and move it there whole, in the place of older ones."""
    shutil.rmtree(copy.parent, ignore_errors=True)
    copy.parent.mkdir(parents=True)
    with tempfile.TemporaryDirectory(dir=copy.parent, prefix="making-") as folder:
        made = Path(folder) / "copy"
        made.mkdir()
        for name, array in _unpacked().items():
            with (made / f"{name}.npy").open("wb") as file:
                np.save(file, array)
                file.flush()
                os.fsync(file.fileno())
        made.rename(copy)


def _as_read(text: str) -> bytes:
    """Return the bytes that the automaton reads; it learnt little from capitals."""
    lowered = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", lowered).encode("utf-8", "surrogatepass")
