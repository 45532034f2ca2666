"""Lineage on the screen: a persona's text, the graph of its family, and the same as a list for keyboards."""

from typing import Final

import streamlit as st

from curation.errors import CurationError
from curation.models import ItemState
from curation.services import lineage
from curation.services.lineage import Lineage, LineageNode
from curation.services.permissions import may
from curation.ui.lineage_graph import Graph, clicked, draw
from curation.ui.lists import PLACE, show_pager
from curation.ui.marked_text import show_quoted
from curation.ui.nav import go_to, link_to
from curation.ui.page import OpenPage
from curation.ui.safe_text import plain_line, show_text
from curation.ui.widgets import empty_state, label_badge, pager, show_error, state_name

VIEW: Final = "view"
GRAPH_PEOPLE: Final = 40
"""Drawn in the graph; the list has more."""
LIST_ROWS: Final = 50
_VIEWS: Final = {"about": "About", "lineage": "Lineage"}
_ROWS: Final = "rows"
_WAY_UP: Final = {
    "circle": "The rows of this family name each other as parents in a circle; it is drawn opened at one place.",
    "cut": f"This persona has more than {lineage.MAX_STEPS} ancestors; the nearest {lineage.MAX_STEPS} are drawn.",
}
_LIST_CSS: Final = "".join(
    f'[class*="st-key-lineage-"][class*="-in{step}-"]{{padding-left:{step * 1.2:.1f}rem}}\n'
    for step in range(1, lineage.MAX_STEPS + 2)
)


def choose_view() -> str:
    """Draw the switch between the views of a persona, which stands in the address; return the one that is on."""
    said = st.query_params.get(VIEW, "")
    st.session_state["persona_view"] = said if said in _VIEWS else "about"
    chosen = st.segmented_control(
        "View",
        list(_VIEWS),
        format_func=_VIEWS.__getitem__,
        key="persona_view",
        required=True,
        label_visibility="collapsed",
        on_change=_write_view,
    )
    return str(chosen)


def show_lineage(page: OpenPage, persona_id: int) -> None:
    """Draw the family of a persona, from the text that it comes from down."""
    found = lineage.read_lineage(page.workspace, persona_id)
    with st.container(border=True):
        show_text(found.centre.text, key="lineage_text")
        _show_how_made(found)
    if found.above != "whole":
        st.warning(_WAY_UP[found.above])
    if found.n_people == 1 and found.document is None:
        _say_alone()
        return
    _show_origin(page, found)
    st.header("Family", anchor=False)
    st.caption(summary(found))
    _show_graph(page, found)
    _show_list(page, found)
    if found.centre.is_truncated:
        _show_all_children(page, found.centre)


def summary(found: Lineage) -> str:
    """Return the family in one sentence of Markdown without effect."""
    begin = ""
    if found.document is not None:
        relation = plain_line(_root(found).relation, 40)
        begin = f"Made from “{plain_line(found.nodes[0].text, 80)}”{f' ({relation})' if relation else ''}, "
    more = "more than " if found.n_people_is_capped else ""
    steps = f"{found.n_steps:,} {'step' if found.n_steps == 1 else 'steps'}{' or more' if more else ''}"
    people = f"{more}{found.n_people:,} {'person' if found.n_people == 1 else 'people'}"
    return f"{begin}{steps}, {people}{f', of whom {found.n_drawn:,} are listed' if found.is_truncated else ''}."


def _write_view() -> None:
    st.query_params[VIEW] = st.session_state["persona_view"]


def _say_alone() -> None:
    with empty_state(
        "No family yet",
        "This persona was made neither from a text nor from another persona, and nobody was made from it.",
        icon="family_history",
    ):
        link_to("personas", "All personas", icon="groups")


def _show_how_made(found: Lineage) -> None:
    if found.centre.label:
        label_badge(found.centre.label)
    if found.made_by is not None:
        model = f"{plain_line(found.made_by.provider, 40)} ({plain_line(found.made_by.model, 80)})"
        st.caption(f"Given by {model} in job {found.made_by.job_id}.")


def _show_origin(page: OpenPage, found: Lineage) -> None:
    """Show the words of the text that the first persona rests on, in their place."""
    document = found.document
    if document is None:
        return
    st.header("The text", anchor=False)
    with st.container(border=True):
        if document.title:
            st.markdown(f"**{plain_line(document.title, 200)}**")
        show_quoted(document.quoted)
        root = _root(found)
        rests = f"Persona {root.id} rests on the marked words." if document.quoted.quote else _no_quote(root)
        state = "" if document.state == ItemState.ACTIVE else f" The text is {state_name(document.state)}."
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"{rests}{state} From {plain_line(document.source, 80)}.")
            if may(page.actor.role, "import"):
                link_to("sources", "The whole text", icon="description", query={"document": document.id})


def _no_quote(root: LineageNode) -> str:
    return f"No words of it are kept for persona {root.id}, or they do not stand there any more."


def _show_graph(page: OpenPage, found: Lineage) -> None:
    drawn = found
    if found.n_drawn > GRAPH_PEOPLE:
        drawn = lineage.read_lineage(page.workspace, found.persona_id, max_nodes=GRAPH_PEOPLE)
    graph = draw(drawn, theme="dark" if st.context.theme.type == "dark" else "light")
    st.html(_graph_css(graph))
    with st.container(key="lineage_graph"):
        event = st.echarts_chart(
            graph.spec,
            width=graph.width_px,
            height=graph.height_px,
            key=f"lineage_chart_{found.persona_id}",
            on_select="rerun",
            renderer="svg",
            alt="The family as a graph; the list under it says the same.",
        )
    part = f" It has {drawn.n_drawn:,} of the {found.n_drawn:,} people of the list." if drawn is not found else ""
    st.caption(f"A click on a card opens it. Grey with a dashed border: set aside. Wide graphs scroll sideways.{part}")
    node = clicked(graph, event["selection"]["selected"])
    if node is not None and not _is_centre(node, found):
        _open(page, node)


def _graph_css(graph: Graph) -> str:
    """Return what lets the graph keep its width and scroll in its box, from the side where the persona stands."""
    start = "rtl" if graph.starts_right else "ltr"
    return (
        f"<style>.st-key-lineage_graph{{overflow-x:auto;direction:{start}}}"
        f".st-key-lineage_graph>div{{direction:ltr;width:{graph.width_px}px!important;max-width:none;"
        f"min-width:{graph.width_px}px}}</style>"
    )


def _show_list(page: OpenPage, found: Lineage) -> None:
    """Draw the family in the order of a tree, so many rows a page; it opens where the persona stands."""
    st.header("The same as a list", anchor=False)
    n_pages = -(-len(found.nodes) // LIST_ROWS)
    said = st.query_params.get(_ROWS, "")
    at = found.nodes.index(found.centre) // LIST_ROWS
    if said.isascii() and said.isdigit() and len(said) < 6:
        at = min(max(int(said) - 1, 0), n_pages - 1)
    st.html(f"<style>{_LIST_CSS}</style>")
    with st.container(key="lineage_list", gap="small"):
        for node in found.nodes[at * LIST_ROWS : (at + 1) * LIST_ROWS]:
            _show_row(page, node, indent=node.step - found.nodes[0].step, is_centre=_is_centre(node, found))
    if n_pages > 1:
        shown = f"Page {at + 1} of {n_pages}"
        move = pager("lineage_list", shown=shown, has_previous=at > 0, has_next=at < n_pages - 1)
        if move is not None:
            st.query_params[_ROWS] = str(
                {"first": 0, "previous": at - 1, "next": at + 1, "last": n_pages - 1}[move] + 1
            )
            st.rerun()


def _show_row(page: OpenPage, node: LineageNode, *, indent: int, is_centre: bool) -> None:
    key = f"lineage-{node.kind}-{node.id}-in{indent}-"
    with st.container(horizontal=True, vertical_alignment="top", gap="small", key=key):
        with st.container(gap=None):
            st.markdown(plain_line(node.text, 320))
            st.caption(" · ".join(_facts(node)))
        with st.container(width=88, horizontal_alignment="right"):
            if is_centre:
                st.badge("You are here", color="gray")
            elif node.kind == "persona":
                link_to("persona", "Open", query={"persona": node.id, VIEW: "lineage"})
            elif may(page.actor.role, "import"):
                link_to("sources", "Open", query={"document": node.id})


def _facts(node: LineageNode) -> list[str]:
    """Return what is to be known of a row: step, number, state with its reason, what is missing below it."""
    facts = [f"Text {node.id}" if node.kind == "document" else f"Step {node.step}"]
    if node.relation:
        facts.append(f"**{plain_line(node.relation, 40)}**")
    if node.kind == "persona":
        facts.append(f"persona {node.id}")
    if node.state != ItemState.ACTIVE:
        reason = f": {plain_line(node.state_reason, 120)}" if node.state_reason else ""
        facts.append(f"**{state_name(node.state)}**{reason}")
    else:
        facts.append("active")
    if node.n_not_drawn:
        facts.append(f"{node.n_not_drawn:,} more {'child' if node.n_not_drawn == 1 else 'children'} not drawn")
    if node.label:
        facts.append(plain_line(node.label, 60))
    return facts


def _show_all_children(page: OpenPage, centre: LineageNode) -> None:
    """List everybody made from the persona, by pages: the family has no room for them."""
    st.header(f"All {centre.n_children:,} made from persona {centre.id}", anchor=False)
    try:
        children = lineage.list_children(page.workspace, centre.id, place=st.query_params.get(PLACE))
    except CurationError as error:
        show_error(error)
        return
    for child in children.rows:
        with st.container(horizontal=True, vertical_alignment="top", gap="small"):
            with st.container(gap=None):
                st.markdown(plain_line(child.text, 320))
                st.caption(f"persona {child.id} · **{plain_line(child.relation or 'no relation named', 40)}**")
            with st.container(width=88, horizontal_alignment="right"):
                link_to("persona", "Open", query={"persona": child.id, VIEW: "lineage"})
    show_pager(children, "lineage_children")


def _open(page: OpenPage, node: LineageNode) -> None:
    if node.kind == "persona":
        go_to("persona", {"persona": node.id, VIEW: "lineage"})
    elif may(page.actor.role, "import"):
        go_to("sources", {"document": node.id})


def _is_centre(node: LineageNode, found: Lineage) -> bool:
    return node.kind == "persona" and node.id == found.persona_id


def _root(found: Lineage) -> LineageNode:
    """Return the persona that the way up from the middle ends at."""
    by_id = {node.id: node for node in found.nodes if node.kind == "persona"}
    node = found.centre
    while node.parent is not None:
        node = by_id[node.parent]
    return node
