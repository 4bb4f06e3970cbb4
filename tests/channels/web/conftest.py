"""How do these tests run coroutines? In asyncio's own loop, one a test."""

import pytest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The only loop that Alba runs in."""
    return "asyncio"
