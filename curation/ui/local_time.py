"""Times as the clock on the reader's wall shows them."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

import streamlit as st


def known_zone() -> ZoneInfo | None:
    """Return the time zone of the browser; None where it is not known."""
    try:
        return ZoneInfo(st.context.timezone or "")
    except (ValueError, OSError):
        return None


def local_zone() -> tzinfo:
    """Return the time zone of the browser, or UTC where it is not known."""
    return known_zone() or UTC


def hour_and_minute(at: datetime) -> str:
    """Return HH:MM in the time zone of the browser; in UTC, and saying so, where it is not known."""
    return f"{at.astimezone(local_zone()):%H:%M}{'' if known_zone() else ' UTC'}"


def day_and_minute(at: datetime) -> str:
    """Return the day and HH:MM in the time zone of the browser; in UTC, and saying so, where it is not known."""
    return f"{at.astimezone(local_zone()):%Y-%m-%d} {hour_and_minute(at)}"
