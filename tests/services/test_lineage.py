"""Lineage: who was made from whom and from which text, however large or broken the family is."""

import pytest

from curation.errors import BadInputError, NotFoundError
from curation.models import ItemState, Job, PersonaCall
from curation.services import lineage
from curation.services.lineage import Lineage, LineageNode, MadeBy
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.families import (
    GROWER,
    QUOTE,
    TEXT,
    TITLE,
    add_document,
    add_generations,
    add_grower,
    add_many,
    add_person,
    set_parent,
)


@pytest.fixture
def grower(workspace: Workspace, admin: Actor) -> int:
    """The persona made from the text on seed potatoes."""
    return add_grower(workspace, add_document(workspace, admin))


def people(found: Lineage) -> list[LineageNode]:
    return [node for node in found.nodes if node.kind == "persona"]


def ids(found: Lineage) -> list[int]:
    return [node.id for node in people(found)]


def node_of(found: Lineage, persona_id: int) -> LineageNode:
    return next(node for node in people(found) if node.id == persona_id)


def assert_is_a_tree(found: Lineage) -> None:
    """Each node stands after its parent and one step below it, and what is not drawn is what is missing."""
    steps: dict[int | None, int] = {None: -1}
    for node in people(found):
        assert node.id not in steps
        assert node.step == steps[node.parent] + 1
        steps[node.id] = node.step
    for node in people(found):
        drawn = sum(other.parent == node.id for other in people(found))
        assert node.n_not_drawn == node.n_children - drawn
        assert node.is_truncated == (node.n_not_drawn > 0)


def test_a_family_is_read_as_a_tree_from_its_text_down(workspace: Workspace, grower: int) -> None:
    first, second = add_generations(workspace, grower, [2, 2])
    found = lineage.read_lineage(workspace, first[1])
    assert [(node.kind, node.step) for node in found.nodes] == [
        ("document", -1),
        ("persona", 0),
        *[("persona", 1), ("persona", 2), ("persona", 2)] * 2,
    ]
    assert ids(found) == [grower, first[0], *second[:2], first[1], *second[2:]]
    assert_is_a_tree(found)
    assert found.nodes[0].text == TITLE
    assert (found.nodes[1].text, found.nodes[1].relation) == (GROWER, "read")
    assert found.centre.id == first[1]
    assert (found.n_people, found.n_steps, found.n_drawn) == (7, 2, 7)
    assert not found.is_truncated
    assert found.above == "whole"


def test_everyone_of_a_small_family_sees_the_same_tree(workspace: Workspace, grower: int) -> None:
    generations = add_generations(workspace, grower, [2, 2, 2])
    everyone = [grower, *(one for generation in generations for one in generation)]
    trees = [lineage.read_lineage(workspace, one).nodes for one in everyone]
    assert all(tree == trees[0] for tree in trees)


def test_the_quote_stands_in_its_place_in_the_text(workspace: Workspace, grower: int) -> None:
    child = add_generations(workspace, grower, [1])[0][0]
    document = lineage.read_lineage(workspace, child).document
    assert document is not None
    quoted = document.quoted
    assert quoted.quote == QUOTE
    assert quoted.before + quoted.quote + quoted.after == TEXT
    assert quoted.is_begin
    assert quoted.is_end


def test_others_of_the_same_text_are_siblings(workspace: Workspace, admin: Actor) -> None:
    document_id = add_document(workspace, admin)
    grower = add_grower(workspace, document_id)
    other = add_person(workspace, "A cook who dislikes cold sheds", document_id=document_id, relation="dislike")
    found = lineage.read_lineage(workspace, other)
    assert [(node.id, node.parent, node.step) for node in people(found)] == [(grower, None, 0), (other, None, 0)]
    assert found.nodes[0].n_children == 2


def test_a_relation_that_names_the_text_too_belongs_to_its_parent(workspace: Workspace, admin: Actor) -> None:
    document_id = add_document(workspace, admin)
    grower = add_grower(workspace, document_id)
    child = add_person(workspace, "The grower's daughter, a vet", parent=grower, document_id=document_id)
    found = lineage.read_lineage(workspace, child)
    assert [(node.id, node.step) for node in people(found)] == [(grower, 0), (child, 1)]
    assert (found.nodes[0].n_children, found.nodes[0].n_not_drawn) == (1, 0)
    assert [row.id for row in lineage.of_document(workspace, document_id).people.rows] == [grower]


def test_a_persona_without_a_text_or_relations_is_its_own_family(workspace: Workspace) -> None:
    alone = add_person(workspace, "A shepherd who knits")
    found = lineage.read_lineage(workspace, alone)
    assert (ids(found), found.document, found.n_people, found.n_steps) == ([alone], None, 1, 0)


@pytest.mark.parametrize("state", [ItemState.DUPLICATE, ItemState.EXCLUDED, ItemState.QUARANTINED])
def test_who_was_set_aside_is_there_with_the_reason(workspace: Workspace, grower: int, state: ItemState) -> None:
    child = add_person(workspace, "A vet", parent=grower, relation="friend", state=state, state_reason="because of it")
    found = node_of(lineage.read_lineage(workspace, grower), child)
    assert (found.state, found.state_reason) == (state, "because of it")


def test_what_does_not_fit_is_counted_where_it_is_missing(workspace: Workspace, grower: int) -> None:
    first, second = add_generations(workspace, grower, [4, 8])
    found = lineage.read_lineage(workspace, grower, max_nodes=20)
    assert_is_a_tree(found)
    assert found.n_drawn == len(people(found)) == 20
    assert set(first) <= set(ids(found)), "breadth first: every child before a grandchild"
    assert sum(node.n_not_drawn for node in people(found)) == 4 * 8 - (20 - 5)
    assert (found.is_truncated, found.n_people, found.n_people_is_capped) == (True, 37, False)
    assert found.n_steps == 2
    assert second[-1] not in ids(found)


def test_whoever_is_in_the_middle_gets_the_room(workspace: Workspace, grower: int) -> None:
    first, second = add_generations(workspace, grower, [6, 8])
    middle, own = first[-1], second[-8:]
    found = lineage.read_lineage(workspace, middle, max_nodes=20)
    assert_is_a_tree(found)
    assert {grower, middle, *own} <= set(ids(found))
    assert node_of(found, middle).n_not_drawn == 0


def test_six_steps_down_are_there_from_either_end(workspace: Workspace, grower: int) -> None:
    line = [grower, *(generation[0] for generation in add_generations(workspace, grower, [1] * 6))]
    assert ids(lineage.read_lineage(workspace, grower)) == line
    found = lineage.read_lineage(workspace, line[-1], max_nodes=14)
    assert ids(found) == line
    assert (found.n_steps, found.centre.depth) == (6, 6)


def test_a_family_of_a_hundred_thousand_is_read_in_part_and_says_so(workspace: Workspace, grower: int) -> None:
    add_many(workspace, grower, 100_000)
    cousin = grower + 70_000
    below = add_person(workspace, "The cousin's dentist", parent=cousin)
    found = lineage.read_lineage(workspace, cousin)
    assert_is_a_tree(found)
    assert len(people(found)) == found.n_drawn == lineage.MAX_NODES
    assert {grower, cousin, below} <= set(ids(found))
    assert node_of(found, grower).n_children == 100_000
    assert (found.n_people, found.n_people_is_capped) == (lineage.MAX_COUNTED, True)
    assert len(lineage.list_children(workspace, grower, place="last").rows) == 50


@pytest.mark.parametrize("size", [1, 2, 5])
def test_rows_in_a_circle_are_drawn_once_each_and_the_circle_is_said(workspace: Workspace, size: int) -> None:
    line = [add_person(workspace, "The first in the circle")]
    for number in range(1, size):
        line.append(add_person(workspace, f"Number {number} in the circle", parent=line[-1]))
    set_parent(workspace, line[0], line[-1])
    for one in line:
        found = lineage.read_lineage(workspace, one)
        assert sorted(ids(found)) == line
        assert (found.above, found.is_truncated, found.n_people) == ("circle", False, size)


def test_a_way_up_that_never_ends_is_cut_and_said(workspace: Workspace) -> None:
    line = [add_person(workspace, "Number 0")]
    for number in range(1, 20):
        line.append(add_person(workspace, f"Number {number}", parent=line[-1]))
    found = lineage.read_lineage(workspace, line[-1])
    assert ids(found) == line[-1 - lineage.MAX_STEPS :]
    assert found.above == "cut"
    from_above = lineage.read_lineage(workspace, line[0])
    assert ids(from_above) == line[: lineage.MAX_STEPS + 1]
    assert node_of(from_above, line[lineage.MAX_STEPS]).n_not_drawn == 1


def test_the_call_that_gave_a_persona_is_named(workspace: Workspace, admin: Actor, grower: int) -> None:
    with workspace.write() as tx:
        job = Job(kind="expand_personas", lane="provider", client_token="t", owner=admin.id)
        tx.add(job)
        tx.flush()
        call = PersonaCall(job_id=job.id or 0, item_no=0, provider="demo", model="grammar/1", outcome="ok")
        tx.add(call)
        tx.flush()
        job_id, call_id = job.id or 0, call.id
    child = add_person(workspace, "A vet", parent=grower, call_id=call_id)
    assert lineage.read_lineage(workspace, child).made_by == MadeBy(job_id, "demo", "grammar/1")
    assert lineage.read_lineage(workspace, grower).made_by is None


def test_who_is_not_there_and_no_room_are_refused(workspace: Workspace, grower: int) -> None:
    with pytest.raises(NotFoundError, match="no persona 9999"):
        lineage.read_lineage(workspace, 9999)
    with pytest.raises(BadInputError, match="more than 13"):
        lineage.read_lineage(workspace, grower, max_nodes=13)
    with pytest.raises(NotFoundError, match="no document 9999"):
        lineage.of_document(workspace, 9999)


def test_the_people_of_a_text_are_paged_with_the_quotes_of_the_page(workspace: Workspace, admin: Actor) -> None:
    document_id = add_document(workspace, admin)
    made = [
        add_person(
            workspace, f"A gardener with {number} sheds", document_id=document_id, quote=TEXT[number : number + 4]
        )
        for number in range(51)
    ]
    gone = add_person(workspace, "A sailor", document_id=document_id, quote="words of another text")
    first = lineage.of_document(workspace, document_id)
    assert [row.id for row in first.people.rows] == made[:50]
    last = lineage.of_document(workspace, document_id, place=first.people.next)
    assert [row.id for row in last.people.rows] == [made[50], gone]
    assert [(TEXT[mark.start : mark.end], mark.by) for mark in last.quoted.marks] == [(TEXT[50:54], (made[50],))]
    assert last.quoted.lost == (gone,)
