"""The inside of a paragraph, written anew so that it shows the same and does nothing."""

import re
from typing import Final

from markdown_it.token import Token

from curation.ui.safe_math import harmless_formula
from curation.ui.visible import add_breaks

MAX_ADDRESS_CHARS: Final = 300
"""How much of a link's address is shown."""

JOINER: Final = "\u2060"
"""Word joiner: no width, no break."""

_PUNCTUATION: Final = re.compile(r"[!-/:-@\[-`{-~]")
# What Streamlit 1.67 seeks in text that has been parsed already, where a backslash helps no more:
# web and mail addresses, emoji and icons by name, and signs that it would replace by typographic ones.
_SOUGHT: Final = re.compile(
    r"(?i:https?:(?=//)|www(?=\.)|@(?=[\w-]))"
    r"|:(?=[\w+-]+:|material[_/])"
    r"|(?<!\S)[<>~-](?=->(?!\S)|[-=>](?!\S))"
)
_MARKS: Final = {"em": "*", "strong": "**", "s": "~~"}
_CLOSING: Final = {"\\(": "\\)", "\\[": "\\]"}


def escape_markdown(text: str) -> str:
    """Return Markdown that shows exactly the characters of the text; newlines stay newlines."""
    joined = _SOUGHT.sub(lambda found: found.group() + JOINER, add_breaks(text))
    return _PUNCTUATION.sub(r"\\\g<0>", joined)


def code_text(code: str) -> str:
    """Return the code such that Streamlit does not rewrite `:material/` in it."""
    return code.replace(":material/", f":{JOINER}material/")


class InlineWriter:
    """Writes the tokens of one paragraph, cell or heading.

    Neighbouring text is gathered before it is escaped, since an address may
    be spread over several tokens.
    """

    def __init__(self, *, in_table: bool = False, in_heading: bool = False) -> None:
        """Say where the text stands: a cell has no line breaks and no bare bar, a heading is bold already."""
        self._in_table = in_table
        self._one_line = in_table or in_heading
        self._marks: list[str] = ["**"] if in_heading else []
        self._addresses: list[str] = []
        self._text = ""
        self._out: list[str] = []

    def write(self, tokens: list[Token]) -> str:
        """Return the Markdown of the tokens."""
        for token in tokens:
            self._take(token)
        self._flush()
        return "".join(self._out).strip()

    def _take(self, token: Token) -> None:
        name, _, end = token.type.rpartition("_")
        if name in _MARKS:
            self._mark(_MARKS[name], opening=end == "open")
        elif token.type == "math_inline":
            self._formula(token)
        elif token.type == "code_inline":
            self._code(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            self._break()
        else:
            self._text += self._words(token)

    def _words(self, token: Token) -> str:
        """Return what a token says as plain text, addresses in view."""
        if token.type == "image":
            return f"[image: {token.content}]{_address(token, 'src')}"
        if token.type == "link_open":
            self._addresses.append("" if token.info == "auto" else _address(token, "href"))
            return ""
        return self._addresses.pop() if token.type == "link_close" else token.content

    def _mark(self, mark: str, *, opening: bool) -> None:
        """Write an emphasis mark unless one of its kind is open: it would look the same, and depth breaks browsers."""
        if opening:
            written = "" if mark in self._marks else mark
            self._marks.append(written)
        else:
            written = self._marks.pop()
        if written:  # without a mark between them, two texts are one
            self._flush()
            self._out.append(written)

    def _break(self) -> None:
        """Keep the writer's line breaks: models write lists and verse without Markdown."""
        if self._one_line:
            self._text += " "
            return
        self._flush()
        self._out.append("\\\n")

    def _formula(self, token: Token) -> None:
        formula = harmless_formula(token.content, in_table=self._in_table)
        if formula is None:
            self._code(f"{token.markup}{token.content}{_CLOSING.get(token.markup, token.markup)}".replace("\n", " "))
            return
        style = "" if token.markup in ("$", "\\(") else "\\displaystyle "
        self._literal(f"$$ {style}{formula} $$")

    def _code(self, code: str) -> None:
        if self._in_table and "|" in code:  # a backslash before the bar would end the cell inside the code
            self._text += code
            return
        longest = max((len(run) for run in re.findall("`+", code)), default=0)
        fence = "`" * (longest + 1)
        pad = " " if code[:1] in ("`", " ") or code[-1:] in ("`", " ") else ""
        self._literal(f"{fence}{pad}{code_text(code)}{pad}{fence}")

    def _literal(self, literal: str) -> None:
        """Write code or maths, never touching another one: their marks would run together and free the inside."""
        self._flush()
        last = next((part for part in reversed(self._out) if part), "")
        if last[-1:] in ("`", "$"):
            self._out.append(JOINER)
        self._out.append(literal)

    def _flush(self) -> None:
        """Escape the gathered text."""
        if self._text:
            self._out.append(escape_markdown(self._text))
            self._text = ""


def _address(token: Token, attribute: str) -> str:
    """Return the address and the title of a link or an image as text."""
    address = str(token.attrGet(attribute) or "")[:MAX_ADDRESS_CHARS]
    title = str(token.attrGet("title") or "")[:MAX_ADDRESS_CHARS]
    shown = f'{address} "{title}"' if title else address
    return f" ({' '.join(shown.split())})"
