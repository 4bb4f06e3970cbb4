"""What did Twilio tell us? A verified form becomes what she sent, or what became of a message.

https://www.twilio.com/docs/messaging/guides/webhook-request names the parameters of a message,
https://www.twilio.com/docs/messaging/guides/track-outbound-message-status those of a status.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Final
from urllib.parse import parse_qs

from bot.channels.port import (
    ChannelKind,
    Inbound,
    InboundKind,
    Receipt,
    ReceiptStatus,
    WebhookPost,
)
from bot.channels.whatsapp.errors import refusal
from bot.channels.whatsapp.signature import Form

MESSAGE_PATH: Final = "/twilio/message"
STATUS_PATH: Final = "/twilio/status"
REFERENCE: Final = "ref"  # our own id of a message, in the query of its status callback
WHATSAPP: Final = "whatsapp:"
MOST_MEDIA: Final = 10

STATUSES: Final[Mapping[str, ReceiptStatus]] = {
    "accepted": ReceiptStatus.ACCEPTED,
    "scheduled": ReceiptStatus.ACCEPTED,
    "queued": ReceiptStatus.ACCEPTED,
    "sending": ReceiptStatus.ACCEPTED,
    "sent": ReceiptStatus.SENT,
    "partially_delivered": ReceiptStatus.SENT,
    "delivered": ReceiptStatus.DELIVERED,
    "read": ReceiptStatus.READ,
    "undelivered": ReceiptStatus.FAILED,
    "failed": ReceiptStatus.FAILED,
    "canceled": ReceiptStatus.FAILED,
}

# Exact types first, then the family. A sticker is a webp; a photo never is on WhatsApp.
MEDIA_KINDS: Final[Mapping[str, InboundKind]] = {
    "image/webp": InboundKind.STICKER,
    "text/vcard": InboundKind.CONTACT_CARD,
    "text/x-vcard": InboundKind.CONTACT_CARD,
    "text/directory": InboundKind.CONTACT_CARD,
    "audio": InboundKind.VOICE,
    "image": InboundKind.IMAGE,
}

# Twilio's own stop and start words, obeyed by Twilio before we hear of them, in any letter case:
# https://help.twilio.com/articles/223134027. Alba reads the word as any other and is told that
# the provider will let nothing through from here on.
STOP_WORDS: Final = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})
START_WORDS: Final = frozenset({"start", "unstop", "yes"})


def read_post(post: WebhookPost, form: Form) -> Sequence[Inbound | Receipt]:
    """What a verified post says; empty for what we do not understand."""
    reader = READERS.get(post.path)
    return reader(post, form) if reader else ()


def _read_message(_post: WebhookPost, form: Form) -> Sequence[Inbound]:
    sid = form.get("MessageSid") or form.get("SmsMessageSid") or form.get("SmsSid")
    address = form.get("From")
    if not sid or not address.startswith(WHATSAPP):
        return ()
    message = _inbound(form, sid, address)
    switched = _switched(form, message)
    if switched is None:
        return (message,)
    return message, Inbound(
        channel=ChannelKind.WHATSAPP,
        provider_id=f"{sid}:{switched}",
        address=address,
        kind=InboundKind.BLOCKED,
        text=switched,
    )


def _inbound(form: Form, sid: str, address: str) -> Inbound:
    media = _media(form)
    place = _place(form)
    choice = form.get("ButtonPayload") or form.get("ListId") or None
    latitude, longitude = place or (None, None)
    return Inbound(
        channel=ChannelKind.WHATSAPP,
        provider_id=sid,
        address=address,
        kind=_kind(form, choice, place, media),
        text=form.get("ButtonText") or form.get("ListTitle") or form.get("Body"),
        choice=choice,
        latitude=latitude,
        longitude=longitude,
        media=media,
        message_ref=sid,
    )


def _kind(
    form: Form, choice: str | None, place: tuple[float, float] | None, media: tuple[str, ...]
) -> InboundKind:
    if choice:
        return InboundKind.CHOICE
    if place:
        return InboundKind.PLACE
    if media:
        media_type = form.get("MediaContentType0").partition(";")[0].strip().lower()
        family = media_type.partition("/")[0]
        return MEDIA_KINDS.get(media_type) or MEDIA_KINDS.get(family) or InboundKind.FILE
    if form.get("Body") or form.get("ButtonText") or form.get("ListTitle"):
        return InboundKind.TEXT
    return InboundKind.FILE  # something without words that Twilio cannot carry: still from her


def _media(form: Form) -> tuple[str, ...]:
    urls = (form.get(f"MediaUrl{index}") for index in range(MOST_MEDIA))
    return tuple(url for url in urls if url)


def _place(form: Form) -> tuple[float, float] | None:
    try:
        latitude, longitude = float(form.get("Latitude")), float(form.get("Longitude"))
    except ValueError:
        return None
    on_earth = math.isfinite(latitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if on_earth else None


def _switched(form: Form, message: Inbound) -> str | None:
    """Whether Twilio itself now holds back, or lets through again, what we send to her."""
    word = form.get("OptOutType").lower() or message.text.strip().lower()
    if message.kind is not InboundKind.TEXT:
        return None
    if word in STOP_WORDS:
        return "blocked"
    return "unblocked" if word in START_WORDS else None


def _read_status(post: WebhookPost, form: Form) -> Sequence[Receipt]:
    sid = form.get("MessageSid") or form.get("SmsSid")
    status = STATUSES.get((form.get("MessageStatus") or form.get("SmsStatus")).lower())
    if not sid or status is None:
        return ()
    told = form.get("ErrorCode")
    code = told if told not in {"", "0"} else None
    return (
        Receipt(
            channel=ChannelKind.WHATSAPP,
            provider_ref=sid,
            status=status,
            code=code,
            reference=_reference(post.query),
            reason=refusal(code) if code and status is ReceiptStatus.FAILED else None,
        ),
    )


def _reference(query: str) -> str | None:
    values = parse_qs(query, errors="replace", max_num_fields=None).get(REFERENCE)
    return values[0] if values else None


READERS: Final[Mapping[str, Callable[[WebhookPost, Form], Sequence[Inbound | Receipt]]]] = {
    MESSAGE_PATH: _read_message,
    STATUS_PATH: _read_status,
}
