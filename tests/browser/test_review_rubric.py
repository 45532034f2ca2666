"""The questions of a rubric, own keys, the filter and the second look, in a real browser."""

import statistics
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from curation.models import Sample
from curation.review import Answers, Value
from curation.services.preferences import get_preferences, set_preference
from tests.browser.driver import axe_violations, wait_for_keys
from tests.browser.review_hands import Hands, hands, judged, server

__all__ = ["hands", "judged", "server"]
COUNT_KEYS = "() => { window.keysDown = 0; addEventListener('keydown', () => window.keysDown++, true); }"
ITEMS = 20


def reloaded(hands: Hands) -> None:
    hands.page.reload()
    expect(hands.page.locator("[data-action=accept]")).to_be_visible()
    wait_for_keys(hands.page)


def test_an_accept_with_one_score_takes_two_keys(hands: Hands) -> None:
    hands.page.evaluate(COUNT_KEYS)
    keys, before = [], 0
    for done in range(1, ITEMS + 1):
        one = hands.shown
        hands.page.keyboard.press("4")
        hands.page.keyboard.press("a")
        assert hands.sees(lambda done=done: hands.decided() == done)  # type: ignore[misc]  # a default binds the loop's value
        assert hands.answers(one) == Answers(overall=4, decision="accept")
        assert hands.sees(lambda one=one: hands.shown not in (0, one))  # type: ignore[misc]  # a default binds the loop's value
        pressed = int(hands.page.evaluate("window.keysDown"))
        keys.append(pressed - before)
        before = pressed
    assert len(keys) == ITEMS
    assert statistics.median(keys) <= 2


def test_a_whole_rubric_is_answered_by_digits_without_looking_away(hands: Hands) -> None:
    one = hands.shown
    for key in ("5", "1", "2", "7", "ArrowDown", "3", "4", "a"):
        hands.page.keyboard.press(key)
    assert hands.sees(lambda: hands.answers(one).is_decided)
    given: dict[str, Value] = {
        "valid": True,
        "answer_right": False,
        "which": ("choice 7",),
        "difficulty": 3,
        "persona_fit": 4,
    }
    assert hands.answers(one) == Answers(overall=5, decision="accept", answers=given)


def test_a_click_on_a_question_marks_it_and_a_digit_answers_it(hands: Hands) -> None:
    one = hands.shown
    hands.page.locator("[data-action=mark-difficulty]").click()
    expect(hands.page.locator("[aria-current=true]")).to_contain_text("Difficulty")
    hands.press("2")
    assert hands.sees(lambda: hands.answers(one).answers == {"difficulty": 2})


def test_a_key_puts_the_cursor_into_the_box_of_a_text_and_what_is_typed_is_no_key(hands: Hands) -> None:
    one = hands.shown
    box = hands.page.locator(f".st-key-answer-{one}-why textarea")
    hands.page.locator("[data-action=mark-why]").click()
    expect(hands.page.locator("[aria-current=true]")).to_contain_text("Why?")
    hands.press("1")
    expect(box).to_be_focused()
    hands.page.keyboard.type("a 4 x <b>")
    hands.press("Enter", "ArrowUp")
    hands.press("Escape")
    assert hands.sees(lambda: hands.answers(one).answers.get("why", "").startswith("a 4 x <b>"))  # type: ignore[union-attr]  # a text
    assert hands.decided() == 0
    hands.page.locator("[data-action=write-why]").click()
    hands.page.keyboard.type("!")
    hands.press("Control+Enter")
    expect(hands.page.get_by_text("neither a decision nor a rating")).to_be_visible()
    assert "!" in str(hands.answers(one).answers["why"])


def test_own_keys_are_set_in_the_dialog_printed_and_held_and_none_works_behind_it(hands: Hands) -> None:
    one = hands.shown
    hands.page.get_by_role("button", name="Settings").click()
    hands.page.get_by_role("button", name="Change my keys").click()
    dialog = hands.page.get_by_role("dialog")
    expect(dialog.get_by_text("What it does").first).to_be_visible()
    hands.press("x", "4")
    assert hands.rows(one) == 0
    dialog.get_by_role("combobox").click()
    hands.page.get_by_role("option", name="Accept, and next").click()
    for key, said in (("x", "X is already the key for: Reject, and next"), ("q", "Q: Accept, and next.")):
        dialog.get_by_role("textbox", name="New key").fill(key)
        dialog.get_by_role("button", name="Set", exact=True).click()
        expect(dialog.get_by_text(said)).to_be_visible()
    hands.press("Escape")
    expect(dialog).to_be_hidden()
    expect(hands.page.locator("[data-action=accept] kbd")).to_have_text("Q")
    hands.press("a")
    hands.press("q")
    assert hands.sees(lambda: hands.answers(one).decision == "accept")
    assert hands.rows(one) == hands.decided() == 1


def test_switches_hold_after_a_reload(hands: Hands) -> None:
    hands.page.get_by_role("button", name="Settings").click()
    hands.page.get_by_text("Go to the next sample after a decision").click()
    assert hands.sees(lambda: not get_preferences(hands.workspace, actor=hands.actor).auto_advance)
    reloaded(hands)
    one = hands.shown
    hands.press("a")
    assert hands.sees(lambda: hands.decided() == 1)
    assert hands.shown == one


def test_the_second_look_takes_one_key_more(hands: Hands) -> None:
    set_preference(hands.workspace, "halo", True, actor=hands.actor)
    reloaded(hands)
    one = hands.shown
    expect(hands.page.get_by_text("A keeper of bees")).to_have_count(0)
    hands.press("4", "a")
    expect(hands.page.get_by_text("Same judgement?")).to_be_visible()
    expect(hands.page.get_by_text("A keeper of bees").first).to_be_visible()
    assert axe_violations(hands.page) == []
    hands.press("Enter")
    assert hands.sees(lambda: hands.shown not in (0, one))
    assert hands.answers(one) == Answers(overall=4, decision="accept")


def test_a_queue_is_a_click_away_and_its_samples_can_come_back(hands: Hands) -> None:
    one = hands.shown
    hands.press("x")
    assert hands.sees(lambda: hands.decided() == 1)
    hands.page.locator("[data-action=queue-rejected]").click()
    assert hands.sees(lambda: hands.shown == one)
    assert "r_queue=Rejected" in hands.page.url
    hands.press("p")
    assert hands.sees(lambda: hands.decided() == 0)
    expect(hands.page.get_by_text("You have rejected nothing")).to_be_visible()
    hands.page.locator("[data-action=queue-pending]").click()
    expect(hands.page.locator("[data-action=accept]")).to_be_visible()


def test_a_filter_narrows_the_queue_and_can_be_shared(hands: Hands) -> None:
    other = hands.shown + 5
    with hands.workspace.write() as tx:
        tx.get_one(Sample, other).model = "another model"
    hands.page.get_by_role("button", name="Filter").click()
    box = hands.page.get_by_role("combobox", name="Model")
    box.click()
    hands.page.get_by_role("option", name="another model").click()
    assert hands.sees(lambda: hands.shown == other)
    expect(hands.page.get_by_text("1 left under the filter")).to_be_visible()
    expect(box).to_be_visible()  # for the next choice
    reloaded(hands)
    assert hands.shown == other
    hands.page.get_by_role("button", name="Clear 1 filter").click()
    expect(hands.page.get_by_text("left under the filter")).to_have_count(0)
    assert "r_models" not in hands.page.url
    hands.press("a")
    assert hands.sees(lambda: hands.shown not in (0, other))


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_questions_are_accessible_and_fit(
    hands: Hands, width: int, scheme: str, keep_screenshot: Callable[[Page, str], None]
) -> None:
    with hands.workspace.write() as tx:
        tx.get_one(Sample, hands.shown).checks = [{"name": "answer_given", "ok": False, "detail": "No answer."}]
    hands.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two
    hands.page.set_viewport_size({"width": width, "height": 900})
    reloaded(hands)
    expect(hands.page.locator("[data-action=answer-answer_right-2]")).to_have_class("suggested")
    hands.press("4")
    expect(hands.page.locator("[aria-current=true]")).to_contain_text("Valid problem")
    hands.page.locator("[data-action=guideline]").click()
    expect(hands.page.get_by_text("Be **strict**.")).to_be_visible()
    keep_screenshot(hands.page, f"review-rubric-{scheme}-{width}")
    assert axe_violations(hands.page) == []
    assert hands.page.evaluate("document.documentElement.scrollWidth") <= width
