import pytest

from curation.models import Decision, Flag
from curation.review import DECISIONS, FLAGS, REVIEW_KEYS, Answers, decision_on_submit
from curation.ui.keys import Binding, KeyMap


def test_the_words_are_those_of_the_tables() -> None:
    assert tuple(Decision) == DECISIONS
    assert tuple(Flag) == FLAGS


@pytest.mark.parametrize(("overall", "decision"), [(1, "reject"), (2, "reject"), (3, "accept"), (5, "accept")])
def test_enter_decides_by_the_rating(overall: int, decision: str) -> None:
    assert Answers(overall=overall).submitted().decision == decision


def test_enter_keeps_what_was_decided_against_the_rating() -> None:
    assert Answers(overall=1, decision="accept").submitted().decision == "accept"


def test_enter_takes_a_skip_for_no_decision() -> None:
    assert decision_on_submit(Answers(decision="skip")) is None
    assert Answers(overall=4, decision="skip").submitted().decision == "accept"


def test_enter_without_anything_given_is_refused() -> None:
    with pytest.raises(ValueError, match="neither a decision nor a rating"):
        Answers(flags=("wrong",)).submitted()


def test_a_flag_pressed_twice_is_not_set() -> None:
    assert Answers().toggled("wrong").toggled("wrong") == Answers()


def test_flags_stand_in_their_order_whatever_the_order_of_the_keys() -> None:
    assert Answers().toggled("other").toggled("off_persona").flags == ("off_persona", "other")


def test_taking_the_flag_back_forgets_the_twin() -> None:
    named = Answers().twin_named(7)
    assert named.flags == ("near_duplicate",)
    assert named.toggled("wrong").near_duplicate_of == 7
    assert named.toggled("near_duplicate").near_duplicate_of is None


def test_a_twin_that_is_not_known_still_sets_the_flag() -> None:
    assert Answers(flags=("wrong",)).twin_named(None).flags == ("wrong", "near_duplicate")


@pytest.mark.parametrize(
    "values",
    [
        {"overall": 0},
        {"overall": 6},
        {"decision": "maybe"},
        {"flags": ("rude",)},
        {"flags": ("other", "wrong")},
        {"flags": ("wrong", "wrong")},
        {"near_duplicate_of": 3},
        {"note": "x" * 4_001},
    ],
)
def test_what_cannot_be_answered_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"rating|decision|flag|note"):
        Answers(**values)  # type: ignore[arg-type]  # wrong on purpose


def test_every_key_can_be_bound_and_belongs_to_one_action() -> None:
    keymap = KeyMap(*(Binding(*key) for key in REVIEW_KEYS))
    assert len(keymap.bindings) == len(REVIEW_KEYS)


def test_backspace_takes_back_and_never_decides() -> None:
    owners = {key.action for key in REVIEW_KEYS if "backspace" in (key.key, *key.also)}
    assert owners == {"undo"}
