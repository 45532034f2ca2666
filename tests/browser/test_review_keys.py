"""Every key of the review desk, pressed in a real browser; the store is what is asserted."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from curation.review import REVIEW_KEYS, Answers
from curation.services.review_queue import last_decisions
from tests.browser.driver import AppServer, axe_violations
from tests.browser.review_hands import CHOICES, EVIL, Hands, hands, judged, server
from tests.services.judging import sample_in

__all__ = ["hands", "judged", "server"]


def answer_without_deciding(hands: Hands, one: int) -> None:
    for stars in (1, 2, 4, 5, 3):
        hands.press(str(stars))
        assert hands.sees(lambda stars=stars: hands.answers(one).overall == stars)  # type: ignore[misc]  # a default binds the loop's value
        hands.press("ArrowUp")
    hands.press("0")
    assert hands.sees(lambda: hands.answers(one).overall is None)
    hands.press("ArrowDown", "ArrowDown", "ArrowDown")  # over two questions to the one with nine choices
    for number in range(9, 5, -1):
        hands.press(str(number))
    assert hands.sees(lambda: hands.answers(one).answers == {"which": CHOICES[5:]})
    hands.press("0")
    assert hands.sees(lambda: hands.answers(one) == Answers())
    hands.press("f", "2")
    assert hands.sees(lambda: hands.answers(one).flags == ("wrong",))
    hands.press("d", "1")
    twin = sample_in(hands.workspace, one).nearest_id
    assert hands.sees(lambda: hands.answers(one).near_duplicate_of == twin)
    assert hands.answers(one).overall is None


def write_and_leave(hands: Hands, one: int) -> None:
    hands.press("n")
    expect(hands.page.locator(f".st-key-note-{one} textarea")).to_be_focused()
    hands.page.keyboard.type("axe 15 due")
    hands.press("Escape")
    assert hands.sees(lambda: hands.answers(one).note == "axe 15 due")
    hands.press("e")
    expect(hands.page.locator(f".st-key-text-{one} textarea")).to_be_focused()
    hands.page.keyboard.press("Control+End")
    hands.page.keyboard.type(" Exactly?")
    hands.press("Control+Enter")
    assert hands.sees(lambda: (sample_in(hands.workspace, one).edited_text or "").endswith(" Exactly?"))
    rows = hands.rows(one)
    hands.press("s")
    assert hands.sees(lambda: hands.rows(one) == rows + 1)
    assert hands.decided() == 0


def look_around(hands: Hands, one: int) -> None:
    hands.press("g")
    expect(hands.page.get_by_text("needs the role curator")).to_be_visible()
    hands.press("ArrowRight")
    assert hands.sees(lambda: hands.shown not in (0, one))
    hands.press("ArrowLeft")
    assert hands.sees(lambda: hands.shown == one)
    for key in ("h", "?"):
        hands.press(key)
        expect(hands.page.get_by_role("dialog")).to_be_visible()
        hands.press("Escape")
        expect(hands.page.get_by_role("dialog")).to_be_hidden()


def decide_and_take_back(hands: Hands) -> None:
    for key, decision in (("a", "accept"), ("x", "reject"), ("Space", "skip")):
        shown = hands.shown
        hands.press(key)
        assert hands.sees(lambda: hands.answers(shown).decision == decision)  # noqa: B023 - called at once
        assert hands.sees(lambda: hands.shown not in (0, shown))  # noqa: B023 - called at once
    shown = hands.shown
    hands.press("5", "Enter")
    assert hands.sees(lambda: hands.answers(shown).decision == "accept")
    assert hands.sees(lambda: hands.decided() == 4)
    hands.press("u")
    assert hands.sees(lambda: hands.decided() == 3)
    assert hands.sees(lambda: hands.shown == shown)
    assert hands.answers(shown) == Answers(overall=5)
    hands.press("Backspace")
    assert hands.sees(lambda: hands.decided() == 2)
    back = hands.shown
    hands.press("a", "ArrowLeft")
    assert hands.sees(lambda: hands.shown == back and hands.decided() == 3)
    hands.press("p")
    assert hands.sees(lambda: hands.decided() == 2)
    assert not hands.answers(back).is_decided


def test_every_key_of_the_map_does_what_it_says(hands: Hands) -> None:
    one = hands.shown
    answer_without_deciding(hands, one)
    write_and_leave(hands, one)
    look_around(hands, one)
    decide_and_take_back(hands)
    in_the_map = {name for key in REVIEW_KEYS for name in (key.key, *key.also)}
    assert in_the_map - hands.pressed == set()


def test_ctrl_enter_stores_the_note_and_submits_from_inside_the_box(hands: Hands) -> None:
    one = hands.shown
    hands.press("2", "n")
    hands.page.keyboard.type("the sum is wrong")
    hands.press("Control+Enter")
    assert hands.sees(lambda: hands.answers(one).decision == "reject")
    assert hands.answers(one).note == "the sum is wrong"
    assert hands.sees(lambda: hands.shown not in (0, one))


def test_a_held_key_counts_once(hands: Hands) -> None:
    one = hands.shown
    for _ in range(25):
        hands.page.keyboard.down("a")
        hands.page.wait_for_timeout(30)
    hands.page.keyboard.up("a")
    assert hands.sees(lambda: hands.answers(one).decision == "accept")
    assert hands.sees(lambda: hands.shown not in (0, one))
    two = hands.shown
    hands.press("2")  # keys count in their order, so what was held has had its time
    assert hands.sees(lambda: hands.answers(two).overall == 2)
    assert hands.decided() == 1


def test_five_keys_without_a_pause_are_all_taken_in_their_order(hands: Hands) -> None:
    one = hands.shown
    for key in "4f31a":
        hands.page.keyboard.press(key)
    assert hands.sees(lambda: hands.answers(one).is_decided)
    expected = Answers(overall=4, flags=("unsafe",), decision="accept", answers={"valid": True})
    assert hands.answers(one) == expected


def test_each_of_three_keys_without_a_pause_decides_its_own_sample(hands: Hands) -> None:
    one = hands.shown
    for key in "aax":
        hands.page.keyboard.press(key)
    assert hands.sees(lambda: hands.decided() == 3)
    decided = last_decisions(hands.workspace, hands.actor)
    assert [row.decision for row in decided] == ["reject", "accept", "accept"]
    assert len({row.sample_id for row in decided}) == 3
    assert decided[-1].sample_id == one


def test_the_second_of_two_quick_clicks_was_for_the_sample_that_has_gone(hands: Hands) -> None:
    one = hands.shown
    hands.page.locator("[data-action=accept]").dblclick()
    expect(hands.page.get_by_text(f"it was meant for sample {one}. Nothing was changed.")).to_be_visible()
    assert hands.answers(one).decision == "accept"
    assert hands.decided() == 1


def test_what_is_typed_right_after_the_key_of_a_note_or_of_the_sheet_is_no_key(hands: Hands) -> None:
    one = hands.shown
    for key in ("n", "a", "x"):
        hands.page.keyboard.press(key)
    hands.press("Escape")
    assert hands.sees(lambda: hands.answers(one).note == "ax")
    for key in ("h", "a", "x"):
        hands.page.keyboard.press(key)
    expect(hands.page.get_by_role("dialog")).to_be_visible()
    hands.press("Escape", "s")  # keys count in their order: had A or X counted, they would have before S
    assert hands.sees(lambda: hands.rows(one) == 2)
    assert hands.decided() == 0


def test_a_button_reached_by_tab_keeps_the_focus_and_says_what_is_set(hands: Hands) -> None:
    one = hands.shown
    three, four = (hands.page.locator(f"[data-action=answer-overall-{number}]") for number in (3, 4))
    clear = hands.page.locator("[data-action=clear]")
    expect(three).to_have_attribute("aria-pressed", "false")
    expect(three).to_have_attribute("aria-keyshortcuts", "3")
    expect(hands.page.get_by_role("button", name="Undo")).to_have_attribute("aria-keyshortcuts", "U Backspace")
    three.focus()
    hands.page.keyboard.press("Enter")
    expect(three).to_have_attribute("aria-pressed", "true")
    expect(three).to_be_focused()
    assert hands.answers(one).overall == 3
    hands.page.keyboard.press("Tab")
    expect(four).to_be_focused()
    hands.press("ArrowUp")
    clear.focus()
    hands.page.keyboard.press("Space")
    expect(three).to_have_attribute("aria-pressed", "false")
    assert hands.answers(one) == Answers()


def test_a_hostile_text_on_a_button_is_only_its_characters(hands: Hands) -> None:
    hands.press("d")
    expect(hands.page.locator("[data-action=twin-1]")).to_contain_text(EVIL[:60])
    expect(hands.page.locator(".st-key-question_panel img")).to_have_count(0)


def test_the_page_of_the_sample_opens_beside_the_desk(hands: Hands) -> None:
    with hands.page.expect_popup() as opened:
        hands.page.get_by_role("link", name=f"Sample {hands.shown}").click()
    expect(opened.value.get_by_role("heading", name=f"Sample {hands.shown}")).to_be_visible()


def test_keys_do_nothing_while_one_types(hands: Hands) -> None:
    one = hands.shown
    hands.press("n")
    expect(hands.page.locator(f".st-key-note-{one} textarea")).to_be_focused()
    for key in "axfud12345 ":
        hands.page.keyboard.press(key)
    hands.press("Enter", "Backspace")
    hands.press("Escape")
    assert hands.sees(lambda: hands.answers(one).note.startswith("axfud12345"))
    assert hands.shown == one
    assert hands.decided() == 0
    assert hands.answers(one).overall is None


@pytest.mark.parametrize("layer", ["dialog", "popover"])
def test_keys_do_nothing_behind_a_layer(hands: Hands, layer: str) -> None:
    one = hands.shown
    if layer == "dialog":
        hands.press("h")
        opened = hands.page.get_by_role("dialog")
    else:
        hands.page.get_by_role("button", name="Settings").click()
        opened = hands.page.get_by_text("Letter and digit keys")
    expect(opened).to_be_visible()
    hands.press("a", "x", "4", "u")
    assert hands.decided() == 0
    assert hands.rows(one) == 0
    hands.press("Escape")
    expect(opened).to_be_hidden()
    hands.press("a")
    assert hands.sees(lambda: hands.answers(one).decision == "accept")
    assert hands.rows(one) == hands.decided() == 1


@pytest.mark.parametrize("clicked", ["answer-overall-4", "flag-wrong", "reopen"])
def test_after_a_click_the_next_space_is_the_key_of_the_page(hands: Hands, clicked: str) -> None:
    one = hands.shown
    if clicked == "reopen":
        hands.press("a")
        assert hands.sees(lambda: hands.shown not in (0, one))
        hands.page.locator("[data-action=last]").click()
        clicked = f"reopen-{one}"
    hands.page.locator(f"[data-action={clicked}]").click()
    hands.settle()
    assert hands.sees(lambda: hands.shown == one and hands.rows(one) == 1)
    hands.press("Space")
    assert hands.sees(lambda: hands.answers(one).decision == "skip")


def test_letters_can_be_switched_off_and_stay_off(hands: Hands, server: AppServer) -> None:
    hands.page.get_by_role("button", name="Settings").click()
    hands.page.get_by_text("Letter and digit keys").click()
    hands.settle()
    hands.press("Escape")
    hands.page.get_by_role("heading", name="Review").click()  # the button of the popover had the focus
    one = hands.shown
    hands.press("a", "4")
    assert hands.rows(one) == 0
    hands.press("ArrowRight", "x")
    assert hands.decided() == 0
    hands.press("Space")
    assert hands.sees(lambda: hands.decided() == 1)
    assert hands.rows(one) == 0


def test_what_was_answered_is_there_after_a_reload(hands: Hands) -> None:
    one = hands.shown
    hands.press("4")
    assert hands.sees(lambda: hands.answers(one).overall == 4)
    hands.page.reload()
    assert hands.sees(lambda: hands.shown == one)
    expect(hands.page.locator("[data-action=submit]")).to_contain_text("Submit: accept")
    expect(hands.page.locator("[aria-current=true]")).to_contain_text("Valid problem")  # the next without an answer


@pytest.mark.parametrize("width", [1280, 390])
def test_the_decisions_are_in_reach_and_the_desk_is_accessible(
    hands: Hands, width: int, keep_screenshot: Callable[[Page, str], None]
) -> None:
    hands.page.set_viewport_size({"width": width, "height": 800})
    hands.settle()
    for action in ("accept", "reject", "skip"):
        expect(hands.page.locator(f"[data-action={action}]")).to_be_in_viewport(ratio=1)
    keep_screenshot(hands.page, f"review-desk-{width}")
    assert axe_violations(hands.page) == []
    hands.press("d")
    expect(hands.page.get_by_text("A near-duplicate of which one?")).to_be_visible()
    assert axe_violations(hands.page) == []
