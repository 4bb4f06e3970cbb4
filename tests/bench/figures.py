"""How is a figure shown, with its target and whether it holds?"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

WIDTHS: Final = (58, 12, 10)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number; `at_most` or `at_least` is its target, when it has one."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the target is met; None when there is none."""
        if self.at_most is not None:
            return self.value <= self.at_most
        if self.at_least is not None:
            return self.value >= self.at_least
        return None

    @property
    def target(self) -> str:
        """The target in words."""
        if self.at_most is not None:
            return f"<= {self.at_most:g}"
        return f">= {self.at_least:g}" if self.at_least is not None else ""

    def __str__(self) -> str:
        """One line of the table."""
        digits = 2 if abs(self.value) < 10 else 0
        value = f"{self.value:,.{digits}f} {self.unit}"
        verdict = {True: "holds", False: "DOES NOT HOLD", None: ""}[self.holds]
        name, shown, target = WIDTHS
        return f"  {self.name:<{name}}{value:>{shown}}  {self.target:<{target}}{verdict}".rstrip()


def show(title: str, figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Print figures under a title as they come, and give them back."""
    sys.stdout.write(f"\n{title}\n")
    shown = []
    for figure in figures:
        sys.stdout.write(f"{figure}\n")
        sys.stdout.flush()
        shown.append(figure)
    return tuple(shown)
