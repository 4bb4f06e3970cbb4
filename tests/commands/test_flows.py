"""Does `alba flows check` ask of another organisation's book what that book owes, and no more?"""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.main import main
from flows.reading.load import CONTENT


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A book of somebody else's: Alba's own, with one sentence that no catalogue has."""
    folder = tmp_path / "theirs"
    shutil.copytree(CONTENT, folder)
    _change(folder / "rest.yaml", "Va. Aquí sigo.", "Va. Aquí seguimos, contigo.")
    return folder


def test_another_organisations_book_need_not_be_translated(theirs: Path) -> None:
    result = _check(theirs)
    assert result.exit_code == 0, result.output
    assert "El libro está entero" in result.output


def test_all_else_is_asked_of_it(theirs: Path) -> None:
    _change(theirs / "rest.yaml", "goto: done", "goto: nowhere")
    result = _check(theirs)
    assert result.exit_code != 0
    assert "rest.bye" in result.output


def _check(folder: Path) -> Result:
    return CliRunner().invoke(main, ["flows", "check", str(folder)])


def _change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")
