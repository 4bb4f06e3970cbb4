"""What is wrong with the book, where, and what mends it?"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class FlowProblem:
    """One author error: the file, the flow or node in it, and a sentence with the remedy."""

    file: str
    where: str
    sentence: str

    def __str__(self) -> str:
        """One line, as `alba flows check` prints it."""
        return f"{self.file}: {self.where}: {self.sentence}"


class BrokenBook(Exception):
    """The book has errors; Alba does not start. Run `alba flows check` and mend what it lists."""

    def __init__(self, problems: Sequence[FlowProblem]) -> None:
        """Keep every problem, so that all are mended in one go."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)
