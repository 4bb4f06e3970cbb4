"""What does the session wait for? Told to understanding before it reads her words."""

from dataclasses import replace

from flows.engine.book import Book, titles
from flows.engine.nodes import Ask, Choose
from flows.engine.session import Session
from flows.engine.understood import AnswerKind, Expectation, ExpectedChoice
from flows.engine.vocabulary import ChoiceId

OPTION = "o"
"""Options made on the way are called o1, o2, … in the order shown."""

SKIP = ChoiceId("skip")
"""The button of every open question: it can be left unanswered."""

_OWN_WORDS = frozenset({AnswerKind.TEXT, AnswerKind.NAME})


def expects(book: Book, session: Session, near: str | None = None) -> Expectation:
    """The expectation of the innermost frame; `near` is the state known of her."""
    return replace(_waiting(book, session, near), beside=_beside(book, session))


def _beside(book: Book, session: Session) -> tuple[ExpectedChoice, ...]:
    """What she may name though it is not asked now: the questions below, and the menu's topics.

    To a question for her own words or her name any word is an answer.
    """
    nodes = [book.node(frame) for frame in session.stack]
    if nodes and isinstance(nodes[-1], Ask) and nodes[-1].kind in _OWN_WORDS:
        return ()
    below: list[ExpectedChoice] = []
    for frame, node in zip(session.stack[-2::-1], nodes[-2::-1], strict=True):
        if isinstance(node, Choose):
            below.extend(titles(frame.flow, book.settled(frame).node, node))
    return (*below, *book.beside)


def _waiting(book: Book, session: Session, near: str | None) -> Expectation:
    if not session.stack:
        return Expectation(near=near)
    top = session.stack[-1]
    if top.options:
        options = tuple(
            ExpectedChoice(ChoiceId(f"{OPTION}{number}"), option.title)
            for number, option in enumerate(top.options, start=1)
        )
        skip = ExpectedChoice(SKIP, book.manners.skip)
        return Expectation(AnswerKind.CHOICE, (*options, skip), near=near)
    match book.node(top):
        case Choose(choices=choices):
            shown = tuple(ExpectedChoice(each.id, each.title, each.words) for each in choices)
            return Expectation(AnswerKind.CHOICE, shown, near=near)
        case Ask(kind=kind, past=past):
            return Expectation(kind, past=past, near=near)
        case _:
            return Expectation(near=near)
