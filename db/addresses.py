"""Which spellings are the same address? One canonical form, to look up by; never to send to."""

import re
from typing import Final

PHONE_CHANNELS: Final = frozenset({"whatsapp", "phone"})
PHONE: Final = re.compile(r"\+?[\d\s().\-]{7,24}")
MEXICO: Final = "52"
NATIONAL_DIGITS: Final = 10
# 1 was dialled for mobiles until 2019 and WhatsApp keeps it in many ids; 044, 045, 01 are older.
MEXICAN_PREFIXES: Final = ("", "1", "01", "044", "045", "1044", "1045")


def canonical_address(channel: str, address: str) -> str:
    """The one form of an address: E.164 for telephones, the rest as it came.

    +52, +521, 044, 045 and 01 before the same ten digits are one telephone. A number without a
    country is Mexican when it has ten digits.
    """
    if channel == "email":
        return address.strip().lower()
    if channel not in PHONE_CHANNELS:
        return address
    return _canonical_phone(address)


def _canonical_phone(address: str) -> str:
    number = address.strip().removeprefix("whatsapp:").strip()
    if not PHONE.fullmatch(number):
        return address
    digits = re.sub(r"\D", "", number)
    international = number.startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if digits.startswith("00") else digits
    mexican = _mexican(digits, international=international)
    if mexican is not None:
        return f"+{MEXICO}{mexican}"
    return _foreign(digits)


def _mexican(digits: str, *, international: bool) -> str | None:
    """The ten national digits, or None when the number is of elsewhere."""
    national = digits[-NATIONAL_DIGITS:]
    before = digits[:-NATIONAL_DIGITS]
    if before.startswith(MEXICO) and before.removeprefix(MEXICO) in MEXICAN_PREFIXES:
        return national
    if (
        not international
        and len(national) == NATIONAL_DIGITS
        and before in ("", "01", "044", "045")
    ):
        return national
    return None


def _foreign(digits: str) -> str:
    # Imported here: the library's tables are only worth loading for the rare number from abroad.
    import phonenumbers

    try:
        parsed = phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return f"+{digits}"
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
