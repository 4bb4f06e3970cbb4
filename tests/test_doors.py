"""Does every room keep its doors? Who may import whom, and who may read a clock."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "flows", "db")
LONGEST = 400  # lines: past it, there are two rooms in one file
SAYS_NOTHING = {"utils", "helpers", "common", "misc", "manager"}
# Only this one asks the machine what time it is; everybody else is told.
MAY_READ_THE_CLOCK = {"bot/road/clocks.py"}
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
}


def modules(*rooms: str) -> Iterator[Path]:
    """The Python files of the rooms."""
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def test_the_contracts_are_kept() -> None:
    # In a process of its own: it sets up logging for itself, and silences everybody else's.
    ask = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    ran = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_engine_knows_only_the_standard_library() -> None:
    graph = grimp.build_graph("flows", include_external_packages=True, cache_dir=None)
    known = {
        imported.split(".")[0] if not imported.startswith("flows") else imported
        for module in graph.find_descendants("flows.engine")
        for imported in graph.find_modules_directly_imported_by(module)
    }
    assert known
    strangers = {
        name
        for name in known
        if not name.startswith("flows.engine") and name not in sys.stdlib_module_names
    }
    assert strangers == set()


def test_only_the_clock_reads_the_clock() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in modules(*ROOMS)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ".".join(ast.unparse(node.func).split(".")[-2:]) in CLOCKS
    }
    assert readers <= MAY_READ_THE_CLOCK


def test_no_file_holds_two_rooms_or_has_a_name_that_says_nothing() -> None:
    for path in modules(*ROOMS, "locales", "tests"):
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= LONGEST, f"{path} has {lines} lines"
        assert path.stem not in SAYS_NOTHING, path


def test_each_module_opens_with_what_it_answers() -> None:
    for path in modules(*ROOMS, "locales", "tests"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), f"{path} has no docstring"


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_versions_and_hashes_and_no_place(name: str) -> None:
    lines = [line for line in text_of(name).splitlines() if not line.lstrip().startswith("#")]
    assert len(lines) > 100
    for line in lines:
        assert re.fullmatch(r"([a-z0-9.-]+==\S+|    --hash=sha256:[0-9a-f]{64})( \\)?|", line), line


def test_each_requirement_is_locked_and_the_locks_agree() -> None:
    locked = {
        name: dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text_of(name), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    }
    run, dev = locked["requirements.txt"], locked["requirements-dev.txt"]
    for name, lock in (("requirements.in", run), ("requirements-dev.in", dev)):
        wanted = re.findall(r"^([A-Za-z][A-Za-z0-9-]*)", text_of(name), re.MULTILINE)
        assert {one.lower() for one in wanted} <= lock.keys()
    assert {name for name in run.keys() & dev.keys() if run[name] != dev[name]} == set()


def test_each_process_of_the_procfile_is_a_command() -> None:
    processes = dict(
        line.split(": ", 1) for line in text_of("Procfile").splitlines() if line.strip()
    )
    assert processes.keys() == {"release", "web", "worker"}
    alba = Path(sys.executable).parent / "alba"
    for command in processes.values():
        name, *words = command.split()
        assert name == alba.name
        answer = subprocess.run([alba, *words, "--help"], capture_output=True, check=False)
        assert answer.returncode == 0, f"{command}: {answer.stderr.decode()}"
