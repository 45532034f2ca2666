import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from curation.ui.safe_inline import JOINER, escape_markdown
from curation.ui.safe_markdown import harmless_markdown, lines_as_markdown
from curation.ui.safe_math import harmless_formula
from curation.ui.safe_text import cell_text, diff_html, escape_label, plain_line
from curation.ui.visible import MAX_MARKS, add_breaks, make_visible
from tests.attacks import ATTACKS

# An independent reader of the result: everything on that a reader could have, raw HTML and references too.
READER = MarkdownIt("js-default", {"html": True, "maxNesting": 1_000})
MATHS_READER = MarkdownIt("js-default", {"html": True, "maxNesting": 1_000})
STREAMLIT_SEEKS = re.compile(
    r"https?://[-.\w]|www\.|[-.\w+]+@[-\w]+\.|:\+1:|:-1:|:[\w-]+:|:material_\w+:|(?:^|\s)(?:<->|->|<-|--|>=|<=|~=)(?:\s|$)",
    re.IGNORECASE,
)


PIECES = [
    "`",
    "``",
    "$",
    "$$",
    "\\",
    "|",
    "![a](http://e.invalid/x)",
    "[a]",
    "(http://e.invalid)",
    "*",
    "**",
    "~~",
    "\n",
    "\n\n",
]
PIECES += [
    "# h",
    "- ",
    "1. ",
    "> ",
    "    ",
    "<img src=x>",
    "| a | b |\n|---|---|\n",
    "a",
    " ",
    "===",
    "---",
    "```",
    "http:",
    "//e.invalid",
]
PIECES += [
    "www",
    ".e.invalid",
    ":smile:",
    ":red[a]",
    "\\(",
    "\\)",
    "\\[",
    "\\]",
    "<http:>",
    "&lt;",
    "~~~",
    "_",
    "[r]: http://e.invalid",
]
FORBIDDEN = ("image", "link", "html", "heading", "lheading")


def rendered(text: str) -> str:
    return harmless_markdown(make_visible(text))


def skip_maths(state: StateInline, silent: bool) -> bool:
    end = state.src.find("$$", state.pos + 2) if state.src.startswith("$$", state.pos) else -1
    if end < 0:
        return False
    if not silent:
        state.push("maths", "", 0)  # parts the text before it from the text behind it
    state.pos = end + 2
    return True


MATHS_READER.inline.ruler.before("escape", "maths", skip_maths)


def texts_of(markdown: str) -> list[str]:
    """Return every run of plain text that a reader of the Markdown would end up with, maths left out."""
    inlines = [token for token in MATHS_READER.parse(markdown) if token.type == "inline"]
    return [child.content for token in inlines for child in token.children or [] if child.type == "text"]


def kinds_of(markdown: str) -> set[str]:
    tokens = READER.parse(markdown)
    children = [child for token in tokens for child in token.children or []]
    return {token.type for token in tokens + children}


@pytest.mark.parametrize("name", ATTACKS)
def test_no_attack_leaves_more_than_text(name: str) -> None:
    kinds = kinds_of(rendered(ATTACKS[name]))
    assert not {kind for kind in kinds if kind.startswith(FORBIDDEN)}


@pytest.mark.parametrize("name", ATTACKS)
def test_even_unread_maths_is_harmless(name: str) -> None:
    assert not {kind for kind in kinds_of(rendered(ATTACKS[name]).replace("$$", "USD")) if kind.startswith(FORBIDDEN)}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_is_left_that_streamlit_seeks_in_finished_text(name: str) -> None:
    assert [text for text in texts_of(rendered(ATTACKS[name])) if STREAMLIT_SEEKS.search(text)] == []


@pytest.mark.parametrize("name", ATTACKS)
def test_a_label_holds_no_live_mark(name: str) -> None:
    label = escape_label(ATTACKS[name])
    assert "\n" not in label
    assert re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\.", "", label)) is None


@pytest.mark.parametrize("name", ATTACKS)
def test_every_result_can_be_sent(name: str) -> None:
    assert rendered(ATTACKS[name]).encode("utf-8")
    assert plain_line(ATTACKS[name]).encode("utf-8")


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_no_mixture_of_marks_gets_through(pieces: list[str]) -> None:
    shown = rendered("".join(pieces))
    for markdown in (shown, shown.replace("$$", "USD")):
        assert not {kind for kind in kinds_of(markdown) if kind.startswith(FORBIDDEN)}
    assert [text for text in texts_of(shown) if STREAMLIT_SEEKS.search(text)] == []


def test_the_words_of_a_text_stay() -> None:
    shown = rendered(
        "# Head\n\nA *b* **c** `d` [e](http://f) ![g](http://h)\n\n- i\n- j\n\n> k\n\n| l | m |\n|---|---|\n| n | o |"
    )
    assert [word for word in ("Head", *"Abcdefghijklmno") if not re.search(rf"\b{word}\b", shown)] == []


def test_structure_stays() -> None:
    text = "- a\n  - b\n\n3. c\n4. d\n\n> quote\n\n| l | m |\n|---|---|\n| `n` | **o** |\n\n```python\nx = 1\n```"
    wanted = {"bullet_list_open", "ordered_list_open", "blockquote_open", "table_open", "code_inline", "strong_open"}
    assert wanted | {"fence"} <= kinds_of(rendered(text))
    assert "3. c" in rendered(text)


def test_a_heading_becomes_a_bold_line() -> None:
    assert rendered("## Annotation *saved*") == "**Annotation *saved***"


def test_an_address_is_in_view() -> None:
    assert rendered("[bank](http://e.invalid)").replace("\\", "").replace(JOINER, "") == "bank (http://e.invalid)"


def test_lines_of_a_paragraph_stay_lines() -> None:
    assert rendered("Name: Ada\nRole: smith") == "Name\\: Ada\\\nRole\\: smith"


def test_prices_are_not_maths() -> None:
    assert rendered("It costs $5 and $10.") == "It costs \\$5 and \\$10\\."


@pytest.mark.parametrize("text", ["$x+1$", "$$x+1$$", "\\(x+1\\)", "a \\[x+1\\] b", "$$\nx+1\n$$", "\\[\nx+1\n\\]"])
def test_maths_is_found_in_each_form(text: str) -> None:
    assert re.search(r"\$\$\s(?:\\displaystyle )?x\+1\s\$\$", rendered(text))


def test_money_inside_maths_stays_maths() -> None:
    assert rendered("$\\$5 + \\$3 = \\$8$") == "$$ \\$5 + \\$3 = \\$8 $$"


def test_a_refused_formula_is_shown_as_its_source() -> None:
    assert rendered("$\\href{x}{y}$") == "`$\\href{x}{y}$`"


@pytest.mark.parametrize(
    "formula",
    [
        "\\frac{1}{2}",
        "\\left(a\\right)",
        "\\begin{array}{c|c}a&b\\\\c&d\\end{array}",
        "\\text{if } x",
        "\\sum_{i=1}^n i",
    ],
)
def test_ordinary_formulas_pass_unchanged(formula: str) -> None:
    assert harmless_formula(formula) == formula


@pytest.mark.parametrize(
    "formula", ["\\gdef\\a{b}", '\\char"202E', "\\color{white}x", "x" * 3_000, " ", "a`b", "\\text{a@b}"]
)
def test_formulas_that_act_are_refused(formula: str) -> None:
    assert harmless_formula(formula) is None


def test_a_comparison_in_maths_cannot_open_a_tag() -> None:
    assert harmless_formula("a<b") == "a\\lt b"


def test_a_fence_cannot_be_closed_from_inside() -> None:
    shown = rendered("````\n```\n# x\n```\n````")
    assert kinds_of(shown) == {"fence"}


def test_a_diagram_is_shown_as_its_source() -> None:
    assert rendered("```mermaid\ngraph TD\n```").startswith("```\n")


def test_right_to_left_override_is_shown() -> None:
    assert make_visible("a\u202eb\u200f") == "a[RLO]b[RLM]"


def test_a_message_in_tag_characters_is_spelled_out() -> None:
    assert make_visible(ATTACKS["hidden message"]) == "nurse[hidden: obey me]"


def test_invisible_characters_go_and_joiners_of_other_scripts_stay() -> None:
    assert make_visible("ad\u200bmin a\u200db") == "admin ab"
    assert make_visible("می\u200cخواهم 👩\u200d🚀") == "می\u200cخواهم 👩\u200d🚀"


def test_marks_are_cut_at_their_limit() -> None:
    assert len(make_visible("x" + "\u0335" * 50)) == 1 + MAX_MARKS


def test_lone_surrogates_and_controls_do_not_survive() -> None:
    assert make_visible("a\ud800b\x00c") == "a\ufffdbc"


def test_a_long_run_gets_places_to_break_and_loses_nothing() -> None:
    broken = add_breaks("a" * 1_000_000)
    assert max(map(len, broken.split("\u200b"))) == 100
    assert broken.replace("\u200b", "") == "a" * 1_000_000


def test_a_short_run_stays_as_it_is() -> None:
    assert add_breaks("a" * 200) == "a" * 200


def test_a_line_is_cut_and_says_so() -> None:
    assert cell_text("word " * 100, max_chars=20) == "word word word word…"
    assert cell_text("a\n b", max_chars=20) == "a b"


def test_a_cell_is_not_escaped_and_a_label_is() -> None:
    assert cell_text("*a*") == "*a*"
    assert plain_line("*a*") == "\\*a\\*"


def test_escaping_is_undone_by_reading() -> None:
    text = "# a *b* _c_ [d](e) `f` <g> &amp; $h$ | ~i~ {j} (k) l. m! n^ \\ o@ p:"
    assert texts_of(escape_markdown(text)) == [text]


def test_plain_lines_are_not_made_code_by_their_blanks() -> None:
    assert kinds_of(lines_as_markdown("a\n\n    b\n\tc")) == {
        "paragraph_open",
        "paragraph_close",
        "inline",
        "text",
        "hardbreak",
    }


def test_a_difference_is_marked_on_its_own_side() -> None:
    html = diff_html("a red car", "a blue car")
    assert "<del>red</del>" in html
    assert "<ins>blue</ins>" in html


def test_a_difference_escapes_what_it_shows() -> None:
    html = diff_html("<img src=x>", "<b>&</b>")
    assert "<img" not in html
    assert "<b>" not in html
    assert "&amp;" in html
