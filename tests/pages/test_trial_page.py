"""The page where something is tried side by side: the form, a trial, and what a blind one does not say."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from curation.jobs.running import run_here_or_wait
from curation.models import Annotator, Role
from curation.services import people
from curation.services.permissions import Actor
from curation.services.trial_reading import TrialCell
from curation.services.trials import TrialAsk, list_trials, reveal_trial, start_trial, trial
from curation.workspace import Workspace
from tests.services.scripted import add_personas

OpenPage = Callable[..., AppTest]


def click(shown: AppTest, label: str) -> AppTest:
    return next(button for button in shown.button if label in button.label).click().run()


def made_trial(workspace: Workspace, actor: Actor, *, is_blind: bool) -> str:
    arms = [{"name": "one way", "scenario": "math"}, {"name": "other way", "scenario": "math", "who": "nobody"}]
    token = start_trial(workspace, TrialAsk.model_validate({"arms": arms, "n": 2, "is_blind": is_blind}), actor=actor)
    for arm in trial(workspace, token, actor=actor).arms:
        run_here_or_wait(workspace, arm.job_id, on_progress=lambda _done, _total: None)
    return token


def revealed_rows(workspace: Workspace, token: str) -> list[Sequence[TrialCell]]:
    """Return the cells of each row as somebody sees them who was told which is which."""
    other = people.join(workspace, "Cleo")
    with workspace.write() as tx:
        tx.get_one(Annotator, other.id).role = Role.CURATOR
    reveal_trial(workspace, token, actor=other)
    return [row.cells for row in trial(workspace, token, actor=other).rows]


def said(shown: AppTest) -> str:
    parts = "\n".join(str(part.value) for part in (*shown.markdown, *shown.caption, *shown.subheader))
    return parts.replace("\\", "")


def test_the_form_starts_all_arms_and_opens_the_trial(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 4)
    shown = page("trial", actor_id=admin.id)
    assert [(metric.label, metric.value) for metric in shown.metric][:3] == [
        ("Personas", "4"),
        ("Samples", "8"),
        ("Cost", "free"),
    ]
    shown = click(shown, "Try 2 side by side")
    assert not shown.exception
    (started,) = list_trials(workspace)
    assert [*started.names] == ["plain, version 1", "focus, version 1"]
    assert started.token in shown.query_params["trial"]


@pytest.mark.parametrize(("differs", "n"), [("model", 2), ("persona", 3), ("examples", None)])
def test_one_thing_differs_at_a_time(
    page: OpenPage, workspace: Workspace, admin: Actor, differs: str, n: int | None
) -> None:
    add_personas(workspace, admin, 3)
    shown = page("trial", actor_id=admin.id)
    shown.session_state["t_differs"] = differs
    shown.run()
    assert not shown.exception
    starts = [button.label for button in shown.button if button.label.startswith("Try ")]
    assert starts == ([f"Try {n} side by side"] if n else [])


def test_the_texts_stand_side_by_side_and_one_goes_on_to_the_next(
    page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    add_personas(workspace, admin, 3)
    shown = page("trial", actor_id=admin.id, query={"trial": made_trial(workspace, admin, is_blind=False)})
    assert [part.value for part in shown.subheader] == ["one way", "other way"]
    assert "The intervals overlap: 2 rows of each" in said(shown)
    shown = click(shown, "Next")
    assert "Persona 2 of 2" in [part.value for part in shown.header]


def test_a_blind_trial_says_which_is_which_when_asked(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    shown = page("trial", actor_id=admin.id, query={"trial": made_trial(workspace, admin, is_blind=True)})
    assert [part.value for part in shown.subheader] == ["A", "B"]
    assert not shown.dataframe
    shown = click(shown, "Say which is which")
    assert {part.value[4:] for part in shown.subheader} == {"one way", "other way"}
    assert "which is which was said to Ada" in said(shown)
    assert shown.dataframe


def test_a_trial_that_is_not_there_is_said_to_be_so(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = page("trial", actor_id=admin.id, query={"trial": "nothing"})
    assert not shown.exception
    assert "No such trial" in said(shown)


def vote_of(shown: AppTest, row: int) -> Any:  # noqa: ANN401 - Streamlit's element
    return next(group for group in shown.button_group if re.fullmatch(f"trial_vote_.*_{row}", str(group.key)))


def test_a_reader_votes_persona_by_persona_and_the_votes_are_counted_once_it_is_said_which_is_which(
    page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    add_personas(workspace, admin, 3)
    token = made_trial(workspace, admin, is_blind=True)
    shown = page("trial", actor_id=admin.id, query={"trial": token})
    first = next(cell.arm for cell in revealed_rows(workspace, token)[0] if cell.letter == "B")
    shown = vote_of(shown, 0).set_value(1).run()
    assert not shown.exception
    assert "You voted on 1 of 2 personas." in said(shown)
    shown = click(shown, "Next")
    shown = vote_of(shown, 1).set_value(2).run()
    assert "You voted on 2 of 2 personas." in said(shown)
    assert not shown.dataframe
    shown = click(shown, "Say which is which")
    assert "2 votes by 1 reader on 2 of 2 personas." in said(shown)
    counted = shown.dataframe[-1].value
    names = ["one way", "other way", "None of them"]
    assert [*counted["Arm"]] == names
    assert [*counted["Votes"]] == [f"{int(arm == first)} of 2" for arm in range(2)] + ["1 of 2"]


def test_generate_leads_to_trying_out(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    shown = page("generate", actor_id=admin.id)
    assert not shown.exception
    links = [link.proto.label for link in shown.get("page_link")]
    assert any(label.startswith("Not sure yet? Try out") for label in links)
