"""What the votes on a set come to, on the screen: arms with intervals, and what else people may have gone by."""

import streamlit as st

from curation.metrics.preference import ArmStrength, Strengths
from curation.services.comparison_results import Measured, SetResults, set_results
from curation.ui.arms_chart import arms_chart, arms_height_px
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.widgets import label_badge, metric_row


def show_results(page: OpenPage, set_id: int) -> None:
    """Draw the results of a set for a curator."""
    found = set_results(page.workspace, set_id, actor=page.actor)
    votes = sum(found.votes.values())
    metric_row({"Pairs judged": f"{found.judged:,} of {found.pairs:,}", "Votes": votes, "People": found.raters})
    st.markdown(plain_line(found.sentence, 1_200))
    if found.labels:
        with st.container(horizontal=True, gap="small"):
            for label in found.labels:
                label_badge(plain_line(label, 80))
    if found.strengths is not None:
        _show_arms(found.strengths)
    _show_others(found)


def _show_arms(strengths: Strengths) -> None:
    st.echarts_chart(
        arms_chart(strengths.arms, theme="dark" if st.context.theme.type == "dark" else "light"),
        height=arms_height_px(len(strengths.arms)),
        key="compare_arms",
        alt="How often each arm is preferred over another one, with intervals. The table below says the same.",
    )
    st.dataframe(
        [_arm_row(arm) for arm in strengths.arms],
        hide_index=True,
        alt="The arms, the strongest first",
        column_config={
            "Preferred": st.column_config.TextColumn(
                help="How often it is preferred over another arm drawn at random, by Bradley and Terry's model"
            ),
            "95 %": st.column_config.TextColumn(
                help="The wider of two intervals: that of the model, and one for which each pair counts once"
            ),
            "Strength": st.column_config.TextColumn(help="In log odds; the strengths of all arms add up to 0"),
        },
    )


def _arm_row(arm: ArmStrength) -> dict[str, str]:
    return {
        "Arm": cell_text(arm.name, 80),
        "Preferred": f"{arm.chance.value:.0%}",
        "95 %": f"{arm.chance.low:.0%} to {arm.chance.high:.0%}",
        "Wins": f"{arm.wins:,}",
        "Losses": f"{arm.losses:,}",
        "Ties": f"{arm.ties:,}",
        "Votes": f"{arm.log_odds.n:,}",
        "Strength": f"{arm.log_odds.value:+.2f} ({arm.log_odds.low:+.2f} to {arm.log_odds.high:+.2f})",
    }


def _show_others(found: SetResults) -> None:
    said = found.votes
    lines = [
        f"- **The left one** was chosen in {_say(found.left)}. {_side(found.left)}".rstrip(),
        f"- **The longer one** was chosen in {_say(found.longer)}. {_length(found.longer)}".rstrip(),
        f"- **Neither**: {said['tie']:,} equally good, {said['both_bad']:,} both bad.",
    ]
    if found.anew:
        lines.append(f"- **Given anew** after the person was told the arms: {found.anew:,} of {sum(said.values()):,}.")
    lines += [f"- **Left out**: {n:,} votes, {reason}." for reason, n in found.left_out.items()]
    st.markdown("\n".join(lines))


def _say(found: Measured) -> str:
    if found.interval is None:
        return f"not defined: {found.why_not}"
    share = found.interval
    return f"{share.value:.0%} of {share.n:,} deciding votes (95 %: {share.low:.0%} to {share.high:.0%})"


def _side(found: Measured) -> str:
    if found.interval is None:
        return ""
    if found.interval.low > 0.5 or found.interval.high < 0.5:
        return "Sides are drawn, so this shows a leaning to one side."
    return "Sides are drawn; no leaning to one side is shown."


def _length(found: Measured) -> str:
    if found.interval is None or found.interval.low <= 0.5 <= found.interval.high:
        return ""
    return "Length may explain what people prefer."
