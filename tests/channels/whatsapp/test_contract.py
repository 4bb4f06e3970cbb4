"""Does Twilio's own description agree with what Alba asks? Prism answers from it, and nothing else.

Prism is a program of Node's (`make test` installs it); ALBA_PRISM names another one. Where it or
the contracts are missing the test says so, and in CI it fails.
"""

import json
import os
import re
import shutil
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

from bot.channels.port import Template
from tests.channels.whatsapp.account import MESSAGES
from tests.channels.whatsapp.conftest import Talking, say, talking
from tests.channels.whatsapp.contract import CONTRACTS, DOCUMENTS, ROOT, twilio_contract
from tests.channels.whatsapp.posts import ACCOUNT, SID, TOKEN

PLACES: Final = (".cache/prism/node_modules/.bin/prism", "node_modules/.bin/prism")
COMPLAINT: Final = re.compile(r"\]\s+\S+\s+error\b")  # its level: a made-up value may hold the word
LISTENING: Final = re.compile(r"listening on (http://127\.0\.0\.1:\d+)")


@dataclass
class Prism:
    """A running Prism: where it listens, and what it had against requests."""

    process: subprocess.Popen[str]
    url: str = ""
    complaints: list[str] = field(default_factory=list)
    listening: threading.Event = field(default_factory=threading.Event)

    def follow(self) -> None:
        """Read what it says until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            found = LISTENING.search(line)
            if found:
                self.url = found[1]
                self.listening.set()
            if COMPLAINT.search(line):
                self.complaints.append(line)
        self.listening.set()


def described() -> dict[str, Any]:
    """What Alba uses of Twilio; of its examples, those in which something was found."""
    document: dict[str, Any] = json.loads(json.dumps(twilio_contract().document()))
    for operations in document["paths"].values():
        for operation in operations.values():
            answers = operation["responses"].values() if "responses" in operation else ()
            for content in (
                each for answer in answers for each in answer.get("content", {}).values()
            ):
                content.get("examples", {}).pop("readEmpty", None)
                content["schema"] = _relative(content["schema"])
    return document


def _relative(schema: Any) -> Any:
    """Twilio's own examples give the addresses of pages without a host."""
    return json.loads(json.dumps(schema).replace('"format": "uri"', '"format": "uri-reference"'))


def prism_program() -> str:
    """The program, or a word on why there is none."""
    given = os.environ.get("ALBA_PRISM")
    places = [given] if given else [str(ROOT / place) for place in PLACES]
    found = next((each for each in map(shutil.which, places) if each), None)
    missing = [name for name in DOCUMENTS if not (CONTRACTS / name).is_file()]
    if found and not missing:
        return found
    reason = f"no Prism in {places}" if not missing else f"no {missing} in {CONTRACTS}"
    if os.environ.get("CI"):
        pytest.fail(reason)
    return pytest.skip(reason)


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prism]:
    """Twilio as its documents have it."""
    program = prism_program()
    document: Path = tmp_path_factory.mktemp("contract") / "twilio.json"
    document.write_text(json.dumps(described()))
    command = [program, "mock", "--errors", "--host", "127.0.0.1", "--port", "0", str(document)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        running = Prism(process)
        reader = threading.Thread(target=running.follow)
        reader.start()
        assert running.listening.wait(60)
        assert running.url, running.complaints
        yield running
        process.terminate()
        reader.join()


@pytest.fixture
def alba(prism: Prism) -> Iterator[Talking]:
    """Alba's channel to it, which asks nothing that Prism has anything against."""
    talks = talking(prism.url)
    yield talks
    talks.close()
    assert prism.complaints == []


def test_a_text(alba: Talking) -> None:
    assert alba.send(say("Hola. ¿Dónde estás?")).startswith("SM")


def test_buttons(alba: Talking) -> None:
    assert alba.send(say("¿Vas?\n\nEs mañana.", "Sí", "No")).startswith("SM")


def test_a_list(alba: Talking) -> None:
    assert alba.send(say("¿Qué buscas?", *"abcdefghij")).startswith("SM")


def test_a_template(alba: Talking) -> None:
    approved_in_the_example = Template("Media Test", {"1": "Ana", "2": "acta"})
    sent = alba.send(say(template=approved_in_the_example, free_text=False))
    assert sent.startswith("SM")


def test_a_look_up(alba: Talking) -> None:
    assert alba.look_up(say("Nadie dijo esto en los ejemplos.")) is None


def test_an_erasure(alba: Talking) -> None:
    alba.erase(SID, media=(f"https://api.twilio.com{MESSAGES}/{SID}/Media/ME{'3' * 32}",))


def test_prism_is_as_strict_as_we_think(prism: Prism) -> None:
    """Last, for its complaints are wanted here."""
    request = urllib.request.Request(  # noqa: S310 - an address of our own
        f"{prism.url}{MESSAGES}.json",
        b"To=whatsapp:%2B5215512345678&ContentSid=HX1",
        {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, TOKEN)},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)  # noqa: S310
    assert refused.value.code == 422
    refused.value.close()
    assert prism.complaints
    prism.complaints.clear()
