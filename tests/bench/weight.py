"""How much memory and disk do 20,000 contacts take? Asked in a process of its own."""

import json
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure

MEGABYTE: Final = 1024 * 1024


def weighed(url: str, contacts: int) -> Iterator[Figure]:
    """What one process holds in memory after so many women wrote, and what one message leaves."""
    command = [sys.executable, "-m", "tests.bench.weight", url, str(contacts)]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    before, after, made, more = json.loads(answer.stdout)
    yield Figure("memory of the process before the first message", before / MEGABYTE, "MB")
    yield Figure(f"  and after {contacts:,} contacts", after / MEGABYTE, "MB")
    yield Figure("disk for each contact, with her first message", made / contacts, "bytes")
    yield Figure("disk for each further turn", more / contacts, "bytes")


def weigh(url: str, contacts: int) -> tuple[int, int, int, int]:
    """Memory before and after, then what the contacts took on disk and what one turn more took."""
    from tests.bench.alba import Stub, bench
    from tests.bench.women import women

    path = Path(url.removeprefix("sqlite:///"))
    with bench(url, Stub()) as alba:
        everybody = women(contacts)
        before, empty = _memory(), _size(path)
        alba.greet(everybody)
        made = _size(path)
        alba.greet(everybody)
        return before, _memory(), made - empty, _size(path) - made


def _memory() -> int:
    """Bytes that are resident now; where the system does not say, the most there ever were."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * resource.getpagesize()


def _size(path: Path) -> int:
    """The file's bytes, with everything that waits beside it written into it."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path.stat().st_size


if __name__ == "__main__":
    sys.stdout.write(json.dumps(weigh(sys.argv[1], int(sys.argv[2]))))
