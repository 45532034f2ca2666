"""Which act of the desk each action of the panel starts."""

import re
from collections.abc import Callable
from typing import Final

from curation.review import DECISIONS, FLAGS
from curation.ui.review_desk import Desk
from curation.ui.review_panel import Press
from curation.ui.review_state import Shown

Act = Callable[[Desk, Shown], None]
_REOPEN: Final = re.compile(r"reopen-([0-9]{1,18})")


def start(desk: Desk, press: Press) -> None:
    """Do what was pressed; the browser is told that it was taken, also where it was refused."""
    desk.state.answered = press.turn
    reopened = _REOPEN.fullmatch(press.action)
    if reopened is not None:
        desk.show(int(reopened[1]))
    elif (act := ACTS.get(press.action)) is not None:
        act(desk, press.shown)


def _digit(number: int) -> Act:
    return lambda desk, shown: desk.digit(shown, number)


def _decision(decision: str) -> Act:
    return lambda desk, shown: desk.decide(shown, decision)


def _flag(flag: str) -> Act:
    return lambda desk, shown: desk.toggle_flag(shown, flag)


def _show_raw(desk: Desk, _shown: Shown) -> None:
    desk.state.shows_raw = not desk.state.shows_raw


def _show_answer(desk: Desk, _shown: Shown) -> None:
    desk.state.shows_answer = not desk.state.shows_answer


def _show_last(desk: Desk, _shown: Shown) -> None:
    desk.state.shows_last = not desk.state.shows_last


ACTS: Final[dict[str, Act]] = {
    **{f"digit-{number}": _digit(number) for number in range(6)},
    **{decision: _decision(decision) for decision in DECISIONS},
    **{f"flag-{flag}": _flag(flag) for flag in FLAGS},
    "submit": lambda desk, shown: desk.submit(shown),
    "flag": lambda desk, shown: desk.ask_flag(shown),
    "twin": lambda desk, shown: desk.ask_twin(shown),
    "edit": lambda desk, shown: desk.edit(shown),
    "again": lambda desk, shown: desk.again(shown),
    "save": lambda desk, shown: desk.save_draft(shown),
    "next": lambda desk, shown: desk.go_on(shown),
    "previous": lambda desk, shown: desk.go_back(shown),
    "raw": _show_raw,
    "answer": _show_answer,
    "last": _show_last,
    "undo": lambda desk, _shown: desk.undo(),
    "help": lambda desk, _shown: desk.set_sheet(True),
}
"""The action `note` is not among them: the panel puts the cursor into the box, and nothing is to be stored."""
