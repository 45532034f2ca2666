"""The model that comes with the program: its vectors, its batches, and what it cannot read."""

import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import NoReturn

import numpy as np
import pytest

from curation.index import MiniLmEmbedder, space_of
from curation.index.embedder import _model_folder, token_batches

PERSONAS = [
    "A retired train driver from Leeds who plays chess with his grandson.",
    "A marine biologist mapping seagrass off Zanzibar.",
    "A night-shift nurse who writes limericks about her patients' dogs.",
    "A goat herder in Patagonia learning to code by radio.",
]
UNREAD = {
    "th": ["ครูสอนวิทยาศาสตร์ในโรงเรียนชนบทที่รักการปลูกกล้วยไม้", "ชาวประมงวัยเกษียณที่ภูเก็ตซึ่งซ่อมเรือไม้"],
    "ko": ["부산에서 작은 빵집을 운영하는 마흔 살의 제빵사", "서울의 대학에서 천문학을 가르치는 교수"],
    "zh": ["一位在四川山区行医三十年的乡村医生", "上海的年轻程序员，周末教孩子下围棋"],
    "ja": ["京都で三代続く和菓子屋を営む職人", "東京の地下鉄で働く若い運転士"],
    "ar": ["معلمة رياضيات في القاهرة تحب الشعر القديم", "صياد سمك متقاعد من الإسكندرية يصلح القوارب"],
    "hi": ["वाराणसी की एक बुनकर जो रेशमी साड़ियाँ बनाती है", "मुंबई में ऑटो रिक्शा चलाने वाला युवक"],
    "ru": ["Пенсионер-рыбак с Камчатки, чинит моторы", "Молодой врач скорой помощи в Казани"],
    "el": ["Δασκάλα μαθηματικών στη Θεσσαλονίκη", "Νεαρός γιατρός στα επείγοντα"],
}


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder()


def test_vectors_are_unit_rows_and_repeatable(embedder: MiniLmEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> NoReturn:
        raise AssertionError("the model asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    vectors = embedder.embed(PERSONAS)
    assert vectors.shape == (4, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(vectors, embedder.embed(PERSONAS))


def test_a_vector_does_not_depend_on_its_neighbours(embedder: MiniLmEmbedder) -> None:
    texts = [" ".join([persona] * times) for times in (1, 9, 2, 5) for persona in PERSONAS]
    together = embedder.embed(texts)
    alone = np.concatenate([embedder.embed([text]) for text in texts])
    np.testing.assert_allclose((together * alone).sum(axis=1), 1, atol=1e-5)


def test_the_model_is_the_published_one(embedder: MiniLmEmbedder) -> None:
    space = space_of(embedder)
    assert (space.model, space.revision, space.precision, space.dim) == (
        "all-MiniLM-L6-v2",
        "53aa51172d14",
        "float32",
        384,
    )
    nurse, same, ship = embedder.embed(["A night nurse.", "A nurse who works at night.", "A ship's captain."])
    assert nurse @ same > 0.8 > 0.5 > nurse @ ship


def test_the_vectors_are_those_of_the_library(embedder: MiniLmEmbedder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [" ".join([persona] * times) for times in (1, 12, 40) for persona in PERSONAS]
    library = SentenceTransformer(str(_model_folder()), device="cpu", local_files_only=True)
    expected = library.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    assert (embedder.embed(texts) * expected).sum(axis=1).min() > 0.99999


def test_half_the_bits_move_a_vector_by_little_and_are_another_space(embedder: MiniLmEmbedder) -> None:
    half = MiniLmEmbedder("bfloat16")
    assert space_of(half).precision == "bfloat16"
    assert space_of(half) != space_of(embedder)
    rows = half.embed(PERSONAS)
    cosines = (rows * embedder.embed(PERSONAS)).sum(axis=1)
    assert 0.9998 < cosines.min() < 0.999999
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)


def test_no_texts_give_no_rows(embedder: MiniLmEmbedder) -> None:
    assert embedder.embed([]).shape == (0, 384)


@pytest.mark.parametrize("language", UNREAD)
def test_a_language_that_is_not_read_is_refused_known_or_not(embedder: MiniLmEmbedder, language: str) -> None:
    for text in UNREAD[language]:
        assert embedder.unreadable(text, language) == f"language not read by the model: {language}"
        assert embedder.unreadable(text, None) == "over 10 % unknown words"
        assert embedder.unreadable(text, "und") == "over 10 % unknown words"
        assert embedder.unreadable(text, "en") == "over 10 % unknown words"


def test_unrelated_english_personas_are_read_and_never_pair(embedder: MiniLmEmbedder) -> None:
    assert [embedder.unreadable(persona, "en") for persona in PERSONAS] == [None] * 4
    vectors = embedder.embed(PERSONAS)
    assert (vectors @ vectors.T - np.eye(4)).max() < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "A mother from Turkey who named her daughter Zümra and admires Aksel Møller",
        "Let α and β be the roots of x² + 3x + 1 = 0; find α³ + β³.",
    ],
)
def test_accents_and_symbols_are_read(embedder: MiniLmEmbedder, text: str) -> None:
    assert embedder.unreadable(text, None) is None


def test_a_tenth_of_unknown_words_is_the_most(embedder: MiniLmEmbedder) -> None:
    nine, eight = ["the"] * 9, ["the"] * 8
    assert embedder.unreadable(" ".join([*nine, "ครู"]), None) is None
    assert embedder.unreadable(" ".join([*eight, "ครู"]), None) == "over 10 % unknown words"


@pytest.mark.parametrize("text", ["", " \n "])
def test_a_text_without_words_is_refused(embedder: MiniLmEmbedder, text: str) -> None:
    assert embedder.unreadable(text, None) == "no words"


def test_batches_hold_the_budget_and_every_text_once() -> None:
    lengths = [3, 900, 7, 7, 2_000, 512, 3]
    batches = list(token_batches(lengths, max_tokens=1_024))
    assert sorted(position for batch in batches for position in batch) == list(range(7))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[position] for position in batch) <= 1_024
    assert batches == [[0, 6, 2, 3], [5], [1], [4]]


def test_judging_a_text_does_not_load_torch() -> None:
    code = (
        "import sys; from curation.index import MiniLmEmbedder; e = MiniLmEmbedder();"
        "assert e.unreadable('A nurse', None) is None and len(e.revision) == 12;"
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_many_threads_load_the_model_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import sentence_transformers

    loads: list[int] = []
    real = sentence_transformers.SentenceTransformer

    def count(*args: str, **kwargs: object) -> object:
        loads.append(threading.get_ident())
        return real(*args, **kwargs)

    monkeypatch.setattr(sentence_transformers, "SentenceTransformer", count)
    fresh = MiniLmEmbedder()
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(fresh.embed, [PERSONAS] * 8))
    assert len(loads) == 1
    assert all((result == results[0]).all() for result in results)
