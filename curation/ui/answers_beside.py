"""Everybody's answers and notes on one sample side by side: a column for each rater, those of models apart."""

from collections.abc import Sequence
from html import escape
from typing import Final

import streamlit as st

from curation.review.differences import DECISION, Difference
from curation.services.cases import Case, Opinion
from curation.ui.safe_text import cell_text
from curation.ui.visible import add_breaks

MAX_NOTE_CHARS: Final = 1_200
_CELL_CHARS: Final = 300
# 1. A row in which people differ has a bar and a tint; how far they are apart stands in words under the question.
# 2. What models say stands behind a double line and in another hand.
# 3. On a narrow screen each question is a card, with the name of the rater before each answer.
_CSS: Final = """<style>
.pc-beside{overflow-x:auto}
.pc-beside table{border-collapse:collapse;width:100%;font-size:.95rem}
.pc-beside :is(th,td){text-align:start;vertical-align:top;padding:.45rem .7rem;overflow-wrap:anywhere;min-width:6rem;
border-bottom:1px solid color-mix(in srgb,currentColor 16%,transparent);unicode-bidi:plaintext}
.pc-beside thead th{font-weight:600}
.pc-beside tbody th{font-weight:400;opacity:.85;min-width:7rem}
.pc-beside small{display:block;font-weight:400;opacity:.8;font-size:.8125rem}
.pc-beside .judge{font-style:italic}
.pc-beside .first-judge{border-inline-start:4px double color-mix(in srgb,currentColor 40%,transparent)}
.pc-beside .near{background:color-mix(in srgb,#c98a1b 8%,transparent)}
.pc-beside .far{background:color-mix(in srgb,#c98a1b 17%,transparent)}
.pc-beside .far>th{box-shadow:inset 4px 0 #c98a1b;opacity:1;font-weight:600}
.pc-beside .said-accept{color:light-dark(#1d6b3f,#7fd6a4);font-weight:600}
.pc-beside .said-reject{color:light-dark(#a3341f,#ff9e86);font-weight:600}
.pc-notes{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(15rem,100%),1fr));gap:.75rem;margin-top:.75rem}
.pc-notes p{margin:0;padding:.6rem .75rem;border-radius:.5rem;overflow-wrap:anywhere;white-space:pre-wrap;
border:1px solid color-mix(in srgb,currentColor 16%,transparent);unicode-bidi:plaintext}
.pc-notes b{display:block;font-weight:600}.pc-notes .judge{border-style:dashed;font-style:italic}
.pc-beside .nothing{opacity:.6}
@media(max-width:640px){
.pc-beside thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.pc-beside tr{display:grid;grid-template-columns:repeat(2,1fr);padding:.5rem .25rem;
border-bottom:1px solid color-mix(in srgb,currentColor 22%,transparent)}
.pc-beside :is(th,td){display:block;border:0!important;padding:.2rem .45rem;min-width:0}
.pc-beside tbody th{grid-column:1/-1}
.pc-beside td.nothing{display:none}
.pc-beside td[data-name]::before{content:attr(data-name);display:block;opacity:.8;font-size:.8125rem;font-style:normal}
}</style>"""
_VERBS: Final = {"accept": "Accept", "reject": "Reject", "skip": "Skipped"}


def show_beside(case: Case) -> None:
    """Draw the table; all texts in it may be hostile."""
    st.html(beside_html(case))


def beside_html(case: Case) -> str:
    """Return the table as HTML in which nothing of what people wrote has an effect."""
    raters = (*case.people, *case.judges)
    head = "".join(
        f'<th scope="col"{_classes(raters, place)}>{_name(case, one)}</th>' for place, one in enumerate(raters)
    )
    rows = "".join(_row(row, raters) for row in case.differences)
    return (
        f'{_CSS}<div class="pc-beside" tabindex="0" role="region" aria-label="Answers side by side"><table><thead><tr>'
        f'<th scope="col">Question</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>{_notes(raters)}'
    )


def apart_in_words(row: Difference) -> str:
    """Return how far people are apart; nothing where they are of one mind."""
    if not row.differs:
        return ""
    return "\N{NOT EQUAL TO} differ" if row.spread is None else f"\N{NOT EQUAL TO} {row.spread} apart"


def _name(case: Case, one: Opinion) -> str:
    told = ["a model that judges"] if one.is_judge else []
    told += [f"{one.seconds:.0f} s"] if one.seconds and not one.is_judge else []
    told += [f"questions v{one.rubric_version}"] if one.rubric_version != case.rubric.version else []
    told += ["without the persona"] if one.answers.persona_hidden else []
    small = f"<small>{escape(', '.join(told))}</small>" if told else ""
    return _plain(one.name, 60) + small


def _row(row: Difference, raters: Sequence[Opinion]) -> str:
    level = "far" if row.is_far else "near" if row.differs else ""
    cells = [_cell(raters, place, _said(row, said)) for place, said in enumerate(row.said)]
    apart = f"<small>{apart_in_words(row)}</small>" if row.differs else ""
    name = f'<th scope="row">{_plain(row.label, 200)}{apart}</th>'
    return f'<tr class="{level}">{name}{"".join(cells)}</tr>'


def _said(row: Difference, said: str) -> str:
    if row.question_id == DECISION and said:
        return f'<span class="said-{escape(said)}">{escape(_VERBS.get(said, said))}</span>'
    return _plain(said, _CELL_CHARS)


def _notes(raters: Sequence[Opinion]) -> str:
    notes = [
        f"<p{' class=judge' if one.is_judge else ''}><b>{_plain(one.name, 60)}</b>"
        f"{escape(add_breaks(one.answers.note[:MAX_NOTE_CHARS]))}</p>"
        for one in raters
        if one.answers.note
    ]
    return f'<div class="pc-notes">{"".join(notes)}</div>' if notes else ""


def _cell(raters: Sequence[Opinion], place: int, shown: str) -> str:
    more = "" if shown else "nothing"
    name = escape(cell_text(raters[place].name, 60))
    return f'<td data-name="{name}"{_classes(raters, place, more)}>{shown or "-"}</td>'


def _classes(raters: Sequence[Opinion], place: int, more: str = "") -> str:
    names = [more] if more else []
    if raters[place].is_judge:
        names.append("judge")
        names += ["first-judge"] if not place or not raters[place - 1].is_judge else []
    return f' class="{" ".join(names)}"' if names else ""


def _plain(text: str, max_chars: int) -> str:
    return escape(add_breaks(cell_text(text, max_chars)))
