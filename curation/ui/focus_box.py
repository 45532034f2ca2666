"""Puts the cursor into a text box, which Streamlit cannot do."""

import functools
from collections.abc import Callable

import streamlit as st

_SCRIPT = """
let seen = 0;
export default function ({ data }) {
  if (!data || !data.box || data.no <= seen) return;
  seen = data.no;
  let tries = 40;
  const put = () => {
    const box = document.querySelector(`.st-key-${data.box} :is(textarea, input)`);
    if (box) box.focus();
    else if (tries-- > 0) setTimeout(put, 25);
  };
  put();
}"""


@functools.cache
def _component() -> Callable[..., object]:
    """Register it at its first use; before the server runs there is nowhere to register it."""
    return st.components.v2.component("focus_box", html="<span hidden></span>", js=_SCRIPT)


def focus_box(widget_key: str, number: int) -> None:
    """Give the text box of a widget key the focus, once for each number, which must grow."""
    _component()(data={"box": widget_key, "no": number}, key="focus_box", height=1)
