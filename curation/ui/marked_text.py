"""A hostile text with pieces of it marked, as HTML in which every character of it is escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final, NamedTuple

import streamlit as st

from curation.text.quotes import Mark, QuotedText
from curation.ui.safe_text import MAX_SHOWN_CHARS
from curation.ui.visible import add_breaks, make_visible

_CSS: Final = """<style>
.pc-marked{white-space:pre-wrap;unicode-bidi:plaintext;overflow-wrap:anywhere;line-height:1.6}
.pc-marked mark{color:inherit;background:color-mix(in srgb,#d9a03a 34%,transparent);
border-bottom:2px solid #b57a14;border-radius:.2em;padding:0 .1em}
.pc-marked sup{font-weight:600;padding-left:.2em;unicode-bidi:isolate}
</style>"""


class Piece(NamedTuple):
    """Some characters of a text."""

    text: str
    is_marked: bool = False
    note: str = ""
    """Stands above the end of a marked piece."""


def show_marked(text: str, marks: Sequence[Mark], *, key: str) -> None:
    """Show a text with its marked pieces, each with the numbers of those who quote it; the rest on demand."""
    _show(text_pieces(text, marks, 0, MAX_SHOWN_CHARS))
    n_more = len(text) - MAX_SHOWN_CHARS
    if n_more > 0 and st.toggle(f"Show rest ({n_more:,} more characters)", key=key):
        for start in range(MAX_SHOWN_CHARS, len(text), MAX_SHOWN_CHARS):
            _show(text_pieces(text, marks, start, start + MAX_SHOWN_CHARS))


def show_quoted(quoted: QuotedText) -> None:
    """Show a quote marked in what stands around it."""
    before = quoted.before if quoted.is_begin else f"…{quoted.before}"
    after = quoted.after if quoted.is_end or not quoted.quote else f"{quoted.after}…"
    _show([Piece(before), Piece(quoted.quote[:MAX_SHOWN_CHARS], is_marked=True), Piece(after)])


def marked_html(pieces: Iterable[Piece]) -> str:
    """Return pieces of a text as HTML."""
    shown = []
    for text, is_marked, note in pieces:
        words = escape(add_breaks(_visible(text)))
        if is_marked and words:
            words = f"<mark>{words}{f'<sup>{escape(note)}</sup>' if note else ''}</mark>"
        shown.append(words)
    return f'<div class="pc-marked">{"".join(shown)}</div>'


def text_pieces(text: str, marks: Sequence[Mark], start: int, end: int) -> list[Piece]:
    """Return the portion of a text from `start` to before `end` in pieces, for `marked_html`."""
    pieces: list[Piece] = []
    at = start
    for mark in marks:
        left, right = max(mark.start, start), min(mark.end, end)
        if left < right:
            pieces.append(Piece(text[at:left]))
            pieces.append(Piece(text[left:right], is_marked=True, note=", ".join(map(str, mark.by))))
            at = right
    return [*pieces, Piece(text[at:end])]


def _show(pieces: Iterable[Piece]) -> None:
    st.html(_CSS + marked_html(pieces))


def _visible(piece: str) -> str:
    """Make a piece visible with the blanks at its ends, which are blanks within the whole text."""
    return make_visible(f"|{piece}|")[1:-1]
