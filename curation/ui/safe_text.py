"""The one way in which text of personas and models reaches the page.

Everything else (labels, captions, tooltips, `st.markdown`) reads Markdown,
loads remote images and draws headings, so what others wrote goes through
these functions: `show_text` for a text, `show_code` for a program, `show_diff` for two, `plain_line` for
a label or a line, `cell_text` for a cell of `st.dataframe`.
"""

import hashlib
from html import escape
from typing import Final, Literal

import streamlit as st

from curation.text import one_line, word_diff
from curation.ui.safe_inline import escape_markdown
from curation.ui.safe_markdown import harmless_markdown
from curation.ui.visible import add_breaks, make_visible

MAX_SHOWN_CHARS: Final = 20_000
"""Characters drawn before one has to ask for the rest; far longer texts hang the browser."""

_DIFF_CSS: Final = """<style>
.pc-diff{display:grid;grid-template-columns:1fr 1fr;gap:1rem;line-height:1.6}
.pc-diff>div{white-space:pre-wrap;unicode-bidi:plaintext;overflow-wrap:anywhere;min-width:0;
padding:.75rem 1rem;border-radius:.5rem;border:1px solid color-mix(in srgb,currentColor 18%,transparent)}
.pc-diff del{text-decoration:line-through;background:color-mix(in srgb,#d1603d 24%,transparent);border-radius:.2em}
.pc-diff ins{text-decoration:underline;text-underline-offset:.2em;
background:color-mix(in srgb,#1b9a8a 26%,transparent);border-radius:.2em}
@media(max-width:640px){.pc-diff{grid-template-columns:1fr}}
</style>"""


def show_text(
    text: str,
    *,
    mode: Literal["rendered", "plain"] = "rendered",
    key: str | None = None,
    max_chars: int = MAX_SHOWN_CHARS,
) -> None:
    """Show a hostile text: its Markdown, maths and code drawn, or its characters as they are.

    Args:
        text: What a persona, a model or a file says.
        mode: `rendered` draws Markdown, maths and code; `plain` shows the characters.
        key: Widget key for the switch that shows the rest; needed where the same long text stands twice on a page.
        max_chars: Characters drawn at first; the rest is shown plain, in pieces of that size, on demand.
    """
    head, rest = text[:max_chars], text[max_chars:]
    if mode == "rendered":
        st.markdown(harmless_markdown(make_visible(head)))
    else:
        _show_plain(head)
    if rest:
        _offer_rest(rest, key or f"rest-{_short_hash(text)}", max_chars)


def show_code(text: str, *, language: str) -> None:
    """Show a hostile program: coloured and wrapped, up to so many characters, what is invisible made visible."""
    st.code(make_visible(text[:MAX_SHOWN_CHARS]), language=language, wrap_lines=True)


def plain_line(text: str, max_chars: int = 160) -> str:
    """Return the begin of a text as one line of Markdown without effect, for a label, a caption or a line."""
    return escape_label(cell_text(text, max_chars))


def escape_label(text: str) -> str:
    """Return Markdown that shows the text on one line exactly as it is, for labels, captions and tooltips."""
    return escape_markdown(one_line(make_visible(text)))


def cell_text(text: str, max_chars: int = 160) -> str:
    """Return the begin of a text as one plain line, for `st.dataframe`, which reads no Markdown."""
    line = one_line(make_visible(text[: max_chars * 8]))
    return line if len(line) <= max_chars else f"{line[: max_chars - 1].rstrip()}…"


def show_diff(left: str, right: str, *, max_chars: int = MAX_SHOWN_CHARS) -> None:
    """Show two texts side by side with what only one of them has; one above the other on a narrow screen."""
    st.html(_DIFF_CSS + diff_html(left[:max_chars], right[:max_chars]))


def diff_html(left: str, right: str) -> str:
    """Return the two texts as HTML in which every character of theirs is escaped."""
    columns: dict[str, list[str]] = {"left": [], "right": []}
    for part in word_diff(make_visible(left), make_visible(right)):
        shown = escape(add_breaks(part.text))
        if part.side == "both":
            columns["left"].append(shown)
            columns["right"].append(shown)
        else:
            tag = "del" if part.side == "left" else "ins"
            columns[part.side].append(f"<{tag}>{shown}</{tag}>")
    return f'<div class="pc-diff"><div>{"".join(columns["left"])}</div><div>{"".join(columns["right"])}</div></div>'


def _show_plain(text: str) -> None:
    """Show the characters; `st.text` reads no Markdown and wraps."""
    st.text(add_breaks(make_visible(text)))


def _offer_rest(rest: str, key: str, piece_chars: int) -> None:
    """Offer what was cut; it is sent only when asked for."""
    if st.toggle(f"Show rest ({len(rest):,} more characters)", key=key):
        for start in range(0, len(rest), piece_chars):
            _show_plain(rest[start : start + piece_chars])


def _short_hash(text: str) -> str:
    """Return twelve hex digits that tell texts apart."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
