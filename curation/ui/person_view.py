"""A person's work on the screen: numbers with intervals, days as a plain calendar, comments that name the person."""

from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Final

import streamlit as st

from curation.services import comments
from curation.services.comments import CommentPublic
from curation.services.figures import Figure, NotDefined
from curation.services.person_page import WEEKS_SHOWN, PersonPage, monday_of
from curation.services.team import TeamLine
from curation.ui.comments_view import show_comment
from curation.ui.figure_words import Told, seconds_figure, share_figure, show_figures
from curation.ui.local_time import day_and_minute
from curation.ui.nav import BY_NAME, link_to
from curation.ui.page import OpenPage
from curation.ui.widgets import metric_row, state_name

_CSS: Final = """<style>
.pc-days{border-collapse:separate;border-spacing:3px;font-size:.75rem}
.pc-days th{font-weight:400;opacity:.8;text-align:right;padding:0 .3rem 0 0}
.pc-days td{width:1rem;height:1rem;border-radius:.2rem;background:color-mix(in srgb,currentColor 10%,transparent)}
.pc-days td.on{background:#1b9a8a}
.pc-days td.later{background:none}
.pc-days span{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
</style>"""
_ABOUT: Final = {
    "sample": ("sample", "sample"),
    "persona": ("persona", "persona"),
    "job": ("jobs", "job"),
    "duplicate_group": ("duplicates", "group"),
    "comparison_pair": ("compare", "pair"),
}


def show_work(found: PersonPage) -> None:
    """Draw how much was done, and how."""
    metric_row({"Judged in all": found.done.in_all, "This week": found.done.this_week, "Today": found.done.today})
    more = {"Pairs compared": found.compared, "Personas guessed": found.guessed, "Assigned and waiting": found.assigned}
    if said := {name: n for name, n in more.items() if n}:
        metric_row(said)
    figures = {
        "Accepted": (found.accepted, share_figure),
        "Median time on a sample": (found.seconds, seconds_figure),
        "Agreement with others": (found.agreement, share_figure),
        "Right where the answer is known": (found.gold, share_figure),
    }
    rows: list[dict[str, str | Told]] = [
        {"Measure": name, "Value": tell(value), "n": _n(value)} for name, (value, tell) in figures.items()
    ]
    st.header("How", anchor=False)
    show_figures(rows)
    st.caption("Agreement with others: of those who judged the same sample, the share who decided alike.")
    for name, (value, _) in figures.items():
        if isinstance(value, NotDefined):
            st.caption(f"{name}: {value}.")
    if found.is_labelled:
        st.caption("All of it is output of the demo generator or hand-written examples.")
    for reason, n in found.left_out.items():
        st.caption(f"Left out of these numbers: {n:,} ({reason}).")


def show_scenarios(found: PersonPage) -> None:
    """Draw the work by scenario."""
    if not found.scenarios:
        return
    st.header("By scenario", anchor=False)
    rows: list[dict[str, str | Told]] = [
        {
            "Scenario": state_name(work.scenario),
            "Judged": f"{work.n:,}",
            "Accepted": share_figure(work.accepted),
            "Median time": seconds_figure(work.seconds),
        }
        for work in found.scenarios
    ]
    show_figures(rows)


def show_days(found: PersonPage) -> None:
    """Draw the days with work: a day is a day, however much was done on it."""
    st.header("Days with work", anchor=False)
    st.markdown(f"{found.worked_of_last_28} of the last 28 days.")
    st.html(_CSS + days_html(found.days, found.today))


def days_html(days: frozenset[date], today: date) -> str:
    """Return the last weeks as a table: a row for each weekday, a column for each week."""
    start = monday_of(today) - timedelta(weeks=WEEKS_SHOWN - 1)
    lines = []
    for weekday in range(7):
        row = [start + timedelta(weeks=week, days=weekday) for week in range(WEEKS_SHOWN)]
        name = f"{row[0]:%a}" if weekday % 2 == 0 else f"<span>{row[0]:%a}</span>"
        lines.append(f'<tr><th scope="row">{name}</th>{"".join(_cell(day, days, today) for day in row)}</tr>')
    caption = f"Days with work since {start:%Y-%m-%d}"
    return f'<table class="pc-days"><caption><span>{escape(caption)}</span></caption>{"".join(lines)}</table>'


def show_mentions(page: OpenPage) -> None:
    """Draw the comments that name the reader: those that wait, then the latest of the others."""
    found = comments.list_mentions(page.workspace, actor=page.actor)
    waiting = [one for one in found if one.is_unread]
    st.header(f"Comments that name you ({len(waiting):,} new)", anchor=False)
    if not found:
        st.caption("None so far. Who writes your name after an @ in a comment tells you here.")
    if len(waiting) > 1:
        st.button("Mark all as read", icon=":material/done_all:", on_click=_mark_all, args=(page,))
    for comment in [*waiting, *[one for one in found if not one.is_unread][:5]]:
        show_comment(page, comment, key="mention", about=lambda said=comment: _link(said))  # type: ignore[misc]  # bound now


def show_team(lines: Sequence[TeamLine]) -> None:
    """Draw what each did and what waits."""
    rows: list[dict[str, str | Told]] = [
        {
            "Name": line.name if line.is_active else f"{line.name} (left)",
            "Judged": f"{line.done:,}",
            "This week": f"{line.done_this_week:,}",
            "Compared": f"{line.compared:,}",
            "Waits": "-" if line.pending is None else f"{line.pending:,}",
            "Assigned": f"{line.assigned:,}",
            "Last seen": "never" if line.last_seen is None else day_and_minute(line.last_seen),
        }
        for line in lines
    ]
    show_figures(rows)


def _n(found: Figure) -> str:
    return "-" if isinstance(found, NotDefined) else f"{found.n:,}"


def _cell(day: date, days: frozenset[date], today: date) -> str:
    if day > today:
        return '<td class="later"></td>'
    if day not in days:
        return f'<td title="{day:%Y-%m-%d}"></td>'
    return f'<td class="on" title="{day:%Y-%m-%d}: work"><span>{day:%Y-%m-%d}</span></td>'


def _link(comment: CommentPublic) -> None:
    name, word = _ABOUT[comment.entity]
    if name in BY_NAME:
        noun = comment.entity.replace("_", " ")
        link_to(name, f"{noun.capitalize()} {comment.entity_id}", query={word: comment.entity_id})


def _mark_all(page: OpenPage) -> None:
    comments.mark_read(page.workspace, actor=page.actor)
