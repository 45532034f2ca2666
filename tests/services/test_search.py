"""Search by words, by meaning and by both; no query is an error."""

import pytest

from curation.errors import BadInputError
from curation.jobs.running import run_here_or_wait
from curation.models import ItemKind, Origin, PersonaFilter
from curation.services import jobs, personas, search
from curation.services.permissions import Actor
from curation.services.search import Mode
from curation.store.personas import new_persona
from curation.workspace import Workspace

HOSTILE = [
    *("", " ", '"', "'", "*", "-nurse", "nurse AND", "NEAR(", "(((", ")", "text:nurse", "{a b}: c", "^x", "C++"),
    *("node.js", "O'Brien", "\x00", "\ud800", "\u202eevil", "a" * 5_000, "nurse " * 100, "%", "_", "OR OR", "NOT"),
    *(
        "; drop table persona",
        "教師",
        "ครู",
        "🙂",
        "a\nb",
        "\\",
        "--",
        "/*",
        "[x]",
        "nurse*",
        '"nurse',
        "col:*",
        "+",
        "~",
    ),
]


def texts_found(workspace: Workspace, query: str, mode: Mode = "text") -> list[str]:
    return [hit.text for hit in search.search(workspace, ItemKind.PERSONA, query, mode=mode).results]


def run_newest_job(workspace: Workspace) -> None:
    run_here_or_wait(workspace, jobs.list_jobs(workspace)[0].id, on_progress=lambda _done, _total: None)


def fill(workspace: Workspace, actor: Actor, *texts: str) -> None:
    with workspace.write() as tx:
        for text in texts:
            tx.add(new_persona(text, origin=Origin.IMPORTED, licence="CC0-1.0"))
        jobs.enqueue_embedding(tx, actor=actor)
    run_newest_job(workspace)


@pytest.mark.parametrize("mode", search.MODES)
def test_no_query_is_an_error(workspace: Workspace, admin: Actor, mode: Mode) -> None:
    fill(workspace, admin, "A nurse on night shift", "A baker of rye bread")
    for query in HOSTILE:
        found = search.search(workspace, ItemKind.PERSONA, query, mode=mode)
        assert found.total >= len(found.results) >= 0, query


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("nurse", ["A nurse on night shift"]),
        ("NIGHT nurse", ["A nurse on night shift"]),
        ("nur", ["A nurse on night shift"]),
        ("shift baker", []),
        ("教師", ["上海の教師で、将棋が好き"]),
        ("好き", ["上海の教師で、将棋が好き"]),
        ("教好", []),
        ("cafe", ["Café owner in Nantes"]),
    ],
)
def test_words_are_found_in_any_case_and_script(
    workspace: Workspace, admin: Actor, query: str, expected: list[str]
) -> None:
    fill(
        workspace,
        admin,
        "A nurse on night shift",
        "A baker of rye bread",
        "上海の教師で、将棋が好き",
        "Café owner in Nantes",
    )
    assert texts_found(workspace, query) == expected


def test_by_meaning_the_most_alike_comes_first(workspace: Workspace, admin: Actor) -> None:
    fill(workspace, admin, "A nurse on night shift", "A nurse who sails", "A baker of rye bread")
    assert texts_found(workspace, "night shift nurse", "semantic")[0] == "A nurse on night shift"


def test_an_edited_persona_is_found_by_its_new_words_and_not_by_its_old_ones(
    workspace: Workspace, admin: Actor
) -> None:
    fill(workspace, admin, "A nurse on night shift", "A baker of rye bread")
    row = personas.list_personas(workspace, PersonaFilter(text="baker")).rows[0]
    attributes = personas.attributes_of(row)
    personas.edit_persona(
        workspace, row.id or 0, text="A sailor of old boats", attributes=attributes, version=1, actor=admin
    )
    assert texts_found(workspace, "baker") == []
    assert texts_found(workspace, "sailor") == ["A sailor of old boats"]
    assert "A sailor of old boats" not in texts_found(workspace, "rye bread baker", "semantic")
    run_newest_job(workspace)
    assert texts_found(workspace, "sailor boats", "semantic")[0] == "A sailor of old boats"


def test_a_text_the_model_cannot_read_is_counted_with_its_reason(workspace: Workspace, admin: Actor) -> None:
    fill(workspace, admin, "A nurse on night shift", "上海の教師で、将棋が好き")
    found = search.search(workspace, ItemKind.PERSONA, "nurse", mode="semantic")
    assert found.not_embedded == {"the model reads English": 1}


def test_a_filter_narrows_every_mode(workspace: Workspace, admin: Actor) -> None:
    fill(workspace, admin, "A nurse on night shift", "A nurse who sails")
    wanted = personas.list_personas(workspace, PersonaFilter(text="sails")).rows[0].id or 0
    for mode in search.MODES:
        found = search.search(workspace, ItemKind.PERSONA, "nurse", mode=mode, chosen=PersonaFilter(ids=(wanted,)))
        assert [hit.id for hit in found.results] == [wanted]


def test_a_list_by_meaning_has_pages_too(starter_workspace: Workspace) -> None:
    run_newest_job(starter_workspace)
    chosen = PersonaFilter(text="a teacher who likes the sea and old books in the city")
    first = personas.list_personas(starter_workspace, chosen, mode="hybrid")
    second = personas.list_personas(starter_workspace, chosen, mode="hybrid", place=first.next)
    assert first.previous is None
    assert first.next is not None
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_limit_out_of_range_is_refused(workspace: Workspace, limit: int) -> None:
    with pytest.raises(BadInputError):
        search.search(workspace, ItemKind.PERSONA, "nurse", limit=limit)
