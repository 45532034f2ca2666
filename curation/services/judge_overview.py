"""The judges of a workspace, each with how far it agrees with people and whether it proposes answers to them."""

from dataclasses import dataclass
from typing import Any

from curation.models import DEMO_LABEL
from curation.services.judge_agreement import JudgeAgreement, judge_agreement
from curation.services.judge_prefills import Prefill, prefill_of, withdraw_prefills
from curation.store import judgements as store
from curation.workspace import Workspace


@dataclass(frozen=True, slots=True)
class JudgePublic:
    """A judge as a page or a command shows it.

    Attributes:
        label: That of the demo generator, where it is one.
        n_calls: How often it was asked, whatever became of it.
        n_samples: Samples that it has a judgement of; `n_pairs` likewise.
    """

    id: int
    name: str
    provider: str
    model: str
    label: str
    n_calls: int
    n_samples: int
    n_pairs: int
    agreement: JudgeAgreement
    prefill: Prefill

    def as_json(self) -> dict[str, Any]:
        """Return it as commands print it."""
        return {
            "id": self.id,
            "name": self.name,
            "provider": self.provider,
            "model": self.model,
            "label": self.label,
            "calls": self.n_calls,
            "samples": self.n_samples,
            "pairs": self.n_pairs,
            "shared": self.agreement.n_shared,
            "is_labelled": self.agreement.is_labelled,
            "questions": [one.as_json() for one in self.agreement.questions],
            "of_pairs": self.agreement.pairs.as_json(),
            "prefills": self.prefill.is_on,
            "why_not": self.prefill.why_not,
            "withdrawn": self.prefill.withdrawn,
        }


def judge_overview(workspace: Workspace) -> list[JudgePublic]:
    """Return all judges; one that prefills and whose figures have fallen below the rule is stopped first."""
    found = _read(workspace)
    if any(judge.prefill.is_on and judge.prefill.why_not for judge in found):
        withdraw_prefills(workspace)
        found = _read(workspace)
    return found


def _read(workspace: Workspace) -> list[JudgePublic]:
    with workspace.read() as session:
        rows, counts = store.all_judges(session), store.count_judged(session)
    agreements = {row.id or 0: judge_agreement(workspace, row.id or 0) for row in rows}
    with workspace.read() as session:
        prefills = {judge_id: prefill_of(session, found) for judge_id, found in agreements.items()}
    return [
        JudgePublic(
            judge_id,
            row.name,
            row.provider,
            row.model,
            DEMO_LABEL if row.provider == "demo" else "",
            *counts.get(judge_id, (0, 0, 0)),
            agreement=agreements[judge_id],
            prefill=prefills[judge_id],
        )
        for row in rows
        for judge_id in [row.id or 0]
    ]
