"""Ten people who rate at once, against a trivial page under the same load; then forty, of whom nothing may be lost.

Each person is a client of its own that speaks Streamlit's websocket protocol
(`streamlit_client.py`) and thinks for 1 to 3 s, 2 s on the average, before each
act. On Review an act is the key that accepts or rejects, and its answer the
page with the next sample; on the trivial page, of two, it is the button that
shows the next 50 rows of SQLite in a table. That page runs as Streamlit runs it
when nothing is set, and once more with the settings of the app. All servers are
up, and blocks of each take turns, so that they meet what else the machine does.
The time runs from the message that is sent to the end of the script's run.

The forty score each sample with one key and decide with the next, while each
sample is wanted from two people. What was answered is then compared with the
tables: each decision stands there once, with its rating, nobody decided twice
on the same sample, nothing has more reviews than wanted, and the counts are
those of the rows.

Run: python benchmarks/bench_raters.py; it takes about 4 minutes and writes results/raters.json.
"""

import asyncio
import itertools
import json
import os
import platform
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlmodel import text

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.bench_review_key import make_workspace  # noqa: E402 - the path is set above
from benchmarks.raters import THINK_S, Decided, Rater, visit, work  # noqa: E402
from curation.services.people import join  # noqa: E402
from curation.services.permissions import Actor  # noqa: E402
from curation.services.review_policy import ReviewPolicy, set_review_policy  # noqa: E402
from curation.services.review_queue import queue_counts  # noqa: E402
from curation.settings import Settings  # noqa: E402
from curation.workspace import Workspace, open_workspace  # noqa: E402
from tests.browser.driver import AppServer, start_server, stop_server, wait_for_server  # noqa: E402

N_SAMPLES = 10_000
FEW, MANY = 10, 40
BLOCKS = 3
"""Of each kind."""
ACTS = 10
"""Of each person in a block."""
ITEMS = 8
"""Of each of the forty."""
OVERLAP = 2
AIM = 2.0
PAGES = {"review": "review"}
TRIVIAL_SET = {"trivial": ("--runner.postScriptGC=true",), "trivial_as_the_app_is_set": ()}
"""The first is what Streamlit does when nothing is set."""
RESULT = ROOT / "benchmarks" / "results" / "raters.json"
TRIVIAL = """
from pathlib import Path
import streamlit as st
from pysqlite3 import dbapi2

def step():
    st.session_state.n = (st.session_state.n + 1) % 20

def rows():
    n = st.session_state.setdefault("n", 0)
    with dbapi2.connect(str(Path(__file__).with_name("rows.db"))) as store:
        store.row_factory = dbapi2.Row
        found = store.execute("select id, text, score from item where id > ? order by id limit 50", (50 * n,))
        found = [dict(row) for row in found]
    st.title("Rows")
    st.button("Next", on_click=step)
    st.dataframe(found)

st.navigation([st.Page(rows), st.Page(lambda: None, title="Other", url_path="other")]).run()
"""


def processor_s(server: AppServer) -> float:
    """Return the processor time of a server; not known beyond Linux."""
    stat = Path(f"/proc/{server.process.pid}/stat")
    if not stat.exists():
        return float("nan")
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def few(servers: Mapping[str, AppServer], people: Sequence[Actor]) -> dict[str, dict[str, Any]]:
    """Let ten people work on each server, by turns."""
    used = dict.fromkeys(servers, 0.0)
    async with AsyncExitStack() as stack:
        at = {name: await visit(stack, server, PAGES.get(name, ""), people) for name, server in servers.items()}
        for block in range(-1, BLOCKS):  # the first warms up
            for name, raters in at.items():
                before = processor_s(servers[name])
                act = Rater.decide if name == "review" else Rater.click
                await asyncio.gather(*(work(rater, act, ACTS if block >= 0 else 2) for rater in raters))
                used[name] += processor_s(servers[name]) - before if block >= 0 else 0.0
            if block < 0:
                for rater in itertools.chain(*at.values()):
                    rater.ms.clear()
    return {name: told(raters, used[name]) for name, raters in at.items()}


async def many(review: AppServer, people: Sequence[Actor]) -> tuple[list[Rater], dict[str, Any]]:
    """Let forty people score and decide at once."""
    async with AsyncExitStack() as stack:
        raters = await visit(stack, review, "review", people)
        before = processor_s(review)
        await asyncio.gather(*(work(rater, Rater.score_and_decide, ITEMS) for rater in raters))
        return raters, told(raters, processor_s(review) - before)


def told(raters: Sequence[Rater], used_s: float) -> dict[str, Any]:
    """Return what the acts of some people came to."""
    times = [ms for rater in raters for ms in rater.ms]
    return {
        "acts": len(times),
        "failed": [error for rater in raters for error in rater.lost],
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        "max_ms": round(max(times), 1),
        "server_processor_ms_per_act": round(used_s * 1000 / len(times), 1),
    }


def compare_with_tables(workspace: Workspace, raters: Sequence[Rater]) -> dict[str, int]:
    """Return how often what was answered differs from what is stored; all are 0 where nothing was lost."""
    ids = ", ".join(str(rater.actor.id) for rater in raters)
    with workspace.read() as session:
        mine = f"from review where superseded_by is null and decision is not null and annotator_id in ({ids})"
        rows = session.execute(text(f"select annotator_id, sample_id, decision, overall {mine}")).all()
        counted = "select count(*) from review r where r.sample_id = s.id and superseded_by is null and decision <> ''"
        wrong_n = session.execute(text(f"select count(*) from sample s where n_reviews <> ({counted})")).scalar_one()
        too_many = session.execute(text(f"select count(*) from sample where n_reviews > {OVERLAP}")).scalar_one()
    stored = Counter((int(row[0]), Decided(int(row[1]), str(row[2]), int(row[3] or 0))) for row in rows)
    answered = Counter((rater.actor.id, decided) for rater in raters for decided in rater.decided)
    counts = {rater.actor.id: queue_counts(workspace, rater.actor).decided for rater in raters}
    return {
        "answered_but_not_stored": sum((answered - stored).values()),
        "stored_but_not_answered": sum((stored - answered).values()),
        "samples_given_twice_to_one_person": sum(len(r.seen) - len(set(r.seen)) for r in raters),
        "samples_with_a_wrong_count": int(wrong_n),
        "samples_with_more_reviews_than_wanted": int(too_many),
        "people_with_a_wrong_count": sum(counts[r.actor.id] != len(r.decided) for r in raters),
    }


def measure_few(folder: Path) -> dict[str, Any]:
    """Run Review and the trivial page beside each other; return what the ten came to on each."""
    workspace = prepare(folder / "few")
    people = [join(workspace, f"Rater {n}") for n in range(FEW)]
    (folder / "trivial.py").write_text(TRIVIAL)
    with dbapi2.connect(str(folder / "rows.db")) as store:
        store.execute("create table item (id integer primary key, text text, score integer)")
        store.executemany("insert into item (text, score) values (?, ?)", [(f"Row {n}", n % 5) for n in range(1_000)])
    servers = {
        "review": start_server(workspace.path, ROOT / "app.py", folder / "few.log"),
        **{
            name: start_server(folder / name, folder / "trivial.py", folder / f"{name}.log", *options)
            for name, options in TRIVIAL_SET.items()
        },
    }
    try:
        for server in servers.values():
            wait_for_server(server)
        return asyncio.run(few(servers, people))
    finally:
        for server in servers.values():
            stop_server(server)
        workspace.close()


def measure_many(folder: Path) -> dict[str, Any]:
    """Run Review; return what the forty came to, and how that differs from what is stored."""
    workspace = prepare(folder / "many")
    people = [join(workspace, f"Rater {n}") for n in range(MANY)]
    set_review_policy(workspace, ReviewPolicy(overlap=OVERLAP), actor=people[0])
    server = start_server(workspace.path, ROOT / "app.py", folder / "many.log")
    try:
        wait_for_server(server)
        raters, acts = asyncio.run(many(server, people))
        decided = sum(len(rater.decided) for rater in raters)
        return {**acts, "decisions_answered": decided, "differences": compare_with_tables(workspace, raters)}
    finally:
        stop_server(server)
        workspace.close()


def prepare(path: Path) -> Workspace:
    """Return a workspace with samples to review."""
    make_workspace(path, N_SAMPLES)
    return open_workspace(Settings(workspace=path, key_file=None))


def main() -> None:
    """Measure, and write what was found."""
    load = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory(prefix="bench-raters-") as folder:
        found = {"ten_people": measure_few(Path(folder)), "forty_people": measure_many(Path(folder))}
    load.append(os.getloadavg()[0])
    ten, forty = found["ten_people"], found["forty_people"]
    ratios = {
        f"{what}_review_to_{name}": round(ten["review"][f"{what}_ms"] / ten[name][f"{what}_ms"], 3)
        for name in TRIVIAL_SET
        for what in ("p95", "median")
    }
    result = {
        "what": "milliseconds from a key or click, sent over a websocket, to the end of the run that answers it",
        "setup": f"{platform.system()}, Python {platform.python_version()}, {N_SAMPLES:,} samples, people and servers "
        f"on the same machine, {THINK_S[0]:g} to {THINK_S[1]:g} s of thought before each act",
        "load_before_and_after": [round(value, 1) for value in load],
        "processors": os.cpu_count(),
        **found,
        "ratios": ratios,
        "aim": {"p95_review_to_trivial": AIM, "lost": 0},
        "met": {
            "ten_people": ratios["p95_review_to_trivial"] <= AIM and not ten["review"]["failed"],
            "forty_people": not forty["failed"] and not any(forty["differences"].values()),
        },
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
