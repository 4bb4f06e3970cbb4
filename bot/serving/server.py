"""How is the application served? By uvicorn inside our own loop, until somebody says stop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import uvicorn
from starlette.types import ASGIApp

DRAIN: Final = timedelta(seconds=20)
"""How long requests may take to end; platforms kill what is still there after 30 seconds."""

BACKLOG: Final = 1024
KEEP_ALIVE_SECONDS: Final = 75  # a page asks again within this, and need not connect again


class _Server(uvicorn.Server):
    """Leaves the signals alone: the process has more to end than its requests."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 is any that is free. Raises OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    dual = host == "::" and socket.has_dualstack_ipv6()
    return socket.create_server((host, port), family=family, backlog=BACKLOG, dualstack_ipv6=dual)


async def serve_app(
    app: ASGIApp, listening: socket.socket, stop: asyncio.Event, drain: timedelta = DRAIN
) -> None:
    """Answer until `stop` is set; then accept nothing new, finish what is asked, and return.

    What a proxy says of scheme and client is not believed: signatures are over ALBA_PUBLIC_URL.
    """
    config = uvicorn.Config(
        app,
        access_log=False,  # it would keep who asked for what
        log_config=None,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        ws="none",
        lifespan="off",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(drain.total_seconds()),
    )
    server = _Server(config)
    ending = asyncio.create_task(_end(server, stop))
    try:
        await server.serve(sockets=[listening])
    finally:
        ending.cancel()


async def _end(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True
