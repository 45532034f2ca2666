"""Where the hub's rows come from."""

from collections.abc import Sequence

from sqlmodel import col, select

from curation.models import Source
from curation.workspace import Workspace


def list_sources(workspace: Workspace) -> Sequence[Source]:
    """Return all sources, the newest first."""
    with workspace.read() as session:
        return session.exec(select(Source).order_by(col(Source.id).desc())).all()
