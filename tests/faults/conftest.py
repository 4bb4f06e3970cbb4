"""How many points were there at which a process was killed? Told at the end."""

from collections import Counter

import pytest

from tests.faults.killing import POINTS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the points by part, over all tests of this kind."""
    found: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        for name, parts in report.user_properties:
            if name == POINTS:
                found.update(parts)
    if found:
        parts = ", ".join(f"{part} {number}" for part, number in sorted(found.items()))
        terminalreporter.write_line(f"{POINTS}: {found.total()} ({parts})")
