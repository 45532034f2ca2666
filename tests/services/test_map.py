"""The map: drawn of everybody whom the model has read, taken over whole, and asked who lies in an area."""

import math
import random
from collections.abc import Sequence

import pytest
from sqlmodel import func, select, text

from curation.errors import BadInputError, ConflictError, NotAllowedError
from curation.jobs import map as map_job
from curation.jobs.running import run_here_or_wait
from curation.models import HubMap, ItemState, JobState, MapCluster, MapPoint, Origin, Persona, PersonaFilter
from curation.personas.polygon import Area
from curation.services import jobs
from curation.services import map as service
from curation.services.permissions import Actor
from curation.services.personas import edit_persona, get_persona, list_personas, persona_facets
from curation.store.personas import new_persona, persona_ids
from curation.workspace import Workspace

GROUPS = {
    "nurse": "A nurse on a ward who looks after patients in hospital number {}",
    "sailor": "An old sailor aboard a ferry mending sails near harbour {}",
    "baker": "Baker of rye bread and plum cakes kneading dough at bakery {}",
}


def add_personas(workspace: Workspace, texts: Sequence[str], *, state: str = ItemState.ACTIVE) -> None:
    with workspace.write() as tx:
        for written in texts:
            persona = new_persona(written, origin=Origin.IMPORTED, licence="CC0-1.0")
            persona.state = state
            tx.add(persona)


def add_groups(workspace: Workspace, each: int = 20) -> None:
    for written in GROUPS.values():
        add_personas(workspace, [written.format(number) for number in range(each)])


def draw(workspace: Workspace, actor: Actor, *, clusters: int | None = 3, seed: int = 0) -> jobs.JobPublic:
    job_id = service.start_map(workspace, clusters=clusters, seed=seed, actor=actor)
    run_here_or_wait(workspace, job_id, on_progress=lambda _done, _total: None)
    return jobs.get_job(workspace, job_id)


def drawn(workspace: Workspace, actor: Actor) -> service.MapView:
    assert draw(workspace, actor).state == JobState.DONE
    found = service.read_map(workspace)
    assert found is not None
    return found


def points(workspace: Workspace) -> list[tuple[int, float, float, int, bool]]:
    """Return (persona, x, y, number of the cluster, drawn) of all points that are stored."""
    with workspace.read() as session:
        rows = session.exec(select(MapPoint).order_by(MapPoint.map_id, MapPoint.persona_id)).all()  # type: ignore[arg-type]  # SQLModel types columns as values
    return [(row.persona_id, row.x, row.y, row.cluster % 100, row.is_drawn) for row in rows]


def test_each_group_is_a_cluster_with_its_own_words(workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace)
    shown = drawn(workspace, admin)
    assert sorted(cluster.n for cluster in shown.clusters) == [20, 20, 20]
    assert {word for cluster in shown.clusters for word in GROUPS if word in cluster.words} == set(GROUPS)
    for cluster in shown.clusters:
        assert cluster.share.low < cluster.share.value < cluster.share.high
        assert cluster.share.value == pytest.approx(1 / 3)
        assert len({persona_id for persona_id, _ in cluster.examples}) == 3
        (word,) = (word for word in GROUPS if word in cluster.words)
        assert all(written.startswith(GROUPS[word][:10]) for _, written in cluster.examples)


def test_the_result_counts_everybody(workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace)
    add_personas(workspace, ["Une infirmière de nuit", "夜勤の看護師"])
    job = draw(workspace, admin)
    assert job.result["personas"] == job.result["drawn"] == 60
    assert job.result["not_embedded"] == {"the model reads English": 2}
    assert job.result["clusters"] == 3
    assert len(points(workspace)) == 60


def test_the_same_hub_and_seed_give_the_same_map_under_another_number(workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace)
    first = drawn(workspace, admin)
    lie = points(workspace)
    again = drawn(workspace, admin)
    assert points(workspace) == lie
    assert [(c.name, c.n, c.words, c.examples, c.x, c.y) for c in again.clusters] == [
        (c.name, c.n, c.words, c.examples, c.x, c.y) for c in first.clusters
    ]
    assert not {c.id for c in first.clusters} & {c.id for c in again.clusters}


def test_what_an_older_map_called_a_cluster_or_an_area_means_nobody(workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace)
    old = drawn(workspace, admin)
    everywhere = [(-1, -1), (1001, -1), (1001, 1001), (-1, 1001)]
    selected = service.select_in_polygon(workspace, old.id, everywhere)
    assert selected.n == 60
    drawn(workspace, admin)
    assert list_personas(workspace, PersonaFilter(clusters=(old.clusters[0].id,))).total == 0
    assert list_personas(workspace, selected.chosen).total == 0
    with pytest.raises(ConflictError, match="drawn anew"):
        service.select_in_polygon(workspace, old.id, everywhere)


def test_a_cluster_is_a_facet_of_the_list(workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace)
    shown = drawn(workspace, admin)
    (sailors,) = (cluster for cluster in shown.clusters if "sailor" in cluster.words)
    chosen = PersonaFilter(clusters=(sailors.id,))
    assert {row.text[:13] for row in list_personas(workspace, chosen).rows} == {"An old sailor"}
    assert persona_facets(workspace, chosen)["clusters"] == {cluster.id: 20 for cluster in shown.clusters}
    with_text = chosen.changed(text="harbour 7")
    assert persona_facets(workspace, with_text)["clusters"] == {sailors.id: 1}


def is_inside(x: float, y: float, corners: Sequence[tuple[int, int]]) -> bool:
    """Walk along the line, and count how often it passes to the right of the point."""
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


@pytest.mark.parametrize("seed", range(6))
def test_who_lies_in_an_area_is_as_a_slow_walk_around_it_says(workspace: Workspace, admin: Actor, seed: int) -> None:
    rng = random.Random(seed)
    add_groups(workspace, each=100)
    places = {number: (rng.randrange(0, 1001) + 0.3, rng.randrange(0, 1001) + 0.3) for number in range(1, 301)}
    map_id = draw(workspace, admin).id
    with workspace.write() as tx:
        for number, (x, y) in places.items():
            statement = text("update map_point set x = :x, y = :y where persona_id = :id")
            tx.execute(statement, {"x": x, "y": y, "id": number})
    star = [(rng.randrange(-50, 1050), rng.randrange(-50, 1050)) for _ in range(rng.randrange(3, 25))]
    flat = [(x, y // 200 * 200) for x, y in star]
    for corners in (star, flat, [(0, 0), (1000, 0), (1000, 500), (0, 500)], [(0, 5), (9, 5), (4, 5)]):
        with workspace.read() as session:
            found = persona_ids(session, PersonaFilter(area=str(Area(map_id, tuple(corners)))))
        assert found == [number for number, (x, y) in places.items() if is_inside(x, y, corners)]


def test_an_area_asks_also_those_who_are_not_drawn(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(map_job, "MAX_DRAWN", 30)
    add_groups(workspace)
    shown = drawn(workspace, admin)
    assert (shown.n, shown.n_drawn) == (60, 30)
    coloured = service.read_points(workspace, shown, "cluster")
    assert len(coloured.points) == 30
    assert sum(coloured.counts.values()) == 60
    assert len({point.value for point in coloured.points}) == 3
    circle = [(500 + 800 * math.cos(a / 40), 500 + 800 * math.sin(a / 40)) for a in range(252)]
    assert service.select_in_polygon(workspace, shown.id, circle).n == 60


def test_what_came_or_was_edited_since_is_counted_until_the_map_is_drawn_again(
    workspace: Workspace, admin: Actor
) -> None:
    add_groups(workspace)
    assert drawn(workspace, admin).came_since == 0
    add_personas(workspace, ["A beekeeper with forty hives", "A judge"])
    found = service.read_map(workspace)
    assert found is not None
    assert (found.n, found.came_since, found.edited_since) == (60, 2, 0)
    for written in ("A nurse who sails", "A nurse who bakes"):
        detail = get_persona(workspace, 1)
        version = detail.persona.version
        edit_persona(workspace, 1, text=written, attributes=detail.attributes, version=version, actor=admin)
    edited = service.read_map(workspace)
    assert edited is not None
    assert (edited.came_since, edited.edited_since) == (2, 1)
    again = drawn(workspace, admin)
    assert (again.n, again.came_since, again.edited_since) == (62, 0, 0)


def test_words_of_the_quarantined_name_no_cluster_and_they_are_no_examples(workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace)
    secret = [f"A nurse on a ward who looks after patients in hospital called Zanzibar {n}" for n in range(10)]
    add_personas(workspace, secret, state=ItemState.QUARANTINED)
    shown = drawn(workspace, admin)
    assert shown.n == 70
    assert not any("zanzibar" in cluster.words for cluster in shown.clusters)
    assert not any("Zanzibar" in written for cluster in shown.clusters for _, written in cluster.examples)
    assert service.read_points(workspace, shown, "state").counts == {"active": 60, "quarantined": 10}


def test_the_rarest_values_are_gathered_and_the_unknown_come_last(workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace, each=20)
    with workspace.write() as tx:
        for number in range(1, 41):
            statement = text("update persona set language = :language where id = :id")
            tx.execute(statement, {"language": "und" if number < 10 else f"x{number % 20:02}", "id": number})
    coloured = service.read_points(workspace, drawn(workspace, admin), "language")
    assert list(coloured.counts)[-2:] == ["other", "und"]
    assert len(coloured.counts) == service.MAX_VALUES + 1
    assert sum(coloured.counts.values()) == len(coloured.points) == 60
    assert {point.value for point in coloured.points} == set(coloured.counts)
    assert coloured.names["other"] == "6 others"


@pytest.mark.parametrize("colour", service.COLOURS)
def test_a_map_is_coloured_by_each_of_the_attributes(workspace: Workspace, admin: Actor, colour: str) -> None:
    add_groups(workspace, each=3)
    coloured = service.read_points(workspace, drawn(workspace, admin), colour)
    assert {point.value for point in coloured.points} == set(coloured.counts)
    assert sum(coloured.counts.values()) == 9


def test_a_killed_run_leaves_the_old_map_and_the_next_run_tidies_up(
    workspace: Workspace, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_groups(workspace)
    old = drawn(workspace, admin)

    def stop(*_: object) -> None:
        raise OSError("the machine stops")

    with monkeypatch.context() as patched:
        patched.setattr("curation.store.map.take_over", stop)
        assert draw(workspace, admin).state == JobState.FAILED
    assert len(points(workspace)) == 120
    assert service.read_map(workspace) == old
    assert list_personas(workspace, PersonaFilter(clusters=(old.clusters[0].id,))).total == 20
    drawn(workspace, admin)
    assert len(points(workspace)) == 60


def test_a_run_that_was_killed_after_the_map_was_taken_over_ends_with_the_same_result(
    workspace: Workspace, admin: Actor
) -> None:
    add_groups(workspace)
    job = draw(workspace, admin)
    with workspace.write() as tx:
        tx.execute(text("update job set state = 'failed' where id = :id"), {"id": job.id})
        tx.execute(text("insert into map_point select 99, persona_id, x, y, cluster, 1 from map_point"))
    jobs.resume_job(workspace, job.id, actor=admin)
    run_here_or_wait(workspace, job.id, on_progress=lambda _done, _total: None)
    again = jobs.get_job(workspace, job.id)
    assert again.state == JobState.DONE
    assert {**again.result, "seconds": 0} == {**job.result, "seconds": 0}
    assert len(points(workspace)) == 60


def test_personas_that_are_all_alike_make_one_cluster(workspace: Workspace, admin: Actor) -> None:
    add_personas(workspace, [f"A nurse{'!' * number}" for number in range(1, 8)])
    (cluster,) = drawn(workspace, admin).clusters
    assert (cluster.name, cluster.n) == ("cluster 1", 7)


def test_a_hub_that_is_too_small_says_so(workspace: Workspace, admin: Actor) -> None:
    assert not service.can_be_drawn(workspace)
    with pytest.raises(BadInputError, match="needs 5 personas"):
        service.start_map(workspace, actor=admin)
    add_personas(workspace, ["A judge", "夜勤の看護師", "漁師", "教師", "農家"])
    job = draw(workspace, admin)
    assert job.state == JobState.FAILED
    assert "needs 5 personas that the model can read; there are 1" in job.error
    assert service.read_map(workspace) is None


@pytest.mark.parametrize("asked", [{"clusters": 1}, {"clusters": 41}, {"seed": -1}, {"seed": 2**32}])
def test_numbers_out_of_range_are_refused(workspace: Workspace, admin: Actor, asked: dict[str, int]) -> None:
    add_groups(workspace, each=2)
    with pytest.raises(BadInputError):
        service.start_map(workspace, actor=admin, **asked)  # type: ignore[arg-type]  # mypy takes the dict for all arguments


def test_drawing_the_map_needs_a_curator(workspace: Workspace, annotator: Actor) -> None:
    add_groups(workspace, each=2)
    with pytest.raises(NotAllowedError, match="curator"):
        service.start_map(workspace, actor=annotator)


def test_a_line_that_encloses_nothing_is_refused(workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace, each=3)
    with pytest.raises(BadInputError, match="encloses nothing"):
        service.select_in_polygon(workspace, drawn(workspace, admin).id, [(1, 1), (2, 2)])


def test_a_new_map_takes_the_place_of_the_old_one_whole(workspace: Workspace, admin: Actor) -> None:
    add_groups(workspace)
    drawn(workspace, admin)
    shown = drawn(workspace, admin)
    with workspace.read() as session:
        assert session.exec(select(HubMap.id)).all() == [shown.id]
        assert session.exec(select(func.count()).select_from(MapCluster)).one() == 3
        assert set(session.exec(select(MapPoint.map_id))) == {shown.id}
        assert session.exec(select(func.count()).select_from(Persona)).one() == 60
