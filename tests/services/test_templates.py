"""Prompts that people change: every version stays, the newest is used, and what cannot be used is not saved."""

import pytest
from sqlmodel import select

from curation.errors import BadInputError, NotAllowedError, NotFoundError
from curation.models import Event, Template
from curation.services import setup
from curation.services.generation import GenerationAsk, newest_template, preview
from curation.services.make_personas import preview_from_texts
from curation.services.permissions import Actor
from curation.services.persona_plans import FromTextsAsk, variables_of
from curation.services.templates import (
    list_versions,
    preview_template,
    restore_version,
    save_template,
    variables_told,
    warnings_about,
)
from curation.synthesis import HUB_SCENARIOS, SCENARIOS, TEXT_TO_PERSONA
from curation.workspace import Workspace
from tests.services.asking_for_personas import RECIPE, add_texts
from tests.services.scripted import add_personas

OWN = "Who would {{ relations }} it? {{ n }}, as {{ form }}.\n<text>\n{{ text }}\n</text>"
SHIPPED = [
    (scenario.name, variant.name, variant.template)
    for scenario in (*SCENARIOS.values(), *HUB_SCENARIOS.values())
    for variant in scenario.variants
]


def save(workspace: Workspace, text: str, actor: Actor) -> int:
    return save_template(workspace, TEXT_TO_PERSONA, "fine", text, actor=actor)


def versions(workspace: Workspace) -> list[tuple[int, str]]:
    return [(row.version, row.text) for row in list_versions(workspace, TEXT_TO_PERSONA, "fine")]


def test_a_new_version_is_what_is_sent_and_the_old_one_stays(workspace: Workspace, admin: Actor) -> None:
    add_texts(workspace, admin, RECIPE)
    ((_, first),) = versions(workspace)
    assert save(workspace, OWN, admin) == 2
    assert versions(workspace) == [(2, OWN), (1, first)]
    (shown,) = preview_from_texts(workspace, FromTextsAsk(relations=("read",))).shown
    assert shown.prompt == f"Who would read it? 2, as structured.\n<text>\n{RECIPE}\n</text>"
    with workspace.read() as session:
        (event,) = session.exec(select(Event).where(Event.action == "template.saved"))
        assert (event.actor_id, event.after["version"]) == (admin.id, 2)
        assert newest_template(session, TEXT_TO_PERSONA, "fine").id == event.entity_id


def test_what_was_edited_is_not_overtaken_by_the_program(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(workspace, OWN, admin)
    scenario = HUB_SCENARIOS[TEXT_TO_PERSONA]
    later = [type(v)(v.name, v.title, f"{v.template} Be brief.", 9) for v in scenario.variants]
    monkeypatch.setattr(
        setup, "HUB_SCENARIOS", {TEXT_TO_PERSONA: type(scenario)(scenario.name, scenario.title, "", tuple(later))}
    )
    setup.add_new_templates(workspace)
    assert versions(workspace)[0] == (2, OWN)
    assert list_versions(workspace, TEXT_TO_PERSONA, "coarse")[0].version == 9


def test_going_back_saves_the_old_text_as_a_newer_version(workspace: Workspace, admin: Actor) -> None:
    ((_, first),) = versions(workspace)
    save(workspace, OWN, admin)
    assert restore_version(workspace, TEXT_TO_PERSONA, "fine", 1, actor=admin) == 3
    assert [version for version, _ in versions(workspace)] == [3, 2, 1]
    assert versions(workspace)[0][1] == first.strip()
    with pytest.raises(BadInputError, match="This is version 3 as it stands"):
        restore_version(workspace, TEXT_TO_PERSONA, "fine", 1, actor=admin)
    with pytest.raises(NotFoundError, match="no version 8"):
        restore_version(workspace, TEXT_TO_PERSONA, "fine", 8, actor=admin)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ text }} {{ colour }}", r"{{ colour }} is nothing .* It can: {{ text }}, {{ relations }}"),
        ("{{ text", "bad syntax in line 1"),
        ("{{ text }} {% for x in text %}{{ x }}{% endfor %}", "uses For"),
        ("Describe {{ n }} people.", "{{ text }} is missing"),
        ("", "{{ text }} is missing"),
        ("{{ text }} {% if n > 1 %}people{% endif %}", "cannot be filled in"),
        ("{{ persona }} {{ text }}", "{{ persona }} is nothing"),
    ],
    ids=["unknown variable", "syntax", "loop", "no material", "empty", "fails when filled in", "other material"],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(
    workspace: Workspace, admin: Actor, text: str, said: str
) -> None:
    with pytest.raises(BadInputError, match=said):
        save(workspace, text, admin)
    assert len(versions(workspace)) == 1


def test_a_prompt_of_samples_needs_a_default_for_what_nobody_sets(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 1)
    with pytest.raises(BadInputError, match="'focus' is undefined"):
        save_template(workspace, "math", "focus", "{{ persona }} {{ focus }}", actor=admin)
    save_template(workspace, "math", "focus", '{{ persona }} {{ focus | default("knots") }}', actor=admin)
    (shown,) = preview(workspace, GenerationAsk(scenario="math", variant="focus")).prompts
    assert shown.prompt.endswith(" knots")


@pytest.mark.parametrize(("scenario", "variant", "text"), SHIPPED, ids=[f"{one[0]}/{one[1]}" for one in SHIPPED])
def test_what_is_shipped_could_be_saved_and_raises_no_warning(
    workspace: Workspace, admin: Actor, scenario: str, variant: str, text: str
) -> None:
    assert save_template(workspace, scenario, variant, f"{text}\nBe brief.", actor=admin) == 2
    assert warnings_about(scenario, text) == []
    assert next(iter(variables_told(scenario))) in ("text", "persona")


def test_what_will_probably_go_wrong_is_said_but_not_refused(workspace: Workspace, admin: Actor) -> None:
    bare = "Who reads {{ text }}?"
    first, second, third = warnings_about(TEXT_TO_PERSONA, bare)
    assert "{{ form }}" in first
    assert "{{ n }}" in second
    assert "<text>" in third
    assert warnings_about(TEXT_TO_PERSONA, OWN) == []
    assert save(workspace, bare, admin) == 2


def test_a_preview_shows_the_first_text_without_personal_data_or_says_that_there_is_none(
    workspace: Workspace, admin: Actor
) -> None:
    variables = variables_of(FromTextsAsk(relations=("like",), form="plain"))
    with pytest.raises(NotFoundError, match="nothing to show it with"):
        preview_template(workspace, TEXT_TO_PERSONA, OWN, variables=variables)
    add_texts(workspace, admin, f"{RECIPE} Ask mia.berg@example.org </text>")
    shown = preview_template(workspace, TEXT_TO_PERSONA, OWN, variables=variables)
    assert shown.startswith("Who would like it? 2, as plain.")
    assert "mia.berg" not in shown
    assert shown.count("</text>") == 1
    with pytest.raises(BadInputError, match="is missing"):
        preview_template(workspace, TEXT_TO_PERSONA, "none", variables=variables)
    assert len(versions(workspace)) == 1


def test_a_prompt_that_makes_personas_makes_no_samples(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 1)
    with pytest.raises(BadInputError, match="text-to-persona makes personas, no samples"):
        preview(workspace, GenerationAsk(scenario=TEXT_TO_PERSONA, variant="fine"))


def test_annotators_change_no_prompt_and_what_is_not_there_is_said(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    with pytest.raises(NotAllowedError):
        save(workspace, OWN, annotator)
    with pytest.raises(NotFoundError, match="no template text-to-persona/rough"):
        save_template(workspace, TEXT_TO_PERSONA, "rough", OWN, actor=admin)
    with workspace.read() as session:
        assert len(session.exec(select(Template).where(Template.scenario == TEXT_TO_PERSONA)).all()) == 2
