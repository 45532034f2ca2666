"""A model judges through both vendors' real SDKs: what goes over the line, and what comes of the answer."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug import Request as Seen
from werkzeug import Response

from curation.models import Outcome
from curation.review.judge_prompt import judge_schema, pair_schema
from curation.review.shipped_rubrics import SHIPPED
from curation.services.judge_counts import judge_counts
from curation.services.permissions import Actor
from curation.services.provider_findings import keep_capability
from curation.services.providers import save_provider
from curation.workspace import Workspace
from tests.providers.loopback import CANARY, Vendor
from tests.services.judge_runs import (
    add_set,
    chooses,
    judge_of,
    judge_samples,
    judge_set,
    judgements,
    reviews_by,
    says,
    votes_by,
)
from tests.services.judging import add_samples
from tests.services.scripted import run_job

MODEL = "model-a-1"


@pytest.fixture(autouse=True)
def reached(vendor: Vendor, workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let jobs reach the vendor's stand-in with a key that must show up nowhere."""
    monkeypatch.setenv("ANTHROPIC_API_KEY" if vendor.name == "anthropic" else "OPENAI_API_KEY", CANARY)
    save_provider(workspace, vendor.name, base_url=vendor.base_url, models=[MODEL], actor=admin)


def form_of(body: Mapping[str, Any]) -> object:
    """Return the form that a request names, wherever the vendor wants it."""
    if "output_config" in body:
        return body["output_config"]["format"]["schema"]
    assert body["response_format"]["json_schema"]["strict"] is True
    return body["response_format"]["json_schema"]["schema"]


def test_the_rubric_is_the_form_of_the_answer_and_nothing_else_is_in_reach(
    vendor: Vendor, workspace: Workspace, admin: Actor
) -> None:
    vendor.replies(lambda _request: Response(vendor.good_body(says(4)), content_type="application/json"))
    job_id = judge_samples(workspace, admin, add_samples(workspace, 1), provider=vendor.name, model=MODEL)
    run_job(workspace, job_id)
    body = json.loads(vendor.seen[0].get_data())
    assert form_of(body) == judge_schema(SHIPPED["math"])
    assert not {"tools", "tool_choice", "functions", "mcp_servers"} & set(body)
    assert CANARY not in json.dumps(body)
    (row,) = judgements(workspace, job_id)
    assert (row.outcome, row.input_tokens, row.output_tokens, row.raw) == (Outcome.OK, 13, 5, says(4))
    assert [review.overall for review in reviews_by(workspace, row.judge_id)] == [4]


def test_where_a_model_keeps_to_no_form_it_stands_in_the_prompt(
    vendor: Vendor, workspace: Workspace, admin: Actor
) -> None:
    with workspace.write() as tx:
        keep_capability(tx, vendor.name, vendor.base_url, MODEL, structured=False, detail="It does not.")
    fenced = f"```json\n{says(2, 'reject')}\n```"
    vendor.replies(lambda _request: Response(vendor.good_body(fenced), content_type="application/json"))
    job_id = judge_samples(workspace, admin, add_samples(workspace, 1), provider=vendor.name, model=MODEL)
    run_job(workspace, job_id)
    body = json.loads(vendor.seen[0].get_data())
    assert not {"output_config", "response_format"} & set(body)
    assert '"additionalProperties": false' in body["messages"][0]["content"]
    (row,) = judgements(workspace, job_id)
    assert row.prompt == body["messages"][0]["content"]
    assert [review.decision for review in reviews_by(workspace, row.judge_id)] == ["reject"]


def test_a_pair_goes_out_both_ways_round(vendor: Vendor, workspace: Workspace, admin: Actor) -> None:
    a, b = add_samples(workspace, 2)

    def reply(request: Seen) -> Response:
        prompt = json.loads(request.get_data())["messages"][0]["content"]
        is_plain = prompt.index("no. 0?") < prompt.index("no. 1?")
        return Response(vendor.good_body(chooses("b" if is_plain else "a")), content_type="application/json")

    vendor.replies(reply)
    job_id = judge_set(workspace, admin, add_set(workspace, admin, (a, b)), provider=vendor.name, model=MODEL)
    run_job(workspace, job_id)
    assert form_of(json.loads(vendor.seen[0].get_data())) == pair_schema()
    assert [vote.choice for vote in votes_by(workspace, judge_of(workspace, job_id))] == ["right"]
    assert len(vendor.seen) == 2


def test_an_answer_that_breaks_off_is_unknown_and_not_asked_for_again(
    vendor: Vendor, workspace: Workspace, admin: Actor
) -> None:
    vendor.replies(lambda _request: Response(vendor.good_body(says(4))[:-9], content_type="application/json"))
    job_id = judge_samples(workspace, admin, add_samples(workspace, 1), provider=vendor.name, model=MODEL)
    run_job(workspace, job_id)
    assert judge_counts(workspace, job_id).outcomes == {"unknown": 1}
    assert len(vendor.seen) == 1
