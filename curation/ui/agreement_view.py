"""Agreement on the screen: what is looked at, by question, by pair of raters, over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.metrics.ratings import Level
from curation.services import agreement as service
from curation.services.agreement import Agreement, AgreementReport, PairAgreement
from curation.services.agreement_tables import DECISION
from curation.services.agreement_time import Period, Span
from curation.services.figures import Figure, NotDefined
from curation.services.permissions import may
from curation.ui.agreement_charts import show_alphas, show_pair_field, show_time
from curation.ui.figure_words import Told, plain_figure, share_figure, show_figures
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.widgets import empty_state, metric_row, show_error, state_name

_ALL: Final = "all"
_MAX_FIELD: Final = 12
"""Raters that fit into the field of colours; more are a table."""
_MAX_PAIR_ROWS: Final = 60
_SPANS: Final = {Span.BLOCK: "Equal blocks", Span.WEEK: "Weeks", Span.MONTH: "Months"}
_READING: Final = (
    "Alpha and kappa are 1 where all agree and 0 where they agree as often as by chance. Read alpha so: from .80 firm,"
    " from .667 tentative, below too low to build on (Krippendorff, Content Analysis, 2004, p. 241)."
    " Under each number stands its 95 % interval over items."
)
_METRICS: Final = {
    "krippendorff_alpha": "alpha",
    "percent_agreement": "agreement",
    "fleiss_kappa": "Fleiss' kappa",
    "cohen_kappa": "Cohen's kappa",
}


@dataclass(frozen=True, slots=True)
class Looked:
    """What a reader chose to look at."""

    scenario: str | None
    period: Period


def choose_what(page: OpenPage) -> Looked:
    """Let a reader choose a scenario and a time; the scenario stands in the address."""
    scenarios = service.list_scenarios(page.workspace)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        scenario = st.selectbox(
            "Scenario",
            [_ALL, *scenarios],
            format_func=lambda name: cell_text(state_name(name), 60).capitalize(),
            key="a_scenario",
            bind="query-params",
            width=220,
        )
        since = st.date_input("Judged from", None, key="a_since", width=160)
        until = st.date_input("to", None, key="a_until", width=160)
    return Looked(None if scenario == _ALL else scenario, Period(_day(since), _day(until)))


def read_report(page: OpenPage, looked: Looked, question: str, by: Span) -> AgreementReport:
    """Return the report, or say what is wrong with what was chosen and stop."""
    try:
        return service.agreement(
            page.workspace,
            question=question,
            scenario=looked.scenario,
            period=looked.period,
            by=by,
            actor=page.actor,
        )
    except CurationError as error:
        show_error(error)
        st.stop()


def show_empty(page: OpenPage, report: AgreementReport) -> None:
    """Say that nobody has judged what another one judged, and how that comes about."""
    n = f"{report.n:,} {'review counts' if report.n == 1 else 'reviews count'} here, each of another item. " * bool(
        report.n
    )
    advice = (
        f"{n}Agreement needs items that two people judge. Ask for an overlap of two or more, or assign the same items."
    )
    with empty_state("No item was judged by two people yet", advice, icon="handshake"):
        if may(page.actor.role, "review"):
            link_to("review", "Review", icon="rate_review")
        if may(page.actor.role, "assign"):
            link_to("sharing", "How the work is shared", icon="call_split")


def show_questions(report: AgreementReport) -> None:
    """Draw how far people agree on each question."""
    decided = report.questions[0]
    metric_row({"Items judged twice": decided.items, "Their reviews": decided.n, "Raters": decided.raters})
    _say_what_is_left_out(report)
    st.header("By question", anchor=False)
    st.caption(_READING)
    show_alphas(report.questions)
    has_cohen = any(not isinstance(q.metrics["cohen_kappa"], NotDefined) for q in report.questions)
    show_figures([_question_row(question, has_cohen=has_cohen) for question in report.questions])
    _say_why(report.questions, has_cohen=has_cohen)


def choose_question(report: AgreementReport) -> tuple[str, Span]:
    """Let a reader choose the question that pairs and time are about, and how time is cut."""
    names = {question.id: cell_text(question.label, 60) for question in report.questions}
    st.header("Closer to one question", anchor=False)
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        question = st.selectbox(
            "Question", list(names), format_func=lambda key: names.get(key, key), key="a_question", width=320
        )
        by = st.segmented_control(
            "Time in",
            list(Span),
            default=Span.BLOCK,
            required=True,
            format_func=lambda span: _SPANS[span],
            key="a_span",
        )
    return question or DECISION, Span(by or Span.BLOCK)


def show_pairs(report: AgreementReport) -> None:
    """Draw how far each pair of raters agrees on the chosen question."""
    st.subheader("By pair of raters", anchor=False)
    if not report.pairs:
        st.caption("No two people have judged the same item here.")
        return
    question = report.question
    is_scale = question is not None and question.level is not Level.NOMINAL
    kind = "weighted by the squared distance" if is_scale else "unweighted"
    st.caption(f"Cohen's kappa, {kind}, of the items that both judged.")
    if 2 < len({name for pair in report.pairs for name in (pair.first, pair.second)}) <= _MAX_FIELD:
        show_pair_field(report.pairs)
    with st.expander("The same as a table", expanded=len(report.pairs) <= 3):
        show_figures([_pair_row(pair) for pair in report.pairs[:_MAX_PAIR_ROWS]])
        if report.n_pairs > _MAX_PAIR_ROWS:
            st.caption(f"The {_MAX_PAIR_ROWS} pairs with the most items in common, of {report.n_pairs:,}.")
    _say_reasons({f"{p.first} and {p.second}": p.kappa for p in report.pairs[:_MAX_PAIR_ROWS]})


def show_spans(report: AgreementReport) -> None:
    """Draw how far people agreed over time."""
    st.subheader("Over time", anchor=False)
    st.caption("An item stands where its last answer came.")
    show_time(report.spans)
    with st.expander("The same as a table", expanded=len(report.spans) < 2):
        show_figures(
            [
                {
                    "Days": f"{span.first_day} to {span.last_day}",
                    "Items": f"{span.items:,}",
                    "Alpha": plain_figure(span.alpha),
                    "Agreement": share_figure(span.percent),
                }
                for span in report.spans
            ]
        )
    _say_reasons({f"{span.first_day} to {span.last_day}": span.alpha for span in report.spans})


def _day(chosen: object) -> date | None:
    return chosen if isinstance(chosen, date) else None


def _question_row(question: Agreement, *, has_cohen: bool) -> dict[str, str | Told]:
    row: dict[str, str | Told] = {
        "Question": question.label,
        "Alpha": plain_figure(question.metrics["krippendorff_alpha"]),
        "Reading": question.reading or "-",
        "Agreement": share_figure(question.metrics["percent_agreement"]),
        "Fleiss' kappa": plain_figure(question.metrics["fleiss_kappa"]),
    }
    if has_cohen:
        row["Cohen's kappa"] = plain_figure(question.metrics["cohen_kappa"])
    return {**row, "Items": f"{question.items:,}", "Raters": f"{question.raters:,}", "Level": str(question.level)}


def _pair_row(pair: PairAgreement) -> dict[str, str | Told]:
    return {
        "Raters": f"{pair.first} and {pair.second}",
        "Kappa": plain_figure(pair.kappa),
        "Agreement": share_figure(pair.percent),
        "Items": f"{pair.items:,}",
    }


def _say_what_is_left_out(report: AgreementReport) -> None:
    if report.is_labelled:
        st.info(
            "All of these items are hand-written examples or of the demo generator. Once there are others, only those"
            " count."
        )
    if report.left_out:
        reasons = ", ".join(
            f"{n:,} of {'an' if reason[0] in 'aeiou' else 'a'} {reason}" for reason, n in report.left_out.items()
        )
        st.caption(f"Reviews left out: {reasons}. Judges that are models are never counted among the raters.")


def _say_why(questions: Sequence[Agreement], *, has_cohen: bool) -> None:
    """Say for each number without a value why it has none; Cohen's for many raters has the pairs instead."""
    shown = [key for key in _METRICS if has_cohen or key != "cohen_kappa"]
    _say_reasons(
        {f"{question.label}, {_METRICS[key]}": question.metrics[key] for question in questions for key in shown}
    )


def _say_reasons(figures: Mapping[str, Figure]) -> None:
    by_reason: dict[str, list[str]] = {}
    for name, found in figures.items():
        if isinstance(found, NotDefined):
            by_reason.setdefault(found.reason, []).append(name)
    for reason, names in by_reason.items():
        more = f" and {len(names) - 4:,} more" if len(names) > 4 else ""
        st.caption(f"Not defined: {plain_line('; '.join(names[:4]), 240)}{more}: {reason}.")
