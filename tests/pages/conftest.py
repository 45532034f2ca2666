"""Pages as a person sees them, without a browser: the router, a person, an address."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from curation.settings import Settings
from curation.ui import page as ui_page
from curation.workspace import Workspace, open_workspace
from tests.conftest import HashEmbedder
from tests.services.scripted import provider

__all__ = ["provider"]

ROUTER = Path(__file__).resolve().parents[2] / "curation" / "ui" / "main" / "router.py"
TIMEOUT_S = 30.0
"""A page takes milliseconds; a machine that many share may take longer."""


@pytest.fixture
def app_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    """What the pages open: the folder of `workspace` or `starter_workspace`, whichever the test asks for."""
    opened = open_workspace(Settings(workspace=tmp_path / "workspace", key_file=None), embedder=HashEmbedder())
    monkeypatch.setattr(ui_page, "get_workspace", lambda: opened)
    yield opened
    opened.close()


@pytest.fixture
def page(request: pytest.FixtureRequest) -> Callable[..., AppTest]:
    """Open a page by name for a person, as a visitor of that address would.

    The test also asks for `workspace` or `starter_workspace`, which makes the
    folder. Without `actor_id` nobody has given a name yet.
    """

    def open_page(name: str, *, actor_id: int | None = None, query: Mapping[str, str] | None = None) -> AppTest:
        request.getfixturevalue("app_workspace")
        app = AppTest.from_file(ROUTER, default_timeout=TIMEOUT_S)
        if actor_id is not None:
            app.session_state["person_id"] = actor_id
        app.switch_page(f"../../../pages/{name}.py")
        for key, value in (query or {}).items():
            app.query_params[key] = value
        return app.run()

    return open_page
