"""What does Twilio post, and how does it sign it? Made as its documents describe it."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bot.channels.port import WebhookPost

PUBLIC_URL = "https://alba.example"
ACCOUNT = "AC" + "a" * 32
TOKEN = "a-made-up-token"
SENDER = "whatsapp:+14155238886"
ANA = "whatsapp:+5215512345678"
SID = "SM" + "1" * 32

Pairs = Sequence[tuple[str, str]]


class _Several(dict[str, list[str]]):
    """A form whose names may have several values, as the validator reads it."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def signature(url: str, pairs: Pairs, token: str = TOKEN) -> str:
    """Twilio's signature of a form posted to this address."""
    several = _Several()
    for name, value in pairs:
        several.setdefault(name, []).append(value)
    return str(RequestValidator(token).compute_signature(url, several))


def signed(
    path: str, pairs: Pairs, *, query: str = "", public_url: str = PUBLIC_URL
) -> WebhookPost:
    """A post of this form, signed over the public address."""
    address = f"{public_url}{path}" + (f"?{query}" if query else "")
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "x-twilio-signature": signature(address, pairs),
        "i-twilio-idempotency-token": "made-up",
    }
    return WebhookPost(path, headers, urlencode(pairs).encode(), query)


def message(sid: str = SID, address: str = ANA, **said: str) -> WebhookPost:
    """A message from her; by default without words."""
    form: Mapping[str, str] = {
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ProfileName": "Ana",
        "MessageType": "text",
        "SmsSid": sid,
        "WaId": address.removeprefix("whatsapp:+"),
        "SmsStatus": "received",
        "Body": "",
        "To": SENDER,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "From": address,
        "ApiVersion": "2010-04-01",
        **said,
    }
    return signed("/twilio/message", list(form.items()))


def status(status: str, sid: str = SID, *, query: str = "", **told: str) -> WebhookPost:
    """What became of a message that Alba sent."""
    form: Mapping[str, str] = {
        "ChannelPrefix": "whatsapp",
        "ApiVersion": "2010-04-01",
        "MessageStatus": status,
        "SmsSid": sid,
        "SmsStatus": status,
        "ChannelInstallSid": "XE" + "2" * 32,
        "To": ANA,
        "From": SENDER,
        "MessageSid": sid,
        "AccountSid": ACCOUNT,
        "ChannelToAddress": "+521551234XXXX",
        **told,
    }
    return signed("/twilio/status", list(form.items()), query=query)
