"""A model that does not keep to a form where the interface has a place for it: told by prompt, and asked once more."""

from typing import Any

import pytest

from curation.models import Outcome
from curation.personas import personas_schema
from curation.providers import Answer, Request
from curation.services.make_personas import start_from_texts
from curation.services.permissions import Actor
from curation.services.persona_plans import FromTextsAsk
from curation.services.provider_findings import keep_capability
from curation.workspace import Workspace
from tests.services.asking_for_personas import RECIPE, add_texts, calls_of, in_json, personas_of, stated
from tests.services.scripted import MODEL, ScriptedProvider, answered, run_job

GOOD = in_json(stated("A baker who saves yeast in a jar"))


def ask(workspace: Workspace, actor: Actor, **fields: Any) -> int:  # noqa: ANN401
    add_texts(workspace, actor, RECIPE)
    wanted = FromTextsAsk(provider="openai", model=MODEL, seed=7, per_call=1, **fields)
    job_id = start_from_texts(workspace, wanted, actor=actor)
    run_job(workspace, job_id)
    return job_id


def probed(workspace: Workspace, *, structured: bool, model: str = MODEL) -> None:
    with workspace.write() as tx:
        keep_capability(tx, "openai", None, model, structured=structured, detail="Found out.")


def test_the_form_goes_into_the_prompt_and_is_kept_with_it(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    probed(workspace, structured=False)
    provider.reply = lambda _request, _number: answered(GOOD)
    job_id = ask(workspace, admin)
    (sent,) = provider.seen
    assert (sent.schema_mode, sent.json_schema) == ("in_prompt", personas_schema())
    (kept,) = calls_of(workspace, job_id)
    assert kept.prompt.startswith(sent.prompt)
    assert "JSON schema" in kept.prompt.removeprefix(sent.prompt)
    assert len(personas_of(workspace, job_id)) == 1


@pytest.mark.parametrize("second", [GOOD, "Sorry, in words again."])
def test_an_answer_in_words_is_asked_for_once_more_and_no_oftener(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, second: str
) -> None:
    probed(workspace, structured=False)

    def reply(_request: Request, number: int) -> Answer:
        return answered("A baker, in words." if number == 1 else second)

    provider.reply = reply
    job_id = ask(workspace, admin)
    assert [sent.schema_mode for sent in provider.seen] == ["in_prompt", "in_prompt"]
    (kept,) = calls_of(workspace, job_id)
    assert kept.outcome == (Outcome.OK if second == GOOD else Outcome.UNPARSEABLE)


@pytest.mark.parametrize("structured", [True, None])
def test_a_model_that_keeps_to_it_or_was_not_probed_is_told_by_the_interface(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider, structured: bool | None
) -> None:
    probed(workspace, structured=False, model="another")
    if structured is not None:
        probed(workspace, structured=structured)
    provider.reply = lambda _request, _number: answered(GOOD)
    job_id = ask(workspace, admin)
    (sent,) = provider.seen
    assert sent.schema_mode == "native"
    assert calls_of(workspace, job_id)[0].prompt == sent.prompt


def test_plain_answers_have_no_form_to_tell(workspace: Workspace, admin: Actor, provider: ScriptedProvider) -> None:
    probed(workspace, structured=False)
    provider.reply = lambda _request, _number: answered("Persona: A baker who saves yeast in a jar\nRelation: read")
    job_id = ask(workspace, admin, form="plain")
    assert calls_of(workspace, job_id)[0].prompt == provider.seen[0].prompt
