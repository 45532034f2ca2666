"""The lists of personas and samples as people use them."""

from collections.abc import Callable

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from curation.models import PersonaFilter, Source
from curation.services import people, personas
from curation.services.permissions import Actor
from curation.services.search import Ranked
from curation.workspace import Workspace

OpenPage = Callable[..., AppTest]


@pytest.fixture
def ada(starter_workspace: Workspace) -> Actor:
    return people.join(starter_workspace, "Ada")


def rows_on(shown: AppTest, noun: str) -> list[str]:
    return [box.label for box in shown.checkbox if str(box.key).removeprefix(f"{noun}_row_").isdigit()]


def said(shown: AppTest) -> str:
    return " ".join(caption.value for caption in shown.caption)


def test_a_search_stands_in_the_address_and_narrows_the_list(
    page: OpenPage, starter_workspace: Workspace, ada: Actor
) -> None:
    shown = page("personas", actor_id=ada.id, query={"p_q": "Yerevan"})
    assert len(rows_on(shown, "persona")) == 1
    assert "Yerevan" in rows_on(shown, "persona")[0]


def test_a_facet_in_the_address_narrows_the_list(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    shown = page("personas", actor_id=ada.id, query={"p_languages": "fr"})
    french = personas.list_personas(starter_workspace, PersonaFilter(languages=("fr",))).total
    assert len(rows_on(shown, "persona")) == french
    assert f"{french} shown of {french}" in said(shown)


def test_the_next_page_goes_on_where_the_first_ended(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    shown = page("personas", actor_id=ada.id)
    first = rows_on(shown, "persona")
    shown.button(key="personas-next").click().run()
    second = rows_on(shown, "persona")
    assert len(first) == len(second) == 50
    assert not set(first) & set(second)
    shown.button(key="personas-previous").click().run()
    assert rows_on(shown, "persona") == first


def test_excluding_the_selected_ones_can_be_undone_on_the_page(
    page: OpenPage, starter_workspace: Workspace, ada: Actor
) -> None:
    shown = page("personas", actor_id=ada.id)
    chosen = [box for box in shown.checkbox if str(box.key).removeprefix("persona_row_").isdigit()][:2]
    for box in chosen:
        box.check()
    shown.run()
    shown.button(key="persona_exclude").click().run()
    assert "Excluded 2." in shown.success[0].value
    assert personas.list_personas(starter_workspace, PersonaFilter(states=("excluded",))).total == 2
    shown.button(key="undo_batch_button").click().run()
    assert personas.list_personas(starter_workspace, PersonaFilter(states=("excluded",))).total == 0


def test_after_a_search_by_meaning_all_that_match_are_the_rows_of_the_ranking(
    page: OpenPage, starter_workspace: Workspace, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = list(range(90, 30, -1))
    active = PersonaFilter(ids=tuple(best), states=("active",))
    n_active = personas.list_personas(starter_workspace, active).total
    ranked = Ranked(best, dict.fromkeys(best, 0.5), total=len(best), total_is_capped=False)
    monkeypatch.setattr(personas, "rank", lambda *_args, **_kwargs: ranked)
    shown = page("personas", actor_id=ada.id, query={"p_q": "a word that nobody has"})
    shown.segmented_control(key="p_mode").set_value("semantic").run()
    assert len(rows_on(shown, "persona")) == 50
    assert "Actions reach all 60 personas that match" in said(shown)
    shown.button(key="persona_exclude").click().run()
    found = personas.list_personas(starter_workspace, PersonaFilter(states=("excluded",)), order="oldest")
    assert found.total == n_active > 50
    assert set(best) >= {persona.id for persona in found.rows}


def test_a_capped_total_is_said_as_more_than_that(
    page: OpenPage, starter_workspace: Workspace, ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("curation.services.lists.COUNT_CAP", 100)
    shown = page("personas", actor_id=ada.id)
    assert "Generate for more than 100" in [button.label for button in shown.button]


def test_a_source_with_signs_of_markdown_has_its_own_name_in_the_filters(
    page: OpenPage, starter_workspace: Workspace, ada: Actor
) -> None:
    with starter_workspace.write() as tx:
        source = tx.exec(select(Source)).first()
        assert source is not None
        source.name = "my_list*1.csv"
        tx.add(source)
    shown = page("personas", actor_id=ada.id, query={"p_sources": str(source.id)})
    assert r"my\_list\*1\.csv" in said(shown).replace("\u2060", "")


def test_a_search_that_finds_nothing_says_what_to_do(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    shown = page("personas", actor_id=ada.id, query={"p_q": "zyzzyva"})
    assert "Take a filter away" in said(shown)


def test_a_place_that_is_not_readable_is_one_sentence(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    shown = page("personas", actor_id=ada.id, query={"place": "x"})
    assert "not readable" in shown.error[0].value
    assert not shown.exception


@pytest.mark.parametrize("noun", ["persona", "sample"])
@pytest.mark.parametrize("wanted", ["", "0", "999999", "-1", "1e3", "\u202e1", "²", "1; drop"])
def test_an_address_of_nothing_is_one_sentence(
    page: OpenPage, starter_workspace: Workspace, ada: Actor, noun: str, wanted: str
) -> None:
    shown = page(noun, actor_id=ada.id, query={noun: wanted})
    assert not shown.exception
    assert f"There is no {noun}" in said(shown)


def test_a_viewer_sees_the_list_without_the_actions(page: OpenPage, starter_workspace: Workspace, ada: Actor) -> None:
    bea = people.join(starter_workspace, "Bea")
    shown = page("personas", actor_id=bea.id)
    assert rows_on(shown, "persona")
    assert not [button for button in shown.button if button.key in ("persona_exclude", "persona_restore")]


def test_a_tool_is_listed_by_its_name_and_purpose_not_by_its_json(
    page: OpenPage, starter_workspace: Workspace, ada: Actor
) -> None:
    shown = page("samples", actor_id=ada.id, query={"s_scenarios": "tool"})
    listed = rows_on(shown, "sample")
    assert len(listed) == 11
    assert not [row for row in listed if "{" in row]


@pytest.mark.parametrize(("name", "said_there"), [("personas", "Nobody is here yet"), ("samples", "no samples yet")])
def test_an_empty_hub_is_not_said_to_be_narrowed_by_a_filter(
    page: OpenPage, workspace: Workspace, admin: Actor, name: str, said_there: str
) -> None:
    shown = page(name, actor_id=admin.id)
    assert said_there in " ".join(part.value for part in shown.markdown)
    assert "Take a filter away" not in said(shown)
