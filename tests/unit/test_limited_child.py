"""A child that may not harm: what it returns, and each way in which it can fail."""

import signal
import subprocess
from pathlib import Path

import pytest

from curation.errors import BadInputError
from curation.sources import run_limited, stream_limited


def test_the_result_of_a_function_comes_back() -> None:
    assert run_limited("json:loads", ['{"a": [1, null, "é"]}']) == {"a": [1, None, "é"]}


def test_items_come_one_by_one_and_a_consumer_may_stop() -> None:
    items = stream_limited("itertools:count", [5])
    assert [next(items), next(items)] == [5, 6]
    items.close()
    assert [*items] == []


def test_what_the_function_refuses_comes_back_in_its_words() -> None:
    with pytest.raises(BadInputError, match=r"There is no file .*nowhere\.csv"):
        run_limited("curation.sources.previews:preview_as_json", ["/nowhere.csv", 5])


@pytest.mark.parametrize(
    ("function", "args", "words"),
    [
        ("builtins:bytearray", [4 * 1024**3], "more memory than is allowed"),
        ("os:abort", [], "stopped its reader"),
        ("os:_exit", [0], "stopped its reader"),
        ("json:loads", ["not JSON"], "stopped its reader"),
        ("time:sleep", [60], "longer than is allowed"),
        ("signal:raise_signal", [signal.SIGALRM], "longer than is allowed"),
    ],
)
def test_a_child_that_fails_is_one_sentence(function: str, args: list[object], words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        run_limited(function, args, wall_s=2.0 if function == "time:sleep" else 60.0)


def test_processor_time_is_limited() -> None:
    with pytest.raises(BadInputError, match="longer than is allowed"):
        # Long arithmetic in native code, which no check between two lines would end.
        run_limited("builtins:pow", [3, 10**8], cpu_s=1, wall_s=600.0)


def test_a_child_cannot_write_files_and_sees_no_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-CANARY")
    assert run_limited("os:getenv", ["ANTHROPIC_API_KEY"]) is None
    source, copy = tmp_path / "source", tmp_path / "copy"
    source.write_text("something")
    with pytest.raises(BadInputError, match="stopped its reader"):
        run_limited("shutil:copyfile", [str(source), str(copy)])
    assert copy.read_bytes() == b""


def test_no_child_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def remember(*args: object, **options: object) -> "subprocess.Popen[bytes]":
        started.append(start(*args, **options))  # type: ignore[call-overload] # passed on as they come
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", remember)
    items = stream_limited("itertools:count", [])
    next(items)
    items.close()
    assert [process.poll() is not None for process in started] == [True]
