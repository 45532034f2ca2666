"""Other people's hubs on the import form: what a file looks like, and what follows from it."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from curation.services.imports import Kind, Upload
from curation.services.licences import COMMON
from curation.sources import Preview
from curation.sources.hubs import ALL_TEXTS, NO_HUB, HubSchema, hub_named
from curation.ui.safe_text import cell_text

LICENCE_KEY: Final = "import_licence"

_PROPOSED: Final = "import_proposed_for"


@dataclass(frozen=True, slots=True)
class HubAsk:
    """What a person says of a file that looks like a hub's: its schema (`none` for none), and its revision."""

    schema: str | None = None
    revision: str = ""

    @property
    def hub(self) -> HubSchema | None:
        """The hub whose schema is used."""
        return None if self.schema in (None, NO_HUB) else hub_named(self.schema)


def ask_hub(upload: Upload, table: Preview | None, kind: Kind) -> HubAsk:
    """Say what a file looks like, and ask whether it is that."""
    looks_like = hub_named(table.hub) if table is not None and table.hub else None
    if looks_like is None or kind == "texts":
        _propose(upload, "")
        return HubAsk()
    st.info(_describe(looks_like), icon=":material/hub:")
    left, right = st.columns(2)
    schema: str = left.selectbox(
        "Read as",
        (looks_like.name, NO_HUB),
        format_func=lambda name: "a table, by its columns alone" if name == NO_HUB else hub_named(name).title,
        key=f"schema_{upload.path.name}",
    )
    revision = right.text_input(
        "Revision of the dataset",
        max_chars=100,
        placeholder="The commit or version, if you know it",
        key=f"revision_{upload.path.name}",
    )
    asked = HubAsk(schema, revision.strip())
    _propose(upload, looks_like.licence if asked.hub is not None and looks_like.is_sure else "")
    return asked


def ask_persona_column(upload: Upload, table: Preview, hub: HubSchema | None) -> str | None:
    """Ask which column holds the personas; the likeliest is chosen where one stands out."""
    texts = hub.texts(table.columns) if hub else ()
    options = [*([ALL_TEXTS] if len(texts) > 1 else []), *table.columns]
    likeliest = texts[0] if texts else table.guessed_column
    column: str | None = st.selectbox(
        "Column with the personas",
        options,
        index=options.index(likeliest) if likeliest in options else None,
        format_func=lambda value: f"all {len(texts)} texts of a row" if value == ALL_TEXTS else cell_text(value, 60),
        key=f"column_{upload.path.name}_{hub.name if hub else ''}",
    )
    return column


def is_licence_confirmed(upload: Upload, licence: str | None, hub: HubSchema | None) -> bool:
    """Ask to confirm a licence that was proposed; one that the person chose needs no second word."""
    if hub is None or not hub.is_sure or licence is None or licence != hub.licence:
        return True
    return st.checkbox(
        f"I have checked that this file is under {hub.licence}",
        help=f"{hub.licence} is what the publisher of {hub.title} states.",
        key=f"licence_checked_{upload.path.name}",
    )


def _propose(upload: Upload, licence: str) -> None:
    """Fill the licence in once for each file and proposal; what the person chooses afterwards stays."""
    proposed = (upload.path.name, licence)
    if st.session_state.get(_PROPOSED) != proposed:
        if licence or st.session_state.get(_PROPOSED, ("", ""))[1]:
            st.session_state[LICENCE_KEY] = licence or None
        st.session_state[_PROPOSED] = proposed


def _describe(hub: HubSchema) -> str:
    """Say what a file looks like, who publishes that, and under which licence."""
    meaning = f" ({COMMON[hub.licence]})" if hub.licence in COMMON else ""
    by = f"which {hub.datasets[0].partition('/')[0]} publishes on the Hugging Face hub under" if hub.datasets else ""
    home = f"{by} {hub.licence}{meaning}" if by else "which names no licence"
    if hub.is_sure:
        return f"This looks like {hub.title}, {home}."
    return f"This has the columns of {hub.title}, {home}; if it is not from there, that says nothing of your file."
