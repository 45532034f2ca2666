"""Samples to export, and exports run to their end."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from curation.models import SampleFilter
from curation.services import exports
from curation.services.exports import ExportAsk
from curation.services.jobs import JobPublic, get_job
from curation.services.permissions import Actor
from curation.workspace import Workspace
from tests.services.dedup_runs import run_job
from tests.services.judging import add_samples

PROMPT = "Write a problem for this keeper of bees."


def add_exportable(workspace: Workspace, count: int, **fields: Any) -> list[int]:  # noqa: ANN401
    """Add samples that nothing keeps from leaving."""
    return add_samples(workspace, count, **{"prompt": PROMPT, "answer": "Answer: 12", **fields})


def ask_for(out: Path, **fields: Any) -> ExportAsk:  # noqa: ANN401
    """Return what an export is asked for, by default every column as JSONL."""
    return ExportAsk.model_validate({"out": out, "format": "native", "chosen": SampleFilter(), **fields})


def run_export(workspace: Workspace, actor: Actor, ask: ExportAsk) -> JobPublic:
    """Export to the end and return the job, whatever became of it."""
    job_id = exports.start_export(workspace, ask, actor=actor)
    run_job(workspace, job_id)
    return get_job(workspace, job_id)


def export(workspace: Workspace, actor: Actor, out: Path, **fields: Any) -> Mapping[str, Any]:  # noqa: ANN401
    """Export to the end and return what the job says."""
    job = run_export(workspace, actor, ask_for(out, **fields))
    assert job.state == "done", job.error
    return job.result


def lines_of(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSONL file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def ids_in(out: Path) -> list[int]:
    """Return which samples an export holds."""
    return [int(row["id"]) for row in lines_of(out / "samples.jsonl")]


def bytes_of(out: Path, names: Sequence[str]) -> list[bytes]:
    """Return what files hold."""
    return [(out / name).read_bytes() for name in names]
