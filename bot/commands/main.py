"""Which commands does `alba` have? A line each, imported when it is called."""

import atexit
import gc
import gettext
import importlib
import os
from typing import Any, Final

import click

from bot.translations import FOLDER, SOURCE

COMMANDS: Final = {
    "run": ("bot.commands.run", "Todo en un proceso: páginas, avisos y reloj."),
    "web": ("bot.commands.run", "Solo las páginas y los webhooks (Procfile)."),
    "worker": ("bot.commands.run", "Solo los turnos, los envíos y el reloj (Procfile)."),
    "migrate": ("bot.commands.migrate", "Pone al día la base de datos y el directorio."),
    "chat": ("bot.commands.chat", "Platica con Alba en la terminal; --json para programas."),
    "understand": ("bot.commands.understand", "Qué entiende Alba de cada línea de la entrada."),
    "flows": ("bot.commands.flows", "Revisa y dibuja el libro de flujos."),
    "stories": ("bot.commands.stories", "Actúa las historias y dice cuál ya no se cumple."),
    "doctor": ("bot.commands.doctor", "Qué está configurado, alcanzable, atrasado o falta."),
    "staff": ("bot.commands.staff", "Quién trabaja aquí y a quién se avisa."),
    "rota": ("bot.commands.rota", "A quién le toca la guardia, y dónde falta alguien."),
    "policy": ("bot.commands.policy", "Probar las reglas de aviso antes de usarlas."),
    "whatsapp": (
        "bot.commands.whatsapp",
        "Las plantillas de WhatsApp: list, create, submit, show.",
    ),
    "keys": ("bot.commands.keys", "Cambia las llaves de cifrado sin parar."),
}


OPTIONS: Final = "[OPCIONES]"

SELDOM: Final = 50_000
"""Objects made before cycles are looked for: Python's 700 takes a tenth of each start and turn."""


class _Lazy(click.Group):
    """Imports only the command that is called: a start must not cost what it doesn't use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def main(self, *args: Any, **extra: Any) -> Any:
        """Speak the operator's Spanish, whatever language the machine is set to."""
        gettext.bindtextdomain("click", FOLDER)
        gettext.textdomain("click")
        os.environ["LANGUAGE"] = SOURCE
        return super().main(*args, **extra)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        gc.set_threshold(SELDOM)
        atexit.register(gc.freeze)  # at the end nothing is looked through once more
        module, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), cmd_name)
        _in_spanish(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Comandos"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _in_spanish(command: click.Command) -> None:
    """What stands for options and commands in "Así se usa: …"."""
    command.options_metavar = OPTIONS
    if isinstance(command, click.Group):
        command.subcommand_metavar = "COMANDO …"
        for each in command.commands.values():
            _in_spanish(each)


@click.command(cls=_Lazy, options_metavar=OPTIONS, subcommand_metavar="COMANDO …")
def main() -> None:
    """Alba: la compañía que una mujer encuentra en su teléfono."""


if __name__ == "__main__":
    main()
