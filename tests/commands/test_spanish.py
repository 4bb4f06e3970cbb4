"""Do the commands speak the operator's Spanish, what their library says by itself too?"""

import inspect
import re
from collections.abc import Iterator
from string import Formatter

import click
import pytest
from babel.messages.catalog import Message
from click.testing import CliRunner

from bot.commands.main import COMMANDS, main
from locales import catalogues

ENGLISH = re.compile(
    r"\b(usage|options|commands|show|exit|error|missing|invalid|default|try)\b", re.I
)
SAID = [message for message in catalogues.of_commands() if message.id]
MODULES = (
    click.core,
    click.decorators,
    click.exceptions,
    click.formatting,
    click.types,
    click.parser,
    click.termui,
)


def run(*words: str) -> click.testing.Result:
    return CliRunner().invoke(main, words)


def every_command(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from every_command(found, *path, name)


@pytest.mark.parametrize("path", list(every_command(main)), ids=" ".join)
def test_every_help_is_in_spanish(path: tuple[str, ...]) -> None:
    result = run(*path, "--help")
    assert result.exit_code == 0
    assert result.output.startswith("Así se usa: ")
    _, _, said = result.output.partition("\n")
    without_names = re.sub(r"--?[a-z-]+|\[[^\]]*\]|^  [a-z]+ ", "", said, flags=re.M)
    assert not ENGLISH.findall(without_names)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("staf",), "No se pudo: No hay un comando 'staf'."),
        (("staff", "ad"), "No se pudo: No hay un comando 'ad'. ¿Quisiste decir 'add'?"),
        (("staff", "add"), "No se pudo: Falta 'ALIAS'."),
        (("doctor", "hoy"), "No se pudo: Esto está de más: hoy"),
        (("chat", "--foo"), "No se pudo: No hay una opción '--foo'."),
        (("chat", "--at"), "No se pudo: A la opción '--at' le falta su valor."),
        (("chat", "--json=1"), "No se pudo: La opción '--json' va sin valor."),
        (("chat", "--channel", "sms"), "no es ninguno de estos: 'telegram', 'whatsapp'."),
        (("policy", "try", "--women", "x"), "'x' no es un número."),
        (("stories", "check", "/nada"), "no existe '/nada'."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_written_wrong_is_said_in_spanish(words: tuple[str, ...], sentence: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not ENGLISH.search(result.stderr.replace("policy try", ""))


@pytest.mark.parametrize("message", SAID, ids=lambda message: str(message.id))
def test_the_library_still_says_it_and_its_holes_are_kept(message: Message) -> None:
    said, becomes = texts(message.id), texts(message.string)
    sources = "".join(map(inspect.getsource, MODULES)).replace("\\n", "\n").replace("\\t", "\t")
    assert all(text in sources for text in said)
    assert all(becomes)
    assert set().union(*map(holes, becomes)) <= set().union(*map(holes, said))


def texts(written: object) -> list[str]:
    """One text, or one for each number."""
    return [str(each) for each in (written if isinstance(written, tuple | list) else (written,))]


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_it_is_compiled() -> None:
    compiled = catalogues.path(catalogues.SOURCE, "mo", "click").read_bytes()
    assert compiled == catalogues.mo(catalogues.of_commands()), "run `make locales`"


def test_each_command_has_its_line() -> None:
    shown = run("--help").output
    assert all(f"  {name} " in shown and text[:30] in shown for name, (_, text) in COMMANDS.items())
