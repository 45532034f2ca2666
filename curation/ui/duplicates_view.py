"""Groups of near-duplicates on the screen: one at a time with its evidence, or as a list."""

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from curation.models import GroupDecision, ItemKind, ItemState, PairOrigin
from curation.services import duplicates
from curation.services.duplicate_details import GroupDetail, MemberDetail, PairDetail
from curation.services.duplicates import DedupState, GroupCounts, GroupSummary
from curation.ui.comments_view import comments_box
from curation.ui.duplicates_desk import KEYS, SHOW, Desk
from curation.ui.key_order import keep_key_order
from curation.ui.keys import key_button, key_sheet, mount_keys
from curation.ui.nav import link_to
from curation.ui.safe_text import plain_line, show_diff
from curation.ui.widgets import empty_state, label_badge, pager

MAX_CARDS: Final = 6
"""Members drawn at first; the others on demand."""
ORDER_NAMES: Final = {"uncertain": "Most uncertain first", "score": "Most alike first", "size": "Largest first"}
_DECIDED: Final = {GroupDecision.KEEP_ONE: "one is kept", GroupDecision.KEEP_ALL: "all are kept"}
_LINKS: Final = {PairOrigin.LEXICAL: "same words", PairOrigin.SEMANTIC: "same meaning"}
SINGLE_KEYS: Final = "d_keys"
# On a narrow screen the two decisions stay at the bottom, and the mark is moved by the members' own buttons.
_CSS: Final = """<style>
[class*="st-key-member-"] button{min-height:1.75rem;padding-block:0}
@media(max-width:640px){
:is(.st-key-acts,.st-key-moves) kbd,:is(.st-key-mark_back,.st-key-mark_on,.st-key-sheet){display:none}
.st-key-acts{position:fixed;bottom:0;left:0;right:0;width:auto;z-index:100;padding:.6rem 1rem;
background:var(--st-background-color,Canvas);border-top:1px solid color-mix(in srgb,currentColor 18%,transparent)}
.st-key-acts>*{flex:1}.st-key-acts button{width:100%}
[data-testid="stMainBlockContainer"]:has(.st-key-acts){padding-bottom:7rem}}
</style>"""


def show_progress(counts: GroupCounts) -> None:
    """Say how much is decided."""
    if counts.groups:
        text = f"**{counts.decided:,}** of {counts.groups:,} groups decided"
        st.progress(counts.decided / counts.groups, text=text)


def show_head(desk: Desk, group: GroupDetail | None) -> None:
    """Say which group this is, and draw what changes it and the sheet of keys."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if group is not None:
            st.header(f"Group {group.id} · {group.size:,} {group.kind}s", anchor=False, width="content")
            if group.decision != GroupDecision.OPEN:
                said = f"{_DECIDED[GroupDecision(group.decision)]}, by {plain_line(group.decided_by, 60)}"
                st.badge(said, color="blue", icon=":material/gavel:")
        st.space("stretch")
        _show_moves(desk, group)


def _show_moves(desk: Desk, group: GroupDetail | None) -> None:
    group_id = group.id if group else 0
    with st.container(horizontal=True, gap="small", width="content", key="moves"):
        _key("previous", "Previous", desk.go_back, group_id, icon="chevron_left", disabled=group is None)
        _key("next", "Next", desk.go_on, group_id, icon="chevron_right", disabled=group is None)
        _key("undo", "Undo", desk.undo, icon="undo")


def show_keys() -> None:
    """Offer the sheet of keys, and a switch for those who do not want letters to act."""
    with st.container(key="sheet", width="content"), st.popover("Keys", icon=":material/keyboard:"):
        key_sheet(KEYS)
        st.toggle("Single letters work as keys", value=True, key=SINGLE_KEYS)


def show_notice(desk: Desk) -> None:
    """Say what the last key did, or could not do."""
    if desk.state.notice is not None:
        kind, text = desk.state.notice
        (st.error if kind == "error" else st.info)(plain_line(text, 400))


def show_group(desk: Desk, group: GroupDetail) -> None:
    """Draw one group: what holds it together, the acts, its members side by side, and what people say of it."""
    marked = next(member for member in group.members if member.id == desk.state.marked)
    _show_acts(desk, group, marked)
    others = [member for member in sorted(group.members, key=lambda member: member.id) if member.id != marked.id]
    if len(others) > 1:
        _show_chain(group)
        with st.container(border=True):
            _show_member(desk, group, marked, marked)
    n_drawn = st.session_state.get(f"all-{group.id}") or MAX_CARDS
    for other in others[:n_drawn]:
        _show_pair(desk, group, marked, other, is_only=len(others) == 1)
    if len(others) > n_drawn:
        st.button(f"Show {len(others) - n_drawn:,} more", key=f"more-{group.id}", on_click=_draw_all, args=(group,))
    if group.n_not_shown:
        st.caption(f"{group.n_not_shown:,} more members are not shown.")
    comments_box(desk.page, "duplicate_group", group.id)


def _draw_all(group: GroupDetail) -> None:
    st.session_state[f"all-{group.id}"] = len(group.members)


def show_list(desk: Desk, *, switch: str) -> None:
    """Draw a page of the groups as rows that open; `switch` is the widget key of the list, off once one opens."""
    place = f"d_place_{desk.kind}"
    shown = duplicates.list_groups(
        desk.page.workspace, desk.kind, order=desk.order, decided=desk.decided, place=st.session_state.get(place)
    )

    def show(group_id: int) -> None:
        st.session_state[switch] = False
        desk.show(group_id)

    for row in shown.rows:
        st.button(_row_label(row), key=f"open-{row.id}", on_click=show, args=(row.id,), type="tertiary")
    said = f"{len(shown.rows)} shown of {shown.total_text}" if shown.rows else "There is no such group."
    move = pager(place, shown=said, has_previous=shown.previous is not None, has_next=shown.next is not None)
    if move is not None:
        places = {"first": None, "previous": shown.previous, "next": shown.next, "last": shown.last}
        st.session_state[place] = places[move]
        st.rerun(scope="fragment")


def _row_label(row: GroupSummary) -> str:
    is_said = row.weakest_origin == PairOrigin.HUMAN or row.weakest_score is None
    score = "a person said so" if is_said else f"{_LINKS[PairOrigin(row.weakest_origin)]} {row.weakest_score:.2f}"
    decided = f" · {_DECIDED[GroupDecision(row.decision)]}" if row.decision != GroupDecision.OPEN else ""
    return f"**{row.size}** · {score}{decided} · {plain_line(row.text, 110)}"


def show_nothing(desk: Desk, state: DedupState) -> None:
    """Say why no group is on the screen."""
    kind = f"{desk.kind}s"
    if not state.counts.groups and not state.has_run:
        empty_state("Nobody has looked for near-duplicates yet", f"Find them among your {state.items:,} {kind} above.")
    elif not state.counts.groups:
        empty_state("No near-duplicates", f"At these thresholds no two {kind} are too alike.", icon="task_alt")
    elif desk.decided is False:
        text = "Nothing waits for you here. A later run asks about new groups only."
        with empty_state(f"All {state.counts.groups:,} groups are decided", text, icon="task_alt"):
            link_to(f"{kind}", f"Look at the {kind}", icon="groups" if desk.kind is ItemKind.PERSONA else "article")
    else:
        empty_state("No group is decided yet", f"Choose “{next(iter(SHOW))}” to go through them.")


def mount_desk_keys() -> None:
    """Let the keys work."""
    st.html(_CSS)
    keep_key_order(KEYS.guard_data(single_keys=_single_keys())["keys"])
    mount_keys(KEYS, single_keys=_single_keys())


def _single_keys() -> bool:
    return bool(st.session_state.get(SINGLE_KEYS, True))


def _show_acts(desk: Desk, group: GroupDetail, marked: MemberDetail) -> None:
    ids = [member.id for member in sorted(group.members, key=lambda member: member.id)]
    with st.container(horizontal=True, gap="small", key="acts"):
        args = (group.id, group.version, marked.id)
        _key("keep", f"Keep #{marked.id}", desk.keep, *args, icon="check", is_main=True)
        _key("keep_all", "Keep all", desk.keep_all, group.id, group.version, icon="done_all")
        _key("mark_back", "Mark", desk.move_mark, ids, -1, icon="arrow_back", disabled=marked.id == ids[0])
        _key("mark_on", "Mark", desk.move_mark, ids, 1, icon="arrow_forward", disabled=marked.id == ids[-1])


def _show_pair(desk: Desk, group: GroupDetail, marked: MemberDetail, other: MemberDetail, *, is_only: bool) -> None:
    """Draw a member beside the marked one, with what tells them apart; of two, each keeps its side."""
    left, right = sorted((marked, other), key=lambda member: member.id) if is_only else (marked, other)
    with st.container(border=True):
        _show_links(group.links_of(other.id, marked.id), marked, other)
        if is_only:
            for column, member in zip(st.columns(2), (left, right), strict=True):
                with column:
                    _show_member(desk, group, member, marked)
        else:
            _show_member(desk, group, other, marked)
            st.caption(f"Left #{marked.id}, the marked one; right #{other.id}.")
        show_diff(left.text, right.text)


def _show_links(links: Sequence[PairDetail], marked: MemberDetail, other: MemberDetail) -> None:
    """Say why two members are together: which score, who found it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for link in links:
            ends = {link.a_id, link.b_id}
            via = "" if marked.id in ends else f" with #{(ends - {other.id}).pop()}"
            if link.origin == PairOrigin.HUMAN:
                note = f": {plain_line(link.note, 120)}" if link.note else ""
                st.badge(f"{plain_line(link.said_by, 60)} says so{via}{note}", color="violet", icon=":material/person:")
            else:
                name = _LINKS[PairOrigin(link.origin)]
                st.badge(f"{name} {link.score:.2f}{via}", color="orange", help=_how(link))
        if not links:
            st.caption("No pair is known any more: a text was edited since.")


def _how(link: PairDetail) -> str:
    what = "Jaccard similarity of the sets of words" if link.origin == PairOrigin.LEXICAL else "cosine similarity"
    by = f" by {plain_line(link.model, 60)}" if link.model else ""
    return f"{link.score:.4f}, {what}{by}; found from {link.threshold:g} on."


def _show_member(desk: Desk, group: GroupDetail, member: MemberDetail, marked: MemberDetail) -> None:
    """Draw who a member is: whether it is kept and why, where it comes from, what hangs on it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"member-{member.id}"):
        if member.is_dropped:
            st.badge("dropped", color="gray")
        else:
            st.badge("kept", color="green", icon=":material/check:")
        link_to(group.kind, f"{group.kind.capitalize()} {member.id}", query={group.kind: member.id})
        if member.label:
            label_badge(member.label)
        st.space("stretch")
        if member.id == marked.id:
            st.badge("marked", color="blue", icon=":material/bookmark:")
        else:
            st.button("Mark", key=f"mark-{member.id}", on_click=desk.mark, args=(member.id,), type="tertiary")
    facts = " · ".join([*(plain_line(part, 60) for part in member.came_from), *_facts(member)])
    st.caption(f"{plain_line(_why(group, member))}  \n{facts}")


def _why(group: GroupDetail, member: MemberDetail) -> str:
    """Return why a member is kept or dropped, or what else became of it."""
    if member.id == group.keeper_id and group.decision != GroupDecision.KEEP_ALL:
        return f"{group.keeper_reason.capitalize()}."
    if member.state == ItemState.ACTIVE:
        return "Kept: by a decision."
    word = "dropped" if member.is_dropped else member.state
    return f"{word.capitalize()}: {member.state_reason or 'no reason given'}."


def _facts(member: MemberDetail) -> list[str]:
    facts = [member.language]
    if member.n_samples is not None:
        facts.append(f"{member.n_samples:,} sample{'' if member.n_samples == 1 else 's'}")
    rating = "not rated" if member.rating_mean is None else f"rated {member.rating_mean:.1f} (n = {member.n_reviews})"
    return [*facts, rating]


def _show_chain(group: GroupDetail) -> None:
    """Say where a group of more than two would fall apart first."""
    weakest, origin = group.weakest, PairOrigin(group.weakest.origin)
    by = "said by a person" if origin == PairOrigin.HUMAN else f"{_LINKS[origin]} {weakest.score:.2f}"
    st.caption(f"It hangs together by pairs, not each with each. Weakest link: #{weakest.a} with #{weakest.b}, {by}.")


def _key(
    action: str,
    label: str,
    callback: Callable[..., None],
    *args: object,
    icon: str,
    is_main: bool = False,
    disabled: bool = False,
) -> None:
    """Draw the button of an action of the key map; its widget key is the action, as the guard needs it."""
    key_button(
        label,
        key=action,
        on_click=callback,
        args=args,
        shortcut=KEYS.shortcut(action, single_keys=_single_keys()),
        type="primary" if is_main else "secondary",
        icon=f":material/{icon}:",
        disabled=disabled,
    )
