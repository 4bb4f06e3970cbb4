"""Did our own page post this? There is no cookie to ride on, but nobody else has business here."""

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_ours(headers: Mapping[str, str], public_url: str | None) -> bool:
    """Whether the browser says that the request is the page's own.

    Old browsers send no Sec-Fetch-Site; what sends neither header is no browser, and has no cookie.
    """
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return False  # another site's form cannot post JSON
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    if origin is None:
        return True
    hosts = {headers.get("host", "").lower()}
    if public_url is not None:
        hosts.add(urlsplit(public_url).netloc.lower())
    return _netloc(origin) in hosts - {""}


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # a bracket that is not closed
        return None
