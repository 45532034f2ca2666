"""Making samples again from a page: what it costs is said first, and a click twice is one job."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.jobs.running import run_here_or_wait
from curation.models import Sample
from curation.services.again_cost import cost_of_again
from curation.services.generation import GenerationAsk, start_generation
from curation.services.jobs import JobPublic, list_jobs
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.pages.review_panel import buttons_on, press
from tests.services.judging import add_samples
from tests.services.scripted import MODEL, add_personas, set_price

OpenPage = Callable[..., AppTest]


@pytest.fixture
def made(workspace: Workspace, admin: Actor) -> int:
    """A sample of the demo generator."""
    add_personas(workspace, admin, 1)
    job_id = start_generation(workspace, GenerationAsk(scenario="math"), actor=admin)
    run_here_or_wait(workspace, job_id, on_progress=lambda _done, _total: None)
    with workspace.write() as tx:
        sample = tx.get_one(Sample, 1)
        sample.wanted = True
        return sample.id or 0


def make_paid(workspace: Workspace, sample_id: int) -> None:
    with workspace.write() as tx:
        sample = tx.get_one(Sample, sample_id)
        sample.provider, sample.model, sample.params = "openai", MODEL, {"max_output_tokens": 500}


def again_jobs(workspace: Workspace) -> list[JobPublic]:
    return [job for job in list_jobs(workspace) if job.params.get("how") == "again"]


def again_button_on(app: AppTest) -> str:
    (key,) = (str(button.key) for button in app.button if str(button.key).startswith("again_"))
    return key


def text_on(app: AppTest) -> str:
    """Return what a page says, without the signs that keep Markdown from acting."""
    return " ".join(str(part.value) for part in [*app.markdown, *app.info, *app.error]).replace("\\", "")


def test_the_key_pressed_twice_is_one_job(page: OpenPage, workspace: Workspace, admin: Actor, made: int) -> None:
    desk = press(page("review", actor_id=admin.id, query={"sample": str(made)}), "again", "again")
    (job,) = again_jobs(workspace)
    assert f"job {job.id}. It is free." in text_on(desk)


def test_a_sample_shown_another_time_may_be_made_another_time(
    page: OpenPage, workspace: Workspace, admin: Actor, made: int
) -> None:
    for _ in range(2):
        press(page("review", actor_id=admin.id, query={"sample": str(made)}), "again")
    assert len(again_jobs(workspace)) == 2


def test_the_button_of_a_free_sample_makes_the_job_at_once_and_shows_it(
    page: OpenPage, workspace: Workspace, admin: Actor, made: int
) -> None:
    app = page("sample", actor_id=admin.id, query={"sample": str(made)})
    key = again_button_on(app)
    app.button(key=key).click().run()
    assert not app.exception
    (job,) = again_jobs(workspace)
    assert f"Job {job.id}" in app.title[0].value


def test_what_costs_money_says_so_before_it_is_pressed(
    page: OpenPage, workspace: Workspace, admin: Actor, made: int
) -> None:
    make_paid(workspace, made)
    unknown = page("sample", actor_id=admin.id, query={"sample": str(made)})
    assert "there is no price for openai" in text_on(unknown)
    set_price(workspace, admin, out_usd=1_000.0)
    app = page("sample", actor_id=admin.id, query={"sample": str(made)})
    assert "at most $0.50" in text_on(app)
    desk = page("review", actor_id=admin.id, query={"sample": str(made)})
    assert "at most $0.50" in buttons_on(desk)["again"]["help"]
    assert again_jobs(workspace) == []


def test_what_no_single_model_made_has_no_cost(workspace: Workspace, admin: Actor, made: int) -> None:
    (imported,) = add_samples(workspace, 1)
    assert cost_of_again(workspace, [imported]) is None
    assert cost_of_again(workspace, [made, imported]) is None
