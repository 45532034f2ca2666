"""Personas on the screen: the filters, the table, and one persona in full."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import ItemKind, ItemState, Persona, PersonaFilter
from curation.personas import UNKNOWN, VOCABULARY, label_of
from curation.personas.polygon import is_area
from curation.services import map as hub_map
from curation.services import personas, sources
from curation.services.blind_samples import as_seen
from curation.services.lists import ListPage
from curation.services.permissions import may
from curation.services.personas import PersonaDetail
from curation.services.vectors import neighbours
from curation.ui.attributes_view import show_attribute_history, show_attributes
from curation.ui.lists import ListRow, filter_box, select_rows
from curation.ui.nav import go_to, link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line, show_text
from curation.ui.widgets import label_badge, show_error, url_ids, url_values

_LABELS: Final[Mapping[str, str]] = {
    "states": "State",
    "languages": "Language",
    "occupations": "Occupation",
    "regions": "Region",
    "age_bands": "Age",
    "genders": "Gender",
    "educations": "Education",
    "origins": "Origin",
    "clusters": "Cluster of the map",
    "area": "Area of the map",
    "has_samples": "Samples",
    "tags": "Tag",
    "sources": "Source",
    "licences": "Licence",
}
_ATTRIBUTES: Final = {
    "occupations": "occupation",
    "regions": "region",
    "age_bands": "age_band",
    "genders": "gender",
    "educations": "education",
}


def show_filters(page: OpenPage, text: str) -> PersonaFilter:
    """Draw the facets, folded until wanted, and return what they and the search box mean."""
    values: dict[str, tuple[object, ...]] = {name: url_values(f"p_{name}") for name in _LABELS}
    has = values.pop("has_samples")
    chosen = PersonaFilter.model_validate(
        {
            **values,
            "sources": url_ids("p_sources"),
            "jobs": url_ids("job"),
            "clusters": url_ids("p_clusters"),
            "area": _url_area(),
            "text": text,
            "has_samples": None if len(has) != 1 else has[0] == "True",
        }
    )
    if chosen.jobs:
        st.caption(f"Only personas that job {', '.join(map(str, chosen.jobs))} made.")
    filter_box("p_", _LABELS, lambda: personas.persona_facets(page.workspace, chosen), lambda: _facet_names(page))
    return chosen


def show_rows(shown: ListPage[Persona]) -> list[int]:
    """Draw a page of personas and return the ids of those selected."""
    return select_rows([_list_row(persona, shown.scores) for persona in shown.rows], page_name="persona")


def show_persona_in_full(page: OpenPage, detail: PersonaDetail) -> None:
    """Draw everything known of one persona."""
    persona = detail.persona
    left, right = st.columns([3, 2], gap="large")
    with left:
        with st.container(border=True):
            show_text(persona.text, key="persona_text")
        _show_neighbours(page, persona)
        _show_samples(page, detail)
    with right:
        show_attributes(detail)
        if persona.embedding not in ("", "done"):
            st.caption(f"Not in search by meaning: {plain_line(persona.embedding)}.")
        _show_provenance(page, detail)


def write_dialog(page: OpenPage) -> None:
    """Offer curators to write a persona by hand."""
    if not may(page.actor.role, "edit_persona"):
        return
    with (
        st.expander("Write a persona by hand", icon=":material/edit:"),
        st.form("write_persona", clear_on_submit=False),
    ):
        text = st.text_area("Who is it? One or two sentences, specific as a person is.", max_chars=2_000)
        licence = st.text_input("Licence (SPDX)", "CC0-1.0")
        if st.form_submit_button("Keep this persona", type="primary"):
            try:
                new_id = personas.write_persona(page.workspace, text, licence=licence, actor=page.actor)
            except CurationError as error:
                show_error(error)
            else:
                go_to("persona", {"persona": new_id})


def _url_area() -> str:
    """Return the area of the map that the address says, and take away from it what can be none."""
    said = st.query_params.get("p_area", "")
    if said and not is_area(said):
        st.query_params.pop("p_area")
        return ""
    return said


def _list_row(persona: Persona, scores: Mapping[int, float] | None) -> ListRow:
    known = [label_of(name, value) for name in VOCABULARY if (value := getattr(persona, name)) != UNKNOWN]
    facts = [persona.language, *known]
    if persona.sample_count:
        facts.append(f"{persona.sample_count:,} sample{'s' if persona.sample_count > 1 else ''}")
    if persona.label:
        facts.append(plain_line(persona.label, 60))
    if persona.state != ItemState.ACTIVE:
        facts.append(f"**{persona.state}**: {plain_line(persona.state_reason, 60)}")
    if scores:
        facts.append(f"score {scores.get(persona.id or 0, 0.0):.3f}")
    return ListRow(persona.id or 0, plain_line(persona.text, 320), " · ".join(facts))


def _facet_names(page: OpenPage) -> dict[str, dict[str, str]]:
    names = {facet: dict(VOCABULARY[attribute]) for facet, attribute in _ATTRIBUTES.items()}
    names["clusters"] = {
        str(number): cell_text(name, 50) for number, name in hub_map.cluster_names(page.workspace).items()
    }
    names["area"] = {area: hub_map.area_name(page.workspace, area) for area in url_values("p_area")}
    names["has_samples"] = {"True": "With samples", "False": "Without samples"}
    names["sources"] = {str(source.id): cell_text(source.name, 40) for source in sources.list_sources(page.workspace)}
    return names


def _show_provenance(page: OpenPage, detail: PersonaDetail) -> None:
    persona = detail.persona
    st.header("Where it comes from", anchor=False)
    st.markdown(f"{persona.origin.capitalize()}, licence **{plain_line(persona.licence)}**")
    if persona.label:
        label_badge(plain_line(persona.label))
    for source, line in detail.sources:
        st.markdown(f"{plain_line(source.name)}" + (f", line {line:,}" if line else ""))
    if detail.parent is not None:
        link_to(
            "persona",
            f"{plain_line(persona.relation or 'related to')} persona {detail.parent.id}",
            query={"persona": detail.parent.id},
        )
    for name, value in persona.extra.items():
        st.caption(f"{plain_line(name, 60)}: {plain_line(value)}")
    if detail.tags:
        st.markdown("Tags: " + ", ".join(plain_line(word) for word in detail.tags))
    with st.expander(f"History ({len(detail.events)})"):
        show_attribute_history(page, detail)


def _show_neighbours(page: OpenPage, persona: Persona) -> None:
    st.header("Most alike", anchor=False)
    hits = neighbours(page.workspace, ItemKind.PERSONA, persona.id or 0, persona.text_hash)
    found = personas.personas_by_id(page.workspace, [hit.id for hit in hits])
    for hit in hits:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(f"{hit.score:.2f}", color="orange" if hit.score >= 0.9 else "gray")
            link_to("persona", plain_line(found[hit.id].text, 110), query={"persona": hit.id})
    if not hits:
        st.caption("Not known yet: the worker has not read this text, or the model cannot.")


def _show_samples(page: OpenPage, detail: PersonaDetail) -> None:
    st.header(f"Samples ({detail.persona.sample_count})", anchor=False)
    for sample in as_seen(page.workspace, detail.samples, actor=page.actor):
        rating = "" if sample.rating_mean is None else f" · rated {sample.rating_mean:.1f} (n = {sample.n_reviews})"
        text = plain_line(sample.edited_text or sample.text or sample.reason, 90)
        link_to("sample", f"{sample.scenario}: {text}{rating}", query={"sample": sample.id})
    if not detail.samples:
        st.caption("None yet.")
