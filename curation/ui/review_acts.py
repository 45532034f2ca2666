"""Which act of the desk each action of the panel starts."""

import re
from collections.abc import Callable
from typing import Final

from curation.review import DECISIONS, FLAGS, Queue
from curation.ui import review_answering, review_flagging, review_text
from curation.ui.review_desk import Desk
from curation.ui.review_filter import choose_queue
from curation.ui.review_panel import Press
from curation.ui.review_state import PARTS, Part, Shown

Act = Callable[[Desk, Shown], None]
_NAMED: Final = re.compile(r"(reopen|answer|mark)-([a-z0-9_]{1,40}?)(?:-([0-9]))?")


def start(desk: Desk, press: Press) -> None:
    """Do what was pressed; the browser is told that it was taken, also where it was refused."""
    desk.state.answered = press.turn
    if (act := ACTS.get(press.action)) is not None:
        act(desk, press.shown)
        return
    named = _NAMED.fullmatch(press.action)
    match named.groups() if named else None:
        case ("reopen", str(number), None) if number.isdecimal() and len(number) < 19:
            desk.show(int(number))
        case ("answer", str(question_id), str(digit)):
            review_answering.answer(desk, press.shown, question_id, int(digit))
        case ("mark", str(question_id), None):
            review_answering.mark(desk, press.shown, question_id)


def _decision(decision: str) -> Act:
    return lambda desk, shown: desk.decide(shown, decision)


def _flag(flag: str) -> Act:
    return lambda desk, shown: review_flagging.toggle_flag(desk, shown, flag)


def _twin(number: int) -> Act:
    return lambda desk, shown: review_flagging.name_twin(desk, shown, number)


def _queue(queue: Queue) -> Act:
    return lambda _desk, _shown: choose_queue(queue)


def _beside(part: Part) -> Act:
    def turn(desk: Desk, _shown: Shown) -> None:
        desk.state.beside = desk.state.beside ^ {part}

    return turn


ACTS: Final[dict[str, Act]] = {
    **{decision: _decision(decision) for decision in DECISIONS},
    **{f"flag-{flag}": _flag(flag) for flag in FLAGS},
    **{f"twin-{number}": _twin(number) for number in range(6)},
    **{f"queue-{queue}": _queue(queue) for queue in Queue},
    **{part: _beside(part) for part in PARTS},
    "submit": review_text.submit,
    "flag": review_flagging.ask_flag,
    "flag-none": review_flagging.ask_flag,
    "twin": review_flagging.ask_twin,
    "clear": review_answering.clear,
    "question_before": lambda desk, shown: review_answering.step(desk, shown, -1),
    "question_after": lambda desk, shown: review_answering.step(desk, shown, 1),
    "take_back": lambda desk, shown: desk.take_back(shown),
    "edit": review_text.edit,
    "again": review_text.again,
    "save": lambda desk, shown: desk.save_draft(shown),
    "next": lambda desk, shown: desk.go_on(shown),
    "previous": lambda desk, shown: desk.go_back(shown),
    "undo": lambda desk, _shown: desk.undo(),
    "help": lambda desk, _shown: desk.set_sheet(True),
}
"""`note`, and writing a text, are not among them: the panel puts the cursor into the box, nothing is to be stored."""
