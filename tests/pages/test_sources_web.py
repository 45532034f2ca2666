"""Pages of the web on the Sources page: addresses asked for, a job started, nothing fetched by the page itself."""

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from curation.jobs import import_texts
from curation.models import Job, JobKind
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.pages.test_sources_page import OpenPage, said

URLS = [f"https://pages.example/{name}" for name in ("one", "two", "three")]


@pytest.fixture(autouse=True)
def _no_web(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test ask for a page."""
    monkeypatch.setattr(import_texts, "fetch_page", None)


def jobs(workspace: Workspace) -> list[Job]:
    with workspace.read() as session:
        return list(session.exec(select(Job).where(Job.kind == JobKind.IMPORT_TEXTS)))


def filled(shown: AppTest, written: str, licence: str | None = "CC-BY-4.0", most: int = 100) -> AppTest:
    shown.text_area(key="pages_urls").set_value(written)
    shown.selectbox(key="pages_licence").set_value(licence)
    shown.number_input(key="pages_most").set_value(most)
    return next(button for button in shown.button if button.label == "Fetch pages").click().run()


def test_a_list_of_addresses_becomes_one_job(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    written = f"# mine\n{URLS[0]}\n\n  {URLS[1]} \n{URLS[0]}\n"
    shown = filled(page("sources", actor_id=admin.id), written)
    assert not shown.error
    (job,) = jobs(workspace)
    assert job.params["urls"] == URLS[:2]
    assert shown.text_area(key="pages_urls").value == ""
    assert URLS[0].removeprefix("https:") in said(shown)


def test_no_more_pages_than_asked_for_are_fetched(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = filled(page("sources", actor_id=admin.id), "\n".join(URLS), most=2)
    assert jobs(workspace)[0].params["urls"] == URLS[:2]
    assert "other 1 of the list" in shown.toast[0].value


@pytest.mark.parametrize(
    ("written", "licence", "words"),
    [
        ("", "MIT", "from 1 to 10,000"),
        (f"{URLS[0]}\nfile:///etc/passwd", "MIT", "line 2"),
        (URLS[0], None, "Choose the licence"),
    ],
)
def test_what_cannot_be_fetched_is_said_and_stays_to_be_mended(
    page: OpenPage, workspace: Workspace, admin: Actor, written: str, licence: str | None, words: str
) -> None:
    shown = filled(page("sources", actor_id=admin.id), written, licence)
    assert words in said(shown)
    assert shown.text_area(key="pages_urls").value == written
    assert not jobs(workspace)


def test_the_next_list_is_a_job_of_its_own(page: OpenPage, workspace: Workspace, admin: Actor) -> None:
    shown = filled(page("sources", actor_id=admin.id), URLS[0])
    filled(shown, URLS[1])
    assert [job.params["urls"] for job in jobs(workspace)] == [[URLS[0]], [URLS[1]]]
