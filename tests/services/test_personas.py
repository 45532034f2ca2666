"""Personas: lists by key, facets, one in full, written and corrected by hand."""

import pytest
from sqlmodel import select

from curation.errors import BadInputError, ConflictError, NotAllowedError, NotFoundError
from curation.models import Event, Job, JobKind, Origin, Persona, PersonaFilter
from curation.personas import VOCABULARY, Attribute
from curation.services import people, personas
from curation.services.lists import PAGE_ROWS
from curation.services.permissions import Actor
from curation.store.personas import new_persona
from curation.workspace import Workspace

UNKNOWN = {name: Attribute("unknown", None) for name in VOCABULARY}


def add_personas(workspace: Workspace, texts: list[str]) -> list[int]:
    rows = [new_persona(text, origin=Origin.IMPORTED, licence="CC0-1.0") for text in texts]
    with workspace.write() as tx:
        tx.add_all(rows)
        tx.flush()
        return [row.id or 0 for row in rows]


def walk(workspace: Workspace, order: str, *, backwards: bool) -> list[list[int]]:
    """Read all pages by what each says is next to it."""
    pages, place = [], "last" if backwards else None
    while True:
        page = personas.list_personas(workspace, PersonaFilter(), order=order, place=place)
        pages.append([row.id or 0 for row in page.rows])
        place = page.previous if backwards else page.next
        if place is None:
            return pages


@pytest.mark.parametrize("order", list(personas.ORDERS))
def test_walking_a_list_meets_every_row_once_in_both_directions(workspace: Workspace, order: str) -> None:
    texts = [f"Person {number} who likes {'very ' * (number % 7)}long walks" for number in range(3 * PAGE_ROWS + 7)]
    ids = add_personas(workspace, texts)
    forward = [item_id for page in walk(workspace, order, backwards=False) for item_id in page]
    backward = [item_id for page in reversed(walk(workspace, order, backwards=True)) for item_id in page]
    assert sorted(forward) == ids
    assert backward == forward


def test_a_list_of_exactly_one_page_has_no_neighbours(workspace: Workspace) -> None:
    add_personas(workspace, [f"Person number {number}" for number in range(PAGE_ROWS)])
    page = personas.list_personas(workspace, PersonaFilter())
    assert (page.previous, page.next, page.last, page.total) == (None, None, None, PAGE_ROWS)


@pytest.mark.parametrize("place", ["nonsense", "after~x~1", "sideways~1~1", "after~1"])
def test_a_place_that_is_none_of_ours_is_refused(workspace: Workspace, place: str) -> None:
    with pytest.raises(BadInputError):
        personas.list_personas(workspace, PersonaFilter(), place=place)


def test_an_unknown_order_is_refused_with_those_that_are_known(workspace: Workspace) -> None:
    with pytest.raises(BadInputError, match="newest"):
        personas.list_personas(workspace, PersonaFilter(), order="random()")


def test_the_counts_of_a_facet_are_those_of_the_lists_it_leads_to(starter_workspace: Workspace) -> None:
    chosen = PersonaFilter(languages=("en",), states=("active",))
    counts = personas.persona_facets(starter_workspace, chosen)
    for value, count in counts["regions"].items():
        assert personas.list_personas(starter_workspace, chosen.changed(regions=(value,))).total == count
    assert sum(counts["regions"].values()) == personas.list_personas(starter_workspace, chosen).total
    assert (
        counts["languages"]["fr"] == personas.list_personas(starter_workspace, chosen.changed(languages=("fr",))).total
    )


def test_facet_counts_are_fresh_after_a_change(workspace: Workspace, admin: Actor) -> None:
    personas.write_persona(workspace, "A potter in Oaxaca", licence="CC0-1.0", actor=admin)
    assert personas.persona_facets(workspace, PersonaFilter())["licences"] == {"CC0-1.0": 1}
    personas.write_persona(workspace, "A potter in Lima", licence="CC0-1.0", actor=admin)
    assert personas.persona_facets(workspace, PersonaFilter())["licences"] == {"CC0-1.0": 2}


def test_a_persona_written_by_hand_has_a_source_an_event_and_a_job_that_reads_it(
    workspace: Workspace, admin: Actor
) -> None:
    new_id = personas.write_persona(workspace, "  A potter\nin Oaxaca ", licence="CC0-1.0", actor=admin)
    detail = personas.get_persona(workspace, new_id)
    assert detail.persona.text == "A potter\nin Oaxaca"
    assert [source.name for source, _ in detail.sources] == ["Written here"]
    assert [event.action for event in detail.events] == ["persona.written"]
    with workspace.read() as session:
        assert session.exec(select(Job.kind)).all() == [JobKind.EMBED]


def test_the_same_words_with_other_blanks_are_the_same_persona(workspace: Workspace, admin: Actor) -> None:
    first = personas.write_persona(workspace, "A potter in Oaxaca", licence="CC0-1.0", actor=admin)
    with pytest.raises(ConflictError, match=f"persona {first}"):
        personas.write_persona(workspace, "A  potter\nin Oaxaca", licence="CC0-1.0", actor=admin)


def test_a_persona_without_words_is_refused(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(BadInputError):
        personas.write_persona(workspace, " … \x00 ", licence="CC0-1.0", actor=admin)


def test_a_correction_keeps_what_stood_there_before(workspace: Workspace, admin: Actor) -> None:
    new_id = personas.write_persona(workspace, "A potter in Oaxaca", licence="CC0-1.0", actor=admin)
    attributes = {**UNKNOWN, "occupation": Attribute("craft", "potter")}
    text = "A potter near Oaxaca"
    personas.edit_persona(workspace, new_id, text=text, attributes=attributes, version=1, actor=admin)
    detail = personas.get_persona(workspace, new_id)
    assert (detail.persona.text, detail.persona.occupation, detail.persona.version) == (text, "craft", 2)
    assert detail.attributes["occupation"] == Attribute("craft", "potter")
    with workspace.read() as session:
        event = session.exec(select(Event).where(Event.action == "persona.edited")).one()
    assert event.before["text"] == "A potter in Oaxaca"
    assert event.after["occupation"] == "craft"


def test_a_value_without_its_words_in_the_text_is_refused_and_nothing_changes(
    workspace: Workspace, admin: Actor
) -> None:
    new_id = personas.write_persona(workspace, "A potter in Oaxaca", licence="CC0-1.0", actor=admin)
    attributes = {**UNKNOWN, "gender": Attribute("female", "she")}
    with pytest.raises(BadInputError):
        personas.edit_persona(workspace, new_id, text="A potter in Lima", attributes=attributes, version=1, actor=admin)
    assert personas.get_persona(workspace, new_id).persona.text == "A potter in Oaxaca"


def test_of_two_corrections_at_once_the_second_hears_of_the_first(workspace: Workspace, admin: Actor) -> None:
    new_id = personas.write_persona(workspace, "A potter in Oaxaca", licence="CC0-1.0", actor=admin)
    personas.edit_persona(workspace, new_id, text="A potter in Lima", attributes=UNKNOWN, version=1, actor=admin)
    with pytest.raises(ConflictError, match="meanwhile"):
        personas.edit_persona(workspace, new_id, text="A potter in Quito", attributes=UNKNOWN, version=1, actor=admin)
    assert personas.get_persona(workspace, new_id).persona.text == "A potter in Lima"


def test_an_annotator_may_not_correct_personas(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    new_id = personas.write_persona(workspace, "A potter in Oaxaca", licence="CC0-1.0", actor=admin)
    with pytest.raises(NotAllowedError):
        personas.edit_persona(workspace, new_id, text="No", attributes=UNKNOWN, version=1, actor=annotator)


def test_a_persona_that_is_not_there_is_said_not_to_be(workspace: Workspace) -> None:
    with pytest.raises(NotFoundError, match="no persona 7"):
        personas.get_persona(workspace, 7)


def test_the_starter_hub_brings_its_attributes_with_evidence(starter_workspace: Workspace) -> None:
    with starter_workspace.read() as session:
        rows = session.exec(select(Persona)).all()
    assert len(rows) >= 300
    for row in rows:
        for name, found in personas.attributes_of(row).items():
            assert (found.value == "unknown") == (not found.evidence), (row.id, name)
    assert people.join(starter_workspace, "Ada").role == "admin"


def test_the_licence_of_a_persona_written_here_is_spelt_as_spdx_does(workspace: Workspace, admin: Actor) -> None:
    personas.write_persona(workspace, "A potter in Oaxaca", licence="cc0-1.0", actor=admin)
    new_id = personas.write_persona(workspace, "A potter in Lima", licence="CC0-1.0", actor=admin)
    detail = personas.get_persona(workspace, new_id)
    assert detail.persona.licence == "CC0-1.0"
    assert [(source.licence, source.rows_added) for source, _ in detail.sources] == [("CC0-1.0", 2)]


def test_a_licence_that_is_none_is_refused(workspace: Workspace, admin: Actor) -> None:
    with pytest.raises(BadInputError, match="no licence known here"):
        personas.write_persona(workspace, "A potter in Oaxaca", licence="as you like", actor=admin)
    assert personas.count_personas(workspace) == 0
