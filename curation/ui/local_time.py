"""Times as the clock on the reader's wall shows them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st


def hour_and_minute(at: datetime) -> str:
    """Return HH:MM in the time zone of the browser; in UTC, and saying so, where it is not known."""
    try:
        zone = ZoneInfo(st.context.timezone or "")
    except (ValueError, OSError):
        return f"{at.astimezone(UTC):%H:%M} UTC"
    return f"{at.astimezone(zone):%H:%M}"
