"""The little CSS that the theme cannot say."""

from typing import Final

import streamlit as st

# 1. Nothing that is drawn from a text leaves its box, whatever a formula asks for; wide things scroll inside it.
# 2. Each paragraph runs in the direction of its own first letter.
# 3. Streamlit fades captions, quotes, code and the keys on buttons below what the eye needs (WCAG AA), and writes
#    white on a primary button also where the dark theme's primary colour is light. Colours are mixed with the colour
#    of the text, since dialogs and menus stand outside the element that knows whether it is day or night.
_CSS: Final = """<style>
[data-testid="stMarkdown"]{overflow:clip;overflow-clip-margin:1rem}
[data-testid="stMarkdownContainer"] table{display:block;overflow-x:auto;max-width:100%}
[data-testid="stText"]{overflow-wrap:anywhere;white-space:pre-wrap}
[data-testid="stMarkdownContainer"] :is(p,li,td,th),[data-testid="stText"]{unicode-bidi:plaintext}
.st-key-key_guard{display:none}
.st-key-list_rows [data-testid="stCaptionContainer"]{padding-left:1.5rem}
[data-testid="stCaptionContainer"]{opacity:.8}
[data-testid="stMarkdownContainer"] blockquote{color:inherit;opacity:.85}
[data-testid^="stBaseButton-primary"],[data-testid^="stBaseLinkButton-primary"]{
&:not(:disabled){background-color:#0d6b64;border-color:#0d6b64;color:#fff}
&:not(:disabled):is(:hover,:active){background-color:#0a5852;border-color:#0a5852}}
button:not(:disabled) kbd{color:inherit;opacity:.85}
code .token{color:inherit!important;text-shadow:none}
code .token:is(.keyword,.function,.selector,.tag,.builtin,.class-name){
color:color-mix(in srgb,#2b8ae0 50%,currentColor)!important}
code .token:is(.string,.char,.attr-value,.regex){color:color-mix(in srgb,#2f9e44 50%,currentColor)!important}
code .token:is(.number,.boolean,.constant,.property,.attr-name){
color:color-mix(in srgb,#d9772b 50%,currentColor)!important}
code .token.comment{opacity:.8}
[data-testid=stMultiSelect] [data-tag]{background-color:#0d6b64;color:#fff}
</style>"""


def apply_style() -> None:
    """Put the app's CSS on the page; the router calls it once per run."""
    st.html(_CSS)
