"""Samples: corrected, and what their page says of the past."""

from curation.models import ItemKind, Sample, SampleFilter
from curation.services import samples, select_many
from curation.services.permissions import Actor
from curation.text import identity_hash
from curation.workspace import Workspace
from tests.services.judging import add_samples, sample_in, say

GERMAN = "Wie viele Bienen leben in den sieben Stöcken am Rand der Wiese, wenn jeder Stock gleich groß ist?"


def test_what_follows_from_a_text_follows_from_the_corrected_one(workspace: Workspace, annotator: Actor) -> None:
    one, other = add_samples(workspace, 2)
    with workspace.write() as tx:
        row = tx.get_one(Sample, one)
        row.nearest_id, row.nearest_score, row.nearest_origin = other, 0.97, "semantic"
        row.embedding, row.is_compared = "done", True
    original = sample_in(workspace, one)
    samples.edit_sample(workspace, one, text=f" {GERMAN} ", version=1, actor=annotator)
    edited = sample_in(workspace, one)
    assert (edited.text, edited.edited_text, edited.version) == (original.text, GERMAN, 2)
    assert (edited.language, edited.n_words, edited.text_hash) == ("de", 18, identity_hash(GERMAN))
    assert (edited.nearest_id, edited.nearest_score, edited.nearest_origin) == (None, None, "")
    assert (edited.embedding, edited.is_compared) == ("", False)


def test_the_original_typed_again_is_no_correction(workspace: Workspace, annotator: Actor) -> None:
    (one,) = add_samples(workspace, 1)
    original = sample_in(workspace, one)
    samples.edit_sample(workspace, one, text=GERMAN, version=1, actor=annotator)
    samples.edit_sample(workspace, one, text=original.text, version=2, actor=annotator)
    again = sample_in(workspace, one)
    assert again.edited_text is None
    assert (again.language, again.text_hash) == (original.language, original.text_hash)


def test_the_history_says_who_did_what_and_what_stood_there_before(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    one, other = add_samples(workspace, 2)
    both = SampleFilter(ids=(one, other))
    samples.edit_sample(workspace, one, text=GERMAN, version=1, actor=annotator)
    samples.edit_sample(workspace, one, text="How many bees?", version=2, actor=admin)
    say(workspace, one, annotator, overall=2, decision="reject")
    say(workspace, one, annotator, overall=4, decision="accept")
    select_many.tag(workspace, ItemKind.SAMPLE, both, word="pilot", actor=admin)
    done = select_many.exclude(workspace, ItemKind.SAMPLE, both, reason="too short", actor=admin)
    select_many.exclude(workspace, ItemKind.SAMPLE, SampleFilter(ids=(other,)), reason="again", actor=admin)
    select_many.restore(workspace, ItemKind.SAMPLE, SampleFilter(ids=(one,)), actor=admin)
    assert done.count == 2
    told = [(event.action, event.by, event.detail) for event in samples.get_sample(workspace, one).events]
    assert told == [
        ("sample.restored", admin.name, "before: too short"),
        ("sample.excluded", admin.name, "too short"),
        ("sample.tagged", admin.name, "pilot"),
        ("review.submitted", annotator.name, "before: decision reject; rating 2"),
        ("review.submitted", annotator.name, ""),
        ("sample.edited", admin.name, f"before: text {GERMAN}"),
        ("sample.edited", annotator.name, ""),
    ]
    assert [event.action for event in samples.get_sample(workspace, other).events] == [
        "sample.excluded",
        "sample.tagged",
    ]
