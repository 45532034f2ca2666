import pytest
from sqlmodel import select

from curation.errors import BadInputError, ConflictError, NotAllowedError
from curation.models import Event, ItemState, Role, Sample
from curation.services import people
from curation.services.activity import read_activity
from curation.services.answers import set_text
from curation.services.fix_similar import apply_fix, find_similar, undo_fix
from curation.services.permissions import Actor
from curation.services.samples import edit_sample, shown_text
from curation.services.undo import undo_event
from curation.store.events import first_broken_event
from curation.workspace import Workspace
from tests.services.judging import add_samples, sample_in, say, summary_in

OPENING = "Sure! Here is your problem: "
PROBLEM = "Anna weighs 12 hives on the first day of the month. How heavy are they?"


def put_texts(workspace: Workspace, *texts: str, scenario: str = "math") -> list[int]:
    ids = add_samples(workspace, len(texts), scenario=scenario)
    with workspace.write() as tx:
        for sample_id, text in zip(ids, texts, strict=True):
            set_text(tx.get_one(Sample, sample_id), text)
    return ids


def correct(workspace: Workspace, sample_id: int, text: str, actor: Actor) -> None:
    edit_sample(workspace, sample_id, text=text, version=sample_in(workspace, sample_id).version, actor=actor)


def found(workspace: Workspace, sample_id: int, actor: Actor, **how: bool) -> dict[int, int]:
    return {row.sample_id: row.version for row in find_similar(workspace, sample_id, actor=actor, **how).samples}


@pytest.fixture
def opened_alike(workspace: Workspace, admin: Actor) -> list[int]:
    """Three problems with the same opening, one of which is corrected, and one without it."""
    ids = put_texts(
        workspace,
        OPENING + PROBLEM,
        f"{OPENING}Anna counts bees.",
        f"{OPENING}Bert counts bees.",
        "Anna counts bees.",
    )
    correct(workspace, ids[0], PROBLEM, admin)
    return ids


def test_samples_with_the_same_words_around_are_found_and_others_only_when_asked(
    workspace: Workspace, admin: Actor, opened_alike: list[int]
) -> None:
    one, anna, bert, _ = opened_alike
    assert set(found(workspace, one, admin)) == {anna}
    wide = find_similar(workspace, one, with_context=False, actor=admin)
    assert [(row.sample_id, row.after) for row in wide.samples] == [
        (bert, "Bert counts bees."),
        (anna, "Anna counts bees."),
    ]
    assert not wide.is_capped


def test_a_fix_keeps_the_originals_in_one_event_and_is_taken_back(
    workspace: Workspace, admin: Actor, opened_alike: list[int]
) -> None:
    one, anna, bert, _ = opened_alike
    done = apply_fix(workspace, one, found(workspace, one, admin, with_context=False), with_context=False, actor=admin)
    assert (done.count, done.changed_since) == (2, [])
    assert [sample_in(workspace, n).edited_text for n in (anna, bert)] == ["Anna counts bees.", "Bert counts bees."]
    assert sample_in(workspace, anna).text.startswith(OPENING)
    with workspace.read() as session:
        (event,) = session.exec(select(Event).where(Event.action == "sample.fixed"))
        assert (event.actor_id, event.after["ids"], event.after["like"]) == (admin.id, [anna, bert], one)
    assert undo_event(workspace, done.event_id or 0, actor=admin) == "2 samples are as before again."
    assert [sample_in(workspace, n).edited_text for n in (anna, bert)] == [None, None]
    with workspace.read() as session:
        assert first_broken_event(session) is None
    with pytest.raises(ConflictError, match="undone already"):
        undo_fix(workspace, done.event_id or 0, actor=admin)


def test_the_feed_says_what_was_fixed(workspace: Workspace, admin: Actor, opened_alike: list[int]) -> None:
    one = opened_alike[0]
    done = apply_fix(workspace, one, found(workspace, one, admin), actor=admin)
    undo_fix(workspace, done.event_id or 0, actor=admin)
    newest = [row.sentence for row in read_activity(workspace, actor=admin).rows][:2]
    assert newest == [
        f"took back: corrected 1 sample as sample {one} was corrected",
        f"corrected 1 sample as sample {one} was corrected",
    ]


def test_what_somebody_changed_meanwhile_is_left_alone(
    workspace: Workspace, admin: Actor, opened_alike: list[int]
) -> None:
    one, anna, *_ = opened_alike
    seen = found(workspace, one, admin, with_context=False)
    correct(workspace, anna, "Somebody else's words.", admin)
    done = apply_fix(workspace, one, seen, with_context=False, actor=admin)
    assert (done.count, done.changed_since) == (1, [anna])
    assert shown_text(sample_in(workspace, anna)) == "Somebody else's words."


def test_undo_leaves_what_was_corrected_after_the_fix(
    workspace: Workspace, admin: Actor, opened_alike: list[int]
) -> None:
    one, anna, bert, _ = opened_alike
    done = apply_fix(workspace, one, found(workspace, one, admin, with_context=False), with_context=False, actor=admin)
    correct(workspace, anna, "Newer words.", admin)
    assert undo_fix(workspace, done.event_id or 0, actor=admin) == 1
    assert [shown_text(sample_in(workspace, n)) for n in (anna, bert)] == [
        "Newer words.",
        f"{OPENING}Bert counts bees.",
    ]


def test_a_correction_that_changed_since_the_preview_is_refused(
    workspace: Workspace, admin: Actor, opened_alike: list[int]
) -> None:
    one = opened_alike[0]
    seen = find_similar(workspace, one, actor=admin)
    correct(workspace, one, f"Well. {PROBLEM}", admin)
    with pytest.raises(ConflictError, match="changed"):
        apply_fix(
            workspace, one, {row.sample_id: row.version for row in seen.samples}, version=seen.version, actor=admin
        )


def test_only_active_samples_of_the_same_scenario_are_found(
    workspace: Workspace, admin: Actor, opened_alike: list[int]
) -> None:
    one, anna, *_ = opened_alike
    put_texts(workspace, f"{OPENING}Anna reads.", scenario="logic")
    with workspace.write() as tx:
        tx.get_one(Sample, anna).state = ItemState.EXCLUDED
    assert found(workspace, one, admin) == {}


def test_the_number_of_candidates_is_capped_and_says_so(workspace: Workspace, admin: Actor) -> None:
    one, *others = put_texts(workspace, OPENING + PROBLEM, *(f"{OPENING}Anna, no. {n}." for n in range(8)))
    correct(workspace, one, PROBLEM, admin)
    similar = find_similar(workspace, one, most=5, actor=admin)
    assert similar.is_capped
    assert [row.sample_id for row in similar.samples] == others[::-1][:5]


@pytest.mark.parametrize(
    ("corrected", "reason"), [(None, "Nobody corrected"), ("Other words, all of them new.", "written anew")]
)
def test_what_is_no_fix_says_why(workspace: Workspace, admin: Actor, corrected: str | None, reason: str) -> None:
    one, other = put_texts(workspace, PROBLEM, PROBLEM)
    if corrected:
        correct(workspace, one, corrected, admin)
    similar = find_similar(workspace, one, actor=admin)
    assert similar.samples == ()
    assert reason in similar.why_not
    with pytest.raises(BadInputError, match=reason):
        apply_fix(workspace, one, {other: 1}, actor=admin)


def test_a_text_full_of_query_syntax_is_only_words(workspace: Workspace, admin: Actor) -> None:
    odd = 'NOT "text": a* OR (b) NEAR/2 ^c -- %s {x}'
    one, other = put_texts(workspace, f"{odd} and the honey of the bees", f"Here: {odd} and more")
    correct(workspace, one, 'NOT "text" and the honey of the bees', admin)
    assert set(found(workspace, one, admin, with_context=False)) == {other}


def test_an_annotator_may_look_and_not_fix(workspace: Workspace, annotator: Actor, opened_alike: list[int]) -> None:
    assert annotator.role is Role.ANNOTATOR
    seen = found(workspace, opened_alike[0], annotator)
    assert seen
    with pytest.raises(NotAllowedError, match="select many"):
        apply_fix(workspace, opened_alike[0], seen, actor=annotator)


def test_what_was_judged_of_a_sample_stays_as_with_any_correction(
    workspace: Workspace, admin: Actor, opened_alike: list[int]
) -> None:
    one, anna, *_ = opened_alike
    say(workspace, anna, admin, overall=4, decision="accept")
    judged = summary_in(workspace, anna)
    apply_fix(workspace, one, found(workspace, one, admin), actor=admin)
    assert summary_in(workspace, anna) == judged
    assert sample_in(workspace, anna).embedding == ""


def test_a_curator_takes_back_the_fix_of_another(workspace: Workspace, admin: Actor, opened_alike: list[int]) -> None:
    bea = people.join(workspace, "Bea")
    with pytest.raises(NotAllowedError):
        undo_fix(workspace, 1, actor=bea)
    done = apply_fix(workspace, opened_alike[0], found(workspace, opened_alike[0], admin), actor=admin)
    people.change_person(workspace, bea.id, role=Role.CURATOR, actor=admin)
    curator = people.find_actor(workspace, bea.id)
    assert curator is not None
    assert undo_event(workspace, done.event_id or 0, actor=curator) == "1 sample is as before again."


def test_the_newest_text_is_what_counts(workspace: Workspace, admin: Actor, opened_alike: list[int]) -> None:
    one, anna, *_ = opened_alike
    correct(workspace, anna, f"{OPENING}Anna counts wasps.", admin)
    (row,) = find_similar(workspace, one, actor=admin).samples
    assert (row.before, row.after) == (f"{OPENING}Anna counts wasps.", "Anna counts wasps.")
