"""The panel of the bulk view: many rows, each with its own buttons, drawn by one component from plain data.

As the panel of the desk does (`curation.ui.review_panel`), it draws texts as
text and never as HTML, and reports what was pressed. The browser moves the
mark, draws a press at once and measures the time on each row; what was pressed
while the server works comes together with the next report. A key means the
marked row and does what the button on which it is printed does.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import streamlit as st

from curation.review.bulk_keys import BULK_KEYS
from curation.ui.keys import Binding, KeyMap, static_text
from curation.ui.review_panel import Row, printed_keys, row_data
from curation.ui.review_state import Shown

_KEY: Final = "bulk_panel"
KEYS: Final = KeyMap(*(Binding(*key) for key in BULK_KEYS))
"""As they are where nobody has changed any."""
MAX_ACTS: Final = 500
"""More in one report is nothing that hands have pressed."""


class Item(NamedTuple):
    """A row as it is drawn.

    Attributes:
        facts: Looks, words and an explanation each, as `("failed", "answer given", "There is no answer.")`.
        is_whole: The text is all of it, with its lines; else its begin on one line.
        is_cut: There is more than that begin.
        refused: Why what was pressed last is not stored, or what else one must know.
    """

    id: int
    version: int
    persona: str
    text: str
    facts: tuple[tuple[str, str, str], ...]
    is_whole: bool
    is_cut: bool
    rating: int | None
    decision: str | None
    refused: str = ""


class BulkAct(NamedTuple):
    """Something that was pressed: on one row as it was on the screen, on several, or on none."""

    action: str
    rows: tuple[Shown, ...] = ()
    seconds: float = 0.0


class BulkPress(NamedTuple):
    """What was pressed since the last report, and the name of the turn that the next drawing answers."""

    acts: tuple[BulkAct, ...]
    turn: str


class Screen(NamedTuple):
    """What the panel shows beside the rows.

    Attributes:
        head: Rows above them; the one named `stored` says what is saved.
        page: Changes where other rows come, so that the mark begins anew.
        mark: The row that gets the mark now, and a name for this wish; None leaves it.
        advances: A decision marks the next row.
        opens: This run opens a window; keys wait for it.
    """

    head: Sequence[Row]
    page: str
    mark: tuple[int, str] | None
    advances: bool
    opens: bool


def show_items(
    items: Sequence[Item],
    screen: Screen,
    keymap: KeyMap,
    *,
    answered: str,
    on_press: Callable[[BulkPress], None],
    single_keys: bool = True,
) -> None:
    """Draw the panel; it stands once on a page.

    Args:
        items: The rows that are judged.
        screen: What else is drawn.
        keymap: The keys; without items only those of the view itself count.
        answered: The turn of the last report that `on_press` got.
        on_press: Called before the run that a report starts.
        single_keys: Plain letters and digits are keys.
    """
    live = keymap.live(single_keys=single_keys)
    _component()(
        key=_KEY,
        data={
            "head": [row_data(row, keymap, single_keys) for row in screen.head],
            "items": [item._asdict() for item in items],
            "keys": live if items else {key: name for key, name in live.items() if name in ("undo", "help")},
            "hints": printed_keys(keymap, single_keys),
            "page": screen.page,
            "mark": screen.mark and {"id": screen.mark[0], "turn": screen.mark[1]},
            "advances": screen.advances,
            "opens": screen.opens,
            "answered": answered,
        },
        on_press_change=lambda: _pass_on(on_press),
    )


def bulk_keymap(own: Mapping[str, str]) -> KeyMap:
    """Return the keys of a person: an action of the desk has the same own key here, where it does not clash."""
    return _keymap_of(tuple(own.items()))


def read_press(value: object) -> BulkPress | None:
    """Return what the browser reported; None where it is nothing that the panel says."""
    match value:
        case {"acts": list(acts), "turn": str(turn)} if len(acts) <= MAX_ACTS:
            read = [_read_act(act) for act in acts]
            return None if None in read else BulkPress(tuple(act for act in read if act is not None), turn)
    return None


def _read_act(value: object) -> BulkAct | None:
    match value:
        case {"action": str(action), "id": int(row_id), "version": int(version), "seconds": int() | float() as seconds}:
            return BulkAct(action, (Shown(row_id, version),), float(seconds))
        case {"action": str(action), "rows": list(rows), "seconds": int() | float() as seconds}:
            shown = tuple(Shown(*row) for row in rows if _is_shown(row))
            return BulkAct(action, shown, float(seconds)) if len(shown) == len(rows) <= MAX_ACTS else None
        case {"action": str(action), "id": int(row_id)}:
            return BulkAct(action, (Shown(row_id, 0),))
        case {"action": str(action)}:
            return BulkAct(action)
    return None


def _is_shown(row: object) -> bool:
    return isinstance(row, list) and len(row) == len(Shown._fields) and all(type(number) is int for number in row)


def _pass_on(on_press: Callable[[BulkPress], None]) -> None:
    press = read_press(st.session_state[_KEY].get("press"))
    if press is not None:
        on_press(press)


@functools.lru_cache(maxsize=64)
def _keymap_of(own: tuple[tuple[str, str], ...]) -> KeyMap:
    wanted: dict[str, str] = {}
    keymap = KEYS
    for action, key in own:
        try:
            keymap = _built({**wanted, action: key})
        except ValueError:
            continue
        wanted[action] = key
    return keymap


def _built(own: Mapping[str, str]) -> KeyMap:
    """Build a map.

    Raises:
        ValueError: A key cannot be bound, or belongs to two actions.
    """
    rows = ((key, own.get(key.action, key.key)) for key in BULK_KEYS)
    return KeyMap(
        *(Binding(key, row.action, row.label, tuple(other for other in row.also if other != key)) for row, key in rows)
    )


@functools.cache
def _component() -> Callable[..., object]:
    """Register it at its first use; before the server runs there is nowhere to register it."""
    scripts = ("key_rules.js", "panel_rows.js", "bulk_panel.js")
    return st.components.v2.component(
        _KEY,
        html='<div id="panel"><div class="head"></div><div class="items"></div><div></div></div>',
        css=static_text("question_panel.css") + static_text("bulk_panel.css"),
        js="\n".join(static_text(name) for name in scripts),
    )
