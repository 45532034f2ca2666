"""Whether this kernel lets an ordinary process have namespaces of its own, which the walls around a program need."""

import shutil
import subprocess
import sys
from functools import cache

import pytest


@cache
def kernel_has_namespaces() -> bool:
    """Ask the system's own tool, so that a fault of ours is not taken for a want of the kernel."""
    tool = shutil.which("unshare")
    if sys.platform != "linux" or tool is None:
        return sys.platform == "linux"
    asked = [tool, "--user", "--net", "--pid", "--fork", "--map-root-user", "true"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


needs_walls = pytest.mark.skipif(
    not kernel_has_namespaces(), reason="this kernel gives an ordinary process no namespaces, so programs are off"
)
