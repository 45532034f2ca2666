"""What a model costs: a dated table that an admin keeps; what is not in it is unknown and never 0."""

import math
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, select

from curation.errors import BadInputError
from curation.models import ModelPrice, utc_now
from curation.providers import Price, is_vendor_url
from curation.services.permissions import Actor, allow
from curation.store.events import add_event
from curation.workspace import Workspace

MAX_USD_PER_MTOK: Final = 100_000.0


class PriceDraft(BaseModel):
    """A price as somebody typed it."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    provider: str = Field(min_length=1, max_length=200)
    model: str = Field(min_length=1, max_length=200)
    input_usd_per_mtok: float
    output_usd_per_mtok: float
    as_of: str = Field(default="", max_length=40)
    source: str = Field(default="", max_length=500)


def price_name(provider: str, base_url: str | None) -> str:
    """Return the name under which prices stand: the vendor, or `openai@host` for another server.

    Another server under a vendor's interface has prices of its own.
    """
    if is_vendor_url(provider, base_url):
        return provider
    return f"{provider}@{urlsplit(base_url or '').hostname}"


def price_of(session: Session, provider: str, model: str, *, base_url: str | None) -> Price | None:
    """Return the price of a model where it would be called, or None where it is unknown."""
    row = session.get(ModelPrice, (price_name(provider, base_url), model))
    return None if row is None else _price(row)


def list_prices(workspace: Workspace) -> list[Price]:
    """Return the table, by provider and model."""
    with workspace.read() as session:
        rows = session.exec(select(ModelPrice).order_by(col(ModelPrice.provider), col(ModelPrice.model)))
        return [_price(row) for row in rows]


def set_prices(
    workspace: Workspace,
    drafts: Sequence[PriceDraft],
    *,
    removed: Sequence[tuple[str, str]] = (),
    actor: Actor,
) -> int:
    """Write prices and take others out of the table, so that they are unknown; return how many changed.

    A price without a day or a source gets today's and the name of who set it.

    Raises:
        BadInputError: A price is no finite number of at least 0, or stands twice.
    """
    _check(drafts)
    with workspace.write() as tx:
        allow(tx, actor, "set_provider")
        changed = sum(_set(tx, draft, actor) for draft in drafts)
        return changed + sum(_remove(tx, provider, model, actor) for provider, model in removed)


def _check(drafts: Sequence[PriceDraft]) -> None:
    names = [(draft.provider, draft.model) for draft in drafts]
    if len(set(names)) != len(names):
        raise BadInputError("A model stands twice in the table.", "Keep one price for each.")
    for draft in drafts:
        for usd in (draft.input_usd_per_mtok, draft.output_usd_per_mtok):
            if not math.isfinite(usd) or not 0 <= usd <= MAX_USD_PER_MTOK:
                raise BadInputError(
                    f"The price of {draft.provider} / {draft.model} is {usd}; it needs a number of at least 0.",
                    "Give US dollars per million tokens. To make a price unknown, remove the row.",
                )


def _set(tx: Session, draft: PriceDraft, actor: Actor) -> bool:
    row = tx.get(ModelPrice, (draft.provider, draft.model))
    before = None if row is None else row.model_dump()
    after = draft.model_dump()
    if before == after:
        return False
    if row is not None and (draft.as_of, draft.source) == (row.as_of, row.source):
        after["as_of"] = after["source"] = ""  # they told of the price that stood there before
    after["as_of"] = after["as_of"] or f"{utc_now():%Y-%m-%d}"
    after["source"] = after["source"] or f"set by {actor.name}"
    tx.merge(ModelPrice.model_validate(after))
    _tell(tx, actor, "price.set", before, after)
    return True


def _remove(tx: Session, provider: str, model: str, actor: Actor) -> bool:
    row = tx.get(ModelPrice, (provider, model))
    if row is None:
        return False
    _tell(tx, actor, "price.removed", row.model_dump(), None)
    tx.delete(row)
    return True


def _tell(
    tx: Session, actor: Actor, action: str, before: dict[str, object] | None, after: dict[str, object] | None
) -> None:
    add_event(tx, actor_id=actor.id, action=action, entity="price", before=before, after=after)


def _price(row: ModelPrice) -> Price:
    return Price(row.provider, row.model, row.input_usd_per_mtok, row.output_usd_per_mtok, row.as_of, row.source)
