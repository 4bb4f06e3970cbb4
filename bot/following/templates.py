"""Which templates do the policies need? Every question that Alba asks of her own accord."""

from collections.abc import Iterator
from typing import Final

from bot.channels.port import NeededTemplate, OfferedChoice
from bot.following.appointments import OF_REMINDER
from bot.following.questions import OUTSIDE, SECOND_TRY, Question, Questions, template_name
from bot.translations import CATALOGUES, catalogue
from flows.engine.book import ATTENDED, CHECK_IN, REMINDER
from flows.engine.vocabulary import NodeId

ASK: Final = NodeId("ask")
VARIABLE: Final = "{{1}}"
SAMPLES: Final = {"es": "viernes 10:00", "en": "Friday 10:00"}
BUTTONS: Final = 3
"""The most quick replies that a template is shown with as buttons."""


def needed(questions: Questions) -> tuple[NeededTemplate, ...]:
    """Each question in each language."""
    return tuple(
        _template(questions, question, language)
        for language in CATALOGUES
        for question in _asked(questions)
    )


def _asked(questions: Questions) -> Iterator[Question]:
    yield from (Question(CHECK_IN, node) for node in questions.turns)
    yield Question(CHECK_IN, SECOND_TRY)
    yield Question(CHECK_IN, OUTSIDE)
    yield Question(REMINDER, ASK)
    yield Question(ATTENDED, ASK)


def _template(questions: Questions, question: Question, language: str) -> NeededTemplate:
    translate = catalogue(language)
    node = questions.node(question)
    text = translate(node.text)
    body = text.replace(OF_REMINDER, VARIABLE)
    return NeededTemplate(
        name=template_name(question, language, text),
        language=language,
        body=body,
        choices=tuple(
            OfferedChoice(f"{question.id}.{each.id}", translate(each.title))
            for each in node.choices[:BUTTONS]
        ),
        samples={"1": SAMPLES[language]} if body != text else {},
    )
