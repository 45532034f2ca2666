"""Raters on the screen: what each has done, how fast and how right, whether it drifts; and the halo check."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.metrics.intervals import Interval
from curation.models import Role
from curation.services import raters as service
from curation.services.agreement import AgreementReport
from curation.services.figures import NotDefined
from curation.services.raters import HaloLine, RaterLine
from curation.ui.agreement_charts import show_blocks, show_confusion
from curation.ui.agreement_view import Looked
from curation.ui.figure_words import (
    Told,
    plain_figure,
    seconds_figure,
    share_figure,
    show_figures,
    signed_figure,
)
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.widgets import show_error, state_name

_SEE_NAMES: Final = (Role.CURATOR, Role.ADMIN)
_HALO: Final = (
    "The same person rates the same sample with the persona hidden, then in view. A shift above 0 means that knowing"
    " the persona makes the text look better."
)


def show_crossed(page: OpenPage, looked: Looked, report: AgreementReport) -> None:
    """Draw which answers two raters gave to the same items; for curators."""
    if page.actor.role not in _SEE_NAMES or not report.pairs:
        return
    st.subheader("Where two raters differ", anchor=False)
    names = {(pair.first_id, pair.second_id): f"{pair.first} and {pair.second}" for pair in report.pairs}
    chosen = st.selectbox(
        "Raters", list(names), format_func=lambda pair: cell_text(names[pair], 80), key="a_pair", width=320
    )
    first_id, second_id = chosen or next(iter(names))
    try:
        found = service.read_confusion(
            page.workspace,
            first_id,
            second_id,
            question=report.chosen,
            scenario=looked.scenario,
            period=looked.period,
            actor=page.actor,
        )
    except CurationError as error:
        show_error(error)
        return
    first, second = plain_line(found.first, 40), plain_line(found.second, 40)
    st.caption(f"{_items(found.items)} that both judged: answers of {first} down, of {second} across.")
    show_confusion(found)


def show_raters(page: OpenPage, looked: Looked) -> None:
    """Draw what each rater has done, and where somebody has changed."""
    st.header("Raters", anchor=False)
    lines = service.list_raters(page.workspace, scenario=looked.scenario, period=looked.period, actor=page.actor)
    if not lines:
        st.caption("Nobody has judged anything here.")
        return
    st.caption(
        "Time is the median per item. Gold is the share of items with known answers on which all of them were right;"
        " attention checks count there and nowhere else."
    )
    show_figures([_rater_row(line) for line in lines])
    _say_changes(lines)
    drawn = {line.rater_id: line for line in lines if line.blocks}
    if drawn:
        chosen = st.selectbox(
            "Ratings over time of",
            list(drawn),
            index=None,
            format_func=lambda rater: cell_text(drawn[rater].name, 60),
            placeholder="Choose a rater",
            key="a_rater",
            width=320,
        )
        if chosen is not None:
            show_blocks(drawn[chosen].blocks)


def show_halo(page: OpenPage, looked: Looked) -> None:
    """Draw how much ratings shift once the persona is seen."""
    st.header("Does knowing the persona change the rating?", anchor=False)
    found = service.read_halo(page.workspace, scenario=looked.scenario, actor=page.actor)
    total = found.total
    st.caption(_HALO)
    if isinstance(total.shift, NotDefined):
        st.caption(
            f"Not defined: {total.shift.reason}. Settings on Review has the switch 'Judge first without the persona':"
            " each sample then comes twice."
        )
        return
    said = (
        f"**{_shift_word(total.shift)}**: {signed_figure(total.shift)} on the scale of 1 to 5, {_items(total.shift.n)}."
    )
    st.markdown(f"{said} {total.higher:,} went up, {total.same:,} stayed, {total.lower:,} went down.")
    if found.is_labelled:
        st.caption("All of these items are hand-written examples or of the demo generator.")
    show_figures([_halo_row("Scenario", state_name(line.name), line) for line in found.by_scenario])
    if found.by_rater:
        show_figures([_halo_row("Rater", line.name, line) for line in found.by_rater])


def _rater_row(line: RaterLine) -> dict[str, str | Told]:
    return {
        "Rater": cell_text(line.name, 40),
        "Done": f"{line.n:,}",
        "Time": seconds_figure(line.seconds),
        "Gold": _gold(line),
        "Rating": plain_figure(line.rating),
        "Accepts": share_figure(line.accepted),
        "Drift": _drift_word(line),
    }


def _gold(line: RaterLine) -> str | Told:
    if isinstance(line.gold, NotDefined):
        return "none answered"
    told = share_figure(line.gold)
    return Told(f"{told.main} of {line.gold.n:,}", told.interval)


def _drift_word(line: RaterLine) -> str:
    if isinstance(line.drift, NotDefined):
        return line.drift.reason
    return "changed, see below" if line.drift else "none seen"


def _say_changes(lines: Sequence[RaterLine]) -> None:
    for line in lines:
        if not isinstance(line.drift, NotDefined):
            for said in line.drift:
                st.warning(
                    f"{plain_line(line.name, 40)}: {said} The items may differ, too.", icon=":material/show_chart:"
                )


def _shift_word(shift: Interval) -> str:
    if shift.low <= 0 <= shift.high:
        return "No shift shown"
    return "Rated higher with the persona in view" if shift.value > 0 else "Rated lower with the persona in view"


def _halo_row(kind: str, name: str, line: HaloLine) -> dict[str, str | Told]:
    return {
        kind: cell_text(name, 40),
        "Shift": signed_figure(line.shift),
        "Items": f"{line.higher + line.same + line.lower:,}",
        "Up": f"{line.higher:,}",
        "Same": f"{line.same:,}",
        "Down": f"{line.lower:,}",
    }


def _items(n: int) -> str:
    return f"{n:,} item{'' if n == 1 else 's'}"
