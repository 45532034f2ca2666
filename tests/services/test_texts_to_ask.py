"""Which texts can be asked about: by source and language, each counted under the other."""

from curation.models import Document
from curation.services.make_personas import start_from_texts
from curation.services.permissions import Actor
from curation.services.persona_plans import FromTextsAsk
from curation.services.texts_to_ask import text_facets
from curation.workspace import Workspace
from tests.services.asking_for_personas import BRIDGE, RECIPE, add_texts, in_json, stated
from tests.services.scripted import ScriptedProvider, answered, run_job


def test_texts_are_counted_by_source_and_language_and_those_asked_about_apart(
    workspace: Workspace, admin: Actor, provider: ScriptedProvider
) -> None:
    provider.reply = lambda _request, _n: answered(in_json(stated("A baker who saves yeast in a jar")))
    add_texts(workspace, admin, RECIPE, BRIDGE)
    (third,) = add_texts(workspace, admin, f"{BRIDGE} {RECIPE}")
    with workspace.write() as tx:
        tx.add(document := tx.get_one(Document, third))
        document.language = "pt"
    assert text_facets(workspace, FromTextsAsk()) == {"sources": {1: 2, 2: 1}, "languages": {"en": 2, "pt": 1}}
    narrowed = text_facets(workspace, FromTextsAsk(languages=("pt",)))
    assert narrowed == {"sources": {2: 1}, "languages": {"en": 2, "pt": 1}}
    run_job(workspace, start_from_texts(workspace, FromTextsAsk(sources=(1,), max_texts=1), actor=admin))
    assert text_facets(workspace, FromTextsAsk())["sources"] == {1: 1, 2: 1}
    assert text_facets(workspace, FromTextsAsk(again=True))["sources"] == {1: 2, 2: 1}
