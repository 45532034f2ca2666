"""The hub as somebody grows it: texts in, personas from them, their relations, one set aside and taken back."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from playwright.sync_api import Page, expect
from sqlmodel import col, select

from curation.models import DEMO_LABEL, Document, ItemState, JobKind, Origin, Persona, PersonaCall
from curation.services.jobs import list_jobs
from curation.services.persona_counts import persona_counts
from curation.settings import Settings
from curation.workspace import Workspace, open_workspace
from tests.browser.driver import AppServer, wait_ready
from tests.browser.test_loop import PATIENCE_MS, choose_public_domain, open_page

N_TEXTS = 200
PLACES = ("Porto", "Gdansk", "Cusco", "Hobart", "Izmir", "Accra", "Bergen", "Kyoto", "Jaipur", "Cork", "Turku", "Lagos")
WHO = ("A retired miller", "The ferry pilot", "Our night nurse", "A roofer of 62", "The school cook", "A beekeeper")
THINGS = ("the iron bridge", "a rye loaf", "the tide gauge", "a walnut press", "the church organ", "a kiln", "the well")
ACTS = ("repaired", "measured twice", "painted grey", "took apart", "lent to the neighbours", "wrote a song about")
WORRIES = (
    "Nobody in the council answers letters about it, and the third winter is coming.",
    "The parts are made in one workshop only, and its owner is eighty-one years old.",
    "Half of the street wants it gone; the other half has signed a list to keep it.",
    "It costs more than a month of rent, so three families share it and keep a diary of every use.",
)
HOW = (
    "First it is rinsed with rain water, then it rests for a night under a cloth that never touched soap.",
    "One person counts aloud, one holds the lamp, and a third writes the numbers down with a pencil.",
    "You need a steady hand, two spoons of linseed oil, and the patience to wait until the wood stops ticking.",
    "We meet on Thursdays after the late shift, and whoever comes last makes the coffee for all the others.",
)


def written_texts(path: Path) -> Path:
    """Write two hundred texts as JSONL, each of its own."""
    dice, texts = Random(3), list[str]()
    while len(texts) < N_TEXTS:
        who, thing, place = dice.choice(WHO), dice.choice(THINGS), dice.choice(PLACES)
        year, n = dice.randrange(1961, 2020), dice.randrange(3, 90)
        text = (
            f"{who} in {place} {dice.choice(ACTS)} {thing} in {year}, together with {n} others. {dice.choice(HOW)} "
            f"{dice.choice(WORRIES)} Whoever wants to help brings gloves and knows the way to {dice.choice(PLACES)}."
        )
        if text not in texts:
            texts.append(text)
    path.write_text("".join(f"{json.dumps({'text': text})}\n" for text in texts), "utf-8")
    return path


def import_texts(page: Page, server: AppServer, file: Path) -> None:
    open_page(page, server, "sources", "Sources")
    page.locator('input[type="file"]').set_input_files(written_texts(file))
    page.get_by_role("radio", name="Texts", exact=True).or_(
        page.get_by_role("button", name="Texts", exact=True)
    ).click()
    expect(page.get_by_role("button", name="Import texts")).to_be_disabled()
    choose_public_domain(page)
    page.get_by_role("button", name="Import texts").click()
    expect(page.get_by_text(f"{N_TEXTS} texts read: {N_TEXTS} added")).to_be_visible(timeout=PATIENCE_MS)


def set_number(page: Page, label: str, number: int) -> None:
    box = page.get_by_role("spinbutton", name=label, exact=True)
    box.fill(str(number))
    box.press("Enter")


def start(page: Page, label: str | re.Pattern[str]) -> None:
    """Press the button that starts the job, and watch the job to its end."""
    page.get_by_role("button", name=label).click()
    expect(page.get_by_text(re.compile("is in the queue"))).to_be_visible()
    page.get_by_role("link", name="Watch it").click()
    expect(page.get_by_text(re.compile("by demo / grammar/1")).first).to_be_visible()
    expect(page.get_by_text("done", exact=True).first).to_be_visible(timeout=2 * PATIENCE_MS)


def make_personas_from_them(page: Page, keep_screenshot: Callable[[Page, str], None]) -> None:
    page.get_by_role("link", name="Its documents").first.click()
    page.get_by_role("link", name="Make personas from these texts").click()
    expect(page.get_by_text(f"{N_TEXTS} texts not asked about yet")).to_be_visible()
    set_number(page, "How many at most", N_TEXTS)
    keep_screenshot(page, "hub-from-texts")
    start(page, f"Make up to {2 * N_TEXTS} personas")
    expect(page.get_by_text(f"{N_TEXTS} of {N_TEXTS}", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"Grounded attributes: \d+% \(95 % interval"))).to_be_visible()
    page.get_by_text("What was asked and answered").click()
    page.get_by_text(re.compile(r"^1 · text \d+ · ok")).click()
    expect(page.get_by_text("As it was sent")).to_be_visible()
    keep_screenshot(page, "hub-job")


def expand_one_by_two_steps(page: Page, keep_screenshot: Callable[[Page, str], None]) -> None:
    page.get_by_role("link", name="The personas of this job").click()
    expect(page.get_by_text(re.compile("^Only personas that job"))).to_be_visible()
    expect(page.get_by_text(re.compile(re.escape(DEMO_LABEL))).first).to_be_visible()
    # The first box selects the whole page; a tick is drawn on the label beside the box.
    page.locator('[class*="st-key-persona_row_"] label').nth(1).click()
    expect(page.get_by_text("The 1 selected")).to_be_visible()
    page.get_by_role("button", name="Find their relations").click()
    expect(page.get_by_text("1 active persona of your selection")).to_be_visible()
    set_number(page, "Steps", 2)
    expect(page.get_by_text("Up to 3 calls and up to 6 new people")).to_be_visible()
    keep_screenshot(page, "hub-from-people")
    start(page, "Make up to 6 personas")


def open_the_lineage_of_the_last(page: Page, keep_screenshot: Callable[[Page, str], None]) -> None:
    page.get_by_role("link", name="The personas of this job").click()
    expect(page.get_by_text(re.compile("^Only personas that job"))).to_be_visible()
    page.get_by_role("link", name="Open", exact=True).first.click()
    page.get_by_role("radio", name="Lineage").or_(page.get_by_role("button", name="Lineage")).click()
    expect(page.get_by_role("heading", name="Family")).to_be_visible()
    expect(page.get_by_text(re.compile("^Made from ")).first).to_be_visible()
    keep_screenshot(page, "hub-lineage")


def quarantine_and_restore(page: Page) -> None:
    """Let a correction bring in an e-mail address, which sets the persona aside; then take it back."""
    page.get_by_text("Correct this persona").click()
    text = page.get_by_label("Text", exact=True)
    text.fill(f"{text.input_value()} Answers at mia.berg@example.org at night.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("quarantined", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Restored 1.")).to_be_visible()
    expect(page.get_by_text("active", exact=True).first).to_be_visible()


def rows_of(workspace: Workspace, job_id: int) -> list[Persona]:
    with workspace.read() as session:
        made = select(Persona).join(PersonaCall, col(PersonaCall.id) == col(Persona.call_id))
        return list(session.exec(made.where(PersonaCall.job_id == job_id)).all())


def check_the_store(workspace: Workspace) -> None:
    jobs = {job.kind: job.id for job in list_jobs(workspace)}
    with workspace.read() as session:
        documents = {row.id: row.text for row in session.exec(select(Document))}
    readers = rows_of(workspace, jobs[JobKind.TEXTS_TO_PERSONAS])
    counts = persona_counts(workspace, jobs[JobKind.TEXTS_TO_PERSONAS])
    assert counts.calls.state["ok"] == N_TEXTS
    assert counts.made.read == 2 * N_TEXTS
    assert len(readers) == counts.made.read - counts.made.already_present
    assert {row.origin for row in readers} == {Origin.TEXT_TO_PERSONA}
    assert {row.label for row in readers} == {DEMO_LABEL}
    assert all(row.quote in documents[row.document_id] for row in readers if row.quote)
    relations = rows_of(workspace, jobs[JobKind.EXPAND_PERSONAS])
    assert {row.depth for row in relations} == {1, 2}
    (restored,) = (row for row in relations if "mia.berg@example.org" in row.text)
    assert restored.state == ItemState.ACTIVE


def test_texts_become_personas_with_relations_and_one_is_set_aside_and_taken_back(
    page: Page,
    app_server: Callable[..., AppServer],
    read_workspace: Path,
    tmp_path: Path,
    keep_screenshot: Callable[[Page, str], None],
) -> None:
    folder = tmp_path / "workspace"
    shutil.copytree(read_workspace, folder)
    server = app_server(folder)
    page.goto(server.url)
    wait_ready(page)
    page.get_by_role("textbox").last.fill("Ada")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Good to see you")).to_be_visible()

    import_texts(page, server, tmp_path / "texts.jsonl")
    make_personas_from_them(page, keep_screenshot)
    expand_one_by_two_steps(page, keep_screenshot)
    open_the_lineage_of_the_last(page, keep_screenshot)
    quarantine_and_restore(page)

    workspace = open_workspace(Settings(workspace=folder, key_file=None))
    check_the_store(workspace)
    workspace.close()
