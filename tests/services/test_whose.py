"""Whose text is this: what is asked, the four personas, one guess per person, and what the guesses come to."""

from collections import Counter

import numpy as np
import pytest
from sqlmodel import col, select

from curation.errors import BadInputError, ConflictError, NotFoundError
from curation.models import Guess, ItemState, Origin, Persona, Sample
from curation.services import people
from curation.services.figures import NotDefined
from curation.services.permissions import Actor
from curation.services.whose import GuessItem, next_guess, submit_guess
from curation.services.whose_results import fidelity, own_guesses
from curation.store.personas import new_persona
from curation.workspace import Workspace
from tests.services.comparing import add_matched
from tests.services.judging import sample_in, say
from tests.services.settling import curator

TRADES = ("baker", "smith", "nurse", "pilot", "judge", "weaver", "diver", "tailor", "miner", "farmer", "monk", "cook")


def add_people(workspace: Workspace, *texts: str, language: str = "en", embed: bool = False) -> list[int]:
    """Add personas; the model has read them where it is said so."""
    with workspace.write() as tx:
        rows = [new_persona(text, origin=Origin.IMPORTED, licence="CC0-1.0", language=language) for text in texts]
        tx.add_all(rows)
        tx.flush()
        ids, hashes = [row.id or 0 for row in rows], [row.text_hash for row in rows]
    if embed:
        workspace.vectors.add(hashes, workspace.embedder.embed(list(texts)))
    return ids


def trades(workspace: Workspace, count: int = 12) -> list[int]:
    """Add people who can be told apart."""
    return add_people(workspace, *(f"A {trade} who collects stamps of {trade}s" for trade in TRADES[:count]))


def right_place(workspace: Workspace, item: GuessItem) -> int:
    """Return which of the options is right."""
    persona_id = sample_in(workspace, item.sample_id).persona_id
    return [option.persona_id for option in item.options].index(persona_id or 0) + 1


def asked(workspace: Workspace, actor: Actor, **how: object) -> GuessItem:
    found = next_guess(workspace, actor=actor, **how)  # type: ignore[arg-type]  # given by the test
    assert found is not None
    return found


def test_the_right_one_and_three_others_who_take_part(workspace: Workspace, admin: Actor) -> None:
    people_ids = trades(workspace)
    (ids,) = add_matched(workspace, 3, {}, scenario="math")
    with workspace.write() as tx:
        for persona in tx.exec(select(Persona).where(col(Persona.id).in_(people_ids[:6]))):
            persona.state = ItemState.EXCLUDED
            tx.add(persona)
    item = asked(workspace, admin)
    shown = [option.persona_id for option in item.options]
    assert item.sample_id in ids
    assert len(set(shown)) == 4
    assert sample_in(workspace, item.sample_id).persona_id in shown
    assert not set(shown) & set(people_ids[:6])


def test_a_reload_shows_the_same_and_another_person_sees_another_order(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    trades(workspace)
    add_matched(workspace, 1, {})
    item = asked(workspace, admin)
    assert asked(workspace, admin) == item
    others = [asked(workspace, people.join(workspace, f"P{n}")) for n in range(6)]
    assert len({tuple(option.persona_id for option in other.options) for other in (item, *others)}) > 1
    assert Counter(right_place(workspace, other) for other in (item, *others)).most_common(1)[0][1] < 7


def test_only_people_of_the_same_language_stand_beside_each_other(workspace: Workspace, admin: Actor) -> None:
    add_people(workspace, *(f"Eine {trade}in" for trade in TRADES), language="de")
    few = trades(workspace, 3)
    add_matched(workspace, 1, {})
    shown = {option.persona_id for option in asked(workspace, admin).options}
    assert set(few) < shown
    add_people(workspace, "Un boulanger", language="fr")


def test_a_near_duplicate_of_the_right_one_or_its_very_words_are_no_wrong_answer(
    workspace: Workspace, admin: Actor
) -> None:
    (ids,) = add_matched(workspace, 1, {})
    with workspace.read() as session:
        right = session.get_one(Persona, sample_in(workspace, ids[0]).persona_id)
    workspace.vectors.add([right.text_hash], workspace.embedder.embed([right.text]))
    words = right.text.split()
    near = add_people(workspace, " ".join(reversed(words)), embed=True)
    same = add_people(workspace, right.text.upper() + "!")
    both = workspace.embedder.embed([right.text, " ".join(reversed(words))])
    assert np.dot(both[0], both[1]) > 0.9
    assert next_guess(workspace, actor=admin) is None
    others = add_people(workspace, *(f"A {trade} of stamps" for trade in TRADES[:3]), embed=True)
    shown = {option.persona_id for option in asked(workspace, admin).options}
    assert shown == {right.id, *others}
    assert not shown & {*near, *same}


def test_what_was_judged_comes_last_and_is_marked(workspace: Workspace, admin: Actor) -> None:
    trades(workspace)
    (ids,) = add_matched(workspace, 3, {})
    say(workspace, ids[0], admin, decision="accept")
    given = []
    for _ in ids:
        item = asked(workspace, admin)
        given.append((item.sample_id, item.was_reviewed))
        submit_guess(workspace, item.sample_id, 1, actor=admin)
    assert given[-1] == (ids[0], True)
    assert {was for _, was in given[:-1]} == {False}
    assert next_guess(workspace, actor=admin) is None


def test_a_guess_is_stored_once_and_tells_the_truth(workspace: Workspace, admin: Actor) -> None:
    trades(workspace)
    add_matched(workspace, 1, {})
    item = asked(workspace, admin)
    place = right_place(workspace, item)
    shown = [option.persona_id for option in item.options]
    guessed = submit_guess(workspace, item.sample_id, place, options=shown, seconds=7.5, actor=admin)
    assert (guessed.is_right, guessed.could_tell, guessed.place) == (True, True, place)
    assert guessed.persona == item.options[place - 1].text
    with workspace.read() as session:
        row = session.exec(select(Guess)).one()
    assert (row.options, row.chosen_id, row.is_right, row.seconds_active) == (shown, shown[place - 1], True, 7.5)
    with pytest.raises(ConflictError, match="have guessed"):
        submit_guess(workspace, item.sample_id, 1, actor=admin)


def test_who_cannot_tell_says_so_and_without_the_options_they_are_drawn_again(
    workspace: Workspace, admin: Actor
) -> None:
    trades(workspace)
    add_matched(workspace, 2, {})
    item = asked(workspace, admin)
    guessed = submit_guess(workspace, item.sample_id, 0, actor=admin)
    assert (guessed.is_right, guessed.could_tell, guessed.place) == (False, False, right_place(workspace, item))
    with workspace.read() as session:
        assert session.exec(select(Guess.options)).one() == [option.persona_id for option in item.options]


def test_what_is_no_guess_is_refused(workspace: Workspace, admin: Actor) -> None:
    trades(workspace)
    (ids,) = add_matched(workspace, 1, {})
    item = asked(workspace, admin)
    shown = [option.persona_id for option in item.options]
    for choice, options in ((5, None), (-1, None), (1, shown[:3]), (1, [shown[0]] * 4), (1, [9_001, 9_002, 9_003, 1])):
        with pytest.raises(BadInputError):
            submit_guess(workspace, item.sample_id, choice, options=options, actor=admin)
    with pytest.raises(NotFoundError):
        submit_guess(workspace, 999, 1, actor=admin)
    with workspace.write() as tx:
        row = tx.get_one(Sample, ids[0])
        row.state = ItemState.EXCLUDED
        tx.add(row)
    with pytest.raises(ConflictError, match="Nobody can be asked"):
        submit_guess(workspace, ids[0], 1, actor=admin)
    assert next_guess(workspace, actor=admin) is None


def test_what_one_went_past_does_not_come_and_a_scenario_can_be_chosen(workspace: Workspace, admin: Actor) -> None:
    trades(workspace)
    (maths,) = add_matched(workspace, 2, {})
    ((logic,),) = add_matched(workspace, 1, {}, scenario="logic")
    assert asked(workspace, admin, scenario="logic").sample_id == logic
    first = asked(workspace, admin, scenario="math").sample_id
    assert asked(workspace, admin, scenario="math", passed=[first]).sample_id == ({*maths} - {first}).pop()
    assert next_guess(workspace, passed=[*maths, logic], actor=admin) is None


def test_texts_of_nobody_and_with_too_few_others_are_not_asked_about(workspace: Workspace, admin: Actor) -> None:
    add_matched(workspace, 1, {"nobody": True})
    assert next_guess(workspace, actor=admin) is None
    trades(workspace, 1)
    add_matched(workspace, 1, {})
    assert next_guess(workspace, actor=admin) is None


def test_few_samples_among_many_without_a_persona_are_found(workspace: Workspace, admin: Actor) -> None:
    trades(workspace)
    add_matched(workspace, 260, {"nobody": True})
    (ids,) = add_matched(workspace, 2, {})
    add_matched(workspace, 260, {"nobody": True})
    given = []
    for _ in ids:
        item = asked(workspace, admin)
        given.append(item.sample_id)
        submit_guess(workspace, item.sample_id, 1, actor=admin)
    assert sorted(given) == ids


def guess_all(workspace: Workspace, actor: Actor, *, right: int, cannot: int = 0, **how: object) -> None:
    """Guess at everything: so many right, so many without an answer, the others wrong."""
    done = 0
    while (item := next_guess(workspace, actor=actor, **how)) is not None:  # type: ignore[arg-type]  # given by the test
        place = right_place(workspace, item)
        wrong = place % 4 + 1
        choice = place if done < right else 0 if done < right + cannot else wrong
        submit_guess(workspace, item.sample_id, choice, actor=actor)
        done += 1


def test_the_shares_are_those_that_were_guessed_with_n_and_an_interval(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    trades(workspace)
    add_matched(workspace, 6, {})
    add_matched(workspace, 4, {}, scenario="logic", model="small")
    guess_all(workspace, admin, right=5, cannot=1, scenario="math")
    guess_all(workspace, admin, right=0, cannot=4, scenario="logic")
    found = fidelity(workspace, by="scenario", actor=admin)
    assert [(line.name, line.n, line.right, line.cannot_tell) for line in found.lines] == [
        ("math", 6, 5, 1),
        ("logic", 4, 0, 4),
    ]
    assert found.lines[0].share.value == pytest.approx(5 / 6)  # type: ignore[union-attr]  # defined
    assert [line.reading for line in found.lines] == ["the persona shows", "could be chance"]
    assert (found.total.n, found.total.right) == (10, 5)
    assert [line.name for line in fidelity(workspace, by="model", actor=admin).lines] == ["p / m", "p / small"]
    (template,) = fidelity(workspace, by="template", actor=admin).lines
    assert template.n == 10
    assert (own_guesses(workspace, actor=admin).n, own_guesses(workspace, actor=annotator).n) == (10, 0)


def test_guesses_after_a_review_and_at_labelled_texts_are_left_out_and_told(workspace: Workspace, admin: Actor) -> None:
    trades(workspace)
    (ids,) = add_matched(workspace, 3, {})
    add_matched(workspace, 2, {}, counts=False, label="demo")
    say(workspace, ids[0], admin, decision="accept")
    guess_all(workspace, admin, right=9)
    found = fidelity(workspace, actor=admin)
    assert (found.total.n, found.n_labelled, found.n_reviewed, found.is_labelled) == (2, 2, 1, False)


def test_without_a_guess_nothing_is_defined(workspace: Workspace, admin: Actor) -> None:
    found = fidelity(workspace, actor=admin)
    assert found.lines == ()
    assert found.total.share == NotDefined("nobody has guessed yet")
    assert isinstance(own_guesses(workspace, actor=admin).share, NotDefined)


def test_only_curators_read_the_names_of_raters(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    trades(workspace)
    add_matched(workspace, 1, {})
    guess_all(workspace, annotator, right=1)
    cleo = curator(workspace, admin, "Cleo")
    assert [line.name for line in fidelity(workspace, by="rater", actor=cleo).lines] == ["Bea"]
    assert "Bea" not in fidelity(workspace, by="rater", actor=annotator).lines[0].name


def test_lots_are_right_a_quarter_of_the_time(workspace: Workspace, admin: Actor) -> None:
    trades(workspace)
    add_matched(workspace, 8, {})
    places = []
    for n in range(10):
        actor = people.join(workspace, f"Lot {n}")
        item = asked(workspace, actor)
        for _ in range(4):
            places.append(right_place(workspace, item))
            submit_guess(workspace, item.sample_id, 1, actor=actor)
            item = asked(workspace, actor)
    assert set(places) == {1, 2, 3, 4}
    assert max(Counter(places).values()) <= 20
