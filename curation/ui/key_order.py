"""Keys in the order in which they were pressed.

What Streamlit is told while a run goes on, it takes up together and in the
opposite order: F and 2 pressed in haste would be a rating of 2 and then the
question for a flag. So a key waits in the browser until the run of the key
before it has ended, and then meets the screen that this run has drawn.

And a button that was clicked with the mouse gives the focus back, so that the
next Space is the page's key and not that button once more.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

_NAMES: Final = {"space": " ", "left": "arrowleft", "right": "arrowright", "up": "arrowup", "down": "arrowdown"}
_SCRIPT: Final = """
// A run starts within START_MS of its key, or the key did nothing; the new buttons listen DRAWN_MS after its end.
const START_MS = 500, DRAWN_MS = 50, END_MS = 10000, MOST = 12;
const installed = new WeakMap();

function isTyping(element) {
  return Boolean(element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName)));
}

function isRunning() {
  const app = document.querySelector('[data-testid="stApp"]');
  return app !== null && app.dataset.testScriptState !== "notRunning";
}

function install(keys) {
  const own = new Set(keys);
  const waiting = [];
  let timer = null;

  const release = () => {
    const event = waiting.shift();
    if (!event) return;
    const target = document.activeElement ?? document.body;
    // Down and up: the finger has left the key already, and who counts keys that are down must not count it for ever.
    for (const kind of ["keydown", "keyup"]) {
      const again = new KeyboardEvent(kind, {
        key: event.key, code: event.code, shiftKey: event.shiftKey, bubbles: true, cancelable: true, composed: true,
      });
      Object.defineProperties(again, { keyCode: { value: event.keyCode }, which: { value: event.which } });
      target.dispatchEvent(again);
    }
  };

  const watch = () => {
    const since = performance.now();
    let ended = since + START_MS;
    timer = setInterval(() => {
      const now = performance.now();
      if (isRunning()) ended = now + DRAWN_MS;
      if (now < ended && now - since < END_MS) return;
      clearInterval(timer);
      timer = null;
      release();
    }, 10);
  };

  const take = (event) => {
    if (typeof event.key !== "string" || event.isComposing || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey || !own.has(event.key.toLowerCase())) return;
    if (isTyping(event.composedPath()[0])) return;
    if (timer === null) return watch();
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting.length < MOST) waiting.push(event);
  };

  const letGo = (event) => {
    if (event.detail > 0) event.target.closest?.('[data-testid="stMain"] [data-testid="stButton"] button')?.blur();
  };

  window.addEventListener("keydown", take, true);
  document.addEventListener("click", letGo);
  return () => {
    window.removeEventListener("keydown", take, true);
    document.removeEventListener("click", letGo);
    clearInterval(timer);
  };
}

export default function ({ data, parentElement }) {
  const wanted = JSON.stringify(data.keys);
  const before = installed.get(parentElement);
  if (before?.wanted === wanted) return before.cleanUp;
  before?.cleanUp();
  const remove = install(data.keys);
  const cleanUp = () => {
    remove();
    installed.delete(parentElement);
  };
  installed.set(parentElement, { wanted, cleanUp });
  return cleanUp;
}"""


@functools.cache
def _component() -> Callable[..., object]:
    """Register it at its first use; before the server runs there is nowhere to register it."""
    return st.components.v2.component("key_order", html="<span hidden></span>", js=_SCRIPT)


def keep_key_order(keys: Sequence[str]) -> None:
    """Let the keys of a page work one after the other; put it on the page before the guard, which looks at each key."""
    plain = [key for key in keys if "+" not in key]
    _component()(data={"keys": [_NAMES.get(key, key) for key in plain]}, key="key_order", height=1)
