"""Are all the spellings of a telephone one address, and no two telephones the same?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.addresses import canonical_address

MEXICAN = (
    "+525512345678",
    "+5215512345678",
    "whatsapp:+525512345678",
    "whatsapp:+5215512345678",
    "5215512345678",
    "525512345678",
    "5512345678",
    "55 1234 5678",
    "55-1234-5678",
    "(55) 1234 5678",
    "0445512345678",
    "045 55 1234 5678",
    "01 55 1234 5678",
    "+52 1 55 1234 5678",
    "+52 044 55 1234 5678",
    "00525512345678",
    " +52 (55) 1234-5678 ",
)


@pytest.mark.parametrize("spelling", MEXICAN)
def test_a_mexican_telephone_is_one_address(spelling: str) -> None:
    assert canonical_address("whatsapp", spelling) == "+525512345678"


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("whatsapp:+14155238886", "+14155238886"),
        ("+1 415 523 8886", "+14155238886"),
        ("14155238886", "+14155238886"),
        ("+50212345678", "+50212345678"),
        ("+5491123456789", "+5491123456789"),
        ("+521", "+521"),
    ],
)
def test_a_telephone_from_abroad_keeps_its_country(spelling: str, canonical: str) -> None:
    assert canonical_address("whatsapp", spelling) == canonical


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("telegram", "5215512345678"),
        ("telegram", "-1001234567890"),
        ("web", "q3XkV-_9"),
        ("terminal", "ana"),
        ("whatsapp", "ana"),
        ("whatsapp", ""),
    ],
)
def test_all_else_stays_as_it_came(channel: str, address: str) -> None:
    assert canonical_address(channel, address) == address


def test_a_mail_address_is_compared_without_case() -> None:
    assert canonical_address("email", " Lucia@Casa.MX ") == "lucia@casa.mx"


@given(st.text(max_size=40))
def test_no_address_makes_it_fail(address: str) -> None:
    assert isinstance(canonical_address("whatsapp", address), str)


@given(st.from_regex(r"[2-9][0-9]{9}", fullmatch=True))
def test_the_canonical_form_is_its_own(national: str) -> None:
    once = canonical_address("whatsapp", f"+521{national}")
    assert once == f"+52{national}" == canonical_address("whatsapp", once)
