"""Workspaces of any size whose samples differ as in life: in language, outcome, failed check, model, verdict and tag.

The share of samples with some mark is the same in each size, so that a filter
means a hundred times as many of a hundred times as many. The starter samples
are repeated with a number in their text; they are written in portions, since
one transaction of a million would keep all of it in the log.
"""

import shutil
import sys
from pathlib import Path

from pysqlite3 import dbapi2

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from curation.services.setup import init_workspace  # noqa: E402 - the path is set above
from curation.settings import Settings  # noqa: E402

PORTION = 20_000
STARTER = 66
RARE_WORD = "quokka"
"""Stands in one text of 2,500."""
SOME_WORD = "okapi"
"""Stands in one text of 20."""
_MARKED = {
    "text": "s.text || ' #' || n.i"
    f" || iif(n.i % 2500 = 9, ' {RARE_WORD}', '') || iif(n.i % 20 = 6, ' {SOME_WORD}', '')",
    "language": "case when n.i % 200 = 3 then 'nl' when n.i % 5000 = 7 then 'is' else s.language end",
    "outcome": "iif(n.i % 10 = 4, 'check_failed', s.outcome)",
    "failed_checks": "case when n.i % 1000 = 4 then ' repetition ' when n.i % 10 = 4 then ' length ' else '' end",
    "model": "case when n.i % 1000 = 8 then 'rare-model' when n.i % 2 then 'model-b' else 'model-a' end",
    "verdict": "iif(n.i % 50 = 5, 'disagreed', '')",
    "embedding": "'no text'",
    "is_compared": "1",
}
_TAGGED = (
    "insert or ignore into sample_tag (sample_id, tag) select id, 'keep' from sample where id > ? and id % 100 = 1"
)


def make_scale_workspace(path: Path, size: int) -> None:
    """Make a workspace with so many samples; a half-made one of an earlier run is begun again."""
    made = path.with_name(f"{path.name}.part")
    shutil.rmtree(made, ignore_errors=True)
    init_workspace(Settings(workspace=made, key_file=None), with_starter=True)
    connection = dbapi2.connect(str(made / "curation.db"), isolation_level=None)
    try:
        for pragma in ("synchronous = off", "cache_size = -400000", "temp_store = memory"):
            connection.execute(f"pragma {pragma}")
        _fill(connection, size)
        connection.execute("pragma wal_checkpoint(truncate)")
    finally:
        connection.close()
    made.rename(path)


def _fill(connection: dbapi2.Connection, size: int) -> None:
    names = [row[1] for row in connection.execute("pragma table_info(sample)") if row[1] not in ("id", *_MARKED)]
    columns = ", ".join((*_MARKED, *names))
    values = ", ".join((*_MARKED.values(), *(f"s.{name}" for name in names)))
    statement = (
        "with recursive n(i) as (values (?) union all select i + 1 from n where i < ?)"
        f" insert into sample ({columns}) select {values} from n join sample s on s.id = 1 + n.i % {STARTER}"
    )
    connection.execute("begin immediate")
    connection.execute("update sample set embedding = 'no text', is_compared = 1")
    connection.execute("commit")
    for start in range(STARTER, size, PORTION):
        connection.execute("begin immediate")
        connection.execute(statement, (start, min(start + PORTION, size) - 1))
        connection.execute(_TAGGED, (start,))
        connection.execute("commit")
