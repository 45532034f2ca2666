"""A correction for all samples that read alike, as a curator applies it on a sample's page."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from curation.models import Sample
from curation.services.answers import set_text
from curation.services.permissions import Actor
from curation.services.samples import edit_sample, shown_text
from curation.workspace import Workspace
from tests.services.judging import add_samples, sample_in

OpenPage = Callable[..., AppTest]
OPENING = "Sure! Here is your problem: "


@pytest.fixture
def alike(workspace: Workspace, admin: Actor) -> list[int]:
    """Fourteen samples with one opening, which was taken out of the first; in the last another name follows."""
    ids = add_samples(workspace, 14)
    with workspace.write() as tx:
        for number, sample_id in enumerate(ids):
            name = "Bert" if number == 13 else "Anna"
            set_text(tx.get_one(Sample, sample_id), f"{OPENING}{name} <b>has</b> {number} hives and weighs them all.")
    text = shown_text(sample_in(workspace, ids[0])).removeprefix(OPENING)
    edit_sample(workspace, ids[0], text=text, version=1, actor=admin)
    return ids


def keys_on(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def fixed(workspace: Workspace, ids: list[int]) -> list[int]:
    return [n for n in ids[1:] if not shown_text(sample_in(workspace, n)).startswith(OPENING)]


def opened(page: OpenPage, actor: Actor, sample_id: int) -> AppTest:
    app = page("sample", actor_id=actor.id, query={"sample": str(sample_id)})
    app.button(key="fix_open").click().run()
    assert not app.exception
    return app


def test_what_nobody_corrected_offers_nothing(page: OpenPage, admin: Actor, alike: list[int]) -> None:
    app = page("sample", actor_id=admin.id, query={"sample": str(alike[1])})
    assert not app.exception
    assert "fix_open" not in keys_on(app)


def test_an_annotator_is_offered_nothing(page: OpenPage, annotator: Actor, alike: list[int]) -> None:
    app = page("sample", actor_id=annotator.id, query={"sample": str(alike[0])})
    assert not app.exception
    assert "fix_open" not in keys_on(app)


def test_ten_are_previewed_at_a_time_and_nothing_is_changed(
    page: OpenPage, workspace: Workspace, admin: Actor, alike: list[int]
) -> None:
    app = opened(page, admin, alike[0])
    assert [box.label for box in app.checkbox] == [f"Sample {n}" for n in alike[12:2:-1]]
    assert all(box.value for box in app.checkbox)
    previews = [part.proto.body for part in app.get("html") if "pc-changes" in part.proto.body]
    assert any("&lt;b&gt;has" in body and "<del>Sure" in body for body in previews)
    app.button(key="fix_Next").click().run()
    assert [box.label for box in app.checkbox] == [f"Sample {n}" for n in alike[2:0:-1]]
    assert fixed(workspace, alike) == []


def test_chosen_ones_are_corrected_in_one_act_and_taken_back(
    page: OpenPage, workspace: Workspace, admin: Actor, alike: list[int]
) -> None:
    app = opened(page, admin, alike[0])
    app.checkbox[0].uncheck().run()
    app.checkbox[1].uncheck().run()
    app.checkbox[1].check().run()
    assert app.button(key="fix_apply").label == "Correct 11 samples"
    app.button(key="fix_apply").click().run()
    assert not app.exception
    assert fixed(workspace, alike) == alike[1:12]
    assert any("11 samples are corrected" in str(part.value) for part in app.success)
    app.button(key="fix_undo").click().run()
    assert fixed(workspace, alike) == []
    assert any("11 samples read as before" in str(part.value) for part in app.success)


def test_all_and_none_are_one_press(page: OpenPage, admin: Actor, alike: list[int]) -> None:
    app = opened(page, admin, alike[0])
    app.button(key="fix_none").click().run()
    assert app.button(key="fix_apply").disabled
    assert not any(box.value for box in app.checkbox)
    app.button(key="fix_all").click().run()
    assert app.button(key="fix_apply").label == "Correct 12 samples"


def test_other_words_around_are_found_when_asked_for(
    page: OpenPage, workspace: Workspace, admin: Actor, alike: list[int]
) -> None:
    app = opened(page, admin, alike[0])
    app.toggle(key="fix_wide").set_value(True).run()
    assert app.checkbox[0].label == f"Sample {alike[13]}"
    app.button(key="fix_apply").click().run()
    assert fixed(workspace, alike) == alike[1:]


def test_what_changed_since_the_preview_is_left_alone_and_said(
    page: OpenPage, workspace: Workspace, admin: Actor, alike: list[int]
) -> None:
    app = opened(page, admin, alike[0])
    edit_sample(workspace, alike[5], text=f"{OPENING}Anna has newer words.", version=1, actor=admin)
    app.button(key="fix_apply").click().run()
    assert alike[5] not in fixed(workspace, alike)
    assert any("1 changed meanwhile and was left alone" in str(part.value) for part in app.success)
