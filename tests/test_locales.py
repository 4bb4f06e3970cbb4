"""Do the catalogues say what the sources say, and does the English one say all of it?"""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.care.alerting import BUTTONS
from bot.channels.port import LIST_LABEL
from bot.translations import catalogue
from flows.engine.book import Book
from flows.engine.nodes import Choose
from flows.reading.extract import extract
from flows.reading.load import load_book
from flows.reading.proofs import limits, words
from flows.reading.proofs.subject import nodes, sentences
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


# Words that, read on a locked screen, would tell whose phone this is.
TELLTALE = re.compile(
    r"\b(prison|jail|inmate|releas|parole|violen|abus|shelter|refuge|lawyer|defender|police|arrest"
    r"|suicid|kill|dying|drug|addict|overdos|wom[ae]n|judge|court|crim|sentence|extort|traffick"
    r"|therap|psych|name\b)",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def template() -> Catalog:
    return catalogues.extracted()


@pytest.fixture(scope="module")
def book() -> Book:
    return load_book()


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


def test_english_titles_fit_where_the_spanish_ones_do(book: Book) -> None:
    english = catalogue("en")
    titles = {
        (flow, name): [english(choice.title) for choice in node.choices]
        for flow, name, node in nodes(book)
        if isinstance(node, Choose)
    }
    room = {
        where: limits.BUTTON if len(all_) <= limits.BUTTONS else limits.ROW
        for where, all_ in titles.items()
    }
    assert [t for where, all_ in titles.items() for t in all_ if len(t) > room[where]] == []
    assert [where for where, all_ in titles.items() if len(set(all_)) < len(all_)] == []


@pytest.mark.parametrize("msgid", [LIST_LABEL, *BUTTONS.values(), "Prefiero no decir"])
def test_english_labels_fit_on_a_button(msgid: str) -> None:
    assert 0 < len(catalogue("en")(msgid)) <= limits.BUTTON


def test_an_english_preview_gives_nothing_away(book: Book) -> None:
    english = catalogue("en")
    said = {HOLE.sub("…", english(line.text)) for line in sentences(book)}
    previews = {each[: words.PREVIEW] for each in said}
    assert sorted(each for each in previews if TELLTALE.search(each)) == []


def test_a_reworded_text_keeps_its_translation_to_be_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(catalogues, "path", lambda locale, suffix: tmp_path / suffix)
    before = Catalog("en")
    before.add("Llama antes de ir a ese lugar.", "Call before you go there.")
    before.add("Esto ya no lo dice nadie.", "Nobody says this any more.")
    (tmp_path / "po").write_bytes(catalogues.po(before))
    template = Catalog()
    template.add("Llama antes de ir a este lugar.")
    for _ in range(2):  # the second time finds what the first wrote
        merged = catalogues.merged("en", template)
        (tmp_path / "po").write_bytes(catalogues.po(merged))
    [message] = [each for each in merged if each.id]
    assert (message.string, message.fuzzy) == ("Call before you go there.", True)
    assert catalogues.untranslated(merged) == ["Llama antes de ir a este lugar."]
    assert b"Call before" not in catalogues.mo(merged)


def test_facts_give_the_values_that_fill_sentences() -> None:
    facts = "- {id: F-a, value: agosto de 2025, says: x}\n- {id: F-b, value: '2020', says: y}\n"
    flow = "act: {effects: [{remember: {name: role, value: pariente}}]}"
    found = extract(io.BytesIO(facts.encode()), (), (), {})
    assert [text for _, _, text, _ in found] == ["agosto de 2025"]
    assert list(extract(io.BytesIO(flow.encode()), (), (), {})) == []


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
