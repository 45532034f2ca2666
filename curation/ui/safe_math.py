r"""Maths in a hostile text: found by our own rules, and made harmless before KaTeX sees it.

KaTeX runs without `trust`, so that \href and \includegraphics make no link and
no request; what remains are commands that move, hide or colour text, define
macros or draw boxes of any size. A formula with one of those is shown as its
source. What passes is also harmless when the page, against expectation, reads
it as Markdown.
"""

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

MAX_FORMULA_CHARS: Final = 2_000
"""Longest formula that is drawn; KaTeX is recursive and takes time for more."""

_REFUSED: Final = re.compile(
    r"\\(?:href|url|includegraphics|html\w*|[egx]?def|let|futurelet|global|long|(?:re)?newcommand|providecommand|char"
    r"|verb|color|textcolor|colorbox|fcolorbox|[hv]?phantom|m?kern|[hm]skip|hspace|raisebox|raise|lower|rule"
    r"|(?:math)?[rlc]lap|smash|neg\w+space|genfrac|above|expandafter|noexpand|csname|message|errmessage|show"
    r"|require|unicode|cssId|class|style|bbox)(?![A-Za-z])"
    r"|[`@]|://|www\.|(?<!\\)\$"
)
_COMMENT: Final = re.compile(r"(?<!\\)%[^\n]*")
_ROW_SPACE: Final = re.compile(r"(\\\\)\s*\[\s*-?[\d.]+\s*[a-z]*\s*\]")
_NEGATIVE_SPACE: Final = re.compile(r"(?:\\!\s*){3,}")
_LINKLIKE: Final = re.compile(r"\](?=[(\[:])|:(?=\w)")
_INLINE: Final = (("$$", "$$"), ("\\(", "\\)"), ("\\[", "\\]"), ("$", "$"))
_BLOCK: Final = (("$$", "$$"), ("\\[", "\\]"))


def harmless_formula(source: str, *, in_table: bool = False) -> str | None:
    """Return the formula on one line with nothing that acts outside it, or None where it is to be shown as source."""
    if len(source) > MAX_FORMULA_CHARS:
        return None
    formula = " ".join(_COMMENT.sub("", source).split())
    formula = formula.replace("<", r"\lt ")
    formula = _NEGATIVE_SPACE.sub(r"\\!\\! ", _ROW_SPACE.sub(r"\1", formula))
    formula = _LINKLIKE.sub(lambda found: found.group() + " ", formula)
    if in_table:
        formula = formula.replace(r"\|", r"\Vert ").replace("|", r"\vert ")
    return None if not formula or _REFUSED.search(formula) else formula


def math_plugin(parser: MarkdownIt) -> None:
    r"""Teach the parser $..$, $$..$$, \(..\) and \[..\]; the tokens are math_inline and math_block."""
    parser.inline.ruler.before("escape", "math", _inline_rule)
    parser.block.ruler.before("fence", "math", _block_rule, {"alt": ["paragraph", "blockquote", "list"]})


def _inline_rule(state: StateInline, silent: bool) -> bool:
    """Read a formula that begins here."""
    for opening, closing in _INLINE:
        if not state.src.startswith(opening, state.pos):
            continue
        start = state.pos + len(opening)
        end = _find_end(state.src, closing, start, state.posMax)
        if end < 0:
            return False
        if not silent:
            token = state.push("math_inline", "math", 0)
            token.content, token.markup = state.src[start:end], opening
        state.pos = end + len(closing)
        return True
    return False


def _find_end(text: str, closing: str, start: int, stop: int) -> int:
    """Return where the closing mark stands, or -1: for a single dollar by the rule that leaves prices alone."""
    end = start - 1
    while (end := text.find(closing, end + 1, stop)) >= 0:
        if text[end - 1] == "\\" and closing.startswith("$"):
            continue
        inside = text[start:end]
        if not inside.strip():
            return -1
        if closing != "$":
            return end
        is_price = inside[0].isspace() or inside[-1].isspace() or text[end + 1 : end + 2].isdigit()
        return -1 if is_price else end
    return -1


def _block_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Read a formula that has its lines to itself."""
    for opening, closing in _BLOCK:
        first = _line(state, start_line)
        if not first.startswith(opening):
            continue
        found = _read_block(state, (start_line, end_line), first[len(opening) :], closing)
        if found is None:
            return False
        if not silent:
            token = state.push("math_block", "math", 0)
            token.content, token.markup = found[0], opening
            state.line = found[1]
        return True
    return False


def _read_block(state: StateBlock, lines: tuple[int, int], first: str, closing: str) -> tuple[str, int] | None:
    """Return the formula and the line after it, or None where no line ends with the closing mark."""
    collected: list[str] = []
    for line in range(*lines):
        if line > lines[0] and 0 <= state.sCount[line] < state.blkIndent:
            return None
        text = (first if line == lines[0] else _line(state, line)).rstrip()
        if closing in text:
            collected.append(text.removesuffix(closing))
            return ("\n".join(collected), line + 1) if text.endswith(closing) else None
        collected.append(text)
    return None


def _line(state: StateBlock, line: int) -> str:
    """Return a line of the block without its indentation."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
