"""In which words is a text said? The catalogues of `locales/`, or else Spanish."""

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent.parent / "locales"
DOMAIN: Final = "alba"
SOURCE: Final = "es_MX"  # a msgid is the Spanish itself
CATALOGUES: Final = {"es": SOURCE, "en": "en"}

Translate = Callable[[str], str]


def N_(msgid: str) -> str:  # noqa: N802 - gettext's name for "collect it here, translate it later"
    """The msgid as it is; `make locales` finds what is wrapped in this."""
    return msgid


@cache
def catalogue(language: str) -> Translate:
    """How a msgid is said in a language ("es", "en-US", "es_MX"); one that Alba lacks is Spanish.

    A msgid without a translation, and the empty one, come back as they are.
    """
    locale = CATALOGUES.get(language.replace("_", "-").split("-")[0].lower(), SOURCE)
    entries = gettext.translation(DOMAIN, FOLDER, [locale], fallback=True)

    def translate(msgid: str) -> str:
        return entries.gettext(msgid) if msgid else ""  # gettext("") would be the file's header

    return translate
