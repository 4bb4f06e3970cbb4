"""How are short words compared, whoever typed them? Without accents, case, and marks."""

import re
import unicodedata


def plain(text: str) -> str:
    """Lower case, no accents, no marks, one space between words."""
    letters = unicodedata.normalize("NFD", text.casefold())
    bare = "".join(each for each in letters if not unicodedata.combining(each))
    return " ".join(re.sub(r"[^\w\s]", " ", bare).split())
