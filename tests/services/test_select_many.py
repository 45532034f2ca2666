"""Select many, then act: what it reaches, and that it can be taken back."""

import pytest

from curation.errors import BadInputError, ConflictError, NotAllowedError
from curation.models import ItemKind, PersonaFilter, SampleFilter
from curation.services import personas, samples, select_many
from curation.services.people import join
from curation.services.permissions import Actor
from curation.workspace import Workspace

FRENCH = PersonaFilter(languages=("fr",))


@pytest.fixture
def curator(starter_workspace: Workspace) -> Actor:
    return join(starter_workspace, "Ada")


def count(workspace: Workspace, chosen: PersonaFilter) -> int:
    return personas.list_personas(workspace, chosen).total


def test_excluding_reaches_the_active_ones_of_the_filter_and_keeps_every_row(
    starter_workspace: Workspace, curator: Actor
) -> None:
    total, french = count(starter_workspace, PersonaFilter()), count(starter_workspace, FRENCH)
    done = select_many.exclude(starter_workspace, ItemKind.PERSONA, FRENCH, reason="not now", actor=curator)
    assert done.count == french
    assert count(starter_workspace, FRENCH.changed(states=("excluded",))) == french
    assert count(starter_workspace, PersonaFilter()) == total
    rows = personas.list_personas(starter_workspace, FRENCH).rows
    assert {row.state_reason for row in rows} == {"not now"}


def test_undo_takes_back_exactly_what_the_act_did(starter_workspace: Workspace, curator: Actor) -> None:
    one = personas.list_personas(starter_workspace, FRENCH).rows[0].id or 0
    select_many.exclude(starter_workspace, ItemKind.PERSONA, PersonaFilter(ids=(one,)), reason="", actor=curator)
    done = select_many.exclude(starter_workspace, ItemKind.PERSONA, FRENCH, reason="", actor=curator)
    assert done.event_id is not None
    select_many.undo_batch(starter_workspace, done.event_id, actor=curator)
    excluded = personas.list_personas(starter_workspace, PersonaFilter(states=("excluded",))).rows
    assert [row.id for row in excluded] == [one]


def test_an_act_is_undone_once(starter_workspace: Workspace, curator: Actor) -> None:
    done = select_many.exclude(starter_workspace, ItemKind.PERSONA, FRENCH, reason="", actor=curator)
    assert done.event_id is not None
    select_many.undo_batch(starter_workspace, done.event_id, actor=curator)
    with pytest.raises(ConflictError, match="already"):
        select_many.undo_batch(starter_workspace, done.event_id, actor=curator)


def test_restoring_takes_the_excluded_back_and_leaves_duplicates_alone(
    starter_workspace: Workspace, curator: Actor
) -> None:
    duplicates = count(starter_workspace, PersonaFilter(states=("duplicate",)))
    select_many.exclude(starter_workspace, ItemKind.PERSONA, FRENCH, reason="", actor=curator)
    select_many.restore(starter_workspace, ItemKind.PERSONA, PersonaFilter(), actor=curator)
    assert count(starter_workspace, PersonaFilter(states=("excluded",))) == 0
    assert count(starter_workspace, PersonaFilter(states=("duplicate",))) == duplicates > 0


def test_a_tag_is_put_once_and_undo_takes_it_off_those_it_was_put_on(
    starter_workspace: Workspace, curator: Actor
) -> None:
    one = PersonaFilter(ids=(personas.list_personas(starter_workspace, FRENCH).rows[0].id or 0,))
    select_many.tag(starter_workspace, ItemKind.PERSONA, one, word="pilot", actor=curator)
    done = select_many.tag(starter_workspace, ItemKind.PERSONA, FRENCH, word=" pilot ", actor=curator)
    assert done.count == count(starter_workspace, FRENCH) - 1
    assert done.event_id is not None
    select_many.undo_batch(starter_workspace, done.event_id, actor=curator)
    assert count(starter_workspace, PersonaFilter(tags=("pilot",))) == 1


@pytest.mark.parametrize("word", ["", "  ", "x" * 61])
def test_a_tag_that_is_none_is_refused(starter_workspace: Workspace, curator: Actor, word: str) -> None:
    with pytest.raises(BadInputError):
        select_many.tag(starter_workspace, ItemKind.PERSONA, FRENCH, word=word, actor=curator)


def test_samples_sent_to_review_are_wanted_until_it_is_undone(starter_workspace: Workspace, curator: Actor) -> None:
    maths = SampleFilter(scenarios=("math",))
    done = select_many.send_to_review(starter_workspace, maths, actor=curator)
    wanted = samples.list_samples(starter_workspace, SampleFilter(is_wanted=True))
    assert done.count == wanted.total == samples.list_samples(starter_workspace, maths).total
    assert done.event_id is not None
    select_many.undo_batch(starter_workspace, done.event_id, actor=curator)
    assert samples.list_samples(starter_workspace, SampleFilter(is_wanted=True)).total == 0


def test_an_act_that_reaches_nothing_leaves_no_event(starter_workspace: Workspace, curator: Actor) -> None:
    nobody = PersonaFilter(languages=("xx",))
    done = select_many.exclude(starter_workspace, ItemKind.PERSONA, nobody, reason="", actor=curator)
    assert (done.count, done.event_id) == (0, None)


def test_an_annotator_may_not_decide_for_others(starter_workspace: Workspace, curator: Actor) -> None:
    annotator = join(starter_workspace, "Bea")
    with pytest.raises(NotAllowedError):
        select_many.exclude(starter_workspace, ItemKind.PERSONA, FRENCH, reason="", actor=annotator)


def undo(workspace: Workspace, done: select_many.Done, curator: Actor) -> int:
    assert done.event_id is not None
    return select_many.undo_batch(workspace, done.event_id, actor=curator)


def reasons(workspace: Workspace, state: str) -> set[str]:
    return {row.state_reason for row in personas.list_personas(workspace, FRENCH.changed(states=(state,))).rows}


def test_undo_leaves_what_somebody_else_did_later(starter_workspace: Workspace, curator: Actor) -> None:
    one = PersonaFilter(ids=(personas.list_personas(starter_workspace, FRENCH).rows[0].id or 0,))
    french = count(starter_workspace, FRENCH)
    first = select_many.exclude(starter_workspace, ItemKind.PERSONA, FRENCH, reason="no", actor=curator)
    select_many.restore(starter_workspace, ItemKind.PERSONA, one, actor=curator)
    select_many.exclude(starter_workspace, ItemKind.PERSONA, one, reason="no", actor=curator)
    assert undo(starter_workspace, first, curator) == french - 1
    excluded = personas.list_personas(starter_workspace, PersonaFilter(states=("excluded",))).rows
    assert [row.id for row in excluded] == list(one.ids)


def test_undo_of_a_restoring_gives_the_reasons_back(starter_workspace: Workspace, curator: Actor) -> None:
    select_many.exclude(starter_workspace, ItemKind.PERSONA, FRENCH, reason="too short", actor=curator)
    done = select_many.restore(starter_workspace, ItemKind.PERSONA, FRENCH, actor=curator)
    assert undo(starter_workspace, done, curator) == done.count
    assert reasons(starter_workspace, "excluded") == {"too short"}


def test_undo_of_one_tag_leaves_another_that_was_put_on_later(starter_workspace: Workspace, curator: Actor) -> None:
    one = PersonaFilter(ids=(personas.list_personas(starter_workspace, FRENCH).rows[0].id or 0,))
    first = select_many.tag(starter_workspace, ItemKind.PERSONA, one, word="pilot", actor=curator)
    other = select_many.tag(starter_workspace, ItemKind.PERSONA, one, word="draft", actor=curator)
    assert undo(starter_workspace, first, curator) == 1
    again = select_many.tag(starter_workspace, ItemKind.PERSONA, one, word="pilot", actor=curator)
    assert undo(starter_workspace, other, curator) == 1
    assert count(starter_workspace, PersonaFilter(tags=("pilot",))) == again.count == 1


def test_undo_counts_only_what_it_really_changed(starter_workspace: Workspace, curator: Actor) -> None:
    first = select_many.exclude(starter_workspace, ItemKind.PERSONA, FRENCH, reason="", actor=curator)
    select_many.restore(starter_workspace, ItemKind.PERSONA, FRENCH, actor=curator)
    with pytest.raises(ConflictError, match="changed again since"):
        undo(starter_workspace, first, curator)
