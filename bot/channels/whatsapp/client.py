"""How does a request reach Twilio, and what came back of it?

Twilio's own `Client` signs and describes each request; this module gives it an HTTP client that can
be pointed elsewhere, that logs and keeps no word or address (Twilio's logs both), that sends JSON
as JSON, and that tells what never left from what was cut.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import aiohttp
from twilio.http.response import Response
from twilio.rest import Client

MESSAGES_HOST: Final = "https://api.twilio.com"
CONTENT_HOST: Final = "https://content.twilio.com"
JSON: Final = "application/json"


class Unsent(Exception):
    """The request never left this machine: Twilio knows nothing of it."""


class Cut(Exception):
    """The request left and no whole answer came back: what it asked for may have been done."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds: for a connection, and for each piece of an answer.

    Contents are asked for while a message waits that can do without them: shorter.
    """

    connect_seconds: float = 5.0
    read_seconds: float = 10.0
    content_seconds: float = 4.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What Twilio said. `content` is empty when it is no JSON object: then it was not Twilio."""

    status: int
    content: Mapping[str, Any] = field(repr=False)
    retry_after_seconds: float = 0.0

    @property
    def done(self) -> bool:
        """Whether Twilio did what it was asked."""
        return 200 <= self.status < 300

    @property
    def code(self) -> int:
        """Twilio's own error code; 0 when it gave none, and then perhaps it was not Twilio."""
        code = self.content.get("code")
        return code if isinstance(code, int) else 0

    @property
    def sid(self) -> str | None:
        """The id of what was made, if the answer holds one."""
        sid = self.content.get("sid")
        return sid if isinstance(sid, str) and sid else None


class MovableHttp:
    """An HTTP client as Twilio's `Client` expects one, which may send to another host instead."""

    is_async = True

    def __init__(self, api_url: str | None, timeouts: Timeouts) -> None:
        """`api_url` replaces scheme and host of every request; None: Twilio's own hosts."""
        self._elsewhere = urlsplit(api_url) if api_url else None
        self._timeouts = timeouts
        self._session: aiohttp.ClientSession | None = None

    async def request(  # the signature is Twilio's
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Send one request and read its whole answer. Raises Unsent or Cut."""
        sent_headers = dict(headers or {})
        if auth is not None:
            sent_headers["Authorization"] = aiohttp.encode_basic_auth(*auth)
        try:
            async with self._open().request(
                method,
                self._moved(url),
                params=params,
                data=_encoded(data, sent_headers),
                headers=sent_headers,
                timeout=self._waits(timeout or self._timeouts.read_seconds),
                allow_redirects=allow_redirects,
            ) as answer:
                text = (await answer.read()).decode("utf-8", "replace")
                return Response(answer.status, text, dict(answer.headers))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unsent(type(error).__name__) from None
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            raise Cut(type(error).__name__) from None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            # an idle connection that Twilio closes leaves a send's outcome unknown: keep briefly
            connector = aiohttp.TCPConnector(limit=20, keepalive_timeout=15)
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session

    def _waits(self, read_seconds: float) -> aiohttp.ClientTimeout:
        connect_seconds = self._timeouts.connect_seconds
        total = connect_seconds + 2 * read_seconds  # an answer that trickles is none
        return aiohttp.ClientTimeout(total=total, connect=connect_seconds, sock_read=read_seconds)

    def _moved(self, url: str) -> str:
        if self._elsewhere is None:
            return url
        parts = urlsplit(url)
        path = self._elsewhere.path.rstrip("/") + parts.path
        return urlunsplit(
            parts._replace(scheme=self._elsewhere.scheme, netloc=self._elsewhere.netloc, path=path)
        )


class TwilioApi:
    """The few of Twilio's resources that Alba needs, as plain answers."""

    def __init__(
        self, account_sid: str, auth_token: str, api_url: str | None, timeouts: Timeouts
    ) -> None:
        """Keep the account's credentials; nothing is connected before the first request."""
        self._http = MovableHttp(api_url, timeouts)
        self._content_seconds = timeouts.content_seconds
        self._account_sid = account_sid
        self._client = Client(
            account_sid,
            auth_token,
            http_client=self._http,
            environment={"TWILIO_EDGE": "", "TWILIO_REGION": ""},  # settings decide, not its own
        )

    async def messages(
        self,
        method: str,
        path: str = "",
        *,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask of the account's messages; `path` is what follows /Messages, such as /SM123."""
        url = f"{MESSAGES_HOST}/2010-04-01/Accounts/{self._account_sid}/Messages{path}.json"
        return await self._ask(method, url, params, form, None)

    async def account(self) -> Answer:
        """Ask for the account itself: whether it is active, and whether the token is right."""
        url = f"{MESSAGES_HOST}/2010-04-01/Accounts/{self._account_sid}.json"
        return await self._ask("GET", url, None, None, None)

    async def content(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Ask of the contents (buttons, lists, templates); `path` is what follows /v1/."""
        return await self._ask(method, f"{CONTENT_HOST}/v1/{path}", params, body, JSON)

    async def next_page(self, host: str, url: str) -> Answer:
        """Ask for the next page of a list by the address that Twilio gave, never another host."""
        parts = urlsplit(url)
        return await self._ask("GET", f"{host}{parts.path}?{parts.query}", None, None, None)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _ask(
        self,
        method: str,
        url: str,
        params: Mapping[str, str] | None,
        data: Mapping[str, Any] | None,
        content_type: str | None,
    ) -> Answer:
        headers = {"Content-Type": content_type} if data and content_type else None
        timeout = self._content_seconds if url.startswith(CONTENT_HOST) else None
        answer = await self._client.request_async(
            method, url, params=params, data=data, headers=headers, timeout=timeout
        )
        return Answer(answer.status_code, _object(answer.text), _retry_after(answer.headers))


def _encoded(data: Mapping[str, Any] | None, headers: Mapping[str, str]) -> bytes | None:
    if not data:
        return None
    if headers.get("Content-Type") == JSON:
        return json.dumps(data).encode()
    return urlencode(data, errors="replace").encode()


def _object(text: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _retry_after(headers: Mapping[str, str]) -> float:
    value = {name.lower(): value for name, value in headers.items()}.get("retry-after", "")
    return float(value) if value.isdecimal() else 0.0
