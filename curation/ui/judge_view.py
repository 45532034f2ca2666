"""Judges on the screen: how far each agrees with people, whether it pre-fills, and what it said last."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from curation.errors import CurationError
from curation.models import Judgement, Outcome
from curation.review import OVERALL
from curation.services import judge_prefills
from curation.services.figures import Figure, NotDefined
from curation.services.judge_agreement import JudgeAgreement, QuestionAgreement
from curation.services.judge_counts import latest_judgements
from curation.services.judge_overview import JudgePublic
from curation.services.judge_prefills import RULE
from curation.services.permissions import may
from curation.ui.figure_words import Told, plain_figure, share_figure, show_figures, signed_figure
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line, show_text
from curation.ui.widgets import Colour, label_badge, metric_row, state_badge, state_name

N_LATEST: Final = 10
JUDGE_MARK: Final = "LLM judge"
_READING: Final = (
    "Alpha is 1 where judge and people always say the same and 0 where they do so as often as by chance; hardly"
    " more than people reach among themselves can be hoped for. Spearman and Kendall compare the order alone. The bias"
    " is how much higher the judge rates, or how much more often it says yes. Below each number is its 95 % interval."
)
_PROBLEM: Final = "judge_prefill_problem"
_COLOURS: Final[dict[str, Colour]] = {"accept": "green", "reject": "red", "both_bad": "red", "tie": "gray"}


def judge_mark() -> None:
    """Draw the mark that stands wherever a judge's word is shown."""
    st.badge(JUDGE_MARK, color="violet", icon=":material/gavel:")


def show_judge(page: OpenPage, judge: JudgePublic) -> None:
    """Draw one judge: what it judged, how far it agrees with people, and the switch for pre-filling."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(f"{plain_line(judge.model, 80)} · {plain_line(judge.provider, 40)}", anchor=False)
            judge_mark()
            if judge.label:
                label_badge(judge.label)
        counts: dict[str, str | int] = {"Samples judged": judge.n_samples}
        if judge.n_pairs:
            counts["Pairs judged"] = judge.n_pairs
        metric_row({**counts, "Also judged by people": judge.agreement.n_shared})
        _show_agreement(judge.agreement)
        if judge.n_pairs:
            _show_pairs(judge)
        _show_prefill(page, judge)


def show_latest(judges: Sequence[JudgePublic], found: Sequence[Judgement]) -> None:
    """Draw judgements, each with what was asked and what came."""
    names = {judge.id: judge.name for judge in judges}
    for one in found:
        with st.container(border=True, gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                if one.sample_id:
                    link_to("sample", f"Sample {one.sample_id}", icon="description", query={"sample": one.sample_id})
                else:
                    turned = ", sides swapped" if one.is_swapped else ""
                    st.markdown(f"**Pair {one.pair_id}**{turned}", width="content")
                _show_word(one)
                st.caption(plain_line(names.get(one.judge_id, ""), 90), width="content")
                if one.label:
                    label_badge(one.label)
            _show_said(one)


def show_judge_notes(page: OpenPage, sample_id: int) -> None:
    """Offer what judges were asked about a sample and said, folded until wanted."""
    box = st.expander("What the judges were asked", key=f"judgements_{sample_id}", on_change="rerun")
    if box.open:
        with box:
            for one in latest_judgements(page.workspace, sample_id=sample_id):
                with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                    _show_word(one)
                    by = f"{plain_line(one.provider)} / {plain_line(one.model)}, {one.created_at:%Y-%m-%d %H:%M} UTC"
                    st.caption(by, width="content")
                _show_said(one)


def _show_word(one: Judgement) -> None:
    """Draw what a judgement comes to in one word."""
    if one.outcome != Outcome.OK:
        state_badge(one.outcome)
        return
    word = str(one.answers.get("decision") or one.answers.get("choice", ""))
    st.badge(state_name(word), color=_COLOURS.get(word, "blue"))


def _show_said(one: Judgement) -> None:
    if said := _said(one.answers):
        st.markdown(said)
    if why := str(one.answers.get("why", "")):
        st.caption(plain_line(why, 400))
    if one.reason:
        st.caption(f":material/info: {plain_line(one.reason, 400)}")
    box = st.expander("Asked and answered", key=f"judgement_{one.id}", on_change="rerun")
    if box.open:
        with box:
            st.caption("As it came")
            show_text(one.raw or "Nothing came.", mode="plain", key=f"judged_raw_{one.id}")
            st.caption("As it was asked")
            show_text(one.prompt, mode="plain", key=f"judged_prompt_{one.id}")


def _said(answers: dict[str, Any]) -> str:
    """Return what a judgement answers to the questions, in one line of Markdown without effect."""
    given = answers.get("answers", {})
    names = sorted(given, key=lambda name: name != OVERALL)
    told = [f"{state_name(name)}: {_shown(given[name])}" for name in names]
    return plain_line(" · ".join(told), 600)


def _shown(value: Any) -> str:  # noqa: ANN401 - a JSON value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _show_agreement(found: JudgeAgreement) -> None:
    if not found.questions:
        st.caption("How far it agrees with people is not known: nobody has judged a sample that it judged.")
        return
    if found.is_labelled:
        st.caption(":material/info: Only samples of the demo generator and hand-written ones tell this so far.")
    show_figures([_row(one) for one in found.questions])
    with st.expander("How to read this"):
        st.caption(_READING)
        for one in found.questions:
            for name, figure in (("alpha", one.alpha), ("bias", one.bias), ("people", one.people)):
                if isinstance(figure, NotDefined):
                    st.caption(f"{plain_line(one.label, 80)}, {name}: {plain_line(str(figure), 200)}.")
            if one.n_split:
                st.caption(f"{plain_line(one.label, 80)}: people are split on {one.n_split:,}, which are left out.")


def _row(one: QuestionAgreement) -> dict[str, str | Told]:
    n = one.alpha.n if not isinstance(one.alpha, NotDefined) else None
    return {
        "Question": one.label,
        "n": "too few" if n is None else f"{n:,}",
        "Alpha": plain_figure(one.alpha),
        "People alone": plain_figure(one.people),
        "Spearman": _of_scales(one.spearman),
        "Kendall": _of_scales(one.kendall),
        "Bias": signed_figure(one.bias),
    }


def _of_scales(figure: Figure) -> Told:
    return Told("no order") if isinstance(figure, NotDefined) and "order" in figure.reason else plain_figure(figure)


def _show_pairs(judge: JudgePublic) -> None:
    found = judge.agreement.pairs
    row: dict[str, str | Told] = {
        "Side by side": f"{judge.n_pairs:,} pairs",
        "Same both ways round": share_figure(found.same_both_ways),
        "Takes the first text": share_figure(found.first),
        "As most people": share_figure(found.agrees),
        "Alpha": plain_figure(found.alpha),
    }
    show_figures([row])
    st.caption(
        "Half of its choices for the first text is no preference for a side; what turns with the sides is a tie."
    )


def _show_prefill(page: OpenPage, judge: JudgePublic) -> None:
    """Draw the switch; it cannot be set where the rule does not hold, and says why."""
    state, can = judge.prefill, may(page.actor.role, "assign")
    st.toggle(
        "Proposes answers to people",
        value=state.is_on,
        key=f"prefill_{judge.id}_{state.is_on}",
        disabled=not can or (bool(state.why_not) and not state.is_on),
        help=RULE,
        on_change=_switch,
        args=(page, judge.id, not state.is_on),
    )
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error(plain_line(problem, 600))
    if state.withdrawn:
        st.warning(f"It no longer proposes answers. {plain_line(state.withdrawn, 500)}")
    elif state.why_not:
        st.caption(plain_line(state.why_not, 500))
    else:
        st.caption("What it proposes is marked, and each person can hide it.")


def _switch(page: OpenPage, judge_id: int, on: bool) -> None:
    """Set the switch; this runs before the page is drawn again."""
    try:
        judge_prefills.allow_prefill(page.workspace, judge_id, on, actor=page.actor)
    except CurationError as error:
        st.session_state[_PROBLEM] = str(error)
