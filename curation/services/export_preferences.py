"""The rows of a release of preferences: its pairs, with the votes that stood when it was frozen."""

from curation.exports import PreferenceRow
from curation.models import Release
from curation.services.exports import ExportAsk, choice_of
from curation.services.preference_pairs import PreferredPair, preferred_pairs
from curation.store.releases import released_ids
from curation.workspace import Workspace


def preference_rows(workspace: Workspace, release: Release, ask: ExportAsk, *, until: int) -> list[PreferenceRow]:
    """Return the pairs of a release in the order of their sets.

    Args:
        workspace: The workspace.
        release: The release; its samples are frozen.
        ask: What was asked for.
        until: The newest vote when it was frozen.
    """
    with workspace.read() as session:
        ids = released_ids(session, release.id or 0)
        plan = preferred_pairs(session, choice_of(session, ask), ask.sets, until=until)
    kept = (pair for pair in plan.pairs if pair.chosen.id in ids and pair.rejected.id in ids)
    return [_row(pair, release.fingerprint) for pair in kept]


def _row(pair: PreferredPair, fingerprint: str) -> PreferenceRow:
    labels = sorted({pair.chosen.label, pair.rejected.label} - {""})
    return PreferenceRow(
        id=str(pair.pair_id),
        prompt=pair.prompt,
        chosen=pair.chosen_text,
        rejected=pair.rejected_text,
        votes=pair.votes,
        margin=pair.margin,
        agreement=pair.agreement,
        chosen_arm=pair.chosen_arm,
        rejected_arm=pair.rejected_arm,
        chosen_id=str(pair.chosen.id),
        rejected_id=str(pair.rejected.id),
        compared=pair.of_set.name,
        question=pair.of_set.question,
        persona_hidden=not pair.of_set.shows_persona,
        task_type=pair.chosen.scenario,
        persona_id=None if pair.chosen.persona_id is None else str(pair.chosen.persona_id),
        language=pair.chosen.language,
        licence=pair.licence,
        label=" | ".join(labels) or None,
        release=fingerprint,
    )
