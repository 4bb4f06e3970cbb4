"""Is the whole message a word of command? Within a sentence it never is."""

from functools import cache
from typing import Final

from rapidfuzz.distance import OSA

from bot.understanding.words import plain_words
from flows.engine.vocabulary import Command

_LONGEST: Final = 6  # words
_SLIP_FROM: Final = 5  # letters: shorter words must be spelt right ("alta" is not "alto")

_SAID: Final[dict[Command, tuple[str, ...]]] = {
    Command.MENU: (
        "menú", "ver menú", "el menú", "menú principal", "volver al menú", "regresar al menú",
        "inicio", "ir al inicio", "ver opciones", "opciones", "start", "main menu", "see topics",
    ),
    Command.LEAVE: ("salir", "salirme", "salte", "quiero salir", "cerrar", "exit", "salida"),
    Command.PERSON: (
        "persona", "una persona", "humano", "hablar con alguien", "hablar con una persona",
        "quiero hablar con alguien", "quiero hablar con una persona", "asesora", "asesor",
        "con una persona", "persona real", "necesito hablar con una persona", "equipo",
        "necesito hablar con alguien", "hablar con una persona real", "a person",
        "talk to somebody", "talk to someone", "talk to a person", "a real person",
    ),
    Command.STOP: (
        "alto", "stop", "baja", "dar de baja", "darme de baja", "parar", "para ya", "párale",
        "ya no", "cancelar", "basta", "unsubscribe", "detener", "ya no me escriban",
        "ya no me escribas", "no me escriban", "no me escribas", "ya no escriban", "ya no escribas",
        "no me escriban más", "no me escribas más", "dejen de escribirme", "deja de escribirme",
        "ya no quiero mensajes", "no quiero mensajes", "quiero darme de baja", "no más mensajes",
        "cancel", "end", "quit", "no me molesten", "ya no me molesten", "no me manden mensajes",
        "ya no me manden mensajes", "ya no me mandes mensajes", "stop writing",
        "stop writing to me", "don't write to me",
        "ya no deseo recibir información", "no deseo recibir información", "ya no deseo mensajes",
        "ya no quiero recibir información", "no quiero recibir información",
        "ya no quiero recibir mensajes", "no quiero recibir mensajes",
        "ya no deseo recibir mensajes", "no deseo recibir mensajes",
        "ya no quiero que me escriban", "no quiero que me escriban",
    ),
    Command.FORGET: (
        "borrar", "borrar todo", "borra todo", "bórrame", "borrar mis datos", "borra mis datos",
        "borrar la conversación", "borrar conversación", "borren todo", "elimina todo",
        "eliminar todo", "borren mis datos", "olvídame", "eliminar mis datos", "bórralo todo",
        "borrar mensajes", "borra esto", "borra mis mensajes", "delete", "delete everything",
        "delete my data", "erase everything",
    ),
    Command.HELP: (
        "ayuda", "ayúdame", "ayúdenme", "auxilio", "socorro", "sos", "help", "ayuda por favor",
        "por favor ayuda", "ayúdenme por favor", "ayúdame por favor", "help me", "ayuda ayuda",
        "por favor ayúdame", "por favor ayúdenme", "ayudita", "auxilio por favor",
    ),
    Command.RETURN: (
        "vuelve", "vuelve a escribirme", "regresa", "quiero volver", "escríbeme otra vez",
        "vuélveme a escribir", "come back", "write to me again",
    ),
    Command.PLAN: (
        "cambiar mi plan", "mi plan", "cambiar plan", "cambia mi plan", "quiero cambiar mi plan",
        "si no contesto", "change my plan", "my plan",
    ),
    Command.UNDO: (
        "no era eso", "no es eso", "eso no", "eso no era", "eso no es", "no era", "me equivoqué",
        "te equivocaste", "no me entendiste", "no quise decir eso", "eso no es lo que quiero",
        "no era lo que quería", "entendiste mal", "me entendiste mal", "no dije eso",
    ),
}  # fmt: skip


@cache
def _table() -> dict[str, Command]:
    return {
        " ".join(plain_words(said)): command for command, every in _SAID.items() for said in every
    }


def command_of(text: str) -> Command | None:
    """The command that the whole message is, whatever its case, accents, punctuation or a slip."""
    if text.strip() in {"🆘", "/help", "/ayuda"}:
        return Command.HELP
    words = plain_words(text[:200])
    if not words or len(words) > _LONGEST:
        return None
    said = " ".join(words)
    table = _table()
    if said in table:
        return table[said]
    near = (one for one in table if _is_slip(one, said))
    return next((table[one] for one in near), None)


def _is_slip(meant: str, said: str) -> bool:
    """One letter off, and the same beginning: "menuu", "borarr", but not "dorar" for "parar"."""
    if meant[0] != said[0] or said in _OTHER_WORDS or max(len(meant), len(said)) < _SLIP_FROM:
        return False
    return OSA.distance(meant, said, score_cutoff=1) <= 1


# One letter from a command, and words of their own.
_OTHER_WORDS: Final = frozenset(
    {
        "pasar", "parir", "pagar", "salid", "subir", "sentir", "ayudo", "ayudas", "personas",
        "partir", "vasta", "pasta", "bajar", "cenar", "cerca", "botar", "bordar", "bolar",
        "barrer", "bastan", "deleite", "ayudan", "salio", "saldo", "solir", "era eso", "es eso",
        "no eres", "opcion", "cantar", "saltar", "borrador", "exito", "asesoria", "humana",
        "inicia", "vuelvo", "vuelves", "vuelva", "regreso", "regresas", "regrese", "regresar",
    }
)  # fmt: skip
