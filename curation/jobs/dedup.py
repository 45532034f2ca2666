"""Near-duplicates among all items of a kind: pairs by words, pairs by meaning, then groups."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from curation.dedup import MAX_MEMBERS_PAIRED, Pairs, lexical_pairs, semantic_pairs
from curation.errors import BadInputError
from curation.jobs.context import JobContext
from curation.jobs.embed import embed
from curation.models import ItemKind, utc_now
from curation.services.duplicate_groups import (
    LEXICAL,
    SEMANTIC,
    DedupRules,
    LastRun,
    Regrouped,
    regroup,
    remember_run,
)
from curation.services.duplicate_state import refuse_too_many
from curation.store.duplicates import count_labelled, items_to_compare, upsert_pairs_of_texts
from curation.store.events import add_event

PAIRS_AT_ONCE: Final = 2_000
PAUSE_S: Final = 0.005
"""Between two transactions, since SQLite does not queue those who wait to write."""
MAX_PAIRS: Final = 2_000_000
"""Of a stage; more means that the threshold tells nothing apart."""
CHECKPOINT_S: Final = 1.0
WAITS: Final = "waits for the worker"


def dedup(context: JobContext) -> dict[str, Any]:
    """Find the pairs of each stage, store them, and group them anew in one transaction.

    What is stored before the end are scores of texts, the same in every run,
    so that a killed run begins again and comes to the same.
    """
    run = _Run(context)
    if SEMANTIC in run.rules.stages:
        run.embed_first()
    items = run.read_items()
    lexical = run.compare_words(items) if LEXICAL in run.rules.stages else _no_pairs()
    semantic = run.compare_meaning(items, lexical) if SEMANTIC in run.rules.stages else _no_pairs()
    regrouped = run.group()
    return {
        "items": regrouped.items,
        "lexical_pairs": lexical.n_pairs,
        "semantic_pairs": semantic.n_pairs,
        "groups": regrouped.groups,
        "kept": regrouped.kept,
        "dropped": regrouped.dropped,
        "not_embedded": dict(run.not_embedded),
        "seconds": run.seconds,
    }


@dataclass(frozen=True, slots=True)
class _Items:
    """What is compared, by id; `blocks` are the positions of those that are compared with each other."""

    ids: NDArray[np.int64]
    hashes: list[str]
    texts: list[str]
    embeddings: list[str]
    blocks: list[NDArray[np.int64]]


class _Run:
    """One run: what it was asked, and what it has counted so far."""

    def __init__(self, context: JobContext) -> None:
        """Read what was asked for."""
        params = context.params
        stages = tuple(params["stages"])
        model = context.workspace.embedder.model if SEMANTIC in stages else ""
        self.context = context
        self.kind = ItemKind(params["kind"])
        self.rules = DedupRules(stages, params["method"], params["min_jaccard"], params["min_cosine"], model)
        self.seconds: dict[str, float] = {}
        self.not_embedded: Counter[str] = Counter()
        self.total = 0
        self._reported_at_s = 0.0

    def embed_first(self) -> None:
        """Read the texts that nobody read yet, so that they are compared as well."""
        with self.context.workspace.read() as session:
            refuse_too_many(session, self.kind, self.rules.stages)
        with self._timed("embedding"):
            embed(self.context)

    def read_items(self) -> _Items:
        """Read what takes part."""
        with self.context.workspace.read() as session:
            rows = items_to_compare(session, self.kind)
        within: dict[str, list[int]] = {}
        for position, row in enumerate(rows):
            within.setdefault(row[3], []).append(position)
        self.total = len(rows)
        self.context.checkpoint(done=0, total=self.total)
        return _Items(
            ids=np.asarray([row[0] for row in rows], dtype=np.int64),
            hashes=[row[1] for row in rows],
            texts=[row[2] for row in rows],
            embeddings=[row[4] for row in rows],
            blocks=[np.asarray(positions, dtype=np.int64) for positions in within.values() if len(positions) > 1],
        )

    def compare_words(self, items: _Items) -> Pairs:
        """Find and store the pairs by words; return them by position."""
        rules, found, truncated = self.rules, [_no_pairs()], 0
        self.context.log(
            f"Comparing {self.total:,} {self.kind}s by their words, from Jaccard {rules.min_jaccard:g} on."
        )
        with self._timed(LEXICAL):
            for number, block in enumerate(items.blocks):
                result = lexical_pairs(
                    [items.texts[position] for position in block],
                    min_jaccard=rules.min_jaccard,
                    method="minhash" if rules.method == "minhash" else "partition",
                    on_progress=partial(self._report, LEXICAL, number, len(items.blocks)),
                )
                found.append(result.pairs.with_ids(block))
                truncated += result.truncated_classes
            pairs = _joined(found)
            self._store(items, pairs, LEXICAL, rules.min_jaccard)
        if truncated:
            self.context.log(
                f"{truncated:,} sets of words have more than {MAX_MEMBERS_PAIRED} texts;"
                " each of these texts is a pair with the first one only."
            )
        return pairs

    def compare_meaning(self, items: _Items, lexical: Pairs) -> Pairs:
        """Find and store the pairs by meaning that are none by words; return them by position."""
        min_cosine, found = self.rules.min_cosine, [_no_pairs()]
        with self._timed(SEMANTIC):
            row_of, vectors = self._vectors(items)
            self.context.log(f"Comparing {len(vectors):,} {self.kind}s by meaning, from cosine {min_cosine:g} on.")
            for number, block in enumerate(items.blocks):
                readable = block[row_of[block] >= 0]
                rows = row_of[readable]
                pairs = semantic_pairs(
                    vectors if len(rows) == len(vectors) else vectors[rows],
                    min_cosine=min_cosine,
                    on_progress=partial(self._report, SEMANTIC, number, len(items.blocks)),
                )
                found.append(pairs.with_ids(readable))
            semantic = _without(_joined(found), lexical, len(items.ids))
            self._store(items, semantic, SEMANTIC, min_cosine)
        return semantic

    def group(self) -> Regrouped:
        """Make the groups and keep by which rules, all in one transaction."""
        context = self.context
        context.log("Making the groups.")
        with self._timed("groups"), context.workspace.write() as tx:
            remember_run(tx, self.kind, LastRun(self.rules, _now()))
            regrouped = regroup(tx, self.kind)
            counts = regrouped.items, regrouped.dropped, dict(self.not_embedded), count_labelled(tx, self.kind)
            remember_run(tx, self.kind, LastRun(self.rules, _now(), *counts))
            after = {"rules": asdict(self.rules), **asdict(regrouped)}
            add_event(tx, actor_id=context.actor.id, action=f"{self.kind}.grouped", entity=self.kind, after=after)
            context.checkpoint_in(tx, done=regrouped.items, total=regrouped.items)
        context.log(
            f"{regrouped.groups:,} groups; {regrouped.kept:,} {self.kind}s are kept, {regrouped.dropped:,} dropped."
        )
        return regrouped

    def _vectors(self, items: _Items) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the row of each position, -1 without one, and the rows; count what has none by reason."""
        self.not_embedded.update(found or WAITS for found in items.embeddings if found != "done")
        done = np.flatnonzero(np.asarray([found == "done" for found in items.embeddings], dtype=np.bool_))
        stored = self.context.workspace.vectors.get([items.hashes[position] for position in done])
        if not stored.found.all():
            self.not_embedded["its vector is missing"] += int((~stored.found).sum())
        row_of = np.full(len(items.ids), -1, dtype=np.int64)
        row_of[done[stored.found]] = np.arange(len(stored.vectors))
        return row_of, stored.vectors

    def _store(self, items: _Items, pairs: Pairs, origin: str, threshold: float) -> None:
        """Store pairs in short transactions, each pair only where both texts are still those that were compared."""
        if pairs.n_pairs > MAX_PAIRS:
            raise BadInputError(
                f"{pairs.n_pairs:,} {origin} pairs reach {threshold:g}: at this threshold most texts are alike.",
                "Run again with a higher threshold.",
            )
        same = {
            "kind": self.kind,
            "origin": origin,
            "threshold": threshold,
            "model": self.rules.model if origin == SEMANTIC else "",
            "note": "",
            "said_by": self.context.actor.id,
            "created_at": _now(),
        }
        for start in range(0, pairs.n_pairs, PAIRS_AT_ONCE):
            part = slice(start, start + PAIRS_AT_ONCE)
            rows = [
                {
                    **same,
                    "a_id": int(items.ids[a]),
                    "b_id": int(items.ids[b]),
                    "a_hash": items.hashes[a],
                    "b_hash": items.hashes[b],
                    "score": float(score),
                }
                for a, b, score in zip(pairs.a[part], pairs.b[part], pairs.score[part], strict=True)
            ]
            with self.context.workspace.write() as tx:
                upsert_pairs_of_texts(tx, self.kind, rows)
                self.context.checkpoint_in(tx)
            self.context.stop_if_asked()
            time.sleep(PAUSE_S)

    def _report(self, stage: str, blocks_done: int, n_blocks: int, share: float) -> None:
        """Write the progress, at most once a second: each stage is as long a part of the bar as the others."""
        now = time.monotonic()
        if now - self._reported_at_s >= CHECKPOINT_S:
            self._reported_at_s = now
            stages = self.rules.stages
            done = self.total * (stages.index(stage) + (blocks_done + share) / n_blocks) / len(stages)
            self.context.checkpoint(done=int(done), total=self.total)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.seconds[stage] = round(time.monotonic() - started, 3)


def _no_pairs() -> Pairs:
    nothing = np.empty(0, dtype=np.int64)
    return Pairs(nothing, nothing, np.empty(0))


def _joined(found: list[Pairs]) -> Pairs:
    """Return the pairs of all blocks; no two blocks share an item."""
    return Pairs.within(*(np.concatenate(columns) for columns in zip(*found, strict=True)))


def _without(pairs: Pairs, others: Pairs, n_items: int) -> Pairs:
    """Return the pairs that are not among the others."""
    is_new = ~np.isin(pairs.a * n_items + pairs.b, others.a * n_items + others.b)
    return Pairs(pairs.a[is_new], pairs.b[is_new], pairs.score[is_new])


def _now() -> str:
    return utc_now().isoformat(timespec="microseconds")
