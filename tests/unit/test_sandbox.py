"""The walls around a model's program: each attack ends with a stated reason, whichever wall it meets."""

import os
import signal
import threading
from pathlib import Path

import pytest

from curation.sandbox import process, run_program, sandbox_ready
from curation.sandbox.process import run_child
from curation.sandbox.run import MAX_OUTPUT_CHARS, ProgramResult, run_unchecked
from tests.walls import needs_walls

pytestmark = needs_walls

# What gets past the check and the restricted names, so that only the walls of the process are left.
OS = "[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0].__init__.__globals__"


def attack(call: str) -> ProgramResult:
    return run_unchecked(f"os = {OS}\nprint({call})", frozenset())


def test_the_walls_hold_on_this_machine() -> None:
    assert sandbox_ready() == ""


def test_a_program_prints_its_answer() -> None:
    result = run_program("import math\nprint('Answer:', math.comb(10, 3))")
    assert result == ProgramResult("done", output="Answer: 120")


def test_sympy_solves_behind_the_walls() -> None:
    source = "import sympy as sp\nx = sp.symbols('x')\nprint(sp.solve(sp.Eq(x**2, 2), x))"
    assert run_program(source).output == "[-sqrt(2), sqrt(2)]"


def test_what_sympy_loads_late_is_there() -> None:
    source = """
from sympy import *
x, y = symbols('x y')
n = symbols('n', integer=True, positive=True)
print(integrate(1 / (1 + x**4), (x, 0, oo)), limit(sin(x) / x, x, 0), summation(1 / n**2, (n, 1, oo)))
print(solve(x**5 - x + 1)[0].evalf(5), solveset(x**2 > 1, x, S.Reals), linsolve([x + y - 1, x - y], x, y))
print(diophantine(3*x + 2*y - 5), factorint(123456), nthroot_mod(4, 2, 7), reduce_inequalities([x > 1, x < 3], x))
print(Matrix([[1, 2], [3, 4]]).eigenvals(), Triangle(Point(0, 0), Point(3, 0), Point(0, 4)).area, nsimplify(0.25))
print(Integral(sin(x) / x, (x, 0, 1)).evalf(5), series(cos(x), x, 0, 4), stationary_points(x**3 - x, x))
print(ImageSet(Lambda(n, n**2), S.Naturals).contains(9), Range(1, 10).sup, minimum(x**2, x, Interval(-1, 2)))
"""
    result = run_program(source, timeout_s=60)
    assert (result.outcome, result.reason) == ("done", "")
    assert result.output.splitlines()[3].endswith("6 1/4")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("open('/etc/passwd').read()", "open is not among"),
        ("import socket", "socket may not be imported"),
        ("import os\nos.fork()", "os may not be imported"),
        ("import sympy\nprint(sympy.sympify('__import__(\"os\").getcwd()'))", "sympify of sympy may not be used"),
    ],
)
def test_what_is_no_arithmetic_is_refused_before_it_runs(source: str, words: str) -> None:
    result = run_program(source)
    assert result.outcome == "refused"
    assert words in result.reason


def test_text_that_reaches_sympy_by_a_detour_is_not_evaluated() -> None:
    detours = {
        "s = '__imp' + 'ort__(\"os\").getcwd()'\nprint(solve(s))": "solve",
        "f = simplify\nprint(f('a+1'))": "a function under another name",
        "x = symbols('x')\nprint((x + 1).subs(x, 'y+2'))": "a method",
        "print(list(map(Matrix, [['y+1']])))": "a map",
    }
    for source in detours:
        result = run_program(f"from sympy import *\n{source}")
        assert (result.outcome, "may not be given text" in result.reason) == ("refused", True), source


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("os['open']('/etc/passwd', 0)", "tried to open a file or a connection"),
        ("os['open']('note', 65)", "tried to open a file or a connection"),
        ("os['listdir']('/')", "tried to open a file or a connection"),
        ("os['pipe']()", "tried to open a file or a connection"),
        ("os['fork']()", "tried to begin a process"),
        ("os['execv']('/bin/sh', ['sh'])", "tried to reach out of its walls"),
        ("os['mkdir']('/made-by-a-program')", "tried to reach out of its walls"),
        ("os['remove']('/etc/hostname')", "tried to reach out of its walls"),
        ("os['symlink']('/etc/passwd', 'link')", "tried to reach out of its walls"),
        ("os['chroot']('.')", "tried to reach out of its walls"),
        ("os['setuid'](0)", "tried to reach out of its walls"),
    ],
)
def test_a_program_past_the_check_meets_the_walls_of_its_process(call: str, words: str) -> None:
    result = attack(call)
    assert (result.outcome, result.output) == ("failed", "")
    assert words in result.reason


def test_a_connection_cannot_be_opened() -> None:
    source = (
        f"modules = {OS}['sys'].modules\nimport_it = modules['importlib'].import_module\nimport_it('socket').socket()"
    )
    assert "tried to open a file or a connection" in run_unchecked(source, frozenset()).reason


def test_a_shell_command_does_nothing(tmp_path: Path) -> None:
    attack(f"os['system']('touch {tmp_path}/touched')")
    assert [*tmp_path.iterdir()] == []


def test_a_program_sees_no_secret_no_folder_and_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-CANARY")
    assert "CANARY" not in attack("os['environ']").output
    assert attack("os['getpid'](), os['getppid']()").output == "1 0"
    assert attack(f"os['kill']({os.getpid()}, 0)").outcome == "failed"
    assert attack("os['getcwd']()").outcome == "failed"


@pytest.mark.skipif(os.geteuid() != 0, reason="only a superuser becomes somebody else")
def test_a_superuser_becomes_nobody() -> None:
    assert attack("os['getuid'](), os['geteuid'](), os['getgroups']()").output == "65534 65534 []"


@pytest.mark.parametrize(
    ("source", "outcome", "words"),
    [
        ("while True:\n    pass", "out_of_time", "ended after 2 seconds"),
        ("print(7 ** 10 ** 9)", "out_of_time", "ended after 2 seconds"),
        ("x = 'a'\nwhile True:\n    x = x + x", "out_of_memory", "more than 512 MB of memory"),
        ("print(len([0] * 10 ** 10))", "out_of_memory", "more than 512 MB of memory"),
        ("print(1 << 10 ** 11)", "out_of_memory", "more than 512 MB of memory"),
        ("print('x' * 10 ** 8)", "too_much_output", "printed more than 10,000 characters"),
        ("while True:\n    print(1)", "too_much_output", "printed more than 10,000 characters"),
        (
            "def f(n):\n    return f(n + 1)\nprint(f(1))",
            "failed",
            "Line 2: The program failed: it calls itself too deeply",
        ),
        ("print(1 / 0)", "failed", "Line 1: The program failed: ZeroDivisionError: division by zero."),
        ("print(10 ** 5000)", "failed", "Line 1: The program failed: ValueError"),
    ],
)
def test_what_a_program_uses_up_is_limited(source: str, outcome: str, words: str) -> None:
    result = run_program(source, timeout_s=2)
    assert result.outcome == outcome
    assert words in result.reason
    assert len(result.output) <= MAX_OUTPUT_CHARS


def test_what_was_printed_before_the_end_is_kept() -> None:
    result = run_program("print(41)\nprint(1 / 0)")
    assert (result.outcome, result.output) == ("failed", "41")


def test_printed_text_is_cleaned() -> None:
    source = "print(chr_)".replace("chr_", "'\\ud800\\x00a'")
    assert run_program(source).output == "\ufffda"


def test_a_process_that_dies_without_a_word_is_a_crash() -> None:
    result = attack("os['_exit'](0)")
    assert (result.outcome, result.reason) == ("crashed", "The program ended its process before it could say anything.")
    assert attack("os['abort']()").outcome == "crashed"


def test_a_process_that_writes_something_else_is_a_crash() -> None:
    for said in ("nonsense", "[1]", "{" * 100_000):
        call = f"[os['write'](n, {said!r}.encode()) for n in (3,)] and os['_exit'](0)"
        assert attack(call).outcome == "crashed"


def test_a_process_that_closes_its_mouth_is_not_waited_for() -> None:
    source = f"os = {OS}\nos['closerange'](0, 99)\nwhile True:\n    pass"
    result = run_unchecked(source, frozenset(), timeout_s=30)
    assert result.outcome == "crashed"


def test_programs_run_from_a_thread() -> None:
    results: list[ProgramResult] = []
    threads = [threading.Thread(target=lambda: results.append(run_program("print(2 + 2)"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.output for result in results] == ["4", "4", "4"]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = signal.getsignal(signal.SIGALRM)
    run_program("print(1)")
    run_program("while True:\n    pass", timeout_s=0.5)
    assert [*tmp_path.iterdir()] == []
    assert signal.getsignal(signal.SIGALRM) == before


def test_where_a_wall_does_not_hold_no_program_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("curation.sandbox.run.sandbox_ready", lambda: "Programs are not run here: no walls.")
    assert run_program("print(1)") == ProgramResult("off", reason="Programs are not run here: no walls.")


@pytest.mark.parametrize("name", ["capset", "unshare"])
def test_a_system_that_does_not_give_a_wall_is_told_apart(name: str, tmp_path: Path) -> None:
    child = Path(process.__file__).with_name("child.py").read_text("utf-8")
    (tmp_path / "child.py").write_text(child.replace(f"libc.{name}(", "(lambda *_: -1)("), "utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(process, "_CHILD", tmp_path / "child.py")
        process._start.cache_clear()
        result = run_unchecked("print(1)", frozenset())
    process._start.cache_clear()
    assert (result.outcome, result.output) == ("off", "")
    assert result.reason.startswith("Programs are not run here: ")


@pytest.mark.parametrize("kind", ["NOFILE", "NPROC", "AS"])
def test_a_limit_that_does_not_hold_is_found_out(kind: str, tmp_path: Path) -> None:
    child = Path(process.__file__).with_name("child.py").read_text("utf-8")
    assert f"_limit(resource.RLIMIT_{kind}" in child
    broken = child.replace(f"_limit(resource.RLIMIT_{kind}", "print(resource.RLIMIT_CPU")
    (tmp_path / "child.py").write_text(broken, "utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(process, "_CHILD", tmp_path / "child.py")
        process._start.cache_clear()
        detail = str(run_child({"kind": "try_walls"}).result["detail"])
    process._start.cache_clear()
    assert "is not stopped on this system" in detail


def test_an_unknown_task_is_no_result() -> None:
    assert run_child({"kind": "something else"}).result == {}
