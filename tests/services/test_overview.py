"""The state of the work at a glance."""

import pytest

from curation.models import Job, JobKind, JobState, Lane
from curation.services import overview, people
from curation.services.overview import read_overview
from curation.services.review import save_review
from curation.workspace import Workspace


def test_all_samples_are_counted_once(starter_workspace: Workspace) -> None:
    counts = read_overview(starter_workspace, actor=people.join(starter_workspace, "Ada")).counts
    assert sum(counts.progress.values()) == counts.samples > 0
    assert counts.samples_made_here == 0
    assert counts.samples_labelled == counts.samples


def test_the_samples_are_read_again_only_after_a_change(
    starter_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = people.join(starter_workspace, "Ada")
    reads: list[Workspace] = []
    read = overview._read_counts

    def counting(workspace: Workspace) -> overview.Counts:
        reads.append(workspace)
        return read(workspace)

    monkeypatch.setattr(overview, "_read_counts", counting)
    before = read_overview(starter_workspace, actor=ada).counts
    assert read_overview(starter_workspace, actor=ada).counts == before
    assert len(reads) == 1
    save_review(starter_workspace, 1, lambda answers: answers.decided("reject"), actor=ada)
    assert read_overview(starter_workspace, actor=ada).counts.reviews == before.reviews + 1
    assert len(reads) == 2


def test_a_job_that_ended_without_an_event_is_seen_at_once(workspace: Workspace) -> None:
    ada = people.join(workspace, "Ada")
    with workspace.write() as tx:
        job = Job(kind=JobKind.EMBED, lane=Lane.CPU, client_token="t", owner=ada.id)
        tx.add(job)
    assert read_overview(workspace, actor=ada).running_jobs == 1
    with workspace.write() as tx:
        tx.get_one(Job, job.id).state = JobState.DONE
    assert read_overview(workspace, actor=ada).running_jobs == 0


def test_an_empty_hub_needs_personas_before_samples(workspace: Workspace) -> None:
    step = read_overview(workspace, actor=people.join(workspace, "Ada")).next_step
    assert step is not None
    assert step.page == "sources"


def test_a_starter_hub_says_how_many_groups_wait(starter_workspace: Workspace) -> None:
    steps = read_overview(starter_workspace, actor=people.join(starter_workspace, "Ada")).steps
    (step,) = (step for step in steps if step.page == "duplicates")
    assert step.text.startswith("30 groups wait.")
