"""Embedding of a workspace's texts, against `SentenceTransformer.encode(batch_size=32)` in the same run.

The texts are those that come with the program: personas, samples and pieces of
texts, of very different lengths, in random order. Each way reads all of them
in turn, round by round, in one process that has loaded each model before; the
processor time counts, so that another process on the machine changes little.
The machine may be busy: only the ratios of one run mean anything.

Run: python benchmarks/bench_embedding.py; it writes results/embedding.json.
"""

import json
import os
import platform
import random
import statistics
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.processor_time import used_s  # noqa: E402 - the path is set above
from curation.index.embedder import MiniLmEmbedder, _model_folder  # noqa: E402
from curation.sources.starter import starter_personas, starter_samples, starter_texts  # noqa: E402

ROUNDS = 5
SEED = 20_406
BATCH_SIZE = 32
TARGETS = {"float32": (1.3, 0.9999), "bfloat16": (2.0, 0.9998)}
RESULT = ROOT / "benchmarks" / "results" / "embedding.json"

Way = Callable[[Sequence[str]], NDArray[np.float32]]


def texts() -> list[str]:
    """Return English texts of all kinds in random order."""
    found = [persona.text for persona in starter_personas() if persona.language == "en"]
    found += [sample.raw for sample in starter_samples() if sample.language == "en"]
    found += [known.text for known in starter_texts() if known.language == "en"]
    random.Random(SEED).shuffle(found)
    return found


def ways() -> dict[str, Way]:
    """Return the ways that are compared, each with its model loaded."""
    from sentence_transformers import SentenceTransformer

    library = SentenceTransformer(str(_model_folder()), device="cpu", local_files_only=True)

    def encode(given: Sequence[str]) -> NDArray[np.float32]:
        rows: NDArray[np.float32] = library.encode(
            list(given), batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
        )
        return rows

    made: dict[str, Way] = {"sentence_transformers": encode}
    for precision in TARGETS:
        made[precision] = MiniLmEmbedder("bfloat16" if precision == "bfloat16" else "float32").embed
    for way in made.values():
        way(["A nurse."])
    return made


def main() -> None:
    """Compare the ways and write what was measured."""
    load, given, compared = os.getloadavg()[0], texts(), ways()
    spent: dict[str, list[float]] = {name: [] for name in compared}
    rows: dict[str, NDArray[np.float32]] = {}
    for _ in range(ROUNDS):
        for name, way in compared.items():
            start = used_s()
            rows[name] = way(given)
            spent[name].append(used_s() - start)
    library = "sentence_transformers"
    ratios = {name: [a / b for a, b in zip(spent[library], spent[name], strict=True)] for name in TARGETS}
    cosines = {name: float((rows[name] * rows[library]).sum(axis=1).min()) for name in TARGETS}
    flags = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    result = {
        "what": "texts per second of processor time, medians of one run; the ratios are what counts",
        "setup": f"{platform.system()}, {os.cpu_count()} cores"
        f" {'with' if 'avx512_bf16' in flags or 'amx_bf16' in flags else 'without'} instructions for bfloat16,"
        f" OMP_NUM_THREADS {os.environ.get('OMP_NUM_THREADS', 'not set')}, load {load:.1f} before, torch"
        f" {version('torch')}, sentence-transformers {version('sentence-transformers')}, {ROUNDS} rounds in turn",
        "texts": len(given),
        "texts_per_cpu_s": {name: round(len(given) / statistics.median(times), 1) for name, times in spent.items()},
        "ratio_to_sentence_transformers": {name: round(statistics.median(ratios[name]), 3) for name in TARGETS},
        "ratio_lowest_and_highest": {name: [round(min(r), 3), round(max(r), 3)] for name, r in ratios.items()},
        "lowest_cosine_to_it": {name: round(cosine, 6) for name, cosine in cosines.items()},
        "target": {name: {"ratio": ratio, "cosine": cosine} for name, (ratio, cosine) in TARGETS.items()},
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
