"""What does she mean, and does it answer what was asked? The entry to the room.

`read` depends on the words alone: crisis first, then command, topic, language and a place in passing.
`answer` adds what fits the waiting question. `understand` does both.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.understanding import choices, crises, model, open_answers, places, rules, weigh
from bot.understanding.commands import command_of
from bot.understanding.language import language_of
from bot.understanding.words import BREAK, folded_words
from flows.engine.understood import (
    Answer,
    AnswerKind,
    Expectation,
    Place,
    PlaceAnswer,
    TextAnswer,
    Understood,
)
from flows.engine.vocabulary import Command, Topic

_DENIAL_AT_MOST: Final = 12  # words: a longer message says more than "it is nothing"
_LIKELIEST: Final = 3
_CHANGE_OF_TOPIC: Final = 0.6  # confidence from which a topic outweighs an open answer
_NO_CHANGE: Final = frozenset(
    {Topic.OTHER, Topic.GREETING, Topic.THANKS, Topic.CHECKIN_OK, Topic.CHECKIN_BAD}
)
_OF_COMMAND: Final = {
    Command.MENU: Topic.MENU_BACK,
    Command.LEAVE: Topic.MENU_BACK,
    Command.UNDO: Topic.MENU_BACK,
    Command.PERSON: Topic.HUMAN,
    Command.STOP: Topic.STOP,
    Command.FORGET: Topic.PRIVACY,
    Command.HELP: Topic.HUMAN,
}


def understand(text: str, expectation: Expectation, now: datetime, zone: str) -> Understood:
    """What Alba makes of one message. `now` is aware, UTC; `zone` is her own (IANA)."""
    return answer(read(text), text, expectation, now, zone)


def read(text: str) -> Understood:
    """What the words say, whatever was asked."""
    words = folded_words(text)
    command = command_of(text)
    if all(word in {BREAK, "?"} for word in words):
        return Understood(language=language_of(text), command=command, why="no words")
    if command:
        topic = _OF_COMMAND[command]
        return Understood(topic, confidence=1.0, why="a word of command", command=command)
    shipped = model.load()
    if not any(f"={word}" in shipped.rows for word in words):
        return Understood(language=language_of(text), why="no known word")
    scored = model.score(words, shipped)
    verdict = crises.judge(scored)
    likeliest = weigh.topics(scored)
    topic, confidence = likeliest[0]
    danger = verdict.crisis or verdict.check
    return Understood(
        topic=topic,
        crisis=verdict.crisis,
        check=verdict.check,
        confidence=round(confidence, 3),
        why=verdict.why,
        place=_passing_place(text),
        language=language_of(text),
        silencing=danger is not None and rules.silences(words),
        denial=danger is None and len(words) <= _DENIAL_AT_MOST and rules.denies(words),
        topics=tuple((one, round(chance, 3)) for one, chance in likeliest[:_LIKELIEST]),
    )


def answer(
    understood: Understood, text: str, expectation: Expectation, now: datetime, zone: str
) -> Understood:
    """The same, with what fits the waiting question."""
    if expectation.kind is AnswerKind.CHOICE and choices.exactly(text, expectation.choices):
        # A title that she types is a button that she presses: the book knows what it leads to.
        understood = replace(understood, command=None, crisis=None, check=None)
    if understood.command is not None:
        return understood
    found = _fitting(understood, text, expectation, now, zone)
    if found is None and expectation.skippable and expectation.kind is not AnswerKind.NOTHING:
        found = open_answers.skip_in(text)
    return understood if found is None else replace(understood, answer=found)


def _fitting(
    understood: Understood, text: str, expectation: Expectation, now: datetime, zone: str
) -> Answer | None:
    match expectation.kind:
        case AnswerKind.NOTHING:
            return None
        case AnswerKind.CHOICE:
            return choices.choice_in(text, expectation.choices)
        case AnswerKind.TEXT:
            return _text(understood, text, expectation)
        case AnswerKind.DATE:
            from bot.understanding import dates

            return dates.find(text, now, zone, expectation.past)
        case AnswerKind.PLACE:
            found = places.find(text, expectation.near)
            return PlaceAnswer(found) if found else None
        case AnswerKind.NUMBER:
            return open_answers.number_answer(text)
        case AnswerKind.NAME:
            return None if _is_change(understood) else open_answers.name_in(text)


def _text(understood: Understood, text: str, expectation: Expectation) -> TextAnswer | None:
    if _is_change(understood) or (expectation.skippable and open_answers.skip_in(text)):
        return None
    return open_answers.text_answer(text)


def _is_change(understood: Understood) -> bool:
    """Whether the message is clearly about something else, or of something that can't wait."""
    if understood.crisis or understood.check:
        return True
    return understood.topic not in _NO_CHANGE and understood.confidence >= _CHANGE_OF_TOPIC


def _passing_place(text: str) -> Place | None:
    found = places.find(text)
    return found[0] if len(found) == 1 else None
