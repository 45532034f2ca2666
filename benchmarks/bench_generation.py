"""A generation job against bare loops that ask the same server for the same prompts.

The server (`chat_server.py`) runs beside, answers after 200 ms and has no
limit. Three sides, each in a process of its own, one after the other in every
round: a bare asynchronous client on asyncio's streams, a bare loop of the
openai package, and the job as the worker runs it, with its attempts, checks
and a durable commit of every answer. The bare sides write their answers to a
JSONL file without fsync. With faults, all three send again what was refused or
broke, and wait as long as they are told. Times are those of the calls, without
starting Python and without making the workspace.

Run: python benchmarks/bench_generation.py [--rounds N] [--only NAME]; it writes results/generation.json for all cases.
"""

import argparse
import asyncio
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.chat_beside import MODEL, chat_server, personas  # noqa: E402 - the path is set above
from benchmarks.processor_time import used_s  # noqa: E402

CASES: dict[str, dict[str, Any]] = {
    "clean_64": {"n": 2_000, "at_once": 64, "refuse": 0.0, "fail": 0.0, "time_bare": 1.15, "cpu_sdk": 1.5},
    "faults_64": {"n": 2_000, "at_once": 64, "refuse": 0.05, "fail": 0.02, "time_bare": 1.2},
    "clean_512": {"n": 4_000, "at_once": 512, "refuse": 0.0, "fail": 0.0, "time_sdk": 1.0},
}
SIDES = ("bare", "sdk", "job")
TRIES = 10
RESULT = ROOT / "benchmarks" / "results" / "generation.json"


def prompts(n: int) -> list[str]:
    """Return the prompts that the job sends for these people."""
    from curation.synthesis import SCENARIOS, render_prompt

    template = SCENARIOS["math"].variant("plain").template
    return [render_prompt(template, persona=text, variables={}) for text in personas(n)]


async def ask_bare(port: int, texts: list[str], at_once: int, out: Path) -> None:
    """Ask over keep-alive connections of asyncio's own."""
    todo = iter(texts)
    with out.open("w", encoding="utf-8") as file:

        async def work() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for text in todo:
                body = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": text}]}).encode()
                head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\n\r\n"
                answer = b""
                for _ in range(TRIES):
                    writer.write(head.encode() + body)
                    status, answer = await _read_answer(reader)
                    if status == 200:
                        break
                    await asyncio.sleep(1.0 if status == 429 else 0.5)
                said = json.loads(answer)["choices"][0]["message"]["content"]
                file.write(json.dumps({"prompt": text, "text": said}) + "\n")
            writer.close()

        await asyncio.gather(*(work() for _ in range(at_once)))


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length"))
    return int(head.split(b" ", 2)[1]), await reader.readexactly(length)


async def ask_sdk(port: int, texts: list[str], at_once: int, out: Path) -> None:
    """Ask through the openai package, as its users write it."""
    import openai

    gate = asyncio.Semaphore(at_once)
    client = openai.AsyncOpenAI(api_key="none", base_url=f"http://127.0.0.1:{port}/v1", max_retries=TRIES)
    with out.open("w", encoding="utf-8") as file:

        async def ask(text: str) -> None:
            async with gate:
                said = await client.chat.completions.create(
                    model=MODEL, messages=[{"role": "user", "content": text}], max_tokens=512
                )
                file.write(json.dumps({"prompt": text, "text": said.choices[0].message.content}) + "\n")

        await asyncio.gather(*map(ask, texts))
    await client.close()


def run_job(port: int, n: int, at_once: int, folder: Path) -> dict[str, Any]:
    """Make a workspace with these people, and run the job as the worker does; return what it took."""
    from benchmarks.chat_workspace import let_it_ask, make_workspace
    from curation.jobs.context import new_context, worker_name
    from curation.jobs.loop import run_loop
    from curation.jobs.running import collect_rarely, run_provider_job
    from curation.models import Job, JobKind, Lane
    from curation.services.calls import ModelParams
    from curation.services.generation import GenerationAsk, start_generation
    from curation.services.providers import CallLimits
    from curation.store.jobs import claim_job

    workspace, actor = asker = make_workspace(folder, n_personas=n)
    let_it_ask(asker, port, CallLimits(max_in_flight=at_once))
    ask = GenerationAsk(scenario="math", provider="openai", model=MODEL, params=ModelParams(max_output_tokens=512))
    job_id = start_generation(workspace, ask, actor=actor)
    with workspace.write() as tx:
        job = claim_job(tx, lane=Lane.PROVIDER, owner=worker_name(), now_s=time.time())
    if job is None or job.id != job_id:
        raise RuntimeError("the job cannot be claimed")
    collect_rarely()
    began, used = time.perf_counter(), used_s()
    run_loop(run_provider_job(new_context(workspace, job, owner=worker_name()), JobKind.GENERATE))
    took = {"seconds": time.perf_counter() - began, "cpu_s": used_s() - used}
    with workspace.read() as session:
        row = session.get_one(Job, job_id)
        states = row.result.get("state", row.result)
    return {**took, "state": states}


def run_side(side: str, port: int, case: dict[str, Any]) -> dict[str, Any]:
    """Run one side in this process; return seconds, processor time and rows."""
    with tempfile.TemporaryDirectory() as folder:
        import openai  # noqa: F401 - its import is not part of the calls

        if side == "job":
            return run_job(port, case["n"], case["at_once"], Path(folder))
        texts, out = prompts(case["n"]), Path(folder) / "out.jsonl"
        ask = {"bare": ask_bare, "sdk": ask_sdk}[side]
        began, used = time.perf_counter(), used_s()
        asyncio.run(ask(port, texts, case["at_once"], out))
        took = {"seconds": time.perf_counter() - began, "cpu_s": used_s() - used}
        return {**took, "rows": len(out.read_text("utf-8").splitlines())}


def one_run(side: str, case: dict[str, Any]) -> dict[str, Any]:
    """Run a side in a process of its own against a new server, and add what the server billed."""
    with chat_server("--refuse", str(case["refuse"]), "--fail", str(case["fail"])) as port:
        told = {"side": side, "port": port, "case": case}
        said = subprocess.run(
            [sys.executable, __file__, "--one", json.dumps(told)], capture_output=True, text=True, check=False
        )
        if said.returncode:
            raise RuntimeError(said.stderr)
        with urlopen(f"http://127.0.0.1:{port}/counts", timeout=10) as answer:
            return {**json.loads(said.stdout.splitlines()[-1]), **json.load(answer)}


def run_case(name: str, rounds: int) -> dict[str, Any]:
    """Run all sides of a case in turn, and compare their medians."""
    case = CASES[name]
    runs: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
    for _ in range(rounds):
        for side in SIDES:
            runs[side].append(one_run(side, case))
            print(name, side, runs[side][-1], file=sys.stderr, flush=True)
    middle = {side: {key: _median(runs[side], key) for key in ("seconds", "cpu_s")} for side in SIDES}
    ratios = {
        "time_bare": middle["job"]["seconds"] / middle["bare"]["seconds"],
        "time_sdk": middle["job"]["seconds"] / middle["sdk"]["seconds"],
        "cpu_sdk": middle["job"]["cpu_s"] / middle["sdk"]["cpu_s"],
        "sdk_time_bare": middle["sdk"]["seconds"] / middle["bare"]["seconds"],
    }
    aims = {key: case[key] for key in ratios if key in case}
    return {
        "case": {key: case[key] for key in ("n", "at_once", "refuse", "fail")},
        "ratios": {key: round(value, 3) for key, value in ratios.items()},
        "aims": aims,
        "met": all(ratios[key] <= aim for key, aim in aims.items()),
        "lost": max(_lost(case["n"], run["state"]) for run in runs["job"]),
        "billed_twice": max(run["repeated"] for run in runs["job"]),
        "runs": runs,
    }


def _median(runs: list[dict[str, Any]], key: str) -> float:
    return statistics.median(float(run[key]) for run in runs)


def _lost(n: int, state: dict[str, int]) -> int:
    """Return how many samples have no answer."""
    return n - state["ok"] - state["check_failed"]


def main() -> None:
    """Run the cases, and write the result where all were run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=CASES)
    parser.add_argument("--one")
    asked = parser.parse_args()
    if asked.one:
        told = json.loads(asked.one)
        print(json.dumps(run_side(told["side"], told["port"], told["case"])))
        return
    found = {name: run_case(name, asked.rounds) for name in CASES if asked.only in (None, name)}
    where = {"python": platform.python_version(), "cores": os.cpu_count(), "load": os.getloadavg()}
    whole = {"rounds": asked.rounds, "where": where, "cases": found}
    print(json.dumps({name: {k: v for k, v in case.items() if k != "runs"} for name, case in found.items()}, indent=2))
    if asked.only is None:
        RESULT.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
