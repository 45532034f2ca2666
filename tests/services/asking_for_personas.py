"""Texts to ask about, and answers that hold personas, for tests of the jobs that make them."""

import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from curation.models import Document, Persona, PersonaCall, Source, utc_now
from curation.providers import Request
from curation.services.permissions import Actor
from curation.store.documents import add_documents, document_values
from curation.workspace import Workspace

RECIPE = (
    "Mix the flour of the old mill with warm water and leave it overnight. A retired miller taught me this in Ghent. "
    "The loaf wants a hot oven, patience, and a cloth that never touched soap."
)
BRIDGE = (
    "The council of Porto closed the iron bridge for painters this week. Nurses on the night shift now walk an hour "
    "longer, says the union. The painters hang from ropes and count rivets."
)


def add_texts(workspace: Workspace, actor: Actor, *texts: str, licence: str = "CC0-1.0") -> list[int]:
    with workspace.write() as tx:
        source = Source(name="Texts", kind="texts", licence=licence, created_by=actor.id)
        tx.add(source)
        tx.flush()
        shared: dict[str, Any] = {"source_id": source.id or 0, "part": 0, "title": "", "url": "", "language": "en"}
        shared["now"] = utc_now()
        add_documents(tx, [document_values(text, line=line, **shared) for line, text in enumerate(texts, start=1)])
        found = select(Document.id).where(Document.source_id == source.id).order_by(col(Document.id))
        return [document_id for document_id in tx.exec(found) if document_id is not None]


def stated(persona: str, relation: str = "read", quote: str = "", **attributes: tuple[str, str]) -> dict[str, object]:
    said = [{"name": name, "value": value, "quote": words} for name, (value, words) in attributes.items()]
    return {"persona": persona, "relation": relation, "quote": quote, "attributes": said}


def in_json(*personas: dict[str, object]) -> str:
    return json.dumps({"personas": personas})


def two_of(request: Request) -> str:
    """Answer with two people that depend on nothing but what was asked about, and share few words with it."""
    seed = sum(map(ord, request.persona)) * 2_654_435_761
    trades = ("baker", "diver", "judge", "mason", "nurse", "piper", "ranger", "sailor", "tailor", "weaver", "miner")
    places = ("Accra", "Bergen", "Cusco", "Dhaka", "Gdansk", "Hobart", "Izmir", "Jaipur", "Kyoto", "Lagos")
    people = []
    for turn in (1, 2):
        number = seed * turn + turn
        trade, place = trades[number % 11], places[number // 11 % 10]
        people.append(
            stated(f"A {trade} of {place} with {number % 9_973} {places[number // 7 % 10]} stamps", "colleague")
        )
    return in_json(*people)


def personas_of(workspace: Workspace, job_id: int) -> list[Persona]:
    with workspace.read() as session:
        wanted = select(Persona).join(PersonaCall, col(PersonaCall.id) == col(Persona.call_id))
        return list(session.exec(wanted.where(PersonaCall.job_id == job_id).order_by(col(Persona.id))))


def calls_of(workspace: Workspace, job_id: int) -> Sequence[PersonaCall]:
    with workspace.read() as session:
        wanted = select(PersonaCall).where(PersonaCall.job_id == job_id)
        return session.exec(wanted.order_by(col(PersonaCall.item_no))).all()
