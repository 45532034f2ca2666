"""What waits under a filter, found in about the same time however many samples there are.

A filter by one of the facets has an index in the order of the queue, so that
it is walked along like the queue itself; of several, the one that means the
fewest. Words and tags have no such order. What stands first in the queue is
looked through for them, since what many samples have is found there soon; what
few have is gathered by its own index instead, and put in order.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from pysqlite3 import dbapi2
from sqlalchemy import and_, text, true
from sqlalchemy.dialects import sqlite
from sqlmodel import Session

from curation.models import SampleFilter, to_json
from curation.models.made import REVIEWABLE, WAITING_BY
from curation.store.fulltext import match_expression
from curation.store.samples import where_samples

TOKENS: Final = "unicode61 remove_diacritics 2"
"""How the full-text table of the samples takes words apart."""
_LOOKED_THROUGH: Final = ((0, 100), (100, 400), (500, 1_500))
"""From where on, and how many, are looked through for words and tags; the last only along a facet."""
_FEW_TEXTS: Final = 500
"""Of a facet that means so few, all are looked through."""
_FEW: Final = 2_000
"""So few that have the words or tags are gathered and put in order at once."""
_MANY: Final = 2_000
"""Facets are counted so far, to see which means the fewest."""
_FACETS: Final = {
    "languages": "language",
    "models": "model",
    "outcomes": "outcome",
    "verdicts": "verdict",
    "failed_checks": "failed_checks",
}
_UNORDERED: Final = ("text", "tags")
_INDEX: Final = "sample_queue_"
"""An index is named by the column of its facet, so that a plan without it is an error and not a slow page."""
_DIALECT: Final = sqlite.dialect(paramstyle="named")
_FIRST: Final = "q.wanted desc, q.n_reviews, q.id"

ON_QUEUE: Final = " and ".join(f"q.{condition}" for condition in REVIEWABLE.split(" and "))
"""Which samples `q` people are asked to judge."""


class Asked(NamedTuple):
    """What is asked for: conditions on a sample `q` and what they bind, the filter, the scenario, how many."""

    met: str
    bound: Mapping[str, Any]
    chosen: SampleFilter
    scenario: str | None
    limit: int


class _Way(NamedTuple):
    """An index to walk along: its facet and the values of it, none for the queue's own; how many samples that means."""

    column: str = ""
    values: tuple[str, ...] = ()
    n: int = _MANY + 1


def understands(chosen: SampleFilter) -> bool:
    """Tell whether all that a filter says has a way of its own here."""
    return set(chosen.set_fields()) <= {*_FACETS, *_UNORDERED}


def first_under(session: Session, asked: Asked) -> list[int]:
    """Return the first samples under a filter, in the order in which they are asked about."""
    way = _best_way(session, asked.chosen)
    if not _says_unordered(asked.chosen):
        return _along(session, asked, way, asked.limit)
    if way.n <= _FEW_TEXTS:
        return among(session, _along(session, asked, way, way.n), asked.chosen)[: asked.limit]
    found: list[int] = []
    for start, size in _LOOKED_THROUGH if way.column else _LOOKED_THROUGH[:2]:
        portion = _along(session, asked, way, size, offset=start)
        found += among(session, portion, asked.chosen)
        if len(found) >= asked.limit or len(portion) < size:
            return found[: asked.limit]
        if start == 0 and len(some_under(session, asked._replace(limit=_FEW + 1))) <= _FEW:
            break
    return _gathered(session, asked, match_expression(asked.chosen.text), _FIRST)


def some_under(session: Session, asked: Asked) -> list[int]:
    """Return some samples under a filter, in any order; sooner than the first ones, and enough to count them."""
    way = _best_way(session, asked.chosen)
    if not _says_unordered(asked.chosen):
        return _along(session, asked, way, asked.limit)
    if way.n <= _FEW_TEXTS:
        return among(session, _along(session, asked, way, way.n), asked.chosen)[: asked.limit]
    words = match_expression(asked.chosen.text)
    if words is not None and words.endswith("*"):
        # What begins with a common word is put together from all its words first; the word alone may be enough.
        found = _gathered(session, asked, words[:-1], "")
        if len(found) >= asked.limit:
            return found
    return _gathered(session, asked, words, "")


def among(session: Session, sample_ids: Sequence[int], chosen: SampleFilter) -> list[int]:
    """Return which of a few samples a filter means, in the same order; it takes no longer for a common word."""
    meant, named = written_out(_without(chosen, "text"))
    these = "sample.id in (select value from json_each(:these))"
    statement = f"select id, coalesce(search_text, edited_text, text) from sample where {these} and {meant}"
    rows = session.execute(text(statement), {**named, "these": to_json(list(sample_ids))})
    texts = {int(row[0]): str(row[1]) for row in rows}
    kept = _with_words(texts, chosen.text) if chosen.text.strip() else set(texts)
    return [sample_id for sample_id in sample_ids if sample_id in kept]


def written_out(chosen: SampleFilter) -> tuple[str, dict[str, Any]]:
    """Return the conditions of a filter on `sample` as SQL, and the values that it names."""
    meant = and_(true(), *where_samples(chosen)).compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return f"({meant})", dict(meant.params)


def _best_way(session: Session, chosen: SampleFilter) -> _Way:
    """Return the facet that means the fewest samples; the queue itself where none is chosen."""
    ways = [_counted(session, name, chosen) for name in _FACETS if getattr(chosen, name)]
    return min(ways, key=lambda way: way.n, default=_Way())


def _counted(session: Session, name: str, chosen: SampleFilter) -> _Way:
    column, values = _FACETS[name], tuple(str(value) for value in getattr(chosen, name))
    if name == "failed_checks":
        values = tuple(said for said in _all_failed(session) if set(said.split()) & set(values))
    statement = (
        f"select 1 from sample q indexed by {_INDEX}{column} where {_on_queue(column)}"
        f" and q.{column} in (select value from json_each(:values)) limit {_MANY + 1}"
    )
    rows = session.execute(text(statement), {"values": to_json(list(values))})
    return _Way(column, values, len(rows.all()))


def _all_failed(session: Session) -> list[str]:
    """Return the lists of failed checks that there are, going from one to the next in the index."""
    column = "failed_checks"
    following = f"select min(q.{column}) from sample q indexed by {_INDEX}{column} where {_on_queue(column)}"
    following += f" and q.{column} > "
    statement = (
        f"with recursive said(names) as (select ({following} '') union all"
        f" select ({following} said.names) from said where said.names is not null)"
        " select names from said where names is not null"
    )
    return [str(row[0]) for row in session.execute(text(statement))]


def _along(session: Session, asked: Asked, way: _Way, limit: int, *, offset: int = 0) -> list[int]:
    """Return samples in their order along an index; those that words and tags leave out are among them."""
    met, bound = asked.met, dict(asked.bound)
    rest = _without(asked.chosen, *_UNORDERED, *(name for name, column in _FACETS.items() if column == way.column))
    if rest.set_fields():
        meant, named = written_out(rest)
        met, bound = f"{met} and exists (select 1 from sample where sample.id = q.id and {meant})", {**bound, **named}
    index = _INDEX + way.column if way.column else "sample_queue_scenario" if asked.scenario else "sample_queue"
    of_value = f" and q.{way.column} = :facet{WAITING_BY[way.column]}" if way.column else ""
    found: list[tuple[int, int, int]] = []
    for is_wanted in (1, 0):
        if len(found) >= limit + offset:
            break
        for value in way.values or ("",):
            statement = (
                f"select q.wanted, q.n_reviews, q.id from sample q indexed by {index}"
                f" where q.wanted = {is_wanted}{of_value} and {met} order by q.n_reviews, q.id limit {limit + offset}"
            )
            rows = session.execute(text(statement), {**bound, **({"facet": value} if way.column else {})})
            found += [(int(row[0]), int(row[1]), int(row[2])) for row in rows]
    found.sort(key=lambda row: (-row[0], row[1], row[2]))
    return [row[2] for row in found[offset : offset + limit]]


def _gathered(session: Session, asked: Asked, words: str | None, order: str) -> list[int]:
    """Return samples that have the words and tags, from the index of the words, or else of the tags."""
    if asked.chosen.text.strip() and words is None:
        return []
    if words is not None:
        source, at, rest = "sample_fts f", "f.rowid", _without(asked.chosen, "text")
        met, bound = "f.text match :words", {"words": words}
    else:
        source, at, rest = "sample_tag f", "f.sample_id", _without(asked.chosen, "tags")
        met, bound = "f.tag in (select value from json_each(:tags))", {"tags": to_json(list(asked.chosen.tags))}
    if rest.set_fields():
        meant, named = written_out(rest)
        met, bound = f"{met} and exists (select 1 from sample where sample.id = q.id and {meant})", {**bound, **named}
    once = "distinct" if len(asked.chosen.tags) > 1 else ""
    statement = (
        f"select {once} q.id from {source} cross join sample q indexed by sample_waits on q.id = {at}"
        f" where {asked.met} and {met} {f'order by {order}' if order else ''} limit {asked.limit}"
    )
    return [int(row[0]) for row in session.execute(text(statement), {**asked.bound, **bound})]


def _with_words(texts: Mapping[int, str], words: str) -> set[int]:
    """Return which of a few texts a full-text query finds, as the full-text table of the samples would say."""
    expression = match_expression(words)
    if expression is None:
        return set()
    memory = dbapi2.connect(":memory:")
    try:
        memory.execute(f"create virtual table few using fts5(text, content='', tokenize='{TOKENS}')")
        memory.executemany("insert into few (rowid, text) values (?, ?)", texts.items())
        return {int(row[0]) for row in memory.execute("select rowid from few where few match ?", (expression,))}
    finally:
        memory.close()


def _says_unordered(chosen: SampleFilter) -> bool:
    return bool(chosen.text.strip() or chosen.tags)


def _without(chosen: SampleFilter, *names: str) -> SampleFilter:
    empty = SampleFilter()
    return chosen.model_copy(update={name: getattr(empty, name) for name in names})


def _on_queue(column: str) -> str:
    return ON_QUEUE + WAITING_BY[column]
