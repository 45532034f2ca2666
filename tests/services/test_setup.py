"""A workspace that an earlier version made gets the templates of this one, and nobody's own are touched."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from sqlmodel import select

from curation.models import Event, Template
from curation.services import setup
from curation.services.generation import list_templates, newest_template
from curation.services.people import join
from curation.services.permissions import Actor
from curation.services.templates import save_template
from curation.store.events import add_event
from curation.synthesis import SCENARIOS, Scenario, Variant
from curation.workspace import Workspace


def shipped(version: int) -> Mapping[str, Scenario]:
    """Return the scenarios of a later program: one prompt is another, a variant and a scenario are new."""
    math, plain = SCENARIOS["math"], SCENARIOS["math"].variant("plain")
    later = replace(plain, version=version, template=f"{plain.template} Be brief.")
    variants = (later, *math.variants[1:], Variant("proof", "Proof", "Prove it. {{ persona }}", 1))
    riddle = Scenario("riddle", "Riddle", "A riddle.", (Variant("plain", "Plain", "Ask it. {{ persona }}", 1),))
    return {**SCENARIOS, "math": replace(math, variants=variants), "riddle": riddle}


def templates_in(workspace: Workspace) -> dict[tuple[str, str, int], str]:
    with workspace.read() as session:
        return {(row.scenario, row.variant, row.version): row.text for row in session.exec(select(Template))}


def current(workspace: Workspace) -> Template:
    with workspace.read() as session:
        return newest_template(session, "math", "plain")


def save_own(workspace: Workspace, text: str, version: int, actor: Actor) -> None:
    """Save a version of a person's own, as a change of a template is written."""
    with workspace.write() as tx:
        row = Template(scenario="math", variant="plain", version=version, title="Mine", text=text)
        tx.add(row)
        tx.flush()
        add_event(tx, actor_id=actor.id, action="template.saved", entity="template", entity_id=row.id)


def test_an_older_workspace_gets_new_versions_variants_and_scenarios_beside_its_own(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = templates_in(workspace)
    monkeypatch.setattr(setup, "SCENARIOS", shipped(2))
    setup.init_workspace(workspace.settings, with_starter=False)
    after = templates_in(workspace)
    assert after.items() >= before.items()
    assert sorted(after.keys() - before.keys()) == [("math", "plain", 2), ("math", "proof", 1), ("riddle", "plain", 1)]
    assert current(workspace).text.endswith("Be brief.")
    listed = [(row.scenario, row.variant, row.version) for row in list_templates(workspace)]
    assert listed[0] == ("math", "plain", 2)
    assert listed[-2:] == [("math", "proof", 1), ("riddle", "plain", 1)]
    with workspace.read() as session:
        added = session.exec(select(Event.entity_id).where(Event.action == "template.added")).all()
    assert len(set(added)) == 3


def test_what_was_brought_in_is_not_brought_again_and_can_be_followed_by_a_later_version(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in (2, 2, 4):
        monkeypatch.setattr(setup, "SCENARIOS", shipped(version))
        setup.add_new_templates(workspace)
    assert [name[2] for name in sorted(templates_in(workspace)) if name[:2] == ("math", "plain")] == [1, 2, 4]
    events = workspace.data_version()
    setup.add_new_templates(workspace)
    assert workspace.data_version() == events


@pytest.mark.parametrize("version", [2, 3])
def test_a_prompt_that_somebody_edited_stays_the_current_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    save_own(workspace, "My own {{ persona }}", 2, join(workspace, "Ada"))
    monkeypatch.setattr(setup, "SCENARIOS", shipped(version))
    setup.add_new_templates(workspace)
    assert (current(workspace).text, current(workspace).version) == ("My own {{ persona }}", 2)
    assert ("math", "proof", 1) in templates_in(workspace)


def test_an_earlier_program_takes_nothing_back(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(setup, "SCENARIOS", shipped(2))
        setup.add_new_templates(workspace)
    later = templates_in(workspace)
    setup.add_new_templates(workspace)
    assert templates_in(workspace) == later


def test_what_an_older_version_did_not_know_of_its_templates_is_filled_in_but_not_over_what_people_set(
    workspace: Workspace,
) -> None:
    ada = join(workspace, "Ada")
    with workspace.write() as tx:
        for row in tx.exec(select(Template)):
            row.variables, row.example = {}, ""
    save_template(workspace, "logic", "ruozhiba", variables={"style": "Mine"}, actor=ada)
    setup.add_new_templates(workspace)
    with workspace.read() as session:
        focus = newest_template(session, "math", "focus")
        assert focus.variables == {"focus": "geometry"}
        assert focus.example.startswith("Math problem:")
        assert newest_template(session, "logic", "ruozhiba").variables == {"style": "Mine"}
    before = workspace.data_version()
    setup.add_new_templates(workspace)
    assert workspace.data_version() == before
