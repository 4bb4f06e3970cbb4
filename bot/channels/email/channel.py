"""How does an alert become a mail? Over SMTP with the standard library, in a thread of its own."""

import asyncio
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit

from bot.channels.email.limits import LIMITS
from bot.channels.port import (
    ChannelError,
    ChannelKind,
    Erasure,
    Inbound,
    NotNow,
    Outbound,
    Receipt,
    RefusalReason,
    Refused,
    UnknownOutcome,
    WebhookPost,
)
from bot.translations import N_

SUBJECT: Final = N_("Alba: un aviso")
PATIENCE_SECONDS: Final = 20.0
KEY_WAIT_SECONDS: Final = 300.0
"""Nothing goes out before the operator mends user and password; then what waits should go soon."""

PORTS: Final[Mapping[str, int]] = {"smtp": 587, "smtps": 465}
NO_SUCH_BOX: Final = frozenset({550, 551, 553})
"""https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3: the box is not there, or not any more."""


class EmailChannel:
    """Mail from one sender over one server. `url` holds user and password."""

    kind = ChannelKind.EMAIL
    limits = LIMITS

    def __init__(
        self, url: str, sender: str, *, trusting: Callable[[], ssl.SSLContext] | None = None
    ) -> None:
        """Connect to nothing yet. `trusting` makes the TLS context, the system's when None."""
        self._url = urlsplit(url)
        self._sender = sender
        self._trusting = trusting or ssl.create_default_context

    def read(self, post: WebhookPost) -> Sequence[Inbound | Receipt]:
        """No mail comes in."""
        del post
        return ()

    async def send(self, message: Outbound) -> str:
        """Hand over one mail and return its Message-ID. Raises Refused, NotNow, UnknownOutcome."""
        mail = self._mail(message)
        await asyncio.to_thread(self._deliver, mail)
        return str(mail["Message-ID"])

    async def look_up(self, message: Outbound) -> str | None:
        """Nothing is known of what was sent; the same Message-ID lets mailboxes drop a repeat."""
        del message
        return None

    async def erase(self, erasure: Erasure) -> None:
        """A mail that was sent is in somebody else's hands."""
        del erasure

    async def leave(self, address: str) -> None:
        """There are no groups here."""
        del address

    async def close(self) -> None:
        """No connection is kept."""

    # -- in a thread ----------------------------------------------------------------------------

    def _mail(self, message: Outbound) -> EmailMessage:
        mail = EmailMessage()
        domain = parseaddr(self._sender)[1].rpartition("@")[2]
        try:
            mail["From"] = self._sender
            mail["To"] = message.address
        except ValueError:
            raise Refused(RefusalReason.NO_SUCH_ADDRESS, "address") from None
        mail["Subject"] = SUBJECT
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{message.reference}@{domain}>"
        mail.set_content(message.text)
        return mail

    def _deliver(self, mail: EmailMessage) -> None:
        try:
            server = self._connected()
        except smtplib.SMTPAuthenticationError as error:
            code = str(error.smtp_code)
            raise NotNow(KEY_WAIT_SECONDS, code, whole_channel=True) from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotNow(code=type(error).__name__) from None
        try:
            server.send_message(mail)
        except (smtplib.SMTPException, OSError) as error:
            server.close()
            raise _meaning(error) from None
        with suppress(smtplib.SMTPException, OSError):
            server.quit()

    def _connected(self) -> smtplib.SMTP:
        """A connection, with TLS where there is a password: it is never said aloud."""
        host = self._url.hostname or ""
        port = self._url.port or PORTS[self._url.scheme]
        if self._url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=PATIENCE_SECONDS, context=self._trusting()
            )
        else:
            server = smtplib.SMTP(host, port, timeout=PATIENCE_SECONDS)
        try:
            server.ehlo()
            if self._url.scheme == "smtp" and (server.has_extn("starttls") or self._url.username):
                server.starttls(context=self._trusting())  # raises where the server has none
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
        except BaseException:
            server.close()
            raise
        return server


def _meaning(error: Exception) -> ChannelError:
    """What a failure while a mail was handed over means; what is not said may have been sent."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=recipients):
            code = next(iter(recipients.values()))[0]
            if code in NO_SUCH_BOX:
                return Refused(RefusalReason.NO_SUCH_ADDRESS, str(code))
            return _refusal(code)
        case smtplib.SMTPResponseException(smtp_code=code):
            return _refusal(code)
        case _:
            return UnknownOutcome()


def _refusal(code: int) -> ChannelError:
    if 500 <= code < 600:
        return Refused(RefusalReason.REJECTED, str(code))
    return NotNow(code=str(code))
