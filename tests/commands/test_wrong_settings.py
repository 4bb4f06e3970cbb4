"""Is all that is wrong told at once, with exit code 2, and nothing begun?"""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.main import main
from tests.commands.serving import KEY, free_port

Alba = Callable[..., Result]


@pytest.fixture
def alba(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Alba:
    """Runs a command in an empty folder, with nothing configured but what is given."""
    monkeypatch.chdir(tmp_path)
    for name in [*os.environ]:
        if name.startswith("ALBA_") or name in ("PORT", "DATABASE_URL"):
            monkeypatch.delenv(name)

    def run(words: str, **env: str) -> Result:
        return CliRunner().invoke(main, words.split(), env=env)

    return run


@pytest.mark.parametrize("words", ["run", "web", "worker", "migrate"])
def test_all_that_is_wrong_is_told_at_once(alba: Alba, words: str) -> None:
    wrong = {
        "PORT": "muchos",
        "DATABASE_URL": "mysql://u:secreto@h/d",
        "ALBA_PUBLIC_URL": "alba.example",
        "ALBA_TELEGRAM_TOKEN": "secreto",
        "ALBA_TWILIO_ACCOUNT_SID": "secreto",
        "ALBA_SECRET_KEYS": "secreto",
        "ALBA_TELEGRAN_TOKEN": "secreto",
    }
    ended = alba(words, **wrong)
    assert ended.exit_code == 2
    told = {line[4:].partition(":")[0] for line in ended.output.splitlines()[1:]}
    assert told >= {*wrong, "ALBA_TWILIO_AUTH_TOKEN", "ALBA_TWILIO_WHATSAPP_FROM"}
    assert "secreto" not in ended.output
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("words", ["web", "worker"])
def test_without_keys_only_run_starts(alba: Alba, words: str) -> None:
    ended = alba(words)
    assert ended.exit_code == 2
    assert "ALBA_SECRET_KEYS" in ended.output
    assert "openssl" in ended.output


@pytest.mark.parametrize("words", ["run", "web", "worker", "migrate"])
def test_a_database_that_is_not_there_is_told(alba: Alba, words: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    url = f"postgresql://u:secreto@127.0.0.1:{port}/d"
    ended = alba(words, DATABASE_URL=url, ALBA_SECRET_KEYS=KEY, PORT=str(free_port()))
    assert ended.exit_code == 2
    assert "base de datos" in ended.output
    assert "secreto" not in ended.output
    assert "Traceback" not in ended.output


def test_a_broken_organisation_is_told_with_every_line(alba: Alba) -> None:
    Path("organisation.yaml").write_text(
        "name: Casa\nzone: Marte\ncoverage:\n  hours: nunca\n", encoding="utf-8"
    )
    ended = alba("run", PORT=str(free_port()))
    assert ended.exit_code == 2
    assert "organisation.yaml:2" in ended.output
    assert "organisation.yaml:4" in ended.output
