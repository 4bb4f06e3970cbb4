"""Is a word of command heard when it is the whole message, and only then?"""

import pytest

from bot.understanding.understand import read
from flows.engine.vocabulary import Command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("menú", Command.MENU),
        ("  MENU!! ", Command.MENU),
        ("menuu", Command.MENU),
        ("salir", Command.LEAVE),
        ("Sallir", Command.LEAVE),
        ("PERSONA", Command.PERSON),
        ("quiero hablar con alguien", Command.PERSON),
        ("alto", Command.STOP),
        ("STOP", Command.STOP),
        ("ya no me escriban", Command.STOP),
        ("baja", Command.STOP),
        ("cancelar", Command.STOP),
        ("Borrar.", Command.FORGET),
        ("borarr", Command.FORGET),
        ("ayuda", Command.HELP),
        ("AYUDAAAA", Command.HELP),
        ("aiuda", Command.HELP),
        ("🆘", Command.HELP),
        ("no era eso", Command.UNDO),
        ("Menu", Command.MENU),
        ("person", Command.PERSON),
        ("talk to somebody", Command.PERSON),
        ("DELETE", Command.FORGET),
        ("help", Command.HELP),
        ("exit", Command.LEAVE),
    ],
)
def test_a_whole_message_is_a_command(text: str, command: Command) -> None:
    assert read(text).command is command


@pytest.mark.parametrize(
    "text",
    [
        "necesito ayuda con mi ine",
        "el menú de la comida estaba rico",
        "no sé si salir hoy de mi casa",
        "una persona me dijo que aquí dan comida",
        "quiero borrar mis antecedentes penales",
        "¿me puedes ayudar a sacar mi acta?",
        "pasar",
        "alta",
        "bajar",
        "pagar",
        "that person told me there is food here",
        "deleite",
    ],
)
def test_within_a_sentence_it_is_none(text: str) -> None:
    assert read(text).command is None
