"""Is each error of an author told, with file, place and remedy? One broken book for each rule.

A file of `broken/` changes the small book; its first lines, after "#=", are the problems that it
must have, and no others. `python -m tests.flows.test_broken_books` writes them anew, for review.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.reading.load import load_with_files
from flows.reading.problems import BrokenBook
from flows.reading.proofs.check import check
from flows.reading.proofs.translations import msgids
from flows.reading.wording import read_wording
from tests.flows import books

MARK = "#="


@pytest.mark.parametrize("file", sorted(books.BROKEN.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_broken_book_has_exactly_its_problem(file: Path, tmp_path: Path) -> None:
    expected = [line.removeprefix(MARK).strip() for line in _expected(file)]
    assert expected
    assert _problems(file, tmp_path) == expected


def test_the_small_book_has_no_problem() -> None:
    book, files = books.small()
    translated = {"en": {msgid: msgid for msgid in msgids(book)}}
    assert check(book, files, books.entries(), translated, books.known(), read_wording()) == ()


def _expected(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith(MARK) and line != MARK]


def _problems(file: Path, folder: Path) -> list[str]:
    """What is found in the small book after the changes of a file."""
    changes = {each["flow"]: each for each in _documents(file)}
    for path in books.SMALL.rglob("*.yaml"):
        kept = path.read_text(encoding="utf-8")
        if path.parent == books.SMALL:
            changed = [_changed(each, changes.get(each["flow"], {})) for each in _documents(path)]
            kept = yaml.safe_dump_all(changed, allow_unicode=True, sort_keys=False, width=1000)
        target = folder / path.relative_to(books.SMALL)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(kept, encoding="utf-8")
    return _found(folder)


def _changed(flow: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    nodes = {**flow["nodes"], **change.get("nodes", {})}
    kept = {name: node for name, node in nodes.items() if node is not None}
    return {**flow, **change, "nodes": kept}


def _found(folder: Path) -> list[str]:
    try:
        book, files = load_with_files(folder)
    except BrokenBook as broken:
        return [str(problem) for problem in broken.problems]
    said = {msgid: msgid for msgid in msgids(book) if not msgid.startswith("Sin traducir")}
    translated = {
        "en": {
            msgid: text.replace("{phone:D0002}", "") if "Otro hueco" in text else text
            for msgid, text in said.items()
        }
    }
    found = check(book, files, books.entries(), translated, books.known())
    return [str(problem) for problem in found]


def _documents(file: Path) -> list[dict[str, Any]]:
    class Words(yaml.SafeLoader):
        """Reads yes and no as words, as Alba's own reader does."""

    Words.yaml_implicit_resolvers = {
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:bool"]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return list(yaml.load_all(file.read_text(encoding="utf-8"), Loader=Words))


def rewrite() -> None:
    """Write the problems that each file has now at its head."""
    for file in sorted(books.BROKEN.glob("*.yaml")):
        body = [
            line
            for line in file.read_text(encoding="utf-8").splitlines()
            if not line.startswith(MARK)
        ]
        with tempfile.TemporaryDirectory() as folder:
            problems = _problems(file, Path(folder))
        head = [f"{MARK} {problem}" for problem in problems]
        file.write_text("\n".join([*head, *body]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    rewrite()
