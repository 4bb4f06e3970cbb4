"""What may stand in a log? Ids, statuses and types of errors; never words, addresses or tokens."""

import logging
from typing import Final

QUIET: Final = (
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "telegram",
    "twilio",
    "uvicorn.access",
    "sqlalchemy",
)
"""Libraries that log addresses, URLs with tokens, or bodies below this level."""


def configure() -> None:
    """One line an event, on standard error; libraries speak only of errors."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
