"""The acts that the keys of the Duplicates page start, and what a session remembers there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import streamlit as st

from curation.errors import CurationError
from curation.models import GroupDecision, ItemKind
from curation.services import duplicates
from curation.services.duplicates import GroupDetail
from curation.ui.keys import Binding, KeyMap
from curation.ui.page import OpenPage
from curation.ui.widgets import url_id

KEYS: Final = KeyMap(
    Binding("k", "keep", "Keep the marked one, drop the others"),
    Binding("b", "keep_all", "Keep all: they are no duplicates"),
    Binding("left", "mark_back", "Mark the one before"),
    Binding("right", "mark_on", "Mark the next one"),
    Binding("n", "next", "Next group"),
    Binding("p", "previous", "Previous group"),
    Binding("u", "undo", "Take the last decision back", also=("backspace",)),
)
SHOW: Final = {"To decide": False, "Decided": True, "All": None}
"""Which groups one goes through: undecided, decided, or both."""


@dataclass(slots=True)
class DeskState:
    """What is on the screen: a group, the member that K keeps, and a sentence for the person."""

    group_id: int | None = None
    marked: int | None = None
    notice: tuple[Literal["info", "error"], str] | None = None
    walk: tuple[str, str] | None = None
    """The order and the choice of groups; another one starts at its first group."""


class Desk:
    """One run's view of the desk: the page, which groups in which order, and the session's state."""

    def __init__(self, page: OpenPage, kind: ItemKind, *, order: str, show: str) -> None:
        """Take the session's state."""
        self.page = page
        self.kind = kind
        self.order = order
        self.decided = SHOW[show]
        self.state: DeskState = st.session_state.setdefault(f"dup_{page.actor.id}_{kind}", DeskState())
        if self.state.walk not in (None, (order, show)):
            self._leave()
        self.state.walk = (order, show)

    def group(self) -> GroupDetail | None:
        """Return the group on the screen: the one of the address, the last one, else the first of the order."""
        wanted = url_id("group") or self.state.group_id
        found = self._read(wanted) if wanted else None
        if found is None:
            first = self._neighbour(None)
            found = self._read(first) if first else None
        if found is None:
            self._leave()
            return None
        if found.id != self.state.group_id:
            self._show(found.id)
        if self.state.marked not in [member.id for member in found.members]:
            self.state.marked = found.keeper_id
        return found

    def keep(self, group_id: int, version: int, marked: int) -> None:
        """Keep one, drop the others, and go on to the next undecided group."""
        self._decide(group_id, GroupDecision.KEEP_ONE, version, marked)

    def keep_all(self, group_id: int, version: int) -> None:
        """Keep all and go on to the next undecided group."""
        self._decide(group_id, GroupDecision.KEEP_ALL, version, None)

    def mark(self, item_id: int) -> None:
        """Let K keep this one."""
        self.state.marked, self.state.notice = item_id, None

    def move_mark(self, ids: Sequence[int], by: int) -> None:
        """Mark the member before or after the marked one; at an end it stays."""
        at = ids.index(self.state.marked) if self.state.marked in ids else 0
        self.mark(ids[min(max(at + by, 0), len(ids) - 1)])

    def go_on(self, group_id: int) -> None:
        """Go to the next group of the order."""
        self._go(self._neighbour(group_id), "This is the last group.")

    def go_back(self, group_id: int) -> None:
        """Go to the group before."""
        self._go(self._neighbour(group_id, back=True), "This is the first group.")

    def undo(self) -> None:
        """Take a decision back and show its group as it was: this group's, else the person's last one.

        Which one is found out now and not when the button was drawn: U pressed
        in haste after a decision is for that decision.
        """
        group_id = self._to_undo()
        if group_id is None:
            self.state.notice = ("info", "You have decided nothing that could be taken back.")
            return
        try:
            duplicates.undo_decision(self.page.workspace, group_id, actor=self.page.actor)
        except CurationError as error:
            self.state.notice = ("error", str(error))
        else:
            self.show(group_id)
            self.state.notice = ("info", f"The decision about group {group_id} is taken back.")

    def show(self, group_id: int) -> None:
        """Put a group on the screen."""
        self.state.notice = None
        self._show(group_id)

    def _to_undo(self) -> int | None:
        here = self._read(self.state.group_id) if self.state.group_id else None
        if here is not None and here.decision != GroupDecision.OPEN:
            return here.id
        return duplicates.last_decision(self.page.workspace, self.kind, actor=self.page.actor)

    def _decide(self, group_id: int, decision: GroupDecision, version: int, keeper_id: int | None) -> None:
        try:
            duplicates.decide(
                self.page.workspace, group_id, decision, keeper_id=keeper_id, version=version, actor=self.page.actor
            )
        except CurationError as error:
            self.state.notice = ("error", str(error))
            return
        following = self._neighbour(group_id, undecided=True) or self._neighbour(None, undecided=True)
        said = "all are kept" if keeper_id is None else f"#{keeper_id} is kept"
        if following is None:
            self._leave()
        else:
            self.show(following)
        self.state.notice = ("info", f"Group {group_id}: {said}. U takes it back.")

    def _go(self, found: int | None, end: str) -> None:
        if found is None:
            self.state.notice = ("info", end)
        else:
            self.show(found)

    def _neighbour(self, group_id: int | None, *, back: bool = False, undecided: bool = False) -> int | None:
        return duplicates.neighbour_group(
            self.page.workspace,
            self.kind,
            group_id,
            order=self.order,
            decided=False if undecided else self.decided,
            back=back,
        )

    def _read(self, group_id: int) -> GroupDetail | None:
        """Return a group, or None where it is no group of this kind by now."""
        try:
            found = duplicates.get_group(self.page.workspace, group_id)
        except CurationError as error:
            self.state.notice = ("error", str(error))
            return None
        if found.kind != self.kind:
            return None
        if not found.is_current:
            self.state.notice = ("info", f"A later run made group {group_id} anew.")
            return None
        return found

    def _show(self, group_id: int) -> None:
        self.state.group_id, self.state.marked = group_id, None
        st.query_params["group"] = str(group_id)

    def _leave(self) -> None:
        self.state.group_id = self.state.marked = None
        st.query_params.pop("group", None)
