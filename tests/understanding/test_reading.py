"""Are topic and danger read from words as they are really written?"""

import pytest

from bot.understanding.understand import read
from flows.engine.vocabulary import Crisis, Language, Topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ando vuscando jale", Topic.JOBS),
        ("nesesito rentar un kuarto varato", Topic.HOUSING),
        ("kiero sacar mi ine", Topic.ID_DOCUMENTS),
        ("que dias es la visita en santa martha", Topic.VISITS),
        ("cuando me toca firmar", Topic.APPOINTMENTS),
        ("hola buenas tardes", Topic.GREETING),
        ("muchas gracias por la informacion", Topic.THANKS),
        ("quien lee lo que escribo", Topic.PRIVACY),
    ],
)
def test_the_topic_is_read_through_the_spelling(text: str, topic: Topic) -> None:
    assert read(text).topic is topic


@pytest.mark.parametrize(
    ("text", "crisis"),
    [
        ("nesesito un lugar pa dormir oi", Crisis.HOMELESS_TONIGHT),
        ("ya no le encuentro caso a nada", Crisis.SUICIDE_SELF_HARM),
        ("ya no quiero vivir jaja ntc", Crisis.SUICIDE_SELF_HARM),
        ("el papá de mis hijos anda afuera d mi casa", Crisis.VIOLENCE_NOW),
        ("mi amiga no despierta, se metio algo", Crisis.OVERDOSE_OR_RELAPSE_RISK),
        ("me piden dinero los policias para no llevarme", Crisis.DETAINED_OR_EXTORTED_NOW),
    ],
)
def test_danger_is_heard(text: str, crisis: Crisis) -> None:
    assert read(text).crisis is crisis


@pytest.mark.parametrize(
    "text",
    [
        "me muero de hambre",
        "se me murió el celular",
        "en la novela una muchacha se suicidó",
        "hace años mi marido me golpeaba pero ya murió",
        "me mata la espalda",
        "hola",
        "gracias",
    ],
)
def test_a_dangerous_word_is_not_danger(text: str) -> None:
    assert read(text).crisis is None


def test_a_wish_for_silence_in_danger_is_kept() -> None:
    understood = read("ya no escriban, él está viendo")
    assert understood.crisis is Crisis.VIOLENCE_NOW
    assert understood.silencing


def test_it_is_nothing_is_heard_as_such() -> None:
    assert read("no es nada").denial


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("necesito trabajo", Language.SPANISH),
        ("hola", Language.SPANISH),
        ("I need a place to sleep tonight please", Language.ENGLISH),
        ("do you speak english", Language.ENGLISH),
        ("bonjour je suis seule avec ma fille et j'ai besoin d'aide", Language.ANOTHER),
        ("مرحبا أحتاج مساعدة", Language.ANOTHER),
    ],
)
def test_the_language_is_told(text: str, language: Language) -> None:
    assert read(text).language is language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "\x00\x00",
        "\ud800 hola \udfff",
        "😂😂😂",
        "\u202eevil\u202c",
        "a" * 10_000,
        "ab " * 20_000,
        "' OR 1=1; DROP TABLE contacts; --",
        "<script>alert('x')</script>",
        "{{ 7 * 7 }} ${jndi:ldap://x}",
        "¿?!¡...",
        "12345",
    ],
)
def test_what_is_no_sentence_is_no_danger(text: str) -> None:
    understood = read(text)
    assert understood.crisis is None
    assert understood.check is None
    assert 0 <= understood.confidence <= 1
