"""The page Whose text? on the screen: a text, four personas, the buttons under them, and what all guesses come to."""

from typing import Any, Final

import streamlit as st

from curation.metrics.intervals import Interval
from curation.models import Role
from curation.review.guessing import CHANCE
from curation.review.whose_keys import WHOSE_KEYS
from curation.services.figures import NotDefined
from curation.services.preferences import get_preferences
from curation.services.whose import Guessed, GuessItem
from curation.services.whose_results import By, Fidelity, FidelityLine, fidelity, own_guesses
from curation.ui.chart_words import chart_line
from curation.ui.figure_words import Told, share_figure, show_figures
from curation.ui.keys import Binding, KeyMap, key_sheet
from curation.ui.page import OpenPage
from curation.ui.review_panel import Button, Row, show_panel
from curation.ui.review_state import Shown
from curation.ui.safe_text import cell_text, plain_line, show_text
from curation.ui.whose_desk import Desk
from curation.ui.widgets import empty_state, label_badge

KEYS: Final = KeyMap(*(Binding(*key) for key in WHOSE_KEYS))
BY: Final[dict[By, str]] = {"template": "Template", "scenario": "Scenario", "model": "Model", "rater": "Person"}
_CARD_CHARS: Final = 600
_NAME_COLUMNS: Final = 24
_SEE_NAMES: Final = (Role.CURATOR, Role.ADMIN)
_LIMIT: Final = (
    "The words of the persona that a text repeats are not masked: where a text names its persona's occupation, telling"
    " whose it is takes no more than reading. Guesses are taken as independent, though a person makes several."
)
# The buttons stay in view under long texts, and the personas beside them.
_CSS: Final = """<style>
@media(min-width:641px){
[data-testid="stMainBlockContainer"]{padding-inline:2.5rem;padding-bottom:1rem}
[data-testid="stColumn"]:has(.st-key-whose_card_1){position:sticky;top:4rem;align-self:flex-start}
[data-testid="stLayoutWrapper"]:has(>.st-key-whose_panel){position:sticky;bottom:0;z-index:90}}
.st-key-whose_text [data-testid="stMarkdownContainer"] p{line-height:1.65}
[data-testid="stMain"]:focus-visible{outline:none;box-shadow:none}
@media(max-width:640px){[data-testid="stMainBlockContainer"]{padding-bottom:11rem}}
</style>"""


def show_desk(desk: Desk) -> None:
    """Draw a text with four personas, or say that none is left."""
    item = desk.item()
    notice = desk.state.notice
    if notice is not None:
        (st.error if notice.kind == "error" else st.info)(plain_line(notice.text, 600))
    if item is None:
        _show_empty(desk)
    else:
        _show_item(item)
    with st.container(key="whose_panel"):
        show_panel(
            rows_of(desk, item),
            KEYS,
            shown=Shown(item.sample_id, 0) if item else None,
            answered=desk.state.answered,
            on_press=desk.start,
            single_keys=get_preferences(desk.page.workspace, actor=desk.page.actor).single_keys,
            opens=desk.state.sheet_is_open,
        )
    st.html(_CSS)
    if desk.state.sheet_is_open:
        _open_sheet(desk)


def rows_of(desk: Desk, item: GuessItem | None) -> list[Row]:
    """Return the rows of the panel."""
    rows = []
    if item is not None:
        buttons = [Button(f"guess_{place}", f"Persona {place}") for place in range(1, len(item.options) + 1)]
        buttons.append(Button("cannot_tell", "I cannot tell"))
        rows.append(Row("votes", "Whose text is it?", title="Whose text is it?", buttons=tuple(buttons)))
    before = desk.state.before
    if before is None:
        rows.append(Row("stored", "Blind", text="Whose it is is told after your guess. One guess for each text."))
    else:
        rows.append(Row("stored", "The text before", "check" if before.is_right else "close", text=told(before)))
    own = own_guesses(desk.page.workspace, actor=desk.page.actor)
    steps = (Button("next", "Another text", look="quiet"),) if item else ()
    said = f"of {own.n:,} right" if own.n else "guesses so far"
    moves = (*steps, Button("help", "Keys", look="quiet"))
    rows.append(Row("moves", "Progress and moves", title=f"{own.right:,}", text=said, buttons=moves))
    return rows


def told(guess: Guessed) -> str:
    """Return what is told of a guess that was stored."""
    said = "Right." if guess.is_right else "Not right." if guess.could_tell else "You could not tell."
    return f"The text before: {said} It was written for {guess.place}: {cell_text(guess.persona, 200)}"


def _show_item(item: GuessItem) -> None:
    left, right = st.columns([7, 5], gap="medium")
    with left:
        with st.container(key="whose_text"):
            show_text(item.text, key="whose_sample")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(item.scenario, color="violet")
            if item.label:
                label_badge(plain_line(item.label, 80))
        if item.was_reviewed:
            st.caption("You have judged this text, so you may know: this guess is counted apart.")
    with right:
        for place, option in enumerate(item.options, start=1):
            with st.container(border=True, key=f"whose_card_{place}", gap=None):
                st.markdown(f":gray-badge[{place}] **Persona {place}**")
                show_text(option.text, key=f"whose_{place}", max_chars=_CARD_CHARS)


def _show_empty(desk: Desk) -> None:
    if desk.state.scenario is not None:
        empty_state("No text of this scenario is left for you", "Others may have some.", icon="task_alt")
    elif own_guesses(desk.page.workspace, actor=desk.page.actor).n:
        empty_state("You have guessed at every text", "The results tell how often people are right.", icon="task_alt")
    else:
        text = "It takes samples that were made for a persona, and four personas of one language that differ."
        empty_state("There is nothing to guess yet", text)


def show_results(page: OpenPage, by: By) -> None:
    """Draw how often people tell whose text it is, beside what drawing lots would give."""
    found = fidelity(page.workspace, by=by, actor=page.actor)
    if isinstance(found.total.share, NotDefined):
        text = "Once people have guessed, their share of right answers stands here, with n and an interval."
        empty_state("Nobody has guessed yet", text, icon="person_search")
        _show_left_out(found)
        return
    share = share_figure(found.total.share)
    said = f"**{share.main}** of {found.total.n:,} guesses are right ({share.interval}); by lot it would be 25 %."
    st.markdown(f"{said} {found.total.reading.capitalize()}.")
    _show_chart(found)
    show_figures([_row(BY[by], line) for line in found.lines])
    _show_left_out(found)
    st.caption(_LIMIT)


def ways_to_sum(role: Role) -> list[By]:
    """Return by what the results can be summed up; by person for curators, since it tells of single people."""
    return [by for by in BY if by != "rater" or role in _SEE_NAMES]


def _row(head: str, line: FidelityLine) -> dict[str, str | Told]:
    return {
        head: cell_text(line.name, 80),
        "Right": share_figure(line.share),
        "Guesses": f"{line.n:,}",
        "Could not tell": f"{line.cannot_tell:,}",
        "Reading": line.reading,
    }


def _show_chart(found: Fidelity) -> None:
    rows = [
        {
            "name": chart_line(line.name, _NAME_COLUMNS),
            "value": line.share.value,
            "low": line.share.low,
            "high": line.share.high,
            "n": line.n,
        }
        for line in found.lines
        if isinstance(line.share, Interval)
    ]
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "title": "share of right guesses, with the 95 % interval; the dashed line is what lots would give",
        "axis": {"format": ".0%"},
    }
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 190}}
    bar = "#45b3a8" if st.context.theme.type == "dark" else "#16807a"
    tips = [{"field": name, "format": form} for name, form in (("value", ".1%"), ("n", ","))]
    layers: list[dict[str, Any]] = [
        {
            "data": {"values": [{"at": CHANCE}]},
            "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 2, "color": "#b0752a"},
            "encoding": {"x": {**x, "field": "at"}},
        },
        {
            "mark": {"type": "rule", "strokeWidth": 4, "opacity": 0.55, "color": bar},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, "color": bar},
            "encoding": {"x": {**x, "field": "value"}, "y": y, "tooltip": tips},
        },
    ]
    alt = "Share of right guesses with its interval, beside a line at a quarter. The table below says the same."
    st.vega_lite_chart(rows, {"layer": layers}, height=90 + 36 * len(rows), alt=alt)


def _show_left_out(found: Fidelity) -> None:
    if found.is_labelled:
        st.caption("All of these texts are hand-written examples or of the demo generator.")
    if found.n_labelled:
        st.caption(f"Left out: {found.n_labelled:,} guesses at hand-written examples or texts of the demo generator.")
    if found.n_reviewed:
        said = f"{found.n_reviewed:,} guesses of people who had judged the text before"
        st.caption(f"Left out: {said}, and so may have seen its persona.")


def _open_sheet(desk: Desk) -> None:
    @st.dialog("Keys", on_dismiss=lambda: desk.set_sheet(False))
    def sheet() -> None:
        key_sheet(KEYS)
        st.caption("Keys do nothing while a window is open. A key that is held counts once.")

    sheet()
