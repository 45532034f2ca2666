"""What the numbers of a trial say, and what they do not."""

import pytest

from curation.metrics.intervals import wilson_interval
from curation.models import Sample
from curation.services.trial_summary import ArmSummary, compare, summarise
from curation.text import words
from curation.workspace import Workspace


def arm(name: str, n_ok: int, n: int) -> ArmSummary:
    share = wilson_interval(n_ok, n) if n else None
    return ArmSummary(name, n, share, {}, {}, None, 0, 0, None, 0)


def sample(text: str, outcome: str = "ok", **more: object) -> Sample:
    known = {"scenario": "math", "provider": "openai", "model": "m", "text_hash": text, "n_words": len(words(text))}
    return Sample.model_validate({**known, "text": text, "outcome": outcome, **more})


def test_few_rows_show_no_difference() -> None:
    said = compare([arm("one", 5, 5), arm("two", 3, 5)])
    assert said.above == ()
    assert said.sentence.startswith("The intervals overlap: 5 rows of each are too few")


def test_intervals_that_are_apart_name_the_arm_above() -> None:
    said = compare([arm("one", 2, 20), arm("two", 19, 20), arm("three", 18, 20)])
    assert [*said.above] == [("two", "one"), ("three", "one")]
    assert "Where intervals overlap, so few rows show no difference." in said.sentence
    assert compare([arm("one", 0, 20), arm("two", 20, 20)]).sentence.endswith("their intervals do not overlap.")


def test_an_arm_without_a_sample_is_compared_with_nothing() -> None:
    assert compare([arm("one", 5, 5), arm("two", 0, 0)]).above == ()


def test_an_arm_is_counted_by_what_was_tried(workspace: Workspace) -> None:
    rows = [
        sample("three bees fly", cost_usd=0.5),
        sample("three bees fly", "check_failed", failed_checks="length leaked_prompt", cost_usd=0.25),
        sample("a tram of gloves rings twice at noon", "check_failed", failed_checks="length"),
        sample("", "refused", cost_usd=0.0),
        sample("", "not_sent"),
        sample("", "cancelled"),
        None,
    ]
    texts = ["three bees fly", "a tram of gloves rings twice at noon"]
    workspace.vectors.add(texts, workspace.embedder.embed(texts))
    found = summarise(workspace, "one", rows)
    assert (found.tried, found.ok) == (4, wilson_interval(1, 4))
    assert found.outcomes == {"check_failed": 2, "ok": 1, "refused": 1}
    assert found.failed_checks == {"length": 2, "leaked_prompt": 1}
    assert found.words == pytest.approx((3 + 3 + 8) / 3)
    assert (found.read, found.alike) == (3, 2)
    assert (found.cost_usd, found.cost_unknown) == (0.75, 1)


def test_an_arm_without_samples_has_no_numbers(workspace: Workspace) -> None:
    found = summarise(workspace, "one", [None, None])
    assert (found.tried, found.ok, found.words, found.cost_usd, found.alike) == (0, None, None, None, 0)
