"""What changed between two texts in one column, as HTML in which every character of theirs is escaped."""

from html import escape
from typing import Final

import streamlit as st

from curation.text import word_diff
from curation.ui.safe_text import MAX_SHOWN_CHARS
from curation.ui.visible import add_breaks, make_visible

_AROUND_CHARS: Final = 160
"""Of what stayed the same, so much is shown on each side of a change."""
_CSS: Final = """<style>
.pc-changes{white-space:pre-wrap;unicode-bidi:plaintext;overflow-wrap:anywhere;line-height:1.6;
padding:.75rem 1rem;border-radius:.5rem;border:1px solid color-mix(in srgb,currentColor 18%,transparent)}
.pc-changes del{text-decoration:line-through;background:color-mix(in srgb,#d1603d 24%,transparent);border-radius:.2em}
.pc-changes ins{text-decoration:underline;text-underline-offset:.2em;
background:color-mix(in srgb,#1b9a8a 26%,transparent);border-radius:.2em}
.pc-changes i{opacity:.8}
</style>"""


def show_changes(before: str, after: str) -> None:
    """Show what was taken away struck through and what came underlined, with some of what stands around it."""
    st.html(_CSS + changes_html(before[:MAX_SHOWN_CHARS], after[:MAX_SHOWN_CHARS]))


def changes_html(before: str, after: str) -> str:
    """Return two texts as one, for `show_changes`."""
    parts = word_diff(make_visible(before), make_visible(after))
    shown = []
    for place, part in enumerate(parts):
        if part.side == "both":
            shown.append(_around(part.text, is_first=place == 0, is_last=place == len(parts) - 1))
        else:
            tag = "del" if part.side == "left" else "ins"
            shown.append(f"<{tag}>{_escaped(part.text)}</{tag}>")
    return f'<div class="pc-changes">{"".join(shown)}</div>'


def _around(text: str, *, is_first: bool, is_last: bool) -> str:
    """Return what both have, cut in the middle, or at the end that borders on no change."""
    head, tail = (0 if is_first else _AROUND_CHARS), (0 if is_last else _AROUND_CHARS)
    n_cut = len(text) - head - tail
    if n_cut < _AROUND_CHARS:
        return _escaped(text)
    note = f"<i>… {n_cut:,} characters as before …</i>"
    end = text[-tail:] if tail else ""
    return f"{_escaped(text[:head])}{note}{_escaped(end)}"


def _escaped(text: str) -> str:
    return escape(add_breaks(text))
