"""What happened to a persona or a sample, on the screen."""

from collections.abc import Callable, Sequence

import streamlit as st

from curation.services.history import Happened
from curation.ui.safe_text import plain_line


def show_history(events: Sequence[Happened], *, undo: Callable[[int], None] | None = None) -> None:
    """Draw a line for each thing that happened: when, what, by whom, and what stood there before.

    Where `undo` is given, a button beside what can be taken back calls it with the event.
    """
    for event in events:
        said = [f"{event.at:%Y-%m-%d %H:%M} UTC", plain_line(event.action, 60), plain_line(event.by, 60)]
        said.append(plain_line(event.detail, 200))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(" · ".join(part for part in said if part))
            if undo is not None and event.undo_id is not None:
                st.button(
                    "Undo", key=f"undo_{event.undo_id}", icon=":material/undo:", on_click=undo, args=(event.undo_id,)
                )
