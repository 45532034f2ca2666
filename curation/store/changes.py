"""Rows to write, kept until there is a transaction: those of one statement are executed together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, inspect
from sqlmodel import Session, SQLModel


@dataclass(frozen=True, slots=True)
class Change:
    """One row of a statement; those that share their statement are executed together."""

    statement: Executable
    values: Mapping[str, Any]


def make_changes(tx: Session, changes: Sequence[Change]) -> None:
    """Execute changes, those of one statement together; statements come in the order in which they first stand."""
    by_statement: dict[int, tuple[Executable, list[Mapping[str, Any]]]] = {}
    for change in changes:
        by_statement.setdefault(id(change.statement), (change.statement, []))[1].append(change.values)
    connection = tx.connection()
    for statement, values in by_statement.values():
        connection.execute(statement, values)


def new_row(table: type[SQLModel], values: Mapping[str, Any]) -> Change:
    """Return the insertion of a row; what is not given has the column's default."""
    return Change(_insert_into(table), {**_defaults_of(table), **values})


def changed_row(table: type[SQLModel], row_id: int, values: Mapping[str, Any]) -> Change:
    """Return the update of a row by its id."""
    return Change(_update_of(table, tuple(values)), {"row_id": row_id, **{f"new_{k}": v for k, v in values.items()}})


@cache
def _insert_into(table: type[SQLModel]) -> Executable:
    statement: Executable = inspect(table).local_table.insert()
    return statement


@cache
def _update_of(table: type[SQLModel], names: tuple[str, ...]) -> Executable:
    columns = inspect(table).local_table
    new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    statement: Executable = columns.update().where(columns.c.id == bindparam("row_id")).values(new)
    return statement


@cache
def _plain_defaults(table: type[SQLModel]) -> dict[str, Any]:
    """Return the defaults that are the same for every row."""
    fields = table.model_fields.items()
    return {name: field.default for name, field in fields if field.default_factory is None and not field.is_required()}


def _defaults_of(table: type[SQLModel]) -> dict[str, Any]:
    """Return what a new row has where nothing is said, its own time and containers included; it has no id yet."""
    made = {name: field.default_factory() for name, field in table.model_fields.items() if field.default_factory}  # type: ignore[call-arg]  # ours take no argument
    return {name: value for name, value in {**_plain_defaults(table), **made}.items() if name != "id"}
