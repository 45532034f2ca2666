"""Documents: the texts that came in, from which personas can be made."""

from dataclasses import dataclass

from sqlmodel import Session, col

from curation.errors import NotFoundError
from curation.models import Document, Source
from curation.services.lists import ListPage, read_page
from curation.store.paging import Order
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DocumentDetail:
    """One text and the source whose licence it has."""

    document: Document
    source: Source


def list_documents(workspace: Workspace, source_id: int, *, place: str | None = None) -> ListPage[Document]:
    """Return a page of a source's documents in the order in which they came.

    Raises:
        NotFoundError: There is no such source.
        BadInputError: The place is none of a list.
    """
    order = Order(Document.id, Document.id, is_descending=False)
    with workspace.read() as session:
        _source(session, source_id)
        return read_page(session, Document, [col(Document.source_id) == source_id], order, place=place)


def get_document(workspace: Workspace, document_id: int) -> DocumentDetail:
    """Return one document with its source.

    Raises:
        NotFoundError: There is no such document.
    """
    with workspace.read() as session:
        document = session.get(Document, document_id)
        if document is None:
            raise NotFoundError(f"There is no document {document_id}.")
        return DocumentDetail(document, _source(session, document.source_id))


def get_source(workspace: Workspace, source_id: int) -> Source:
    """Return one source.

    Raises:
        NotFoundError: There is no such source.
    """
    with workspace.read() as session:
        return _source(session, source_id)


def _source(session: Session, source_id: int) -> Source:
    source = session.get(Source, source_id)
    if source is None:
        raise NotFoundError(f"There is no source {source_id}.")
    return source
