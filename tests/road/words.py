"""What do the words of these tests mean? A stand-in for understanding that knows a few of them."""

from datetime import datetime
from typing import Final

from flows.engine.understood import (
    AnswerKind,
    ChoiceAnswer,
    Expectation,
    TextAnswer,
    Understood,
)
from flows.engine.vocabulary import Command, Crisis, Topic

COMMANDS: Final = {
    "alto": Command.STOP,
    "borrar": Command.FORGET,
    "menú": Command.MENU,
    "persona": Command.PERSON,
    "ayuda": Command.HELP,
}
TOPICS: Final = {
    "cuarto": Topic.HOUSING,
    "trabajo": Topic.JOBS,  # a flow that goes round for ever
    "datos": Topic.PRIVACY,
    "gracias": Topic.THANKS,
}
DANGER: Final = "peligro"
HINT: Final = "raro"
BREAKS: Final = "truena"


class Broke(Exception):
    """Understanding failed, and its message holds her words."""


def understand(text: str, expectation: Expectation, now: datetime, zone: str) -> Understood:
    """Read a few words, in any text."""
    del now, zone
    if BREAKS in text:
        raise Broke(text)
    if text in COMMANDS:
        return Understood(Topic.OTHER, command=COMMANDS[text])
    words = text.split()
    topic = next((TOPICS[word] for word in words if word in TOPICS), Topic.OTHER)
    crisis = Crisis.VIOLENCE_NOW if DANGER in words else None
    check = Crisis.VIOLENCE_NOW if HINT in words and crisis is None else None
    read = Understood(topic, crisis, check, 0.9 if topic is not Topic.OTHER else 0.1)
    return _answered(read, text, expectation)


def _answered(read: Understood, text: str, expectation: Expectation) -> Understood:
    if read.danger is not None:
        return read
    if expectation.kind is AnswerKind.TEXT and read.topic is Topic.OTHER:
        return Understood(read.topic, confidence=read.confidence, answer=TextAnswer(text))
    if expectation.kind is AnswerKind.CHOICE and text.isdecimal():
        number = int(text)
        if 0 < number <= len(expectation.choices):
            answer = ChoiceAnswer(expectation.choices[number - 1].id)
            return Understood(read.topic, confidence=read.confidence, answer=answer)
    return read
