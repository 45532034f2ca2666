"""The bare loop of `bench_text_import.py`: a script of its own, so that nothing is loaded before it but what it needs.

Run: python benchmarks/bare_texts.py FILE.warc; it prints the seconds of processor time that it took.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.processor_time import used_s


def bare(path: Path) -> float:
    """Load the two libraries, take the text out of each page and do nothing else; return the processor time."""
    start = used_s()
    import trafilatura
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped] # it has no types

    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            assert trafilatura.extract(record.content_stream().read().decode(), include_comments=False)
    return used_s() - start


if __name__ == "__main__":
    print(bare(Path(sys.argv[1])))
