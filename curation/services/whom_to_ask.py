"""Which texts and people a job asks about: those that are meant, without those that were asked, and never too many."""

from typing import Any

from sqlmodel import Session

from curation.errors import BadInputError
from curation.services import choosing
from curation.services.choosing import Chosen, choose_personas
from curation.services.persona_plans import MAX_CALLS, MAX_DEPTH, AttributesAsk, ExpandAsk, FromTextsAsk, most_calls
from curation.store.attributes import fully_described
from curation.store.persona_calls import count_documents, described_by, documents_to_ask, people_of_depth
from curation.workspace import Workspace


def count_texts(workspace: Workspace, ask: FromTextsAsk) -> int:
    """Return how many texts an ask means, up to the calls of one job."""
    with workspace.read() as session:
        return len(_meant(session, ask))


def choose_texts(workspace: Workspace, ask: FromTextsAsk) -> Chosen:
    """Choose the texts of an ask; those beyond what one job takes are counted."""
    with workspace.read() as session:
        found = _meant(session, ask)
        n_meant = count_documents(session, **_which(ask))
    if not found and not ask.again:
        raise BadInputError(
            "No text is left to ask about.", "Import texts, widen the choice, or ask again about those that were asked."
        )
    if not found:
        raise BadInputError("No text is meant.", "Import texts, or widen the choice.")
    beyond = n_meant - len(found) if ask.max_texts is None else 0
    return Chosen(tuple(found), {"more than one job takes": beyond} if beyond else {})


def _meant(session: Session, ask: FromTextsAsk) -> list[int]:
    return documents_to_ask(session, **_which(ask), limit=ask.max_texts or MAX_CALLS)


def _which(ask: FromTextsAsk) -> dict[str, Any]:
    return {"sources": ask.sources, "documents": ask.document_ids, "languages": ask.languages, "again": ask.again}


def choose_people(workspace: Workspace, ask: ExpandAsk) -> Chosen:
    """Choose those whom the first step asks about: drawn where more are meant, never at the end of six steps.

    Raises:
        BadInputError: Nobody is left, or the steps may take more calls than one job has.
    """
    how, n = ask.how, ask.n
    if how == "all" and choosing.count_active(workspace, ask.personas) > ask.max_per_step:
        how, n = "random", ask.max_per_step
    chosen = choose_personas(workspace, ask.personas, how=how, n=n, seed=ask.seed or 0, max_items=MAX_CALLS)
    with workspace.read() as session:
        at_the_end = people_of_depth(session, chosen.ids, at_least=MAX_DEPTH)
    ids = tuple(persona_id for persona_id in chosen.ids if persona_id not in at_the_end)
    if not ids:
        raise BadInputError(f"All that are meant are {MAX_DEPTH} steps from a first persona.", "Choose others.")
    if (calls := most_calls(ask, len(ids))) > MAX_CALLS:
        raise BadInputError(
            f"This may take {calls:,} calls; one job makes at most {MAX_CALLS:,}.",
            "Lower the steps or the cap of a step.",
        )
    left_out = {**chosen.left_out, f"{MAX_DEPTH} steps from a first persona": len(chosen.ids) - len(ids)}
    return Chosen(ids[: ask.max_per_step], {reason: count for reason, count in left_out.items() if count})


def choose_undescribed(workspace: Workspace, ask: AttributesAsk) -> Chosen:
    """Choose those of whom something is unknown and whom this model was not asked about yet."""
    chosen = choose_personas(workspace, ask.personas, how="all", n=None, seed=0, max_items=MAX_CALLS)
    with workspace.read() as session:
        known = fully_described(session)
        asked = set() if ask.again else described_by(session, ask.provider, ask.model_name)
    left = [persona_id for persona_id in chosen.ids if persona_id not in known]
    ids = tuple(persona_id for persona_id in left if persona_id not in asked)
    if not ids:
        raise BadInputError(
            "Nobody is left whom this model could say something new of.", "Ask again, or another model."
        )
    reasons = {"everything known": len(chosen.ids) - len(left), "asked before": len(left) - len(ids)}
    return Chosen(ids, {**chosen.left_out, **{reason: count for reason, count in reasons.items() if count}})
