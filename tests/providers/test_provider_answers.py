"""What a whole answer of either vendor is taken for, through the real SDK."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from curation.providers import CallFailed
from tests.providers.loopback import ASKED, CANARY, Vendor, ask, ask_in_vain


def sent(vendor: Vendor) -> dict[str, object]:
    """Return the body of the one request that was seen."""
    assert len(vendor.seen) == 1
    body = json.loads(vendor.seen[0].get_data())
    assert isinstance(body, dict)
    return body


def test_a_whole_answer_is_kept_with_its_counts(vendor: Vendor) -> None:
    id_header = "request-id" if vendor.name == "anthropic" else "x-request-id"
    vendor.replies_with(vendor.good_body(), headers={id_header: "req_7"})
    answer = ask(vendor)
    assert (answer.outcome, answer.text, answer.request_id) == ("ok", "Bees dance.", "req_7")
    assert (answer.input_tokens, answer.output_tokens, answer.model) == (13, 5, "model-a-1")
    assert json.loads(answer.raw_body) == json.loads(vendor.good_body())
    assert len(vendor.seen) == 1


def test_the_request_carries_prompt_model_limit_and_nothing_unasked(vendor: Vendor) -> None:
    vendor.replies_with(vendor.good_body())
    ask(vendor)
    assert sent(vendor) == {
        "model": "model-a",
        "max_tokens": 100,
        "messages": [{"role": "user", "content": "Say why bees dance."}],
    }


def test_temperature_is_sent_when_it_is_given_even_as_zero(vendor: Vendor) -> None:
    vendor.replies_with(vendor.good_body())
    ask(vendor, replace(ASKED, temperature=0.0))
    assert sent(vendor)["temperature"] == 0.0


def test_the_seed_goes_where_the_interface_has_one(vendor: Vendor) -> None:
    vendor.replies_with(vendor.good_body())
    ask(vendor, replace(ASKED, seed=7))
    assert sent(vendor).get("seed") == (7 if vendor.name == "openai" else None)


def test_the_key_is_sent_and_the_environment_moves_nothing(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    vendor.replies_with(vendor.good_body())
    ask(vendor)
    headers = vendor.seen[0].headers
    assert CANARY in (headers.get("x-api-key") or headers["authorization"])


def test_an_answer_cut_off_by_its_limit_says_so(vendor: Vendor) -> None:
    finish = "max_tokens" if vendor.name == "anthropic" else "length"
    vendor.replies_with(vendor.good_body("Bees da", finish))
    answer = ask(vendor)
    assert (answer.outcome, answer.text, answer.finish_reason, answer.output_tokens) == (
        "cut_off",
        "Bees da",
        finish,
        5,
    )
    assert len(vendor.seen) == 1


def test_a_refusal_is_an_outcome_and_keeps_its_counts(vendor: Vendor) -> None:
    finish = "refusal" if vendor.name == "anthropic" else "content_filter"
    vendor.replies_with(vendor.good_body(None, finish))
    answer = ask(vendor)
    assert (answer.outcome, answer.text, answer.output_tokens) == ("refused", "", 5)
    assert len(vendor.seen) == 1


def test_a_refusal_in_openais_own_field_counts_as_refused(vendor: Vendor) -> None:
    if vendor.name == "openai":
        vendor.replies_with(vendor.good_body(None, refusal="I cannot help with that."))
        answer = ask(vendor)
        assert (answer.outcome, answer.text) == ("refused", "I cannot help with that.")
    else:
        vendor.replies_with(vendor.good_body("", "model_context_window_exceeded"))
        assert ask(vendor).outcome == "cut_off"
    assert len(vendor.seen) == 1


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_an_answer_without_text_is_empty(vendor: Vendor, text: str | None) -> None:
    vendor.replies_with(vendor.good_body(text))
    answer = ask(vendor)
    assert (answer.outcome, answer.output_tokens) == ("empty", 5)
    assert len(vendor.seen) == 1


def test_a_lone_surrogate_and_a_nul_become_storable(vendor: Vendor) -> None:
    vendor.replies_with(vendor.good_body("bee \ud83d and \ud83d\udc1d and \x00"))
    answer = ask(vendor)
    assert answer.text == "bee \ufffd and 🐝 and \ufffd"
    assert answer.text.encode("utf-8")
    assert len(vendor.seen) == 1


def test_missing_counts_are_unknown_and_not_zero(vendor: Vendor) -> None:
    body = json.loads(vendor.good_body())
    body["usage"] = {"input_tokens": None, "prompt_tokens": "13", "output_tokens": -1, "completion_tokens": True}
    vendor.replies_with(json.dumps(body))
    answer = ask(vendor)
    assert (answer.outcome, answer.input_tokens, answer.output_tokens) == ("ok", None, None)


def without(body: str, field: str) -> str:
    return json.dumps({name: value for name, value in json.loads(body).items() if name != field})


def assert_kept_as_it_came(vendor: Vendor, body: str) -> None:
    """Let the vendor answer 200 with the body, and look for a failure that may be billed and has the body."""
    vendor.replies_with(body)
    failure = ask_in_vain(vendor)
    assert (failure.billing, failure.retryable, failure.stops_job, failure.status) == (
        "maybe_billed",
        False,
        False,
        200,
    )
    assert failure.raw_body == body[:200_000]
    assert len(vendor.seen) == 1


@pytest.mark.parametrize(
    "body",
    ["<html><body>Please sign in</body></html>", "[1, 2]", "", "null", '{"id": "x"}', "[" * 300_000, "9" * 10_000],
    ids=["html", "list", "nothing", "null", "bare", "deep", "long number"],
)
def test_what_is_no_answer_may_be_billed_and_is_kept_as_it_came(vendor: Vendor, body: str) -> None:
    assert_kept_as_it_came(vendor, body)


@pytest.mark.parametrize(
    "break_body",
    [
        lambda body: body[: len(body) // 2],
        lambda body: without(without(body, "content"), "choices"),
        lambda body: body.replace('"end_turn"', "null").replace('"stop"', "null"),
        lambda body: body.replace('"end_turn"', '"tool_use"').replace('"stop"', '"tool_calls"'),
        lambda body: body.replace('"Bees dance."', "42").replace('"content": [', '"contents": ['),
    ],
    ids=["cut", "no content", "no reason to end", "strange reason to end", "a number for text"],
)
def test_an_answer_with_a_part_missing_may_be_billed_and_is_kept_as_it_came(
    vendor: Vendor, break_body: Callable[[str], str]
) -> None:
    assert_kept_as_it_came(vendor, break_body(vendor.good_body()))


def test_the_key_is_in_nothing_that_comes_back(vendor: Vendor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    vendor.replies_with(vendor.good_body(f"Your key is {CANARY}.").replace("model-a-1", CANARY))
    answer = ask(vendor)
    assert (answer.text, answer.model) == ("Your key is [key].", "[key]")
    assert CANARY not in repr(answer)
    assert "/v1/" in caplog.text
    assert CANARY not in caplog.text


def test_the_key_is_not_kept_from_a_header(vendor: Vendor) -> None:
    id_header = "request-id" if vendor.name == "anthropic" else "x-request-id"
    vendor.replies_with(vendor.good_body(), headers={id_header: CANARY})
    assert ask(vendor).request_id == "[key]"


@pytest.mark.parametrize("status", [200, 302, 400, 401, 429, 500, 502])
def test_the_key_is_in_no_failure(vendor: Vendor, status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    vendor.replies_with(json.dumps({"error": {"message": f"bad key {CANARY}\n", "code": CANARY}}), status)
    with pytest.raises(CallFailed) as caught:
        ask(vendor)
    failure = caught.value
    assert CANARY not in failure.reason + failure.raw_body + repr(failure) + str(failure) + caplog.text
    assert "[key]" in failure.raw_body
    assert failure.__cause__ is None
    assert failure.__context__ is None
    assert len(vendor.seen) == 1
