"""The page Whose text? as somebody uses it: the text, four personas, a guess, and what all guesses come to."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select
from streamlit.testing.v1 import AppTest

from curation.models import Guess
from curation.services.permissions import Actor
from curation.services.whose import submit_guess
from curation.workspace import Workspace
from tests.pages.review_panel import buttons_on, panel_on, panel_text, press, report
from tests.services.comparing import add_matched
from tests.services.judging import sample_in
from tests.services.test_whose import add_people

Open = Callable[..., AppTest]


@pytest.fixture
def made(workspace: Workspace) -> list[int]:
    """Four texts, and people who can be told apart."""
    add_people(workspace, *(f"A {trade} of stamps" for trade in ("baker", "smith", "nurse", "pilot", "diver")))
    return add_matched(workspace, 4, {})[0]


@pytest.fixture
def desk(page: Open, annotator: Actor, made: list[int]) -> AppTest:
    """The page with a text on the screen."""
    opened = page("whose", actor_id=annotator.id)
    assert not opened.exception
    return opened


def guesses(workspace: Workspace) -> list[Guess]:
    with workspace.read() as session:
        return list(session.exec(select(Guess).order_by(col(Guess.id))))


def written(desk: AppTest) -> str:
    return " ".join(part.value for part in (*desk.markdown, *desk.text, *desk.caption))


def test_a_text_and_four_personas_without_a_word_of_which_is_right(
    desk: AppTest, workspace: Workspace, made: list[int]
) -> None:
    (shown, _) = panel_on(desk)["shown"]
    assert shown in made
    assert [f"Persona {n}" in written(desk) for n in range(1, 5)] == [True] * 4
    assert f"sample {shown}" not in written(desk).casefold()
    assert "told after your guess" in panel_text(desk)


def test_a_digit_guesses_tells_the_truth_and_goes_on(desk: AppTest, workspace: Workspace) -> None:
    (shown, _) = panel_on(desk)["shown"]
    press(desk, "2")
    (row,) = guesses(workspace)
    assert (row.sample_id, row.chosen_id) == (shown, row.options[1])
    right = row.options.index(sample_in(workspace, shown).persona_id or 0) + 1
    assert ("Right." if row.is_right else "Not right.") in panel_text(desk)
    assert f"It was written for {right}:" in panel_text(desk)
    assert panel_on(desk)["shown"][0] != shown
    press(desk, "0")
    assert guesses(workspace)[1].chosen_id is None
    assert "You could not tell." in panel_text(desk)


def test_one_goes_past_a_text_and_it_comes_again_at_the_end(desk: AppTest, workspace: Workspace) -> None:
    (first, _) = panel_on(desk)["shown"]
    press(desk, "right")
    assert panel_on(desk)["shown"][0] != first
    press(desk, "1", "1", "1")
    assert panel_on(desk)["shown"][0] == first
    press(desk, "1")
    assert len(guesses(workspace)) == 4
    assert panel_on(desk)["shown"] is None
    assert "guessed at every text" in written(desk)
    assert set(buttons_on(desk)) == {"help"}


def test_a_guess_made_elsewhere_and_a_late_key_store_nothing_twice(
    desk: AppTest, workspace: Workspace, annotator: Actor
) -> None:
    (shown, _) = panel_on(desk)["shown"]
    submit_guess(workspace, shown, 0, actor=annotator)
    press(desk, "1")
    assert "The first guess stands" in desk.error[0].value
    report(desk, {"action": "guess_1", "shown": [shown, 0], "turn": "late"})
    assert "too late" in desk.info[0].value
    assert len(guesses(workspace)) == 1


def test_the_results_tell_share_n_and_chance(
    page: Open, workspace: Workspace, annotator: Actor, made: list[int]
) -> None:
    empty = page("whose", actor_id=annotator.id, query={"w_tab": "Results"})
    assert "Nobody has guessed yet" in written(empty)
    for sample_id in made:
        submit_guess(workspace, sample_id, 0, actor=annotator)
    results = page("whose", actor_id=annotator.id, query={"w_tab": "Results"})
    assert not results.exception
    assert "of 4 guesses are right" in written(results)
    assert "by lot it would be 25 %" in written(results)
    assert "not masked" in written(results)
    assert "Person" not in results.segmented_control(key="w_by").options


def test_without_texts_for_people_it_says_what_it_takes(page: Open, annotator: Actor) -> None:
    empty = page("whose", actor_id=annotator.id)
    assert "There is nothing to guess yet" in written(empty)
