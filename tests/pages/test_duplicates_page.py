"""The Duplicates page as an annotator and a curator use it, without a browser."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import GroupDecision, ItemKind, Role
from curation.services import duplicates, people
from curation.services.jobs import list_jobs
from curation.services.permissions import Actor
from curation.ui.duplicates_desk import KEYS
from curation.workspace import Workspace
from tests.services.dedup_runs import BAKER, HARBOUR, add_personas, add_samples, run_dedup, run_job, states_in

OpenPage = Callable[..., AppTest]


@pytest.fixture
def two_groups(workspace: Workspace, admin: Actor) -> list[int]:
    """Two groups: the first of three personas, the second of two; the last of each is the keeper by rule."""
    ids = add_personas(workspace, [BAKER, BAKER + "?", BAKER + "?!", HARBOUR, HARBOUR + "!"])
    run_dedup(workspace, admin)
    return ids


def press(app: AppTest, *actions: str) -> AppTest:
    for action in actions:
        app.button(key=action).click().run()
        assert not app.exception
    return app


def text_on(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.error, *app.subheader]
    progress = [str(bar.proto.text) for bar in app.get("progress")]
    shown = " ".join([*(str(part.value) for part in parts), *progress])
    return shown.replace("\\", "")


def decisions_in(workspace: Workspace) -> list[tuple[int, str, int]]:
    rows = duplicates.list_groups(workspace, ItemKind.PERSONA, decided=True).rows
    return [(row.id, row.decision, row.keeper_id) for row in rows]


def test_before_the_first_run_the_page_offers_it(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    app = page("duplicates", actor_id=admin.id)
    assert not app.exception
    assert "Nobody has looked for near-duplicates yet" in text_on(app)
    assert "not defined, no run yet" in text_on(app)
    assert app.button(key="run_persona").disabled


def test_a_run_without_groups_says_so(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, [HARBOUR, BAKER])
    run_dedup(workspace, admin)
    app = page("duplicates", actor_id=admin.id)
    assert "No near-duplicates" in text_on(app)
    assert "0.0% of 2 personas are near-duplicates of a kept one" in text_on(app)


def test_the_known_pairs_of_the_starter_hub_are_there_at_once(page: OpenPage, starter_workspace: Workspace) -> None:
    app = page("duplicates", actor_id=people.join(starter_workspace, "Ada").id)
    assert not app.exception
    assert "**0** of 30 groups decided" in text_on(app)
    assert "Persona Curator says so: written as a near-duplicate" in text_on(app)


def test_a_run_starts_with_the_thresholds_of_the_sliders(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, [HARBOUR, HARBOUR + "!"])
    app = page("duplicates", actor_id=admin.id)
    app.slider(key="jaccard_persona").set_value(0.85).run()
    assert "there 0.85 finds up to" in text_on(app)
    press(app, "run_persona")
    (job,) = list_jobs(workspace)
    assert (job.params["min_jaccard"], job.params["min_cosine"]) == (0.85, 0.9)
    assert job.params["stages"] == ["lexical", "semantic"]
    assert "Waiting for the worker" in text_on(app)
    run_job(workspace, job.id)
    app.run()
    assert "**0** of 1 groups decided" in text_on(app)


def test_a_failed_run_says_why(
    page: OpenPage, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_personas(workspace, [HARBOUR, HARBOUR + "!"])
    monkeypatch.setattr("curation.jobs.dedup.MAX_PAIRS", 0)
    run_job(workspace, duplicates.start_dedup(workspace, ItemKind.PERSONA, actor=admin))
    assert "Run again with a higher threshold" in text_on(page("duplicates", actor_id=admin.id))


def test_an_annotator_decides_and_does_not_run(
    page: OpenPage, workspace: Workspace, two_groups: list[int], annotator: Actor
) -> None:
    app = page("duplicates", actor_id=annotator.id)
    assert "A curator can start a new run" in text_on(app)
    assert "run_persona" not in {button.key for button in app.button}
    press(app, "keep")
    assert len(decisions_in(workspace)) == 1


def test_a_viewer_does_not_see_the_page(page: OpenPage, workspace: Workspace, annotator: Actor, admin: Actor) -> None:
    people.change_person(workspace, annotator.id, role=Role.VIEWER, actor=admin)
    app = page("duplicates", actor_id=annotator.id)
    assert "needs the role annotator" in text_on(app)
    assert not app.title


def test_every_key_has_its_button(page: OpenPage, two_groups: list[int], admin: Actor) -> None:
    app = page("duplicates", actor_id=admin.id)
    shortcuts = {button.key: button.proto.shortcut for button in app.button if button.proto.shortcut}
    assert shortcuts == {binding.action: binding.key for binding in KEYS.bindings}


def test_the_marked_one_is_kept_and_the_next_group_comes(
    page: OpenPage, workspace: Workspace, two_groups: list[int], admin: Actor
) -> None:
    first = duplicates.neighbour_group(workspace, ItemKind.PERSONA, None, order="uncertain")
    app = page("duplicates", actor_id=admin.id)
    assert app.button(key="keep").label == f"Keep #{two_groups[2]}"
    press(app, "mark_back", "keep")
    assert decisions_in(workspace) == [(first, "keep_one", two_groups[1])]
    assert "**1** of 2 groups decided" in text_on(app)
    assert f"#{two_groups[1]} is kept. U takes it back" in text_on(app)
    assert app.button(key="keep").label == f"Keep #{two_groups[4]}"


def test_keeping_all_and_taking_it_back(
    page: OpenPage, workspace: Workspace, two_groups: list[int], admin: Actor
) -> None:
    before = states_in(workspace)
    app = press(page("duplicates", actor_id=admin.id), "keep_all")
    assert [decision for _, decision, _ in decisions_in(workspace)] == ["keep_all"]
    press(app, "undo")
    assert states_in(workspace) == before
    assert "is taken back" in text_on(app)
    press(app, "undo")
    assert "nothing that could be taken back" in text_on(app)
    assert states_in(workspace) == before


def test_undo_in_haste_takes_back_the_decision_just_made(
    page: OpenPage, workspace: Workspace, two_groups: list[int], admin: Actor
) -> None:
    app = press(page("duplicates", actor_id=admin.id), "keep")
    undo = app.button(key="undo")  # drawn after the first decision, pressed after the second
    press(app, "keep_all")
    undo.click().run()
    assert [decision for _, decision, _ in decisions_in(workspace)] == ["keep_one"]


def test_when_all_is_decided_the_page_says_so_and_can_still_undo(
    page: OpenPage, workspace: Workspace, two_groups: list[int], admin: Actor
) -> None:
    app = press(page("duplicates", actor_id=admin.id), "keep", "keep_all")
    assert "All 2 groups are decided" in text_on(app)
    assert "keep" not in {button.key for button in app.button}
    press(app, "undo")
    assert len(decisions_in(workspace)) == 1
    assert app.button(key="keep").label == f"Keep #{two_groups[4]}"


def test_one_goes_through_the_groups_and_stops_at_the_ends(page: OpenPage, two_groups: list[int], admin: Actor) -> None:
    app = press(page("duplicates", actor_id=admin.id), "next")
    assert app.button(key="keep").label == f"Keep #{two_groups[4]}"
    assert "This is the last group" in text_on(press(app, "next"))
    press(app, "previous")
    assert app.button(key="keep").label == f"Keep #{two_groups[2]}"
    assert "This is the first group" in text_on(press(app, "previous"))


def test_the_mark_stops_at_the_ends_and_can_be_put_on_a_member(
    page: OpenPage, two_groups: list[int], admin: Actor
) -> None:
    app = page("duplicates", actor_id=admin.id)
    assert app.button(key="mark_on").disabled
    press(app, "mark_back", "mark_back")
    assert app.button(key="mark_back").disabled
    press(app, f"mark-{two_groups[1]}")
    assert app.button(key="keep").label == f"Keep #{two_groups[1]}"


def test_a_group_decided_elsewhere_meanwhile_is_not_decided_twice(
    page: OpenPage, workspace: Workspace, two_groups: list[int], admin: Actor, annotator: Actor
) -> None:
    app = page("duplicates", actor_id=admin.id)
    group_id = duplicates.neighbour_group(workspace, ItemKind.PERSONA, None, order="uncertain") or 0
    duplicates.decide(workspace, group_id, GroupDecision.KEEP_ALL, version=1, actor=annotator)
    press(app, "keep")
    assert "Somebody decided about this group meanwhile" in text_on(app)
    assert [decision for _, decision, _ in decisions_in(workspace)] == ["keep_all"]


def test_a_group_of_the_list_opens(page: OpenPage, workspace: Workspace, two_groups: list[int], admin: Actor) -> None:
    app = page("duplicates", actor_id=admin.id)
    app.toggle(key="d_list").set_value(True).run()
    rows = [button for button in app.button if str(button.key).startswith("open-")]
    assert [row.label.partition(" ")[0] for row in rows] == ["**3**", "**2**"]
    rows[1].click().run()
    assert app.button(key="keep").label == f"Keep #{two_groups[4]}"


def test_the_address_names_the_group(page: OpenPage, workspace: Workspace, two_groups: list[int], admin: Actor) -> None:
    largest = duplicates.list_groups(workspace, ItemKind.PERSONA, order="size").rows[0]
    app = page("duplicates", actor_id=admin.id, query={"group": str(largest.id)})
    assert app.button(key="keep").label == f"Keep #{largest.keeper_id}"
    run_dedup(workspace, admin)
    app = page("duplicates", actor_id=admin.id, query={"group": str(largest.id)})
    assert f"A later run made group {largest.id} anew" in text_on(app)


def test_samples_have_their_own_groups(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    add_samples(workspace, [HARBOUR, HARBOUR + "!"])
    run_dedup(workspace, admin, ItemKind.SAMPLE)
    app = page("duplicates", actor_id=admin.id)
    assert "Nobody has looked" in text_on(app)
    app.segmented_control(key="d_kind").set_value("Samples").run()
    assert "math · p/m · unknown" in text_on(app)
    assert "same words 1.00" in text_on(app)


def test_a_hostile_persona_stays_text(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    hostile = 'a pilot ![x](http://evil.example/a.png) <img src="http://evil.example/b.png" onerror="alert(1)">'
    add_personas(workspace, [hostile, hostile + "!"])
    run_dedup(workspace, admin)
    app = page("duplicates", actor_id=admin.id)
    drawn = " ".join(part.proto.body for part in app.get("html"))
    assert "&lt;img" in drawn
    assert "<img" not in drawn
    assert "![x]" not in " ".join(part.value for part in app.markdown)


def test_of_a_large_group_some_are_drawn_and_the_rest_on_demand(
    page: OpenPage, workspace: Workspace, admin: Actor
) -> None:
    add_personas(workspace, [HARBOUR + "!" * number for number in range(9)])
    run_dedup(workspace, admin)
    app = page("duplicates", actor_id=admin.id)

    def n_drawn() -> int:
        return len([button for button in app.button if str(button.key).startswith("mark-")])

    assert n_drawn() == 6
    (more,) = [button for button in app.button if str(button.key).startswith("more-")]
    assert more.label == "Show 2 more"
    more.click().run()
    assert n_drawn() == 8
