"""What the limited child does not load: a page says the same without it, and what is asked after all is loaded."""

import subprocess
import sys
from typing import Final

PAGE: Final = (
    "<html lang='en'><head><title>Honey</title><meta property='article:published_time' content='2024-05-06'>"
    "<link rel='canonical' href='https://example.org/honey'></head><body><nav><a href='/'>Home</a></nav><article>"
    + "<p>The bees fly out in May, and the jars are filled with honey before the lindens have finished.</p>" * 5
    + "</article></body></html>"
)
OPTIONS: Final = {
    "as_the_child_asks": "include_comments=False",
    "with_all_else": "with_metadata=True, url='https://example.org/a', include_links=True",
}


def said(options: str, *, leave_out: bool) -> tuple[str, bool]:
    """Return what trafilatura says of the page in a process of its own, and whether the parts left out are loaded."""
    script = f"""
import sys
if {leave_out}:
    from curation.sources.unasked import leave_out_unasked
    leave_out_unasked()
import trafilatura
print(trafilatura.extract({PAGE!r}, {options}))
print("urllib3.connectionpool" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    text, _, is_loaded = done.stdout.strip().rpartition("\n")
    return text, is_loaded == "True"


def test_a_page_says_the_same_and_nothing_for_the_network_is_loaded() -> None:
    usual, loads = said(OPTIONS["as_the_child_asks"], leave_out=False)
    assert "The bees fly out" in usual
    assert loads
    assert said(OPTIONS["as_the_child_asks"], leave_out=True) == (usual, False)


def test_dates_and_addresses_that_are_asked_for_after_all_are_found_as_ever() -> None:
    usual, _ = said(OPTIONS["with_all_else"], leave_out=False)
    assert "2024-05-06" in usual
    assert "https://example.org/honey" in usual
    assert said(OPTIONS["with_all_else"], leave_out=True) == (usual, True)
