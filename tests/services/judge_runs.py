"""Jobs in which a scripted model judges, for tests."""

import json
from collections.abc import Callable, Sequence

from sqlmodel import col, select

from curation.models import Comparison, ComparisonPair, ComparisonSet, Judgement, Review, SampleFilter
from curation.providers import Answer, CallFailed, Request
from curation.services.judge_plan import JudgeAsk
from curation.services.judging import start_judging
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.scripted import MODEL, answered

MATH_ANSWERS = {"overall": 4, "valid": True, "answer_right": None, "difficulty": 2, "persona_fit": 5}


def says(overall: int = 4, decision: str = "accept", **answers: object) -> str:
    """Return a judgement by the shipped questions about maths problems."""
    given = {**MATH_ANSWERS, "overall": overall, **answers}
    return json.dumps({"reason": "It holds.", "answers": given, "decision": decision})


def chooses(choice: str) -> str:
    return json.dumps({"reason": "It is clearer.", "choice": choice})


def by_sample(said: dict[str, str]) -> Callable[[Request, int], Answer | CallFailed]:
    """Answer each text with its own judgement."""
    return lambda request, _number: answered(said[request.variables["text"]])


def judge_samples(workspace: Workspace, actor: Actor, ids: Sequence[int], **more: object) -> int:
    fields = {"samples": SampleFilter(ids=tuple(ids)), "provider": "openai", "model": MODEL, "seed": 1, **more}
    return start_judging(workspace, JudgeAsk.model_validate(fields), actor=actor)


def judge_set(workspace: Workspace, actor: Actor, set_id: int, **more: object) -> int:
    fields = {"set_id": set_id, "provider": "openai", "model": MODEL, "seed": 1, **more}
    return start_judging(workspace, JudgeAsk.model_validate(fields), actor=actor)


def add_set(workspace: Workspace, actor: Actor, *pairs: tuple[int, int], name: str = "two models") -> int:
    """Put samples side by side, two by two."""
    with workspace.write() as tx:
        row = ComparisonSet(name=name, source="models", question="Which is better?", created_by=actor.id)
        tx.add(row)
        tx.flush()
        set_id = row.id or 0
        for a, b in pairs:
            tx.add(ComparisonPair(set_id=set_id, a_sample_id=a, b_sample_id=b, a_arm="one", b_arm="other"))
    return set_id


def judgements(workspace: Workspace, job_id: int) -> list[Judgement]:
    with workspace.read() as session:
        wanted = select(Judgement).where(Judgement.job_id == job_id)
        return list(session.exec(wanted.order_by(col(Judgement.item_no))))


def judge_of(workspace: Workspace, job_id: int) -> int:
    return judgements(workspace, job_id)[0].judge_id


def reviews_by(workspace: Workspace, rater_id: int) -> list[Review]:
    with workspace.read() as session:
        wanted = select(Review).where(Review.annotator_id == rater_id, col(Review.superseded_by).is_(None))
        return list(session.exec(wanted.order_by(col(Review.sample_id))))


def votes_by(workspace: Workspace, rater_id: int) -> list[Comparison]:
    with workspace.read() as session:
        wanted = select(Comparison).where(Comparison.annotator_id == rater_id, col(Comparison.superseded_by).is_(None))
        return list(session.exec(wanted.order_by(col(Comparison.pair_id))))
