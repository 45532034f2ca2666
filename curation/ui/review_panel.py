"""The panel of the review desk: all its buttons, drawn by one component from plain data.

Each button of Streamlit is a tree of React components that costs the browser a
quarter of a millisecond between two samples, and the desk has thirty of them
(docs/decisions/0017-question-panel.md). The panel gets rows of buttons, draws
them as text and never as HTML, and reports what was pressed: the action, the
sample that was on the screen, and the turn. The data of the next run names the
turn that it answers; until then the panel keeps further presses waiting.

A key does what the button on which it is printed does. Where no button of its
action is to be pressed, a key does nothing. What else holds for keys stands in
`curation.ui.keys`.
"""

import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

import streamlit as st

from curation.ui.keys import KeyMap, printed_key, static_text
from curation.ui.review_state import Shown

_KEY: Final = "question_panel"
_ARIA_NAMES: Final = {
    "left": "ArrowLeft",
    "right": "ArrowRight",
    "space": "Space",
    "enter": "Enter",
    "ctrl+enter": "Control+Enter",
    "backspace": "Backspace",
    "up": "ArrowUp",
    "down": "ArrowDown",
}


class Button(NamedTuple):
    """A button: its action names it, its label is plain text, also another's; `is_set` where it can stay pressed.

    Its keys are those of its action in the map of keys, or of the action that
    `key` names: so the digits stand on whatever they mean at the moment.
    """

    action: str
    label: str
    icon: str = ""
    is_set: bool | None = None
    look: Literal["", "main", "quiet", "name", "suggested"] = ""
    is_off: bool = False
    help: str = ""
    key: str = ""


class Row(NamedTuple):
    """A line of text, a bar that shows a share from 0 to 1, and buttons; each may be missing.

    A row is styled by its name and by its look; `marked` among its looks says
    that it is the one that is meant.
    """

    name: str
    label: str
    icon: str = ""
    title: str = ""
    text: str = ""
    share: float | None = None
    buttons: tuple[Button, ...] = ()
    look: str = ""


class Press(NamedTuple):
    """What was pressed, on which sample, and the name of the turn that the next drawing answers."""

    action: str
    shown: Shown
    turn: str


def show_panel(
    rows: Sequence[Row],
    keymap: KeyMap,
    *,
    shown: Shown | None,
    answered: str,
    on_press: Callable[[Press], None],
    single_keys: bool = True,
    silent: Collection[str] = (),
    boxes: Mapping[str, str] | None = None,
    cursor: str = "",
    opens: bool = False,
) -> None:
    """Draw the panel; it stands once on a page.

    Args:
        rows: What is drawn, from top to bottom.
        keymap: The keys; only those of the buttons that can be pressed count.
        shown: What is on the screen, for which a press is meant; None where nothing is.
        answered: The turn of the last press that `on_press` got.
        on_press: Called before the run that a press starts.
        single_keys: Plain letters and digits are keys.
        silent: Actions whose keys count without a button, as those that only move a mark.
        boxes: Actions that only put the cursor into a text box, with its widget key.
        cursor: Widget key of the text box that gets the cursor now.
        opens: This run opens a window; keys that wait are for it and not for the page behind.
    """
    live = {button.key or button.action: button.action for row in rows for button in row.buttons if not button.is_off}
    live |= {action: action for action in silent}
    known = keymap.live(single_keys=single_keys)
    _component()(
        key=_KEY,
        data={
            "rows": [row_data(row, keymap, single_keys) for row in rows],
            "keys": {key: live[name] for key, name in known.items() if name in live},
            "known": list(known),  # while a press is under way, a key may be meant for the screen that it leads to
            "shown": shown,
            "answered": answered,
            "boxes": boxes or {},
            "cursor": cursor,
            "opens": opens,
        },
        on_press_change=lambda: _pass_on(on_press),
    )


def read_press(value: object) -> Press | None:
    """Return what the browser reported; None where it is nothing that the panel says."""
    match value:
        case {"action": str(action), "shown": [int(sample_id), int(version)], "turn": str(turn)}:
            return Press(action, Shown(sample_id, version), turn)
        case {"action": str(action), "shown": None, "turn": str(turn)}:
            return Press(action, Shown(0, 0), turn)
    return None


def _pass_on(on_press: Callable[[Press], None]) -> None:
    press = read_press(st.session_state[_KEY].get("press"))
    if press is not None:
        on_press(press)


def row_data(row: Row, keymap: KeyMap, single_keys: bool) -> dict[str, Any]:
    """Return a row as the browser's script draws it, with the keys that are printed on its buttons."""
    printed = printed_keys(keymap, single_keys)
    buttons = [
        {
            "name": button.action,
            **button._asdict(),
            "hint": "",
            "shortcuts": "",
            **printed.get(button.key or button.action, {}),
        }
        for button in row.buttons
    ]
    return {**row._asdict(), "buttons": buttons}


@functools.lru_cache(maxsize=128)
def printed_keys(keymap: KeyMap, single_keys: bool) -> dict[str, dict[str, str]]:
    """Return for each action which key is printed on its button, and its keys as a screen reader takes them."""
    keys: dict[str, list[str]] = {}
    for key, action in keymap.live(single_keys=single_keys).items():
        keys.setdefault(action, []).append(key)
    found: dict[str, dict[str, str]] = {}
    for action, combinations in keys.items():
        shortcut = keymap.shortcut(action, single_keys=single_keys)
        found[action] = {
            "hint": printed_key(shortcut) if shortcut else "",
            "shortcuts": " ".join(_ARIA_NAMES.get(key, key.upper()) for key in combinations),
        }
    return found


@functools.cache
def _component() -> Callable[..., object]:
    """Register it at its first use; before the server runs there is nowhere to register it."""
    return st.components.v2.component(
        _KEY,
        html='<div id="panel"></div>',
        css=static_text("question_panel.css"),
        js="\n".join(map(static_text, ("key_rules.js", "panel_rows.js", "question_panel.js"))),
    )
