"""Column types for STRICT tables: SQLite then knows INTEGER, REAL, TEXT and BLOB only."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Dialect, Float, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeDecorator
from sqlmodel.sql.sqltypes import AutoString


@compiles(AutoString, "sqlite")
def _text(element: AutoString, compiler: object, **_: object) -> str:  # noqa: ARG001 - SQLAlchemy's signature
    """SQLModel's own VARCHAR does not go with STRICT."""
    return "TEXT"


@compiles(Float, "sqlite")
def _real(element: Float[float], compiler: object, **_: object) -> str:  # noqa: ARG001 - SQLAlchemy's signature
    """FLOAT does not go with STRICT."""
    return "REAL"


@compiles(Boolean, "sqlite")
def _integer(element: Boolean, compiler: object, **_: object) -> str:  # noqa: ARG001 - SQLAlchemy's signature
    """BOOLEAN does not go with STRICT; SQLAlchemy binds 0 and 1."""
    return "INTEGER"


def utc_now() -> datetime:
    """Return the time as every row keeps it."""
    return datetime.now(UTC)


class UtcText(TypeDecorator[datetime]):
    """A time as ISO 8601 text in UTC, which sorts as it reads."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Refuse a time without a zone: it would be read back as another moment elsewhere."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time needs a zone, got {value!r}")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read the text back as an aware time."""
        return None if value is None else datetime.fromisoformat(value)


class JsonText(TypeDecorator[Any]):
    """A JSON value as text; NaN is refused, keys are sorted so that equal values are equal texts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401, ARG002
        """Write the value."""
        return None if value is None else to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401, ARG002
        """Read the value."""
        return None if value is None else json.loads(value)


_CANONICAL = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def to_json(value: object) -> str:
    """Return the canonical JSON text of a value: sorted keys, no NaN, readable characters."""
    return _CANONICAL.encode(value)


def one_of(column: str, values: type[StrEnum] | Iterable[str]) -> CheckConstraint:
    """Return the CHECK that holds a column to a vocabulary."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({words})", name=f"{column}_known")


def not_negative(column: str) -> CheckConstraint:
    """Return the CHECK that a number is not below zero."""
    return CheckConstraint(f"{column} >= 0", name=f"{column}_not_negative")


def flag(column: str) -> CheckConstraint:
    """Return the CHECK that a truth value is 0 or 1."""
    return CheckConstraint(f"{column} in (0, 1)", name=f"{column}_is_flag")
