"""Did Twilio send this? Checked before anything of a webhook is believed.

The address that Twilio signed is made of the public URL of the settings, never of the request: a
proxy may have changed scheme, host and port. Parameters may have several values, and Twilio adds
new ones without notice, so all that came are signed, empty ones too.
"""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from bot.channels.port import Forged, Unreadable, WebhookPost

HEADER: Final = "x-twilio-signature"
FORM: Final = "application/x-www-form-urlencoded"
MOST_FIELDS: Final = 500  # Twilio sends about 30


class Form:
    """A posted form, each name with all its values, in the order in which they came."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Keep the pairs; a name may repeat."""
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def __iter__(self) -> Iterator[str]:
        """The names, as Twilio's validator asks for them."""
        return iter(self._values)

    def getlist(self, name: str) -> list[str]:
        """All values of a name, as Twilio's validator asks for them."""
        return self._values.get(name, [])

    def get(self, name: str) -> str:
        """The first value of a name that says something; empty when there is none."""
        return next((value for value in self.getlist(name) if value), "")


class Signature:
    """Verifies posts with the account's token."""

    def __init__(self, auth_token: str, public_url: str) -> None:
        """`public_url` is where the world finds Alba: scheme, host, perhaps a path."""
        self._validator = RequestValidator(auth_token)
        self._public_url = public_url.rstrip("/")

    def verified(self, post: WebhookPost) -> Form:
        """The form of a post that Twilio signed. Raises Forged or Unreadable."""
        signature = post.headers.get(HEADER, "")
        if not signature:
            raise Forged
        form = _form(post)
        query = f"?{post.query}" if post.query else ""
        if not self._signed(f"{self._public_url}{post.path}{query}", form, signature):
            raise Forged
        return form

    def _signed(self, url: str, form: Form, signature: str) -> bool:
        try:
            return bool(self._validator.validate(url, form, signature))
        except ValueError:  # an address that no address can be
            return False


def _form(post: WebhookPost) -> Form:
    content_type = post.headers.get("content-type", FORM).partition(";")[0].strip().lower()
    if content_type != FORM:
        raise Unreadable
    try:
        text = post.body.decode("utf-8", "replace")
        pairs = parse_qsl(
            text, keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise Unreadable from None
    return Form(pairs)
