"""The Adjudication page as a curator uses it: the case, the keys, what is settled, and the known samples."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.services import adjudication
from curation.services.gold_results import find_gold, list_gold
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.pages.review_panel import buttons_on, panel_on, panel_text, press, report
from tests.services.judging import add_samples, sample_in
from tests.services.settling import differ, judge_says, note

Open = Callable[..., AppTest]


@pytest.fixture
def cases(workspace: Workspace, admin: Actor, annotator: Actor) -> list[int]:
    """Three cases: the second differs most, the third least."""
    return differ(workspace, admin, annotator, (5, 2), (5, 1), (5, 3))


@pytest.fixture
def desk(page: Open, admin: Actor, cases: list[int]) -> AppTest:
    """The page with the first case on the screen."""
    opened = page("adjudication", actor_id=admin.id)
    assert not opened.exception
    return opened


def shown(desk: AppTest) -> int:
    return int(panel_on(desk)["shown"][0])


def html_on(desk: AppTest) -> str:
    return " ".join(str(part.proto.body) for part in desk.get("html"))


def settled_of(workspace: Workspace, sample_id: int) -> tuple[str, bool]:
    row = sample_in(workspace, sample_id)
    return row.decision, row.is_adjudicated


def test_the_largest_difference_is_shown_first_with_all_answers(
    page: Open, workspace: Workspace, admin: Actor, annotator: Actor, cases: list[int]
) -> None:
    note(workspace, cases[1], annotator, "<script>alert(1)</script> no unit")
    judge_says(workspace, cases[1], decision="accept", overall=4)
    desk = page("adjudication", actor_id=admin.id)
    assert shown(desk) == cases[1]
    html = html_on(desk)
    assert all(said in html for said in ("Ada", "Bea", "Judge: m", "a model that judges", "4 apart"))
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; no unit" in html
    assert "3" in panel_text(desk)


def test_accept_settles_with_the_rating_and_goes_on(desk: AppTest, workspace: Workspace, cases: list[int]) -> None:
    press(desk, "4", "a")
    assert settled_of(workspace, cases[1]) == ("accept", True)
    assert shown(desk) == cases[0]
    assert f"Sample {cases[1]} is settled" in panel_text(desk)
    press(desk, "x")
    assert settled_of(workspace, cases[0]) == ("reject", True)
    assert shown(desk) == cases[2]


def test_what_is_written_and_answered_is_settled_too(
    desk: AppTest, workspace: Workspace, admin: Actor, cases: list[int]
) -> None:
    press(desk, "2", "2", "3", "answer-valid-2")
    assert buttons_on(desk)["rate_3"]["is_set"]
    desk.text_area(key=f"settle-note-{cases[1]}").input("The unit is missing.")
    press(desk, "x")
    (row,), _ = adjudication.list_settled(workspace, actor=admin)
    assert (row.settled.overall, row.settled.answers, row.settled.note) == (3, {"valid": False}, "The unit is missing.")


def test_undo_brings_the_case_back_and_g_makes_it_known(
    desk: AppTest, workspace: Workspace, admin: Actor, cases: list[int]
) -> None:
    press(desk, "5", "a", "g")
    known = find_gold(workspace, cases[1], actor=admin)
    assert known is not None
    assert (known.expected.decision, known.expected.overall_low, known.expected.overall_high) == ("accept", 4, 5)
    assert "is a known sample now" in desk.info[0].value
    press(desk, "u")
    assert shown(desk) == cases[1]
    assert settled_of(workspace, cases[1]) == ("mixed", False)
    assert "make_known" not in buttons_on(desk)


def test_one_goes_through_the_cases_without_settling_and_round(desk: AppTest, cases: list[int]) -> None:
    seen = [shown(desk)]
    for _ in range(3):
        press(desk, "right")
        seen.append(shown(desk))
    assert seen == [cases[1], cases[0], cases[2], cases[1]]
    press(desk, "left")
    assert shown(desk) == cases[1]
    assert "first case" in desk.info[0].value


def test_a_key_for_the_case_before_and_a_case_settled_by_another_change_nothing(
    desk: AppTest, workspace: Workspace, admin: Actor, cases: list[int]
) -> None:
    press(desk, "a")
    report(desk, {"action": "reject", "shown": [cases[1], 0], "turn": "late"})
    assert "too late" in desk.info[0].value
    here = shown(desk)
    adjudication.settle(workspace, here, decision="accept", actor=admin)
    press(desk, "x")
    assert "settled sample" in desk.error[0].value
    assert settled_of(workspace, here) == ("accept", True)


def test_when_nothing_is_left_it_says_so_and_undo_still_works(
    desk: AppTest, workspace: Workspace, cases: list[int]
) -> None:
    press(desk, "a", "a", "a")
    assert panel_on(desk)["shown"] is None
    assert "Nobody differs" in " ".join(part.value for part in desk.markdown)
    press(desk, "u")
    assert shown(desk) == cases[2]


def test_an_address_opens_a_case_and_a_settled_one_can_be_settled_anew(
    page: Open, workspace: Workspace, admin: Actor, cases: list[int]
) -> None:
    adjudication.settle(workspace, cases[2], decision="accept", overall=5, actor=admin)
    desk = page("adjudication", actor_id=admin.id, query={"sample": str(cases[2])})
    assert shown(desk) == cases[2]
    assert buttons_on(desk)["accept"]["is_set"]
    assert buttons_on(desk)["rate_5"]["is_set"]
    press(desk, "x")
    assert settled_of(workspace, cases[2]) == ("reject", True)


def test_the_settled_ones_are_listed_and_taken_back(
    page: Open, workspace: Workspace, admin: Actor, cases: list[int]
) -> None:
    adjudication.settle(workspace, cases[0], decision="accept", note="A fair reading.", actor=admin)
    listed = page("adjudication", actor_id=admin.id, query={"case_tab": "Settled"})
    assert "A fair reading" in " ".join(part.value for part in listed.caption)
    next(button for button in listed.button if button.label == "Take back").click().run()
    assert not listed.exception
    assert settled_of(workspace, cases[0]) == ("mixed", False)


def test_an_attention_check_is_written_shown_and_retired(page: Open, workspace: Workspace, admin: Actor) -> None:
    known = page("adjudication", actor_id=admin.id, query={"case_tab": "Known samples"})
    known.text_area(key="check_lead").input("A farmer has 12 goats.")
    known.button(key="check_write").click().run()
    ((made,), _) = list_gold(workspace, actor=admin)
    assert (made.kind, made.expected.decision, made.expected.overall_low) == ("attention", "reject", 2)
    assert "attention check" in " ".join(part.value for part in known.markdown)
    next(button for button in known.button if button.label == "Retire").click().run()
    assert not known.exception
    assert list_gold(workspace, actor=admin) == ([], None)


def test_a_curator_says_on_a_samples_page_what_is_right_and_no_rater_sees_it(
    page: Open, workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    (sample_id,) = add_samples(workspace, 1)
    own = page("sample", actor_id=admin.id, query={"sample": str(sample_id)})
    next(box for box in own.selectbox if box.label == "Right to").select("Accept")
    next(button for button in own.button if button.label == "Make it a known sample").click().run()
    assert not own.exception
    known = find_gold(workspace, sample_id, actor=admin)
    assert known is not None
    assert known.expected.decision == "accept"
    assert "0 of" not in " ".join(part.value for part in own.markdown)
    seen = page("sample", actor_id=annotator.id, query={"sample": str(sample_id)})
    assert not any("known" in str(part).casefold() for part in (*seen.expander, *seen.markdown, *seen.caption))


def test_the_page_is_for_curators(page: Open, annotator: Actor) -> None:
    refused = page("adjudication", actor_id=annotator.id)
    assert "needs the role curator" in refused.error[0].value
