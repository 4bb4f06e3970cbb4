"""What does the book make of one happening? Stepped where what she is told of people is true."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.organisation import Organisation
from bot.road.ground import Ground
from bot.road.thought import Thought
from db.stores.claims import Claimed
from flows.engine.book import Book
from flows.engine.effects import OpenCase
from flows.engine.events import Event
from flows.engine.step import Turn, step


@dataclass(frozen=True, slots=True)
class Stepping:
    """How happenings are stepped: in this book, on this ground, at this moment."""

    book: Book
    ground: Ground
    organisation: Organisation
    now: datetime

    def turn(self, thought: Thought, event: Event, channel: str) -> Turn:
        """Step her, in a world where what she is told of people is true of this very turn."""
        known = {} if thought.session.stranger else thought.facts

        def stepped(her: Claimed) -> Turn:
            world = self.ground.world(her, known, self.organisation, self.now, channel)
            return step(self.book, thought.session, event, world)

        turn = stepped(thought.claimed)
        told = self._of_what_is_spoken_of(thought.claimed, turn)
        return turn if told is thought.claimed else stepped(told)

    def _of_what_is_spoken_of(self, claimed: Claimed, turn: Turn) -> Claimed:
        """Her, with only the cases that this turn opens or adds to, or whose card it shows again.

        What she is told of people is the truth of these: that somebody read another one is no
        answer.
        """
        opened = {each.reason for each in turn.effects if isinstance(each, OpenCase)}
        top = turn.session.stack[-1] if turn.session.stack else None
        card = self.book.flows[top.flow].crisis if top is not None else None
        if card is not None:
            opened.add(card.value)
        if not opened or claimed.cases.keys() <= opened:
            return claimed
        cases = {each: claimed.cases[each] for each in opened & {*claimed.cases}}
        return replace(claimed, cases=cases)
