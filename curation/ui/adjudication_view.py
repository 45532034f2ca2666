"""The Adjudication page on the screen: one case with everybody's answers, and what is settled of it."""

from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.review import MAX_NOTE_CHARS, OVERALL, Question, QuestionKind
from curation.review.adjudication_keys import ADJUDICATION_KEYS
from curation.review.differences import said_in_words
from curation.services import adjudication
from curation.services.adjudication import SettledRow
from curation.services.cases import Case, count_cases
from curation.services.preferences import get_preferences
from curation.services.samples import shown_text
from curation.ui.adjudication_desk import DONE, SAMPLE, Desk, note_key
from curation.ui.answers_beside import show_beside
from curation.ui.keys import Binding, KeyMap, key_sheet
from curation.ui.nav import link_to
from curation.ui.page import OpenPage
from curation.ui.review_panel import Button, Row, show_panel
from curation.ui.review_state import Notice, Shown
from curation.ui.safe_text import cell_text, plain_line, show_text
from curation.ui.solve_view import solutions_box
from curation.ui.widgets import empty_state, label_badge

KEYS: Final = KeyMap(*(Binding(*key) for key in ADJUDICATION_KEYS))
_MOST_CHOICES: Final = 9
_PAGE: Final = "settled_before"
# The panel stays in view beside a long text; on a narrow screen the decisions stay at the bottom.
_CSS: Final = """<style>
@media(min-width:641px){
[data-testid="stMainBlockContainer"]{padding-inline:2.5rem}
[data-testid="stColumn"]:has(.st-key-settle_panel){position:sticky;top:4rem;align-self:flex-start}}
.st-key-case_persona::before{content:"Written for";font-size:.875rem;opacity:.8}
[data-testid="stMain"]:focus-visible{outline:none;box-shadow:none}
@media(max-width:640px){[data-testid="stMainBlockContainer"]{padding-bottom:9rem}}
</style>"""


def show_desk(desk: Desk) -> None:
    """Draw one case with its panel, or say that none waits."""
    case = desk.case()
    notice = desk.state.notice
    if notice is not None:
        (st.error if notice.kind == "error" else st.info)(plain_line(notice.text, 600))
    left, right = st.columns([8, 5], gap="medium")
    with left:
        if case is None:
            _show_empty(desk)
        else:
            _show_case(desk, case)
    with right, st.container(key="settle_panel"):
        _show_panel(desk, case)
        if case is not None:
            said = case.settled.note if case.settled else ""
            st.text_area("Why", said, key=note_key(case.sample.id or 0), height=68, max_chars=MAX_NOTE_CHARS)
    st.html(_CSS)
    if desk.state.sheet_is_open:
        _open_sheet(desk)


def rows_of(desk: Desk, case: Case | None) -> list[Row]:
    """Return the rows of the panel; undo is there also where nothing waits."""
    rows = [_moves(desk, case)]
    if case is not None:
        questions = [one for one in case.rubric.form.questions if one.kind is not QuestionKind.TEXT]
        questions.sort(key=lambda one: one.id != OVERALL)
        rows += [_question(desk, question) for question in questions]
        rows.append(_decisions(case))
    if desk.state.last is not None:
        buttons = (Button("make_known", "Make it a known one", "school"),)
        rows.append(Row("stored", "Settled", "gavel", text=f"Sample {desk.state.last} is settled.", buttons=buttons))
    else:
        text = "Answers on which all agree are filled in. What you settle holds; everybody's answers stay beside it."
        rows.append(Row("stored", "Settled", text=text))
    return rows


def _show_panel(desk: Desk, case: Case | None) -> None:
    shown = Shown(case.sample.id or 0, case.settled.id if case.settled else 0) if case else None
    show_panel(
        rows_of(desk, case),
        KEYS,
        shown=shown,
        answered=desk.state.answered,
        on_press=desk.start,
        single_keys=get_preferences(desk.page.workspace, actor=desk.page.actor).single_keys,
        boxes={"note": note_key(case.sample.id or 0)} if case else {},
        opens=desk.state.sheet_is_open,
    )


def _moves(desk: Desk, case: Case | None) -> Row:
    n, has_more = count_cases(desk.page.workspace, scenario=desk.state.scenario)
    steps = (Button("previous", "Back", look="quiet"), Button("next", "Next", look="quiet")) if case else ()
    note = (Button("note", "Note", look="quiet"),) if case else ()
    return Row(
        "moves",
        "Progress and moves",
        title=f"{'more than ' if has_more else ''}{n:,}",
        text="cases wait" if n != 1 else "case waits",
        buttons=(*steps, *note, Button("undo", "Undo", look="quiet"), Button("help", "Keys", look="quiet")),
    )


def _question(desk: Desk, question: Question) -> Row:
    """Return a row that settles a question; the digits stand on the rating."""
    answer = desk.state.draft.answer_to(question.id)
    given = answer if isinstance(answer, tuple) else (answer,)
    name = Button(f"name-{question.id}", cell_text(question.label, 200), look="name", is_off=True)
    buttons = [
        Button(
            f"rate_{digit}" if question.id == OVERALL else f"answer-{question.id}-{digit}",
            said_in_words(value).capitalize() if isinstance(value, bool) else cell_text(said_in_words(value), 80),
            is_set=any(type(one) is type(value) and one == value for one in given),
        )
        for digit, value in enumerate(_values(question), start=1)
    ]
    return Row(
        f"question-{question.id}", question.label, buttons=(name, *buttons), look=f"question settle {question.kind}"
    )


def _values(question: Question) -> list[int | bool | str]:
    if question.kind is QuestionKind.SCALE:
        return list(range(1, 6))
    return [True, False] if question.kind is QuestionKind.YES_NO else list(question.choices[:_MOST_CHOICES])


def _decisions(case: Case) -> Row:
    settled = case.settled.decision if case.settled else ""
    buttons = (
        Button("accept", "Accept", "check", is_set=settled == "accept"),
        Button("reject", "Reject", "close", is_set=settled == "reject"),
    )
    return Row("decisions", "What holds", buttons=buttons)


def _show_case(desk: Desk, case: Case) -> None:
    sample = case.sample
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(sample.scenario, color="violet")
        if sample.label:
            label_badge(plain_line(sample.label, 80))
        if case.is_known:
            st.badge("known sample", color="blue", icon=":material/school:")
        if case.settled:
            said = f"settled: {DONE[case.settled.decision]}, by {plain_line(case.settled.by, 60)}"
            st.badge(said, color="green", icon=":material/gavel:")
        link_to("sample", f"Sample {sample.id}", query={"sample": sample.id})
    if case.people or case.judges:
        show_beside(case)
    else:
        st.caption("Nobody has judged this sample.")
    if case.persona is not None:
        with st.container(border=True, key="case_persona", gap="small"):
            show_text(case.persona.text, key="case_persona_text", max_chars=1_200)
    show_text(shown_text(sample), key="case_text")
    if sample.answer:
        st.caption("The answer that came with it")
        show_text(sample.answer, key="case_answer")
    solutions_box(desk.page, sample)


def _show_empty(desk: Desk) -> None:
    if desk.state.scenario is not None:
        empty_state("Nothing is left to settle here", "Cases of other scenarios may wait.", icon="task_alt")
        return
    text = "A case is a sample that some accept and others reject, or whose ratings are two points or more apart."
    with empty_state("Nobody differs on anything", text, icon="task_alt"):
        link_to("agreement", "How far people agree", icon="handshake")


def _open_sheet(desk: Desk) -> None:
    @st.dialog("Keys", on_dismiss=lambda: desk.set_sheet(False))
    def sheet() -> None:
        key_sheet(KEYS)
        st.caption("Keys do nothing while you type or while a window is open. A key that is held counts once.")

    sheet()


def show_settled(page: OpenPage) -> None:
    """Draw what was settled, the newest first, with a way to take it back or to look at it again."""
    before: int | None = st.session_state.get(_PAGE)
    rows, following = adjudication.list_settled(page.workspace, before=before, actor=page.actor)
    if (notice := st.session_state.pop("settled_notice", None)) is not None:
        (st.error if notice.kind == "error" else st.info)(plain_line(notice.text, 400))
    if not rows:
        empty_state("Nothing is settled yet", "What you settle stands here, with who decided and why.", icon="gavel")
    for row in rows:
        with st.container(border=True, gap="small"):
            _show_settled(page, row)
    with st.container(horizontal=True):
        if before is not None:
            st.button("Newest", on_click=_turn, args=(None,), icon=":material/first_page:")
        if following is not None:
            st.button("Older", on_click=_turn, args=(following,), icon=":material/chevron_right:")


def _show_settled(page: OpenPage, row: SettledRow) -> None:
    settled = row.settled
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        is_accepted = settled.decision == "accept"
        st.badge(DONE[settled.decision], color="green" if is_accepted else "red")
        rating = f" · {settled.overall} of 5" if settled.overall else ""
        st.markdown(f"**{row.scenario}**{rating} · by {plain_line(settled.by, 60)}", width="content")
        st.space("stretch")
        link_to("adjudication", "Look", query={SAMPLE: settled.sample_id})
        args = (page, settled.sample_id, settled.id)
        st.button("Take back", key=f"back-{settled.id}", icon=":material/undo:", on_click=_take_back, args=args)
    st.caption(f"{settled.at:%Y-%m-%d %H:%M} UTC · sample {settled.sample_id} · {plain_line(row.text, 160)}")
    if settled.note:
        st.caption(f"Why: {plain_line(settled.note, 400)}")


def _turn(before: int | None) -> None:
    st.session_state[_PAGE] = before


def _take_back(page: OpenPage, sample_id: int, adjudication_id: int) -> None:
    try:
        adjudication.take_back(page.workspace, sample_id, adjudication_id=adjudication_id, actor=page.actor)
    except CurationError as error:
        st.session_state["settled_notice"] = Notice("error", str(error))
    else:
        st.session_state["settled_notice"] = Notice("info", f"Sample {sample_id} waits to be settled again.")
