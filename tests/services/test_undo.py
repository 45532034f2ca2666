"""Undo from the log: what was there before is there again, once, by whom it may be, and never over something newer."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlmodel import Session, col, select

from curation.errors import ConflictError, CurationError, NotAllowedError, NotFoundError
from curation.models import (
    Event,
    Example,
    GroupDecision,
    ItemKind,
    ModelPrice,
    Persona,
    PersonaFilter,
    Role,
    Sample,
    SampleFilter,
)
from curation.personas import Attribute
from curation.services import (
    attributes,
    comments,
    duplicates,
    examples,
    people,
    personas,
    prices,
    providers,
    samples,
    select_many,
)
from curation.services.permissions import LOWEST_ROLE, Actor
from curation.services.review import save_review
from curation.services.review_policy import ReviewPolicy, review_policy, set_review_policy
from curation.services.spending import Caps, save_caps
from curation.services.undo import WAYS, undo_event, why_not
from curation.store.events import first_broken_event
from curation.workspace import Workspace
from tests.services.judging import add_samples, answers_in, say, summary_in

Act = Callable[[Workspace, Actor], None]
FIRST_PERSONA = PersonaFilter(ids=(1,))


@pytest.fixture
def ada(starter_workspace: Workspace) -> Actor:
    """The first person of a workspace with personas, samples and groups; an admin."""
    return people.join(starter_workspace, "Ada")


@pytest.fixture
def bea(starter_workspace: Workspace, ada: Actor) -> Actor:
    """An annotator."""
    return people.join(starter_workspace, "Bea")


def newest(workspace: Workspace, action: str) -> int:
    """Return the newest event of an action."""
    with workspace.read() as session:
        found = select(Event.id).where(Event.action == action).order_by(col(Event.id).desc())
        return session.exec(found).first() or 0


def state(workspace: Workspace) -> Mapping[str, Any]:
    """Return everything that an act can change, as the tables have it, versions and vectors aside."""
    tables: Mapping[str, tuple[str, str]] = {
        "persona": ("id", "text, state, state_reason, occupation, region, evidence, how, language, n_words"),
        "sample": ("id", "edited_text, state, state_reason, wanted, n_reviews, decision, rating_mean"),
        "persona_tag": ("persona_id", "tag"),
        "example": ("id", "persona, persona_how, state"),
        "model_price": ("provider", "model, input_usd_per_mtok, as_of, source"),
        "annotator": ("id", "role, is_active"),
        "comment": ("id", "resolved_by"),
        "duplicate_group": ("id", "decision, keeper_id, decided_by"),
    }
    with workspace.read() as session:
        connection = session.connection()
        settings = connection.exec_driver_sql("select name, value from setting where name <> 'review.policy'")
        held = {"setting": {row[0]: row[1] for row in settings if row[1] != '""'}, "policy": review_policy(session)}
        return held | {
            name: [
                tuple(row) for row in connection.exec_driver_sql(f"select {key}, {columns} from {name} order by 1, 2")
            ]
            for name, (key, columns) in tables.items()
        }


def set_attribute(workspace: Workspace, actor: Actor) -> None:
    attributes.set_attributes(workspace, 1, {"region": Attribute("oceania", None)}, actor=actor)


def edit_persona(workspace: Workspace, actor: Actor, text: str = "A keeper of bees in the hills.") -> None:
    with workspace.read() as session:
        version = session.get_one(Persona, 1).version
    personas.edit_persona(workspace, 1, text=text, attributes={}, version=version, actor=actor)


def edit_sample(workspace: Workspace, actor: Actor, text: str = "How many hives?") -> None:
    with workspace.read() as session:
        version = session.get_one(Sample, 1).version
    samples.edit_sample(workspace, 1, text=text, version=version, actor=actor)


def decide_group(workspace: Workspace, actor: Actor) -> None:
    group = duplicates.list_groups(workspace, ItemKind.PERSONA).rows[0]
    found = duplicates.get_group(workspace, group.id)
    duplicates.decide(workspace, group.id, GroupDecision.KEEP_ALL, version=found.version, actor=actor)


def example_id(workspace: Workspace) -> int:
    with workspace.write() as tx:
        row = tx.exec(select(Example)).first()
        if row is None:
            row = Example(scenario="math", text="Bees.", text_hash="a" * 64)
            tx.add(row)
            tx.flush()
        return row.id or 0


def add_comment(workspace: Workspace, actor: Actor) -> int:
    return comments.add_comment(workspace, "sample", 1, "Is it?", actor=actor).id


def resolve(workspace: Workspace, actor: Actor) -> None:
    comments.resolve_comment(workspace, add_comment(workspace, actor), actor=actor)


def price(workspace: Workspace, actor: Actor, usd: float = 3.0) -> None:
    draft = prices.PriceDraft(provider="openai", model="bee", input_usd_per_mtok=usd, output_usd_per_mtok=usd)
    prices.set_prices(workspace, [draft], actor=actor)


ACTS: Mapping[str, Act] = {
    "persona.excluded": lambda w, a: exclude(w, a),
    "persona.tagged": lambda w, a: tag(w, a),
    "sample.sent_to_review": lambda w, a: send(w, a),
    "persona.attributes_set": set_attribute,
    "persona.edited": edit_persona,
    "sample.edited": edit_sample,
    "duplicate_group.decided": decide_group,
    "example.set_aside": lambda w, a: examples.set_aside(w, example_id(w), actor=a),
    "example.persona_set": lambda w, a: examples.set_persona(w, example_id(w), "A keeper of bees.", actor=a),
    "comment.resolved": resolve,
    "spend.caps_set": lambda w, a: save_caps(w, Caps(daily_usd=2.5, total_usd=None), actor=a),
    "price.set": price,
    "review_policy.changed": lambda w, a: set_review_policy(w, ReviewPolicy(overlap=3), actor=a),
    "setting.changed": lambda w, a: providers.save_allowed_hosts(w, ["models.example"], actor=a),
}


def exclude(workspace: Workspace, actor: Actor) -> None:
    select_many.exclude(workspace, ItemKind.PERSONA, FIRST_PERSONA, reason="pilot", actor=actor)


def tag(workspace: Workspace, actor: Actor) -> None:
    select_many.tag(workspace, ItemKind.PERSONA, FIRST_PERSONA, word="pilot", actor=actor)


def send(workspace: Workspace, actor: Actor) -> None:
    select_many.send_to_review(workspace, SampleFilter(ids=(1,)), actor=actor)


@pytest.mark.parametrize("action", ACTS)
def test_what_was_there_before_is_there_again_by_an_inverse_event_and_only_once(
    starter_workspace: Workspace, ada: Actor, action: str
) -> None:
    if action.startswith("example."):
        example_id(starter_workspace)
    if action == "comment.resolved":
        comment_id = add_comment(starter_workspace, ada)
        before = state(starter_workspace)
        comments.resolve_comment(starter_workspace, comment_id, actor=ada)
    else:
        before = state(starter_workspace)
        ACTS[action](starter_workspace, ada)
    assert state(starter_workspace) != before
    event_id = newest(starter_workspace, action)
    assert undo_event(starter_workspace, event_id, actor=ada).endswith(".")
    after = state(starter_workspace)
    assert {name: after[name] for name in before if after[name] != before[name]} == {}
    with pytest.raises(ConflictError, match="undone already"):
        undo_event(starter_workspace, event_id, actor=ada)
    assert state(starter_workspace) == after
    with starter_workspace.read() as session:
        inverse = session.exec(select(Event).where(Event.undoes == event_id)).one()
        assert (inverse.actor_id, first_broken_event(session)) == (ada.id, None)


@pytest.mark.parametrize(
    ("action", "act", "newer"),
    [
        ("persona.edited", edit_persona, lambda w, a: edit_persona(w, a, "A keeper of two bees.")),
        ("sample.edited", edit_sample, lambda w, a: edit_sample(w, a, "Two hives?")),
        ("price.set", price, lambda w, a: price(w, a, 4.0)),
        ("persona.excluded", exclude, lambda w, a: restore(w, a)),
        ("duplicate_group.decided", decide_group, decide_group),
        ("comment.resolved", resolve, lambda w, a: reopen(w, a)),
        ("spend.caps_set", ACTS["spend.caps_set"], lambda w, a: save_caps(w, Caps(None, 9.0), actor=a)),
        (
            "persona.attributes_set",
            set_attribute,
            lambda w, a: attributes.set_attributes(w, 1, {"region": Attribute("africa", None)}, actor=a),
        ),
    ],
)
def test_nothing_newer_is_lost(starter_workspace: Workspace, ada: Actor, action: str, act: Act, newer: Act) -> None:
    act(starter_workspace, ada)
    event_id = newest(starter_workspace, action)
    newer(starter_workspace, ada)
    before = state(starter_workspace)
    with pytest.raises(ConflictError, match="since"):
        undo_event(starter_workspace, event_id, actor=ada)
    assert state(starter_workspace) == before


def restore(workspace: Workspace, actor: Actor) -> None:
    select_many.restore(workspace, ItemKind.PERSONA, FIRST_PERSONA, actor=actor)


def reopen(workspace: Workspace, actor: Actor) -> None:
    with workspace.read() as session:
        event = session.get_one(Event, newest(workspace, "comment.resolved"))
    comments.reopen_comment(workspace, event.after["comment_id"], actor=actor)


def test_a_review_is_taken_back_by_its_author_only_and_waits_as_a_draft(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    first, second = add_samples(workspace, 2)
    say(workspace, first, annotator, overall=4, decision="accept")
    event_id = newest(workspace, "review.submitted")
    say(workspace, second, annotator, overall=2, decision="reject")
    with pytest.raises(NotAllowedError, match="only that person"):
        undo_event(workspace, event_id, actor=admin)
    assert "waits for you again" in undo_event(workspace, event_id, actor=annotator)
    assert (answers_in(workspace, first, annotator).overall, answers_in(workspace, first, annotator).decision) == (
        4,
        None,
    )
    assert summary_in(workspace, first)[0] == 0
    assert summary_in(workspace, second)[0] == 1
    with pytest.raises(ConflictError, match="undone already"):
        undo_event(workspace, event_id, actor=annotator)


def test_an_older_answer_of_ones_own_is_not_taken_back_for_a_newer_one(workspace: Workspace, annotator: Actor) -> None:
    first = add_samples(workspace, 1)[0]
    say(workspace, first, annotator, decision="accept")
    event_id = newest(workspace, "review.submitted")
    save_review(workspace, first, lambda said: said.decided("reject"), actor=annotator)
    with pytest.raises(ConflictError, match="newer"):
        undo_event(workspace, event_id, actor=annotator)
    assert answers_in(workspace, first, annotator).decision == "reject"


def test_curators_take_back_what_others_did_and_annotators_do_not(
    starter_workspace: Workspace, ada: Actor, bea: Actor
) -> None:
    edit_sample(starter_workspace, bea)
    edited = newest(starter_workspace, "sample.edited")
    exclude(starter_workspace, ada)
    batch = newest(starter_workspace, "persona.excluded")
    with pytest.raises(NotAllowedError, match="curator"):
        undo_event(starter_workspace, batch, actor=bea)
    carl = people.join(starter_workspace, "Carl")
    people.change_person(starter_workspace, carl.id, role=Role.CURATOR, actor=ada)
    assert "as before" in undo_event(starter_workspace, batch, actor=carl)
    assert "text of before" in undo_event(starter_workspace, edited, actor=carl)
    save_caps(starter_workspace, Caps(1.0, None), actor=ada)
    with pytest.raises(NotAllowedError, match="set provider"):
        undo_event(starter_workspace, newest(starter_workspace, "spend.caps_set"), actor=carl)


def test_a_membership_is_given_back_but_the_last_admin_stays(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    people.change_person(workspace, annotator.id, role=Role.ADMIN, actor=admin)
    raised = newest(workspace, "person.changed")
    people.change_person(workspace, admin.id, role=Role.ANNOTATOR, actor=annotator)
    with pytest.raises(ConflictError, match="active admin"):
        undo_event(workspace, raised, actor=annotator)
    lowered = newest(workspace, "person.changed")
    undo_event(workspace, lowered, actor=annotator)
    undo_event(workspace, raised, actor=admin)
    assert [row.role for row in people.list_people(workspace)] == [Role.ADMIN, Role.ANNOTATOR]


def test_part_of_an_act_is_taken_back_where_part_was_changed_since_and_it_says_so(
    starter_workspace: Workspace, ada: Actor
) -> None:
    both = PersonaFilter(ids=(1, 2))
    select_many.tag(starter_workspace, ItemKind.PERSONA, both, word="pilot", actor=ada)
    first = newest(starter_workspace, "persona.tagged")
    with starter_workspace.write() as tx:
        tx.connection().exec_driver_sql("delete from persona_tag where persona_id = 2")
    assert (
        undo_event(starter_workspace, first, actor=ada) == "1 persona is as before again. 1 changed since and stays so."
    )


def test_going_back_to_a_text_with_personal_data_sets_the_persona_aside(
    starter_workspace: Workspace, ada: Actor
) -> None:
    with starter_workspace.write() as tx:
        row = tx.get_one(Persona, 1)
        row.text = f"{row.text} Write to ada@example.org."
        row.text_hash = "b" * 64
        tx.add(row)
    edit_persona(starter_workspace, ada)
    undo_event(starter_workspace, newest(starter_workspace, "persona.edited"), actor=ada)
    with starter_workspace.read() as session:
        assert session.get_one(Persona, 1).state == "quarantined"


def test_a_text_that_is_another_persona_by_now_does_not_come_back(starter_workspace: Workspace, ada: Actor) -> None:
    with starter_workspace.read() as session:
        old = session.get_one(Persona, 1).text
    edit_persona(starter_workspace, ada)
    personas.write_persona(starter_workspace, old, licence="CC0-1.0", actor=ada)
    with pytest.raises(ConflictError, match="already persona"):
        undo_event(starter_workspace, newest(starter_workspace, "persona.edited"), actor=ada)


def test_what_cannot_be_taken_back_says_why_and_an_undo_is_none(starter_workspace: Workspace, ada: Actor) -> None:
    before = state(starter_workspace)
    with pytest.raises(ConflictError, match="exclude it in the lists"):
        undo_event(starter_workspace, newest(starter_workspace, "source.imported"), actor=ada)
    with pytest.raises(NotFoundError, match="activity list"):
        undo_event(starter_workspace, 10**9, actor=ada)
    exclude(starter_workspace, ada)
    undo_event(starter_workspace, newest(starter_workspace, "persona.excluded"), actor=ada)
    with pytest.raises(ConflictError, match="took something back"):
        undo_event(starter_workspace, newest(starter_workspace, "persona.excluded.undone"), actor=ada)
    assert state(starter_workspace) == before
    assert why_not("unheard.of").endswith(".")


def test_a_price_that_was_not_there_is_not_there_again_and_a_removed_one_is(workspace: Workspace, admin: Actor) -> None:
    def known(session: Session) -> ModelPrice | None:
        return session.get(ModelPrice, ("openai", "bee"))

    price(workspace, admin)
    prices.set_prices(workspace, [], removed=[("openai", "bee")], actor=admin)
    undo_event(workspace, newest(workspace, "price.removed"), actor=admin)
    with workspace.read() as session:
        assert known(session) is not None
    undo_event(workspace, newest(workspace, "price.set"), actor=admin)
    with workspace.read() as session:
        assert known(session) is None


def test_somebody_who_left_takes_nothing_back(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    say(workspace, add_samples(workspace, 1)[0], annotator, decision="accept")
    people.change_person(workspace, annotator.id, is_active=False, actor=admin)
    with pytest.raises(CurationError, match="not an active member"):
        undo_event(workspace, newest(workspace, "review.submitted"), actor=annotator)


def test_every_way_back_names_a_permission_that_there_is() -> None:
    assert {way.verb for way in WAYS.values()} <= set(LOWEST_ROLE)
