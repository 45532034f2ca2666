"""Near-duplicates as people work with them: a run over all items, its groups, and what it came to."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from curation.errors import BadInputError
from curation.models import DuplicateGroup, GroupDecision, ItemKind, JobKind
from curation.services.duplicate_decisions import decide, last_decision, undo_decision
from curation.services.duplicate_details import GroupDetail, get_group
from curation.services.duplicate_groups import STAGES, DedupRules
from curation.services.duplicate_state import (
    DedupState,
    GroupCounts,
    LexicalReach,
    NearDuplicateRate,
    count_groups,
    dedup_state,
    lexical_reach,
    refuse_too_many,
)
from curation.services.jobs import JobPublic, enqueue, newest_job
from curation.services.lists import PAGE_ROWS, ListPage, read_page
from curation.services.permissions import Actor, allow
from curation.store import duplicates as store
from curation.store.paging import Order, Place
from curation.workspace import Workspace

__all__ = [
    "METHODS",
    "ORDERS",
    "DedupState",
    "GroupCounts",
    "GroupDetail",
    "GroupSummary",
    "LexicalReach",
    "NearDuplicateRate",
    "count_groups",
    "decide",
    "dedup_state",
    "get_group",
    "last_decision",
    "lexical_reach",
    "list_groups",
    "neighbour_group",
    "newest_dedup",
    "start_dedup",
    "undo_decision",
]

METHODS: Final = ("partition", "minhash")
ORDERS: Final[Mapping[str, Order]] = {
    "size": Order(DuplicateGroup.size, DuplicateGroup.id, is_descending=True),
    "score": Order(DuplicateGroup.weakest_score, DuplicateGroup.id, is_descending=True),
    "uncertain": Order(DuplicateGroup.weakest_score, DuplicateGroup.id, is_descending=False),
}


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """A group as a list shows it; `text` is its keeper's."""

    id: int
    size: int
    keeper_id: int
    text: str
    weakest_score: float | None
    weakest_origin: str
    decision: str


def start_dedup(
    workspace: Workspace,
    kind: ItemKind,
    *,
    stages: Sequence[str] = STAGES,
    method: str = "partition",
    min_jaccard: float = 0.9,
    min_cosine: float = 0.9,
    actor: Actor,
    client_token: str | None = None,
) -> int:
    """Put a run into the queue and return its job's id; samples are compared within their scenario.

    Raises:
        BadInputError: A stage, the method or a threshold is none that can be run, or there are too many items.
    """
    chosen = tuple(stage for stage in STAGES if stage in stages)
    if not chosen or set(stages) - set(STAGES):
        raise BadInputError(f"The stages are {' and '.join(STAGES)}.", "Choose one or both.")
    if method not in METHODS:
        raise BadInputError(f"'{method}' is no method.", f"Known: {', '.join(METHODS)}.")
    if not 0.5 <= min_jaccard <= 1:
        raise BadInputError(f"The threshold for words is from 0.5 to 1, got {min_jaccard}.", "0.9 is usual.")
    if not 0 < min_cosine <= 1:
        raise BadInputError(f"The threshold for meaning is above 0 and at most 1, got {min_cosine}.", "0.9 is usual.")
    rules = DedupRules(chosen, method, float(min_jaccard), float(min_cosine))
    with workspace.write() as tx:
        allow(tx, actor, "run_dedup")
        refuse_too_many(tx, kind, chosen)
        params = {"kind": kind.value, **asdict(rules), "stages": list(chosen)}
        total = store.count_items(tx, kind)
        job = enqueue(tx, kind=JobKind.DEDUP, params=params, total=total, actor=actor, client_token=client_token)
        return job.id or 0


def newest_dedup(workspace: Workspace, kind: ItemKind) -> JobPublic | None:
    """Return the newest run of this kind, whether it waits, works or has ended."""
    return newest_job(workspace, JobKind.DEDUP, {"kind": kind})


def list_groups(
    workspace: Workspace,
    kind: ItemKind,
    *,
    order: str = "size",
    place: str | None = None,
    decided: bool | None = None,
    size: int = PAGE_ROWS,
) -> ListPage[GroupSummary]:
    """Return a page of the groups: largest first, strongest first, or the most uncertain first."""
    with workspace.read() as session:
        page = read_page(session, DuplicateGroup, _where(kind, decided), _order(order), place=place, size=size)
        texts = store.texts_of(session, kind, [group.keeper_id for group in page.rows])
    rows = [_summary(group, texts.get(group.keeper_id, "")) for group in page.rows]
    return ListPage(rows, page.total, page.total_is_capped, page.previous, page.next, page.last)


def neighbour_group(
    workspace: Workspace,
    kind: ItemKind,
    group_id: int | None,
    *,
    order: str = "size",
    decided: bool | None = None,
    back: bool = False,
) -> int | None:
    """Return the group after (or before) one in an order, without one the first (or last), or None at the end."""
    by = _order(order)
    with workspace.read() as session:
        wanted = select(DuplicateGroup.id).where(*_where(kind, decided))
        group = session.get(DuplicateGroup, group_id) if group_id else None
        if group is not None:
            place = Place(getattr(group, by.column.key), group.id or 0)
            wanted = wanted.where(by.beyond(place, reverse=back))
        return session.exec(wanted.order_by(*by.clauses(reverse=back)).limit(1)).first()


def _where(kind: ItemKind, decided: bool | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(DuplicateGroup.kind) == kind, col(DuplicateGroup.is_current).is_(True)]
    if decided is not None:
        is_open = col(DuplicateGroup.decision) == GroupDecision.OPEN
        found.append(~is_open if decided else is_open)
    return found


def _order(name: str) -> Order:
    if name not in ORDERS:
        raise BadInputError(f"'{name}' is no order of groups.", f"Known: {', '.join(ORDERS)}.")
    return ORDERS[name]


def _summary(group: DuplicateGroup, text: str) -> GroupSummary:
    return GroupSummary(
        id=group.id or 0,
        size=group.size,
        keeper_id=group.keeper_id,
        text=text,
        weakest_score=group.weakest_score,
        weakest_origin=group.weakest.get("origin", ""),
        decision=group.decision,
    )
