"""Are the limits there without Twilio's library, and does each code have its meaning?"""

import subprocess
import sys

import pytest

from bot.channels.port import NotNow, RefusalReason
from bot.channels.whatsapp.errors import not_done, refusal
from bot.channels.whatsapp.limits import WHATSAPP_LIMITS


def test_the_limits_are_light_to_import() -> None:
    program = (
        "import sys, bot.channels.whatsapp.limits;"
        "sys.exit(any(name.startswith(('twilio', 'aiohttp')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_text_above_choices_is_the_shorter_one() -> None:
    assert WHATSAPP_LIMITS.text_with_choices < WHATSAPP_LIMITS.text
    assert WHATSAPP_LIMITS.choice_id >= 64  # bytes of the port's ids


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("63016", RefusalReason.WINDOW_CLOSED),
        ("21610", RefusalReason.STOPPED_AT_PROVIDER),
        ("63024", RefusalReason.NO_SUCH_ADDRESS),
        ("63018", None),
        ("12345", None),
        ("", None),
        ("x", None),
        ("²", None),
    ],
)
def test_a_failed_receipts_code_says_what_lasts(code: str, reason: RefusalReason | None) -> None:
    assert refusal(code) is reason


@pytest.mark.parametrize(("status", "code"), [(500, 20500), (400, 99999), (400, 21610), (0, 0)])
def test_a_question_without_an_answer_may_be_asked_again(status: int, code: int) -> None:
    assert isinstance(not_done(status, code), NotNow)
