"""An annotator does not see what others said of a sample that is still to be judged."""

import pytest

from curation.models import Role, SampleFilter
from curation.services import people, samples
from curation.services.blind_samples import as_seen, detail_as_seen
from curation.services.permissions import Actor
from curation.services.samples import SampleDetail
from curation.workspace import Workspace
from tests.services.judging import add_samples, say


def seen(workspace: Workspace, sample_id: int, actor: Actor) -> SampleDetail:
    return detail_as_seen(workspace, samples.get_sample(workspace, sample_id), actor=actor)


def told(detail: SampleDetail) -> tuple[object, ...]:
    row = detail.sample
    return (row.n_reviews, row.rating_mean, row.decision, [one.name for one in detail.reviews])


def test_what_others_said_is_seen_once_one_has_judged(workspace: Workspace, admin: Actor, annotator: Actor) -> None:
    one, two = add_samples(workspace, 2)
    say(workspace, one, admin, overall=1, decision="reject")
    assert told(seen(workspace, one, annotator)) == (0, None, "", [])
    assert "review.submitted" not in [event.action for event in seen(workspace, one, annotator).events]
    say(workspace, one, annotator, overall=2)
    assert told(seen(workspace, one, annotator)) == (0, None, "", ["Bea"])
    say(workspace, one, annotator, decision="skip")
    assert told(seen(workspace, one, annotator))[3] == ["Bea"]
    say(workspace, one, annotator, overall=3, decision="reject")
    assert told(seen(workspace, one, annotator)) == (2, 2.0, "reject", ["Ada", "Bea"])
    assert len([event for event in seen(workspace, one, annotator).events if event.action == "review.submitted"]) == 3
    assert told(seen(workspace, two, annotator))[3] == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CURATOR])
def test_who_does_not_judge_or_settles_sees_all(
    workspace: Workspace, admin: Actor, annotator: Actor, role: Role
) -> None:
    (one,) = add_samples(workspace, 1)
    say(workspace, one, admin, overall=1, decision="reject")
    people.change_person(workspace, annotator.id, role=role, actor=admin)
    actor = people.join(workspace, "Bea")
    assert told(seen(workspace, one, actor)) == (1, 1.0, "reject", ["Ada"])


def test_a_list_hides_it_row_by_row_and_leaves_the_store_alone(
    workspace: Workspace, admin: Actor, annotator: Actor
) -> None:
    ids = add_samples(workspace, 3)
    for sample_id in ids:
        say(workspace, sample_id, admin, overall=5, decision="accept")
    say(workspace, ids[1], annotator, overall=4, decision="accept")
    page = samples.list_samples(workspace, SampleFilter(), order="oldest")
    shown = as_seen(workspace, page.rows, actor=annotator)
    assert [(row.id, row.decision, row.rating_mean) for row in shown] == [
        (ids[0], "", None),
        (ids[1], "accept", 4.5),
        (ids[2], "", None),
    ]
    assert [row.text for row in shown] == [row.text for row in page.rows]
    again = samples.list_samples(workspace, SampleFilter(), order="oldest")
    assert [row.decision for row in again.rows] == ["accept"] * 3
