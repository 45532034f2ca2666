"""Lineage: from the text over the persona made from it to its relations, however large the family is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from sqlmodel import Session, col

from curation.errors import BadInputError, NotFoundError
from curation.models import Document, Persona, PersonaCall, Source
from curation.services.lists import ListPage, read_page
from curation.store import lineage as store
from curation.store.paging import Order
from curation.store.personas import personas_by_id
from curation.text.quotes import Marks, QuotedText, mark_quotes, quote_in_place
from curation.workspace import Workspace

MAX_STEPS: Final = 12
"""Steps that are followed up and down; the product makes six."""
MAX_NODES: Final = 200
MAX_COUNTED: Final = 10_000
"""People of a family are counted up to here."""
AROUND_CHARS: Final = 300
"""Of a text, shown before and after the quoted words."""
_BY_ID: Final = Order(Persona.id, Persona.id, is_descending=False)


@dataclass(frozen=True, slots=True)
class LineageDocument:
    """The text that a family comes from, and where its first persona's quote stands in it."""

    id: int
    title: str
    source: str
    state: str
    quoted: QuotedText


@dataclass(frozen=True, slots=True)
class LineageNode:
    """A text or a person of the family."""

    kind: Literal["document", "persona"]
    id: int
    parent: int | None
    """The persona above it; None for the text and for those right under it."""
    step: int
    """0 for a persona that the family begins with, -1 for the text."""
    text: str
    relation: str
    """To the text or to the persona above; empty where the row names none."""
    depth: int | None
    """As the row says; None where it says nothing."""
    state: str
    state_reason: str
    label: str
    n_children: int
    n_not_drawn: int
    """Of the children."""
    is_truncated: bool


@dataclass(frozen=True, slots=True)
class MadeBy:
    """The call that gave a persona."""

    job_id: int
    provider: str
    model: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """The family of a persona, from its text or its first persona down."""

    persona_id: int
    document: LineageDocument | None
    nodes: Sequence[LineageNode]
    """As a tree is read: each before its children, the text first."""
    n_people: int
    n_people_is_capped: bool
    n_steps: int
    n_drawn: int
    """People among the nodes."""
    is_truncated: bool
    above: Literal["whole", "circle", "cut"]
    """Whether the way up ends where the family begins, in a circle of rows, or after `MAX_STEPS`."""
    made_by: MadeBy | None

    @property
    def centre(self) -> LineageNode:
        """The persona that was asked for."""
        return next(node for node in self.nodes if node.kind == "persona" and node.id == self.persona_id)


@dataclass(frozen=True, slots=True)
class DocumentPeople:
    """A page of the personas made from a text, and where the quotes of that page stand in it."""

    people: ListPage[Persona]
    quoted: Marks


class _Size(NamedTuple):
    people: int
    steps: int


def read_lineage(workspace: Workspace, persona_id: int, *, max_nodes: int = MAX_NODES) -> Lineage:
    """Return the family of a persona; what does not fit is counted where it is left out.

    Room goes to the way up, then to siblings (a quarter of it), then to the
    persona's own descendants breadth first, then to the rest of the family.

    Args:
        workspace: Where the persona is.
        persona_id: The persona in the middle.
        max_nodes: At most so many people; more than `MAX_STEPS`.

    Raises:
        NotFoundError: There is no such persona.
        BadInputError: `max_nodes` has no room for the way up.
    """
    if max_nodes <= MAX_STEPS + 1:
        raise BadInputError(f"A lineage needs room for more than {MAX_STEPS + 1} people.", "Ask for more.")
    with workspace.read() as session:
        chain = store.ancestors_of(session, persona_id, max_steps=MAX_STEPS)
        if not chain:
            raise NotFoundError(f"There is no persona {persona_id}.", "It may be of another workspace.")
        way_up = [int(row[0]) for row in chain]
        above = _end_of(way_up, chain[-1][1])
        root = session.get_one(Persona, way_up[-1])
        document = session.get(Document, root.document_id) if root.document_id and above == "whole" else None
        kept = _choose(session, way_up, _first_people(session, root, document, max_nodes), max_nodes=max_nodes)
        people = personas_by_id(session, kept)
        nodes = _tree(session, people, way_up[-1], document)
        is_truncated = any(node.is_truncated for node in nodes)
        size = _Size(len(kept), max(node.step for node in nodes))
        if is_truncated:
            first = _first_people(session, root, document, MAX_COUNTED + 1)
            size = _Size(*store.size_of_family(session, first, max_steps=MAX_STEPS, max_rows=MAX_COUNTED + 1))
        return Lineage(
            persona_id=persona_id,
            document=None if document is None else _shown(session, document, root),
            nodes=nodes,
            n_people=min(size.people, MAX_COUNTED),
            n_people_is_capped=size.people > MAX_COUNTED,
            n_steps=size.steps,
            n_drawn=len(kept),
            is_truncated=is_truncated,
            above=above,
            made_by=_made_by(session, people[persona_id]),
        )


def list_children(workspace: Workspace, persona_id: int, *, place: str | None = None) -> ListPage[Persona]:
    """Return a page of the personas made from a persona, in the order in which they came.

    Raises:
        BadInputError: The place is none of a list.
    """
    with workspace.read() as session:
        return read_page(session, Persona, [col(Persona.parent_id) == persona_id], _BY_ID, place=place)


def of_document(workspace: Workspace, document_id: int, *, place: str | None = None) -> DocumentPeople:
    """Return a page of the personas made from a text, with their quotes marked in it.

    Raises:
        NotFoundError: There is no such document.
        BadInputError: The place is none of a list.
    """
    with workspace.read() as session:
        document = session.get(Document, document_id)
        if document is None:
            raise NotFoundError(f"There is no document {document_id}.")
        of_it = [col(Persona.document_id) == document_id, col(Persona.parent_id).is_(None)]
        people = read_page(session, Persona, of_it, _BY_ID, place=place)
        return DocumentPeople(people, mark_quotes(document.text, {row.id or 0: row.quote for row in people.rows}))


def _end_of(way_up: Sequence[int], missing: int | None) -> Literal["whole", "circle", "cut"]:
    if missing is None:
        return "whole"
    return "circle" if missing in way_up else "cut"


def _first_people(session: Session, root: Persona, document: Document | None, max_rows: int) -> list[int]:
    """Return those whom the family begins with: the root, and who else was made from the same text."""
    root_id = root.id or 0
    if document is None:
        return [root_id]
    found = store.first_of_document(session, document.id or 0, max_rows=max_rows)
    return [root_id, *(other for other in found if other != root_id)][:max_rows]


def _choose(session: Session, way_up: Sequence[int], first: Sequence[int], *, max_nodes: int) -> list[int]:
    """Return who gets a place; whoever does, has the persona above among them."""
    kept = dict.fromkeys(way_up)
    siblings, quarter = first, max_nodes // 4
    if len(way_up) > 1:
        siblings = store.descendants_of(session, [way_up[1]], max_steps=1, max_rows=quarter + 2)
    _fill(kept, siblings, min(len(kept) + quarter, max_nodes))
    for seeds in (way_up[:1], first):
        if len(kept) < max_nodes:
            found = store.descendants_of(session, seeds, max_steps=MAX_STEPS, max_rows=2 * max_nodes)
            _fill(kept, found, max_nodes)
    return list(kept)


def _fill(kept: dict[int, None], found: Iterable[int], room: int) -> None:
    for persona_id in found:
        if len(kept) < room:
            kept.setdefault(persona_id)


def _tree(
    session: Session, people: Mapping[int, Persona], root_id: int, document: Document | None
) -> list[LineageNode]:
    """Return the nodes in the order of a tree, each with how many of its children are not among them."""
    below: dict[int | None, list[int]] = {}
    drawn: dict[int | None, int] = {}
    for persona_id, persona in sorted(people.items()):
        drawn[persona.parent_id] = drawn.get(persona.parent_id, 0) + 1
        below.setdefault(None if persona_id == root_id else persona.parent_id, []).append(persona_id)
    n_children = store.count_children(session, list(people))
    nodes = [] if document is None else [_document_node(session, document, len(below[None]))]
    waiting: list[tuple[int, int | None, int]] = [(persona_id, None, 0) for persona_id in reversed(below[None])]
    while waiting:
        persona_id, parent, step = waiting.pop()
        children = n_children.get(persona_id, 0)
        nodes.append(_person_node(people[persona_id], parent, step, children, children - drawn.get(persona_id, 0)))
        waiting.extend((child, persona_id, step + 1) for child in reversed(below.get(persona_id, [])))
    return nodes


def _document_node(session: Session, document: Document, n_drawn: int) -> LineageNode:
    n_children = store.count_of_document(session, document.id or 0)
    return LineageNode(
        kind="document",
        id=document.id or 0,
        parent=None,
        step=-1,
        text=document.title or document.text[:AROUND_CHARS],
        relation="",
        depth=None,
        state=document.state,
        state_reason=document.state_reason,
        label="",
        n_children=n_children,
        n_not_drawn=n_children - n_drawn,
        is_truncated=n_children > n_drawn,
    )


def _person_node(persona: Persona, parent: int | None, step: int, n_children: int, n_not_drawn: int) -> LineageNode:
    return LineageNode(
        kind="persona",
        id=persona.id or 0,
        parent=parent,
        step=step,
        text=persona.text,
        relation=persona.relation or "",
        depth=persona.depth,
        state=persona.state,
        state_reason=persona.state_reason,
        label=persona.label,
        n_children=n_children,
        n_not_drawn=n_not_drawn,
        is_truncated=n_not_drawn > 0,
    )


def _shown(session: Session, document: Document, root: Persona) -> LineageDocument:
    return LineageDocument(
        id=document.id or 0,
        title=document.title,
        source=session.get_one(Source, document.source_id).name,
        state=document.state,
        quoted=quote_in_place(document.text, root.quote, around_chars=AROUND_CHARS),
    )


def _made_by(session: Session, persona: Persona) -> MadeBy | None:
    call = session.get(PersonaCall, persona.call_id) if persona.call_id else None
    return None if call is None else MadeBy(call.job_id, call.provider, call.model)
