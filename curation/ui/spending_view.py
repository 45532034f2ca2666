"""Money on the screen: what was spent, on which days, and what may be spent at most."""

import streamlit as st

from curation.services import spending
from curation.services.estimates import usd
from curation.services.spending import Caps, Spending
from curation.ui.page import OpenPage
from curation.ui.setting_acts import change, emptiable_box
from curation.ui.widgets import metric_row


def show_spending(page: OpenPage) -> None:
    """Draw what was spent today and in all, the caps to be set, and the last days."""
    found = spending.spending(page.workspace)
    with st.container(border=True):
        st.header("Spending", anchor=False)
        metric_row(
            {
                "Today": _of_cap(found.today_usd, found.caps.daily_usd),
                "In all": _of_cap(found.total_usd, found.caps.total_usd),
            }
        )
        _say_what_is_used_up(found)
        st.caption(
            "All jobs and checks together. What is set aside for calls under way, or may still be billed, counts as "
            "spent; calls of an unknown price are not in these sums. Days end at 00:00 UTC."
        )
        left, right = st.columns(2, gap="large")
        with left:
            _edit_caps(page, found.caps)
        with right:
            _show_days(found)


def _of_cap(spent_usd: float, cap_usd: float | None) -> str:
    return usd(spent_usd) if cap_usd is None else f"{usd(spent_usd)} of {usd(cap_usd)}"


def _say_what_is_used_up(found: Spending) -> None:
    if found.caps.total_usd is not None and found.total_usd >= found.caps.total_usd:
        st.warning("The workspace's cap is used up: jobs end before their next call that costs money.")
    elif found.caps.daily_usd is not None and found.today_usd >= found.caps.daily_usd:
        st.warning("Today's cap is used up: jobs wait until 00:00 UTC.")


def _edit_caps(page: OpenPage, caps: Caps) -> None:
    with st.form("caps", border=False):
        daily = emptiable_box("Cap for each day (US dollars)", caps.daily_usd, 0.01, key="cap_daily", empty="no cap")
        total = emptiable_box(
            "Cap for this workspace in all (US dollars)", caps.total_usd, 0.01, key="cap_total", empty="no cap"
        )
        st.caption("They hold at once, for running jobs too. While one is set, a model without a price is not called.")
        if st.form_submit_button("Save caps", key="save_caps"):
            wanted = Caps(daily, total)
            change(lambda: spending.save_caps(page.workspace, wanted, actor=page.actor), "The caps are saved.")


def _show_days(found: Spending) -> None:
    st.markdown("**The last days with calls**")
    if not found.by_day:
        st.caption("Nothing was spent yet.")
        return
    st.dataframe(
        [{"Day": day or "not sent", "Spent": usd(amount)} for day, amount in found.by_day],
        hide_index=True,
        height=min(38 + 35 * len(found.by_day), 300),
        alt="What was spent by day",
    )
