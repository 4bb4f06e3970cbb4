"""In which language is she answered? In hers, as soon as her own words show it clearly."""

from dataclasses import replace
from typing import Final

from bot.translations import catalogue
from bot.understanding.language import clear_language
from flows.engine.events import Event, Said
from flows.engine.understood import Expectation
from flows.engine.vocabulary import Language

SPANISH: Final = Language.SPANISH.value
ENGLISH: Final = Language.ENGLISH.value


def language_after(event: Event, speaking: str) -> str:
    """The language of the answer to what she did: it changes with clear words, never with one.

    `speaking` is the language in which she was answered until now. In another language than these
    two nobody can be answered, and what was spoken stays.
    """
    match event:
        case Said(understood=understood) if understood.language.value != speaking:
            return _clearly(event.text) or speaking
        case _:
            return speaking


def _clearly(text: str) -> str | None:
    found = clear_language(text)
    return found.value if found in (Language.SPANISH, Language.ENGLISH) else None


def in_language(expectation: Expectation, language: str) -> Expectation:
    """The expectation with the choices' titles as she reads them; the Spanish ones count too."""
    if language == SPANISH:
        return expectation
    translate = catalogue(language)
    choices, beside = (
        tuple(replace(each, shown=translate(each.title)) for each in named)
        for named in (expectation.choices, expectation.beside)
    )
    return replace(expectation, choices=choices, beside=beside)
