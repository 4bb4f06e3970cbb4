"""What does an answer to Alba's own question mean? And who writes after a long silence?"""

from dataclasses import replace

from flows.engine import book as special
from flows.engine.answers import resume
from flows.engine.effects import AdjustCheckIns
from flows.engine.understood import ChoiceAnswer, Understood
from flows.engine.vocabulary import ChoiceId, Command, NodeId, Topic
from flows.engine.walk import Walk

STRANGER = "new"
ASKED = "asked"
"""Of a session's `stranger`."""

HOW_SHE_IS = {Topic.CHECKIN_OK: ChoiceId("ok"), Topic.CHECKIN_BAD: ChoiceId("bad")}
"""What answers a check-in in her own words."""

THERE = NodeId("there")


def is_stranger(walk: Walk) -> bool:
    """Whether whoever writes has to be asked who it is."""
    return walk.session.stranger == STRANGER


def returns_unknown(walk: Walk, understood: Understood) -> bool:
    """Whether somebody unknown wants to be written to again: then she is asked who she is."""
    return understood.command is Command.RETURN and is_stranger(walk)


def ask_who(walk: Walk) -> None:
    """After a long silence nothing is said of before until she says that it is she."""
    walk.session = replace(walk.session, stranger=ASKED)
    walk.restart(special.STILL_YOU)


def adjust(walk: Walk, understood: Understood) -> bool:
    """Take how she wants to be written to, if she agreed to be; whether it was that."""
    if understood.writing is None or walk.facts.get("consent") != "yes":
        return False
    walk.effects.append(AdjustCheckIns(understood.writing))
    return True


def says_how_she_is(walk: Walk, understood: Understood) -> bool:
    """Whether her own words answer a check-in: well, or not."""
    choice = HOW_SHE_IS.get(understood.topic)
    sure = understood.confidence >= walk.book.manners.sure
    if choice is None or not sure or not is_check_in(walk):
        return False
    if not resume(walk, ChoiceAnswer(choice)):
        flow = walk.book.topics.get(understood.topic)
        if flow is None:
            return False
        walk.restart(flow)
    return True


def shows_herself(walk: Walk) -> bool:
    """Whether what is not understood answers a check-in: then it is enough that she is there."""
    if not is_check_in(walk) or walk.stack[-1].node == THERE:
        return False
    walk.start(special.CHECK_IN, THERE)
    return True


def is_check_in(walk: Walk) -> bool:
    """Whether a question of how she is waits."""
    return bool(walk.stack) and walk.stack[-1].flow == special.CHECK_IN
