"""Keys: one table per page, one guard that decides when a key counts.

What Streamlit's own `shortcut=` does: one key per button, letters, digits,
Enter, Space, Backspace, arrows, F-keys, with modifiers; the key is printed on
the button; a plain key does nothing while one types. It refuses C, R and
punctuation, and it fires on auto-repeat and behind an open dialog.

What the guard adds, in the browser and before the server hears of a key:

- a key that is held counts once;
- nothing fires while a dialog, a popover or a list is open;
- Enter and Space belong to the button or link that has the focus, arrows and
  the like to the slider, the tabs or the table that has it;
- Esc leaves a text box;
- a button that was clicked with the mouse loses the focus, so that the next
  Space or Enter is the page's key and not that button again;
- further keys of an action (`also`) click its button: Ctrl+Enter from inside a
  text box, which is stored first, Backspace beside U, and `?` and `/`, which
  Streamlit cannot bind.

For this the widget key of a button is the name of its action. The Review page
draws its buttons itself (`curation.ui.review_panel`) and shares the rules of
`static/key_rules.js`.
"""

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import streamlit as st

_NAMED: Final = {
    "enter": "Enter",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Delete",
    "escape": "Esc",
    "tab": "Tab",
    "home": "Home",
    "end": "End",
    "pageup": "PageUp",
    "pagedown": "PageDown",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}
_MODIFIERS: Final = ("ctrl", "alt", "shift")
_FUNCTION_KEY: Final = re.compile(r"f([1-9]|1[0-2])")
_TAKEN: Final = {
    "c": "Streamlit keeps C for itself",
    "r": "Streamlit keeps R for itself",
    "ctrl+z": "it would undo a decision while one undoes typing",
    "ctrl+pageup": "the browser takes it",
    "ctrl+pagedown": "the browser takes it",
    "tab": "it moves the focus",
    "escape": "it leaves a text box or a dialog",
}
_STATIC: Final = Path(__file__).resolve().parent / "static"


@dataclass(frozen=True, slots=True)
class Binding:
    """A key of a page: the action it starts, in which words, and by which other keys."""

    key: str
    action: str
    label: str
    also: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys of the action, the printed one first."""
        return (self.key, *self.also)


class KeyMap:
    """The keys of one page, checked when the page is loaded."""

    def __init__(self, *bindings: Binding) -> None:
        """Take the table.

        Raises:
            ValueError: Two actions want one key, an action stands twice, or a key cannot be bound.
        """
        self.bindings = bindings
        self._by_action = {binding.action: binding for binding in bindings}
        if len(self._by_action) != len(bindings):
            raise ValueError("an action stands twice in the key map")
        owners: dict[str, str] = {}
        for binding in bindings:
            for position, key in enumerate(binding.keys):
                combination = normal_key(key, is_alias=position > 0)
                if combination in owners:
                    raise ValueError(f"{key} belongs to {owners[combination]} and to {binding.action}")
                owners[combination] = binding.action
        self._owners = owners

    def shortcut(self, action: str, *, single_keys: bool = True) -> str | None:
        """Return what `key_button` takes for the action; None where plain letters and digits are switched off."""
        key = self._by_action[action].key
        return key if single_keys or not _is_single(key) else None

    def live(self, *, single_keys: bool = True) -> dict[str, str]:
        """Return each key that counts, as the browser's scripts compare it, and its action."""
        return {key: action for key, action in self._owners.items() if single_keys or not _is_single(key)}

    def guard_data(self, *, single_keys: bool = True) -> dict[str, Any]:
        """Return what the guard needs: which keys are the page's, which of them it clicks itself, and where."""
        live = self.live(single_keys=single_keys)
        printed = {normal_key(binding.key) for binding in self.bindings}
        return {
            "keys": sorted(live),
            "clicks": {key: _css_class(action) for key, action in live.items() if key not in printed},
            "buttons": [_css_class(binding.action) for binding in self.bindings],
        }


def normal_key(key: str, *, is_alias: bool = False) -> str:
    """Return a key as the guard compares it, e.g. `ctrl+enter`.

    Raises:
        ValueError: It cannot be bound, or only as a further key of an action (`?` and `/`).
    """
    *modifiers, base = (part.strip().lower() for part in key.split("+"))
    combination = "+".join([*(name for name in _MODIFIERS if name in modifiers), base])
    if combination in _TAKEN or base in ("c", "r"):
        raise ValueError(f"{key} cannot be bound: {_TAKEN.get(combination, _TAKEN.get(base))}")
    is_known = base in _NAMED or bool(_FUNCTION_KEY.fullmatch(base)) or (len(base) == 1 and base.isalnum())
    if set(modifiers) - set(_MODIFIERS) or not (is_known or (is_alias and base in "?/" and not modifiers)):
        raise ValueError(f"{key} cannot be bound: only letters, digits and named keys can")
    return combination


def mount_keys(keymap: KeyMap, *, single_keys: bool = True) -> None:
    """Put the guard on the page; call it once in each run that draws the page's buttons."""
    _guard()(key="key_guard", data=keymap.guard_data(single_keys=single_keys), height=1)


def key_button(
    label: str,
    *,
    key: str,
    on_click: Callable[..., None],
    shortcut: str | None = None,
    args: Sequence[object] = (),
    disabled: bool = False,
    type: Literal["primary", "secondary", "tertiary"] = "secondary",  # noqa: A002 - Streamlit's name
    icon: str | None = None,
    width: Literal["content", "stretch"] = "content",
    help: str | None = None,  # noqa: A002 - Streamlit's name
) -> bool:
    """Draw a button that also answers to a key, printed on it.

    The callback gets `args`: pass the id of what is on the screen, so that a
    late click on something that is gone can be told and ignored.
    """
    return st.button(
        label,
        key=key,
        on_click=on_click,
        args=tuple(args),
        shortcut=shortcut,
        disabled=disabled,
        type=type,
        icon=icon,
        width=width,
        help=help,
    )


def key_sheet(keymap: KeyMap) -> None:
    """Draw the table of the page's keys, for its help dialog."""
    rows = (f"| {' or '.join(f'`{printed_key(key)}`' for key in row.keys)} | {row.label} |" for row in keymap.bindings)
    st.markdown("\n".join(("| Key | What it does |", "| --- | --- |", *rows)))


def printed_key(key: str) -> str:
    """Return a key as people read it, e.g. `Ctrl + Enter`."""
    parts = key.lower().split("+")
    return " + ".join(
        _NAMED.get(part, part.upper() if len(part) <= 3 and part not in _MODIFIERS else part.capitalize())
        for part in parts
    )


def key_script(name: str) -> str:
    """Return a script of the folder `static` with the rules for keys before it, which all such scripts share."""
    return static_text("key_rules.js") + "\n" + static_text(name)


def static_text(name: str) -> str:
    """Return a file of the folder `static`."""
    return (_STATIC / name).read_text(encoding="utf-8")


def _is_single(key: str) -> bool:
    """Tell whether a key is a plain letter, digit or sign."""
    return len(key) == 1


def _css_class(key: str) -> str:
    """Return the class that Streamlit gives to the element of a widget key."""
    return "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", key.strip())


@functools.cache
def _guard() -> Callable[..., object]:
    """Register the guard at its first use; before the server runs there is nowhere to register it."""
    return st.components.v2.component("key_guard", html="<span hidden></span>", js=key_script("key_guard.js"))
