"""Does `alba stories check` tell its author what is wrong, and a story when the book is broken?"""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.commands.main import main
from bot.commands.story_play import play
from flows.reading.load import CONTENT, load_book
from flows.reading.stories import STORIES, load_stories
from flows.reading.story import Story

HEAD = "story: La prueba\nat: 2026-11-23T10:00-06:00\n"
HELLO = "  - {from: ana, text: hola, reads: {ana: soy Alba}}\n"
MENDED = "Las historias tienen esto por corregir:\n  - a.yaml: "
SAID_ELSEWHERE = {
    "Lo que pasó hace años no es un peligro de ahora",
    "Nadie toma el caso en diez minutos, y se le dice y se le da un número",
    "Una frase hecha no alarma a nadie",
    "No pudo recibir nada, y el equipo lo sabe",
    "Pide que no le escriban porque alguien lee, y Alba calla y avisa",
    "No sabe dónde tienen a su hermana, y Alba no pide el nombre",
    "SALIR deja la pantalla sin nada que delate",
    "Horas después puede ser otra persona quien tiene el teléfono",
}
"""Stories of what is understood, of silence or of the staff: they hold without the book's words."""


def check(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["stories", "check", str(folder), *options])


def written(folder: Path, content: str) -> Path:
    (folder / "a.yaml").write_text(content, encoding="utf-8")
    return folder


def test_a_story_that_holds_is_a_sentence(tmp_path: Path) -> None:
    result = check(written(tmp_path, f"{HEAD}steps:\n{HELLO}"))
    assert (result.exit_code, result.output) == (0, "Se cumplen todas: 1 historia.\n")


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("{from: ana, text: hola, reads: {ana: [soy Alba, Rosa]}}", "ana tenía que leer «Rosa»"),
        ("{from: ana, text: hola, never: {ana: SOY  alba}}", "ana no debía leer «SOY  alba»"),
        ("{from: ana, text: hola, silent: [ana]}", "ana no tenía que leer nada, y leyó: Hola"),
        ("{from: ana, text: hola, understood: {topic: jobs}}", "topic tenía que ser jobs, y fue "),
        ("{from: ana, text: hola, understood: {topic: null}}", "topic tenía que ser nada, y fue "),
        ("{from: ana, presses: Rojo, silent: ana}", "no hay un botón «Rojo»; hubo: nada"),
        ("{advance: 3d, reads: {staff:irma: Caso}}", "staff:irma tenía que leer «Caso», y leyó"),
        ("{staff: irma, action: called, case: 7, silent: staff:irma}", "no se puede hacer"),
    ],
    ids=["reads", "never", "silent", "understood", "of nothing", "presses", "staff", "no case"],
)
def test_what_came_instead_is_told(tmp_path: Path, step: str, told: str) -> None:
    first = "  - {staff: irma}\n"
    result = check(
        written(tmp_path, f"{HEAD}steps:\n{first}  - {step}\n  - {{from: ana, text: a}}\n")
    )
    assert result.exit_code == 1
    head, said, came, *_ = result.output.splitlines()
    assert head == "a.yaml: La prueba, paso 2"
    assert said.startswith("  se dijo: ")
    assert told in came
    assert result.output.endswith("De 1 historia, no se cumplen 1.\n")


def test_never_of_the_whole_story_holds_at_each_step(tmp_path: Path) -> None:
    steps = f"never: {{ana: programa}}\nsteps:\n  - {{staff: irma}}\n{HELLO}"
    result = check(written(tmp_path, HEAD + steps))
    assert "paso 2\n  se dijo: ana: «hola»\n  ana no debía leer «programa»" in result.output


def test_a_button_is_the_last_of_its_title_and_its_title_is_read(tmp_path: Path) -> None:
    steps = (
        "steps:\n  - {from: ana, text: hola, reads: {ana: Es para mí}}\n"
        "  - {from: ana, presses: Es para mí, reads: {ana: Dónde dormir}}\n"
    )
    assert check(written(tmp_path, HEAD + steps)).exit_code == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("story: a: b", "línea 1: no se puede leer."),
        (f"{HEAD}at: x\nsteps: []", "línea 3: «at» está dos veces. Deja una."),
        (f"{HEAD}", "La prueba, steps: falta."),
        (f"{HEAD}steps: []", "La prueba, steps: está vacío: escribe al menos uno."),
        (f"{HEAD}steps: hola", "La prueba, steps: debe ser una lista"),
        ("hola", "?: aquí van claves con sus valores, como «text: …»."),
        (f"story: X\nat: 2026-11-23\nsteps:\n{HELLO}", "X, at: se escribe con su diferencia"),
        (f"{HEAD}chanel: web\nsteps:\n{HELLO}", "chanel: Alba no conoce esta clave. ¿Quisiste"),
        (f"{HEAD}channel: web\nsteps:\n{HELLO}", "channel: debe ser una de estas palabras: teleg"),
        (f"{HEAD}steps:\n  - {{from: ana, txt: hola}}", "paso 1, txt: Alba no conoce esta clave."),
        (f"{HEAD}steps:\n  - {{from: ana}}", "paso 1: quien escribe manda una sola cosa"),
        (f"{HEAD}steps:\n  - {{from: ana, text: a, audio: true}}", "paso 1: quien escribe manda"),
        (f"{HEAD}steps:\n  - {{text: hola}}", "paso 1: cada paso dice una sola cosa"),
        (f"{HEAD}steps:\n  - {{from: ana, text: a, staff: x}}", "paso 1: cada paso dice una"),
        (f"{HEAD}steps:\n  - {{advance: 3d, text: a}}", "paso 1: aquí no va text"),
        (f"{HEAD}steps:\n  - {{advance: mucho}}", "advance: es un número y d, h, m o s"),
        (f"{HEAD}steps:\n  - {{staff: x, action: called}}", "paso 1: falta case"),
        (f"{HEAD}steps:\n  - {{staff: x, action: reply, case: 1}}", "paso 1: falta text"),
        (f"{HEAD}steps:\n  - {{advance: 1d, understood: {{flow: x}}}}", "va junto a from."),
        (f"{HEAD}steps:\n  - {{from: ana, text: a, reads: x}}", "reads: debe decir de quién es"),
        (f"{HEAD}steps:\n  - {{from: ana, text: a}}", "La prueba: ningún paso dice qué debe"),
        (f"{HEAD}steps:\n  - {{from: ana, text: a, silent: anna}}", "nadie se llama anna"),
        (
            f"{HEAD}steps:\n  - {{from: ana, text: a, silent: ana, reads: {{ana: b}}}}",
            "paso 1: ana no puede leer algo (reads) y nada (silent) a la vez.",
        ),
        (
            f"{HEAD}team: {{people: x, days: [monday], from: 9:00, to: 18:00}}\nsteps:\n{HELLO}",
            "team.days: debe ser una de estas palabras: lunes",
        ),
        (
            f"{HEAD}team: {{people: x, days: [lunes], from: 9, to: 18:00}}\nsteps:\n{HELLO}",
            "team.from: ",
        ),
        (f"{HEAD}steps:\n{HELLO}---\n{HEAD}steps:\n{HELLO}", "hay dos historias con este nombre"),
    ],
)
def test_what_cannot_be_read_is_said_in_spanish(
    tmp_path: Path, content: str, sentence: str
) -> None:
    result = check(written(tmp_path, content))
    assert result.exit_code == 2
    assert result.stderr.startswith(MENDED)
    assert sentence in result.stderr


def test_a_file_that_is_no_text_and_a_folder_without_stories(tmp_path: Path) -> None:
    assert "aquí no hay ninguna historia" in check(tmp_path).stderr
    (tmp_path / "b.yaml").write_bytes(b"story: \xff")
    result = check(tmp_path)
    assert result.exit_code == 2
    assert "b.yaml: -: no es texto UTF-8." in result.stderr


# -- the stories that Alba ships ------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> tuple[Story, ...]:
    return load_stories()


def test_the_shipped_stories_hold() -> None:
    result = check(STORIES)
    assert result.exit_code == 0, result.output


def changed(folder: Path, file: str, was: str, becomes: str) -> Path:
    """Alba's own book with one thing changed."""
    book = copytree(CONTENT, folder / "book")
    text = (book / file).read_text(encoding="utf-8")
    assert was in text
    (book / file).write_text(text.replace(was, becomes), encoding="utf-8")
    return book


BROKEN = [
    ("hoy se mata", "crisis_suicide.yaml", "{phone:D0003}", "{phone:D0089}", "«55 5259 8121»"),
    (
        "la línea de ese estado",
        "crisis_violence.yaml",
        "MEX: card_mex",
        "MEX: card",
        "800 108 4053",
    ),
    ("no respira", "crisis_medical.yaml", "No cuelgues", "Calma", "tenía que leer «No cuelgues»"),
    ("once de la noche", "crisis_homeless.yaml", "puede no haber", "hay", "puede no haber lugar"),
    ("ve que Alba calla", "crisis_violence.yaml", "en silencio", "aquí", "leer «en silencio»"),
    ("y no hay equipo", "human.yaml", "{team:closing}", "Ya va alguien.", "ninguna persona está"),
    (
        "Pregunta por su hija",
        "welcome.yaml",
        "No doy informes",
        "Ya salió",
        "leer «No doy informes",
    ),
    ("Con ALTO", "menu.yaml", "Ya no te escribo", "Va", "leer «Ya no te escribo»"),
    (
        "Los lugares protegidos",
        "violence_info.yaml",
        "te la dan por teléfono. No",
        "está en internet. No",
        "leer «te la dan por teléfono»",
    ),
]


@pytest.mark.parametrize(("name", "file", "was", "becomes", "told"), BROKEN)
def test_a_story_fails_when_the_book_is_broken(
    tmp_path: Path,
    shipped: tuple[Story, ...],
    name: str,
    file: str,
    was: str,
    becomes: str,
    told: str,
) -> None:
    [story] = [each for each in shipped if name in each.name]
    failure = play(story, load_book(changed(tmp_path, file, was, becomes)))
    assert failure is not None
    assert any(told in sentence for sentence in failure.sentences), failure.sentences


def test_another_book_is_an_option_and_may_be_no_book(tmp_path: Path) -> None:
    folder = written(tmp_path, f"{HEAD}steps:\n{HELLO}")
    book = changed(tmp_path, "welcome.yaml", "soy Alba", "soy Rosa")
    assert check(folder, "--book", str(book)).exit_code == 1
    (book / "welcome.yaml").unlink()
    result = check(folder, "--book", str(book))
    assert result.exit_code == 2
    assert result.stderr.startswith("El libro de flujos tiene esto por corregir:")


def test_every_story_of_words_fails_when_the_book_says_nothing(
    tmp_path: Path, shipped: tuple[Story, ...]
) -> None:
    book = copytree(CONTENT, tmp_path / "mute")
    for file in book.glob("*.yaml"):
        documents = yaml.compose_all(file.read_text(encoding="utf-8"))
        file.write_text(yaml.serialize_all(map(muted, documents)), encoding="utf-8")
    mute = load_book(book)
    holding = {story.name for story in shipped if play(story, mute) is None}
    assert holding == SAID_ELSEWHERE


def muted(node: Any) -> Any:
    """The node, in which every text is the same nothing."""
    for key, value in pairs(node):
        if key in ("text", "again") and isinstance(value, yaml.ScalarNode):
            value.value = "Hmm." if key == "text" else "Mmm."
        else:
            muted(value)
    return node


def pairs(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, value) for key, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        yield from (("", value) for value in node.value)
