"""What happened to a persona or a sample, on the screen."""

from collections.abc import Sequence

import streamlit as st

from curation.services.history import Happened
from curation.ui.safe_text import plain_line


def show_history(events: Sequence[Happened]) -> None:
    """Draw a line for each thing that happened: when, what, by whom, and what stood there before."""
    for event in events:
        said = [f"{event.at:%Y-%m-%d %H:%M} UTC", plain_line(event.action, 60), plain_line(event.by, 60)]
        said.append(plain_line(event.detail, 200))
        st.caption(" · ".join(part for part in said if part))
