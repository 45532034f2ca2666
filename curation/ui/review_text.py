"""Acts on the sample itself: correct its text, or have another one made in its place."""

import streamlit as st

from curation.errors import NotAllowedError
from curation.services import generate_again, samples
from curation.services.again_cost import cost_of_again
from curation.services.permissions import may
from curation.ui.again import say_cost
from curation.ui.review_desk import Desk
from curation.ui.review_state import Notice, Shown, act
from curation.ui.safe_text import cell_text


@act
def edit(desk: Desk, shown: Shown) -> None:
    """Open the text for correction, or close it as it was."""
    desk.state.mode = "rate" if desk.state.mode == "edit" else "edit"
    st.session_state.pop(f"text-{shown.sample_id}", None)  # it begins with the text as it stands
    if desk.state.mode == "edit":
        desk.state.edited_version = shown.version
        desk.state.cursor = f"text-{shown.sample_id}"


@act
def save_text(desk: Desk, shown: Shown) -> None:
    """Store the corrected text and show what was changed; refused, it stays in the box.

    Who is refused since somebody changed the text meanwhile sees what stands
    there now, and saves once more to put the own text in its place.
    """
    typed = str(st.session_state.get(f"text-{shown.sample_id}") or "")
    samples.edit_sample(desk.page.workspace, shown.sample_id, text=typed, version=shown.version, actor=desk.page.actor)
    desk.state.mode = "rate"
    desk.state.beside = desk.state.beside | {"changes"}
    desk.state.notice = Notice("info", "The corrected text is stored; the original is kept beside it.")


def submit(desk: Desk, shown: Shown) -> None:
    """Store the text while one corrects it, and else the judgement."""
    (save_text if desk.state.mode == "edit" else Desk.submit)(desk, shown)


@act
def again(desk: Desk, shown: Shown) -> None:
    """Ask for another sample in the place of this one; pressed again while it is shown, it is the same job."""
    if not may(desk.page.actor.role, "generate"):
        raise NotAllowedError(
            "Making a sample again can cost money and needs the role curator.", "Say in a note what is wrong."
        )
    job_id = generate_again.generate_again(
        desk.page.workspace, [shown.sample_id], actor=desk.page.actor, client_token=desk.state.turn
    )
    cost = say_cost(cost_of_again(desk.page.workspace, [shown.sample_id]))
    desk.state.notice = Notice("info", f"Sample {shown.sample_id} is being made again by job {job_id}. {cost}".rstrip())


def again_help(desk: Desk, sample_id: int) -> str:
    """Return what another sample costs, for those who may ask for one."""
    if not may(desk.page.actor.role, "generate"):
        return ""
    return cell_text(f"The old one stays. {say_cost(cost_of_again(desk.page.workspace, [sample_id]))}", 200)
