"""Tables of the map: where each persona lies, the clusters, and what both were made from.

A new map is written beside the old one and takes its place by one row, so that
a million points never hold the database for long.
"""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from curation.models.columns import JsonText, UtcText, flag, not_negative, utc_now

SIDE = 1000
"""The map is a square from 0 to this on both axes."""
CLUSTERS_OF_A_MAP = 100
"""The id of a cluster is that of its map times this, plus its number from 1 on."""


class HubMap(SQLModel, table=True):
    """What the map was made from; there is one row, that of the newest map."""

    __tablename__ = "hub_map"
    __table_args__ = (not_negative("n_personas"), {"sqlite_strict": True})
    id: int = Field(primary_key=True, foreign_key="job.id")
    """The job that made it, so that no two maps ever have the same id."""
    model: str
    revision: str
    precision: str
    method: str
    seed: int
    n_personas: int
    """How many lie on the map."""
    n_drawn: int
    not_embedded: dict[str, int] = Field(default_factory=dict, sa_type=JsonText)
    newest_persona: int
    """The highest id when it was made: those above came since."""
    newest_event: int
    created_at: datetime = Field(default_factory=utc_now, sa_type=UtcText)


class MapCluster(SQLModel, table=True):
    """Personas that are alike, of the newest map, named by the words that set them apart."""

    __tablename__ = "map_cluster"
    __table_args__ = (not_negative("n_personas"), {"sqlite_strict": True})
    id: int = Field(primary_key=True)
    """Never used again: an address that names a cluster of an older map finds nobody, not others."""
    name: str
    n_personas: int
    words: list[str] = Field(default_factory=list, sa_type=JsonText)
    examples: list[int] = Field(default_factory=list, sa_type=JsonText)
    """Personas near its middle that differ from each other."""
    x: float
    """Where most of it lies, for the name on the map."""
    y: float


class MapPoint(SQLModel, table=True):
    """Where a persona lies on a map, and in which cluster."""

    __tablename__ = "map_point"
    __table_args__ = (
        flag("is_drawn"),
        Index("map_point_cluster", "cluster", "persona_id"),
        Index("map_point_drawn", "map_id", "persona_id", sqlite_where=text("is_drawn")),
        {"sqlite_strict": True, "sqlite_with_rowid": False},
    )
    map_id: int = Field(primary_key=True)
    persona_id: int = Field(primary_key=True, foreign_key="persona.id")
    x: float
    y: float
    cluster: int
    is_drawn: bool = False
    """Whether the page draws it; the others are only selected."""
