"""The model of languages: it answers as its package does, for texts in any company, also from its unpacked copy."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from curation.sources import language_model as model
from curation.sources import starter_texts
from curation.sources.languages import document_language, document_languages

SEED = 4_711
TEXTS = [known.text for known in starter_texts()]


def some_texts(n: int) -> list[str]:
    """Parts of texts in many languages, some of them mixed, some in capitals, some no language at all."""
    chance = random.Random(SEED)
    texts = ["", " ", "0", "é", "A", "\ud800 ?", "e\u0301t\u00e9"]
    while len(texts) < n:
        first, second = chance.choices(TEXTS, k=2)
        size = chance.choice([1, 5, 40, 300])
        start = chance.randrange(len(first))
        part = first[start : start + size] + second[: chance.choice([0, 0, size])]
        noise = "".join(chr(chance.randrange(32, 0x3000)) for _ in range(size))
        texts.append(chance.choice([part, part, part, part.upper(), noise]))
    return texts


@pytest.fixture
def fresh() -> Iterator[None]:
    """Let the model be loaded anew; the next test finds none of this one's."""
    model._kept_model.cache_clear()
    yield
    model._kept_model.cache_clear()


def test_the_answers_are_those_of_the_package() -> None:
    theirs = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    texts = some_texts(1_000)
    assert [tuple(guess) for guess in model.language_model().guess(texts)] == [theirs.classify(text) for text in texts]


def test_a_text_is_judged_alike_in_any_company() -> None:
    texts = some_texts(120)
    together = document_languages(texts)
    assert together == [document_language(text) for text in texts]
    assert together[::-1] == document_languages(texts[::-1])
    assert document_languages([]) == []


@pytest.mark.usefixtures("fresh")
def test_the_copy_answers_as_the_packed_model_and_nothing_is_unpacked_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder, texts = tmp_path / "languages", some_texts(300)
    packed = model.language_model(folder).guess(texts)  # makes the copy
    model._kept_model.cache_clear()

    def refuse() -> None:
        raise AssertionError("the copy was to be read")

    monkeypatch.setattr(model, "_unpacked", refuse)
    monkeypatch.setattr(model, "_model", refuse)
    assert model.language_model(folder).guess(texts) == packed
    assert len([*folder.iterdir()]) == 1


@pytest.mark.usefixtures("fresh")
def test_a_copy_that_is_not_whole_or_of_another_version_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "languages"
    model.language_model(folder)
    (copy,) = folder.iterdir()
    (folder / "py3langid-0.0.1").mkdir()
    weights = copy / "ptc.npy"
    weights.write_bytes(weights.read_bytes()[:-100])
    model._kept_model.cache_clear()
    assert model.language_model(folder).guess(["Wir warten auf das Boot."])[0].code == "de"
    assert [*folder.iterdir()] == [copy]
    assert np.array_equal(np.load(weights, mmap_mode="r"), model._unpacked()["ptc"])


@pytest.mark.usefixtures("fresh")
def test_where_nothing_can_be_kept_the_packed_model_answers(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert document_languages([TEXTS[0]], keep_model_in=tmp_path / "file" / "languages") == [
        document_language(TEXTS[0])
    ]
    assert (tmp_path / "file").read_bytes() == b""
