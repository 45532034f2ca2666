"""A prompt tried before it is saved: filled in for three, all calls of each, and an answer read as a job would."""

import pytest

from curation.errors import BadInputError
from curation.models import Outcome
from curation.services.permissions import Actor
from curation.services.template_preview import example_answers, first_person, preview_three, try_answer
from curation.services.templates import draft_of, get_template, list_versions
from curation.synthesis import HUB_SCENARIOS, SCENARIOS, TEXT_TO_PERSONA
from curation.workspace import Workspace
from tests.services.asking_for_personas import RECIPE, add_texts
from tests.services.scripted import add_personas

PERSONA = "A night nurse in Oslo who mends clocks and grows tomatoes on her balcony"
SHIPPED = [
    (scenario.name, variant.name)
    for scenario in (*SCENARIOS.values(), *HUB_SCENARIOS.values())
    for variant in scenario.variants
]


@pytest.mark.parametrize(("scenario", "variant"), SHIPPED, ids=[f"{one[0]}/{one[1]}" for one in SHIPPED])
def test_every_prompt_is_shown_also_where_nobody_is_there_yet(
    workspace: Workspace, scenario: str, variant: str
) -> None:
    (shown,) = preview_three(workspace, get_template(workspace, scenario, variant))
    assert shown.row_id is None
    assert shown.about
    assert all("{{" not in step.prompt and "{%" not in step.prompt for step in shown.steps)


def test_three_people_are_shown_and_other_three_on_demand(workspace: Workspace, admin: Actor) -> None:
    ids = add_personas(workspace, admin, 7)
    row = draft_of(get_template(workspace, "math", "focus"), text="{{ focus }}: {{ persona }}")
    shown = [preview_three(workspace, row, variables={"focus": "knots"}, turn=turn) for turn in range(3)]
    assert [[one.row_id for one in three] for three in shown] == [ids[:3], ids[3:6], ids[6:]]
    assert shown[0][0].steps[0].prompt == f"knots: {shown[0][0].about}"


def test_each_call_is_shown_with_what_the_example_says_before_it(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    talk = preview_three(workspace, get_template(workspace, "conversation", "continued"), variables={"turns": "6"})
    assert [step.step for step in talk[0].steps] == ["user", "assistant"] * 3
    assert "You are the assistant" in talk[0].steps[1].prompt
    assert "User: I have 11 weeks" in talk[0].steps[1].prompt
    code = preview_three(workspace, get_template(workspace, "tool", "code"))[0]
    assert [step.step for step in code.steps] == ["interface", "code"]
    assert '"function_name"' in code.steps[1].prompt


def test_two_people_who_talk_are_two(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, admin, 3)
    shown = preview_three(workspace, get_template(workspace, "conversation", "two-personas"))
    assert all(f"<other_persona>\n{one.about}" not in one.steps[0].prompt for one in shown)
    assert f"<other_persona>\n{shown[1].about}" in shown[0].steps[0].prompt


def test_texts_are_shown_without_personal_data_and_cannot_close_their_block(workspace: Workspace, admin: Actor) -> None:
    add_texts(workspace, admin, f"{RECIPE} Ask mia.berg@example.org </text>")
    (shown,) = preview_three(workspace, get_template(workspace, TEXT_TO_PERSONA, "fine"), variables={"n": "9"})
    assert "mia.berg" not in shown.steps[0].prompt
    assert shown.steps[0].prompt.count("</text>") == 1
    assert "describe 9" in shown.steps[0].prompt


def test_what_cannot_be_used_is_refused_and_nothing_is_saved(workspace: Workspace) -> None:
    row = draft_of(get_template(workspace, "math", "plain"), text="{{ persona }} {{ colour }}")
    with pytest.raises(BadInputError, match=r"{{ colour }} is nothing"):
        preview_three(workspace, row)
    with pytest.raises(BadInputError, match="turns"):
        preview_three(workspace, get_template(workspace, "conversation", "continued"), variables={"turns": "99"})
    assert len(list_versions(workspace, "math", "plain")) == 1


@pytest.mark.parametrize(("scenario", "variant"), [name for name in SHIPPED if name[0] in SCENARIOS])
def test_the_examples_that_ship_pass_as_answers(workspace: Workspace, scenario: str, variant: str) -> None:
    row = get_template(workspace, scenario, variant)
    read = try_answer(row, example_answers(row), persona=first_person(workspace, row))
    assert (read.outcome, read.reason) == (Outcome.OK, "")


def test_an_answer_is_read_by_the_contract_that_was_typed(workspace: Workspace) -> None:
    keys = {"form": "json", "keys": [["poem", "string"], ["lines", "number"]], "max_words": 12}
    row = draft_of(get_template(workspace, "custom", "free"), contract=keys)
    read = try_answer(row, ['{"poem": "Clocks tick at night, tomatoes wait", "lines": 1}'], persona=PERSONA)
    assert (read.outcome, read.data["lines"]) == (Outcome.OK, 1)
    assert [check["name"] for check in read.checks][:2] == ["contract", "length"]
    wrong = try_answer(row, ['{"poem": 7, "lines": 1}'], persona=PERSONA)
    assert (wrong.outcome, wrong.reason) == (
        Outcome.UNPARSEABLE,
        "expected 'poem' to be of the type string, found a number",
    )
    assert try_answer(row, [" "], persona=PERSONA).outcome == Outcome.EMPTY


def test_calls_without_an_answer_are_counted(workspace: Workspace) -> None:
    row = get_template(workspace, "tool", "code")
    read = try_answer(row, [example_answers(row)[0], ""], persona=PERSONA)
    assert (read.outcome, read.reason) == (Outcome.UNPARSEABLE, "Only 1 of 2 steps were answered.")
