"""What does she mean, and does it answer what was asked? The entry to the room.

`read` depends on the words alone: crisis, command, topic, language and a place named in passing.
`answer` adds what fits the waiting question. `understand` does both.
"""

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.understanding import (
    appointments,
    bare_words,
    choices,
    crises,
    dates,
    inside,
    model,
    open_answers,
    places,
    rules,
    weigh,
    writing_wishes,
)
from bot.understanding.commands import command_of
from bot.understanding.language import as_spanish, language_of
from bot.understanding.release import says_more, without_release
from bot.understanding.words import BREAK, folded_words, plain_words, spellings
from flows.engine.understood import (
    Answer,
    AnswerKind,
    Expectation,
    Place,
    PlaceAnswer,
    TimeAnswer,
    Understood,
)
from flows.engine.vocabulary import Command, Crisis, Language, Topic

_DENIAL_AT_MOST: Final = 12  # words: a longer message says more than "it is nothing"
_LIKELIEST: Final = 3
_CHANGE_OF_TOPIC: Final = 0.6  # confidence from which a topic outweighs an open answer
_NO_CHANGE: Final = frozenset(
    {Topic.OTHER, Topic.GREETING, Topic.THANKS, Topic.CHECKIN_OK, Topic.CHECKIN_BAD}
)
_OF_RELEASE: Final = frozenset({Crisis.HOMELESS_TONIGHT, Crisis.DETAINED_OR_EXTORTED_NOW})
_HEARTS: Final = frozenset("❤🧡💛💚💙💜🤎🤍🩷🩵💕💖💗💓💞😊🥰😘🤗\ufe0f ")
_SAY_IT_AGAIN: Final = frozenset(
    {
        "no entiendo", "no te entiendo", "no entendi", "no le entiendo", "no te entendi", "como",
        "que", "mande", "eh", "no comprendo", "i don t understand", "what",
    }
)  # fmt: skip
_WHICH_LANGUAGE: Final = frozenset(
    {
        "i speak english", "english", "english please", "in english", "in english please",
        "do you speak english", "espanol por favor",
        "en espanol", "espanol",
    }
)  # fmt: skip
_NO_SPANISH: Final = re.compile(r"\bno (?:hablo|hablar|se hablar|entiendo) (?:\w+ ){0,2}espanol\b")
_OF_COMMAND: Final = {
    Command.MENU: Topic.MENU_BACK,
    Command.LEAVE: Topic.MENU_BACK,
    Command.UNDO: Topic.MENU_BACK,
    Command.PERSON: Topic.HUMAN,
    Command.STOP: Topic.STOP,
    Command.FORGET: Topic.PRIVACY,
    Command.HELP: Topic.HUMAN,
    Command.RETURN: Topic.GREETING,
    Command.PLAN: Topic.HUMAN,
}


def understand(text: str, expectation: Expectation, now: datetime, zone: str) -> Understood:
    """What Alba makes of one message. `now` is aware, UTC; `zone` is her own (IANA)."""
    understood = answer(read(text), text, expectation, now, zone)
    if understood.command is not None or understood.danger is not None:
        return understood
    spanish = as_spanish(text)
    said = appointments.find(spanish, now, zone)
    wish = None if said else writing_wishes.find(spanish, now, zone)
    if said is None and wish is None:
        return understood
    return replace(understood, writing=wish, appointment=said)


def read(text: str) -> Understood:
    """What the words say, whatever was asked."""
    rest = without_release(text)
    return _read(text) if rest is None else _just_out(_read(text), rest)


def _just_out(whole: Understood, rest: str) -> Understood:
    """She has just come out, and says something beside it, or nothing: that is what she means.

    A danger that only the whole shows stands, unless it is one that "salir" or "soltar" alone
    would suggest. When nothing is said beside it, there is none.
    """
    beside = _read(rest)
    same = beside.danger is whole.danger
    stands = says_more(rest) and (same or whole.danger not in _OF_RELEASE)
    told = whole if stands and whole.danger and beside.crisis is None else beside
    return replace(
        whole,
        topic=beside.topic,
        crisis=told.crisis,
        check=told.check,
        confidence=beside.confidence,
        why=told.why,
        silencing=told.silencing,
        denial=False,
        just_out=True,
        topics=beside.topics,
    )


def _read(text: str) -> Understood:
    words = folded_words(as_spanish(text))
    command = command_of(text)
    if all(word in {BREAK, "?"} for word in words):
        return Understood(language=language_of(text), command=command, why="no words")
    if command:
        topic = _OF_COMMAND[command]
        return Understood(topic, confidence=1.0, why="a word of command", command=command)
    if (bare := _bare(text)) is not None:
        return bare
    shipped = model.load()
    if not any(f"={word}" in shipped.places for word in words if not word.startswith("0")):
        place = _passing_place(text)
        return Understood(language=language_of(text), why="no known word", place=place)
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
        why=verdict.rule or _in_her_words(text, verdict.words or _of_topic(scored, topic)),
        place=_passing_place(text),
        language=language_of(text),
        silencing=danger is not None and rules.silences(words),
        inside=inside.is_of_another(as_spanish(text)),
        denial=danger is None and len(words) <= _DENIAL_AT_MOST and rules.denies(words),
        topics=tuple((one, round(chance, 3)) for one, chance in likeliest[:_LIKELIEST]),
    )


def _bare(text: str) -> Understood | None:
    """A word that is enough by itself, or a heart: thanks, and nothing of hers that hurts."""
    if set(text.strip()) <= _HEARTS:
        return Understood(Topic.THANKS, confidence=1.0, why="a heart")
    said = " ".join(plain_words(text[:80]))
    if said in _SAY_IT_AGAIN:
        return Understood(language=language_of(text), why="say it again")
    if said in _WHICH_LANGUAGE:
        return Understood(Topic.GREETING, confidence=1.0, why=said, language=language_of(text))
    if _NO_SPANISH.search(said):
        return Understood(language=Language.ANOTHER, why="no Spanish")
    if bare_words.is_answer(text):
        return Understood(language=language_of(text), why="a bare answer")
    topic = bare_words.topic_of(as_spanish(text))
    if topic is None:
        return None
    return Understood(topic, confidence=1.0, why=text, language=language_of(text))


def warm() -> None:
    """Read the model, the rules and the places now, so that the first woman does not wait."""
    read("hola, busco un cuarto en Puebla para mis hijos")


def answer(
    understood: Understood, text: str, expectation: Expectation, now: datetime, zone: str
) -> Understood:
    """The same, with what fits the waiting question."""
    shown = expectation.choices
    if choices.is_title(text, shown) or choices.is_number(text, shown):
        # A title that she types is a button that she presses: the book knows what it leads to.
        # Other words of a choice may be her own, and say what they say: danger in them stands.
        understood = replace(understood, command=None, crisis=None, check=None)
    elif understood.command is not None and choices.exactly(text, expectation.choices):
        understood = replace(understood, command=None)
    if understood.command is not None:
        return understood
    found: Answer | None = open_answers.skip_in(text) if _may_skip(expectation) else None
    found = found or _fitting(understood, text, expectation, now, zone)
    if not choices.exactly(text, expectation.choices):
        found = choices.named(text, expectation.beside) or found
    return understood if found is None else replace(understood, answer=found)


def _may_skip(expectation: Expectation) -> bool:
    """A choice is looked for first: one of them may be "no sé"."""
    return expectation.skippable and expectation.kind not in {
        AnswerKind.NOTHING,
        AnswerKind.CHOICE,
    }


def _fitting(
    understood: Understood, text: str, expectation: Expectation, now: datetime, zone: str
) -> Answer | None:
    match expectation.kind:
        case AnswerKind.NOTHING | AnswerKind.APPOINTMENT:
            return None
        case AnswerKind.CHOICE:
            return _choice(understood, text, expectation)
        case AnswerKind.TEXT:
            return None if _is_change(understood) else open_answers.text_answer(text)
        case AnswerKind.DATE | AnswerKind.TIME:
            return _moment(as_spanish(text), expectation, now, zone)
        case AnswerKind.PLACE:
            found = places.find(text, expectation.near)
            return PlaceAnswer(found) if found else None
        case AnswerKind.NUMBER:
            return open_answers.number_answer(text)
        case AnswerKind.NAME:
            return open_answers.name_in(text, changes_topic=_is_change(understood))


def _moment(text: str, expectation: Expectation, now: datetime, zone: str) -> Answer | None:
    if expectation.kind is AnswerKind.DATE:
        return dates.find(text, now, zone, expectation.past)
    readings = appointments.readings(text)
    return TimeAnswer(readings) if readings else None


def _choice(understood: Understood, text: str, expectation: Expectation) -> Answer | None:
    """A choice in her own words; beside danger it is surely meant only when named word by word."""
    shown = expectation.choices
    spanish = as_spanish(text)
    chosen = choices.choice_in(text, shown) or choices.choice_in(spanish, shown)
    named = choices.exactly(text, shown) or choices.exactly(spanish, shown)
    if chosen and understood.danger and not named:
        return replace(chosen, partial=True)
    return chosen or (open_answers.skip_in(text) if expectation.skippable else None)


def _is_change(understood: Understood) -> bool:
    """Whether the message is clearly about something else, or of something that can't wait."""
    if understood.crisis or understood.check:
        return True
    return understood.topic not in _NO_CHANGE and understood.confidence >= _CHANGE_OF_TOPIC


def _of_topic(scored: model.Scored, topic: Topic) -> tuple[str, ...]:
    other = Topic.OTHER if topic is not Topic.OTHER else Topic.HUMAN
    return weigh.telling(scored, f"topic:{topic}", f"topic:{other}", 0, len(scored.words))


def _in_her_words(text: str, folded: tuple[str, ...]) -> str:
    spelt = spellings(text)
    return " ".join(spelt.get(word, word) for word in folded)


def _passing_place(text: str) -> Place | None:
    found = places.find(text)
    return found[0] if len(found) == 1 else None
