"""What happened to her session since she last wrote? Alba asked her something, or long silence."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from db.stores.claims import Claimed
from flows.engine.book import BY_THE_CLOCK, Book
from flows.engine.nodes import Choose
from flows.engine.session import Frame, Session
from flows.engine.understood import (
    ChoiceAnswer,
    DateAnswer,
    NumberAnswer,
    PlaceAnswer,
    Understood,
)
from flows.engine.vocabulary import FlowId, NodeId, Topic

SURE: Final = 0.5
"""Confidence from which a topic is no answer to what was asked long before."""


def asked_meanwhile(book: Book, claimed: Claimed, session: Session) -> Session:
    """The session with what Alba asked of her own accord on top, as if a turn had asked it.

    What she was asked before stays below it while it still stands.
    """
    if not claimed.is_asked or claimed.asked_at is None:
        return session
    flow, _, node = (claimed.asked or "").partition(".")
    known = book.flows.get(FlowId(flow))
    question = known.nodes.get(NodeId(node)) if known else None
    if known is None or not isinstance(question, Choose):
        return session
    since = session.since
    stands = since is not None and claimed.asked_at - since <= book.manners.patience
    return replace(
        session,
        stack=(
            *(session.stack if stands else ()),
            Frame(known.id, NodeId(node), known.version, True),
        ),
        since=claimed.asked_at,
        said=question.text,
        unclear=0,
        greeted=True,
    )


def is_unknown(claimed: Claimed, after: timedelta, now: datetime) -> bool:
    """Whether nobody has written for so long that it may be anybody."""
    return claimed.last_in_at is not None and now - claimed.last_in_at > after


def beneath(session: Session) -> Session | None:
    """The session as it was before Alba asked of her own accord; None when nothing waits there."""
    if len(session.stack) < 2 or session.stack[-1].flow not in BY_THE_CLOCK:
        return None
    return replace(session, stack=session.stack[:-1])


def needs_answer(understood: Understood) -> bool:
    """Whether what she wrote is neither an answer nor anything that counts everywhere."""
    counts = understood.command or understood.danger or understood.writing
    has_topic = understood.topic is not Topic.OTHER and understood.confidence >= SURE
    return understood.answer is None and counts is None and not has_topic


def is_clear_answer(understood: Understood) -> bool:
    """An answer that could be none to "how are you": a place, a day, a number, a choice."""
    clear = ChoiceAnswer | DateAnswer | NumberAnswer | PlaceAnswer
    return isinstance(understood.answer, clear)
