"""Does a start pay for what it does not use? Which libraries a command imports, and which not."""

import json
import subprocess
import sys

import pytest

PROVIDERS = {"telegram", "twilio", "aiohttp", "httpx", "psycopg"}
PAGES = {"starlette", "uvicorn", "jinja2", "multipart"}
SELDOM = {"holidays", "alembic", "apscheduler", "phonenumbers", "babel", "argon2", "segno"}
TRAINING = {"sklearn", "numpy", "scipy"}
OTHER_DATABASE = {"sqlalchemy.dialects.postgresql"}
MEMORY = {"sqlalchemy", "cryptography"}
BOOK = {"pydantic", "yaml"}

CHAT = '{"from": "ana", "text": "necesito un cuarto en puebla"}'
RUNS = """\
import json, sys
from click.testing import CliRunner
from bot.commands.main import main
answer = CliRunner().invoke(main, sys.argv[1:-1], input=sys.argv[-1])
assert answer.exit_code == 0, answer.output
print(json.dumps(sorted(sys.modules)))
"""


@pytest.mark.parametrize(
    ("words", "given", "unused"),
    [
        (
            ("chat", "--json"),
            CHAT,
            PROVIDERS | PAGES | SELDOM | TRAINING | OTHER_DATABASE,
        ),
        (
            ("understand", "--json"),
            "necesito un cuarto en puebla",
            PROVIDERS | PAGES | SELDOM | TRAINING | OTHER_DATABASE | MEMORY | BOOK,
        ),
    ],
    ids=["chat", "understand"],
)
def test_a_command_imports_only_what_it_uses(
    words: tuple[str, ...], given: str, unused: set[str]
) -> None:
    command = [sys.executable, "-c", RUNS, *words, given]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert unused & set(json.loads(answer.stdout)) == set()
