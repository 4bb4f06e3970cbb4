"""Does `alba understand --json` say one object for each line, whatever the line is?"""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from bot.commands.main import main

KEYS = ["text", "topic", "crisis", "check", "confidence", "why"]


def understood(written: bytes) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["understand", "--json"], input=written)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout_bytes.decode().splitlines()]


def test_every_line_is_one_object_with_its_keys_in_order() -> None:
    lines = [
        "necesito un cuarto",
        "",
        "ya no quiero vivir, hoy me mato",
        "😶",
        "a\x00b",
        "x" * 10_000,
    ]
    answers = understood("\n".join(lines).encode())
    assert [list(answer) for answer in answers] == [KEYS] * len(lines)
    assert [answer["text"] for answer in answers] == lines
    assert all(0 <= answer["confidence"] <= 1 for answer in answers)
    assert all(isinstance(answer["why"], str) for answer in answers)


def test_a_topic_and_a_danger_are_told_apart() -> None:
    bed, danger = understood(b"necesito un cuarto\nya no quiero vivir, hoy me mato")
    assert (bed["topic"], bed["crisis"], bed["check"]) == ("housing", None, None)
    assert danger["crisis"] == "suicide_self_harm"


@pytest.mark.parametrize(
    "written",
    [b"\xff\xfe hola", b"hola\r\n", "a\u2028b".encode(), "a\x85b".encode()],
    ids=["not UTF-8", "from Windows", "a line separator", "a next line"],
)
def test_no_line_is_lost_or_made_two(written: bytes) -> None:
    [answer] = understood(written)
    assert "\n" not in answer["text"]
    assert not answer["text"].endswith("\r")


def test_for_people_it_is_a_line_too() -> None:
    result = CliRunner().invoke(main, ["understand"], input="necesito un cuarto\n")
    assert result.stdout.startswith("housing")
