"""Maths samples, and jobs that solve them, for tests."""

from collections.abc import Callable, Sequence

from curation.models import Sample, SampleFilter, SolverStyle
from curation.providers import Answer, CallFailed, Request
from curation.services.answers import set_text
from curation.services.calls import ModelParams
from curation.services.permissions import Actor
from curation.services.solve_plan import SolveAsk, SolverRun
from curation.services.solving import start_solving
from curation.workspace import Workspace
from tests.services.scripted import MODEL, answered

ASSISTANT = SolverRun(provider="openai", model=MODEL)
PROGRAM = SolverRun(provider="openai", model=MODEL, style=SolverStyle.PROGRAM)
OTHER = SolverRun(provider="openai", model="model-b")


def add_problems(workspace: Workspace, *problems: tuple[str, str | None], model: str = "author") -> list[int]:
    """Add maths samples, each with its own final answer or none."""
    rows = []
    for text, own in problems:
        row = Sample(scenario="math", provider="openai", model=model, outcome="ok")
        row.data = {} if own is None else {"final_answer": own}
        rows.append(set_text(row, text))
    with workspace.write() as tx:
        tx.add_all(rows)
    return [row.id or 0 for row in rows]


def solve(workspace: Workspace, actor: Actor, ids: Sequence[int], *runs: SolverRun, **more: object) -> int:
    ask = SolveAsk.model_validate(
        {"samples": SampleFilter(ids=tuple(ids)), "runs": runs, "params": ModelParams(), "seed": 1, **more}
    )
    return start_solving(workspace, ask, actor=actor)


def says(value: str) -> str:
    return f"I worked it out.\nAnswer: {value}"


def by_text(answers: dict[str, list[str]]) -> Callable[[Request, int], Answer | CallFailed]:
    """Answer each problem with its own texts, one after the other."""
    left = {problem: list(texts) for problem, texts in answers.items()}

    def reply(request: Request, _number: int) -> Answer | CallFailed:
        return answered(left[request.persona].pop(0))

    return reply


def sample_of(workspace: Workspace, sample_id: int) -> Sample:
    with workspace.read() as session:
        return session.get_one(Sample, sample_id)
