"""Which models a provider lists, whether one keeps to a form, and the form in the prompt of one that does not."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from curation.errors import ProviderError
from curation.providers import (
    PRESETS,
    CallFailed,
    Probe,
    ProviderConfig,
    ProviderName,
    build_provider,
    check_base_url,
    list_models,
    probe_request,
    probe_structured,
)
from curation.providers.anthropic_form import anthropic_body
from curation.providers.base import SchemaMode
from curation.providers.openai_form import openai_body
from curation.providers.prompts import billed_text
from tests.providers.loopback import ASKED, CANARY, Vendor

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
FORMED = replace(ASKED, json_schema=SCHEMA)


@pytest.fixture
def listing(vendor: Vendor) -> Iterator[Vendor]:
    """Give a vendor that is asked for its models."""
    yield vendor
    assert [seen.method for seen in vendor.seen] == ["GET"]


def lists(vendor: Vendor, body: object, status: int = 200) -> None:
    def handle(request: object) -> Response:
        vendor.seen.append(request)  # type: ignore[arg-type] # the server gives a request
        return Response(json.dumps(body), status, content_type="application/json")

    vendor.server.expect_request("/v1/models").respond_with_handler(handle)


def models(vendor: Vendor) -> list[str]:
    return asyncio.run(list_models(ProviderConfig(vendor.name, vendor.base_url), key=CANARY))


def test_the_models_come_newest_first_each_once(listing: Vendor) -> None:
    ids = [("old", 1), ("new", 3), ("old", 1), ("middle", 2)]
    lists(listing, {"data": [{"id": name, "created": when} for name, when in ids]})
    assert models(listing) == ["new", "middle", "old"]


def test_what_is_no_name_is_left_out_and_the_key_is_not_shown(listing: Vendor) -> None:
    lists(listing, {"data": [7, {"id": None}, {"id": "  "}, {"id": f"m {CANARY}"}, {"id": "n" * 500}]})
    assert models(listing) == ["m [key]", "n" * 200]


def test_a_long_list_is_cut(listing: Vendor) -> None:
    lists(listing, {"data": [{"id": f"m{i}"} for i in range(3_000)]})
    assert len(models(listing)) == 1_000


@pytest.mark.parametrize(("body", "status"), [({"data": "none"}, 200), ([], 200), ({}, 404), ({}, 500), ({}, 401)])
def test_a_list_that_does_not_come_is_a_failure_that_costs_nothing(listing: Vendor, body: object, status: int) -> None:
    lists(listing, body, status)
    with pytest.raises(CallFailed) as caught:
        models(listing)
    assert (caught.value.billing, caught.value.stops_job) == ("not_billed", status in (401, 404))


def test_the_demo_lists_its_one_model_and_a_missing_key_is_named() -> None:
    assert asyncio.run(list_models(ProviderConfig("demo"), key=None)) == ["grammar/1"]
    with pytest.raises(ProviderError, match="OPENAI_API_KEY"):
        asyncio.run(list_models(ProviderConfig("openai"), key=None))


def probe(vendor: Vendor, text: str, finish: str | None = None) -> Probe:
    vendor.replies_with(vendor.good_body(text, finish))
    return probed(vendor)


def probed(vendor: Vendor) -> Probe:
    async def once() -> Probe:
        provider = build_provider(ProviderConfig(vendor.name, vendor.base_url), key=CANARY)
        try:
            return await probe_structured(provider, "model-a")
        finally:
            await provider.aclose()

    return asyncio.run(once())


def test_a_model_that_keeps_to_the_form_supports_it(vendor: Vendor) -> None:
    found = probe(vendor, '{"fruit": "fig", "letters": 3}')
    assert (found.supports, found.answer and found.answer.output_tokens) == (True, 5)
    body = json.loads(vendor.seen[0].get_data())
    assert "fruit" in json.dumps(body.get("response_format") or body.get("output_config"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A fig has three letters.", 'begins "A fig has'),
        ('```json\n{"fruit": "fig", "letters": 3}\n```', "not the bare JSON object"),
        ('{"fruit": "fig"}', "does not keep to the schema"),
        ('{"fruit": "fig", "letters": "3"}', "does not keep to the schema"),
        ('{"fruit": "fig", "letters": true}', "does not keep to the schema"),
        ('{"fruit": "fig", "letters": 3, "more": 1}', "does not keep to the schema"),
        ("", "was empty"),
    ],
)
def test_a_model_that_does_not_is_told_apart_with_the_reason_and_the_cost(vendor: Vendor, text: str, why: str) -> None:
    found = probe(vendor, text)
    assert not found.supports
    assert why in found.detail
    assert found.answer is not None
    assert found.answer.output_tokens == 5


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_refuses_the_form_does_not_support_it(vendor: Vendor, status: int) -> None:
    vendor.replies_with('{"error": {"message": "response_format is unknown"}}', status)
    found = probed(vendor)
    assert (found.supports, found.answer) == (False, None)
    assert "response_format is unknown" in found.detail


@pytest.mark.parametrize("status", [401, 429, 500, 502])
def test_a_call_that_fails_finds_nothing_out(vendor: Vendor, status: int) -> None:
    vendor.replies_with("{}", status)
    with pytest.raises(CallFailed) as caught:
        probed(vendor)
    assert caught.value.status == status
    assert len(vendor.seen) == 1


def test_the_prompt_of_the_probe_does_not_speak_of_the_form() -> None:
    assert "json" not in probe_request("m").prompt.lower()


def test_a_form_goes_to_its_place_or_into_the_prompt_and_never_to_both() -> None:
    in_prompt = replace(FORMED, schema_mode="in_prompt")
    for body, place in (
        (openai_body(FORMED, at_vendor=True), "response_format"),
        (anthropic_body(FORMED), "output_config"),
    ):
        assert place in body
        assert body["messages"][0]["content"] == FORMED.prompt
    for body in (openai_body(in_prompt, at_vendor=True), anthropic_body(in_prompt)):
        assert not {"response_format", "output_config"} & set(body)
        prompt = body["messages"][0]["content"]
        assert prompt.startswith(FORMED.prompt)
        assert json.loads(prompt.splitlines()[-1]) == SCHEMA


def test_a_bound_on_the_cost_counts_the_form_wherever_it_goes() -> None:
    for mode in get_args(SchemaMode):
        text = billed_text(replace(FORMED, schema_mode=mode))
        assert text.startswith(FORMED.prompt)
        assert '"additionalProperties"' in text
    assert billed_text(ASKED) == ASKED.prompt


def test_without_a_form_the_prompt_is_sent_as_it_is() -> None:
    plain = replace(ASKED, schema_mode="in_prompt", prompt="  bees \n")
    assert openai_body(plain, at_vendor=False)["messages"][0]["content"] == "  bees \n"


def test_a_form_in_the_prompt_leaves_the_shared_beginning_as_it_was() -> None:
    shared = "The same for all. " * 300
    request = replace(FORMED, prompt=f"{shared}Bees?", schema_mode="in_prompt", cache_prefix_chars=len(shared))
    first, second = anthropic_body(request)["messages"][0]["content"]
    assert first["text"] == shared
    assert second["text"].startswith("Bees?")


def test_each_preset_is_an_address_of_this_machine_for_the_openai_provider(server: HTTPServer) -> None:
    assert "openai" in get_args(ProviderName)
    assert [preset.name for preset in PRESETS] == ["Ollama", "vLLM", "llama.cpp", "LM Studio"]
    for preset in PRESETS:
        assert check_base_url(preset.base_url, allowed_hosts=frozenset()) == preset.base_url
        assert preset.base_url.endswith("/v1")
        assert preset.note.endswith(".")
        assert build_provider(ProviderConfig("openai", preset.base_url), key=None).name == "openai"
