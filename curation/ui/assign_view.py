"""Assign: say who is to judge the samples that are meant, see the counts, then do it."""

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import SampleFilter
from curation.services import samples
from curation.services.assigning import (
    AssignAsk,
    Dealt,
    How,
    assign,
    can_be_asked,
    count_new,
    preview_assignment,
)
from curation.services.people import list_people
from curation.ui.page import OpenPage
from curation.ui.safe_text import cell_text, plain_line
from curation.ui.widgets import show_error

_HOWS: Final[Mapping[How, str]] = {
    "evenly": "Share evenly: each sample goes to one of them",
    "per_item": "Each sample goes to some of them",
    "each": "Everybody gets all",
}
_MOST_LANGUAGES: Final = 12


def assign_button(page: OpenPage, meant: SampleFilter, count_text: str, *, on_done: Callable[[str], None]) -> None:
    """Draw the button that opens the question who is to judge; `on_done` is told what came of it."""
    if st.button("Assign", icon=":material/assignment_ind:", help="Ask people to judge these"):
        _dialog(page, meant, count_text, on_done)


@st.dialog("Assign", width="medium")
def _dialog(page: OpenPage, meant: SampleFilter, count_text: str, on_done: Callable[[str], None]) -> None:
    people = {person.id or 0: person.name for person in list_people(page.workspace) if can_be_asked(person)}
    st.write(f"Who is to judge {count_text} sample{'' if count_text == '1' else 's'}?")
    ask = _ask(page, meant, people)
    if not (ask.people or ask.languages):
        st.caption("Choose who is asked.")
        return
    try:
        dealt = preview_assignment(page.workspace, ask, actor=page.actor)
    except CurationError as error:
        show_error(error)
        return
    _show_counts(dealt, people)
    new = count_new(dealt)
    if st.button(f"Assign {new:,}", type="primary", key="assign_now", disabled=not new):
        try:
            done = assign(page.workspace, ask, actor=page.actor)
        except CurationError as error:
            show_error(error)
            return
        shared = ", ".join(f"{people[n]} {count:,}" for n, (count, _) in done.dealt.by_person.items() if count)
        on_done(plain_line(f"Assigned: {shared}. Sharing shows how far they are, and takes back what is open.", 600))
        st.rerun()


def _ask(page: OpenPage, meant: SampleFilter, people: Mapping[int, str]) -> AssignAsk:
    """Draw who and how, and return what it means."""
    languages: dict[str, tuple[int, ...]] = {}
    chosen: list[int] = []
    by_language = st.toggle("By language", key="assign_by_language", help="Say for each language who reads it")
    if by_language:
        counts = samples.sample_facets(page.workspace, meant)["languages"]
        for language in sorted(counts, key=lambda name: -counts[name])[:_MOST_LANGUAGES]:
            named = _people(f"{cell_text(language, 20)} ({counts[language]:,})", people, f"assign_to_{language}")
            languages |= {str(language): tuple(named)} if named else {}
    else:
        chosen = _people("People", people, "assign_to")
    n_named = max(len(chosen), *(len(named) for named in languages.values()), 0) if languages else len(chosen)
    how, per_item = _how(n_named)
    return AssignAsk(meant, tuple(chosen), how, per_item, languages)


def _how(n_named: int) -> tuple[How, int]:
    """Ask how the samples are shared, where there is more than one person to share them."""
    if n_named < 2:
        return "evenly", 1
    how: How = st.radio("How", list(_HOWS), format_func=lambda name: _HOWS[name], key="assign_how")
    if how != "per_item":
        return how, 1
    return how, int(st.number_input("People for each sample", 1, n_named, 2, key="assign_per_item"))


def _people(label: str, people: Mapping[int, str], key: str) -> list[int]:
    return st.multiselect(
        label,
        list(people),
        format_func=lambda person_id: cell_text(people[person_id], 60),
        key=key,
        placeholder="Nobody",
    )


def _show_counts(dealt: Dealt, people: Mapping[int, str]) -> None:
    st.table(
        [
            {"Person": cell_text(people[person_id], 60), "New": f"{new:,}", "Asked or judged before": f"{known:,}"}
            for person_id, (new, known) in dealt.by_person.items()
        ]
    )
    left = [f"{dealt.cannot:,} cannot be judged: without a text, or set aside"] if dealt.cannot else []
    left += [f"{dealt.in_other_languages:,} are in other languages"] if dealt.in_other_languages else []
    if left:
        st.caption(f"Left out: {'; '.join(left)}.")
