"""Who writes, and what? Webhook bodies as Telegram posts them, with texts of 60 characters."""

import json
from itertools import count
from typing import Final

from bot.channels.port import WebhookPost

SECRET: Final = "a-secret-of-the-bench"
LONG: Final = 60

_SAID: Final = (
    "hola buenas tardes necesito saber si me pueden ayudar porfa",
    "ando buscando un cuarto barato para rentar cerca del centro",
    "me dijeron que ustedes saben donde dan trabajo sin papeles",
    "quiero sacar mi ine pero perdi el acta y no se que llevar",
    "a donde voy para que me den una despensa con mis chamacos",
    "necesito un abogado gratis que vea lo de mis antecedentes",
    "mi hija esta con su abuela y quiero volver a vivir con ella",
    "que dias es la visita en el penal y que ropa puedo llevar",
    "quiero terminar la prepa abierta cuanto cuesta y donde es",
    "ya no consumo pero quiero un grupo que me apoye en las tardes",
    "me siento muy triste y quiero platicar con una psicologa",
    "tengo que ir a firmar al juzgado y no me acuerdo que dia es",
    "me duele una muela desde hace dias hay un centro de salud",
    "gracias por la informacion voy a marcar mañana temprano",
    "no le entendi me puede explicar otra vez por favor señora",
    "mejor quiero hablar con una persona del equipo si se puede",
)
TEXTS: Final = tuple(said[:LONG].ljust(LONG, ".") for said in _SAID)


class Woman:
    """One chat on Telegram, whose messages are made as they are wanted."""

    def __init__(self, chat: int, updates: "count[int]") -> None:
        """`chat` is her id; `updates` numbers the updates of all."""
        self.address = str(chat)
        self._chat = chat
        self._updates = updates
        self._said = 0

    def writes(self) -> WebhookPost:
        """Her next message, as Telegram posts it."""
        self._said += 1
        update = next(self._updates)
        text = TEXTS[(self._chat + self._said) % len(TEXTS)]
        who = {"id": self._chat, "first_name": "A", "language_code": "es"}
        body = {
            "update_id": update,
            "message": {
                "message_id": self._said,
                "from": {**who, "is_bot": False},
                "chat": {**who, "type": "private"},
                "date": 1_764_000_000 + update,
                "text": text,
            },
        }
        headers = {"x-telegram-bot-api-secret-token": SECRET}
        return WebhookPost("/telegram", headers, json.dumps(body).encode())


def women(number: int, first: int = 0) -> tuple[Woman, ...]:
    """So many women, numbered from `first`; their updates have numbers of their own."""
    updates = count(1 + first * 1_000_000)
    return tuple(Woman(1_000_000 + first + each, updates) for each in range(number))
