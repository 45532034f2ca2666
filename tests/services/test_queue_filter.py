"""The queue under a filter gives what a filter of all samples gives, in the order of the queue."""

from typing import Any

import pytest
from sqlmodel import text

from curation.models import Outcome, SampleFilter
from curation.services.permissions import Actor
from curation.services.review import save_review
from curation.services.review_queue import count_under_filter, next_sample, next_samples
from curation.store import queue_filter
from curation.store.declared import DECLARED
from curation.store.samples import sample_ids
from curation.workspace import Workspace
from tests.services.judging import add_samples

FILTERS: tuple[dict[str, Any], ...] = (
    {"text": "bees"},
    {"text": "Bées and hon"},
    {"text": "bees wax"},
    {"text": "?!"},
    {"languages": ("fr",)},
    {"languages": ("fr", "en")},
    {"outcomes": ("check_failed",)},
    {"outcomes": ("refused",)},
    {"failed_checks": ("length",)},
    {"failed_checks": ("repetition", "leak")},
    {"verdicts": ("disagreed",)},
    {"models": ("b",), "languages": ("en",)},
    {"tags": ("keep",)},
    {"tags": ("keep", "odd"), "text": "bees"},
    {"text": "honey", "languages": ("en", "fr"), "failed_checks": ("leak",)},
)


@pytest.fixture
def mixed(workspace: Workspace, annotator: Actor, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Samples of all kinds; some are wanted, some have a review, and only a few are looked through for words."""
    monkeypatch.setattr(queue_filter, "_LOOKED_THROUGH", ((0, 2), (2, 4), (6, 8)))
    monkeypatch.setattr(queue_filter, "_FEW", 3)
    monkeypatch.setattr(queue_filter, "_FEW_TEXTS", 3)
    ids = add_samples(workspace, 60)
    with workspace.write() as tx:
        for n, sample_id in enumerate(ids):
            row = {
                "id": sample_id,
                "text": f"Text {n}" + " of bees" * (n % 2) + " and honey" * (n % 3 == 1) + " wax" * (n % 20 == 7),
                "language": "fr" if n % 7 == 3 else "en",
                "outcome": Outcome.CHECK_FAILED if n % 5 == 0 else Outcome.REFUSED if n % 11 == 4 else Outcome.OK,
                "failed": (" length ", " length leak ", " repetition ")[n // 5 % 3] if n % 5 == 0 else "",
                "verdict": "disagreed" if n % 9 == 2 else "",
                "model": "b" if n % 4 == 1 else "a",
                "wanted": n % 13 == 6,
            }
            tx.execute(
                text(
                    "update sample set text = :text, language = :language, outcome = :outcome, failed_checks = :failed,"
                    " verdict = :verdict, model = :model, wanted = :wanted where id = :id"
                ),
                row,
            )
            for tag in ("keep",) * (n % 6 == 1) + ("odd",) * (n % 2):
                tx.execute(
                    text("insert into sample_tag (sample_id, tag) values (:id, :tag)"), {"id": sample_id, "tag": tag}
                )
    for sample_id in ids[1:30:4]:
        save_review(workspace, sample_id, lambda answers: answers.decided("accept"), version=1, actor=annotator)
    return ids


def expected(workspace: Workspace, chosen: SampleFilter) -> list[int]:
    """Return what waits for somebody who has judged nothing: every sample is looked at, one after another."""
    with workspace.read() as session:
        meant = set(sample_ids(session, chosen))
        rows = session.execute(
            text("select id from sample where outcome in ('ok', 'check_failed') order by wanted desc, n_reviews, id")
        )
        return [int(row[0]) for row in rows if row[0] in meant]


@pytest.mark.parametrize("fields", FILTERS, ids=str)
def test_what_waits_under_a_filter_is_what_it_means_in_the_order_of_the_queue(
    workspace: Workspace, admin: Actor, mixed: list[int], fields: dict[str, Any]
) -> None:
    chosen = SampleFilter(**fields)
    assert len(mixed) == 60
    waits = expected(workspace, chosen)
    assert next_sample(workspace, chosen=chosen, actor=admin) == next(iter(waits), None)
    for limit in (1, 5, 100):
        assert next_samples(workspace, chosen=chosen, limit=limit, actor=admin) == waits[:limit]
    assert count_under_filter(workspace, admin, chosen) == (len(waits), False)


def test_the_same_is_so_in_one_scenario(workspace: Workspace, admin: Actor, mixed: list[int]) -> None:
    others = add_samples(workspace, 3, scenario="logic")
    with workspace.write() as tx:
        tx.execute(text("update sample set language = 'fr' where scenario = 'logic'"))
    chosen = SampleFilter(languages=("fr",))
    assert next_samples(workspace, chosen=chosen, scenario="logic", limit=9, actor=admin) == others
    waits = [found for found in expected(workspace, chosen) if found in mixed]
    assert next_samples(workspace, chosen=chosen, scenario="math", limit=50, actor=admin) == waits


def test_words_are_taken_apart_as_the_full_text_table_does() -> None:
    assert any(f"tokenize='{queue_filter.TOKENS}'" in said and "sample_fts" in said for said in DECLARED)


def test_a_filter_by_something_else_is_not_understood() -> None:
    assert queue_filter.understands(SampleFilter(text="bees", tags=("keep",), languages=("fr",)))
    assert not queue_filter.understands(SampleFilter(text="bees", ratings=(3,)))
