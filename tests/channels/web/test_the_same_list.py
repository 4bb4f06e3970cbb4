"""Does the page answer what every channel must?

Works, forged, repeated, blocked, too long, rate-limited, outside the window, STOP.
"""

import hmac
import json
from collections.abc import Sequence
from typing import Any

import pytest

from bot.channels.port import (
    Erasure,
    Forged,
    Inbound,
    InboundKind,
    OfferedChoice,
    Outbound,
    RefusalReason,
    Refused,
    Template,
    Unreadable,
    WebhookPost,
)
from bot.channels.web.channel import WebChannel
from bot.channels.web.limits import LIMITS, LONGEST
from bot.channels.web.reading import TooLong

pytestmark = pytest.mark.anyio


def sign(nonce: str, *keys: bytes) -> Sequence[bytes]:
    """As a keyring does: a digest under each key, newest first, after the key's id."""
    return [key[:4] + hmac.digest(key, nonce.encode(), "sha256") for key in keys or (b"a key",)]


def a_channel(*keys: bytes) -> WebChannel:
    return WebChannel(lambda nonce: sign(nonce, *keys))


def a_post(said: object) -> WebhookPost:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    return WebhookPost("/chat/messages", {}, body)


def a_message(text: str = "Te leo.", **changes: Any) -> Outbound:
    return Outbound(**{"reference": "r1", "address": "a" * 32, "text": text, **changes})


def read(channel: WebChannel, ticket: object, **said: object) -> Inbound:
    [heard] = channel.read(a_post({"token": ticket, "id": "message-1", **said}))
    assert isinstance(heard, Inbound)
    return heard


async def test_works() -> None:
    channel = a_channel()
    heard = read(channel, channel.tickets.issue(), text="  necesito dónde dormir\n")
    ref = await channel.send(a_message("¿Para hoy?", choices=(OfferedChoice("si", "Sí"),)))
    assert heard.text == "necesito dónde dormir"
    assert len(heard.address) == len(heard.provider_id) == 32
    assert ref != await channel.send(a_message())


async def test_a_pressed_choice_and_an_opened_page() -> None:
    channel = a_channel()
    ticket = channel.tickets.issue()
    assert read(channel, ticket, choice="si").choice == "si"
    assert read(channel, ticket, start=True).kind is InboundKind.START


@pytest.mark.parametrize(
    "change",
    [
        lambda ticket: "",
        lambda ticket: ticket[:-1],
        lambda ticket: ticket + "A",
        lambda ticket: ("B" if ticket[0] == "A" else "A") + ticket[1:],
        lambda ticket: ticket[:44] + ("B" if ticket[44] == "A" else "A") + ticket[45:],
        lambda ticket: ticket.replace(".", "\n"),
        lambda ticket: [ticket],
        lambda ticket: None,
    ],
)
async def test_forged(change: Any) -> None:
    channel = a_channel()
    with pytest.raises(Forged):
        read(channel, change(channel.tickets.issue()), text="hola")


async def test_a_channel_that_only_sends_believes_no_post() -> None:
    with pytest.raises(Forged):
        read(WebChannel(), a_channel().tickets.issue(), text="hola")


async def test_repeated() -> None:
    channel = a_channel()
    ticket = channel.tickets.issue()
    first, again = (read(channel, ticket, text="hola") for _ in range(2))
    assert first == again
    assert read(channel, ticket, text="hola", id="message-2").provider_id != first.provider_id
    other = read(channel, channel.tickets.issue(), text="hola")
    assert other.provider_id != first.provider_id


async def test_blocked() -> None:
    """Nobody can block a page: what is sent to one that was closed is simply never shown."""
    assert await a_channel().send(a_message())


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(a_message("a" * (LIMITS.text + 1)), id="a text past the limit"),
        pytest.param(a_message(""), id="no text at all"),
        pytest.param(
            a_message(choices=(OfferedChoice("ñ" * 33, "Sí"),)), id="a choice of 66 bytes"
        ),
        pytest.param(
            a_message(choices=tuple(OfferedChoice(str(n), "Sí") for n in range(11))),
            id="eleven choices",
        ),
        pytest.param(a_message("half a pair \ud83d"), id="what cannot be shown at all"),
    ],
)
async def test_too_long(message: Outbound) -> None:
    with pytest.raises(Refused) as refusal:
        await a_channel().send(message)
    assert refusal.value.reason is RefusalReason.REJECTED


async def test_her_message_too_long() -> None:
    channel = a_channel()
    ticket = channel.tickets.issue()
    assert read(channel, ticket, text="😀" * LONGEST).text == "😀" * LONGEST
    with pytest.raises(TooLong):
        read(channel, ticket, text="a" * (LONGEST + 1))


async def test_rate_limited() -> None:
    """Handing over is a note in our own database: nothing limits it."""
    channel = a_channel()
    refs = {await channel.send(a_message()) for _ in range(200)}
    assert len(refs) == 200


async def test_outside_the_window() -> None:
    """There is none."""
    assert LIMITS.window is None
    assert await a_channel().send(a_message(free_text=False, template=Template("check_in")))


async def test_stop() -> None:
    """Her word reaches Alba."""
    channel = a_channel()
    assert read(channel, channel.tickets.issue(), text="ALTO").text == "ALTO"


async def test_there_is_nothing_elsewhere_to_erase_leave_or_look_up() -> None:
    channel = a_channel()
    await channel.erase(Erasure("a" * 32, ("ref-1",)))
    await channel.leave("a" * 32)
    await channel.close()
    assert await channel.look_up(a_message()) is None


async def test_a_ticket_holds_while_keys_rotate() -> None:
    old, new = b"the old key", b"the new key"
    before, between, after = a_channel(old), a_channel(new, old), a_channel(new)
    ticket = before.tickets.issue()
    address = before.tickets.address(ticket)
    assert between.tickets.address(ticket) == address
    with pytest.raises(Forged):
        after.tickets.address(ticket)
    assert before.tickets.address(between.tickets.issue()), "known where the new key is not yet"


async def test_nothing_of_a_ticket_is_in_its_address() -> None:
    tickets = a_channel().tickets
    issued = [tickets.issue() for _ in range(50)]
    assert len({tickets.address(ticket) for ticket in issued}) == len(set(issued)) == 50
    assert all(tickets.address(ticket) not in ticket for ticket in issued)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 100_000, b'{"token": 1e999}']
)
async def test_what_is_no_message(body: bytes) -> None:
    with pytest.raises((Unreadable, Forged)):
        a_channel().read(a_post(body))


async def test_words_and_tickets_stay_out_of_sight() -> None:
    channel = a_channel()
    ticket = channel.tickets.issue()
    heard = read(channel, ticket, text="me llamo Ana")
    shown = repr(heard) + repr(a_post({"token": ticket}))
    assert not any(secret in shown for secret in ("Ana", ticket, heard.address))
