"""Queries about families of personas: who was made from whom, never more of them than asked for."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import Session

from curation.models import to_json

_ANCESTORS: Final = """
    with recursive up (id, parent_id, step, path) as (
      select id, parent_id, 0, ',' || id || ',' from persona where id = :id
      union all
      select p.id, p.parent_id, u.step + 1, u.path || p.id || ','
      from up u join persona p on p.id = u.parent_id
      where u.step < :max_steps and instr(u.path, ',' || p.id || ',') = 0)
    select id, parent_id from up order by step"""
# The inner limit keeps a step from queueing all 100,000 children of one persona; CROSS JOIN keeps SQLite to that order.
_DESCENDANTS: Final = """
    with recursive down (id, step, path) as (
      select value, 0, ',' || value || ',' from json_each(:seeds)
      union all
      select p.id, d.step + 1, d.path || p.id || ','
      from down d cross join persona p
      where p.id in (select c.id from persona c where c.parent_id = d.id order by c.id limit :max_rows)
        and d.step < :max_steps and instr(d.path, ',' || p.id || ',') = 0
      order by 2, 1
      limit :max_rows)
    select {columns} from down"""
_OF_DOCUMENT: Final = "document_id = :id and parent_id is null"
"""A relation of such a persona belongs to it, also where its row names the document."""


def ancestors_of(session: Session, persona_id: int, *, max_steps: int) -> Sequence[Any]:
    """Return (id, parent_id) of a persona and its ancestors, itself first; a circle ends before it closes."""
    return session.execute(text(_ANCESTORS), {"id": persona_id, "max_steps": max_steps}).all()


def descendants_of(session: Session, seeds: Sequence[int], *, max_steps: int, max_rows: int) -> list[int]:
    """Return the seeds and their descendants, breadth first, at most `max_rows` in all."""
    bound = {"seeds": to_json(list(seeds)), "max_steps": max_steps, "max_rows": max_rows}
    return list(session.execute(text(_DESCENDANTS.format(columns="id")), bound).scalars())


def size_of_family(session: Session, seeds: Sequence[int], *, max_steps: int, max_rows: int) -> Any:  # noqa: ANN401
    """Return (people, steps) of the seeds and their descendants, counted up to `max_rows` people."""
    bound = {"seeds": to_json(list(seeds)), "max_steps": max_steps, "max_rows": max_rows}
    return session.execute(text(_DESCENDANTS.format(columns="count(*), coalesce(max(step), 0)")), bound).one()


def first_of_document(session: Session, document_id: int, *, max_rows: int) -> list[int]:
    """Return the personas that were made from a document itself, at most `max_rows`, by id."""
    statement = f"select id from persona where {_OF_DOCUMENT} order by id limit :max_rows"
    return list(session.execute(text(statement), {"id": document_id, "max_rows": max_rows}).scalars())


def count_of_document(session: Session, document_id: int) -> int:
    """Return how many personas were made from a document itself."""
    statement = f"select count(*) from persona where {_OF_DOCUMENT}"
    return int(session.execute(text(statement), {"id": document_id}).scalar_one())


def count_children(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """Return how many children each of the personas has; one without any is left out."""
    statement = """
        select parent_id, count(*) from persona
        where parent_id in (select value from json_each(:ids)) group by parent_id"""
    return {row[0]: row[1] for row in session.execute(text(statement), {"ids": to_json(list(ids))})}
