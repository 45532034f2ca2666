"""Look for what pip cannot bring, and say which package brings it, before anything is installed.

Runs under the system's Python, with nothing installed: hnswlib is built from
source and needs a C++ compiler and the headers of this Python.
"""

import shutil
import sys
import sysconfig
from pathlib import Path


def problems() -> list[str]:
    """Return what is missing, a sentence each."""
    found = []
    if sys.version_info < (3, 11):  # noqa: UP036 - it runs under whatever Python is there
        found.append(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}: make PYTHON=python3.11 ...")
    if not any(shutil.which(name) for name in ("c++", "g++", "clang++")):
        found.append("A C++ compiler is needed: Debian, Ubuntu `apt-get install g++`, macOS `xcode-select --install`.")
    if not (Path(sysconfig.get_path("include")) / "Python.h").is_file():
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        found.append(f"The headers of Python {version} are needed: Debian and Ubuntu `apt-get install python3-dev`.")
    return found


if __name__ == "__main__":
    if missing := problems():
        sys.exit("\n".join(missing))
