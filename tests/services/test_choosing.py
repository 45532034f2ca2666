"""Which personas a job is for."""

import pytest
from sqlmodel import select

from curation.models import ItemKind, Persona, PersonaFilter
from curation.services import choosing, people, select_many
from curation.services.choosing import choose_personas
from curation.workspace import Workspace


def test_a_draw_is_made_once_until_the_data_changes(
    starter_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[PersonaFilter] = []
    read = choosing._active_ids

    def counting(session: object, personas: PersonaFilter) -> list[int]:
        reads.append(personas)
        return read(session, personas)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(choosing, "_active_ids", counting)
    ada = people.join(starter_workspace, "Ada")
    drawn = choose_personas(starter_workspace, PersonaFilter(), how="random", n=5, seed=1)
    assert choose_personas(starter_workspace, PersonaFilter(), how="random", n=5, seed=1) == drawn
    assert len(reads) == 1
    assert choose_personas(starter_workspace, PersonaFilter(), how="random", n=5, seed=2) != drawn
    chosen = PersonaFilter(ids=drawn.ids[:1])
    select_many.exclude(starter_workspace, ItemKind.PERSONA, chosen, reason="", actor=ada)
    after = choose_personas(starter_workspace, PersonaFilter(), how="random", n=5, seed=1)
    assert drawn.ids[0] not in after.ids


@pytest.mark.parametrize("portion", [1, 7, 5_000])
def test_the_text_of_each_id_stays_with_it_whatever_the_portion(
    starter_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(choosing, "_PORTION", portion)
    with starter_workspace.read() as session:
        rows = session.exec(select(Persona).where(Persona.language == "fr")).all()
        ids = sorted(row.id or 0 for row in rows)
        by_id = {row.id: (row.text_hash, row.embedding) for row in rows}
        assert choosing._texts_read(session, ids) == [by_id[persona_id] for persona_id in ids]
