"""Answers of a given form through both vendors' real SDKs, from the request to the personas that are kept."""

import json
from collections.abc import Callable

import pytest
from werkzeug import Request as Seen
from werkzeug import Response

from curation.models import Outcome
from curation.personas import personas_schema
from curation.services.make_personas import start_from_texts
from curation.services.permissions import Actor
from curation.services.persona_counts import persona_counts
from curation.services.persona_plans import FromTextsAsk
from curation.services.providers import save_provider
from curation.workspace import Workspace
from tests.providers.loopback import CANARY, Vendor
from tests.services.asking_for_personas import RECIPE, add_texts, calls_of, in_json, personas_of, stated
from tests.services.scripted import run_job

GOOD = in_json(stated("A baker who saves yeast in a jar", "read", "leave it overnight"))
CUT = {"anthropic": "max_tokens", "openai": "length"}
REFUSED = {"anthropic": "refusal", "openai": "content_filter"}


def run_against(vendor: Vendor, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("ANTHROPIC_API_KEY" if vendor.name == "anthropic" else "OPENAI_API_KEY", CANARY)
    save_provider(workspace, vendor.name, base_url=vendor.base_url, models=["model-a-1"], actor=admin)
    add_texts(workspace, admin, RECIPE)
    job_id = start_from_texts(workspace, FromTextsAsk(provider=vendor.name, model="model-a-1", seed=1), actor=admin)
    run_job(workspace, job_id)
    return job_id


def in_turn(*bodies: str) -> Callable[[Seen], Response]:
    """Return a handler that gives the answers one after the other, and then the last one."""
    left = list(bodies)

    def handle(_request: Seen) -> Response:
        return Response(left.pop(0) if len(left) > 1 else left[0], content_type="application/json")

    return handle


def test_the_form_goes_where_each_vendor_wants_it(
    vendor: Vendor, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.replies(in_turn(vendor.good_body(GOOD)))
    run_against(vendor, workspace, admin, monkeypatch)
    body = json.loads(vendor.seen[0].get_data())
    if vendor.name == "anthropic":
        assert body["output_config"] == {"format": {"type": "json_schema", "schema": personas_schema()}}
    else:
        form = {"name": "answer", "schema": personas_schema(), "strict": True}
        assert body["response_format"] == {"type": "json_schema", "json_schema": form}


def test_every_object_of_the_form_is_closed_and_wants_all_its_fields() -> None:
    schema = personas_schema()
    for part in (schema, *schema["$defs"].values()):
        assert part["additionalProperties"] is False
        assert sorted(part["required"]) == sorted(part["properties"])


def test_a_valid_answer_becomes_a_persona(
    vendor: Vendor, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.replies(in_turn(vendor.good_body(GOOD)))
    job_id = run_against(vendor, workspace, admin, monkeypatch)
    (made,) = personas_of(workspace, job_id)
    assert (made.text, made.quote, made.label) == ("A baker who saves yeast in a jar", "leave it overnight", "")
    (call,) = calls_of(workspace, job_id)
    assert (call.input_tokens, call.output_tokens, call.finish_reason) == (13, 5, call.finish_reason)


def test_an_invalid_answer_is_asked_for_once_more_and_no_third_time(
    vendor: Vendor, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.replies(in_turn(vendor.good_body("no"), vendor.good_body('{"personas": []}'), vendor.good_body(GOOD)))
    job_id = run_against(vendor, workspace, admin, monkeypatch)
    (call,) = calls_of(workspace, job_id)
    assert (call.outcome, call.reason) == (Outcome.UNPARSEABLE, "The answer holds no persona.")
    assert len(vendor.seen) == 2


def test_an_answer_that_was_invalid_once_is_mended_by_the_second(
    vendor: Vendor, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.replies(in_turn(vendor.good_body("no"), vendor.good_body(f"```json\n{GOOD}\n```")))
    job_id = run_against(vendor, workspace, admin, monkeypatch)
    assert persona_counts(workspace, job_id).made.added == 1
    assert len(vendor.seen) == 2


@pytest.mark.parametrize(("ends", "outcome"), [(CUT, Outcome.CUT_OFF), (REFUSED, Outcome.REFUSED)])
def test_a_cut_or_refused_answer_is_kept_as_such_and_asked_for_once(
    vendor: Vendor,
    workspace: Workspace,
    admin: Actor,
    monkeypatch: pytest.MonkeyPatch,
    ends: dict[str, str],
    outcome: Outcome,
) -> None:
    vendor.replies(in_turn(vendor.good_body(GOOD[:30], finish=ends[vendor.name])))
    job_id = run_against(vendor, workspace, admin, monkeypatch)
    (call,) = calls_of(workspace, job_id)
    assert (call.outcome, call.raw) == (outcome, GOOD[:30])
    assert (len(vendor.seen), personas_of(workspace, job_id)) == (1, [])
