"""Hostile Markdown made into Markdown that shows the same and does nothing.

The text is parsed by CommonMark's rules (no raw HTML, no reference
definitions) and written anew from the tokens: paragraphs, emphasis, lists,
quotes, tables, code and maths stay, headings become bold lines, links and
images become text with their address in view. Nothing of the text reaches
Streamlit unescaped except inside code and maths, whose ends it cannot forge.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from curation.ui.safe_inline import InlineWriter, code_text, escape_markdown
from curation.ui.safe_math import harmless_formula, math_plugin

MAX_BLOCK_LEVEL: Final = 60
"""Nesting of blocks; a text that goes deeper is shown without its Markdown, since browsers recurse over it."""
LANGUAGES: Final = frozenset(
    {
        "bash",
        "c",
        "cpp",
        "css",
        "csv",
        "go",
        "html",
        "java",
        "javascript",
        "json",
        "latex",
        "python",
        "r",
        "ruby",
        "rust",
    }
    | {"sql", "toml", "typescript", "xml", "yaml"}
)
"""Names that a code fence keeps; `mermaid` and `math` would be drawn instead of shown."""


def harmless_markdown(text: str) -> str:
    """Return Markdown for `st.markdown` that makes no request, no link, no heading and no element of the page.

    The text is expected to have gone through `make_visible`.
    """
    tokens = _PARSER.parse(text)
    if any(token.level > MAX_BLOCK_LEVEL for token in tokens):
        return lines_as_markdown(text)
    return _Writer().write(tokens)


def lines_as_markdown(text: str) -> str:
    """Return Markdown that shows the text line by line, with no Markdown of its own."""
    paragraphs = re.split(r"\n\s*\n", text.strip("\n"))
    return "\n\n".join(re.sub(r"\n", r"\\\n", _indented(escape_markdown(part))) for part in paragraphs)


def _indented(text: str) -> str:
    """Keep blanks at the begin of a line without making an indented code block of them."""
    return re.sub(r"(?m)^[ \t]+", lambda blanks: "\u00a0" * len(blanks.group()), text)


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_BLOCK_LEVEL + 10})
    parser.enable(["table", "strikethrough"]).disable(["reference", "html_block", "html_inline"])
    return parser.use(math_plugin)


_PARSER: Final = _make_parser()


@dataclass(slots=True)
class _Frame:
    """An open block, what has been written inside it, and whether blank lines part it."""

    token: Token | None
    parts: list[str] = field(default_factory=list)
    is_loose: bool = False

    @property
    def kind(self) -> str:
        return self.token.type if self.token is not None else ""

    def join(self) -> str:
        return ("\n\n" if self.is_loose else "\n").join(self.parts)


class _Writer:
    """Writes the parser's flat tokens with a stack of the open blocks."""

    def __init__(self) -> None:
        self._frames = [_Frame(None, is_loose=True)]

    def write(self, tokens: list[Token]) -> str:
        """Return the Markdown of all tokens."""
        for token in tokens:
            if token.nesting == 1:
                self._frames.append(_Frame(token, is_loose=token.type == "blockquote_open"))
            elif token.nesting == -1:
                self._close(token)
            else:
                self._add(self._leaf(token))
        return self._frames[0].join()

    def _close(self, token: Token) -> None:
        frame = self._frames.pop()
        parent = self._frames[-1]
        if token.type in _PARTED and not token.hidden:
            parent.is_loose = True
        if token.type == "list_item_close" and frame.is_loose:
            parent.is_loose = True
        self._add(_CLOSERS.get(token.type, _Frame.join)(frame))

    def _add(self, part: str) -> None:
        """Keep a written block; an empty cell counts, another empty block does not."""
        top = self._frames[-1]
        if part or top.kind == "tr_open":
            top.parts.append(part)

    def _leaf(self, token: Token) -> str:
        """Write a block without children, or the text of one."""
        if token.type == "inline":
            kinds = {frame.kind for frame in self._frames}
            writer = InlineWriter(in_table="table_open" in kinds, in_heading="heading_open" in kinds)
            return writer.write(token.children or [])
        self._frames[-1].is_loose = True
        if token.type == "math_block":
            return _formula(token)
        if token.type in ("fence", "code_block"):
            return _fence(token.content.removesuffix("\n"), token.info)
        return "***" if token.type == "hr" else lines_as_markdown(token.content)


def _formula(token: Token) -> str:
    formula = harmless_formula(token.content)
    # The first command keeps the line from being a list, a heading or a quote if it were read as Markdown.
    return _fence(token.content.strip("\n"), "latex") if formula is None else f"$$\n\\displaystyle {formula}\n$$"


def _fence(code: str, info: str) -> str:
    """Write a code block whose fence the code cannot close."""
    language = info.split(maxsplit=1)[0].lower() if info.strip() else ""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language if language in LANGUAGES else ''}\n{code_text(code)}\n{fence}"


def _close_heading(frame: _Frame) -> str:
    text = frame.join()
    return f"**{text}**" if text else ""


def _close_quote(frame: _Frame) -> str:
    return "\n".join(f"> {line}".rstrip() for line in frame.join().split("\n"))


def _close_item(frame: _Frame) -> str:
    number = frame.token.info if frame.token is not None else ""
    marker = f"{number}. " if number else "- "
    return marker + frame.join().replace("\n", "\n" + " " * len(marker))


def _close_row(frame: _Frame) -> str:
    return f"| {' | '.join(frame.parts)} |"


def _close_head(frame: _Frame) -> str:
    row = frame.join()
    columns = len(re.findall(r"(?<!\\)\|", row)) - 1  # a bar inside a cell stands behind a backslash
    return f"{row}\n|{' --- |' * columns}"


_PARTED: Final = ("paragraph_close", "heading_close", "blockquote_close", "table_close")
_CLOSERS: Final[dict[str, Callable[[_Frame], str]]] = {
    "heading_close": _close_heading,
    "blockquote_close": _close_quote,
    "list_item_close": _close_item,
    "tr_close": _close_row,
    "thead_close": _close_head,
}
