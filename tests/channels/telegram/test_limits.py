"""Can the limits be read without paying for the library, and does the contract agree with them?"""

import subprocess
import sys
from datetime import timedelta

from bot.channels.telegram.limits import DELETED_AT_ONCE, LIMITS, UPDATES_AT_ONCE
from tests.channels.telegram.contract import bot_api


def test_the_limits_bring_no_library_along() -> None:
    look = "import sys, bot.channels.telegram.limits; print({'telegram', 'httpx'} & {*sys.modules})"
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, check=True)
    assert found.stdout.strip() == b"set()"


def test_the_contract_says_the_same_numbers() -> None:
    assert f"1-{LIMITS.text} characters" in description("sendMessage", "text")
    assert f"1-{DELETED_AT_ONCE} identifiers" in description("deleteMessages", "message_ids")
    assert f"1-{UPDATES_AT_ONCE} are" in description("getUpdates", "limit")
    [button] = [
        field["description"]
        for field in bot_api().types["InlineKeyboardButton"]["fields"]
        if field["name"] == "callback_data"
    ]
    assert f"1-{LIMITS.choice_id} bytes" in button
    erasing = "\n".join(bot_api().methods["deleteMessage"]["description"])
    assert LIMITS.erases_within == timedelta(hours=48)
    assert "less than 48 hours ago" in erasing


def description(method: str, field: str) -> str:
    """What the contract says of a field."""
    [found] = [one for one in bot_api().methods[method]["fields"] if one["name"] == field]
    return str(found["description"])
