"""Prompts that people change: every version stays, the newest is used, and what cannot be used is not saved."""

import itertools
from typing import Any

import pytest
from sqlmodel import select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import Event, Template
from curation.services import setup
from curation.services.generation import GenerationAsk, newest_template, preview
from curation.services.make_personas import preview_from_texts
from curation.services.permissions import Actor
from curation.services.persona_plans import FromTextsAsk
from curation.services.template_rules import variables_told, warnings_about
from curation.services.templates import (
    changes_between,
    create_template,
    draft_of,
    get_template,
    list_history,
    list_newest,
    list_versions,
    restore_version,
    save_template,
)
from curation.synthesis import HUB_SCENARIOS, SCENARIOS, TEXT_TO_PERSONA, Contract
from curation.workspace import Workspace
from tests.services.asking_for_personas import RECIPE, add_texts
from tests.services.scripted import add_personas

OWN = "Who would {{ relations }} it? {{ n }}, as {{ form }}.\n<text>\n{{ text }}\n</text>"
SHIPPED = [
    (scenario.name, variant.name)
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


def test_a_name_that_a_prompt_places_needs_a_default_in_its_variables(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 1)
    text = "{{ persona }} {{ focus }} {{ era }}"
    with pytest.raises(BadInputError, match=r"{{ era }} is nothing .* A further name needs a variable with a default"):
        save_template(workspace, "math", "focus", text, actor=admin)
    with pytest.raises(BadInputError, match=r"{{ era }} is nothing"):
        save_template(workspace, "math", "focus", text.replace(" era ", ' era | default("now") '), actor=admin)
    save_template(workspace, "math", "focus", text, variables={"focus": "knots", "era": "1900"}, actor=admin)
    (shown,) = preview(workspace, GenerationAsk(scenario="math", variant="focus")).prompts
    assert shown.prompt.endswith(" knots 1900")
    (shown,) = preview(workspace, GenerationAsk(scenario="math", variant="focus", variables={"era": "2100"})).prompts
    assert shown.prompt.endswith(" knots 2100")


def test_the_default_of_the_variable_wins_over_one_in_the_text(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 1)
    assert 'focus | default("geometry")' in get_template(workspace, "math", "focus").text
    save_template(workspace, "math", "focus", variables={"focus": "knots"}, actor=admin)
    (shown,) = preview(workspace, GenerationAsk(scenario="math", variant="focus")).prompts
    assert "from the field of knots" in shown.prompt


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"variables": {"Focus": "x"}}, "'Focus' cannot be the name of a variable"),
        ({"variables": {"persona": "x"}}, "'persona' cannot be the name"),
        ({"variables": {"true": "x"}}, "'true' cannot be the name"),
        ({"variables": {f"v{n}": "x" for n in range(21)}}, "at most 20 variables"),
        ({"variables": {"long": "x" * 20_001}}, "more than 20,000 characters"),
        ({"title": " "}, "A title has 1 to 120"),
        ({"contract": {"form": "poem"}}, "The contract cannot be used: The form 'poem' is not known"),
        ({"contract": {"form": "labels"}}, "needs at least one label"),
        ({"contract": {"form": "json", "keys": [["a", "date"]]}}, "has the type 'date'"),
        ({"contract": {"min_words": 9, "max_words": 3}}, "the lower bound first"),
        ({"example": "x" * 50_001}, "at most 50,000 characters"),
        ({"text": "{{ persona }} {{ step }}"}, "{{ step }} is nothing"),
    ],
)
def test_what_a_prompt_of_ones_own_cannot_have_is_one_sentence(
    workspace: Workspace, admin: Actor, fields: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInputError, match=said):
        save_template(workspace, "custom", "free", actor=admin, **fields)
    assert len(list_versions(workspace, "custom", "free")) == 1


def test_prompts_with_several_calls_are_tried_for_each_of_them(workspace: Workspace, admin: Actor) -> None:
    told = variables_told(get_template(workspace, "conversation", "continued"))
    assert told["step"].endswith("user, assistant")
    assert "so_far" in told
    with pytest.raises(BadInputError, match="“turns” must be a whole number from 2 to 12"):
        save_template(workspace, "conversation", "continued", variables={"turns": "many"}, actor=admin)
    broken = "{{ persona }}{% if step == 'assistant' %}{% if so_far > 2 %}{% endif %}{% endif %}"
    with pytest.raises(BadInputError, match="cannot be filled in"):
        save_template(workspace, "conversation", "continued", broken, actor=admin)
    row = draft_of(get_template(workspace, "tool", "code"), text="{{ persona }}")
    assert any("every call is asked in the same words" in warning for warning in warnings_about(row))


@pytest.mark.parametrize(("scenario", "variant"), SHIPPED, ids=[f"{one[0]}/{one[1]}" for one in SHIPPED])
def test_what_is_shipped_could_be_saved_and_raises_no_warning(
    workspace: Workspace, admin: Actor, scenario: str, variant: str
) -> None:
    row = get_template(workspace, scenario, variant)
    assert save_template(workspace, scenario, variant, f"{row.text}\nBe brief.", actor=admin) == row.version + 1
    assert warnings_about(row) == []
    assert next(iter(variables_told(row))) in ("text", "persona")


def test_what_will_probably_go_wrong_is_said_but_not_refused(workspace: Workspace, admin: Actor) -> None:
    bare = "Who reads {{ text }}?"
    newest = get_template(workspace, TEXT_TO_PERSONA, "fine")
    first, second, third = warnings_about(draft_of(newest, text=bare))
    assert "{{ form }}" in first
    assert "{{ n }}" in second
    assert "<text>" in third
    assert warnings_about(draft_of(newest, text=OWN)) == []
    assert save(workspace, bare, admin) == 2


def test_a_contract_that_the_text_does_not_name_and_an_example_that_does_not_keep_it_are_said(
    workspace: Workspace,
) -> None:
    contract = {"form": "labels", "labels": ["Haiku", "Reason"]}
    row = draft_of(
        get_template(workspace, "custom", "free"),
        text="Write Haiku: for\n<persona>\n{{ persona }}\n</persona>",
        variables={"season": "winter"},
        contract=contract,
        example="Haiku: snow",
    )
    said = " ".join(warnings_about(row))
    assert "{{ season }} can be set and is not placed" in said
    assert "does not name “Reason”" in said
    assert "“Haiku”" not in said
    assert 'does not keep the contract: expected text after "Reason:"' in said


def test_a_template_of_ones_own_is_made_once_and_changed_like_any_other(workspace: Workspace, admin: Actor) -> None:
    contract = {"form": "json", "keys": [["poem", "string"]]}
    assert create_template(workspace, "haiku", title="Haiku", contract=contract, actor=admin) == 1
    with pytest.raises(BadInputError, match="custom/haiku already"):
        create_template(workspace, "haiku", title="Haiku", actor=admin)
    for name in ("Haiku", "", "a b", "../x", "-a"):
        with pytest.raises(BadInputError, match="cannot be the name of a template"):
            create_template(workspace, name, title="Haiku", actor=admin)
    variables = {"season": "winter"}
    save_template(workspace, "custom", "haiku", "{{ persona }} in {{ season }}", variables=variables, actor=admin)
    newest, first = list_history(workspace, "custom", "haiku")
    assert [(one.template.version, one.by) for one in (newest, first)] == [(2, "Ada"), (1, "Ada")]
    assert Contract.from_fields(newest.template.contract) == Contract.from_fields(contract)
    changed = {
        change.part: (change.before, change.after) for change in changes_between(first.template, newest.template)
    }
    assert changed["default of season"] == ("", "winter")
    assert changed["text"][1] == "{{ persona }} in {{ season }}"
    assert changed.keys() == {"text", "variables", "default of season"}
    setup.add_new_templates(workspace)
    assert get_template(workspace, "custom", "haiku").version == 2


def test_only_templates_of_ones_own_have_a_contract_that_can_be_set(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(BadInputError, match="How answers of math are read stands in the program"):
        save_template(workspace, "math", "plain", contract={"form": "text"}, actor=admin)
    with pytest.raises(BadInputError, match="has no variables of its own"):
        save_template(workspace, TEXT_TO_PERSONA, "fine", OWN, variables={"x": "y"}, actor=admin)


def test_two_who_change_the_same_version_do_not_lose_each_others_words(workspace: Workspace, admin: Actor) -> None:
    save_template(workspace, "math", "plain", "First {{ persona }}", seen_version=1, actor=admin)
    with pytest.raises(ConflictError, match="Somebody saved version 2 meanwhile"):
        save_template(workspace, "math", "plain", "Second {{ persona }}", seen_version=1, actor=admin)
    assert get_template(workspace, "math", "plain").text == "First {{ persona }}"


def test_the_list_keeps_scenarios_together_and_says_who_saved_what(workspace: Workspace, admin: Actor) -> None:
    save_template(workspace, "math", "plain", "Mine {{ persona }}", actor=admin)
    create_template(workspace, "haiku", title="Haiku", actor=admin)
    listed = list_newest(workspace)
    scenarios = [one.template.scenario for one in listed]
    assert [name for name, _ in itertools.groupby(scenarios)] == list(dict.fromkeys(scenarios))
    by = {f"{one.template.scenario}/{one.template.variant}": one.by for one in listed}
    assert (by["math/plain"], by["math/focus"], by["custom/haiku"]) == ("Ada", "the program", "Ada")


def test_going_back_takes_the_variables_the_contract_and_the_example_along(workspace: Workspace, admin: Actor) -> None:
    create_template(workspace, "haiku", title="Haiku", example="Snow.", actor=admin)
    first = get_template(workspace, "custom", "haiku")
    fields: dict[str, Any] = {
        "variables": {"season": "winter"},
        "contract": {"max_words": 9},
        "example": "",
        "title": "H",
    }
    save_template(workspace, "custom", "haiku", "{{ persona }} {{ season }}", actor=admin, **fields)
    assert restore_version(workspace, "custom", "haiku", 1, actor=admin) == 3
    assert changes_between(first, get_template(workspace, "custom", "haiku")) == []


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


def test_a_changed_contract_is_told_in_words(workspace: Workspace) -> None:
    free = get_template(workspace, "custom", "free")
    keys = [["title", "string"], ["lines", "number"]]
    (change,) = changes_between(
        draft_of(free), draft_of(free, contract={"form": "json", "keys": keys, "max_words": 90})
    )
    assert change.before == "form: text\nlabels: none\nkeys: none\nmin words: 1\nmax words: 5000"
    assert change.after == "form: json\nlabels: none\nkeys: title string, lines number\nmin words: 1\nmax words: 90"
