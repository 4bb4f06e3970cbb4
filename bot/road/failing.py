"""How is a failure told? By its type and its place: its message may hold her words."""

import logging
import traceback


def kind_of(error: BaseException) -> str:
    """The name of its type."""
    return type(error).__name__


def place_of(error: BaseException) -> str:
    """Where it was raised: file and line."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""


def tell(log: logging.Logger, error: BaseException, what: str, *ids: object) -> None:
    """Log that something failed; `ids` fill `what`, and are never words or addresses."""
    log.error("%s: %s at %s", what % ids, kind_of(error), place_of(error))
