"""What holds for every answer? Headers that keep a page to itself, and errors that tell nothing."""

import logging
import traceback
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS_ONLY: Final = "max-age=31536000"


class Guards:
    """The outermost layer of our own: adds the headers and swallows what nobody else caught."""

    def __init__(self, app: ASGIApp, public_url: str | None) -> None:
        """`public_url` tells whether browsers may be held to https."""
        self._app = app
        self._headers = dict(HEADERS)
        if public_url is not None and public_url.startswith("https://"):
            self._headers["Strict-Transport-Security"] = HTTPS_ONLY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; 500 for what fails, of which the log gets type and place, no words."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except ClientDisconnect:
            return  # whoever asked went away, and nobody is left to be answered
        except Exception as error:  # its message may quote a body: it ends here
            log.error("%s: %s", scope["path"], what_failed(error))  # noqa: TRY400
            if not started:
                await PlainTextResponse("", status_code=500)(scope, receive, guarded)


def what_failed(error: BaseException) -> str:
    """An error's type, file and line. Its message may quote her, and stays out."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {where}"
