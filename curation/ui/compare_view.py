"""The Compare page on the screen: two texts side by side, and the buttons of the vote under them."""

from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import Choice
from curation.services.comparison_sets import SetPublic
from curation.services.comparisons import PairItem, Revealed
from curation.services.permissions import may
from curation.services.preferences import get_preferences, set_preference
from curation.ui.compare_desk import VOTED, VOTES, Desk
from curation.ui.compare_keymap import keymap_of
from curation.ui.keys import KeyMap, key_sheet
from curation.ui.page import OpenPage
from curation.ui.review_panel import Button, Row, show_panel
from curation.ui.review_state import Shown
from curation.ui.safe_text import cell_text, plain_line, show_text
from curation.ui.widgets import empty_state, label_badge, show_error

SINGLE_KEYS: Final = "c_keys"
_BUTTONS: Final = (
    ("prefer_left", "Left", "arrow_back"),
    ("prefer_right", "Right", "arrow_forward"),
    ("tie", "Equally good", "drag_handle"),
    ("both_bad", "Both bad", "thumb_down"),
    ("skip", "Skip", "skip_next"),
)
# 1. The two texts take the width that there is, and are as broad as each other.
# 2. The buttons stay in view under long texts.
# 3. Who clicks on the text and goes on with keys needs no frame around the whole page.
_CSS: Final = """<style>
@media(min-width:641px){
[data-testid="stMainBlockContainer"]{padding-inline:2.5rem;padding-bottom:1rem}
[data-testid="stLayoutWrapper"]:has(>.st-key-compare_panel){position:sticky;bottom:0;z-index:90}}
.st-key-compare_texts [data-testid="stMarkdownContainer"] p{line-height:1.65}
.st-key-compare_persona::before{content:"Written for";font-size:.875rem;opacity:.8}
[data-testid="stMain"]:focus-visible{outline:none;box-shadow:none}
@media(max-width:640px){[data-testid="stMainBlockContainer"]{padding-bottom:10rem}}
</style>"""


def apply_compare_style() -> None:
    """Put the page's CSS on it."""
    st.html(_CSS)


def show_switches(page: OpenPage) -> None:
    """Draw what one sets once; it holds across pages and visits."""
    st.session_state.setdefault(SINGLE_KEYS, get_preferences(page.workspace, actor=page.actor).single_keys)
    with st.popover("Settings", icon=":material/tune:", type="tertiary"):
        st.toggle("Letter and digit keys", key=SINGLE_KEYS, on_change=_keep_switch, args=(page,))


def show_desk(desk: Desk) -> None:
    """Draw one pair with its buttons, or say why there is none."""
    of_set, item = desk.of_set(), desk.item()
    keymap = keymap_of(get_preferences(desk.page.workspace, actor=desk.page.actor).keys)
    if desk.state.notice is not None:
        (st.error if desk.state.notice.kind == "error" else st.info)(plain_line(desk.state.notice.text, 600))
    if item is None:
        _show_empty(desk, of_set)
    else:
        _show_pair(item)
    with st.container(key="compare_panel"):
        show_panel(
            rows_of(desk, of_set, item),
            keymap,
            shown=Shown(item.pair_id, 0) if item else None,
            answered=desk.state.answered,
            on_press=desk.start,
            single_keys=bool(st.session_state.get(SINGLE_KEYS, True)),
            opens=desk.state.sheet_is_open,
        )
    if desk.state.sheet_is_open:
        _open_sheet(desk, keymap)


def rows_of(desk: Desk, of_set: SetPublic, item: PairItem | None) -> list[Row]:
    """Return the rows of the panel; undo is there also where nothing waits."""
    rows = []
    if item is not None:
        buttons = tuple(
            Button(action, label, icon, is_set=item.choice == VOTES[action]) for action, label, icon in _BUTTONS
        )
        rows.append(Row("votes", "Your choice", title=cell_text(item.question, 300), buttons=buttons))
    before = desk.state.before
    if before is not None and before.revealed is not None:
        rows.append(Row("stored", "The pair before", "visibility", text=_told(before.choice, before.revealed)))
    elif before is not None:
        rows.append(Row("stored", "The pair before", "skip_next", text="The pair before is skipped."))
    else:
        rows.append(Row("stored", "Blind", text="What each text is of is told after your vote. Sides are drawn."))
    rows.append(_moves(of_set, item))
    return rows


def _moves(of_set: SetPublic, item: PairItem | None) -> Row:
    total = of_set.voted + of_set.skipped + of_set.left
    parts = [f"of {total:,} pairs voted on by you"]
    parts += [f"{of_set.skipped:,} skipped"] if of_set.skipped else []
    parts += [f"{of_set.left:,} left"]
    steps = (Button("previous", "Back", look="quiet"), Button("next", "Next", look="quiet")) if item else ()
    return Row(
        "moves",
        "Progress and moves",
        title=f"{of_set.voted:,}",
        text=" · ".join(parts),
        share=(of_set.voted + of_set.skipped) / total if total else 0.0,
        buttons=(*steps, Button("undo", "Undo", look="quiet"), Button("help", "Keys", look="quiet")),
    )


def _told(choice: Choice, revealed: Revealed) -> str:
    arms = f"left was {cell_text(revealed.left_arm, 60)}, right was {cell_text(revealed.right_arm, 60)}"
    return f"The pair before: you said {VOTED[choice]}; {arms}."


def _show_pair(item: PairItem) -> None:
    if item.persona is not None:
        with st.container(border=True, key="compare_persona", gap="small"):
            show_text(item.persona, key="compare_persona_text", max_chars=1_200)
    sides = (("1", "Left", item.left), ("2", "Right", item.right))
    told = item.revealed
    arms = (told.left_arm, told.right_arm) if told else ("", "")
    ids = (told.left_sample_id, told.right_sample_id) if told else (0, 0)
    with st.container(key="compare_texts"):
        for column, (key, side, text), arm, sample_id in zip(st.columns(2), sides, arms, ids, strict=True):
            with column, st.container(border=True, height="stretch"):
                title = f":gray-badge[{key}] **{side}**"
                title += f" · {plain_line(arm, 60)} · [sample {sample_id}](sample?sample={sample_id})" if arm else ""
                st.markdown(title)
                show_text(text, key=f"compare_{side}")
    _show_labels(item)


def _show_labels(item: PairItem) -> None:
    """Draw what the texts have to be labelled with; where it is one of them, not which, for that would tell."""
    labels = sorted({item.left_label, item.right_label} - {""})
    if not labels:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for label in labels:
            label_badge(plain_line(label, 80))
        if item.left_label != item.right_label:
            st.caption("on one of the two; which one is told after your vote", width="content")


def _show_empty(desk: Desk, of_set: SetPublic) -> None:
    if not of_set.is_open:
        empty_state("This set is closed", "A curator can open it again.", icon="lock")
    elif desk.state.goes_through_skipped:
        with empty_state("Nothing skipped is left", "The other pairs of the set may still wait.", icon="task_alt"):
            st.button("Back to the set", on_click=desk.go_through_skipped, args=(False,), icon=":material/compare:")
    else:
        with empty_state("No pair waits for you here", _why_empty(of_set), icon="task_alt"):
            if of_set.skipped:
                n = f"Go through the {of_set.skipped:,} that you skipped"
                st.button(n, on_click=desk.go_through_skipped, args=(True,), icon=":material/history:")


def _why_empty(of_set: SetPublic) -> str:
    rest = of_set.pairs - of_set.voted - of_set.skipped
    if rest <= 0:
        return f"You voted on {of_set.voted:,} of {of_set.pairs:,} pairs."
    return f"You voted on {of_set.voted:,} pairs; the other {rest:,} have the votes that were asked for, or left."


def show_no_set(page: OpenPage) -> None:
    """Say that there is nothing to compare, and who changes it."""
    text = "A set holds pairs of texts that differ in one thing, such as the model."
    if may(page.actor.role, "make_pairs"):
        text += " Make one under Sets."
    else:
        text += " A curator makes one."
    empty_state("There is no open set of pairs", text, icon="compare")


def _open_sheet(desk: Desk, keymap: KeyMap) -> None:
    @st.dialog("Keys", on_dismiss=lambda: desk.set_sheet(False))
    def sheet() -> None:
        key_sheet(keymap)
        st.caption("Keys do nothing while you type or while a window is open. A key that is held counts once.")

    sheet()


def _keep_switch(page: OpenPage) -> None:
    try:
        set_preference(page.workspace, "single_keys", bool(st.session_state[SINGLE_KEYS]), actor=page.actor)
    except CurationError as error:
        show_error(error)
