"""Do the catalogues say what the sources say, and does the English one say all of it?"""

import io
import re

import pytest
from babel.messages.catalog import Catalog

from bot.translations import catalogue
from flows.reading.extract import extract
from locales import catalogues

HOLE = re.compile(r"\{[^{}]*\}|%\([a-z_]+\)[sd]")

FLOW = """\
flow: housing
title: >-
  Un lugar
  para dormir
nodes:
  tonight:
    choose:
      # Para traducir: dicho de noche,
      # con calma.
      text: ¿Dónde estás?
      # nota nuestra
      again: |
        ¿En qué ciudad?
      choices:
        - {id: "yes", title: Sí, words: [simón], goto: tonight}
---
expired: "Aquí estoy."
title:
  text: Dentro
again: ''
"""


@pytest.fixture(scope="module")
def template() -> Catalog:
    return catalogues.extracted()


@pytest.mark.parametrize("locale", catalogues.LOCALES)
def test_the_catalogue_is_what_make_locales_writes(locale: str, template: Catalog) -> None:
    merged = catalogues.merged(locale, template)
    assert catalogues.path(locale, "po").read_bytes() == catalogues.po(merged), "run `make locales`"
    assert catalogues.path(locale, "mo").read_bytes() == catalogues.mo(merged), "run `make locales`"


def test_english_is_complete(template: Catalog) -> None:
    assert catalogues.untranslated(catalogues.merged("en", template)) == []


def test_a_translation_has_the_holes_of_its_text(template: Catalog) -> None:
    wrong = [
        message.id
        for message in catalogues.merged("en", template)
        if message.id
        and sorted(HOLE.findall(str(message.id))) != sorted(HOLE.findall(str(message.string)))
    ]
    assert wrong == []


def test_flow_files_give_their_spoken_texts_with_line_and_comment() -> None:
    found = extract(io.BytesIO(FLOW.encode()), (), ("Para traducir:",), {})
    assert list(found) == [
        (2, None, "Un lugar para dormir", []),
        (10, None, "¿Dónde estás?", ["Para traducir: dicho de noche,", "con calma."]),
        (12, None, "¿En qué ciudad?", []),
        (15, None, "Sí", []),
        (17, None, "Aquí estoy.", []),
        (19, None, "Dentro", []),
    ]


def test_what_is_written_is_the_same_each_time(template: Catalog) -> None:
    again = catalogues.extracted()
    assert catalogues.po(template) == catalogues.po(again)
    assert catalogues.mo(template) == catalogues.mo(again)


@pytest.mark.parametrize("language", ["es", "es_MX", "another", "nah", "en"])
def test_a_text_without_translation_comes_back_as_it_is(language: str) -> None:
    assert catalogue(language)("No está en ningún catálogo.") == "No está en ningún catálogo."
    assert catalogue(language)("") == ""


@pytest.mark.parametrize("language", ["en", "en-US", "EN_us"])
def test_english_is_spoken_where_it_is_asked_for(language: str, template: Catalog) -> None:
    english = next(message for message in catalogues.merged("en", template) if message.id)
    assert catalogue(language)(str(english.id)) == english.string != english.id
    assert catalogue("es")(str(english.id)) == english.id
