import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_httpserver import HTTPServer

from tests.attacks import ATTACKS, EVIL
from tests.browser.driver import (
    AppServer,
    axe_violations,
    becomes,
    start_server,
    stop_server,
    wait_for_keys,
    wait_for_server,
    wait_ready,
)

LAUNCHER = """
import streamlit as st
from starlette.middleware import Middleware

{headers}
app = st.App({script!r}, middleware=[{middleware}])
"""
TEXTS = """
import json
from pathlib import Path
import streamlit as st
from curation.ui.safe_text import plain_line, show_diff, show_text
from curation.ui.style import apply_style

apply_style()
texts = json.loads(Path({texts!r}).read_text())
for number, text in enumerate(texts):
    with st.container(key=f"text{{number}}"):
        {show}
"""
SHOW_ALL = """show_text(text)
        show_text(text, mode="plain")
        show_diff(text, text + " more")
        st.button(plain_line(text), key=f"b{number}", help=plain_line(text))
        st.caption(plain_line(text))"""
KEYS = """
import streamlit as st
from curation.ui.keys import Binding, KeyMap, key_button, key_sheet, mount_keys

KEYS = KeyMap(
    Binding("1", "rate", "Rate"),
    Binding("Enter", "submit", "Submit", also=("Ctrl+Enter",)),
    Binding("Space", "skip", "Skip"),
    Binding("U", "undo", "Undo", also=("Backspace",)),
    Binding("Right", "onward", "Next"),
    Binding("H", "help", "Keys", also=("?",)),
)

def note(what):
    st.session_state.setdefault("log", []).append(what)
    if what == "submit":
        st.session_state.log.append("note=" + st.session_state.note)
    st.session_state.dialog = what == "help"

@st.dialog("Keys", on_dismiss=lambda: st.session_state.update(dialog=False))
def sheet():
    key_sheet(KEYS)
    st.text_input("Inside", key="inside")

st.text_area("Note", key="note")
st.slider("Scale", 0, 5, key="scale")
with st.container(horizontal=True):
    for row in KEYS.bindings:
        key_button(row.label, key=row.action, shortcut=KEYS.shortcut(row.action), on_click=note, args=(row.action,))
mount_keys(KEYS)
with st.container(key="log_of_keys"):
    st.text("log: " + " ".join(st.session_state.get("log", [])) + ".")
if st.session_state.get("dialog"):
    sheet()
"""


DRAWN = """> Quoted

We have $a^2$ and

$$
\\frac{1}{2}
$$

| a | b |
|---|---|
| $x$ | `y` |

```python
print(1)  # one
```
"""


def launch(folder: Path, script: str, *, with_headers: bool = True) -> Path:
    """Write a script and its launcher into a folder and return the launcher."""
    page = folder / "page" / "script.py"
    page.parent.mkdir()
    page.write_text(script)
    headers = "from curation.ui.headers import SecurityHeaders" if with_headers else ""
    middleware = "Middleware(SecurityHeaders)" if with_headers else ""
    launcher = folder / "launcher.py"
    launcher.write_text(LAUNCHER.format(script=str(page), headers=headers, middleware=middleware))
    return launcher


@pytest.fixture
def attacker() -> Iterator[HTTPServer]:
    """A server on loopback that nobody should ever ask."""
    with HTTPServer(host="127.0.0.1") as server:
        server.expect_request(re.compile(".*")).respond_with_data("here", content_type="image/png")
        yield server


def serve_texts(folder: Path, attacker: HTTPServer, show: str, *, with_headers: bool) -> Path:
    here = f"http://{attacker.host}:{attacker.port}"
    texts = folder / "texts.json"
    texts.write_text(json.dumps([text.replace(EVIL, here) for text in ATTACKS.values()]))
    return launch(folder, TEXTS.format(texts=str(texts), show=show), with_headers=with_headers)


def test_no_attack_makes_a_request_an_image_a_link_or_a_heading(
    app_server: Callable[..., AppServer], page: Page, attacker: HTTPServer, tmp_path: Path
) -> None:
    launcher = serve_texts(tmp_path, attacker, SHOW_ALL, with_headers=False)  # the text alone has to hold
    page.goto(app_server(tmp_path, launcher).url)
    wait_ready(page, settle_s=3)
    expect(page.locator('[class*="st-key-text"]')).to_have_count(len(ATTACKS))
    main = page.locator('[data-testid="stMain"]')
    for forbidden in ("img", "a[href]", "h1, h2, h3, h4, h5, h6", "iframe, svg image, script, form, object, embed"):
        expect(main.locator(forbidden)).to_have_count(0)
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)
    assert [request.url for request, _ in attacker.log] == []


def test_the_attacker_of_this_test_is_reached_by_bare_markdown(
    app_server: Callable[..., AppServer], page: Page, attacker: HTTPServer, tmp_path: Path
) -> None:
    launcher = serve_texts(
        tmp_path, attacker, "st.markdown(text.encode('utf-8', 'replace').decode())", with_headers=False
    )
    page.goto(app_server(tmp_path, launcher).url)
    wait_ready(page, settle_s=2)
    assert len(attacker.log) > 0


def test_the_policy_stops_even_bare_markdown(
    app_server: Callable[..., AppServer], page: Page, attacker: HTTPServer, tmp_path: Path
) -> None:
    launcher = serve_texts(
        tmp_path, attacker, "st.markdown(text.encode('utf-8', 'replace').decode())", with_headers=True
    )
    page.goto(app_server(tmp_path, launcher).url)
    wait_ready(page, settle_s=2)
    expect(page.locator('[data-testid="stMain"] img').first).to_be_attached()
    assert [request.url for request, _ in attacker.log] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_maths_code_and_tables_are_drawn_and_readable(
    app_server: Callable[..., AppServer],
    page: Page,
    tmp_path: Path,
    scheme: str,
    keep_screenshot: Callable[[Page, str], None],
) -> None:
    script = f"""
import streamlit as st
from curation.ui import widgets
from curation.ui.safe_text import show_diff, show_text
from curation.ui.style import apply_style
apply_style()
widgets.page_header("Samples", "What was made")
show_text({DRAWN!r})
show_diff("one two", "one three")
widgets.state_badge("ok")
widgets.state_badge("check_failed")
widgets.state_badge("failed")
widgets.label_badge("demo generator, not a language model")
widgets.metric_row({{"Personas": 12}})
widgets.pager("p", shown="1 to 50 of 312", has_previous=False, has_next=True)
with widgets.empty_state("Nothing here", "Make some first."):
    st.button("Make", type="primary")
"""
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(app_server(tmp_path, launch(tmp_path, script)).url)
    wait_ready(page, settle_s=1.5)
    expect(page.locator(".katex")).to_have_count(3)
    expect(page.locator("table")).to_have_count(1)
    expect(page.locator("pre code")).to_contain_text("print(1)")
    keep_screenshot(page, f"shell-{scheme}")
    assert axe_violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert becomes(lambda: page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390)


def test_the_app_asks_who_is_there_before_any_page_and_sends_its_headers(
    app_server: Callable[..., AppServer], page: Page, tmp_path: Path
) -> None:
    answer = page.goto(f"{app_server(tmp_path / 'workspace').url}/personas")
    wait_ready(page)
    expect(page.get_by_label("Your name")).to_be_visible()
    expect(page.locator('[data-testid="stSidebarNav"]')).to_have_count(0)
    assert answer is not None
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert axe_violations(page) == []


@pytest.fixture(scope="module")
def keys_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """One server for all tests of the keys; each visit is a session of its own."""
    folder = tmp_path_factory.mktemp("keys")
    server = start_server(folder, launch(folder, KEYS), folder / "server.log")
    wait_for_server(server)
    yield server
    stop_server(server)


@pytest.fixture
def keys_page(keys_server: AppServer, page: Page) -> Page:
    """The page with the keys, ready for them."""
    page.goto(keys_server.url)
    wait_for_keys(page)
    return page


def expect_log(page: Page, *done: str) -> None:
    """Wait for what was done; a key that must not count is given time to be wrong."""
    page.wait_for_timeout(700)
    expect(page.locator(".st-key-log_of_keys")).to_have_text(f"log: {' '.join(done)}.")


def test_a_held_key_counts_once(keys_page: Page) -> None:
    for _ in range(6):
        keys_page.keyboard.down("1")
    keys_page.keyboard.up("1")
    expect_log(keys_page, "rate")
    keys_page.keyboard.press("1")
    expect_log(keys_page, "rate", "rate")


def test_nothing_fires_while_typing_and_escape_leaves_the_box(keys_page: Page) -> None:
    note = keys_page.get_by_label("Note")
    note.click()
    keys_page.keyboard.type("11 u h?")
    keys_page.keyboard.press("Backspace")
    keys_page.keyboard.press("ArrowRight")
    expect_log(keys_page)
    expect(note).to_have_value("11 u h")
    keys_page.keyboard.press("Escape")
    expect(note).not_to_be_focused()
    keys_page.keyboard.press("1")
    expect_log(keys_page, "rate")


def test_ctrl_enter_submits_from_inside_a_text_box_with_its_text(keys_page: Page) -> None:
    keys_page.get_by_label("Note").click()
    keys_page.keyboard.type("good one")
    keys_page.keyboard.press("Control+Enter")
    expect_log(keys_page, "submit", "note=good one")


def test_nothing_fires_behind_an_open_dialog(keys_page: Page) -> None:
    keys_page.keyboard.press("?")
    expect(keys_page.get_by_role("dialog")).to_be_visible()
    for key in ("1", "u", "Backspace", "Space", "ArrowRight", "Control+Enter"):
        keys_page.keyboard.press(key)
    keys_page.get_by_label("Inside").fill("1")
    keys_page.keyboard.press("1")
    expect_log(keys_page, "help")
    expect(keys_page.get_by_label("Inside")).to_have_value("11")
    keys_page.keyboard.press("Enter")
    keys_page.keyboard.press("Escape")
    expect(keys_page.get_by_role("dialog")).to_have_count(0)
    wait_ready(keys_page)
    keys_page.keyboard.press("1")
    expect_log(keys_page, "help", "rate")


def test_each_further_key_presses_its_button(keys_page: Page) -> None:
    keys_page.keyboard.press("Backspace")
    expect_log(keys_page, "undo")
    keys_page.keyboard.press("u")
    expect_log(keys_page, "undo", "undo")


def test_space_after_a_click_is_the_pages_key_and_not_the_button_again(keys_page: Page) -> None:
    keys_page.get_by_role("button", name="Rate").click()
    expect_log(keys_page, "rate")
    keys_page.keyboard.press("Space")
    expect_log(keys_page, "rate", "skip")


def test_enter_belongs_to_the_button_that_was_reached_by_tab(keys_page: Page) -> None:
    keys_page.get_by_role("button", name="Rate").focus()
    keys_page.keyboard.press("Enter")
    expect_log(keys_page, "rate")


def test_arrows_belong_to_the_slider_that_has_the_focus(keys_page: Page) -> None:
    keys_page.locator('[data-testid="stSlider"]').get_by_role("slider").focus()
    keys_page.keyboard.press("ArrowRight")
    expect_log(keys_page)
    keys_page.evaluate("document.activeElement.blur()")
    keys_page.keyboard.press("ArrowRight")
    expect_log(keys_page, "onward")
