"""Numbers with their intervals on a page: as words, and in tables that become cards on a narrow screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import streamlit as st

from curation.services.figures import Figure, NotDefined
from curation.ui.safe_text import cell_text
from curation.ui.visible import add_breaks

_CELL_CHARS: Final = 160
_CSS: Final = """<style>
.pc-figures{border-collapse:collapse;width:100%;font-size:.95rem}
.pc-figures th,.pc-figures td{text-align:left;vertical-align:top;padding:.5rem .75rem;overflow-wrap:break-word;
border-bottom:1px solid color-mix(in srgb,currentColor 16%,transparent);unicode-bidi:plaintext}
.pc-figures thead th{font-weight:600;opacity:.85;font-size:.875rem}
.pc-figures tbody th{font-weight:600;overflow-wrap:anywhere}
.pc-figures small{display:block;opacity:.8;font-size:.8125rem;white-space:nowrap}
@media(max-width:640px){
.pc-figures thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.pc-figures tr{display:grid;grid-template-columns:repeat(3,1fr);padding:.6rem .25rem;
border-bottom:1px solid color-mix(in srgb,currentColor 22%,transparent)}
.pc-figures tbody th{grid-column:1/-1}
.pc-figures th,.pc-figures td{display:block;border:0;padding:.25rem .25rem}
.pc-figures td::before{content:attr(data-name);display:block;opacity:.8;font-size:.8125rem}}
</style>"""


@dataclass(frozen=True, slots=True)
class Told:
    """A number as words, and its interval."""

    main: str
    interval: str = ""

    def __str__(self) -> str:
        """Return both on one line."""
        return f"{self.main} ({self.interval})" if self.interval else self.main


def plain_figure(found: Figure) -> Told:
    """Tell a number."""
    return _told(found, "{:.2f}")


def share_figure(found: Figure) -> Told:
    """Tell a share in percent."""
    return _told(found, "{:.0%}")


def seconds_figure(found: Figure) -> Told:
    """Tell a time in seconds."""
    return _told(found, "{:.0f} s")


def signed_figure(found: Figure) -> Told:
    """Tell a difference with its sign."""
    return _told(found, "{:+.2f}")


def show_figures(rows: Sequence[Mapping[str, str | Told]]) -> None:
    """Draw a table whose first column names the rows; on a narrow screen each row is a card. Texts may be hostile."""
    heads = list(rows[0])
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(f"<tr>{_row(row, heads)}</tr>" for row in rows)
    st.html(f'{_CSS}<table class="pc-figures"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>')


def _told(found: Figure, form: str) -> Told:
    if isinstance(found, NotDefined):
        return Told("not defined")
    value, low, high = (_written(number, form) for number in (found.value, found.low, found.high))
    return Told(value, f"{low} to {high}")


def _written(number: float, form: str) -> str:
    """Return a number as words; what rounds to nothing has no sign."""
    written = form.format(number)
    return form.format(0.0) if not written.strip("-+0.% s") else written


def _row(row: Mapping[str, str | Told], heads: Sequence[str]) -> str:
    first, *rest = heads
    cells = [f'<th scope="row">{_cell(row[first])}</th>']
    cells += [f'<td data-name="{escape(name)}">{_cell(row[name])}</td>' for name in rest]
    return "".join(cells)


def _cell(value: str | Told) -> str:
    told = Told(value) if isinstance(value, str) else value
    small = f"<small>{escape(told.interval)}</small>" if told.interval else ""
    return escape(add_breaks(cell_text(told.main, _CELL_CHARS))) + small
