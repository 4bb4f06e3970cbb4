"""Does the readability that Alba computes agree with Spanish grammar, and with textstat?"""

import pytest
import textstat
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.readability import (
    EASY,
    Band,
    band,
    longest_sentence,
    score,
    sentences,
    syllables,
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        pytest.param("casa", 2, id="open syllables are counted"),
        pytest.param("trabajo", 3, id="clusters of consonants make no syllable"),
        pytest.param("ciudad", 2, id="two weak vowels are one"),
        pytest.param("reina", 2, id="a strong and a weak vowel are one"),
        pytest.param("averiguáis", 4, id="a triphthong is one"),
        pytest.param("leer", 2, id="two strong vowels are two"),
        pytest.param("aéreo", 4, id="strong vowels in a row are each their own"),
        pytest.param("día", 2, id="an accent on the weak vowel parts it"),
        pytest.param("continúa", 4, id="an accented weak vowel before a strong one parts"),
        pytest.param("leíamos", 4, id="an accented weak vowel between strong ones parts both"),
        pytest.param("ahora", 3, id="a mute h joins nothing that is strong"),
        pytest.param("búho", 2, id="a mute h hides no hiatus"),
        pytest.param("ahijada", 3, id="a mute h does not part a diphthong"),
        pytest.param("guitarra", 3, id="the u of gui is mute"),
        pytest.param("quien", 1, id="the u of que is mute"),
        pytest.param("pingüino", 3, id="the ü is heard"),
        pytest.param("hoy", 1, id="a final y is a vowel"),
        pytest.param("muy", 1, id="a final y makes a diphthong"),
        pytest.param("ayuda", 3, id="an inner y is a consonant"),
        pytest.param("y", 1, id="the word y is a syllable"),
        pytest.param("psicología", 5, id="a final hiatus is counted"),
        pytest.param("brr", 1, id="a word without a vowel is still said"),
        pytest.param("CURP", 1, id="an acronym is read as a word"),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_formula_is_szigriszts() -> None:
    text = "Aquí hay pan. La casa abre a las."
    assert score(text) == pytest.approx(206.835 - 62.3 * 11 / 8 - 8 / 2)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Hay lugar para ti. Puedes llegar hoy con tus hijos. Toca la puerta con calma.",
            id="plain",
        ),
        pytest.param(
            "Todos los documentos necesarios deben presentarse personalmente durante las mañanas.",
            id="officious",
        ),
        pytest.param(
            "Pregunta por el comedor. Dan caldo, pan y fruta. Nadie te va a pedir papeles.",
            id="short sentences",
        ),
    ],
)
def test_textstat_agrees_where_it_can_hyphenate(text: str) -> None:
    # textstat counts places to hyphenate, so it misses a first or last syllable of one letter.
    textstat.set_lang("es")
    assert score(text) == pytest.approx(textstat.szigriszt_pazos(text), abs=0.1)


def test_where_textstat_misses_syllables_the_score_is_the_stricter_one() -> None:
    textstat.set_lang("es")
    text = "Aquí oías tu río de día. Ella había ido a oír eso ahí."
    assert score(text) < textstat.szigriszt_pazos(text)


@pytest.mark.parametrize(
    ("perspicuity", "name"),
    [
        pytest.param(12.0, Band.VERY_HARD, id="a scientific paper"),
        pytest.param(40.0, Band.RATHER_HARD, id="the lower bound belongs to the band"),
        pytest.param(55.0, Band.NORMAL, id="the sports pages"),
        pytest.param(EASY, Band.RATHER_EASY, id="what each flow must reach"),
        pytest.param(80.0, Band.VERY_EASY, id="a comic"),
    ],
)
def test_the_bands_are_those_of_inflesz(perspicuity: float, name: Band) -> None:
    assert band(perspicuity) is name


def test_what_the_law_writes_is_harder_than_what_alba_writes() -> None:
    law = (
        "La persona sentenciada podrá solicitar al órgano jurisdiccional el otorgamiento de la "
        "libertad condicionada bajo la modalidad de supervisión con monitoreo electrónico."
    )
    assert band(score(law)) is Band.VERY_HARD
    assert score("Hay un comedor cerca. Abre hoy y no pide papeles.") > EASY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Abre a las 9.30. Llama.", ("Abre a las 930", "Llama"), id="an hour"),
        pytest.param("Hasta las 5 p.m. de hoy.", ("Hasta las 5 pm de hoy",), id="p.m."),
        pytest.param("Pan\nSopa", ("Pan", "Sopa"), id="each line of a list is a sentence"),
        pytest.param("Bienvenid[a|o|e]…", ("Bienvenida",), id="the choice of gender is one word"),
        pytest.param("Marca {phone}.", ("Marca",), id="a placeholder is not read"),
        pytest.param("https://example.org/a.b 🙂", (), id="an address is not read"),
    ],
)
def test_a_text_is_cut_where_a_reader_pauses(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


def test_the_longest_sentence_is_known_by_its_words() -> None:
    assert longest_sentence("Uno. Uno dos tres. Uno dos.") == 3
    assert longest_sentence("") == 0


def test_a_text_without_words_is_not_hard() -> None:
    assert score("🙂 123 …") == 100.0


@given(st.text())
def test_any_text_has_a_score(text: str) -> None:
    assert score(text) <= 206.835
