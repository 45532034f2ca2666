"""The memory of the worker from 1,000 to 100,000 samples of one job.

The worker runs as `python -m curation worker` and asks `chat_server.py`, which
answers at once, with 64 calls at a time. Its memory is read from /proc when so
many samples are stored: all that is resident (RSS), its own share where pages
are shared (PSS), and what is no file. Beside the job the worker's child reads
the new samples for near-duplicates, as always; its memory stands apart. A first
worker does a job of 1,000 samples only, so that what the plan of the large one
takes can be told. The job is put into the queue as the app does it, but for the
most that a form allows in one job (50,000). Only for Linux.

Run: python benchmarks/bench_worker_memory.py [--most N]; it writes results/worker_memory.json.
"""

import argparse
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from sqlmodel import col, select

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.chat_beside import MODEL, chat_server  # noqa: E402 - the path is set above
from benchmarks.chat_workspace import Asker, let_it_ask, make_workspace  # noqa: E402
from curation.models import Job, JobState, PersonaFilter  # noqa: E402
from curation.services.generation import GenerationPlan, enqueue_plan, newest_template  # noqa: E402
from curation.services.providers import CallLimits  # noqa: E402
from curation.store.personas import persona_ids  # noqa: E402

SIZES = (1_000, 10_000, 50_000, 100_000)
AT_ONCE = 64
N_PERSONAS = 1_000
LOOK_S = 0.1
AIM = 1.1
"""What counts as flat: a tenth more at the end than at 1,000."""
RESULT = ROOT / "benchmarks" / "results" / "worker_memory.json"


def start_job(asker: Asker, n: int) -> int:
    """Put a job of so many samples into the queue; everybody again and again, with new seeds."""
    with asker.workspace.write() as tx:
        template = newest_template(tx, "math", "plain")
        people = persona_ids(tx, PersonaFilter())
        plan = GenerationPlan(
            provider="openai",
            model=MODEL,
            temperature=None,
            max_output_tokens=512,
            seed=n,
            persona_ids=tuple(islice(cycle(people), n)),
            template_ids=(template.id or 0,),
            scenario="math",
            variant="plain",
        )
        return enqueue_plan(tx, plan, asker.actor, budget_usd=None, client_token=None)


def memory_mb(pid: int) -> dict[str, float]:
    """Return what a process holds, in MB."""
    told = Path(f"/proc/{pid}/status").read_text() + Path(f"/proc/{pid}/smaps_rollup").read_text()
    names = {"rss": "VmRSS", "pss": "Pss", "no_file": "RssAnon", "peak_rss": "VmHWM"}
    found = {name: re.search(rf"^{line}:\s+(\d+) kB", told, re.MULTILINE) for name, line in names.items()}
    return {name: round(int(line[1]) / 1024, 1) for name, line in found.items() if line}


def children_rss_mb(pid: int) -> float:
    """Return what the children of a process hold now, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0.0
    for child in children:
        try:
            total += memory_mb(int(child))["rss"]
        except (OSError, KeyError):  # it ended meanwhile
            continue
    return total


def samples_stored(asker: Asker, job_id: int) -> int:
    """Return how far the job is, without reading its plan."""
    with asker.workspace.read() as session:
        done, state = session.execute(select(Job.done, Job.state).where(col(Job.id) == job_id)).one()
    if state not in (JobState.QUEUED, JobState.RUNNING, JobState.DONE):
        raise RuntimeError(f"the job ended at {done} samples: {state}")
    return int(done)


def watch(asker: Asker, job_id: int, sizes: Sequence[int], worker: subprocess.Popen[bytes]) -> list[dict[str, Any]]:
    """Read the worker's memory whenever so many samples are stored, until the last of the sizes."""
    began, readings, most_of_child = time.monotonic(), [], 0.0
    for size in sizes:
        while (done := samples_stored(asker, job_id)) < size:
            if worker.poll() is not None:
                raise RuntimeError(f"the worker ended at {done} samples")
            most_of_child = max(most_of_child, children_rss_mb(worker.pid))
            time.sleep(LOOK_S)
        took = {"samples": done, "seconds": round(time.monotonic() - began, 1)}
        readings.append({**took, **memory_mb(worker.pid), "child_peak": most_of_child})
        print(readings[-1], file=sys.stderr, flush=True)
    return readings


def run(folder: Path, port: int, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Let a new worker make the largest of these numbers of samples in a new workspace."""
    asker = make_workspace(folder, n_personas=N_PERSONAS)
    let_it_ask(asker, port, CallLimits(max_in_flight=AT_ONCE))
    log_path = folder.with_suffix(".log")
    with log_path.open("wb") as log:
        command = [sys.executable, "-m", "curation", "--workspace", str(folder), "worker"]
        worker = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    try:
        return watch(asker, start_job(asker, sizes[-1]), sizes, worker)
    except RuntimeError as error:
        raise RuntimeError(log_path.read_text(errors="replace")[-4_000:]) from error
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait()
        asker.workspace.close()


def main() -> None:
    """Run both jobs, and write the result where the large one was whole."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--most", type=int, default=SIZES[-1])
    most = parser.parse_args().most
    sizes = [size for size in SIZES if size <= most]
    load = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory(prefix="bench-memory-") as folder, chat_server("--latency", "0") as port:
        small = run(Path(folder) / "small", port, SIZES[:1])
        large = run(Path(folder) / "large", port, sizes)
    load.append(os.getloadavg()[0])
    ratios = {name: round(large[-1][name] / large[0][name], 3) for name in ("rss", "pss", "no_file")}
    result = {
        "what": "MB that the worker holds when so many samples of one job are stored; the last one against the first",
        "setup": f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores, {AT_ONCE} at once",
        "load_before_and_after": [round(value, 1) for value in load],
        "job_of_1000": small,
        f"job_of_{sizes[-1]}": large,
        "ratios_last_to_first": ratios,
        "ratio_to_the_small_job": round(large[-1]["rss"] / small[-1]["rss"], 3),
        "aim": AIM,
        "met": ratios["rss"] <= AIM,
    }
    print(json.dumps(result, indent=2))
    if most == SIZES[-1]:
        RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
