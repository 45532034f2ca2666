import re

import pytest

from curation.errors import BadInputError
from curation.ui.keys import Binding, KeyMap, normal_key, printed_key
from curation.ui.review_keymap import KEYS, keymap_of, rebound

MAP = KeyMap(
    Binding("1", "rate_1", "Poor"),
    Binding("Enter", "submit", "Submit", also=("Ctrl+Enter",)),
    Binding("U", "undo", "Undo the last decision", also=("Backspace",)),
    Binding("Left", "previous", "Previous item"),
    Binding("H", "help", "This sheet", also=("?",)),
)


def test_a_key_of_two_actions_is_refused() -> None:
    with pytest.raises(ValueError, match="belongs to accept and to approve"):
        KeyMap(Binding("A", "accept", "Accept"), Binding("a", "approve", "Approve"))


def test_a_further_key_of_two_actions_is_refused() -> None:
    with pytest.raises(ValueError, match="Backspace belongs to undo and to reject"):
        KeyMap(Binding("U", "undo", "Undo", also=("Backspace",)), Binding("Backspace", "reject", "Reject"))


def test_an_action_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        KeyMap(Binding("A", "accept", "Accept"), Binding("B", "accept", "Accept"))


@pytest.mark.parametrize(
    "key", ["C", "R", "Shift+C", "Ctrl+R", "?", "/", ".", "Ctrl+Z", "Tab", "Escape", "F13", "Mod+S", "", "ab"]
)
def test_keys_that_cannot_be_bound_are_refused(key: str) -> None:
    with pytest.raises(ValueError, match="cannot be bound"):
        KeyMap(Binding(key, "x", "X"))


@pytest.mark.parametrize(
    "key", ["0", "A", "Enter", "Space", "Backspace", "Up", "Down", "Left", "Right", "F2", "Ctrl+S"]
)
def test_the_keys_of_reviewing_can_be_bound(key: str) -> None:
    assert KeyMap(Binding(key, "x", "X")).shortcut("x") == key


def test_modifiers_are_compared_in_any_order() -> None:
    assert normal_key("Shift+Ctrl+Enter") == normal_key("ctrl + shift + enter") == "ctrl+shift+enter"


def test_the_guard_clicks_only_what_streamlit_does_not() -> None:
    data = MAP.guard_data()
    assert data["clicks"] == {"ctrl+enter": "st-key-submit", "backspace": "st-key-undo", "?": "st-key-help"}
    assert {"1", "enter", "u", "left", "h"} <= set(data["keys"])


def test_plain_keys_can_be_switched_off() -> None:
    assert MAP.shortcut("rate_1", single_keys=False) is None
    assert MAP.shortcut("submit", single_keys=False) == "Enter"
    assert set(MAP.guard_data(single_keys=False)["keys"]) == {"enter", "ctrl+enter", "backspace", "left"}


@pytest.mark.parametrize(
    ("key", "shown"), [("a", "A"), ("Left", "←"), ("ctrl+enter", "Ctrl + Enter"), ("?", "?"), ("F2", "F2")]
)
def test_keys_are_printed_as_people_read_them(key: str, shown: str) -> None:
    assert printed_key(key) == shown


def test_an_own_key_takes_the_place_of_the_old_one_and_further_keys_stay() -> None:
    live = keymap_of({"undo": "z", "accept": "q"}).live()
    assert (live["z"], live["backspace"], live["q"]) == ("undo", "undo", "accept")
    assert not {"u", "a"} & set(live)


def test_two_keys_can_change_places() -> None:
    own = rebound(rebound(rebound({}, "accept", "q"), "reject", "a"), "accept", "x")
    live = keymap_of(own).live()
    assert (live["a"], live["x"]) == ("reject", "accept")
    assert rebound(own, "accept", "q") == {"reject": "a", "accept": "q"}


def test_the_key_that_an_action_had_from_the_start_needs_no_row() -> None:
    assert rebound({"accept": "q"}, "accept", "A") == {}
    assert keymap_of({}) is KEYS


def test_a_further_key_can_become_the_printed_one() -> None:
    assert keymap_of(rebound({}, "undo", "Backspace")).shortcut("undo") == "backspace"


@pytest.mark.parametrize(
    ("action", "key", "said"),
    [
        ("accept", "x", "X is already the key for: Reject, and next"),
        ("accept", "backspace", "Backspace is already the key for: Take back your last decision"),
        ("accept", "3", "3 is already the key for: Answer 3"),
        ("accept", "Ctrl+Z", "would undo a decision"),
        ("accept", "c", "keeps C for itself"),
        ("accept", "?", "cannot be bound"),
        ("accept", "", "cannot be bound"),
        ("accept", "+", "cannot be bound"),
        ("accept", "<b>", "cannot be bound"),
        ("digit-3", "q", "cannot be changed"),
        ("nothing", "q", "cannot be changed"),
    ],
)
def test_an_own_key_that_cannot_be_one_is_refused_in_words(action: str, key: str, said: str) -> None:
    with pytest.raises(BadInputError, match=re.escape(said)):
        rebound({}, action, key)


def test_stored_keys_that_do_not_fit_are_left_out_and_the_others_hold() -> None:
    live = keymap_of({"accept": "x", "gone": "b", "note": "ctrl+z", "flag": "j", "digit-3": "k"}).live()
    assert (live["a"], live["x"], live["n"], live["j"], live["3"]) == ("accept", "reject", "note", "flag", "digit-3")
    assert not {"b", "k"} & set(live)


def test_the_keys_of_a_person_are_built_once() -> None:
    assert keymap_of({"accept": "q"}) is keymap_of({"accept": "q"})
